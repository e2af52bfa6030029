import type { Switch } from '../action';
import { withdrawConnection } from './demo-offer';
import { el } from './dom';
import { eachRows, isEach, prepareEach } from './each';
import { extentChoice } from './extent';
import type { PanelFacts, PanelField } from './facts';
import { attachForm, formPlace } from './json-form';
import { actionLabel, shortened } from './label';
import type { OwnPanel } from './own';
import { currentValue, idOf, openPanel, Rows } from './rows';
import { fieldRow, prepareField } from './typed-field';
import { applies, isFilled, isRequired, validateField } from './validate';

/** A key with the catalogue that holds it. */
export type NamedKey = `node-red-contrib-intercom/${string}:${string}`;

/** What the html of every node calls, by these names; `facts` is what it says of its action, if it is one. */
export interface Panels {
    prepare(facts: PanelFacts, node: EditorNode): void;
    save(facts: PanelFacts, node: EditorNode): boolean | undefined;
    cancel(facts: PanelFacts, node: EditorNode): void;
    validate(facts: PanelFacts, node: EditorNode, property: string, value: unknown): true | string;
    label(facts: PanelFacts, node: EditorNode): string;
    /** A text that needs no node to be found. */
    word(facts: PanelFacts, key: NamedKey): string;
}

/** A property that the flow file lacks and nobody has filled in is not written into it. */
function leaveMissing(node: EditorNode): void {
    for (const [property, { value }] of Object.entries(node._def.defaults)) {
        if (node[property] === undefined && currentValue(node, property) === String(value ?? '')) {
            openPanel(node)
                ?.querySelector(`#${idOf(node, property)}`)
                ?.remove();
        }
    }
}

/** Whether something else stands in a field than in that of a new node. */
const isChanged = (node: EditorNode, properties: string[]): boolean =>
    properties.some((one) => currentValue(node, one) !== String(node._def.defaults[one]?.value ?? ''));

/** Fields and choices of an action's panel. */
function partsOf({ fields, switches }: PanelFacts) {
    const isFolded = ([, { advanced }]: [string, { advanced?: boolean }]): boolean => advanced === true;
    const all = Object.entries(fields);
    const extent = Object.hasOwn(fields, 'fetchAll') ? ['fetchAll', 'limit'] : [];
    const own = all.filter(([property]) => !extent.includes(property));
    return {
        all,
        /** How far a list goes, which is one choice. */
        extent: all.filter(([property]) => extent.includes(property)),
        switches: Object.entries(switches ?? {}),
        required: own.filter(([, { required }]) => required),
        shown: own.filter((one) => !isFolded(one) && !one[1].required),
        folded: own.filter((one) => isFolded(one) && !one[1].required),
        isFolded,
    };
}

/** Makes the panel of an action. */
function prepare(facts: PanelFacts, node: EditorNode, rows: Rows): void {
    const { say } = rows;
    const parts = partsOf(facts);
    const labelOf = (property: string): string => say(`fields.${property}.label`);

    /** What follows the choices and values of the panel: which rows there are, and how they look. */
    const following: (() => void)[] = [];
    const showWhile = (made: HTMLElement[], isThere: () => boolean): void => {
        following.push(() => {
            for (const row of made) row.hidden = !isThere();
        });
    };
    const rowsOf = ([property, field]: [string, PanelField]): HTMLElement[] => {
        const row = fieldRow(rows, property, field);
        const made = [row, ...(field.form ? [formPlace(property)] : [])];
        if (field.when) showWhile(made, () => applies(node, field));
        const { replacedBy } = field;
        following.push(() => {
            row.firstElementChild?.classList.toggle('intercom-required', isRequired(node, field));
            row.classList.toggle('intercom-optional', !isRequired(node, field));
            row.classList.toggle(
                'intercom-preset',
                !isRequired(node, field) && !isChanged(node, [property, `${property}Type`]),
            );
            if (replacedBy) row.classList.toggle('intercom-replaced', isFilled(node, replacedBy));
        });
        return made;
    };
    const switchRow = ([property, one]: [string, Switch]): HTMLElement => {
        const choice = rows.choice(property, one.values, (value) => say(`choices.${property}_${value}`));
        const about = say(`fields.${property}.about`);
        const row = rows.row(property, { icon: 'random', label: labelOf(property), about }, choice);
        if (one.when) showWhile([row], () => applies(node, one));
        return row;
    };

    const replaced = [...new Set(parts.all.flatMap(([, { replacedBy }]) => replacedBy ?? []))].map((query) => {
        const note = el('p', { className: 'intercom-note intercom-replaces' }, say('search.replaces'));
        showWhile([note], () => isFilled(node, query));
        return note;
    });
    const extentRows = parts.extent.map((one): [string, HTMLElement[]] => [one[0], rowsOf(one)]);
    const extent = extentRows.length > 0 ? extentChoice(rows, Object.fromEntries(extentRows), following) : undefined;

    const emit = facts.emit && rows.choice('emit', facts.emit, (value) => say(`common.emit_${value}`));
    const array = emit && [...emit.options].find(({ value }) => value === 'array');
    if (array) {
        following.push(() => {
            const isAll = extent ? extent.isAll() : !isFilled(node, 'limit');
            array.textContent = say(isAll ? 'common.emit_array' : 'common.emit_arraySome');
        });
    }
    const [forEach, ...ofEach] = facts.each ? eachRows(rows) : [];
    showWhile(ofEach, () => isFilled(node, 'forEach'));
    const isFolded = parts.isFolded;
    const foldedRows = [
        ...parts.switches.filter(isFolded).map(switchRow),
        ...parts.folded.flatMap(rowsOf),
        ...(forEach ? [forEach, ...ofEach] : []),
    ];
    const folded = [...parts.switches.filter(isFolded), ...parts.folded].map(([property]) => property);

    rows.show(
        rows.name(),
        rows.connection(),
        facts.destroys && el('p', { className: 'intercom-note intercom-destroys' }, say('common.destroys')),
        ...parts.switches.filter((one) => !isFolded(one)).map(switchRow),
        ...parts.required.flatMap(rowsOf),
        ...replaced,
        ...parts.shown.flatMap(rowsOf),
        ...(extent ? [extent.row, ...extentRows.flatMap(([, made]) => made)] : []),
        emit && rows.row('emit', { icon: 'share-square-o', label: say('common.emit') }, emit),
        foldedRows.length > 0 &&
            rows.folded(
                say('common.more'),
                foldedRows,
                [...folded.map(labelOf), forEach && say('common.forEach')].filter(Boolean).join(' · '),
            ),
    );
    for (const [property, field] of parts.all) prepareField(rows, property, field);
    if (forEach) prepareEach(rows);
    for (const [property, field] of parts.all) if (field.form) attachForm(node, property, field);

    const follow = (): void => {
        for (const one of following) one();
    };
    $(rows.panel).on('change keyup', follow);
    follow();

    // options are open where one of them says something
    const details = rows.panel.querySelector('details');
    if (details) details.open = (forEach && isEach(rows)) || folded.some((one) => isChanged(node, [one, `${one}Type`]));
}

/** Words that were looked up, by key. */
const words = new Map<NamedKey, string>();

/** The panels of all nodes: of actions, and of those that have one of their own. */
export const panels = (own: Readonly<Record<string, OwnPanel>>): Panels => ({
    prepare(facts, node) {
        // the one that is still empty: others may be open below it
        const panel = document.querySelector<HTMLElement>('.intercom-panel:not([data-node])');
        if (!panel) return;
        const rows = new Rows(node, panel);
        const { prepare: prepareOwn } = own[node.type] ?? {};
        // out of sight, since every input measures itself while it is made
        panel.hidden = true;
        if (prepareOwn) prepareOwn(node, rows);
        else prepare(facts, node, rows);
        panel.hidden = false;
    },

    save(_facts, node) {
        leaveMissing(node);
        return own[node.type]?.save?.(node);
    },

    cancel(_facts, node) {
        withdrawConnection(node.id);
        own[node.type]?.cancel?.(node);
    },

    validate(facts, node, property, value) {
        const ownPanel = own[node.type];
        if (!ownPanel) return validateField(facts, node, property, value);
        return ownPanel.validate?.[property]?.(node, String(value ?? '')) ?? true;
    },

    label(facts, node) {
        const ownPanel = own[node.type];
        return ownPanel ? shortened(ownPanel.label?.(node) ?? '') : actionLabel(facts, node);
    },

    word(_facts, key) {
        const word = words.get(key) ?? RED._(key);
        words.set(key, word);
        return word;
    },
});

import { el } from './dom';
import type { PanelFacts, PanelField } from './facts';
import { attachForm, formPlace } from './json-form';
import { actionLabel, shortened } from './label';
import type { OwnPanel } from './own';
import { currentValue, idOf, openPanel, Rows, storedValue } from './rows';
import { fieldRow, prepareField } from './typed-field';
import { applies, validateField } from './validate';

/** What the html of every node calls, by these names; `facts` is what it says of its action, if it is one. */
export interface Panels {
    prepare(facts: PanelFacts, node: EditorNode): void;
    save(facts: PanelFacts, node: EditorNode): boolean | undefined;
    cancel(facts: PanelFacts, node: EditorNode): void;
    validate(facts: PanelFacts, node: EditorNode, property: string, value: unknown): true | string;
    label(facts: PanelFacts, node: EditorNode): string;
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

/** Whether a node holds something else in a field than a new one does. */
const isChanged = (node: EditorNode, properties: string[]): boolean =>
    properties.some((one) => storedValue(node, one) !== String(node._def.defaults[one]?.value ?? ''));

/** Makes the panel of an action. */
function prepare(facts: PanelFacts, node: EditorNode, rows: Rows): void {
    const { say } = rows;
    const fields = Object.entries(facts.fields);
    const switches = Object.entries(facts.switches ?? {});
    const labelOf = (property: string): string => say(`fields.${property}.label`);

    /** The rows of fields or switches, with what they depend on. */
    const conditional = new Map<HTMLElement, Pick<PanelField, 'when'>>();
    const rowsOf = ([property, field]: [string, PanelField]): HTMLElement[] => {
        const made = [fieldRow(rows, property, field), ...(field.form ? [formPlace(property)] : [])];
        if (field.when) for (const row of made) conditional.set(row, field);
        return made;
    };
    const switchRow = ([property, one]: (typeof switches)[number]): HTMLElement => {
        const choice = rows.choice(property, one.values, (value) => say(`choices.${property}_${value}`));
        const about = say(`fields.${property}.about`);
        const row = rows.row(property, { icon: 'random', label: labelOf(property), about }, choice);
        if (one.when) conditional.set(row, one);
        return row;
    };
    const isFolded = ([, { advanced }]: [string, { advanced?: boolean }]): boolean => advanced === true;
    const isShown = (one: [string, { advanced?: boolean }]): boolean => !isFolded(one);
    const folded = [...switches, ...fields].filter(isFolded).map(([property]) => property);

    rows.show(
        rows.name(),
        rows.connection(),
        facts.destroys && el('p', { className: 'intercom-note intercom-destroys' }, say('common.destroys')),
        ...switches.filter(isShown).map(switchRow),
        ...fields.filter(([, { required }]) => required).flatMap(rowsOf),
        ...fields.filter((one) => isShown(one) && !one[1].required).flatMap(rowsOf),
        facts.emit &&
            rows.row(
                'emit',
                { icon: 'share-square-o', label: say('common.emit') },
                rows.choice('emit', facts.emit, (value) => say(`common.emit_${value}`)),
            ),
        folded.length > 0 &&
            rows.folded(
                say('common.more'),
                [...switches.filter(isFolded).map(switchRow), ...fields.filter(isFolded).flatMap(rowsOf)],
                folded.map(labelOf).join(' · '),
            ),
    );
    for (const [property, field] of fields) prepareField(rows, property, field);
    for (const [property, { form }] of fields) if (form) attachForm(node, property, form);

    const follow = (): void => {
        for (const [row, one] of conditional) row.hidden = !applies(node, one);
    };
    for (const [property] of switches) $(`#${rows.id(property)}`).on('change', follow);
    follow();

    // options are open where one of them says something
    const details = rows.panel.querySelector('details');
    if (details) details.open = folded.some((one) => isChanged(node, [one, `${one}Type`]));
}

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

    cancel: (_facts, node) => own[node.type]?.cancel?.(node),

    validate(facts, node, property, value) {
        const ownPanel = own[node.type];
        if (!ownPanel) return validateField(facts, node, property, value);
        return ownPanel.validate?.[property]?.(node, String(value ?? '')) ?? true;
    },

    label(facts, node) {
        const ownPanel = own[node.type];
        const ownLabel = shortened(ownPanel?.label?.(node) ?? '');
        if (ownLabel !== '' || node.name) return ownLabel || String(node.name);
        return ownPanel ? '' : actionLabel(facts, node);
    },
});

import type { PickItem } from '../action';
import { pickTypes } from '../action/pick';
import { apiName } from '../fields/field';
import { agoInput } from './ago-input';
import { meaning, ofList } from './chosen';
import { el, icon } from './dom';
import type { PanelField } from './facts';
import { rowsFrom, rowsType } from './json-form';
import { evaluated, kindOf } from './kinds';
import { pickType } from './picker';
import { type Rows, storedValue } from './rows';
import type { Say } from './words';

type Type = string | TypedInputType;

const nameOf = (type: Type): string => (typeof type === 'string' ? type : type.value);

/** A literal of fixed values: a `str` with options, so that flows hold plain text. */
function optionsType(say: Say, values: readonly string[], saved: string, asIs = false): TypedInputType {
    const options = values.map((value) => ({ value, label: asIs ? value : say(`choices.${value}`) }));
    if (saved !== '' && !values.includes(saved)) {
        options.push({ value: saved, label: say('common.unknown', { value: saved }) });
    }
    options.unshift({ value: '', label: say('common.notGiven') });
    return { value: 'str', label: say('common.choose'), icon: 'fa fa-list-ul', options };
}

/** The input types of a field, beside the list that it may be chosen from. */
function typesOf({ node, say }: Rows, property: string, { kind = 'text', choices, asIs }: PanelField): Type[] {
    const saved = node[`${property}Type`] === 'str' ? storedValue(node, property) : '';
    const options = (values: readonly string[]) => optionsType(say, values, saved, asIs);
    const none = { ...options([]), label: say('common.notGiven'), icon: 'fa fa-ban' };
    const { literals } = kindOf(kind);
    const [first = [], ...last] = literals.map((type) => (type === 'ago' ? agoType(say, property) : type));
    if (kind === 'choice') return [options(choices ?? []), ...evaluated];
    if (kind === 'boolean') {
        return [...[first].flat(), ...evaluated, none];
    }
    return [...[first].flat(), ...evaluated, ...last];
}

/** A point in time so long ago: `30d`, which reads "30 days ago". */
const agoType = (say: Say, property: string): TypedInputType => ({
    value: 'ago',
    label: say('common.ago'),
    icon: 'fa fa-history',
    valueLabel(this: TypedInputWidget, container, value) {
        const names = { id: `node-input-${property}-ago`, 'aria-labelledby': `node-input-${property}-label` };
        container.append(agoInput(say, String(value ?? ''), names, (given) => this.input.val(given).trigger('change')));
    },
});

/** A type that this panel does not offer, from a later version or an edited flow, stays as it was saved. */
function withSaved(types: Type[], saved: string): Type[] {
    if (saved === '' || types.some((type) => nameOf(type) === saved)) return types;
    const core = ['num', 'bool', 'json', 'date', 'str'];
    return [...types, core.includes(saved) ? saved : { value: saved, label: saved }];
}

/** The row of a field. */
export function fieldRow(rows: Rows, property: string, field: PanelField): HTMLElement {
    const { say } = rows;
    const { kind = 'text', required, by } = field;
    const named = { 'aria-labelledby': `${rows.id(property)}-label` };
    const about = say(`fields.${property}.about`);
    return rows.row(
        property,
        { icon: kindOf(kind).icon, label: say(`fields.${property}.label`), required, about },
        by && keySelect(rows, by, field, named),
        rows.input(property, named),
        rows.hidden(`${property}Type`),
        (field.pick || field.means) && rows.hidden(`${property}Name`),
    );
}

/** The select of the key by which a reference is named. */
function keySelect(rows: Rows, by: string, field: PanelField, named: object): HTMLSelectElement {
    const { keys } = meaning(rows.node, field);
    const label = (key: string) => rows.say(`by.${keys[key] as `${string}_${string}`}`);
    return rows.choice(by, Object.keys(keys), label, { className: 'intercom-by', ...named });
}

/** The message property, or what else a new node holds. */
const defaultOf = ({ _def }: EditorNode, property: string): string => String(_def.defaults[property]?.value ?? '');

/** Makes the input of a field, in the panel, choose its type, and offer its list. */
export function prepareField(rows: Rows, property: string, field: PanelField): void {
    const { say, node } = rows;
    const { by, form } = field;
    const id = rows.id(property);
    const input = $(`#${id}`);
    const typeField = $(`#${id}Type`);
    const nameField = $(`#${id}Name`);

    /** The type that is shown, which in the middle of a change is still the one before. */
    let shown = String(typeField.val());
    /** What stood in the input before the list, or the form, was chosen. */
    let before: { type: string; value: string } | undefined;
    /** Whether the list was only opened: who leaves it without a choice has not meant it. */
    let isPeeking = false;
    let list: ReturnType<typeof pickType> | undefined;

    /** The list that is offered now, which hangs on what the reference means. */
    function makeList(): typeof list {
        const { pick } = meaning(node, field);
        return (
            pick &&
            pickType(say, property, pick, {
                name: String(nameField.val() ?? ''),
                nobody: field.nobody,
                of: () => ofList(node, field),
                isPicked: () => shown === pickTypes[pick],
                choose: ({ value, label }: PickItem) => {
                    isPeeking = false;
                    nameField.val(label === value ? '' : label);
                },
                left: () => {
                    if (!isPeeking || !before) return;
                    isPeeking = false;
                    input.typedInput('type', before.type);
                },
            })
        );
    }
    const makeTypes = (): Type[] => [
        ...(list ? [list.type] : []),
        ...(form ? [rowsType(say, form)] : []),
        ...typesOf(rows, property, field),
    ];
    list = makeList();
    input.typedInput({ types: withSaved(makeTypes(), shown), typeField });

    const container = input.next('.red-ui-typedInput-container');
    const value = container.find('.red-ui-typedInput-input').attr('id', `${id}-value`);
    const option = container.find('.red-ui-typedInput-option-trigger').attr('id', `${id}-option`);
    container.find('button').attr('aria-describedby', `${id}-label`);
    const open = el(
        'button',
        {
            type: 'button',
            id: `${id}-open`,
            className: 'intercom-open',
            title: say('pick.open'),
            'aria-label': say('pick.open'),
            'aria-describedby': `${id}-label`,
        },
        icon('caret-down'),
    );
    if (field.pick || field.means) {
        container.append(open);
        open.addEventListener('click', () => {
            if (!list) return;
            isPeeking = true;
            input.typedInput('type', list.type.value);
            list.open();
        });
    }

    const isOwn = (type: string): boolean => type === list?.type.value || (form !== undefined && type === 'rows');

    /**
     * An id of the list begins empty, as does a form: what stood there was a path or a text. Back, it stands there
     * again. JSON becomes rows that say the same.
     */
    function turn(type: string): void {
        const was = shown;
        shown = type;
        if (was === type) return;
        if (isOwn(type)) {
            // the input itself still holds it, in the middle of the change
            const held = String(input.val());
            before = { type: was, value: held };
            input.typedInput('value', type === 'rows' && was === 'json' && form ? rowsFrom(form, held) : '');
        } else if (isOwn(was)) {
            nameField.val('');
            const preset = defaultOf(node, `${property}Type`) === type ? defaultOf(node, property) : '';
            const isBack = before !== undefined && (was !== 'rows' || before.type === type);
            input.typedInput('value', isBack ? (before?.value ?? '') : preset);
        }
    }

    // what can be focused differs from type to type: the label follows, as does the example
    const follow = (): void => {
        const type = String(typeField.val());
        turn(type);
        const isPicked = type === list?.type.value;
        const isOption = option.css('display') !== 'none';
        const part = isPicked ? 'pick' : type === 'ago' ? 'ago' : isOption ? 'option' : 'value';
        $(`#${id}-label`).attr('for', `${id}-${part}`);
        const from =
            defaultOf(node, `${property}Type`) === 'msg'
                ? defaultOf(node, property)
                : (field.from ?? `payload.${apiName(property, {})}`);
        const examples: Record<string, string | undefined> = {
            msg: from,
            flow: '',
            global: '',
            jsonata: '',
            env: 'NAME',
        };
        const literal =
            field.example ?? kindOf(field.kind ?? 'text').example ?? (field.required ? '' : say('common.notGiven'));
        value.attr('placeholder', examples[type] ?? literal);
        // what is chosen from a list is Intercom's id: there is no key to choose
        if (by) $(`#${rows.id(by)}`).toggle(!isPicked && Object.keys(meaning(node, field).keys).length > 1);
        open.hidden = isPicked || !list;
    };
    input.on('typedinputtypechange', follow);
    follow();

    // another object has another list, and other keys
    if (field.means) {
        $(`#${rows.id(field.means.choice)}`).on('change', () => {
            const wasPicked = shown === list?.type.value;
            if (wasPicked) input.typedInput('type', defaultOf(node, `${property}Type`));
            list = makeList();
            input.typedInput('types', withSaved(makeTypes(), shown));
            if (by) {
                const select = rows.panel.querySelector<HTMLSelectElement>(`#${rows.id(by)}`);
                const { keys } = meaning(node, field);
                const chosen = select && Object.hasOwn(keys, select.value) ? select.value : 'id';
                const options = Object.entries(keys).map(([key, word]) =>
                    el('option', { value: key }, say(`by.${word as `${string}_${string}`}`)),
                );
                select?.replaceChildren(...(options.length > 0 ? options : [el('option', { value: 'id' }, 'id')]));
                if (select) select.value = chosen;
            }
            follow();
        });
    }
}

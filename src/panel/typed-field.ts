import type { PickItem } from '../action';
import { pickTypes } from '../action/pick';
import { apiName } from '../fields/field';
import { ago } from '../fields/literal';
import { el, icon } from './dom';
import type { PanelField } from './facts';
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
    const { literals } = kindOf(kind);
    const [first = [], ...last] = literals.map((type) => (type === 'ago' ? agoType(say) : type));
    if (kind === 'choice') return [options(choices ?? []), ...evaluated];
    if (kind === 'boolean') {
        return [...[first].flat(), ...evaluated, { ...options([]), label: say('common.notGiven'), icon: 'fa fa-ban' }];
    }
    return [...[first].flat(), ...evaluated, ...last];
}

/** A point in time so long ago: `30d`. */
const agoType = (say: Say): TypedInputType => ({
    value: 'ago',
    label: say('common.ago'),
    icon: 'fa fa-history',
    validate: (value) => !('fault' in ago(value, 0)),
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
    const { kind = 'text', required, keys = {}, by } = field;
    const named = { 'aria-labelledby': `${rows.id(property)}-label` };
    const about = say(`fields.${property}.about`);
    return rows.row(
        property,
        { icon: kindOf(kind).icon, label: say(`fields.${property}.label`), required, about },
        by &&
            rows.choice(by, Object.keys(keys), (key) => say(`by.${keys[key] as `${string}_${string}`}`), {
                className: 'intercom-by',
                ...named,
            }),
        rows.input(property, named),
        rows.hidden(`${property}Type`),
        field.pick && rows.hidden(`${property}Name`),
    );
}

/** Makes the input of a field, in the panel, choose its type, and offer its list. */
export function prepareField(rows: Rows, property: string, field: PanelField): void {
    const { say, node } = rows;
    const { pick, by } = field;
    const id = rows.id(property);
    const input = $(`#${id}`);
    const typeField = $(`#${id}Type`);
    const nameField = $(`#${id}Name`);
    const defaultOf = (one: string): string => String(node._def.defaults[one]?.value ?? '');

    /** The type that is shown, which in the middle of a change is still the one before. */
    let shown = String(typeField.val());
    /** What stood in the input before the list was chosen from. */
    let before: { type: string; value: string } | undefined;
    /** Whether the list was only opened: who leaves it without a choice has not meant it. */
    let isPeeking = false;

    const listType = pick && pickTypes[pick];
    const list =
        pick &&
        pickType(say, property, pick, {
            name: String(nameField.val()),
            isPicked: () => shown === listType,
            choose: ({ value, label }: PickItem) => {
                isPeeking = false;
                nameField.val(label === value ? '' : label);
            },
            left: () => {
                if (!isPeeking || !before) return;
                isPeeking = false;
                input.typedInput('type', before.type);
            },
        });
    const types = withSaved([...(list ? [list.type] : []), ...typesOf(rows, property, field)], shown);
    input.typedInput({ types, typeField });

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
    if (list) {
        container.append(open);
        open.addEventListener('click', () => {
            isPeeking = true;
            input.typedInput('type', list.type.value);
            list.open();
        });
    }

    /** An id of the list begins empty: what stood there was a path or a text. Back, it stands there again. */
    function turn(type: string): void {
        const was = shown;
        shown = type;
        if (!list || was === type) return;
        if (type === listType) {
            // the input itself still holds it, in the middle of the change
            before = { type: was, value: String(input.val()) };
            input.typedInput('value', '');
        } else if (was === listType) {
            nameField.val('');
            const preset = defaultOf(`${property}Type`) === type ? defaultOf(property) : '';
            input.typedInput('value', before?.value ?? preset);
        }
    }

    // what can be focused differs from type to type: the label follows, as does the example
    const follow = (): void => {
        const type = String(typeField.val());
        turn(type);
        const isPicked = type === listType;
        const isOption = option.css('display') !== 'none';
        $(`#${id}-label`).attr('for', isPicked ? `${id}-pick` : isOption ? `${id}-option` : `${id}-value`);
        const from =
            defaultOf(`${property}Type`) === 'msg'
                ? defaultOf(property)
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
        if (by) $(`#${rows.id(by)}`).toggle(!isPicked);
        open.hidden = isPicked;
    };
    input.on('typedinputtypechange', follow);
    follow();
}

import type { PanelFacts, PanelField } from './fields';
import { attachForm } from './json-form';
import { parts } from './parts';
import { pickType } from './picker';
import { validateField } from './validate';
import { wordsOf } from './words';

/** Input types that every field takes, behind the literal of its kind. */
const everywhere = ['msg', 'flow', 'global', 'jsonata', 'env'];

type Type = string | TypedInputType;

const nameOf = (type: Type): string => (typeof type === 'string' ? type : type.value);

/** The input types of a field. A literal of fixed values is a `str` with options, so that flows hold plain text. */
function typesOf(node: EditorNode, property: string, { kind, choices, pick }: PanelField): Type[] {
    const say = wordsOf(node);
    const options = (values: readonly string[]): TypedInputType => {
        const list = values.map((value) => ({ value, label: say(`choices.${value}`) }));
        const saved = String(node[`${property}Type`] === 'str' ? (node[property] ?? '') : '');
        if (saved !== '' && !values.includes(saved)) {
            list.push({ value: saved, label: say('common.unknown', { value: saved }) });
        }
        list.unshift({ value: '', label: say('common.notGiven') });
        return { value: 'str', label: say('common.choose'), icon: 'fa fa-list-ul', options: list };
    };
    const picker = pick ? [pickType(say, property, pick)] : [];
    switch (kind) {
        case 'choice':
            return [options(choices ?? []), ...everywhere];
        case 'boolean':
            return ['bool', ...everywhere, { ...options([]), label: say('common.notGiven'), icon: 'fa fa-ban' }];
        case 'number':
        case 'integer':
            return ['num', ...everywhere, 'str'];
        case 'date':
            return ['date', ...everywhere, 'num', 'str'];
        case 'object':
        case 'entries':
            return ['json', ...everywhere, 'str'];
        case 'any':
            return ['json', 'str', 'num', 'bool', ...everywhere];
        default:
            return [...picker, 'str', ...everywhere];
    }
}

/** A type this panel does not offer, from a later version or an edited flow, stays as it was saved. */
function withSaved(types: Type[], saved: string): Type[] {
    if (saved === '' || types.some((type) => nameOf(type) === saved)) return types;
    const core = ['num', 'bool', 'json', 'date', 'str'];
    return [...types, core.includes(saved) ? saved : { value: saved, label: saved }];
}

/** A property that a flow file lacks is shown as what it counts as: the default. */
function showDefault(node: EditorNode, property: string): void {
    if (node[property] === undefined)
        $(`#node-input-${property}`).val(String(node._def.defaults[property]?.value ?? ''));
}

/** A value that a select does not offer, from a later version, stays as it was saved. */
function keepSaved(node: EditorNode, property: string): void {
    const select = $(`#node-input-${property}`).filter('.intercom-wide, .intercom-by');
    const saved = String(node[property] ?? '');
    if (select.length === 0 || saved === '' || select.val() === saved) return;
    select.append($('<option>', { value: saved, text: wordsOf(node)('common.unknown', { value: saved }) })).val(saved);
}

/** The property beside a reference that says by which key it is given. */
const byOf = (property: string): string => property.replace(/Id$/, 'By');

function prepareField(node: EditorNode, property: string, field: PanelField): void {
    const id = `node-input-${property}`;
    const input = $(`#${id}`);
    const typeField = $(`#${id}Type`);
    input.typedInput({ types: withSaved(typesOf(node, property, field), String(typeField.val())), typeField });
    const container = input.next('.red-ui-typedInput-container');
    const value = container.find('.red-ui-typedInput-input').attr('id', `${id}-value`);
    const option = container.find('.red-ui-typedInput-option-trigger').attr('id', `${id}-option`);
    container.find('button').attr('aria-describedby', `${id}-label`);
    // what can be focused differs from type to type: the label follows, as does the example
    const follow = (): void => {
        const type = String(typeField.val());
        const picked = container.find(`#${id}-pick`);
        const target = [picked, option, value].find((one) => one.is(':visible')) ?? value;
        $(`#${id}-label`).attr('for', target.attr('id') ?? '');
        const examples: Record<string, string | undefined> = {
            msg: field.from,
            flow: '',
            global: '',
            jsonata: '',
            env: 'NAME',
        };
        const literal = field.example ?? (field.required ? '' : wordsOf(node)('common.notGiven'));
        value.attr('placeholder', examples[type] ?? literal);
        // what is chosen from a list is Intercom's id: there is no key to choose
        $(`#node-input-${byOf(property)}`).toggle(picked.length === 0);
    };
    input.on('typedinputtypechange', follow);
    follow();
}

/** Whether a node holds something else in a field than a new one does. */
const isChanged = (node: EditorNode, property: string): boolean =>
    [property, `${property}Type`].some(
        (one) => node[one] !== undefined && node[one] !== node._def.defaults[one]?.value,
    );

/** Options are open where one of them says something. */
function openOptions(node: EditorNode): void {
    for (const details of document.querySelectorAll<HTMLDetailsElement>('.intercom-panel details')) {
        const properties = [...details.querySelectorAll<HTMLElement>('[data-property]')].map(
            (row) => row.dataset.property,
        );
        details.open = properties.some((property) => property !== undefined && isChanged(node, property));
    }
}

/** The behaviour of an action's panel. */
export const panel = {
    prepare({ fields }: PanelFacts, node: EditorNode): void {
        for (const property of Object.keys(node._def.defaults)) {
            showDefault(node, property);
            keepSaved(node, property);
        }
        for (const [property, field] of Object.entries(fields)) prepareField(node, property, field);
        for (const [property, { form }] of Object.entries(fields)) {
            const make = form && parts().forms?.[form];
            if (make) attachForm(node, property, form, make);
        }
        openOptions(node);
    },

    /** A property that the flow file lacks and nobody has filled in is not written into it. */
    save(_facts: PanelFacts, node: EditorNode): void {
        for (const [property, { value }] of Object.entries(node._def.defaults)) {
            const input = $(`#node-input-${property}`);
            if (node[property] === undefined && input.val() === value) input.remove();
        }
    },

    validate: (facts: PanelFacts, node: EditorNode, property: string, value: unknown): true | string =>
        validateField(node, property, value, facts),
};

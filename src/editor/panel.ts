import type { PanelFacts, PanelField } from './fields';
import { style } from './style';
import { validateField } from './validate';

/** Input types that every field takes, behind the literal of its kind. */
const everywhere = ['msg', 'flow', 'global', 'jsonata', 'env'];

/** The input types of a field. A literal of fixed values is a `str` with options, so that flows hold plain text. */
function typesOf(node: EditorNode, property: string, { kind, choices }: PanelField): (string | TypedInputType)[] {
    const options = (values: readonly string[]): TypedInputType => {
        const list = values.map((value) => ({ value, label: node._(`choices.${value}`) }));
        const saved = String(node[`${property}Type`] === 'str' ? (node[property] ?? '') : '');
        if (saved !== '' && !values.includes(saved)) {
            list.push({ value: saved, label: node._('common.unknown', { value: saved }) });
        }
        list.unshift({ value: '', label: node._('common.notGiven') });
        return { value: 'str', label: node._('common.choose'), icon: 'fa fa-list-ul', options: list };
    };
    switch (kind) {
        case 'choice':
            return [options(choices ?? []), ...everywhere];
        case 'boolean':
            return ['bool', ...everywhere, { ...options([]), label: node._('common.notGiven'), icon: 'fa fa-ban' }];
        case 'number':
        case 'integer':
            return ['num', ...everywhere, 'str'];
        case 'date':
            return ['date', ...everywhere, 'num', 'str'];
        case 'object':
            return ['json', ...everywhere, 'str'];
        case 'any':
            return ['json', 'str', 'num', 'bool', ...everywhere];
        default:
            return ['str', ...everywhere];
    }
}

/** A type this panel does not offer, from a later version or an edited flow, stays as it was saved. */
function withSaved(types: (string | TypedInputType)[], saved: string): (string | TypedInputType)[] {
    if (saved === '' || types.some((type) => (typeof type === 'string' ? type : type.value) === saved)) return types;
    const core = ['num', 'bool', 'json', 'date', 'str'];
    return [...types, core.includes(saved) ? saved : { value: saved, label: saved }];
}

function prepareField(node: EditorNode, property: string, field: PanelField): void {
    const input = $(`#node-input-${property}`);
    const typeField = $(`#node-input-${property}Type`);
    input.typedInput({ types: withSaved(typesOf(node, property, field), String(typeField.val())), typeField });
    // the widget hides the input that the label points at
    const visible = input.next('.red-ui-typedInput-container').find('.red-ui-typedInput-input');
    visible.attr('id', `node-input-${property}-value`);
    $(`#node-input-${property}-label`).attr('for', `node-input-${property}-value`);
}

/** The behaviour of an action's panel. */
export function panel(facts: PanelFacts) {
    return {
        prepare(node: EditorNode): void {
            for (const [property, field] of Object.entries(facts.fields)) prepareField(node, property, field);
        },
        validate: (node: EditorNode, property: string, value: unknown): true | string =>
            validateField(node, property, value, facts),
    };
}

/** Adds the panels' styles to the page. */
export function addStyle(): void {
    const element = document.createElement('style');
    element.textContent = style;
    document.head.append(element);
}

import { pickTypes } from '../action/pick';
import { readLiteral } from '../fields/read';
import type { PanelFacts, PanelField } from './facts';
import { evaluated, kindOf } from './kinds';
import { currentValue, storedValue } from './rows';
import { wordsOf } from './words';

/** `${NAME}` is filled in before the node runs. */
export const isEnvironment = (value: string): boolean => /^\$(\{[^}]+\}|\([^)]+\))$/.test(value);

/** Whether what it depends on is chosen. */
export const applies = (node: EditorNode, { when = {} }: Pick<PanelField, 'when'>): boolean =>
    Object.entries(when).every(([property, values]) => values.includes(currentValue(node, property)));

const isFilled = (node: EditorNode, property: string): boolean => currentValue(node, property) !== '';

/** What is missing where a field is empty. */
function absence(node: EditorNode, property: string, type: string, facts: PanelFacts): true | string {
    const field = facts.fields[property];
    const say = wordsOf(node);
    const labelOf = (one: string): string => say(`fields.${one}.label`);
    if (field?.required) return say('common.required', { label: labelOf(property) });
    // nobody says "from this list" and means nothing of it
    if (field?.pick && type === pickTypes[field.pick])
        return `${labelOf(property)}: ${say(`pick.search_${field.pick}`)}`;
    const { anyOf = [] } = facts;
    if (!anyOf.includes(property) || anyOf.some((one) => isFilled(node, one))) return true;
    return say('common.anyOf', { labels: anyOf.map(labelOf).join(', ') });
}

/** Whether a field of a node is valid: `true`, or the reason why not. */
export function validateField(facts: PanelFacts, node: EditorNode, property: string, given: unknown): true | string {
    const field = facts.fields[property];
    if (!field || !applies(node, field)) return true;
    // what the flow file lacks counts as its default
    const value = String(given ?? storedValue(node, property));
    const type = currentValue(node, `${property}Type`) || 'str';
    if (value === '' && type !== 'date') return absence(node, property, type, facts);
    if (isEnvironment(value)) return true;
    const label = wordsOf(node)(`fields.${property}.label`);
    const valid = RED.utils.validateTypedProperty(value, type, { label });
    if (valid !== true) return valid || label;
    if (evaluated.includes(type) || type === 'date') return true;
    const { kind = 'text', required = false, choices, min, max } = field;
    const reading = readLiteral({ kind: kindOf(kind), required, choices, min, max }, type, value, Date.now());
    return 'fault' in reading ? wordsOf(node)(reading.fault.key, { label, ...reading.fault.values }) : true;
}

import { pickTypes } from '../action/pick';
import { isChosen } from '../fields/field';
import type { Fault } from '../fields/kind';
import { readLiteral } from '../fields/read';
import { meaning } from './chosen';
import type { PanelFacts, PanelField } from './facts';
import { isNoRows, rowsFault } from './forms/stored-rows';
import { evaluated, kindOf } from './kinds';
import { currentValue, storedValue } from './rows';
import { wordsOf } from './words';

/** `${NAME}` is filled in before the node runs. */
export const isEnvironment = (value: string): boolean => /^\$(\{[^}]+\}|\([^)]+\))$/.test(value);

/** Whether what it depends on is chosen. */
export const applies = (node: EditorNode, { when }: Pick<PanelField, 'when'>): boolean =>
    when === undefined || isChosen(when, (property) => currentValue(node, property));

/** Whether something stands in a field; rows of which there are none do not. */
export function isFilled(node: EditorNode, property: string): boolean {
    const value = currentValue(node, property);
    return value !== '' && !isNoRows(currentValue(node, `${property}Type`), value);
}

/** Whether a field has to be given under the choices that a node has made. */
export const isRequired = (node: EditorNode, { required, optional }: PanelField): boolean =>
    required === true && !(optional && applies(node, { when: optional }));

/** What is missing where a field is empty. */
function absence(node: EditorNode, property: string, type: string, facts: PanelFacts): true | string {
    const field = facts.fields[property];
    const say = wordsOf(node);
    const labelOf = (one: string): string => say(`fields.${one}.label`);
    if (field && isRequired(node, field)) return say('common.required', { label: labelOf(property) });
    // nobody says "from this list" and means nothing of it
    const pick = field && meaning(node, field).pick;
    if (pick && type === pickTypes[pick]) return `${labelOf(property)}: ${say(`pick.search_${pick}`)}`;
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
    if ((value === '' && type !== 'date') || isNoRows(type, value)) return absence(node, property, type, facts);
    if (isEnvironment(value)) return true;
    const label = wordsOf(node)(`fields.${property}.label`);
    if (type === 'rows') return rowsFault(wordsOf(node), label, field.searches !== undefined, value) ?? true;
    if (isLiteral(type)) {
        const required = isRequired(node, field);
        const fault = literalFault({ ...field, required }, type, value);
        return fault ? wordsOf(node)(fault.key, { label, ...fault.values }) : true;
    }
    return RED.utils.validateTypedProperty(value, type, { label }) || label;
}

/** Whether a value stands in the node itself; the editor's own check of those differs from what the node takes. */
const isLiteral = (type: string): boolean => !evaluated.includes(type) && type !== 'date';

/** What is wrong with a value that stands in a node: what the node itself would say when a message comes. */
export function literalFault(
    { kind = 'text', required = false, choices, min, max, form }: Omit<PanelField, 'required'> & { required?: boolean },
    type: string,
    value: string,
): Fault | undefined {
    const reading = readLiteral({ kind: kindOf(kind), required, choices, min, max, form }, type, value, Date.now());
    if ('fault' in reading) return reading.fault;
    const isNothing = reading.value === undefined || reading.value === null;
    if (!required || !isNothing) return undefined;
    return { key: reading.value === null ? 'fault.missingNull' : 'fault.missing', values: {} };
}

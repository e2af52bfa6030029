import type { PanelFacts, PanelField } from './fields';

/** Types whose value is not known before a message comes in. */
const evaluated = ['msg', 'flow', 'global', 'env', 'jsonata'];

/** `${NAME}` is filled in before the node runs. */
const isEnvironment = (value: string): boolean => /^\$(\{[^}]+\}|\([^)]+\))$/.test(value);

const isNumber = (value: string): boolean => value.trim() !== '' && !Number.isNaN(Number(value));

const isDate = (value: string): boolean =>
    isNumber(value) || (/^\d{4}-\d{2}-\d{2}/.test(value.trim()) && !Number.isNaN(Date.parse(value.trim())));

function isObject(value: string): boolean {
    try {
        const parsed = JSON.parse(value);
        return typeof parsed === 'object' && parsed !== null && !Array.isArray(parsed);
    } catch {
        return false;
    }
}

/** What is wrong with a literal: the end of a key, and the values of its text. */
interface Fault {
    key: 'notNumber' | 'notInteger' | 'outOfRange' | 'notBoolean' | 'notDate' | 'notObject' | 'notChoice';
    values?: Record<string, unknown>;
}

/** What is wrong with a literal; `undefined` if nothing is. */
function literalFault(
    { kind, choices = [], min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: PanelField,
    value: string,
): Fault | undefined {
    if (kind === 'number' || kind === 'integer') {
        const number = Number(value);
        if (!isNumber(value)) return { key: 'notNumber' };
        if (kind === 'integer' && !Number.isInteger(number)) return { key: 'notInteger' };
        if (number < min || number > max) return { key: 'outOfRange', values: { min, max } };
    }
    if (kind === 'boolean' && !/^(true|false|yes|no|1|0)$/i.test(value)) return { key: 'notBoolean' };
    if (kind === 'date' && !isDate(value)) return { key: 'notDate' };
    if ((kind === 'object' || kind === 'entries') && value.trim() !== 'null' && !isObject(value))
        return { key: 'notObject' };
    if (kind === 'choice' && !choices.some((one) => one.toLowerCase() === value.toLowerCase())) {
        return { key: 'notChoice', values: { choices: choices.join(', ') } };
    }
    return undefined;
}

/** Whether a field of a node is valid: `true`, or the reason why not. */
export function validateField(node: EditorNode, property: string, input: unknown, facts: PanelFacts): true | string {
    const field = facts.fields[property];
    if (!field) return true;
    const value = input === undefined || input === null ? '' : String(input);
    const type = String($(`#node-input-${property}Type`).val() ?? node[`${property}Type`] ?? 'str');
    const label = node._(`fields.${property}.label`);
    if (value === '' && type !== 'date') {
        if (field.required) return node._('common.required', { label });
        const nobody = facts.anyOf.includes(property) && facts.anyOf.every((one) => !isFilled(node, one));
        if (!nobody) return true;
        const labels = facts.anyOf.map((one) => node._(`fields.${one}.label`)).join(', ');
        return node._('common.anyOf', { labels });
    }
    if (isEnvironment(value)) return true;
    const valid = RED.utils.validateTypedProperty(value, type, { label });
    if (valid !== true) return valid || label;
    if (evaluated.includes(type) || type === 'date') return true;
    const fault = literalFault(field, value);
    return fault ? node._(`common.${fault.key}`, { label, value, ...fault.values }) : true;
}

function isFilled(node: EditorNode, property: string): boolean {
    const shown = $(`#node-input-${property}`);
    return (shown.length > 0 ? shown.val() : node[property]) !== '';
}

import type { PanelField } from './facts';

/** What is wrong with a value: the end of a key in the catalogue, and what its text says it of. */
export interface Fault {
    key: 'notNumber' | 'notInteger' | 'outOfRange' | 'notBoolean' | 'notDate' | 'notObject' | 'notChoice';
    values?: Record<string, unknown>;
}

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

/** What is wrong with a literal of a field; `undefined` if nothing is. */
export function literalFault(
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

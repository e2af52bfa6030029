import { IntercomError } from '../client';
import type { Field } from './fields';

const MAX_SHOWN = 80;

/** A value as an error message shows it: short, on one line. */
export function show(value: unknown): string {
    if (typeof value === 'function' || typeof value === 'symbol' || typeof value === 'bigint') return String(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString();
    if (Buffer.isBuffer(value)) return `a Buffer of ${value.length} bytes`;
    let shown: string | undefined;
    try {
        shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
    } catch {
        // circular, or a BigInt inside
    }
    shown ??=
        value === undefined ? 'undefined' : `${Array.isArray(value) ? 'a list' : 'an object'} that JSON cannot hold`;
    return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
}

/** The error for a field whose value cannot be used: names field, value and remedy. */
export function invalidValue(property: string, value: unknown, remedy: string): IntercomError {
    return new IntercomError(`The field ${property} cannot be ${show(value)}.`, {
        code: 'invalid_field',
        field: property,
        hint: remedy,
    });
}

type Reading<T> = (value: unknown, field: Field) => T | undefined;

const isText = (value: unknown): value is string => typeof value === 'string';

const readText: Reading<string> = (value) => {
    if (isText(value)) return value;
    if (typeof value === 'boolean' || Number.isFinite(value)) return String(value);
    return undefined;
};

/** An id may stand in a path, which `.` and `..` would leave however encoded; blanks name nothing, half a character breaks. */
const readId: Reading<string> = (value) => {
    if (isText(value)) return /^\s*$|^\.{1,2}$|[\ud800-\udfff]/u.test(value) ? undefined : value;
    return Number.isSafeInteger(value) ? String(value) : undefined;
};

const readNumber: Reading<number> = (value, { min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }) => {
    // Number('') and Number(' ') are 0, Number('0x10') is 16: only decimal notation is meant here
    const number = isText(value) && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number)) return undefined;
    return number >= min && number <= max ? number : undefined;
};

const readInteger: Reading<number> = (value, field) => {
    const number = readNumber(value, field);
    return Number.isSafeInteger(number) ? number : undefined;
};

const booleans = new Map<unknown, boolean>([
    [true, true],
    [false, false],
    [1, true],
    [0, false],
    ['true', true],
    ['false', false],
    ['1', true],
    ['0', false],
    ['yes', true],
    ['no', false],
]);

const readBoolean: Reading<boolean> = (value) => booleans.get(isText(value) ? value.trim().toLowerCase() : value);

// Seconds reach this figure in the year 5138, milliseconds reached it in March 1973.
const FIRST_MILLISECONDS = 1e11;
const MAX_DATE_MS = 8.64e15;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[-+]\d{2}(?::?\d{2})?)?)?$/i;

/** Intercom's timestamps are Unix seconds, although its description calls many of them date-time. */
const readDate: Reading<number> = (value, field) => {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : Math.floor(value.getTime() / 1000);
    const number = readNumber(value, field);
    if (number !== undefined) {
        const ms = Math.abs(number) >= FIRST_MILLISECONDS ? number : number * 1000;
        return Math.abs(ms) <= MAX_DATE_MS ? Math.floor(ms / 1000) : undefined;
    }
    const parts = isText(value) ? ISO_DATE.exec(value.trim()) : null;
    if (!parts) return undefined;
    const [iso, year, month, day] = parts;
    // Date.parse takes 30 February for 1 March
    if (Number(day) < 1 || Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate())
        return undefined;
    const ms = Date.parse(
        iso
            .replace(' ', 'T')
            .replace(',', '.')
            .replace(/([-+]\d{2})(\d{2})?$/, zoneWithColon),
    );
    return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
};

/** `+02` and `+0200` are ISO 8601, but Date.parse wants `+02:00`. A bare date ends in `-DD`, which is no zone. */
function zoneWithColon(zone: string, hours: string, minutes: string | undefined, at: number): string {
    return at > 10 ? `${hours}:${minutes ?? '00'}` : zone;
}

const readEntries: Reading<Record<string, unknown>> = (value) => {
    let object = value;
    if (isText(value)) {
        try {
            object = JSON.parse(value);
        } catch {
            return undefined;
        }
    }
    if (Object.prototype.toString.call(object) !== '[object Object]') return undefined;
    return object as Record<string, unknown>;
};

const readObject: Reading<Record<string, unknown>> = (value, field) => {
    const object = readEntries(value, field);
    try {
        JSON.stringify(object); // circular, or a BigInt inside
    } catch {
        return undefined;
    }
    return object;
};

const readChoice: Reading<string> = (value, { choices = [] }) =>
    isText(value) ? choices.find((one) => one.toLowerCase() === value.trim().toLowerCase()) : undefined;

const range = ({ min, max }: Field): string => {
    if (min !== undefined && max !== undefined) return ` from ${min} to ${max}`;
    return min === undefined ? '' : ` of at least ${min}`;
};

const kinds: Record<Field['kind'], { read: Reading<unknown>; remedy: (field: Field) => string }> = {
    text: { read: readText, remedy: () => 'Give text.' },
    id: { read: readId, remedy: () => 'Give an id: text, or a whole number.' },
    reference: { read: readId, remedy: () => 'Give text, or a whole number.' },
    number: { read: readNumber, remedy: (field) => `Give a number${range(field)}.` },
    integer: { read: readInteger, remedy: (field) => `Give a whole number${range(field)}.` },
    boolean: { read: readBoolean, remedy: () => 'Give true or false (yes, no, 1 and 0 work too).' },
    date: {
        read: readDate,
        remedy: () => 'Give a date: Unix seconds or milliseconds, a Date, or ISO 8601 such as 2026-01-31T09:00:00Z.',
    },
    object: { read: readObject, remedy: () => 'Give an object, or the JSON text of one.' },
    entries: { read: readEntries, remedy: () => 'Give an object, or the JSON text of one.' },
    choice: { read: readChoice, remedy: ({ choices = [] }) => `Give one of: ${choices.join(', ')}.` },
    any: { read: (value) => value, remedy: () => '' },
};

/**
 * Reads a value as the field's kind says.
 *
 * @returns the value to send; `undefined` for not given (`undefined` or an empty string); `null` stays `null`
 * @throws IntercomError `invalid_field` naming field, value and remedy
 */
export function coerce(property: string, field: Field, value: unknown): unknown {
    if (value === undefined || value === '') return undefined;
    if (value === null) return null;
    if (field.unwrap && typeof value === 'object') {
        return coerce(property, { ...field, unwrap: undefined }, (value as Record<string, unknown>)[field.unwrap]);
    }
    const { read, remedy } = kinds[field.kind];
    const result = read(value, field);
    if (result === undefined) throw invalidValue(property, value, remedy(field));
    return result;
}

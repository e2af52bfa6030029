import { isPlainObject } from '../../fields/json';
import { literalValue } from '../../fields/literal';
import { decimal } from '../../fields/number';
import { evaluated } from '../kinds';
import type { Say } from '../words';

/** A value as a row stores it: a TypedInput. */
export interface Held {
    v: string;
    t: string;
}

/** A row of attributes: a name and its value. */
export interface AttributeRow extends Held {
    n: string;
}

/** A condition of a search. */
export interface Condition extends AttributeRow {
    o: string;
}

/** Conditions that must all be met, or any of them. */
export interface Group {
    join: 'all' | 'any';
    parts: (Condition | Group)[];
}

export const isGroup = (part: Condition | Group): part is Group => 'parts' in part;

/** Operators of ours that compare with null: they have no value. */
export const withoutValue: readonly string[] = ['empty', 'filled'];

/** A value of JSON, as a row stores it. */
export function asHeld(value: unknown): Held {
    if (typeof value === 'string') return { v: value, t: 'str' };
    if (typeof value === 'number') return { v: String(value), t: 'num' };
    if (typeof value === 'boolean') return { v: String(value), t: 'bool' };
    return { v: JSON.stringify(value), t: 'json' };
}

const textOf = (value: unknown): string =>
    typeof value === 'object' && value !== null ? JSON.stringify(value) : String(value ?? '');

/** A row as it stands in a flow file, by the rules of the runtime. */
function readRow(value: unknown): Condition | undefined {
    if (!isPlainObject(value)) return undefined;
    const { n = '', o = '=', v, t = 'str' } = value;
    if (typeof n !== 'string' || typeof o !== 'string' || typeof t !== 'string') return undefined;
    return { n, o, v: textOf(v), t };
}

/** The attribute rows in a stored list; undefined for what is none. */
export function readAttributes(stored: unknown): AttributeRow[] | undefined {
    if (!Array.isArray(stored)) return undefined;
    const rows = stored.map(readRow);
    return rows.every((row) => row !== undefined) ? rows.map(({ n, v, t }) => ({ n, v, t })) : undefined;
}

/** Rows that say what a JSON object does; undefined for other JSON. */
export const attributesOf = (json: unknown): AttributeRow[] | undefined =>
    isPlainObject(json) ? Object.entries(json).map(([n, value]) => ({ n, ...asHeld(value) })) : undefined;

function all<T>(parts: readonly (T | undefined)[]): T[] | undefined {
    return parts.every((part) => part !== undefined) ? (parts as T[]) : undefined;
}

/** The conditions in stored rows; undefined for what is none. */
export function readSearch(stored: unknown): Group | undefined {
    const group = (join: Group['join'], list: unknown): Group | undefined => {
        if (!Array.isArray(list)) return undefined;
        const parts = all(list.map(part));
        return parts && { join, parts };
    };
    const part = (value: unknown): Condition | Group | undefined => {
        if (!isPlainObject(value)) return undefined;
        if ('all' in value) return group('all', value.all);
        return 'any' in value ? group('any', value.any) : readRow(value);
    };
    if (Array.isArray(stored)) return group('all', stored);
    const one = part(stored);
    return one === undefined || isGroup(one) ? one : { join: 'all', parts: [one] };
}

/** The value of a filter that is a list, as text with commas where that says the same. */
function listHeld(values: unknown[]): Held {
    const isText = values.every((one) => typeof one === 'string' && one === one.trim() && !/^$|,/.test(one));
    return isText ? { v: values.join(', '), t: 'str' } : asHeld(values);
}

function conditionOf(filter: Record<string, unknown>): Condition | undefined {
    const { field: n, operator: o, value } = filter;
    if (typeof n !== 'string' || typeof o !== 'string' || Object.keys(filter).length !== 3 || !('value' in filter))
        return undefined;
    if (value === null) {
        const own = { '=': 'empty', '!=': 'filled' }[o];
        return own === undefined ? undefined : { n, o: own, v: '', t: 'str' };
    }
    if (o === 'IN' || o === 'NIN') return Array.isArray(value) ? { n, o, ...listHeld(value) } : undefined;
    return typeof value === 'object' ? undefined : { n, o, ...asHeld(value) };
}

/** The conditions of a query in Intercom's syntax; undefined where it says more, as a whole body does. */
export function searchOf(query: unknown): Group | undefined {
    const part = (value: unknown): Condition | Group | undefined => {
        if (!isPlainObject(value)) return undefined;
        if ('field' in value) return conditionOf(value);
        const { operator, value: list } = value;
        if (Object.keys(value).length !== 2 || !Array.isArray(list) || list.length === 0) return undefined;
        if (operator !== 'AND' && operator !== 'OR') return undefined;
        const parts = all(list.map(part));
        return parts && { join: operator === 'AND' ? 'all' : 'any', parts };
    };
    const one = part(query);
    return one === undefined || isGroup(one) ? one : { join: 'all', parts: [one] };
}

/** A group as it is stored: a bare list means all. */
export function storedSearch(group: Group): unknown {
    const of = (part: Condition | Group): unknown => (isGroup(part) ? { [part.join]: part.parts.map(of) } : part);
    return group.join === 'all' ? group.parts.map(of) : of(group);
}

const conditionsIn = ({ parts }: Group): Condition[] =>
    parts.flatMap((part) => (isGroup(part) ? conditionsIn(part) : [part]));

/** What is wrong with the value of a row, in a sentence. */
export function valueFault(say: Say, label: string, { v, t }: Held): string | undefined {
    if (evaluated.includes(t)) {
        if (v === '') return say('form.noValue', { label });
        const valid = RED.utils.validateTypedProperty(v, t, { label });
        return valid === true ? undefined : valid || label;
    }
    if (v === '') return ['str', 'date'].includes(t) ? undefined : say('form.noValue', { label });
    if (t === 'num') return decimal(v) === undefined ? say('fault.number', { label, value: v }) : undefined;
    if (t === 'bool') return /^(true|false)$/.test(v) ? undefined : say('fault.boolean', { label, value: v });
    const reading = literalValue(t, v, 0);
    return 'fault' in reading ? say(reading.fault.key, { label, ...reading.fault.values }) : undefined;
}

/** What is wrong with a condition: without a value the search would find more than is meant. */
export function conditionFault(say: Say, label: string, { o, v, t }: Condition): string | undefined {
    if (withoutValue.includes(o)) return undefined;
    const isEmpty = t !== 'date' && (v.trim() === '' || (t === 'json' && /^\s*(\[\s*\]|null|"")\s*$/.test(v)));
    return isEmpty ? say('form.noValue', { label }) : valueFault(say, label, { v, t });
}

/** Whether stored rows are not given: there are none. */
export const isNoRows = (type: string, text: string): boolean => type === 'rows' && /^\s*(\[\s*\])?\s*$/.test(text);

/** What is wrong with the stored rows of a field, whether or not its form is open. */
export function rowsFault(say: Say, label: string, isSearch: boolean, text: string): string | undefined {
    let stored: unknown;
    try {
        stored = JSON.parse(text);
    } catch {
        return say('fault.rows', { label, problem: 'JSON' });
    }
    const search = isSearch ? readSearch(stored) : undefined;
    const rows = search ? conditionsIn(search) : isSearch ? undefined : readAttributes(stored);
    if (!rows || (search && hasEmptyGroup(search))) return say('fault.rows', { label, problem: text.slice(0, 60) });
    if (rows.some(({ n }) => n.trim() === '')) return `${label}: ${say('form.noName')}`;
    const faults = rows.map((row) =>
        isSearch ? conditionFault(say, row.n, row as Condition) : valueFault(say, row.n, row),
    );
    const found = faults.find((one) => one !== undefined);
    return found && `${label}: ${found}`;
}

/** The outermost may be empty: that is no search. */
const hasEmptyGroup = ({ parts }: Group): boolean =>
    parts.some((part) => isGroup(part) && (part.parts.length === 0 || hasEmptyGroup(part)));

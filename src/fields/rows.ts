import { isPlainObject } from './json';
import { fault, type Reading } from './kind';
import { show } from './show';

/** A row of a form, as it is stored: a name and a TypedInput. */
export interface Row {
    n: string;
    v: string;
    t: string;
}

/** A row of a search has an operator too. */
export interface Condition extends Row {
    o: string;
}

/** Conditions that must all be met, or any of them. */
export interface Group {
    join: 'all' | 'any';
    parts: Part[];
}

export type Part = Condition | Group;

/** Operators of ours that compare with null, and so have no value. */
export const nullOperators: ReadonlyMap<string, string> = new Map([
    ['empty', '='],
    ['filled', '!='],
]);

/** What a condition compares with: one of many is one of a list, of text that of its parts between commas. */
export function comparedWith(operator: string, value: unknown): unknown {
    if (operator !== 'IN' && operator !== 'NIN') return value;
    if (typeof value === 'string')
        return value
            .split(',')
            .map((part) => part.trim())
            .filter((part) => part !== '');
    return Array.isArray(value) || value === undefined || value === null ? value : [value];
}

const isBlank = (value: unknown): boolean =>
    value === undefined || value === null || (typeof value === 'string' && value.trim() === '');

/** Whether a condition came out without a value: leaving it out would find more than was meant. */
export const isEmptyCondition = (value: unknown): boolean =>
    Array.isArray(value) ? value.every(isBlank) : value === undefined || value === null || value === '';

export const isGroup = (part: Part): part is Group => 'parts' in part;

/** All conditions of a group, those of groups in it too. */
export const allOf = ({ parts }: Group): Condition[] => parts.flatMap((part) => (isGroup(part) ? allOf(part) : [part]));

const broken = (problem: unknown): { fault: ReturnType<typeof fault>['fault'] } =>
    fault('fault.rows', { problem: show(problem) });

function parse(text: string): Reading<unknown> {
    if (text.trim() === '') return { value: [] };
    try {
        return { value: JSON.parse(text) };
    } catch {
        return fault('fault.rows', { problem: 'JSON' });
    }
}

function conditionOf(value: unknown, isBegun: boolean): Reading<Condition> {
    if (!isPlainObject(value)) return broken(value);
    const { n = '', o, v, t } = value;
    if (typeof n !== 'string' || (n.trim() === '' && !isBegun)) return broken(value);
    const text = typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v ?? '');
    const given = (one: unknown, otherwise: string): string =>
        typeof one === 'string' && one !== '' ? one : otherwise;
    return { value: { n: n.trim(), o: given(o, '='), v: text, t: given(t, 'str') } };
}

/** Reads all of a list, or says what is wrong with the first that is wrong. */
function each<T>(list: readonly unknown[], read: (one: unknown) => Reading<T>): Reading<T[]> {
    const all: T[] = [];
    for (const one of list) {
        const reading = read(one);
        if ('fault' in reading) return reading;
        all.push(reading.value as T);
    }
    return { value: all };
}

/**
 * The rows of a form, from parsed JSON: a list of `{ n, v, t }`.
 * @param isBegun whether a person still fills them in: names may be missing
 */
export function rowsIn(given: unknown, isBegun = false): Reading<Row[]> {
    if (!Array.isArray(given)) return broken(given);
    return each(given, (one): Reading<Row> => {
        const reading = conditionOf(one, isBegun);
        if ('fault' in reading || !reading.value) return reading;
        const { n, v, t } = reading.value;
        return { value: { n, v, t } };
    });
}

/**
 * The conditions of a search, from parsed JSON: a list of `{ n, o, v, t }`, which means all of them, or
 * `{ all: [...] }`, `{ any: [...] }`, one in the other.
 * @param isBegun whether a person still fills them in: names may be missing, and groups empty
 */
export function conditionsIn(given: unknown, isBegun = false): Reading<Part> {
    const group = (join: Group['join'], list: unknown): Reading<Group> => {
        if (!Array.isArray(list) || (list.length === 0 && !isBegun)) return broken(list);
        const parts = each(list, (one) => conditionsIn(one, isBegun));
        return 'fault' in parts ? parts : { value: { join, parts: parts.value as Part[] } };
    };
    if (Array.isArray(given)) return group('all', given);
    if (isPlainObject(given) && 'all' in given) return group('all', given.all);
    if (isPlainObject(given) && 'any' in given) return group('any', given.any);
    return conditionOf(given, isBegun);
}

/** The rows of a form, from their JSON text. */
export function readRows(text: string): Reading<Row[]> {
    const given = parse(text);
    return 'fault' in given ? given : rowsIn(given.value);
}

/** The conditions of a search, from their JSON text. An empty list is not given. */
export function readConditions(text: string): Reading<Part> {
    const given = parse(text);
    if ('fault' in given) return given;
    const isEmpty = Array.isArray(given.value) && given.value.length === 0;
    return isEmpty ? { value: undefined } : conditionsIn(given.value);
}

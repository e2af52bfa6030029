import { isPlainObject } from './json';
import { fault, type Reading } from './kind';
import { show } from './show';

/** A row of a form, as it is stored: a name, an operator where it is a condition, and a TypedInput. */
export interface Row {
    n: string;
    o?: string;
    v: string;
    t: string;
}

/** A group of conditions, all or any of which must hold. */
export interface Group {
    operator: 'AND' | 'OR';
    parts: Condition[];
}

export type Condition = Row | Group;

/** Operators of ours that compare with null, and so have no value. */
export const nullOperators: ReadonlyMap<string, string> = new Map([
    ['empty', '='],
    ['filled', '!='],
]);

/** Whether a condition came out without a value: leaving it out would find more than was meant. */
export const isEmptyCondition = (value: unknown): boolean =>
    value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0);

export const isGroup = (condition: Condition): condition is Group => 'parts' in condition;

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

function rowOf(value: unknown): Reading<Row> {
    if (!isPlainObject(value)) return broken(value);
    const { n, o, v, t } = value;
    if (typeof n !== 'string' || n.trim() === '') return broken(value);
    const text = typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v ?? '');
    const operator = typeof o === 'string' && o !== '' ? o : undefined;
    return { value: { n: n.trim(), o: operator, v: text, t: typeof t === 'string' && t !== '' ? t : 'str' } };
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

/** The rows of a form, from their JSON text: a list of `{ n, v, t }`. */
export function readRows(text: string): Reading<Row[]> {
    const given = parse(text);
    if ('fault' in given) return given;
    return Array.isArray(given.value) ? each(given.value, rowOf) : broken(given.value);
}

function conditionOf(given: unknown): Reading<Condition> {
    const group = (list: unknown, operator: Group['operator']): Reading<Group> => {
        if (!Array.isArray(list) || list.length === 0) return broken(list);
        const parts = each(list, conditionOf);
        return 'fault' in parts ? parts : { value: { operator, parts: parts.value as Condition[] } };
    };
    if (Array.isArray(given)) return group(given, 'AND');
    if (isPlainObject(given) && 'all' in given) return group(given.all, 'AND');
    if (isPlainObject(given) && 'any' in given) return group(given.any, 'OR');
    return rowOf(given);
}

/**
 * The conditions of a search, from their JSON text: a list of `{ n, o, v, t }`, which means all of them, or
 * `{ all: [...] }`, `{ any: [...] }`, one in the other. An empty list is not given.
 */
export function readConditions(text: string): Reading<Condition> {
    const given = parse(text);
    if ('fault' in given) return given;
    const isEmpty = Array.isArray(given.value) && given.value.length === 0;
    return isEmpty ? { value: undefined } : conditionOf(given.value);
}

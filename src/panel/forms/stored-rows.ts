import { isPlainObject } from '../../fields/json';
import { literalTypes, rowLiteral } from '../../fields/literal';
import {
    allOf,
    type Condition,
    comparedWith,
    conditionsIn,
    type Group,
    isEmptyCondition,
    isGroup,
    nullOperators,
    type Part,
    type Row,
    rowsIn,
} from '../../fields/rows';
import { evaluated } from '../kinds';
import type { Say } from '../words';

/** A value as a row stores it: a TypedInput. */
export type Held = Pick<Row, 'v' | 't'>;

/** A value of JSON, as a row stores it. */
function asHeld(value: unknown): Held {
    if (typeof value === 'string') return { v: value, t: 'str' };
    if (typeof value === 'number') return { v: String(value), t: 'num' };
    if (typeof value === 'boolean') return { v: String(value), t: 'bool' };
    return { v: JSON.stringify(value), t: 'json' };
}

/** The attribute rows in a stored list; undefined for what is none. */
export function readAttributes(stored: unknown): Row[] | undefined {
    const reading = rowsIn(stored, true);
    return 'fault' in reading ? undefined : reading.value;
}

/** Rows that say what a JSON object does; undefined for other JSON. */
export const attributesOf = (json: unknown): Row[] | undefined =>
    isPlainObject(json) ? Object.entries(json).map(([n, value]) => ({ n, ...asHeld(value) })) : undefined;

function all<T>(parts: readonly (T | undefined)[]): T[] | undefined {
    return parts.every((part) => part !== undefined) ? (parts as T[]) : undefined;
}

const asGroup = (part: Part | undefined): Group | undefined =>
    part === undefined || isGroup(part) ? part : { join: 'all', parts: [part] };

/** The conditions in stored rows; undefined for what is none. */
export function readSearch(stored: unknown): Group | undefined {
    const reading = conditionsIn(stored, true);
    return 'fault' in reading ? undefined : asGroup(reading.value);
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
        const [own] = [...nullOperators].find(([, compared]) => compared === o) ?? [];
        return own === undefined ? undefined : { n, o: own, v: '', t: 'str' };
    }
    if (o === 'IN' || o === 'NIN') return Array.isArray(value) ? { n, o, ...listHeld(value) } : undefined;
    return typeof value === 'object' ? undefined : { n, o, ...asHeld(value) };
}

/** The conditions of a query in Intercom's syntax, bare or alone in a body; undefined where it says more, as a sorted one does. */
export function searchOf(query: unknown): Group | undefined {
    const part = (value: unknown): Part | undefined => {
        if (!isPlainObject(value)) return undefined;
        if ('field' in value) return conditionOf(value);
        const { operator, value: list } = value;
        if (Object.keys(value).length !== 2 || !Array.isArray(list) || list.length === 0) return undefined;
        if (operator !== 'AND' && operator !== 'OR') return undefined;
        const parts = all(list.map(part));
        return parts && { join: operator === 'AND' ? 'all' : 'any', parts };
    };
    const isAlone = isPlainObject(query) && 'query' in query && Object.keys(query).length === 1;
    return asGroup(part(isAlone ? query.query : query));
}

/** A group as it is stored: a bare list means all. */
export function storedSearch(group: Group): unknown {
    const of = (part: Part): unknown => (isGroup(part) ? { [part.join]: part.parts.map(of) } : part);
    return group.join === 'all' ? group.parts.map(of) : of(group);
}

/** What is wrong with the value of a row, in a sentence. */
export function valueFault(say: Say, label: string, { v, t }: Held): string | undefined {
    if (evaluated.includes(t)) {
        if (v === '') return say('form.noValue', { label });
        const valid = RED.utils.validateTypedProperty(v, t, { label });
        return valid === true ? undefined : valid || label;
    }
    if (v === '') return ['str', 'date'].includes(t) ? undefined : say('form.noValue', { label });
    const reading = rowLiteral(t, v, 0);
    return 'fault' in reading ? say(reading.fault.key, { label, ...reading.fault.values }) : undefined;
}

/** What is wrong with a condition: without a value the search would find more than is meant. */
export function conditionFault(say: Say, label: string, { o, v, t }: Condition): string | undefined {
    if (nullOperators.has(o)) return undefined;
    const literal = literalTypes.includes(t) ? rowLiteral(t, v, 0) : { value: v };
    const isEmpty = v.trim() === '' || ('value' in literal && isEmptyCondition(comparedWith(o, literal.value)));
    return isEmpty && t !== 'date' ? say('form.noValue', { label }) : valueFault(say, label, { v, t });
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
    const rows = search ? allOf(search) : isSearch ? undefined : readAttributes(stored);
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

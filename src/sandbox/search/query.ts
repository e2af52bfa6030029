import { invalid } from '../http/api-error';
import type { Days } from './days';

/** A field that can be searched. `get` may give an array: then any of its values counts. */
export interface SearchField<T> {
    /** `reference`: tag_id and segment_id, which only know = and !=. `day`: a date of conversations and tickets, which knows more operators. Both are compared by days. */
    type: 'string' | 'integer' | 'boolean' | 'date' | 'day' | 'reference';
    get: (record: T) => unknown;
}

/** Finds a field by its name. */
export type FieldLookup<T> = (name: string) => SearchField<T> | undefined;

/** How an attribute of a conversation or a ticket is searched, by its kind. */
export function searchType(data_type: string): SearchField<unknown>['type'] {
    if (data_type === 'integer' || data_type === 'decimal') return 'integer';
    if (data_type === 'boolean') return 'boolean';
    return data_type === 'datetime' ? 'day' : 'string';
}

/** Whether a record is found. */
export type Test<T> = (record: T) => boolean;

const operators: Record<SearchField<unknown>['type'], readonly string[]> = {
    string: ['=', '!=', 'IN', 'NIN', '~', '!~', '^', '$'],
    integer: ['=', '!=', 'IN', 'NIN', '<', '>', '<=', '>='],
    boolean: ['=', '!=', 'IN', 'NIN'],
    date: ['=', '<', '>'],
    day: ['=', '!=', 'IN', 'NIN', '<', '>', '<=', '>='],
    reference: ['=', '!='],
};

/** Days are reckoned up to here, in Unix seconds. */
const FARTHEST = 8_000_000_000_000;
const MOST_FILTERS = 15;
const DEEPEST = 2;

/**
 * Checks a search query and makes a function of it: at most a group inside a group, 15 filters in a group, only the
 * operators that a field's type knows, values of that type.
 */
export function compileQuery<T>(query: unknown, fields: FieldLookup<T>, days: Days, depth = 1): Test<T> {
    if (typeof query !== 'object' || query === null) throw invalid('query is required', 'query');
    const { operator, value, field } = query as Record<string, unknown>;
    if (operator === 'AND' || operator === 'OR') {
        if (depth > DEEPEST) throw invalid(`The query has more than ${DEEPEST} nested levels`, 'query');
        if (!Array.isArray(value)) throw invalid(`The value of ${operator} must be an array`, 'query');
        if (value.length > MOST_FILTERS) throw invalid(`A group can hold ${MOST_FILTERS} filters at most`, 'query');
        const tests = value.map((part) => compileQuery(part, fields, days, depth + 1));
        return operator === 'AND'
            ? (record) => tests.every((test) => test(record))
            : (record) => tests.some((test) => test(record));
    }
    if (typeof field !== 'string') throw invalid('field is required', 'field');
    const known = fields(field);
    if (!known) throw invalid(`Invalid search field: ${field}`, field);
    if (typeof operator !== 'string' || !operators[known.type].includes(operator)) {
        throw invalid(`The operator ${String(operator)} is not supported on ${field}`, field);
    }
    return filter(known, field, operator, value, days);
}

function filter<T>(field: SearchField<T>, name: string, operator: string, value: unknown, days: Days): Test<T> {
    if (operator === 'NIN' || operator === '!=') {
        const found = filter(field, name, operator === 'NIN' ? 'IN' : '=', value, days);
        return (record) => !found(record);
    }
    if (operator === 'IN') {
        if (!Array.isArray(value)) throw invalid(`The value of ${operator} on ${name} must be an array`, name);
        const tests = value.map((one) => filter(field, name, '=', one, days));
        return (record) => tests.some((test) => test(record));
    }
    const wanted = typed(field.type, name, value);
    if (operator === '!~') {
        const found = any(field.get, compare('~', wanted));
        return (record) => !found(record);
    }
    if ((field.type === 'date' || field.type === 'day') && typeof wanted === 'number') {
        if (Math.abs(wanted) > FARTHEST) throw invalid(`The value of ${name} must be a Unix timestamp`, name);
        const [from, to] = [days.start(wanted), days.next(wanted)];
        const inDay: Record<string, (actual: unknown) => boolean> = {
            '=': (actual) => typeof actual === 'number' && actual >= from && actual < to,
            '>': (actual) => typeof actual === 'number' && actual >= to,
            '<': (actual) => typeof actual === 'number' && actual < from,
            '>=': (actual) => typeof actual === 'number' && actual >= from,
            '<=': (actual) => typeof actual === 'number' && actual < to,
        };
        return any(field.get, inDay[operator] as (actual: unknown) => boolean);
    }
    return any(field.get, compare(operator, wanted));
}

/**
 * The value as the field's type wants it; what does not fit is an error. null fits everywhere: "is not known", and so
 * does a filter without a value, which Intercom takes too.
 */
function typed(type: SearchField<unknown>['type'], name: string, value: unknown): unknown {
    if (value === null || value === undefined) return null;
    if (type === 'boolean') {
        if (value === true || value === 'true') return true;
        if (value === false || value === 'false') return false;
        throw invalid(`The value of ${name} must be a boolean`, name);
    }
    if (type === 'string' || type === 'reference') {
        if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
        throw invalid(`The value of ${name} must be a string`, name);
    }
    const number = typeof value === 'string' && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number') throw invalid(`The value of ${name} must be a number`, name);
    return number;
}

function compare(operator: string, wanted: unknown): (actual: unknown) => boolean {
    const lower = String(wanted).toLowerCase();
    const text = (test: (actual: string) => boolean) => (actual: unknown) =>
        typeof actual === 'string' && test(actual.toLowerCase());
    const number = (test: (actual: number) => boolean) => (actual: unknown) =>
        typeof actual === 'number' && test(actual);
    const limit = Number(wanted);
    switch (operator) {
        case '~':
            return text((actual) => actual.includes(lower));
        case '^':
            return text((actual) => actual.startsWith(lower));
        case '$':
            return text((actual) => actual.endsWith(lower));
        case '<':
            return number((actual) => actual < limit);
        case '>':
            return number((actual) => actual > limit);
        case '<=':
            return number((actual) => actual <= limit);
        case '>=':
            return number((actual) => actual >= limit);
        default:
            return (actual) => (actual ?? null) === wanted;
    }
}

function any<T>(get: (record: T) => unknown, test: (actual: unknown) => boolean): Test<T> {
    return (record) => {
        const actual = get(record);
        return Array.isArray(actual) ? actual.some(test) : test(actual);
    };
}

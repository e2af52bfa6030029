import { invalidField } from './errors';

/**
 * A query string, with its question mark; empty when nothing is given. An array repeats its key, `undefined` is left
 * out, null is an empty value, a Date is in Unix seconds as everywhere at Intercom.
 * @throws IntercomError `invalid_field` for an object, which a query has no form for
 */
export function queryString(query: Record<string, unknown> | undefined): string {
    if (query === undefined) return '';
    const pairs = new URLSearchParams();
    for (const [key, value] of Object.entries(query))
        for (const item of Array.isArray(value) ? value : [value])
            if (item !== undefined) pairs.append(key, plain(key, item));
    const joined = pairs.toString();
    return joined === '' ? '' : `?${joined}`;
}

function plain(key: string, value: unknown): string {
    if (value === null) return '';
    if (value instanceof Date) return String(Math.floor(value.getTime() / 1000));
    if (typeof value === 'object' || typeof value === 'function' || typeof value === 'symbol')
        throw invalidField('query', `The query parameter ${key} must be text, a number or a boolean.`);
    return String(value);
}

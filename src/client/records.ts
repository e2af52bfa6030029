import { IntercomError } from './errors';

/**
 * The records of a list's body: under `data`, or under another key in some versions (`companies`, `tags`...). A single
 * record, as Intercom answers to some filters, is a list of one.
 * @throws IntercomError `invalid_response` for a body that is neither
 */
export function recordsOf(body: unknown): unknown[] {
    if (body === null || body === undefined) return [];
    if (Array.isArray(body)) return body;
    if (typeof body === 'object') {
        const { data, type } = body as { data?: unknown; type?: unknown };
        if (Array.isArray(data)) return data;
        const isList = typeof type === 'string' && /list$/.test(type);
        if (!isList && idOf(body) !== null) return [body];
        const other = Object.values(body).find(Array.isArray);
        if (other) return other;
        if (isList) return [];
    }
    throw new IntercomError('The answer is not a list.', { code: 'invalid_response' });
}

/** The id of a record, as text; null for what has none. */
export function idOf(record: unknown): string | null {
    const id = (record as { id?: unknown } | null)?.id;
    return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

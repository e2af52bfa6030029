import { IntercomError } from './errors';

/**
 * The records of a list's body: under `data`, or under another key in some versions (`companies`, `tags`...). A single
 * record, as Intercom answers to some filters, is a list of one.
 * @param key where the records are, with dots for a level below (`data.articles`)
 * @throws IntercomError `invalid_response` when there is no list: one that is missing is not an empty one
 */
export function recordsOf(body: unknown, key?: string): unknown[] {
    const found = key === undefined ? anyList(body) : listAt(body, key);
    if (found !== null) return found;
    if (isRecord(body)) return [body];
    const where = key === undefined ? 'There is none in it' : `There is none under ${key}`;
    throw new IntercomError('The answer is no list.', {
        code: 'invalid_response',
        retryable: true,
        hint: `${where}: try again, or check the base URL and any proxy between.`,
    });
}

/** The id of a record, as text; null for what has none. */
export function idOf(record: unknown): string | null {
    const id = (record as { id?: unknown } | null)?.id;
    return typeof id === 'string' || typeof id === 'number' ? String(id) : null;
}

function listAt(body: unknown, key: string): unknown[] | null {
    let at = body;
    for (const name of key.split('.')) {
        if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return null;
        at = (at as Record<string, unknown>)[name];
    }
    return Array.isArray(at) ? at : null;
}

function anyList(body: unknown): unknown[] | null {
    if (Array.isArray(body)) return body;
    if (typeof body !== 'object' || body === null) return null;
    const { data } = body as { data?: unknown };
    if (Array.isArray(data)) return data;
    if (isRecord(body)) return null;
    const { errors: _said, ...lists } = body as { errors?: unknown };
    return Object.values(lists).find(Array.isArray) ?? null;
}

function isRecord(body: unknown): boolean {
    const { type } = (body ?? {}) as { type?: unknown };
    return idOf(body) !== null && !(typeof type === 'string' && /list$/.test(type));
}

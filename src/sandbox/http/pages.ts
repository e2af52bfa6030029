import { ApiError, invalid } from './api-error';
import { param, type Query } from './query';

/** Where a cursor stands: the last record of a page, by its sort value and id, and the number of the next page. */
export interface Cursor {
    value: string | number | boolean | null;
    id: string;
    page: number;
}

/**
 * An opaque text with `=` and `/` in it, as Intercom's are: a client that does not encode it in a query breaks here too.
 * (`???` in base64 always holds a `/`, and blanks are added until there is padding.)
 */
export function encodeCursor(cursor: Cursor): string {
    let text = JSON.stringify([cursor.value, cursor.id, cursor.page, '???']);
    while (Buffer.byteLength(text) % 3 === 0) text += ' ';
    return Buffer.from(text).toString('base64');
}

/** Reads a cursor; what is none is 400 `client_error`. */
export function decodeCursor(text: unknown): Cursor | undefined {
    if (text === undefined || text === null) return undefined;
    try {
        if (typeof text !== 'string' || !/^[A-Za-z0-9+/]+={1,2}$/.test(text)) throw new Error();
        const [value, id, page, mark] = JSON.parse(Buffer.from(text, 'base64').toString()) as unknown[];
        if (typeof id !== 'string' || typeof page !== 'number' || mark !== '???') throw new Error();
        return { value: value as Cursor['value'], id, page };
    } catch {
        throw new ApiError(400, 'client_error', 'The starting_after parameter is invalid');
    }
}

/** A whole number between 1 and `max`, from a query or a body. */
export function positive(value: unknown, name: string, fallback: number, max = Number.MAX_SAFE_INTEGER): number {
    if (value === undefined || value === null) return fallback;
    const number = typeof value === 'string' && /^\d+$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isInteger(number) || number < 1 || number > max) {
        const range = max === Number.MAX_SAFE_INTEGER ? 'a positive number' : `between 1 and ${max}`;
        throw invalid(`${name} must be ${range}`, name);
    }
    return number;
}

/** The `pages` of a list that is walked with a cursor. The last page has no `next`. */
export function cursorPages(page: number, perPage: number, total: number, next: Cursor | undefined): object {
    const pages = { type: 'pages', page, per_page: perPage, total_pages: Math.ceil(total / perPage) };
    return next ? { ...pages, next: { page: next.page, starting_after: encodeCursor(next) } } : pages;
}

/** One page of an array that is walked by page numbers, and its `pages`, whose `next` is a URL. */
export function numberedPage<T>(
    items: readonly T[],
    query: Query,
    url: string,
    defaults: { perPage: number; max: number },
): { items: T[]; pages: object } {
    const page = positive(param(query, 'page'), 'page', 1);
    const perPage = positive(param(query, 'per_page'), 'per_page', defaults.perPage, defaults.max);
    const totalPages = Math.ceil(items.length / perPage);
    const others = Object.entries(query).filter(([name]) => name !== 'page' && name !== 'per_page');
    const rest = others.map(([name, value]) => `&${name}=${encodeURIComponent(String(value))}`).join('');
    const next = page < totalPages ? `${url}?per_page=${perPage}&page=${page + 1}${rest}` : null;
    return {
        items: items.slice((page - 1) * perPage, page * perPage),
        pages: { type: 'pages', next, page, per_page: perPage, total_pages: totalPages },
    };
}

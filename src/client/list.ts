import type { Client } from './client';
import { IntercomError } from './errors';
import {
    behind,
    CircleGuard,
    checkWalk,
    circling,
    foreignCursor,
    type Page,
    pageOf,
    partOf,
    type Walk,
    walked,
} from './pages';
import { scrollPages } from './scroll';
import type { ApiAnswer, ApiRequest, CallOptions, Repeat } from './types';

type Values = Record<string, unknown>;

/**
 * How a list goes on to its next page. The names of the parameters are Intercom's in each case:
 * - `cursor`: `starting_after` in the query, `per_page` beside it;
 * - `cursor-body`: the same in `pagination` of the body (searches);
 * - `page`, `page-body`: `page` and `per_page`, in the query or the body;
 * - `scroll`: `scroll_param` (companies);
 * - `next-cursor`: `next_cursor` of the answer as `cursor` (merge history);
 * - `url`: an address in `pages.next` (events);
 * - `whole`: one answer; should it name a next page all the same, the walk goes on there.
 */
export type Paging = 'cursor' | 'cursor-body' | 'page' | 'page-body' | 'scroll' | 'next-cursor' | 'url' | 'whole';

/** A list of Intercom's API, as data. */
export interface ListRequest {
    method: 'GET' | 'POST';
    /** Begins with a slash, as that of an {@link ApiRequest}. */
    path: string;
    query?: Values;
    body?: Values;
    paging: Paging;
    /** Where the records are, dots for one level below: `data.articles`; without it they are looked for as recordsOf does. */
    records?: string;
    /** Lists read, POST or not: `always` by default. */
    repeat?: Repeat;
}

/**
 * Walks a list, whatever its way of paging: https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis/pagination-cursor
 *
 * - With `all`, or a `limit` over several pages, the next page is fetched while the consumer handles this one; records
 *   seen within the last two pages are given once.
 * - Page N of a list that knows cursors only is reached by walking there.
 * - An address in `pages.next` is read, never followed: it names the US host and leaves the method out.
 * - An answer without a body or without a list, and an empty page with a next one behind it, are asked for again as a
 *   failed read is; then they are an error. An error half way has the cursor to go on from as `next`.
 * @throws IntercomError `invalid_field` (`page`, `limit`, `startingAfter`), `invalid_response`, and all others of
 * {@link Client.call}
 */
export function listPages(
    client: Client,
    list: ListRequest,
    walk: Walk,
    options: CallOptions = {},
): AsyncGenerator<Page> {
    const { paging, records } = list;
    if (paging === 'scroll') return scrollPages(client, walk, options, list);
    if (paging === 'page' || paging === 'page-body') {
        const place = paging === 'page' ? 'query' : 'body';
        return numberedPages(
            client,
            (page, size) => withValues(list, place, { page, per_page: size }),
            walk,
            options,
            records,
        );
    }
    return cursorPages(
        client,
        (cursor, size) => behindCursor(list, cursor, size),
        { ...walk, perPage: paging === 'whole' ? undefined : walk.perPage },
        options,
        list,
    );
}

/** The request for the page behind a cursor, or at an address of Intercom's. */
function behindCursor(list: ListRequest, cursor: string | undefined, size: number | undefined): ApiRequest {
    const { paging, body } = list;
    if (paging === 'cursor-body')
        return withValues(list, 'body', {
            pagination: { ...(body?.pagination as Values), ...given({ per_page: size, starting_after: cursor }) },
        });
    const address = cursor === undefined ? null : addressIn(cursor);
    if (address !== null) return withValues(list, 'query', { ...queryOf(address), ...given({ per_page: size }) });
    if (cursor !== undefined && paging === 'url') throw foreignCursor();
    const name = paging === 'next-cursor' ? 'cursor' : 'starting_after';
    return withValues(list, 'query', { per_page: size, [name]: cursor });
}

function withValues(list: ListRequest, place: 'query' | 'body', values: Values): ApiRequest {
    const { method, path, query, body, repeat = 'always' } = list;
    return { method, path, query, body, repeat, [place]: { ...list[place], ...given(values) } };
}

function given(values: Values): Values {
    return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== undefined));
}

/**
 * Walks a list whose answers say what comes next. See {@link listPages}.
 * @param toRequest `size` is {@link Walk.perPage}, or less where fewer records are wanted
 */
async function* cursorPages(
    client: Client,
    toRequest: (cursor: string | undefined, size: number | undefined) => ApiRequest,
    walk: Walk,
    options: CallOptions = {},
    { paging = 'cursor', records }: Partial<Pick<ListRequest, 'paging' | 'records'>> = {},
): AsyncGenerator<Page> {
    checkWalk(walk);
    const circle = new CircleGuard();
    const start = partOf(walk.startingAfter || undefined);
    const startCursor = start.cursor === undefined ? undefined : cursorIn(start.cursor, paging);
    const fetch = async (cursor: string | undefined, wanted: number, callOptions: CallOptions): Promise<Page> => {
        const size = walk.perPage === undefined ? undefined : Math.min(walk.perPage, wanted);
        const page = await pageWith(client, toRequest(cursor, size), callOptions, (answer) => {
            const read = pageOf(answer, nextOf(answer.body, paging), records);
            if (read.records.length === 0 && read.next !== null) throw unreadable('an empty page with more behind it');
            return read;
        });
        circle.pass(page.next);
        const isWhole = paging === 'whole' && cursor === undefined && page.next === null;
        return isWhole ? { ...page, pages: countsOf(page.records.length) } : page;
    };
    const first = start.cut > 0 ? behind(start.cut, startCursor) : startCursor;
    yield* walked({ first, skip: (walk.page ?? 1) - 1, fetch }, walk, options);
}

/** Asks for a page; an answer that is none is asked for again as a failed read is. */
async function pageWith(
    client: Client,
    request: ApiRequest,
    options: CallOptions,
    read: (answer: ApiAnswer) => Page,
): Promise<Page> {
    let page: Page | null = null;
    const check = (answer: ApiAnswer) => {
        page = read(answer);
    };
    const answer = await client.call({ ...request, check }, options);
    return page ?? read(answer);
}

function countsOf(records: number): Page['pages'] {
    return { page: 1, perPage: records, totalPages: 1, totalCount: records };
}

/** Pages without a record, one after the other, after which a list that does not say where it ends is given up. */
const MAX_EMPTY = 10;

/**
 * Walks a list that counts its pages (companies, articles...). A page without records in the middle is not its end.
 * See {@link listPages}.
 */
async function* numberedPages(
    client: Client,
    toRequest: (page: number, size: number | undefined) => ApiRequest,
    walk: Walk,
    options: CallOptions = {},
    records?: string,
): AsyncGenerator<Page> {
    checkWalk(walk);
    let empty = 0;
    const fetch = async (cursor: string | undefined, wanted: number, callOptions: CallOptions): Promise<Page> => {
        const { number, size = walk.perPage } = numberIn(cursor ?? 'page:1');
        // Only from the start: in the middle, pages of another size would begin elsewhere.
        const asked = size !== undefined && number === 1 ? Math.min(size, wanted) : size;
        const page = await pageWith(client, toRequest(number, asked), callOptions, (answer) =>
            pageOf(answer, null, records),
        );
        const { perPage, totalPages, totalCount } = page.pages;
        empty = page.records.length === 0 ? empty + 1 : 0;
        const last = totalPages ?? (totalCount !== null && asked !== undefined ? totalCount / asked : 0);
        const hasMore = number < last || isGiven(nextIn(page.answer.body));
        if (!hasMore) return page;
        if (totalPages === null && empty >= MAX_EMPTY) throw circling();
        const isShorter = asked !== size && page.records.length <= (asked ?? 0) && (perPage ?? asked) === asked;
        // A shorter page was asked for than those to come.
        if (isShorter) return { ...page, next: behind(page.records.length, pageCursor(1, size)) };
        return { ...page, next: pageCursor(number + 1, perPage ?? asked) };
    };
    const first = walk.startingAfter ? checkedNumber(walk.startingAfter) : pageCursor(walk.page ?? 1, undefined);
    yield* walked({ first, skip: 0, fetch }, walk, options);
}

function pageCursor(number: number, size: number | null | undefined): string {
    return size == null ? `page:${number}` : `page:${number}:${size}`;
}

function checkedNumber(place: string): string {
    const { cursor, cut } = partOf(place);
    const { number, size } = numberIn(cursor ?? '');
    return cut > 0 ? behind(cut, pageCursor(number, size)) : pageCursor(number, size);
}

/** The page that a cursor of ours names, or the address of a next page as Intercom sends it. */
function numberIn(cursor: string): { number: number; size?: number } {
    const [, number, size] = /^page:([1-9]\d{0,8})(?::([1-9]\d{0,5}))?$/.exec(cursor) ?? [];
    if (number !== undefined) return { number: Number(number), size: size === undefined ? undefined : Number(size) };
    const query = addressIn(cursor)?.searchParams;
    const page = Number(query?.get('page'));
    if (!Number.isInteger(page) || page < 1) throw foreignCursor();
    const perPage = Number(query?.get('per_page'));
    return { number: page, size: Number.isInteger(perPage) && perPage > 0 ? perPage : undefined };
}

/** What an answer says of the next page, unread. */
function nextIn(body: unknown): unknown {
    return (body as { pages?: { next?: unknown } | null } | null)?.pages?.next;
}

function isGiven(next: unknown): boolean {
    return next !== null && next !== undefined && next !== false && next !== '';
}

/**
 * The cursor of the page behind an answer; null for the last.
 * @throws IntercomError `invalid_response` when it says that there is more, but not where
 */
function nextOf(body: unknown, paging: Paging): string | null {
    if (paging === 'next-cursor') {
        const { next_cursor, has_more } = (body ?? {}) as { next_cursor?: unknown; has_more?: unknown };
        if (has_more === false) return null;
        if (typeof next_cursor === 'string' && next_cursor !== '') return next_cursor;
        if (has_more === true) throw unreadable('no cursor of the next page, which it says there is');
        return null;
    }
    const next = nextIn(body);
    if (!isGiven(next)) return null;
    if (typeof next === 'string') return cursorIn(next, paging);
    if (typeof next !== 'object') throw unreadable('a next page, but neither its cursor nor its address');
    const { starting_after: cursor, page } = next as { starting_after?: unknown; page?: unknown };
    if (isGiven(cursor)) return String(cursor);
    // An empty cursor is an end, a page number alone is none.
    if (cursor === undefined && page !== undefined) throw unreadable('the number of the next page, but not its cursor');
    return null;
}

/**
 * The cursor that a text of Intercom's holds: the text itself, or that of an address, or the address where only its
 * query as a whole tells the next page.
 */
function cursorIn(text: string, paging: Paging): string {
    const address = addressIn(text);
    const cursor = address?.searchParams.get('starting_after');
    if (cursor && paging !== 'url') return cursor;
    if (address !== null && paging === 'cursor-body') throw unreadable('an address of the next page, but no cursor');
    return text;
}

/** Text that is an address with a query; its host is of no account. */
function addressIn(text: string): URL | null {
    if (!/^(https?:\/)?\/[^?]+\?/.test(text)) return null;
    try {
        return new URL(text, 'https://api.intercom.io');
    } catch {
        return null;
    }
}

/** A parameter that comes more than once as a list. */
function queryOf({ searchParams }: URL): Values {
    const names = [...new Set(searchParams.keys())];
    return Object.fromEntries(
        names.map((name) => {
            const values = searchParams.getAll(name);
            return [name, values.length > 1 ? values : values[0]];
        }),
    );
}

function unreadable(what: string): IntercomError {
    return new IntercomError('The list breaks off.', {
        code: 'invalid_response',
        retryable: true,
        hint: `Go on from next later: the records up to here are whole. The answer holds ${what}.`,
    });
}

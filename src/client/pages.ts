import type { Client } from './client';
import { IntercomError, invalidField } from './errors';
import { idOf, recordsOf } from './records';
import type { ApiAnswer, ApiRequest, CallOptions } from './types';

export interface Page<T = unknown> {
    records: T[];
    answer: ApiAnswer;
    pages: { page: number | null; perPage: number | null; totalPages: number | null; totalCount: number | null };
    /** Given back as {@link Walk.startingAfter}, it goes on with the next page; null after the last. */
    next: string | null;
}

export interface Walk {
    /** True for every page from the first asked one on, false for one page. */
    all: boolean;
    /** The page to begin with, counted from 1. */
    page?: number;
    perPage: number;
    /** A cursor to begin after; not together with `page`. */
    startingAfter?: string;
}

/** Fetches the page at a cursor; undefined is the first. */
export type Fetch = (cursor: string | undefined, options: CallOptions) => Promise<Page>;

/**
 * Walks a list whose answers carry a cursor (GET /contacts, POST /contacts/search...).
 * https://developers.intercom.com/docs/build-an-integration/learn-more/rest-apis/pagination-cursor
 *
 * With `all`, the next page is fetched while the consumer handles this one; records seen within the last two pages are
 * given once. An error half way has the cursor to go on from as `next`.
 */
export async function* cursorPages(
    client: Client,
    toRequest: (cursor: string | undefined, perPage: number) => ApiRequest,
    walk: Walk,
    options: CallOptions = {},
): AsyncGenerator<Page> {
    checkWalk(walk);
    const circle = new CircleGuard();
    const fetch: Fetch = async (cursor, callOptions) => {
        const answer = await client.call(toRequest(cursor, walk.perPage), callOptions);
        const next = cursorOf(answer.body);
        circle.pass(next);
        return pageOf(answer, next);
    };
    yield* walked(fetch, walk, walk.startingAfter || undefined, (walk.page ?? 1) - 1, options);
}

/**
 * Walks a list that counts its pages (companies). The address of the next page, which Intercom sends, is not followed:
 * it names the US host and leaves the method out. Otherwise as {@link cursorPages}.
 */
export async function* numberedPages(
    client: Client,
    toRequest: (page: number, perPage: number) => ApiRequest,
    walk: Walk,
    options: CallOptions = {},
): AsyncGenerator<Page> {
    checkWalk(walk);
    const fetch: Fetch = async (cursor, callOptions) => {
        const number = Number(cursor?.slice('page:'.length) ?? 1);
        const answer = await client.call(toRequest(number, walk.perPage), callOptions);
        const page = pageOf(answer, null);
        const { totalPages } = page.pages;
        const tellsMore = Boolean((answer.body as { pages?: { next?: unknown } } | null)?.pages?.next);
        const hasMore = page.records.length > 0 && (totalPages === null ? tellsMore : number < totalPages);
        return { ...page, next: hasMore ? `page:${number + 1}` : null };
    };
    const first = walk.startingAfter ? numberIn(walk.startingAfter) : (walk.page ?? 1);
    yield* walked(fetch, walk, `page:${first}`, 0, options);
}

/** The way through any list: one page ahead, no record twice, and an end. */
export async function* walked(
    fetch: Fetch,
    { all }: Walk,
    first: string | undefined,
    skip: number,
    options: CallOptions,
): AsyncGenerator<Page> {
    // Ends the fetch ahead when the consumer leaves.
    const leaving = new AbortController();
    const onAbort = () => leaving.abort();
    if (options.signal?.aborted) leaving.abort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const ahead: CallOptions = { ...options, signal: leaving.signal };
    const seen = new Seen();

    const at = async (cursor: string | undefined): Promise<Page> => {
        try {
            return await fetch(cursor, ahead);
        } catch (error) {
            if (error instanceof IntercomError) error.next = cursor ?? null;
            throw error;
        }
    };

    try {
        let cursor = first;
        for (let skipped = 0; skipped < skip; skipped++) {
            const { next, ...page } = await at(cursor);
            if (next === null) {
                yield { ...page, records: [], next };
                return;
            }
            cursor = next;
        }
        let coming: Promise<Page> | null = at(cursor);
        while (coming !== null) {
            const page: Page = await coming;
            coming = all && page.next !== null ? at(page.next) : null;
            // Its failure is met when the consumer asks for that page, or never.
            coming?.catch(() => {});
            yield { ...page, records: seen.fresh(page.records) };
        }
    } finally {
        leaving.abort();
        options.signal?.removeEventListener('abort', onAbort);
    }
}

/** The error of a list that never ends. */
export function circling(): IntercomError {
    return new IntercomError('The list leads back to a page that was already read.', {
        code: 'invalid_response',
        hint: 'The records up to here are whole; repeat the list later.',
    });
}

/** Finds a cursor that comes again, however long the circle, by comparing with one cursor kept (Brent's algorithm). */
class CircleGuard {
    #kept: string | null = null;
    #steps = 0;
    #reach = 1;

    pass(next: string | null): void {
        if (next === null) return;
        if (next === this.#kept) throw circling();
        this.#steps++;
        if (this.#steps < this.#reach) return;
        this.#kept = next;
        this.#steps = 0;
        this.#reach *= 2;
    }
}

/** The ids of the last two pages: records move while a list is walked. */
class Seen {
    #last = new Set<string>();
    #before = new Set<string>();

    fresh(records: unknown[]): unknown[] {
        const page = new Set<string>();
        const fresh = records.filter((record) => {
            const id = idOf(record);
            if (id === null) return true;
            const isKnown = page.has(id) || this.#last.has(id) || this.#before.has(id);
            page.add(id);
            return !isKnown;
        });
        this.#before = this.#last;
        this.#last = page;
        return fresh;
    }
}

/** A page of an answer. */
export function pageOf(answer: ApiAnswer, next: string | null): Page {
    const body = (answer.body ?? {}) as { pages?: Record<string, unknown> | null; total_count?: unknown };
    const pages = body.pages ?? {};
    return {
        records: recordsOf(answer.body),
        answer,
        pages: {
            page: whole(pages.page),
            perPage: whole(pages.per_page),
            totalPages: whole(pages.total_pages),
            totalCount: whole(body.total_count),
        },
        next,
    };
}

function cursorOf(body: unknown): string | null {
    const next = (body as { pages?: { next?: { starting_after?: unknown } | null } | null } | null)?.pages?.next;
    const cursor = next?.starting_after;
    return typeof cursor === 'string' && cursor !== '' ? cursor : null;
}

/** Counts come as text at times. */
function whole(value: unknown): number | null {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) ? number : null;
}

function checkWalk({ page, startingAfter }: Walk): void {
    if (page === undefined) return;
    if (startingAfter) throw invalidField('page', 'Give either page or startingAfter, not both.');
    if (!Number.isInteger(page) || page < 1) throw invalidField('page', 'page must be a whole number, 1 or more.');
}

/** The page that a cursor of ours names, or the address of a next page as Intercom sends it. */
function numberIn(cursor: string): number {
    const number = Number(/^page:(\d{1,9})$/.exec(cursor)?.[1] ?? /[?&]page=(\d{1,9})(?:&|$)/.exec(cursor)?.[1]);
    if (number >= 1) return number;
    throw invalidField('startingAfter', 'startingAfter is no cursor of this list: give back what came as next.');
}

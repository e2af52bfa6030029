import { IntercomError, invalidField, sentence } from './errors';
import { idOf, recordsOf } from './records';
import type { ApiAnswer, CallOptions } from './types';

export interface Page<T = unknown> {
    records: T[];
    answer: ApiAnswer;
    pages: { page: number | null; perPage: number | null; totalPages: number | null; totalCount: number | null };
    /**
     * Given back as {@link Walk.startingAfter}, it goes on behind the last record; null after the last. Opaque: it may
     * be Intercom's own cursor or one of ours.
     */
    next: string | null;
    /** Whether this walk itself goes on to another page. */
    goesOn?: boolean;
}

/** How far to go through a list. */
export interface Walk {
    /** True for every page from the first asked one on, false for one page, or for `limit` records. */
    all: boolean;
    /** The page to begin with, counted from 1. */
    page?: number;
    /** Records for each request; not sent without. A walk that goes on from a numbered page keeps that page's size. */
    perPage?: number;
    /** A cursor to begin after: a {@link Page.next}, or Intercom's own; not together with `page`. */
    startingAfter?: string;
    /** At most so many records, over as many pages as they take. */
    limit?: number;
    /** Leaves records out; those that are left count towards the limit. */
    only?: (record: unknown) => boolean;
}

/** The way through one list. */
export interface Way {
    /** The cursor of the first page; undefined where a list has none. */
    first: string | undefined;
    /** How many pages to pass over before. */
    skip: number;
    /**
     * Fetches the page at a cursor. `wanted` is how many of its records are needed at most.
     */
    fetch: (cursor: string | undefined, wanted: number, options: CallOptions) => Promise<Page>;
    /** What was given before; the last two pages by default. */
    seen?: Memory;
}

/** Knows which records were given. */
export interface Memory {
    /** Whether each record of the next page is new. */
    next(records: unknown[]): boolean[];
}

/**
 * The way through any list: one page ahead, no record twice within two pages, and an end. An error half way has the
 * cursor to go on from as `next`.
 */
export async function* walked(way: Way, { all, limit, only }: Walk, options: CallOptions): AsyncGenerator<Page> {
    // Ends the fetch ahead when the consumer leaves.
    const leaving = new AbortController();
    const onAbort = () => leaving.abort();
    if (options.signal?.aborted) leaving.abort();
    options.signal?.addEventListener('abort', onAbort, { once: true });
    const ahead: CallOptions = { ...options, signal: leaving.signal };
    const seen = way.seen ?? new LastPages();
    let left = limit ?? Number.POSITIVE_INFINITY;

    const at = async (place: string | undefined, isPassedOver = false): Promise<Page & Part> => {
        const { cursor, cut } = partOf(place);
        try {
            const wanted = isPassedOver || only ? Number.POSITIVE_INFINITY : left + cut;
            return { ...(await way.fetch(cursor, wanted, ahead)), cursor, cut };
        } catch (error) {
            // where pages are passed over it would lead to one that nobody asked for
            if (error instanceof IntercomError) error.next = isPassedOver ? null : (place ?? null);
            throw error;
        }
    };

    /** The records of a page that are new and wanted, and where to go on behind them. */
    const taken = ({ cursor, cut, ...page }: Page & Part): Page => {
        const isNew = seen.next(page.records);
        const records: unknown[] = [];
        for (let index = cut; index < page.records.length; index++) {
            if (!isNew[index] || only?.(page.records[index]) === false) continue;
            if (left === 0) return { ...page, records, next: behind(index, cursor) };
            records.push(page.records[index]);
            left--;
        }
        return { ...page, records };
    };

    try {
        let place = way.first;
        for (let skipped = 0; skipped < way.skip; skipped++) {
            const { cursor, cut, next, ...page } = await at(place, true);
            if (next === null) {
                yield { ...page, records: [], next };
                return;
            }
            place = next;
        }
        let coming: Promise<Page & Part> | null = at(place);
        while (coming !== null) {
            const page: Page = taken(await coming);
            const goesOn: boolean = page.next !== null && left > 0 && (all || limit !== undefined);
            coming = goesOn ? at(page.next ?? undefined) : null;
            // Its failure is met when the consumer asks for that page, or never.
            coming?.catch(() => {});
            yield { ...page, goesOn };
        }
    } finally {
        leaving.abort();
        options.signal?.removeEventListener('abort', onAbort);
    }
}

/** A page of which the first records were given before. */
interface Part {
    cursor: string | undefined;
    cut: number;
}

const PART = /^skip:(\d{1,9}):([\s\S]*)$/;

/** The cursor that goes on within a page. */
export function behind(records: number, cursor: string | undefined): string {
    return `skip:${records}:${cursor ?? ''}`;
}

/** Whether text is a cursor of ours into a list that counts its pages. */
export const isPageCursor = (text: string): boolean => partOf(text).cursor?.startsWith('page:') === true;

/** What {@link behind} put together. */
export function partOf(place: string | undefined): Part {
    const [, cut, cursor] = PART.exec(place ?? '') ?? [];
    return cut === undefined ? { cursor: place, cut: 0 } : { cursor: cursor || undefined, cut: Number(cut) };
}

/** The error of a list that never ends. */
export function circling(): IntercomError {
    return new IntercomError('The list leads back to a page that was already read.', {
        code: 'invalid_response',
        hint: 'The records up to here are whole; repeat the list later.',
    });
}

/** Finds a cursor that comes again, however long the circle, by comparing with one cursor kept (Brent's algorithm). */
export class CircleGuard {
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
class LastPages implements Memory {
    #last = new Set<string>();
    #before = new Set<string>();

    next(records: unknown[]): boolean[] {
        const page = new Set<string>();
        const isNew = records.map((record) => {
            const id = idOf(record);
            if (id === null) return true;
            const isKnown = page.has(id) || this.#last.has(id) || this.#before.has(id);
            page.add(id);
            return !isKnown;
        });
        this.#before = this.#last;
        this.#last = page;
        return isNew;
    }
}

/**
 * A page of an answer.
 * @param key where its records are, as for {@link recordsOf}
 * @throws IntercomError `invalid_response` when it holds no list
 */
export function pageOf(answer: ApiAnswer, next: string | null, key?: string): Page {
    const body = (answer.body ?? {}) as Record<string, unknown>;
    // Some lists carry their counts at the top.
    const counts = (body.pages ?? body) as Record<string, unknown>;
    return {
        records: recordsOf(answer.body, key),
        answer,
        pages: {
            page: whole(counts.page),
            perPage: whole(counts.per_page),
            totalPages: whole(counts.total_pages),
            totalCount: whole(body.total_count),
        },
        next,
    };
}

/** Counts come as text at times. */
function whole(value: unknown): number | null {
    const number = typeof value === 'string' && value !== '' ? Number(value) : value;
    return typeof number === 'number' && Number.isInteger(number) ? number : null;
}

/** @throws IntercomError `invalid_field` */
export function checkWalk({ page, startingAfter, limit }: Walk): void {
    if (limit !== undefined && (!Number.isInteger(limit) || limit < 1)) throw noCount('limit');
    if (page === undefined) return;
    if (startingAfter)
        throw invalidField('page', sentence`Give ${{ field: 'page' }} or ${{ field: 'startingAfter' }}, not both.`);
    if (!Number.isInteger(page) || page < 1) throw noCount('page');
}

function noCount(field: string): IntercomError {
    return invalidField(field, sentence`${{ field }} must be a whole number, 1 or more.`);
}

/** The error of a cursor that a list cannot read. */
export function foreignCursor(): IntercomError {
    const field = 'startingAfter';
    return invalidField(field, sentence`${{ field }} is no cursor of this list: give back what came as next.`);
}

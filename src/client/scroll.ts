import type { Client } from './client';
import { IntercomError, sentence } from './errors';
import { checkWalk, circling, foreignCursor, type Memory, type Page, pageOf, partOf, type Walk, walked } from './pages';
import { idOf } from './records';
import { isGone } from './retry';
import type { ApiAnswer, CallOptions } from './types';

const SCROLL = { path: '/companies/scroll' };
/** Intercom forgets a scroll that was not used for a minute. */
const SCROLL_LIFE = 55_000;
/** The pause before asking again whether somebody else's scroll has ended, and how often. */
const SCROLL_PAUSE = 20_000;
const SCROLL_TRIES = 9;
const MAX_RESTARTS = 3;
/** The companies of a page that is not the last. */
const SCROLL_PAGE = 100;

/** The scroll that a client has open: Intercom allows one at a time. */
const scrolls = new WeakMap<Client, Promise<void>>();

/** Whether a cursor is one of {@link scrollPages}. */
export function isScrollCursor(cursor: string): boolean {
    return partOf(cursor).cursor?.startsWith('scroll:') === true;
}

/**
 * Walks every company, past the 10,000 that the counted list ends at; Intercom fixes the size of a page.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/companies/scrolloverallcompanies
 *
 * A scroll that is open elsewhere is waited for; one that expires half way is begun anew. For that the ids of all
 * companies given so far are kept: this is the one walk whose memory grows, by some 100 bytes a company.
 */
export async function* scrollPages(
    client: Client,
    walk: Walk,
    options: CallOptions = {},
    list: ScrolledList = SCROLL,
): AsyncGenerator<Page> {
    checkWalk(walk);
    const release = await takeScroll(client, options);
    try {
        yield* scrolled(client, walk, options, list);
    } finally {
        release();
    }
}

interface ScrolledList {
    path: string;
    query?: Record<string, unknown>;
    /** As in a {@link ListRequest}. */
    records?: string;
}

/** The ids of all records so far. */
class AllPages implements Memory {
    readonly #ids = new Set<string>();

    next(records: unknown[]): boolean[] {
        return records.map((record) => {
            const id = idOf(record);
            if (id === null) return true;
            const isNew = !this.#ids.has(id);
            this.#ids.add(id);
            return isNew;
        });
    }
}

async function* scrolled(client: Client, walk: Walk, options: CallOptions, list: ScrolledList): AsyncGenerator<Page> {
    const first = walk.startingAfter ? checkedCursor(walk.startingAfter) : 'scroll:';
    const resumed = paramIn(partOf(first).cursor);
    let last: Page | null = null;
    let fullest = SCROLL_PAGE;
    let usedAt = client.now();
    let restarts = 0;
    /** Pages that brought something new, and pages since the last that did. */
    let news = 0;
    let stale = 0;

    const isOver = (size: number) => {
        if (client.now() - usedAt >= SCROLL_LIFE) return false;
        // A page that is not full is the last one. After a full one, a second walk that brought nothing new tells.
        // A walk taken up in the middle cannot begin anew: what has come is all there is.
        return size < fullest || resumed !== undefined || (restarts > 0 && stale >= news);
    };

    const fetch = async (cursor: string | undefined, _: number, callOptions: CallOptions): Promise<Page> => {
        let param = paramIn(cursor);
        for (;;) {
            try {
                const answer = await openScroll(client, list, param, callOptions);
                const page = pageOf(answer, null, list.records);
                const following = (answer.body as { scroll_param?: unknown } | null)?.scroll_param;
                const size = page.records.length;
                usedAt = client.now();
                fullest = Math.max(fullest, size);
                if (size > 0 && stale++ > news + 2) throw circling();
                const hasMore = size > 0 && typeof following === 'string' && following !== '';
                last = { ...page, next: hasMore ? `scroll:${following}` : null };
                return last;
            } catch (error) {
                if (!(error instanceof IntercomError) || param === undefined) throw error;
                const hasEnded = isGone(error);
                if (!hasEnded && (error.statusCode ?? 0) < 500) throw error;
                if (hasEnded && last === null) throw expired(error);
                if (hasEnded && last !== null && isOver(last.records.length))
                    return { ...last, records: [], next: null };
                if (resumed !== undefined || restarts >= MAX_RESTARTS) throw error;
                restarts++;
                stale = 0;
                param = undefined;
            }
        }
    };

    const seen = new AllPages();
    for await (const page of walked({ first, skip: (walk.page ?? 1) - 1, fetch, seen }, walk, options)) {
        if (page.records.length > 0) {
            news++;
            stale = 0;
        } else if (restarts > 0 && page.next !== null) continue;
        yield page;
    }
}

/** Asks for a page of a scroll; opens one when no param is given, after whoever else has one open. */
async function openScroll(
    client: Client,
    { path, query, records }: ScrolledList,
    param: string | undefined,
    options: CallOptions,
): Promise<ApiAnswer> {
    const check = (answer: ApiAnswer) => void pageOf(answer, null, records);
    for (let tries = 0; ; tries++) {
        try {
            return await client.call(
                { method: 'GET', path, query: { ...query, scroll_param: param }, repeat: 'always', check },
                options,
            );
        } catch (error) {
            const isBusy = error instanceof IntercomError && error.code === 'scroll_exists';
            if (!isBusy || tries >= SCROLL_TRIES) throw error;
            await client.pause(SCROLL_PAUSE, options);
        }
    }
}

/** Waits for this client's own scroll to end; the result gives it back. */
async function takeScroll(client: Client, { signal }: CallOptions): Promise<() => void> {
    const before = scrolls.get(client) ?? Promise.resolve();
    let release = () => {};
    const mine = new Promise<void>((resolve) => {
        release = resolve;
    });
    scrolls.set(
        client,
        before.then(() => mine),
    );
    try {
        await unlessAborted(before, signal);
    } catch (error) {
        release();
        throw error;
    }
    return release;
}

function unlessAborted(promise: Promise<void>, signal: AbortSignal | undefined): Promise<void> {
    if (!signal) return promise;
    return new Promise((resolve, reject) => {
        const onAbort = () =>
            reject(new IntercomError('The walk was called off before it was done.', { code: 'aborted' }));
        if (signal.aborted) return onAbort();
        signal.addEventListener('abort', onAbort, { once: true });
        promise.then(() => {
            signal.removeEventListener('abort', onAbort);
            resolve();
        });
    });
}

function expired(error: IntercomError): IntercomError {
    const { statusCode, requestId, errors } = error;
    const field = 'startingAfter';
    return new IntercomError(
        sentence`The scroll that ${{ field }} names has ended or expired. Intercom keeps it for a minute.`,
        {
            code: 'not_found',
            field,
            statusCode,
            requestId,
            errors,
            hint: sentence`Begin again without ${{ field }}.`,
        },
    );
}

/** Undefined for the beginning. */
function paramIn(cursor: string | undefined): string | undefined {
    return cursor?.slice('scroll:'.length) || undefined;
}

function checkedCursor(place: string): string {
    if (!isScrollCursor(place)) throw foreignCursor();
    return place;
}

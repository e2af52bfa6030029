import { IntercomError } from '../../src/client';
import { Recent } from '../webhook/recent';
import {
    type Begun,
    type Change,
    type Changes,
    type Found,
    type Position,
    Round,
    type TimeField,
    type WatchedRecord,
} from './round';

import { Shelf } from './shelf';
import { idText, secondsOf, timeOf } from './times';

/** What can be watched: the path of the search, and the word that a message's topic begins with. */
export const resources = { contacts: 'contact', conversations: 'conversation', tickets: 'ticket' } as const;
export type Resource = keyof typeof resources;

/** What is watched, from when on. */
export interface Watch {
    resource: Resource;
    changes: Changes;
    /** Unix seconds; `now`: the moment at which the watcher was made. */
    from: 'now' | number;
}

/** One page of a search, with what its answer said. */
export interface SearchPage<Answer = unknown> {
    records: WatchedRecord[];
    /** The cursor of the next page. */
    next: string | null;
    /** Intercom's clock when it answered, in Unix seconds; null when it did not say. */
    serverTime: number | null;
    answer: Answer;
}

/** The body of a search request. */
export interface SearchBody {
    query: object;
    sort: { field: string; order: Order };
    pagination: { per_page: number; starting_after?: string };
}

type Order = 'ascending' | 'descending';

/** What a watcher needs of the world. */
export interface WatcherWorld<Answer> {
    search(body: SearchBody): Promise<SearchPage<Answer>>;
    /** What was last kept. */
    load(): Promise<Position | Begun | undefined>;
    save(kept: Position | Begun): Promise<void>;
    /** Tells changes, the oldest first. */
    tell(changes: Change<Answer>[]): void;
    /** Records that cannot be told, since nothing says when they were changed. */
    report(error: IntercomError, records: WatchedRecord[]): void;
    /** A clock that is never set, in milliseconds: only how long something took is read from it. */
    now(): number;
}

const DAY = 86_400;
/**
 * `>` means from the day after this moment's day on, by the workspace's time zone, which may have 25 hours: so much
 * earlier a search has to begin.
 */
const WINDOW = 2 * DAY;
/** The most that Intercom puts on a page. */
const PER_PAGE = 150;
/** Whoever is behind by more pages, and by more than a window, is told page by page from the oldest on. */
const PAGES_BACK = 20;
/** Milliseconds: what is there in an answer that comes so soon was there at the deploy. */
const AT_ONCE = 1000;

/**
 * Finds what was created or changed since the last check, in Intercom's search, which takes days where seconds are
 * needed, is minutes late, and whose order is only promised for contacts.
 *
 * A change is a record with an `updated_at` that was not told yet: several changes of a record within one second, or
 * between two checks, are one. All times are Intercom's own; the local clock only measures how long ago the deploy was.
 *
 * A check walks back from the newest change to an hour before the last one that it knows: that is what it costs.
 */
export class Watcher<Answer = unknown> {
    readonly #field: TimeField;
    readonly #begun: number;
    /** As it was last told: ahead of what is kept, when keeping it failed. */
    #position: Position | undefined;
    #keepsOrder: boolean | undefined;
    /** Why the last walk ended at a page that Intercom cannot show. */
    #gap: IntercomError | undefined;
    /** Records that were reported as unreadable, once each. */
    readonly #reported = new Recent();

    readonly #watch: Watch;
    readonly #world: WatcherWorld<Answer>;

    constructor(watch: Watch, world: WatcherWorld<Answer>) {
        this.#watch = watch;
        this.#world = world;

        this.#field = watch.changes === 'created' ? 'created_at' : 'updated_at';
        this.#begun = world.now();
    }

    /** Looks once, tells what is new, and keeps the position. Rejects with the search's error; nothing is lost then. */
    async check(): Promise<void> {
        this.#position ??= await this.#begin();
        const round = new Round<Answer>(this.#position, this.#watch.changes);
        const unreadable: WatchedRecord[] = [];
        const isFar = await this.#newest(round, unreadable);
        if (isFar) await this.#fromOldest(round, unreadable);
        if (unreadable.length > 0) this.#world.report(this.#unreadable(unreadable), unreadable);
        if (this.#gap) throw this.#leftOut(this.#gap);
    }

    async #keep(position: Position): Promise<void> {
        this.#position = position;
        await this.#world.save(position);
    }

    async #begin(): Promise<Position> {
        const { from } = this.#watch;
        const kept = await this.#world.load();
        if (kept && 'at' in kept) return kept;
        if (from !== 'now') return { from, at: from, seen: {} };
        // over a restart while Intercom cannot be reached
        if (!kept) await this.#world.save({ begun: this.#begun });
        const position = await this.#beginning(kept?.begun ?? this.#begun);
        await this.#keep(position);
        return position;
    }

    /** The position of a deploy at that time of the clock: what was there then counts as told. */
    async #beginning(begun: number): Promise<Position> {
        const page = await this.#search(0, 'descending');
        const waited = Math.max(0, this.#world.now() - begun);
        const { serverTime } = page;
        // the header Date has no fractions: on average half a second is cut off
        const from =
            serverTime === null
                ? Math.max(0, ...page.records.map((record) => timeOf(record, this.#field) ?? 0))
                : Math.floor(serverTime + 0.5 - waited / 1000);
        const position: Position = { from, at: from, born: from, seen: {} };
        if (waited >= AT_ONCE && serverTime !== null) return position;
        // Which records bear the second of the deploy: others that bear it come later.
        const start = (await this.#isOrdered(page, 0)) ? { page, value: 0 } : {};
        let pages = 0;
        for await (const { records } of this.#walk('descending', from, start)) {
            pages++;
            for (const record of records) {
                const time = timeOf(record, this.#field);
                if (time !== null && time >= from) position.seen[idText(record) ?? ''] = time;
            }
        }
        // one that was changed while several pages were read is on none of them
        if (pages > 1) position.born = from + 1;
        return position;
    }

    /** Walks back from the newest change. True: too far, nothing was told. */
    async #newest(round: Round<Answer>, unreadable: WatchedRecord[]): Promise<boolean> {
        const upper = new Shelf<Answer>();
        const lower = new Shelf<Answer>();
        let pages = 0;
        try {
            for await (const page of this.#walk('descending', round.floor)) {
                upper.put(this.#fresh(page, round, unreadable));
                pages++;
                const isFar = pages >= PAGES_BACK && round.startOfCheck - round.floor > WINDOW;
                if (isFar && page.next !== null) return true;
            }
            const gap = this.#gap as IntercomError | undefined;
            if (gap) {
                // what stands behind a page that cannot be shown is reached from the other side
                for await (const page of this.#walk('ascending', round.floor)) {
                    lower.put(this.#fresh(page, round, unreadable));
                    pages++;
                }
                if (pages === 0) throw gap;
            }
        } catch (error) {
            // a page that fails again and again must not keep back what the others bring; all is read again
            this.#tell(round, upper, lower);
            if (round.hasNews) await this.#keep(round.soFar());
            throw error;
        }
        this.#tell(round, upper, lower);
        this.#position = round.end();
        if (round.hasNews) await this.#keep(this.#position);
        return false;
    }

    /** Tells what was found from both ends, the oldest first. */
    #tell(round: Round<Answer>, upper: Shelf<Answer>, lower: Shelf<Answer>): void {
        for (const found of [lower.forwards(), upper.backwards()])
            for (const some of found) this.#world.tell(round.take(some));
    }

    /** Walks from the oldest, telling page by page, so that a year is caught up within little memory. */
    async #fromOldest(round: Round<Answer>, unreadable: WatchedRecord[]): Promise<void> {
        for await (const page of this.#walk('ascending', round.floor)) {
            this.#world.tell(round.take(this.#fresh(page, round, unreadable)));
            if (page.next !== null && this.#keepsOrder) await this.#keep(round.halfWay());
        }
        if (this.#gap) {
            const upper = new Shelf<Answer>();
            for await (const page of this.#walk('descending', round.floor))
                upper.put(this.#fresh(page, round, unreadable));
            this.#tell(round, upper, new Shelf());
        }
        await this.#keep(round.endOfCatchingUp());
    }

    /** What of a page was not told yet. Notes the records that cannot be read. */
    #fresh(page: SearchPage<Answer>, round: Round<Answer>, unreadable: WatchedRecord[]): Found<Answer>[] {
        round.hear(page.serverTime);
        const found: Found<Answer>[] = [];
        for (const record of page.records) {
            const time = timeOf(record, this.#field);
            const id = idText(record);
            if (time === null || id === null) {
                const key = JSON.stringify(id === null ? record : [id, record[this.#field], record.created_at]);
                if (this.#reported.isNew(key)) unreadable.push(record);
            } else if (round.isFresh(id, time)) {
                found.push({ id, time, born: secondsOf(record.created_at) ?? time, record, answer: page.answer });
            }
        }
        return found;
    }

    /**
     * The pages from one end. Descending, it ends behind the floor; both ways at the end, and, with `#gap`, before a
     * record that Intercom cannot show. (A whole page of conversations was answered 404 for one deleted message.)
     */
    async *#walk(
        order: Order,
        floor: number,
        { page: given, value = Math.max(0, floor - WINDOW) }: { page?: SearchPage<Answer>; value?: number } = {},
    ): AsyncGenerator<SearchPage<Answer>> {
        let cursor: string | undefined;
        let perPage = PER_PAGE;
        let lowest = Number.POSITIVE_INFINITY;
        let isFirst = true;
        this.#gap = undefined;
        for (;;) {
            let page: SearchPage<Answer>;
            try {
                page = isFirst && given ? given : await this.#search(value, order, cursor, perPage);
            } catch (error) {
                if (!isUnshown(error, isFirst)) throw error;
                if (perPage === 1) {
                    this.#gap = error;
                    return;
                }
                perPage = Math.ceil(perPage / 2);
                continue;
            }
            if (isFirst) await this.#isOrdered(page, value, order);
            isFirst = false;
            yield page;
            if (page.next === null) return;
            if (order === 'descending') {
                const times = page.records.map((record) => timeOf(record, this.#field) ?? Number.NaN);
                // an answer that does not keep to the order asked for may have anything behind its last record
                const isInOrder = times.every((time, at) => time <= (at === 0 ? lowest : (times[at - 1] as number)));
                lowest = times.at(-1) ?? lowest;
                if (isInOrder && this.#keepsOrder !== false && lowest < floor) return;
            }
            cursor = page.next;
            perPage = Math.min(PER_PAGE, perPage * 2);
        }
    }

    /** Whether the search sorts at all: asked the other way round it must begin elsewhere. Found out once. */
    async #isOrdered(page: SearchPage<Answer>, value: number, order: Order = 'descending'): Promise<boolean> {
        if (page.next === null || this.#keepsOrder !== undefined) return this.#keepsOrder ?? true;
        const sign = order === 'descending' ? 1 : -1;
        const other = await this.#search(value, sign > 0 ? 'ascending' : 'descending', undefined, 1).catch((error) => {
            if (isUnshown(error, false)) return null;
            throw error;
        });
        const [first, last, end] = [page.records[0], page.records.at(-1), other?.records[0]];
        if (!first || !last || !end) return true;
        const [latest, earliest] = [last, end].map((record) => timeOf(record, this.#field) ?? Number.NaN);
        const isBeyond = sign * ((earliest as number) - (latest as number)) <= 0;
        this.#keepsOrder = isBeyond && idText(end) !== idText(first);
        return this.#keepsOrder;
    }

    async #search(value: number, order: Order, cursor?: string, perPage = PER_PAGE): Promise<SearchPage<Answer>> {
        const page = await this.#world.search({
            query: { field: this.#field, operator: '>', value },
            sort: { field: this.#field, order },
            pagination: { per_page: perPage, ...(cursor !== undefined && { starting_after: cursor }) },
        });
        if (page.next === null || page.records.length === 0) return { ...page, next: null };
        if (page.next !== cursor) return page;
        throw new IntercomError('The search leads back to a page that was already read.', { code: 'invalid_response' });
    }

    #unreadable(records: WatchedRecord[]): IntercomError {
        const { resource } = this.#watch;
        const ids = records.slice(0, 5).map((record) => idText(record) ?? '?');
        const more = records.length > ids.length ? ` and ${records.length - ids.length} more` : '';
        return new IntercomError(
            `No readable time: ${resource} ${ids.join(', ')}${more} cannot be watched, since their ${this.#field} does not say when they changed.`,
            { code: 'invalid_response', field: this.#field, hint: 'They are in the payload.' },
        );
    }

    #leftOut(gap: IntercomError): IntercomError {
        const { resource } = this.#watch;
        const { code, statusCode, requestId, errors } = gap;
        return new IntercomError(
            `The search failed for one page: Intercom cannot show one of the ${resource}. All others were told. (${gap.message})`,
            { code, statusCode, requestId, errors, retryable: true },
        );
    }
}

/**
 * Whether an answer says that this page cannot be shown, and not that nothing can: where others of the same walk came,
 * a failure of the server is one of the page.
 */
function isUnshown(error: unknown, isFirst: boolean): error is IntercomError {
    const status = error instanceof IntercomError ? (error.statusCode ?? 0) : 0;
    if (status >= 500) return !isFirst;
    return status >= 400 && ![401, 403, 407, 408, 429].includes(status);
}

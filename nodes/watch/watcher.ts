import { IntercomError } from '../../src/client';

/** What can be watched: the path of the search, and the word that a message's topic begins with. */
export const resources = { contacts: 'contact', conversations: 'conversation', tickets: 'ticket' } as const;
export type Resource = keyof typeof resources;

export type Changes = 'created' | 'updated' | 'both';

/** What is watched, from when on. */
export interface Watch {
    resource: Resource;
    changes: Changes;
    /** Unix seconds; `now`: what is there at the first check is not told. */
    from: 'now' | number;
}

/** A record of a search, as far as a watcher reads it. Times are Unix seconds. */
export interface WatchedRecord {
    id: string;
    created_at: number;
    updated_at?: number | null;
    [key: string]: unknown;
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
    sort: { field: string; order: 'ascending' | 'descending' };
    pagination: { per_page: number; starting_after?: string };
}

/** Something that happened. */
export interface Change<Answer = unknown> {
    kind: 'created' | 'updated';
    record: WatchedRecord;
    answer: Answer;
}

/** How far a watcher has come. Plain JSON, kept between checks and restarts. */
export interface Position {
    /** Nothing before this is told, whatever turns up late. Unix seconds, as all of these. */
    from: number;
    /** Up to here everything was told. */
    at: number;
    /** Where a long catching up has come to, when it did not reach its end. */
    reached?: number;
    /** The last told change of each record that may still turn up in a check. */
    seen: Record<string, number>;
}

/** What a watcher needs of the world. */
export interface WatcherWorld<Answer> {
    search(body: SearchBody): Promise<SearchPage<Answer>>;
    load(): Promise<Position | undefined>;
    save(position: Position): Promise<void>;
    /** Tells changes, the oldest first. */
    tell(changes: Change<Answer>[]): void;
}

type TimeField = 'created_at' | 'updated_at';

const DAY = 86_400;
/**
 * Seconds that every check looks back: records turn up in searches minutes after they were changed, and not in the
 * order of their changes.
 */
export const OVERLAP = 3600;
/** The most that Intercom puts on a page. */
const PER_PAGE = 150;
/** So many pages are held in memory to be told in order; whoever is further behind is told page by page. */
const PAGES_AT_ONCE = 20;

/**
 * Finds what was created or changed since the last check, in Intercom's search, which takes days where seconds are
 * needed, and is minutes late.
 *
 * A change is a record with an `updated_at` that was not told yet: several changes of a record within one second, or
 * between two checks, are one. All times are Intercom's own; the local clock plays no part.
 *
 * A check walks back from the newest change until everything was told already. When that takes too many pages it
 * begins at the oldest change instead, and tells page by page.
 */
export class Watcher<Answer = unknown> {
    private readonly field: TimeField;
    /** As it was last told: ahead of what is kept, when keeping it failed. */
    private position: Position | undefined;

    constructor(
        private readonly watch: Watch,
        private readonly world: WatcherWorld<Answer>,
    ) {
        this.field = watch.changes === 'created' ? 'created_at' : 'updated_at';
    }

    /** Looks once, tells what is new, and keeps the position. Rejects with the search's error; nothing is lost then. */
    async check(): Promise<void> {
        const { from } = this.watch;
        this.position ??= await this.world.load();
        if (!this.position && from === 'now') {
            await this.keep(await this.beginning());
            return;
        }
        this.position ??= { from: Number(from), at: Number(from), seen: {} };
        const round = new Round<Answer>(this.position, this.watch.changes, this.field);
        if (!(await this.newest(round))) await this.fromOldest(round);
    }

    private async keep(position: Position): Promise<void> {
        this.position = position;
        await this.world.save(position);
    }

    /** The position at which everything that is there now has been told. */
    private async beginning(): Promise<Position> {
        const seen: Record<string, number> = {};
        let from: number | undefined;
        let cursor: string | undefined;
        do {
            const page = await this.search(0, 'descending', cursor);
            if (from === undefined) {
                const newest = Math.max(...page.records.map((record) => timeOf(record, this.field)));
                const { serverTime } = page;
                from = page.records.length > 0 ? newest : (serverTime ?? 0);
                // a record may bear a time in the future
                from = Math.min(from, serverTime ?? from);
            }
            for (const record of page.records) {
                const time = timeOf(record, this.field);
                if (time >= from) seen[record.id] = time;
            }
            const last = page.records.at(-1);
            cursor = last && timeOf(last, this.field) >= from ? (page.next ?? undefined) : undefined;
        } while (cursor !== undefined);
        return { from, at: from, seen };
    }

    /** Walks back from the newest. False: too far, nothing was told. */
    private async newest(round: Round<Answer>): Promise<boolean> {
        const found: SearchPage<Answer>[] = [];
        const { floor } = round;
        let cursor: string | undefined;
        for (;;) {
            const page = await this.search(floor, 'descending', cursor);
            found.push(page);
            const last = page.records.at(-1);
            const isBehind = last !== undefined && timeOf(last, this.field) < floor;
            if (page.next === null || (isBehind && this.isOrdered(page, -1))) break;
            if (found.length >= PAGES_AT_ONCE) return false;
            cursor = page.next;
        }
        this.world.tell(round.take(found.reverse()));
        await this.keep(round.end());
        return true;
    }

    /** Walks from the oldest, telling page by page, so that a year is caught up within little memory. */
    private async fromOldest(round: Round<Answer>): Promise<void> {
        let cursor: string | undefined;
        do {
            const page = await this.search(round.floor, 'ascending', cursor);
            this.world.tell(round.take([page]));
            cursor = page.next ?? undefined;
            if (cursor !== undefined && this.isOrdered(page, 1)) await this.keep(round.halfWay());
        } while (cursor !== undefined);
        await this.keep(round.end());
    }

    /** An answer that does not keep to the order asked for may have anything behind its last record. */
    private isOrdered({ records }: SearchPage<Answer>, sign: 1 | -1): boolean {
        const times = records.map((record) => timeOf(record, this.field) * sign);
        return times.every((time, at) => at === 0 || time >= (times[at - 1] ?? 0));
    }

    private async search(
        floor: number,
        order: 'ascending' | 'descending',
        cursor: string | undefined,
    ): Promise<SearchPage<Answer>> {
        // `>` means from the day after this moment's day on, by the workspace's time zone, which may have 25 hours
        const value = Math.max(0, floor - 2 * DAY);
        const page = await this.world.search({
            query: { field: this.field, operator: '>', value },
            sort: { field: this.field, order },
            pagination: { per_page: PER_PAGE, ...(cursor !== undefined && { starting_after: cursor }) },
        });
        if (page.next === null || page.records.length === 0) return { ...page, next: null };
        if (page.next !== cursor) return page;
        throw new IntercomError('The search leads back to a page that was already read.', { code: 'invalid_response' });
    }
}

/** A record that was never changed may lack `updated_at`. */
const timeOf = (record: WatchedRecord, field: TimeField): number => Number(record[field] ?? record.created_at);

/** The changes of one check, sorted out from what was told before. */
class Round<Answer> {
    /** Changes before this were told, or are not wanted. */
    readonly floor: number;
    /** Records created before this were told when they were, or are not wanted. */
    private readonly bornBefore: number;
    private readonly seen: Map<string, number>;
    private newest: number;
    private serverTime: number | null = null;

    constructor(
        private readonly position: Position,
        private readonly changes: Changes,
        private readonly field: TimeField,
    ) {
        const { from, at, reached = at, seen } = position;
        this.floor = Math.max(from, reached - OVERLAP);
        this.bornBefore = Math.max(from, at - OVERLAP);
        this.seen = new Map(Object.entries(seen));
        this.newest = reached;
    }

    /** The wanted changes of some pages, the oldest first. */
    take(pages: SearchPage<Answer>[]): Change<Answer>[] {
        const found: (Change<Answer> & { time: number })[] = [];
        for (const { records, serverTime, answer } of pages) {
            if (serverTime !== null) this.serverTime = Math.max(serverTime, this.serverTime ?? 0);
            for (const record of records) {
                const time = timeOf(record, this.field);
                if (time >= this.floor) found.push({ kind: 'updated', record, answer, time });
            }
        }
        found.sort((a, b) => a.time - b.time);
        return found.filter((change) => {
            const { record, time } = change;
            const before = this.seen.get(record.id);
            if (before !== undefined && before >= time) return false;
            this.seen.set(record.id, time);
            this.newest = Math.max(this.newest, time);
            const isNew = before === undefined && record.created_at >= this.bornBefore;
            // for those who only want changes, a record that is new and has been changed since is one
            const isChanged = !isNew || (this.changes === 'updated' && time > record.created_at);
            change.kind = isChanged ? 'updated' : 'created';
            return this.changes === 'both' || this.changes === change.kind;
        });
    }

    /** The position when all pages were taken. */
    end(): Position {
        return this.positionAt(Math.max(this.position.at, this.caughtUp()));
    }

    /** The position after one page of many. */
    halfWay(): Position {
        const reached = this.caughtUp();
        return { ...this.positionAt(reached), at: this.position.at, reached };
    }

    /** A time in the future, which a record may bear, must not let the present go by unseen. */
    private caughtUp(): number {
        return Math.min(this.newest, this.serverTime ?? Date.now() / 1000);
    }

    private positionAt(at: number): Position {
        const { from } = this.position;
        const seen: Record<string, number> = {};
        for (const [id, time] of this.seen) if (time >= Math.max(from, at - OVERLAP)) seen[id] = time;
        return { from, at, seen };
    }
}

/** A record of a search, as far as a watcher reads it. */
export type WatchedRecord = Record<string, unknown>;

/** Something that happened. */
export interface Change<Answer = unknown> {
    kind: 'created' | 'updated';
    record: WatchedRecord;
    answer: Answer;
}

export type Changes = 'created' | 'updated' | 'both';
export type TimeField = 'created_at' | 'updated_at';

/** How far a watcher has come. Plain JSON, kept between checks and restarts. Times are Unix seconds. */
export interface Position {
    /** Nothing before this is told, whatever turns up late. */
    from: number;
    /** Up to here everything was told. */
    at: number;
    /** Of records created from here on, all that were told are in `seen`. */
    born?: number;
    /** Where a long catching up has come to that was cut off, and when it had begun. */
    reached?: number;
    since?: number;
    /** The last told change of each record that may still turn up in a check. */
    seen: Record<string, number>;
}

/** What is kept before Intercom has answered for the first time: when that was, in milliseconds of this machine. */
export interface Begun {
    begun: number;
}

/** A record on a page that was not told yet. */
export interface Found<Answer> {
    id: string;
    time: number;
    /** When it was created. */
    born: number;
    record: WatchedRecord;
    answer: Answer;
}

/**
 * Seconds that every check looks back: records turn up in searches minutes after they were changed, and not in the
 * order of their changes.
 */
export const OVERLAP = 3600;

/** The changes of one check, sorted out from what was told before. */
export class Round<Answer> {
    /** Changes before this were told, or are not wanted. */
    readonly floor: number;
    /** Records created from here on were told if they are in `seen`, and else not. */
    readonly #born: number;
    readonly #seen: Map<string, number>;
    #newest: number;
    #start: number | null = null;
    /** Whether there is anything to be kept. */
    hasNews = false;

    constructor(
        private readonly position: Position,
        private readonly changes: Changes,
    ) {
        const { from, at, reached = at, born = Math.max(from, at - OVERLAP), seen } = position;
        this.floor = Math.max(from, reached - OVERLAP);
        this.#born = born;
        this.#seen = new Map(Object.entries(seen));
        this.#newest = reached;
    }

    /** Notes Intercom's clock; the first answer of a check tells when it began. */
    hear(serverTime: number | null): void {
        this.#start ??= serverTime;
    }

    /** When the check began, by Intercom's clock where it told. */
    get startOfCheck(): number {
        return this.#start ?? Date.now() / 1000;
    }

    /** Whether a record with this time was not told yet. */
    isFresh(id: string, time: number): boolean {
        return time >= this.floor && (this.#seen.get(id) ?? Number.NEGATIVE_INFINITY) < time;
    }

    /** The wanted changes, the oldest first. */
    take(found: Found<Answer>[]): Change<Answer>[] {
        const { since = Number.POSITIVE_INFINITY, reached = 0 } = this.position;
        const changes: Change<Answer>[] = [];
        for (const { id, time, born, record, answer } of found.slice().sort((a, b) => a.time - b.time)) {
            if (!this.isFresh(id, time)) continue;
            const isKnown = this.#seen.has(id);
            this.#seen.set(id, time);
            this.#newest = Math.max(this.#newest, time);
            this.hasNews = true;
            // it was told before a catching up was cut off, and changed since that had begun
            const wasPassed = time >= since && born < reached - OVERLAP;
            const isNew = !isKnown && born >= this.#born && !wasPassed;
            // for those who only want changes, a record that is new and has been changed since is one
            const isChanged = !isNew || (this.changes === 'updated' && time > born);
            const kind = isChanged ? 'updated' : 'created';
            if (this.changes === 'both' || this.changes === kind) changes.push({ kind, record, answer });
        }
        return changes;
    }

    /**
     * The position when all was taken that stood between the newest change and the floor. A record that changed while
     * the pages were read has moved to their beginning, and is found by the next check: what this one told is therefore
     * remembered until then, so that it is known what was told as created.
     */
    end(): Position {
        return this.#positionAt(Math.max(this.position.at, this.#caughtUp()), this.floor);
    }

    /** The position when some pages could not be read: they are looked for again. */
    soFar(): Position {
        return { ...this.position, seen: Object.fromEntries(this.#seen) };
    }

    /** The position after one page of many, from the oldest on. */
    halfWay(): Position {
        const reached = this.#caughtUp();
        const { at, born = this.#born, since = this.startOfCheck } = this.position;
        return { ...this.#positionAt(reached, reached - OVERLAP), at, born, reached, since };
    }

    /** The position when all was taken from the oldest on: what changes meanwhile moves to the end, and is read there. */
    endOfCatchingUp(): Position {
        const at = Math.max(this.position.at, this.#caughtUp());
        return this.#positionAt(at, at - OVERLAP);
    }

    /** A time in the future, which a record may bear, must not let the present go by unseen. */
    #caughtUp(): number {
        return Math.min(this.#newest, this.startOfCheck);
    }

    #positionAt(at: number, oldest: number): Position {
        const { from } = this.position;
        const born = Math.max(this.#born, oldest); // never goes back
        const seen = [...this.#seen].filter(([, time]) => time >= Math.max(from, oldest));
        return { from, at, born, seen: Object.fromEntries(seen) };
    }
}

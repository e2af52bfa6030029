/** What a record was until a moment, in milliseconds; undefined: it was not there. */
interface Was<T> {
    until: number;
    record: T | undefined;
}

/**
 * What records were a while ago. Intercom's lists and searches run behind: for seconds and minutes they show contacts
 * as they were. Keeps as much as the longest lag needs, and nothing without one.
 */
export class Past<T extends object> {
    private readonly all = new Map<number, Was<T>[]>();
    private readonly copies = new WeakSet<T>();
    private kept = 0;

    constructor(
        private readonly longestMs: number,
        private readonly now: () => number,
    ) {}

    /** Remembers what a record is now, before it changes; undefined: it is about to be made. */
    remember(ordinal: number, record: T | undefined): void {
        if (this.longestMs === 0) return;
        const copy = record && structuredClone(record);
        if (copy) this.copies.add(copy);
        const list = this.all.get(ordinal) ?? [];
        list.push({ until: this.now(), record: copy });
        this.all.set(ordinal, list);
        if (++this.kept % 1000 === 0) this.forget();
    }

    /** What a record was at this moment; `current` is what it is now. */
    at(moment: number, ordinal: number, current: T | undefined): T | undefined {
        const was = this.all.get(ordinal)?.find(({ until }) => until > moment);
        return was ? was.record : current;
    }

    /** Whether anything has changed since this moment. */
    since(moment: number): boolean {
        for (const list of this.all.values()) if (list.some(({ until }) => until > moment)) return true;
        return false;
    }

    /** Whether this is such a copy, not the record itself. */
    isCopy(record: T): boolean {
        return this.copies.has(record);
    }

    /** Drops what no lag reaches any more. */
    private forget(): void {
        const moment = this.now() - this.longestMs;
        for (const [ordinal, list] of this.all) {
            const left = list.filter(({ until }) => until > moment);
            if (left.length > 0) this.all.set(ordinal, left);
            else this.all.delete(ordinal);
        }
    }
}

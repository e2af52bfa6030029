/** What can stand in a lane, with its place there. */
export interface Member {
    /** The lower goes first. */
    readonly order: number;
    /** Null when it stands in none. */
    lane: Lane<Member> | null;
    before: Member | null;
    behind: Member | null;
}

/** A row that is joined, left and served at the same cost whatever its length: a list linked both ways. */
export class Lane<Of extends Member> {
    readonly name: string;
    #first: Member | null = null;
    #last: Member | null = null;

    constructor(name: string) {
        this.name = name;
    }

    get first(): Of | null {
        return this.#first as Of | null;
    }

    /** Nearly always at the end; what comes again with an early order, near the front. */
    add(member: Of): void {
        let behind: Member | null = null;
        if (this.#last !== null && member.order < this.#last.order) {
            behind = this.#first;
            while (behind !== null && behind.order < member.order) behind = behind.behind;
        }
        const before = behind === null ? this.#last : behind.before;
        member.lane = this as unknown as Lane<Member>;
        member.before = before;
        member.behind = behind;
        if (before === null) this.#first = member;
        else before.behind = member;
        if (behind === null) this.#last = member;
        else behind.before = member;
    }

    remove(member: Of): void {
        const { before, behind } = member;
        if (before === null) this.#first = behind;
        else before.behind = behind;
        if (behind === null) this.#last = before;
        else behind.before = before;
        member.lane = null;
        member.before = null;
        member.behind = null;
    }

    *[Symbol.iterator](): Generator<Of> {
        for (let member = this.#first; member !== null; member = member.behind) yield member as Of;
    }
}

/** Remembers the last so many ids, and forgets the oldest. */
export class Recent {
    /** A set keeps the order in which its members came. */
    readonly #ids = new Set<string>();

    readonly #most: number;

    constructor(most = 10_000) {
        this.#most = most;
    }

    /** Whether the id is a new one; it is remembered from now on. */
    isNew(id: string): boolean {
        if (this.#ids.has(id)) return false;
        this.#ids.add(id);
        if (this.#ids.size > this.#most) this.#ids.delete(this.#ids.values().next().value as string);
        return true;
    }
}

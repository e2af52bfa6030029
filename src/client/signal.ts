/** What an `AbortSignal` is to those who only listen to it. */
export interface Signal {
    readonly aborted: boolean;
    addEventListener(type: 'abort', listener: () => void, options?: { once: boolean }): void;
    removeEventListener(type: 'abort', listener: () => void): void;
}

/**
 * Calls one thing off. An `AbortController` does the same at many times the cost, and every request needs two: one for
 * the call and one for the attempt.
 */
export class Stop implements Signal {
    aborted = false;
    readonly #listeners: (() => void)[] = [];
    readonly #parent: Signal | undefined;
    readonly #onParent = () => this.abort();

    /** @param parent when it fires, this does; until {@link release} */
    constructor(parent?: Signal) {
        this.#parent = parent;
        if (parent?.aborted) this.aborted = true;
        else parent?.addEventListener('abort', this.#onParent, { once: true });
    }

    abort(): void {
        if (this.aborted) return;
        this.aborted = true;
        for (const listener of this.#listeners.splice(0)) listener();
    }

    /** Lets go of the parent. */
    release(): void {
        this.#parent?.removeEventListener('abort', this.#onParent);
    }

    /** Every listener is called once at most, and without an event. */
    addEventListener(_type: 'abort', listener: () => void): void {
        this.#listeners.push(listener);
    }

    removeEventListener(_type: 'abort', listener: () => void): void {
        const at = this.#listeners.indexOf(listener);
        if (at >= 0) this.#listeners.splice(at, 1);
    }
}

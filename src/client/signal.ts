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
    readonly #listeners = new Set<() => void>();
    readonly #parent: Signal | undefined;
    readonly #onParent = () => this.abort();

    /** @param parent when it fires, this does; until {@link release} */
    constructor(parent?: Signal) {
        this.#parent = parent;
        if (parent?.aborted) this.aborted = true;
        else parent?.addEventListener('abort', this.#onParent, { once: true });
    }

    /**
     * One for all that hangs on an `AbortSignal`, such as the requests of a node: to listen to the signal itself takes
     * the longer the more listen already, and thousands may.
     */
    static of(signal: AbortSignal): Stop {
        let stop = ofSignals.get(signal);
        if (stop === undefined) {
            stop = new Stop(signal);
            ofSignals.set(signal, stop);
        }
        return stop;
    }

    abort(): void {
        if (this.aborted) return;
        this.aborted = true;
        const listeners = [...this.#listeners];
        this.#listeners.clear();
        for (const listener of listeners) listener();
    }

    /** Lets go of the parent. */
    release(): void {
        this.#parent?.removeEventListener('abort', this.#onParent);
    }

    /** Every listener is called once at most, and without an event. */
    addEventListener(_type: 'abort', listener: () => void): void {
        this.#listeners.add(listener);
    }

    removeEventListener(_type: 'abort', listener: () => void): void {
        this.#listeners.delete(listener);
    }
}

const ofSignals = new WeakMap<AbortSignal, Stop>();

/** Which requests a fault hits; without it all of them. `path` is tried against the raw path without its query. */
export interface FaultMatch {
    method?: string;
    path?: RegExp;
}

interface Common {
    match?: FaultMatch;
    /** How many requests it hits; default 1, Infinity allowed. */
    times?: number;
    /** Lets that many matching requests pass first. */
    after?: number;
}

/** Something that goes wrong on the way, switched on with `sandbox.fault()`. */
export type Fault = Common &
    (
        | { kind: 'status'; status: number; body?: object | string; headers?: Record<string, string> }
        /** 429 as Intercom answers it; `retryAfter` in seconds, `resetIn` seconds from now for X-RateLimit-Reset. */
        | { kind: 'rateLimit'; retryAfter?: number; resetIn?: number; code?: string }
        /** The socket is destroyed before anything is answered; the operation is not performed. */
        | { kind: 'reset' }
        /** Headers and half of the body, then the socket is destroyed. */
        | { kind: 'resetMidBody' }
        /** Never answered until the sandbox closes. */
        | { kind: 'stall' }
        | { kind: 'slow'; delayMs: number }
        /** What proxies answer. */
        | { kind: 'html'; status?: number; body?: string }
        /** A complete HTTP answer whose JSON ends in the middle. */
        | { kind: 'truncated' }
        /** Valid JSON of about that many bytes. */
        | { kind: 'huge'; bytes: number }
        /** The operation is performed, then the socket is destroyed: it landed but the answer was lost. */
        | { kind: 'applyThenReset' }
        /** The operation is performed, then something else is answered. */
        | { kind: 'applyThenStatus'; status: number; body?: object | string; headers?: Record<string, string> }
    );

/** All names a fault can have. */
export const faultKinds: readonly Fault['kind'][] = [
    'status',
    'rateLimit',
    'reset',
    'resetMidBody',
    'stall',
    'slow',
    'html',
    'truncated',
    'huge',
    'applyThenReset',
    'applyThenStatus',
];

interface Armed {
    fault: Fault;
    skip: number;
    left: number;
}

/** The faults that are switched on, oldest first. */
export class Faults {
    private armed: Armed[] = [];

    /** Switches one on; the function it returns switches it off. */
    add(fault: Fault): () => void {
        const armed = { fault, skip: fault.after ?? 0, left: fault.times ?? 1 };
        this.armed.push(armed);
        return () => {
            this.armed = this.armed.filter((other) => other !== armed);
        };
    }

    /** The fault for this request, used up by it. */
    take(method: string, path: string): Fault | undefined {
        if (this.armed.length === 0) return undefined;
        for (const armed of this.armed) {
            const { match } = armed.fault;
            if (match?.method && match.method.toUpperCase() !== method) continue;
            if (match?.path && path.search(match.path) < 0) continue;
            if (armed.skip > 0) {
                armed.skip--;
                continue;
            }
            armed.left--;
            if (armed.left <= 0) this.armed = this.armed.filter((other) => other !== armed);
            return armed.fault;
        }
        return undefined;
    }

    /** How many are switched on. */
    get size(): number {
        return this.armed.length;
    }

    /** Switches all off. */
    clear(): void {
        this.armed = [];
    }
}

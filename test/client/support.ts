import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { Client, type Clock, type ConnectionOptions, IntercomError } from '../../src/client';
import type { Sandbox } from '../../src/sandbox';

/** Time stands still until a test moves it. */
export class FakeClock implements Clock {
    time = 1_700_000_000_000;
    #timers = new Map<number, { at: number; run: () => void }>();
    #last = 0;

    now(): number {
        return this.time;
    }

    setTimeout(run: () => void, ms: number): number {
        this.#timers.set(++this.#last, { at: this.time + ms, run });
        return this.#last;
    }

    clearTimeout(timer: unknown): void {
        this.#timers.delete(timer as number);
    }

    get timers(): number {
        return this.#timers.size;
    }

    /** Moves time, running what falls due in order; promises settle in between. */
    async advance(ms: number): Promise<void> {
        const end = this.time + ms;
        for (;;) {
            await settled();
            const due = [...this.#timers].filter(([, { at }]) => at <= end).sort((a, b) => a[1].at - b[1].at)[0];
            if (!due) break;
            const [id, { at, run }] = due;
            this.#timers.delete(id);
            this.time = Math.max(this.time, at);
            run();
        }
        this.time = end;
        await settled();
    }
}

/** Every wait is over at once, but has taken its time by this clock; the waits are kept. */
export class SkippingClock implements Clock {
    time = Date.now();
    readonly waits: number[] = [];

    now(): number {
        return this.time;
    }

    setTimeout(run: () => void, ms: number): NodeJS.Immediate {
        return setImmediate(() => {
            this.time += ms;
            this.waits.push(ms);
            run();
        });
    }

    clearTimeout(timer: unknown): void {
        clearImmediate(timer as NodeJS.Immediate);
    }
}

export const settled = () => new Promise<void>((resolve) => setImmediate(resolve));

/** A client of the sandbox whose waits take no time, and whose chance is always in the middle. */
export function clientOf(
    { url, token }: Pick<Sandbox, 'url' | 'token'>,
    options: Partial<ConnectionOptions> = {},
): { client: Client; clock: SkippingClock } {
    const clock = new SkippingClock();
    const client = new Client(
        {
            region: 'custom',
            baseUrl: url,
            version: '2.16',
            timeout: 5000,
            maxRetries: 3,
            accessToken: token,
            ...options,
        },
        { clock, random: () => 0.5 },
    );
    return { client, clock };
}

/** The IntercomError that a promise rejects with, with the code asked for. */
export async function failure(promise: Promise<unknown>, code: string): Promise<IntercomError> {
    const error = await promise.then(
        () => assert.fail(`should have failed with ${code}`),
        (reason: unknown) => reason,
    );
    assert(error instanceof IntercomError, inspect(error));
    assert.equal(error.code, code, error.message);
    return error;
}

/** Proves that a secret is nowhere in an error. */
export function assertHides(error: IntercomError, secret: string): void {
    const everything = [
        inspect(error, { depth: 20, showHidden: true }),
        JSON.stringify(error),
        JSON.stringify(error.describe()),
        String(error.stack),
        String(error.cause),
        String(error),
    ].join('\n');
    assert(!everything.includes(secret), 'the secret is in the error');
}

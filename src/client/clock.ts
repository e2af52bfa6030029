import { performance } from 'node:perf_hooks';
import { aborted } from './errors';
import type { Signal } from './signal';

/** Time and timers, so that tests can run waits of minutes in no time. */
export interface Clock {
    /** Milliseconds since 1970, never going backwards. */
    now(): number;
    setTimeout(run: () => void, ms: number): unknown;
    clearTimeout(timer: unknown): void;
}

/** The real time. Monotonic: a corrected wall clock must not turn a wait of seconds into one of hours. */
export const systemClock: Clock = {
    now: () => performance.timeOrigin + performance.now(),
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

/** Milliseconds, the most that a timer takes: with more it ends at once. */
export const MAX_TIMEOUT = 2 ** 31 - 1;

/** Whether a timer can take so many milliseconds. */
export const isTimeout = (ms: number): boolean => ms > 0 && ms <= MAX_TIMEOUT;

/**
 * Waits.
 * @param ms how long, in milliseconds
 * @throws IntercomError `aborted` at once when the signal fires
 */
export function wait(clock: Clock, ms: number, signal?: Signal): Promise<void> {
    return new Promise((resolve, reject) => {
        if (signal?.aborted) return reject(aborted());
        const onAbort = () => {
            clock.clearTimeout(timer);
            reject(aborted());
        };
        const timer = clock.setTimeout(() => {
            signal?.removeEventListener('abort', onAbort);
            resolve();
        }, ms);
        signal?.addEventListener('abort', onAbort, { once: true });
    });
}

import { IntercomError } from './errors';
import type { Repeat } from './types';

/** The longest pause before an attempt, in milliseconds. */
const MAX_PAUSE = 30_000;

/**
 * Milliseconds to wait before sending again: doubled each time, and spread by chance so that many clients do not come
 * back together.
 * @param attempt how many attempts have failed before the last one: 0, 1, 2...
 * @param first the middle of the first pause
 */
export function backoff(attempt: number, random: () => number, first = 500): number {
    return Math.min(first * 2 ** attempt, MAX_PAUSE) * (0.75 + random() / 2);
}

/** Whether it is unknown if Intercom carried a failed request out: no answer came, or one of a server in trouble. */
export function isInDoubt(error: IntercomError): boolean {
    if (error.neverSent) return false;
    if (error.statusCode !== null) return error.statusCode >= 500 || error.statusCode === 408;
    return error.code === 'network_error' || error.code === 'timeout';
}

/** Whether a failed request may be sent again, by the rules of its class. */
export function mayRepeat(error: IntercomError, repeat: Repeat): boolean {
    if (!error.retryable) return false;
    if (error.statusCode === 429 || error.neverSent) return true;
    return repeat !== 'never' && (isInDoubt(error) || error.code === 'invalid_response');
}

/** Whether a failure is Intercom's word that something is not there: the 404 of a proxy or a wrong base URL is not. */
export function isGone(error: unknown): error is IntercomError & { statusCode: 404 } {
    return error instanceof IntercomError && error.statusCode === 404 && error.errors !== null;
}

/**
 * Whether a request only reads. Intercom's searches and one of its lists are reads that go by POST.
 * @param path without query
 */
export function isRead(method: string, path: string): boolean {
    return method === 'GET' || (method === 'POST' && /\/(search|companies\/list)$/.test(path));
}

import type { RateLimit } from './types';

/** The names in lower case; without `Set-Cookie`, whose lines cannot be joined. */
export type Headers = Record<string, string>;

/** The names in lower case. */
export type RequestHeaders = Readonly<Record<string, string>>;

export interface AnswerHeaders {
    headers: Headers;
    /** The lines of `Set-Cookie`. */
    cookies: string[];
}

/** Of these the first counts, as in Node.js: https://nodejs.org/api/http.html#messageheaders */
const ONCE = new Set([
    'age',
    'content-length',
    'content-type',
    'etag',
    'expires',
    'last-modified',
    'location',
    'retry-after',
    'server',
]);

/** Makes headers of the names and values of an answer, one after the other as they came. */
export function headersOf(raw: readonly Buffer[]): AnswerHeaders {
    const headers: Headers = {};
    const cookies: string[] = [];
    for (let at = 0; at + 1 < raw.length; at += 2) {
        const name = (raw[at] as Buffer).toString('latin1').toLowerCase();
        const value = (raw[at + 1] as Buffer).toString('latin1');
        const before = headers[name];
        if (name === 'set-cookie') cookies.push(value);
        else if (before === undefined) headers[name] = value;
        else if (!ONCE.has(name)) headers[name] = `${before}, ${value}`;
    }
    return { headers, cookies };
}

/** No wait asked for by a header is longer: a broken clock must not stop a flow for a day. */
const MAX_WAIT = 5 * 60_000;

/** Reads `X-RateLimit-*`: https://developers.intercom.com/docs/references/rest-api/errors/rate-limiting */
export function rateLimitOf(headers: Headers): RateLimit {
    const reset = count(headers['x-ratelimit-reset']);
    return {
        limit: count(headers['x-ratelimit-limit']),
        remaining: count(headers['x-ratelimit-remaining']),
        resetAt: reset === null ? null : reset * 1000,
    };
}

/**
 * Milliseconds until the window of the rate limit ends, counted from the answer's own `Date`: the local clock may be
 * wrong. Null when the headers do not say.
 * @param now local time in ms, used when there is no `Date`
 */
export function untilReset(headers: Headers, now: number): number | null {
    const reset = count(headers['x-ratelimit-reset']);
    return reset === null ? null : bounded(reset * 1000 - sentAt(headers, now));
}

/** Milliseconds that `Retry-After` asks for (seconds, or a date); null when it does not. */
export function retryAfter(headers: Headers, now: number): number | null {
    const value = headers['retry-after']?.trim();
    if (!value) return null;
    if (/^\d+(\.\d+)?$/.test(value)) return bounded(Number(value) * 1000);
    const date = Date.parse(value);
    return Number.isNaN(date) ? null : bounded(date - sentAt(headers, now));
}

/** The `Date` that was read last: all answers of a second have the same. */
let last = { text: '', ms: Number.NaN };

function sentAt({ date = '' }: Headers, now: number): number {
    if (date !== last.text) last = { text: date, ms: Date.parse(date) };
    return Number.isNaN(last.ms) ? now : last.ms;
}

/** A whole number that is not negative; null for everything else. */
function count(value: string | undefined): number | null {
    return value !== undefined && /^\s*\d{1,15}\s*$/.test(value) ? Number(value) : null;
}

function bounded(ms: number): number {
    return Math.min(Math.max(ms, 0), MAX_WAIT);
}

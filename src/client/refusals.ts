import { type ErrorDetail, IntercomError } from './errors';
import { wordsOf } from './refusal-words';

/** An answer that is not a success, as far as an error needs it. */
export interface FailedAnswer {
    status: number;
    /** Names in lower case. */
    headers: Record<string, string>;
    /** Parsed JSON, or the text where it is not JSON. */
    body: unknown;
}

/** What was asked. */
export interface Asked {
    method: string;
    /** Path without query. */
    path: string;
    /** The host that answered. */
    host: string;
    /** Taken out of everything that the answer says. */
    token?: string;
}

/** Whether a body is Intercom's `error.list`, which is an error whatever the HTTP status, and whatever is in it. */
export function isErrorList(body: unknown): body is { errors?: unknown; request_id?: unknown } {
    return typeof body === 'object' && (body as { type?: unknown } | null)?.type === 'error.list';
}

/**
 * Makes the error of an answer: Intercom's `error.list` of any status, the HTML page of a proxy, or nothing at all.
 * Source: https://developers.intercom.com/docs/references/rest-api/errors/error-objects
 */
export function errorFromAnswer(answer: FailedAnswer, asked: Asked): IntercomError {
    const { status, headers, body } = answer;
    const clean = cleaner(asked.token);
    const list = isErrorList(body) ? body : null;
    const errors = list ? (Array.isArray(list.errors) ? list.errors : []).map((entry) => detail(entry, clean)) : null;
    const code = errors?.[0]?.code ?? codeOf(status);
    const said = errors ? spoken(errors) : clean(excerpt(body));
    const field = errors ? fieldIn(errors) : null;
    const twin = status === 409 ? duplicate(said) : null;
    const mergedInto = status === 410 ? survivor(headers.link) : null;
    const [what, hint] = wordsOf({
        status,
        code,
        said,
        field,
        twin,
        mergedInto,
        // HEAD has no body: Intercom is known by the id of its answer
        isIntercoms: errors !== null || (asked.method === 'HEAD' && headers['x-request-id'] !== undefined),
        ...asked,
    });
    return new IntercomError(what, {
        code,
        statusCode: status,
        requestId: clean(text(list?.request_id) ?? headers['x-request-id'] ?? '') || null,
        errors,
        field,
        retryable: isPassing(status),
        hint,
        said: said === '' ? null : ended(said),
        asked: `${asked.method} ${clean(asked.path)}, ${status}`,
        existingId: twin?.id ?? null,
        isExistingArchived: twin?.archived ?? false,
        mergedInto,
    });
}

/** The error of a proxy that opens no tunnel: the request itself never left. */
export function tunnelRefused(status: number, asked: Asked): IntercomError {
    const known = { code: codeOf(status), said: '', field: null, twin: null, mergedInto: null, isIntercoms: false };
    const [what, hint] = wordsOf({ ...known, ...asked, status });
    return new IntercomError(what, {
        code: known.code,
        statusCode: status,
        retryable: isPassing(status),
        neverSent: true,
        hint,
        asked: `${asked.method} ${asked.path}, the proxy answered ${status}`,
    });
}

/** The error of a 2xx that has no content where there must be some, or that is not JSON. */
export function unreadableAnswer(answer: FailedAnswer, asked: Asked, reads: boolean): IntercomError {
    const { status, headers, body } = answer;
    const clean = cleaner(asked.token);
    const isEmpty = body === null;
    // What is half of Intercom's JSON is nobody's word.
    const said = /^\s*</.test(String(body)) ? clean(excerpt(body)) : '';
    return new IntercomError(isEmpty ? 'An empty answer came back.' : 'The answer is not JSON.', {
        code: 'invalid_response',
        statusCode: status,
        requestId: headers['x-request-id'] ?? null,
        retryable: reads,
        hint: isEmpty
            ? 'Try again later; if it stays, check the base URL, and any proxy between.'
            : `Check that ${asked.host} is Intercom, and that no proxy or login page answers in its place.`,
        said: said === '' ? null : ended(said),
        asked: `${asked.method} ${clean(asked.path)}, ${status}`,
    });
}

/** Whether a status speaks of a passing trouble: the same request may succeed later. */
function isPassing(status: number): boolean {
    return status === 408 || status === 429 || status >= 500;
}

/** A function that takes the token out of a text. */
function cleaner(token: string | undefined): (text: string) => string {
    return token ? (text) => text.replaceAll(token, '***') : (text) => text;
}

function text(value: unknown): string | null {
    if (typeof value === 'string' && value !== '') return value;
    return typeof value === 'number' ? String(value) : null;
}

function detail(entry: unknown, clean: (text: string) => string): ErrorDetail {
    // Some answers carry the code under `type` (so does Intercom's Ruby library read them).
    const { code, type, message, field } = (entry ?? {}) as Record<string, unknown>;
    const cleaned = (value: unknown) => {
        const known = text(value);
        return known === null ? null : clean(known);
    };
    return { code: cleaned(code) ?? cleaned(type) ?? 'unknown', message: cleaned(message), field: cleaned(field) };
}

function spoken(errors: ErrorDetail[]): string {
    return errors
        .map(({ code, message, field }) => {
            const said = message ?? code;
            return field && !said.includes(field) ? `${said} (${field})` : said;
        })
        .join('; ');
}

/** The first words of a body that is not Intercom's: enough to recognise a proxy's error page. */
function excerpt(body: unknown): string {
    if (body === null || body === undefined) return '';
    const raw = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
    const start = raw.slice(0, 20_000);
    const title = /<title[^>]*>([^<]*)<\/title>/i.exec(start)?.[1];
    const words = (title ?? start.replace(/<(script|style)[^>]*>[\s\S]*?<\/\1>/gi, ' ').replace(/<[^>]*>/g, ' '))
        .replace(/\s+/g, ' ')
        .trim();
    return words.length > 200 ? `${words.slice(0, 200)}…` : words;
}

function ended(words: string): string {
    return /[.!?\u2026]$/.test(words) ? words : `${words}.`;
}

function codeOf(status: number): string {
    if (status < 400) return 'invalid_response';
    const known: Record<number, string> = {
        401: 'unauthorized',
        403: 'forbidden',
        404: 'not_found',
        406: 'media_type_not_acceptable',
        408: 'request_timeout',
        409: 'conflict',
        410: 'gone',
        422: 'unprocessable_entity',
        429: 'rate_limit_exceeded',
    };
    return known[status] ?? (status < 500 ? 'bad_request' : status === 500 ? 'server_error' : 'service_unavailable');
}

/** The first field that Intercom names: in the entry, or in the sentence (`bad 'test' parameter`). */
function fieldIn(errors: ErrorDetail[]): string | null {
    const named = errors.find(({ field }) => field !== null);
    return named?.field ?? /\bbad '([\w.]+)' parameter/.exec(errors[0]?.message ?? '')?.[1] ?? null;
}

/** The twin that a 409 names; Intercom puts its id into the sentence only. */
function duplicate(said: string): { id: string; archived: boolean } | null {
    const id = /\bid=([\w-]+)/.exec(said)?.[1];
    return id ? { id, archived: /archived/i.test(said) } : null;
}

/** The id in `Link: </contacts/{id}>; rel="canonical"`. */
function survivor(link: string | undefined): string | null {
    return /<[^>]*\/contacts\/([^/>?]+)[^>]*>\s*;[^,]*rel="?canonical/i.exec(link ?? '')?.[1] ?? null;
}

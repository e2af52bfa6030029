/** One entry of Intercom's `error.list`. */
export interface ErrorDetail {
    code: string;
    message: string | null;
    field: string | null;
}

/** What is known about a failure besides its sentence. */
export interface ErrorFacts {
    /**
     * Intercom's first error code, or ours: `missing_field`, `invalid_field`, `not_found`, `ambiguous_reference`,
     * `network_error`, `timeout`, `aborted`, `invalid_response`, `no_connection`, `foreign_host`, `queue_full`.
     */
    code: string;
    /** The HTTP status; null when there was no answer. */
    statusCode: number | null;
    requestId: string | null;
    /** Intercom's own list; null when it sent none. */
    errors: ErrorDetail[] | null;
    /** Which input is at fault, for our own codes. */
    field: string | null;
    /** Whether the same request may succeed later. */
    retryable: boolean;
    /** What to do about it. */
    hint: string | null;
    /** True when the request surely never reached Intercom. */
    neverSent: boolean;
    /** The contact that a refused create or update collides with (409). */
    existingId: string | null;
    /** Whether that contact is archived. */
    isExistingArchived: boolean;
    /** The contact into which the asked one was merged (410). */
    mergedInto: string | null;
}

/** What goes to the user of an error: everything a flow can branch on. */
export type ErrorDescription = Pick<
    ErrorFacts,
    'code' | 'statusCode' | 'requestId' | 'errors' | 'field' | 'retryable' | 'hint'
> & { message: string };

/**
 * The one error of this client. Its message is a sentence to act on. It never holds a token: neither the request nor
 * the error of the HTTP library is attached.
 */
export class IntercomError extends Error {
    readonly code: string;
    readonly statusCode: number | null;
    readonly requestId: string | null;
    readonly errors: ErrorDetail[] | null;
    /** Filled in by whoever knows which input led here. */
    field: string | null;
    readonly retryable: boolean;
    readonly hint: string | null;
    readonly neverSent: boolean;
    readonly existingId: string | null;
    readonly isExistingArchived: boolean;
    readonly mergedInto: string | null;
    /** Where a list that failed half way can be taken up again. */
    next: string | number | null = null;

    /**
     * @param message what failed, as a sentence; the hint is put behind it
     */
    constructor(message: string, facts: Partial<ErrorFacts> = {}) {
        super(facts.hint ? `${message} ${facts.hint}` : message);
        this.name = 'IntercomError';
        this.code = facts.code ?? 'invalid_response';
        this.statusCode = facts.statusCode ?? null;
        this.requestId = facts.requestId ?? null;
        this.errors = facts.errors ?? null;
        this.field = facts.field ?? null;
        this.retryable = facts.retryable ?? false;
        this.hint = facts.hint ?? null;
        this.neverSent = facts.neverSent ?? false;
        this.existingId = facts.existingId ?? null;
        this.isExistingArchived = facts.isExistingArchived ?? false;
        this.mergedInto = facts.mergedInto ?? null;
    }

    /** The sentence alone: Node-RED's catch node shows `String(error)`. */
    override toString(): string {
        return this.message;
    }

    describe(): ErrorDescription {
        const { code, message, statusCode, requestId, errors, field, retryable, hint } = this;
        return { code, message, statusCode, requestId, errors, field, retryable, hint };
    }
}

/** The error of a request that its caller called off. */
export function aborted(): IntercomError {
    return new IntercomError('The request was called off before it was done.', { code: 'aborted' });
}

/** The error of an input that cannot be used. */
export function invalidField(field: string | null, message: string): IntercomError {
    return new IntercomError(message, { code: 'invalid_field', field });
}

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
    const requestId = clean(text(list?.request_id) ?? headers['x-request-id'] ?? '') || null;
    const twin = status === 409 ? duplicate(said) : null;
    const mergedInto = status === 410 ? survivor(headers.link) : null;
    const hint = hintOf(status, code, asked, twin, mergedInto);
    const reason = said === '' ? 'an empty answer' : said;
    const what = `${asked.method} ${clean(asked.path)} failed with ${status}`;
    return new IntercomError(`${what}: ${sentence(reason)}`, {
        code,
        statusCode: status,
        requestId,
        errors,
        retryable: isPassing(status),
        hint,
        existingId: twin?.id ?? null,
        isExistingArchived: twin?.archived ?? false,
        mergedInto,
    });
}

/** The error of a 2xx that has no content where there must be some, or that is not JSON. */
export function unreadableAnswer(answer: FailedAnswer, asked: Asked, reads: boolean): IntercomError {
    const { status, headers, body } = answer;
    const isEmpty = body === null;
    const what = `${asked.method} ${cleaner(asked.token)(asked.path)} was answered with ${status}`;
    return new IntercomError(`${what}, but ${isEmpty ? 'without content' : 'not in JSON'}.`, {
        code: 'invalid_response',
        statusCode: status,
        requestId: headers['x-request-id'] ?? null,
        retryable: reads,
        hint: `Check that ${asked.host} is Intercom, and that no proxy or login page answers in its place.`,
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

function sentence(words: string): string {
    return /[.!?…]$/.test(words) ? words : `${words}.`;
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

/** The twin that a 409 names; Intercom puts its id into the sentence only. */
function duplicate(said: string): { id: string; archived: boolean } | null {
    const id = /\bid=([\w-]+)/.exec(said)?.[1];
    return id ? { id, archived: /archived/i.test(said) } : null;
}

/** The id in `Link: </contacts/{id}>; rel="canonical"`. */
function survivor(link: string | undefined): string | null {
    return /<[^>]*\/contacts\/([^/>?]+)[^>]*>\s*;[^,]*rel="?canonical/i.exec(link ?? '')?.[1] ?? null;
}

function hintOf(
    status: number,
    code: string,
    asked: Asked,
    twin: { id: string; archived: boolean } | null,
    mergedInto: string | null,
): string | null {
    switch (code) {
        case 'intercom_version_invalid':
            return 'Choose an API version in the connection that has this call.';
        case 'api_plan_restricted':
            return "The workspace's Intercom plan does not include this.";
        case 'scroll_exists':
            return 'Only one scroll can be open in a workspace; it closes a minute after its last use.';
        case 'tag_has_dependent_objects':
            return 'The tag is in use in Intercom: remove it there first.';
        case 'contact_company_limit_exceeded':
            return 'A contact can have 1,000 companies at most: detach some first.';
        case 'not_restorable':
            return 'The record is deleted for good and cannot be brought back.';
    }
    if (status === 401)
        return `Check the access token: it is wrong or revoked, or the workspace is not in the region of ${asked.host}.`;
    if (status === 403)
        return 'The access token lacks a permission: allow it in the Developer Hub of Intercom, under Authentication.';
    if (status === 404) return "Check the id: it must be Intercom's own, of a record that still exists.";
    if (status === 407) return "The proxy wants a user and a password: give them in the connection's proxy.";
    if (status === 409 && twin?.archived) return `Unarchive contact ${twin.id} first, then update it.`;
    if (status === 409 && twin) return `Update contact ${twin.id} instead.`;
    if (status === 409) return 'The record collides with one that exists.';
    if (status === 410)
        return mergedInto ? `The contact was merged: use ${mergedInto} instead.` : 'The record is gone for good.';
    if (status === 400 || status === 422) return 'Check the values that were sent.';
    if (status === 429) return 'The rate limit is used up: send fewer requests at a time, or allow more retries.';
    if (status >= 500) return 'Intercom is in trouble: try again later (https://www.intercomstatus.com).';
    if (status >= 300 && status < 400) return `${asked.host} points elsewhere: check the region or the base URL.`;
    return null;
}

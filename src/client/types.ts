import type { SecureContextOptions } from 'node:tls';

/**
 * Where a workspace's data lives; `custom` is a proxy or a test server of one's own, `demo` an invented workspace on
 * this computer.
 */
export type Region = 'us' | 'eu' | 'au' | 'custom' | 'demo';

/** An HTTP proxy of the user's own. Without one the usual environment variables count (`https_proxy`, `no_proxy`...). */
export interface ProxyOptions {
    /** `http://host:port`, possibly with user and password in it. */
    url: string;
    /** Hosts that are reached directly: `host`, `host:port`, `.example.com`, `*.example.com` or `*`. */
    noProxy?: string[];
    username?: string;
    password?: string;
}

export type TlsOptions = SecureContextOptions & { rejectUnauthorized?: boolean; servername?: string };

export interface ConnectionOptions {
    region: Region;
    /** The API's address; used with region `custom`. */
    baseUrl?: string;
    /** With region `demo`: starts the workspace, before the first request, and answers its address. */
    open?: () => Promise<string>;
    /** Sent as `Intercom-Version`: without it behaviour would depend on each app's settings. */
    version: string;
    /** Milliseconds for one attempt, its answer's body included. */
    timeout: number;
    /** How often a failed request is sent again, where it may be. 0: never. */
    maxRetries: number;
    accessToken: string;
    /** `none` goes past the environment's too. */
    proxy?: ProxyOptions | 'none';
    tls?: TlsOptions;
}

/**
 * What may be done when it is unknown whether a request was carried out (network error, timeout, 5xx):
 * - `always`: reads and writes that end the same when done twice are sent again;
 * - `delete`: sent again, and then Intercom's 404 means that it is done;
 * - `create-contact`: sent again, and then a 409 that names the contact means that it is done;
 * - `never`: not sent again, unless the request surely never left.
 *
 * A 429 is sent again in every class: Intercom did not carry it out.
 */
export type Repeat = 'always' | 'delete' | 'create-contact' | 'never';

export interface ApiRequest {
    method: string;
    /** Begins with a slash; made with {@link path} or {@link fillPath}, so that ids stay in their segment. */
    path: string;
    /** An array repeats its key; `undefined` is left out. */
    query?: Record<string, unknown>;
    /** Sent as JSON; `undefined` is no body. */
    body?: unknown;
    repeat: Repeat;
    /** What is accepted as the answer; JSON without. */
    accept?: string;
    /** How the body of a success is read: `json` without; `text` is a string, `binary` a Buffer. */
    readAs?: 'json' | 'text' | 'binary';
    /**
     * What a redirect is: `answer` answers it with `{ url }`, the address it names; `follow` goes there, to another
     * host without the token. Without, it is an error.
     */
    redirect?: 'follow' | 'answer';
    /**
     * Throws an {@link IntercomError} for an answer that cannot be right. When it is `retryable` the request is sent
     * again as after a 5xx.
     */
    check?: (answer: ApiAnswer) => void;
}

/** What Intercom's `X-RateLimit-*` headers said; null where they said nothing. */
export interface RateLimit {
    limit: number | null;
    remaining: number | null;
    /** Milliseconds since 1970, by Intercom's clock. */
    resetAt: number | null;
}

export interface ApiAnswer<T = unknown> {
    status: number;
    /** Names in lower case; without `Set-Cookie`. */
    headers: Record<string, string>;
    /** The lines of `Set-Cookie`, where there are any. */
    cookies?: string[];
    /** The parsed JSON, text or bytes; null for an empty body, for JSON a blank one too. */
    body: T;
    /** Intercom's id of the request, to be named to its support. */
    requestId: string | null;
    rateLimit: RateLimit;
    url: string;
    /** True when an earlier attempt had done the work and this answer only confirms it (see {@link Repeat}). */
    repeated?: true;
}

export interface CallOptions {
    /** Ends waiting and sending at once, with code `aborted`. */
    signal?: AbortSignal;
    /** Requests of one lane start in order; lanes take turns. A Node-RED node's id, for example. */
    lane?: string;
    /** Told until when (ms since 1970) the rate limit holds the request back, and null when it goes on. */
    onHold?: (untilMs: number | null) => void;
}

import type { World } from '../world';
import { invalid } from './api-error';
import type { Query } from './query';
import type { Version } from './version';

export { param, type Query } from './query';

/** What an operation is given. */
export interface Call {
    world: World;
    method: string;
    /** Path segments of the route, percent-decoded. */
    params: Record<string, string>;
    query: Query;
    /** The parsed JSON body; undefined when the request had none. */
    body: unknown;
    /** The body's bytes as they came. */
    raw: Buffer;
    headers: Record<string, string | string[] | undefined>;
    /** The path and query as they were on the wire. */
    url: string;
    token: string;
    /** The version of the API it asks for; compare it with `since(call, '2.16')`. */
    version: Version;
}

/** What an operation answers. Exactly one of the bodies, or none for an empty body. */
export interface Answer {
    status?: number;
    headers?: Record<string, string>;
    /** A value to serialise as JSON. */
    json?: unknown;
    /** JSON that is serialised already: lists put it together from cached records. */
    jsonText?: string;
    /** Any other body, sent as it is; `headers` say its type. */
    bytes?: Buffer | string;
}

/** One operation of the API. */
export type Operation = (call: Call) => Answer | Promise<Answer>;

/** An operation and where it lives. `params` are written `:like_this`, `**` is any rest of a path. */
export interface Route {
    method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'ANY';
    path: string;
    operation: Operation;
    /** The version of the API that brought it; before, it is 400 `intercom_version_invalid`. */
    since?: string;
    /** Reads that are POSTs: a read-only token may call them. */
    read?: boolean;
    /** Pages and tools that ask for no bearer token. */
    open?: boolean;
    /** Answers other types than JSON, so the Accept header does not matter. */
    anyType?: boolean;
    /** The sandbox's own interface: not recorded, not counted, no token, for this computer's own programs and pages. */
    control?: boolean;
    /** Only for a request whose Accept header names this type; to others the path does not exist. */
    onlyFor?: string;
}

/** The body as an object; everything else is refused, as for JSON that does not parse. */
export function bodyObject(call: Call): Record<string, unknown> {
    if (call.body === undefined) return {};
    if (typeof call.body !== 'object' || call.body === null || Array.isArray(call.body)) {
        throw invalid('The request body must be a JSON object');
    }
    return call.body as Record<string, unknown>;
}

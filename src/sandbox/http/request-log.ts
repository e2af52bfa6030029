import type { Query } from './call';

/** A request as it arrived and what it was answered. */
export interface RecordedRequest {
    method: string;
    /** As on the wire: percent-encoding kept, without the query. */
    path: string;
    /** As on the wire, with the query. */
    url: string;
    query: Query;
    /** Names in lower case. */
    headers: Record<string, string | string[] | undefined>;
    /** Parsed JSON; `{fields, files}` for a multipart form; otherwise text; undefined for none. */
    body: unknown;
    /** 0 while it is not answered, and when the socket was destroyed instead. */
    status: number;
    /** Whether the operation was carried out; a fault can hide that from the answer. */
    performed: boolean;
    /** When it arrived, in ms of the sandbox's clock. */
    at: number;
}

/** Adds to the log, which holds `most`. */
export function remember(log: RecordedRequest[], entry: RecordedRequest, most: number): void {
    log.push(entry);
    if (log.length > most) log.shift();
}

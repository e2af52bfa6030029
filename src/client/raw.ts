import { isTimeout, MAX_TIMEOUT } from './clock';
import { IntercomError, invalidField, sentence } from './errors';
import type { RequestHeaders } from './headers';
import type { HttpRequest } from './http';
import { jsonText, parseJson } from './json';
import type { Plan } from './plan';
import { queryString } from './query';
import { ELSEWHERE, followed } from './redirects';
import { backoff, isGone, isRead, mayRepeat } from './retry';
import type { Repeat } from './types';

/** A request of the user's own making; the fields are those of the contract's raw request. */
export interface RawRequest {
    /** A path below the connection's base URL, or a full URL on its host. */
    url: string;
    method: string;
    /** Objects and JSON text are sent as JSON, other text as text, bytes as they are. */
    data?: unknown;
    /** Fields of a multipart body; an array repeats its field, an object is sent as JSON text. */
    formData?: Record<string, unknown>;
    /** Files of a multipart body: a Buffer, a Uint8Array or text each. */
    fileData?: Record<string, unknown>;
    /** File names by the keys of `fileData`; the key itself without. */
    fileNames?: Record<string, unknown>;
    query?: Record<string, unknown>;
    headers?: Record<string, unknown>;
    responseType: 'json' | 'text' | 'binary';
    /** Milliseconds for one attempt; the connection's without. */
    timeout?: number;
    maxRetries: number;
    /** Milliseconds between attempts. */
    retryDelay: number;
    /** Also repeat after every other answer that is not 2xx, whatever the method. */
    retryAllErrors: boolean;
    /** Pauses of 1, 2, 4... s instead of `retryDelay`. */
    exponentialBackoff: boolean;
}

/** What the connection gives to a raw request. */
export interface RawContext {
    baseUrl: string;
    timeout: number;
    /** With the token. */
    headers: RequestHeaders;
    random: () => number;
}

/**
 * Checks a raw request and makes its plan.
 * @throws IntercomError `foreign_host`, `invalid_field`
 */
export function prepareRaw(request: RawRequest, context: RawContext): Plan {
    const url = target(request, context.baseUrl);
    const method = request.method.toUpperCase();
    if (!/^[A-Z]+$/.test(method)) throw invalidField('method', 'The method must be one of HTTP, such as GET.');
    const timeout = request.timeout || context.timeout;
    if (!isTimeout(timeout))
        throw invalidField('timeout', `The timeout must be milliseconds, from 1 to ${MAX_TIMEOUT}.`);
    const own = checkedHeaders(request.headers ?? {});
    const isMultipart = !isEmpty(request.formData) || !isEmpty(request.fileData);
    const data = request.data === '' ? undefined : request.data;
    if (isMultipart && data !== undefined)
        throw invalidField(
            'data',
            sentence`Give ${{ field: 'data' }} or ${{ field: 'formData' }} and ${{ field: 'fileData' }}, not both.`,
        );
    const { body, type } = isMultipart ? { body: undefined, type: null } : encoded(data, 'content-type' in own);
    // The boundary is part of the type, so that of a multipart body is made with the body.
    if (isMultipart) delete own['content-type'];
    const headers = { ...context.headers, ...(type !== null && { 'content-type': type }), ...own };
    const build = (): HttpRequest => ({
        method,
        url,
        headers,
        body: isMultipart ? multipart(request) : body,
        timeout,
        binary: request.responseType === 'binary',
    });
    const reads = isRead(method, new URL(url).pathname);
    const repeat = repeatOf(method, reads);
    return {
        method,
        bytes: isMultipart ? sizeOf(request) : (body?.length ?? 0),
        build,
        send: (http, first) => followed(http, first, build),
        readAs: request.responseType,
        reads,
        maxRetries: request.maxRetries,
        mayRepeat: (error) => (request.retryAllErrors ? isFailure(error) : mayRepeat(error, repeat)),
        pause: (attempt) =>
            request.exponentialBackoff ? backoff(attempt, context.random, 1000) : Math.max(0, request.retryDelay),
        settle: (error, answer) =>
            repeat === 'delete' && isGone(error) ? { ...answer, body: null, repeated: true } : null,
    };
}

/** Everything but a 2xx that could not be read, or a request that broke a rule of ours. */
function isFailure(error: IntercomError): boolean {
    if (error.statusCode !== null) return error.statusCode < 200 || error.statusCode >= 300;
    return error.code === 'network_error' || error.code === 'timeout';
}

/** Whether sending twice ends the same as sending once. */
function repeatOf(method: string, reads: boolean): Repeat {
    if (method === 'DELETE') return 'delete';
    return reads || (method !== 'POST' && method !== 'PATCH') ? 'always' : 'never';
}

/** The full URL, proven to be on the connection's host: the token must reach no other. */
function target(request: RawRequest, baseUrl: string): string {
    const given = request.url.trim();
    const base = new URL(baseUrl);
    const foreign = () =>
        new IntercomError('The URL is of another host.', {
            code: 'foreign_host',
            field: 'url',
            hint: `Give a path, or a URL on ${base.origin}: the access token is sent nowhere else. ${ELSEWHERE}`,
        });
    if (given === '') throw invalidField('url', 'The URL is empty.');
    // URL parsers drop or turn these, which makes one host look like another.
    if (/[\p{Cc}\\]/u.test(given)) throw foreign();
    if (given.startsWith('//') || given.startsWith('@')) throw foreign();
    const isFull = /^[a-z][a-z0-9+.-]*:/i.test(given);
    const text = isFull ? given : `${baseUrl}${/^[/?]/.test(given) ? '' : '/'}${given}`;
    let url: URL;
    try {
        url = new URL(text);
    } catch {
        throw invalidField('url', 'The URL cannot be read.');
    }
    if (url.origin !== base.origin || url.username !== '' || url.password !== '') throw foreign();
    const root = base.pathname.replace(/\/+$/, '');
    if (!isFull && url.pathname !== root && !url.pathname.startsWith(`${root}/`)) throw foreign();
    url.hash = '';
    const query = queryString(request.query);
    if (query !== '') url.search = url.search === '' ? query : `${url.search}&${query.slice(1)}`;
    return url.href;
}

/** Headers that would undo the connection's own, or HTTP's framing. */
const REFUSED = new Set([
    'authorization',
    'proxy-authorization',
    'host',
    'content-length',
    'transfer-encoding',
    'connection',
]);

function checkedHeaders(headers: Record<string, unknown>): Record<string, string> {
    const result: Record<string, string> = {};
    for (const [name, value] of Object.entries(headers)) {
        if (value === undefined) continue;
        const key = name.toLowerCase();
        if (!/^[!#$%&'*+.^_`|~\w-]+$/.test(name))
            throw invalidField('headers', 'A header has a name that HTTP forbids.');
        if (REFUSED.has(key))
            throw invalidField('headers', `The header ${name} is set by the connection and cannot be given.`);
        const text = Array.isArray(value) ? value.join(', ') : String(value ?? '');
        if (!/^[\t\x20-\x7e\x80-\xff]*$/.test(text))
            throw invalidField(
                'headers',
                `The header ${name} holds a character that HTTP forbids, such as a line break.`,
            );
        result[key] = text;
    }
    return result;
}

function isEmpty(value: object | undefined | null): boolean {
    return value === undefined || value === null || Object.keys(value).length === 0;
}

/** The bytes of a body and their type; no type when the user gives it. */
function encoded(data: unknown, hasType: boolean): { body: string | Buffer | undefined; type: string | null } {
    const typed = (body: string | Buffer, type: string) => ({ body, type: hasType ? null : type });
    if (data === undefined) return { body: undefined, type: null };
    if (data instanceof Uint8Array) return typed(Buffer.from(data), 'application/octet-stream');
    if (typeof data !== 'string') return typed(jsonText(data, 'data'), 'application/json');
    return typed(data, parseJson(data) ? 'application/json' : 'text/plain; charset=utf-8');
}

/** The types of the files that people attach; everything else is `application/octet-stream`. */
const TYPES: Record<string, string> = {
    csv: 'text/csv',
    gif: 'image/gif',
    html: 'text/html',
    jpeg: 'image/jpeg',
    jpg: 'image/jpeg',
    json: 'application/json',
    pdf: 'application/pdf',
    png: 'image/png',
    txt: 'text/plain',
    webp: 'image/webp',
    xml: 'application/xml',
    zip: 'application/zip',
};

function multipart({ formData, fileData, fileNames }: RawRequest): FormData {
    const body = new FormData();
    for (const [key, value] of Object.entries(formData ?? {}))
        for (const item of Array.isArray(value) ? value : [value])
            if (item !== undefined)
                body.append(
                    key,
                    typeof item === 'object' && item !== null ? jsonText(item, 'formData') : String(item ?? ''),
                );
    for (const [key, content] of Object.entries(fileData ?? {})) {
        const name = fileNameOf(key, fileNames);
        const type = TYPES[name.split('.').pop()?.toLowerCase() ?? ''] ?? 'application/octet-stream';
        body.append(key, new Blob([contentOf(key, content)], { type }), name);
    }
    return body;
}

/** The bytes of the files of a multipart body, the rest of which is small. */
function sizeOf({ fileData }: RawRequest): number {
    return Object.values(fileData ?? {}).reduce<number>(
        (sum, content) => sum + (Number((content as { length?: unknown } | null)?.length) || 0),
        0,
    );
}

function fileNameOf(key: string, fileNames: Record<string, unknown> = {}): string {
    const name = Object.hasOwn(fileNames, key) ? fileNames[key] : null;
    if (name === undefined || name === null || name === '') return key;
    if (typeof name === 'string') return name;
    throw invalidField('fileNames', `The name of the file ${key} must be text.`);
}

/** A Buffer that went through JSON, as those in a context store do, is an object with its bytes as `data`. */
function contentOf(key: string, content: unknown): string | Uint8Array<ArrayBuffer> {
    if (typeof content === 'string') return content;
    if (content instanceof Uint8Array) return new Uint8Array(content);
    const { type, data } = (content ?? {}) as { type?: unknown; data?: unknown };
    if (type === 'Buffer' && Array.isArray(data)) return Uint8Array.from(data);
    throw invalidField('fileData', `The file ${key} must be a Buffer or text.`);
}

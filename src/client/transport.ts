import { promisify } from 'node:util';
import { brotliDecompress, unzip } from 'node:zlib';
import type { AxiosAdapter, InternalAxiosRequestConfig } from 'axios';
import type { Agent, Dispatcher } from 'undici';
import { type AnswerHeaders, headersOf } from './headers';
import type { TlsOptions } from './types';

export interface TransportOptions {
    tls?: TlsOptions;
    /** A connection unused for so long (ms) is closed. */
    longestIdle: number;
    /** An answer of more bytes, packed or unpacked, is an error. */
    largestAnswer: number;
}

export interface HttpAnswer extends AnswerHeaders {
    status: number;
    body: string | Buffer;
}

/** What the transport's own code for a broken connection is in Node.js's words. */
const CODES: Record<string, string> = { UND_ERR_SOCKET: 'ECONNRESET' };

const ENCODINGS = 'gzip, deflate, br';
const decoders: Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>> = {
    gzip: promisify(unzip),
    'x-gzip': promisify(unzip),
    deflate: promisify(unzip),
    br: promisify(brotliDecompress),
};

/**
 * The way to the server for what needs no proxy and no form: undici under axios, at a quarter of the processor time of
 * axios's own (docs/benchmarks.md). One attempt, no redirects, kept-alive connections, bodies read whole.
 */
export class Transport {
    readonly #options: TransportOptions;
    #agent: Agent | null = null;

    constructor(options: TransportOptions) {
        this.#options = options;
    }

    /**
     * For axios. `data` of its answer is the whole {@link HttpAnswer}: axios would make objects of all headers, which
     * would have to be unmade.
     *
     * Rejects with errors that bear the codes of Node.js.
     */
    readonly adapter: AxiosAdapter = async (config) => {
        const answer = await this.#dispatch(config);
        return { status: answer.status, statusText: '', headers: {}, config, data: await this.#read(answer, config) };
    };

    close(): void {
        void this.#agent?.destroy();
    }

    #dispatch(config: InternalAxiosRequestConfig): Promise<HttpAnswer & { body: Buffer }> {
        return new Promise((resolve, reject) => {
            const { url = '', method = 'get', data, signal } = config;
            const pathAt = url.indexOf('/', url.indexOf('//') + 2);
            let status = 0;
            let head: AnswerHeaders = { headers: {}, cookies: [] };
            let chunks: Buffer[] = [];
            let abort: (() => void) | null = null;
            const onAbort = () => {
                reject(new Error('The request was called off.'));
                abort?.();
            };
            signal?.addEventListener?.('abort', onAbort);
            const handler: Dispatcher.DispatchHandlers = {
                onConnect(stop) {
                    if (signal?.aborted) stop();
                    else abort = stop;
                },
                onHeaders(code, raw) {
                    status = code;
                    head = headersOf(linesOf(raw ?? []));
                    chunks = [];
                    return true;
                },
                onData(chunk) {
                    chunks.push(chunk);
                    return true;
                },
                onComplete() {
                    const [first = EMPTY] = chunks;
                    const body = chunks.length > 1 ? Buffer.concat(chunks) : first;
                    // undici gives its connection back with the next turn of the event loop, set off after this
                    // call: whoever goes on before that would open another one.
                    queueMicrotask(() => setImmediate(() => resolve({ status, ...head, body })));
                },
                onError(error: Error & { code?: string }) {
                    if (error.code !== undefined) error.code = CODES[error.code] ?? error.code;
                    reject(error);
                },
            };
            this.#agent ??= this.#create();
            const request: Dispatcher.DispatchOptions = {
                origin: url.slice(0, pathAt),
                path: url.slice(pathAt),
                method: method.toUpperCase() as Dispatcher.HttpMethod,
                headers: written(config.headers),
                body: data,
            };
            this.#agent.dispatch(request, handler);
        });
    }

    async #read(
        { status, headers, cookies, body }: HttpAnswer & { body: Buffer },
        { responseType }: InternalAxiosRequestConfig,
    ): Promise<HttpAnswer> {
        const decode = decoders[headers['content-encoding']?.toLowerCase() ?? ''];
        let bytes = body;
        if (decode !== undefined && body.length > 0) {
            bytes = await decode(body, { maxOutputLength: this.#options.largestAnswer });
            delete headers['content-encoding'];
        }
        return { status, headers, cookies, body: responseType === 'arraybuffer' ? bytes : textOf(bytes) };
    }

    #create(): Agent {
        // Loaded with the first request, so that a flow without one starts without it.
        const undici = require('undici') as typeof import('undici');
        const { tls, longestIdle, largestAnswer } = this.#options;
        return new undici.Agent({
            // A whole attempt has its time; these would only cut into it.
            connect: { ...tls, timeout: 0 },
            headersTimeout: 0,
            bodyTimeout: 0,
            keepAliveTimeout: longestIdle,
            keepAliveMaxTimeout: longestIdle,
            maxResponseSize: largestAnswer,
        });
    }
}

const EMPTY = Buffer.alloc(0);

function* linesOf(raw: Buffer[]): Generator<[string, string]> {
    for (let i = 0; i + 1 < raw.length; i += 2) yield [String(raw[i]), (raw[i + 1] as Buffer).toString('latin1')];
}

/** axios holds a header that is not to be sent as false or null. */
function written(headers: InternalAxiosRequestConfig['headers']): string[] {
    const list: string[] = [];
    let hasEncoding = false;
    for (const [name, value] of Object.entries(headers)) {
        if (value === false || value === null || value === undefined) continue;
        list.push(name, String(value));
        hasEncoding ||= name.toLowerCase() === 'accept-encoding';
    }
    if (!hasEncoding) list.push('Accept-Encoding', ENCODINGS);
    return list;
}

function textOf(bytes: Buffer): string {
    const text = bytes.toString();
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

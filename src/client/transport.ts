import { promisify } from 'node:util';
import { brotliDecompress, unzip } from 'node:zlib';
import type { AxiosResponse, InternalAxiosRequestConfig } from 'axios';
import type { Agent, Dispatcher } from 'undici';
import { type AnswerHeaders, headersOf, type RequestHeaders } from './headers';
import type { HttpProxy } from './proxies';
import { Stop } from './signal';
import { Tunnels } from './tunnel';
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

/** One attempt to send a request, and the signal that ends it. */
export class Attempt extends Stop {
    /** Whether a byte of the request may have left: there was a connection to write it to. */
    isBegun = false;
}

/** What is sent beside what axios has in its hands. */
export interface Sending {
    /** The names in lower case. */
    headers: RequestHeaders;
    proxy: HttpProxy | null;
    /** True to get the body as bytes. */
    binary?: boolean;
}

interface Route {
    agent: Agent;
    tunnels: Tunnels;
}

/**
 * The way to the server: undici under axios, at a quarter of the processor time of axios's own (docs/benchmarks.md). One
 * attempt, no redirects, kept-alive connections, bodies read whole.
 */
export class Transport {
    readonly #options: TransportOptions;
    readonly #routes = new Map<HttpProxy, Route>();
    #agent: Agent | null = null;
    /** Sent where a request names none of its own. */
    userAgent = '';

    constructor(options: TransportOptions) {
        this.#options = options;
    }

    /**
     * An adapter for axios. Headers stay out of axios's hands, both ways: it would take each apart and put it together
     * again, at a tenth of what a request costs here; and no error of its own can hold the token. `data` of the answer
     * is the whole {@link HttpAnswer}; the signal is an {@link Attempt}. Through a proxy https takes a tunnel, and for
     * http the proxy is asked for the whole URL.
     *
     * Rejects with errors that bear the codes of Node.js, or a TunnelRefusal.
     */
    async send(config: InternalAxiosRequestConfig, sending: Sending): Promise<AxiosResponse<HttpAnswer>> {
        const { proxy, binary } = sending;
        const isTunnel = proxy !== null && config.url?.startsWith('https:');
        const agent = isTunnel ? this.#through(proxy) : this.#direct();
        const answer = await dispatched(config, agent, isTunnel ? null : proxy, this.#written(sending.headers));
        return { status: answer.status, statusText: '', headers: {}, config, data: await this.#read(answer, binary) };
    }

    close(): void {
        void this.#agent?.destroy();
        for (const { tunnels, agent } of this.#routes.values()) {
            tunnels.close();
            void agent.destroy();
        }
    }

    async #read(
        { status, headers, cookies, body }: HttpAnswer & { body: Buffer },
        binary = false,
    ): Promise<HttpAnswer> {
        const decode = decoders[headers['content-encoding']?.toLowerCase() ?? ''];
        let bytes = body;
        if (decode !== undefined && body.length > 0) {
            bytes = await decode(body, { maxOutputLength: this.#options.largestAnswer });
            delete headers['content-encoding'];
        }
        return { status, headers, cookies, body: binary ? bytes : textOf(bytes) };
    }

    #direct(): Agent {
        // A whole attempt has its time; one for the connection would only cut into it.
        this.#agent ??= this.#create({ ...this.#options.tls, timeout: 0 });
        return this.#agent;
    }

    #through(proxy: HttpProxy): Agent {
        let route = this.#routes.get(proxy);
        if (route === undefined) {
            const { tls } = this.#options;
            const tunnels = new Tunnels(proxy, tls, library().buildConnector({ ...tls, timeout: 0 }));
            route = { tunnels, agent: this.#create(tunnels.connect) };
            this.#routes.set(proxy, route);
        }
        return route.agent;
    }

    /** Headers as undici takes them: names and values, one after the other. */
    #written(headers: RequestHeaders): string[] {
        const list: string[] = [];
        for (const [name, value] of Object.entries(headers)) list.push(name, value);
        if (headers['user-agent'] === undefined) list.push('user-agent', this.userAgent);
        if (headers['accept-encoding'] === undefined) list.push('accept-encoding', ENCODINGS);
        return list;
    }

    #create(connect: Agent.Options['connect']): Agent {
        const { longestIdle, largestAnswer } = this.#options;
        return new (library().Agent)({
            connect,
            headersTimeout: 0,
            bodyTimeout: 0,
            keepAliveTimeout: longestIdle,
            keepAliveMaxTimeout: longestIdle,
            maxResponseSize: largestAnswer,
        });
    }
}

/** Loaded with the first request, so that a flow without one starts without it. */
function library(): typeof import('undici') {
    return require('undici') as typeof import('undici');
}

/** @param asked the proxy that is asked for the whole URL; null for the server itself, or a tunnel to it */
function dispatched(
    config: InternalAxiosRequestConfig,
    agent: Agent,
    asked: HttpProxy | null,
    headers: string[],
): Promise<HttpAnswer & { body: Buffer }> {
    return new Promise((resolve, reject) => {
        const { url = '', method = 'get', data } = config;
        const attempt = config.signal as Attempt;
        const pathAt = url.indexOf('/', url.indexOf('//') + 2);
        const origin = url.slice(0, pathAt);
        let status = 0;
        let head: AnswerHeaders = { headers: {}, cookies: [] };
        let chunks: Buffer[] = [];
        let abort: (() => void) | null = null;
        attempt.addEventListener('abort', () => {
            reject(new Error('The request was called off.'));
            abort?.();
        });
        if (asked !== null) {
            headers.push('host', origin.slice('http://'.length));
            if (asked.authorization !== null) headers.push('proxy-authorization', asked.authorization);
        }
        const handler: Dispatcher.DispatchHandlers = {
            onConnect(stop) {
                if (attempt.aborted) return stop();
                abort = stop;
                attempt.isBegun = true;
            },
            onHeaders(code, raw) {
                status = code;
                head = headersOf(raw ?? []);
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
                // undici gives its connection back with the next turn of the event loop, set off after this call:
                // whoever goes on before that would open another one.
                queueMicrotask(() => setImmediate(() => resolve({ status, ...head, body })));
            },
            onError(error: Error & { code?: string }) {
                if (error.code !== undefined) error.code = CODES[error.code] ?? error.code;
                reject(error);
            },
        };
        const request: Dispatcher.DispatchOptions = {
            origin: asked?.origin ?? origin,
            path: asked === null ? url.slice(pathAt) : url,
            method: method.toUpperCase() as Dispatcher.HttpMethod,
            headers,
            body: data,
        };
        agent.dispatch(request, handler);
    });
}

const EMPTY = Buffer.alloc(0);

function textOf(bytes: Buffer): string {
    const text = bytes.toString();
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
}

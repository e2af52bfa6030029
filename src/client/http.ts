import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import type { Axios, AxiosProxyConfig, AxiosRequestConfig, AxiosStatic } from 'axios';
import { aborted, IntercomError } from './errors';
import { headersOf } from './headers';
import { type Signal, Stop } from './signal';
import { type HttpAnswer, Transport } from './transport';
import type { ProxyOptions, TlsOptions } from './types';

export type { HttpAnswer } from './transport';

/** An answer larger than this is refused: it would only fill the memory. */
const LARGEST_ANSWER = 100 * 1024 * 1024;
/** A connection unused for so long (ms) is closed by us, before the server closes it under a request. */
const LONGEST_IDLE = 30_000;

/** `https_proxy`, `ALL_PROXY`, `npm_config_http_proxy`...: what axios goes by when a connection has no proxy of its own. */
const PROXY_VARIABLE = /(?:http|https|all|npm_config)_proxy$/i;

/** `false` keeps a header from being sent: axios would name a type for a POST that has no body. */
export type RequestHeaders = Record<string, string | false>;

export interface HttpRequest {
    method: string;
    url: string;
    headers: RequestHeaders;
    body?: string | Buffer | FormData;
    /** Milliseconds, the answer's body included. */
    timeout: number;
    /** True to get the body as bytes. */
    binary?: boolean;
    signal?: Signal;
}

/** Sends single requests over axios: one attempt each, no redirects, kept-alive connections. */
export class Http {
    readonly #proxy: { config: AxiosProxyConfig; noProxy: string[] } | null;
    readonly #transport: Transport;
    readonly #httpAgent: HttpAgent;
    readonly #httpsAgent: HttpsAgent;
    readonly #hasEnvironmentProxy = Object.keys(process.env).some((name) => PROXY_VARIABLE.test(name));
    #axios: Axios | null = null;

    /** @throws IntercomError `no_connection` when the proxy's URL cannot be used */
    constructor(proxy?: ProxyOptions, tls?: TlsOptions) {
        this.#proxy = proxy?.url ? { config: proxyConfig(proxy), noProxy: proxy.noProxy ?? [] } : null;
        this.#transport = new Transport({ tls, longestIdle: LONGEST_IDLE, largestAnswer: LARGEST_ANSWER });
        const keepAlive = { keepAlive: true, timeout: LONGEST_IDLE };
        this.#httpAgent = new HttpAgent(keepAlive);
        this.#httpsAgent = new HttpsAgent({ ...tls, ...keepAlive });
    }

    /**
     * Sends one request and reads its answer, whatever its status.
     * @throws IntercomError `network_error`, `timeout`, `aborted`, or `invalid_response` for an answer too large
     */
    async send(request: HttpRequest): Promise<HttpAnswer> {
        const { signal, timeout } = request;
        if (signal?.aborted) throw aborted();
        const stop = new Stop(signal);
        const timer = setTimeout(() => stop.abort(), timeout);
        try {
            const config: AxiosRequestConfig = {
                method: request.method,
                url: request.url,
                headers: request.headers,
                data: request.body,
                signal: stop,
            };
            if (request.binary) config.responseType = 'arraybuffer';
            this.#axios ??= this.#create();
            if (this.#isPlain(request)) return (await this.#axios.request<HttpAnswer>(config)).data;
            config.adapter = 'http';
            if (this.#proxy) config.proxy = isDirect(request.url, this.#proxy.noProxy) ? false : this.#proxy.config;
            const { status, headers, data } = await this.#axios.request<string | Buffer>(config);
            return { status, ...headersOf(linesOf(headers)), body: data };
        } catch (error) {
            if (signal?.aborted) throw aborted();
            const { host, pathname } = new URL(request.url);
            const asked = `${request.method} ${pathname} at ${host}`;
            if (stop.aborted) throw late(asked, timeout);
            throw explained(error, asked, this.#proxy?.config);
        } finally {
            clearTimeout(timer);
            stop.release();
        }
    }

    /** Closes the connections. */
    close(): void {
        this.#transport.close();
        this.#httpAgent.destroy();
        this.#httpsAgent.destroy();
    }

    /** Whether the transport can send it; proxies and forms are left to axios's own. */
    #isPlain({ url, body }: HttpRequest): boolean {
        if (body instanceof FormData) return false;
        return this.#proxy ? isDirect(url, this.#proxy.noProxy) : !this.#hasEnvironmentProxy;
    }

    #create(): Axios {
        // Loaded with the first request, so that a flow without one starts without it.
        const axios = require('axios') as AxiosStatic;
        // Not axios.create: it adds defaults for browsers, which would be merged into every request for nothing.
        return new axios.Axios({
            adapter: this.#transport.adapter,
            httpAgent: this.#httpAgent,
            httpsAgent: this.#httpsAgent,
            maxRedirects: 0,
            maxBodyLength: Number.POSITIVE_INFINITY,
            maxContentLength: LARGEST_ANSWER,
            responseType: 'text',
            headers: { 'User-Agent': `axios/${axios.VERSION}` },
            // Bodies are made and read here, once: axios would parse errors silently into text.
            transformRequest: [],
            transformResponse: [],
            validateStatus: null,
        });
    }
}

function* linesOf(headers: object): Generator<[string, string]> {
    for (const [name, value] of Object.entries(headers))
        for (const line of Array.isArray(value) ? value : [value]) yield [name, String(line)];
}

function proxyConfig({ url, username, password }: ProxyOptions): AxiosProxyConfig {
    let parsed: URL;
    try {
        parsed = new URL(url);
    } catch {
        throw badProxy("The URL of the connection's proxy is not a URL: it must look like http://host:port.");
    }
    if (parsed.protocol !== 'http:' && parsed.protocol !== 'https:')
        throw badProxy("The URL of the connection's proxy must begin with http:// or https://.");
    const user = username || decoded(parsed.username);
    const config: AxiosProxyConfig = {
        protocol: parsed.protocol.slice(0, -1),
        host: parsed.hostname.replace(/^\[|\]$/g, ''),
        port: Number(parsed.port) || (parsed.protocol === 'https:' ? 443 : 80),
    };
    if (user) config.auth = { username: user, password: password || decoded(parsed.password) };
    return config;
}

function decoded(part: string): string {
    try {
        return decodeURIComponent(part);
    } catch {
        return part;
    }
}

function badProxy(message: string): IntercomError {
    return new IntercomError(message, { code: 'no_connection', field: 'proxy' });
}

/** Whether a `noProxy` entry names the URL's host. */
function isDirect(url: string, noProxy: string[]): boolean {
    const { hostname, host } = new URL(url);
    return noProxy.some((entry) => {
        const name = entry.trim().toLowerCase();
        if (name === '*' || name === hostname || name === host) return true;
        const suffix = name.replace(/^\*/, '');
        return suffix.startsWith('.') && (hostname.endsWith(suffix) || host.endsWith(suffix));
    });
}

function late(asked: string, timeout: number): IntercomError {
    return new IntercomError('No answer in time.', {
        code: 'timeout',
        retryable: true,
        hint: `Raise the timeout of ${timeout} ms, or ask for less at a time. ${IN_DOUBT}`,
        asked,
    });
}

/** What to think of when no answer tells whether the request was carried out. */
const IN_DOUBT = 'A request that changes something may have been carried out: look before repeating it.';

type Words = readonly [what: string, todo: string];

const UNREACHABLE: Words = ['The server is out of reach.', 'Check the network of this machine.'];
const UNTRUSTED: Words = ['Certificate not trusted.', 'Give its authority in the TLS settings of the connection.'];
const NO_TLS: Words = [
    'The server speaks no TLS.',
    'Check that the base URL begins with the right http:// or https://.',
];
const BROKEN_OFF: Words = ['The connection broke off.', IN_DOUBT];

/** What the codes of Node.js mean. */
const REASONS: Record<string, Words> = {
    ECONNREFUSED: ['Connection refused.', 'Check the region or the base URL, the proxy and the firewall.'],
    ENOTFOUND: ['Address not found.', 'Check the base URL and the DNS of this machine.'],
    EAI_AGAIN: ['No network, or no DNS.', 'Check the DNS and the network of this machine.'],
    ETIMEDOUT: UNREACHABLE,
    EHOSTUNREACH: UNREACHABLE,
    ENETUNREACH: UNREACHABLE,
    EPROTO: NO_TLS,
    ERR_SSL_WRONG_VERSION_NUMBER: NO_TLS,
};

/** Codes of an answer that is too large, packed or unpacked. */
const TOO_LARGE = new Set(['UND_ERR_RES_EXCEEDED_MAX_SIZE', 'ERR_BUFFER_TOO_LARGE']);

/** Codes of certificates, which no repetition mends: nothing was sent. */
const CERTIFICATES: Record<string, Words> = {
    CERT_HAS_EXPIRED: ['Certificate has expired.', 'Whoever runs the server must renew it.'],
    CERT_NOT_YET_VALID: ['Certificate not valid yet.', 'Check the clock of this machine.'],
    DEPTH_ZERO_SELF_SIGNED_CERT: UNTRUSTED,
    SELF_SIGNED_CERT_IN_CHAIN: UNTRUSTED,
    UNABLE_TO_VERIFY_LEAF_SIGNATURE: UNTRUSTED,
    UNABLE_TO_GET_ISSUER_CERT: UNTRUSTED,
    UNABLE_TO_GET_ISSUER_CERT_LOCALLY: UNTRUSTED,
    ERR_TLS_CERT_ALTNAME_INVALID: ['Certificate of another host.', 'Check the base URL of the connection.'],
};

/** Makes our error of axios's, which holds the token and is therefore left behind whole. */
function explained(error: unknown, asked: string, proxy: AxiosProxyConfig | undefined): IntercomError {
    const { code = '', message = '' } = error as { code?: string; message?: string };
    if (TOO_LARGE.has(code) || message.startsWith('maxContentLength'))
        return new IntercomError('The answer is too large.', {
            code: 'invalid_response',
            hint: `Ask for fewer records at a time: more than ${LARGEST_ANSWER / 1024 / 1024} MB are not read.`,
            asked,
        });
    const certificate = Object.hasOwn(CERTIFICATES, code) ? CERTIFICATES[code] : undefined;
    const neverSent = certificate !== undefined || failedToConnect(code, error);
    const spoken: Words = code.startsWith('HPE_')
        ? ['The server speaks no HTTP.', 'Check the base URL: its port, and http:// or https://.']
        : (REASONS[code] ?? (neverSent ? ['No connection came about.', UNREACHABLE[1]] : BROKEN_OFF));
    const [what, todo] = certificate ?? spoken;
    const through = proxy ? `, through the proxy ${proxy.host}:${proxy.port}` : '';
    const shown = code === '' || code.startsWith('ERR_BAD') ? '' : `, ${code}`;
    return new IntercomError(what, {
        code: 'network_error',
        retryable: certificate === undefined,
        neverSent,
        hint: neverSent || todo === IN_DOUBT ? todo : `${todo} ${IN_DOUBT}`,
        asked: `${asked}${through}${shown}`,
    });
}

/** Whether there was no connection to send anything over. */
function failedToConnect(code: string, error: unknown): boolean {
    // axios wraps what Node.js says; where a host has several addresses, Node.js wraps once more.
    const { cause = error } = error as { cause?: unknown };
    const { syscall, errors = [] } = cause as { syscall?: string; errors?: { syscall?: string }[] };
    const call = syscall ?? errors[0]?.syscall;
    return ['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN'].includes(code) || call === 'connect' || call === 'getaddrinfo';
}

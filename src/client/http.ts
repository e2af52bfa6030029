import type { Axios, AxiosStatic } from 'axios';
import { aborted, IntercomError } from './errors';
import type { RequestHeaders } from './headers';
import { Proxies } from './proxies';
import { tunnelRefused } from './refusals';
import type { Signal } from './signal';
import { Attempt, type HttpAnswer, Transport } from './transport';
import { TunnelRefusal } from './tunnel';
import type { ProxyOptions, TlsOptions } from './types';

export type { HttpAnswer } from './transport';

/** An answer larger than this is refused: it would only fill the memory. */
const MAX_ANSWER = 100 * 1024 * 1024;
/** A connection unused for so long (ms) is closed by us, before the server closes it under a request. */
const MAX_IDLE = 30_000;

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
    readonly #proxies: Proxies;
    readonly #transport: Transport;
    #axios: Axios | null = null;

    /** @throws IntercomError `no_connection` when the proxy's URL cannot be used */
    constructor(proxy?: ProxyOptions | 'none', tls?: TlsOptions) {
        this.#proxies = new Proxies(proxy);
        this.#transport = new Transport({ tls, longestIdle: MAX_IDLE, largestAnswer: MAX_ANSWER });
    }

    /**
     * Sends one request and reads its answer, whatever its status.
     * @throws IntercomError `network_error`, `timeout`, `aborted`, or `invalid_response` for an answer too large
     */
    async send(request: HttpRequest): Promise<HttpAnswer> {
        const { signal, timeout, method, url } = request;
        if (signal?.aborted) throw aborted();
        const proxy = this.#proxies.for(url);
        const attempt = new Attempt(signal);
        const timer = setTimeout(() => attempt.abort(), timeout);
        try {
            const { data, headers } =
                request.body instanceof FormData
                    ? await formOf(request.body, request.headers)
                    : { data: request.body, headers: request.headers };
            this.#axios ??= this.#create();
            const answer = await this.#axios.request<HttpAnswer>({
                method,
                url,
                data,
                signal: attempt,
                adapter: (config) => this.#transport.send(config, { headers, proxy, binary: request.binary }),
            });
            return answer.data;
        } catch (error) {
            if (signal?.aborted) throw aborted();
            const { host, pathname: path } = new URL(url);
            const neverSent = !attempt.isBegun;
            if (attempt.aborted) throw late(`${method} ${path} at ${host}`, timeout, neverSent);
            if (error instanceof TunnelRefusal) throw tunnelRefused(error.status, { method, path, host });
            const through = proxy ? `, through the proxy ${proxy.name}` : '';
            const { code = '' } = error as { code?: string };
            throw explained(code, `${method} ${path} at ${host}${through}`, neverSent, proxy !== null);
        } finally {
            clearTimeout(timer);
            attempt.release();
        }
    }

    /** Closes the connections. */
    close(): void {
        this.#transport.close();
    }

    #create(): Axios {
        // Loaded with the first request, so that a flow without one starts without it.
        const axios = require('axios') as AxiosStatic;
        this.#transport.userAgent = `axios/${axios.VERSION}`;
        // Not axios.create: it adds defaults for browsers, which would be merged into every request for nothing.
        return new axios.Axios();
    }
}

/** The bytes of a form, and the headers with its type, which has the boundary that is in them. */
async function formOf(form: FormData, headers: RequestHeaders) {
    const written = new Response(form);
    return {
        data: Buffer.from(await written.arrayBuffer()),
        headers: { ...headers, 'content-type': written.headers.get('content-type') ?? '' },
    };
}

function late(asked: string, timeout: number, neverSent: boolean): IntercomError {
    const facts = { code: 'timeout', retryable: true, neverSent, asked };
    return neverSent
        ? new IntercomError('No connection in time.', {
              ...facts,
              hint: `There was none within the timeout of ${timeout} ms: check the network, the proxy and the firewall.`,
          })
        : new IntercomError('No answer in time.', {
              ...facts,
              hint: `Raise the timeout of ${timeout} ms, or ask for less at a time. ${IN_DOUBT}`,
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
const NO_CONNECTION: Words = ['No connection came about.', UNREACHABLE[1]];
const CLOSED: Words = ['The proxy closed the way.', 'It lets nothing through to this host: check the proxy.'];
const NO_HTTP: Words = ['The server speaks no HTTP.', 'Check the base URL: its port, and http:// or https://.'];
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

/** Makes our error of a code of Node.js; axios's error holds the token and is left behind whole. */
function explained(code: string, request: string, neverSent: boolean, isProxied: boolean): IntercomError {
    const asked = code === '' || code.startsWith('ERR_BAD') ? request : `${request}, ${code}`;
    if (TOO_LARGE.has(code))
        return new IntercomError('The answer is too large.', {
            code: 'invalid_response',
            hint: `Ask for fewer records at a time: more than ${MAX_ANSWER / 1024 / 1024} MB are not read.`,
            asked,
        });
    const certificate = Object.hasOwn(CERTIFICATES, code) ? CERTIFICATES[code] : undefined;
    const spoken = REASONS[code] ?? wordsFor(code, neverSent, isProxied);
    const [what, todo] = certificate ?? spoken;
    return new IntercomError(what, {
        code: 'network_error',
        retryable: certificate === undefined,
        neverSent,
        hint: neverSent || todo === IN_DOUBT ? todo : `${todo} ${IN_DOUBT}`,
        asked,
    });
}

function wordsFor(code: string, neverSent: boolean, isProxied: boolean): Words {
    if (code.startsWith('HPE_')) return NO_HTTP;
    if (!neverSent) return BROKEN_OFF;
    return isProxied && code === 'ECONNRESET' ? CLOSED : NO_CONNECTION;
}

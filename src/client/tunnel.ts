import { type ClientRequest, request as httpRequest } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import type { buildConnector } from 'undici';
import type { HttpProxy } from './proxies';
import type { TlsOptions } from './types';

/** A proxy that says nothing for so long (ms) while a tunnel is opened has hung. */
const MAX_OPENING = 120_000;

/** A proxy's refusal to open a tunnel. */
export class TunnelRefusal extends Error {
    readonly status: number;

    constructor(status: number) {
        super(`The proxy answered ${status}.`);
        this.status = status;
    }
}

/**
 * Opens tunnels through a proxy, by HTTP's CONNECT. undici's own agent for proxies opens them anew without end when
 * the proxy closes them.
 */
export class Tunnels {
    readonly #proxy: HttpProxy;
    readonly #tls: TlsOptions | undefined;
    readonly #secured: buildConnector.connector;
    readonly #opening = new Set<ClientRequest>();

    /** @param secured speaks TLS over a tunnel that is open */
    constructor(proxy: HttpProxy, tls: TlsOptions | undefined, secured: buildConnector.connector) {
        this.#proxy = proxy;
        this.#tls = tls;
        this.#secured = secured;
    }

    /** For an agent of undici. */
    readonly connect: buildConnector.connector = (options, callback) => {
        this.#open(`${options.hostname}:${options.port || 443}`, (error, socket) => {
            if (socket === null) callback(error ?? new Error('No tunnel.'), null);
            else this.#secured({ ...options, httpSocket: socket }, callback);
        });
    };

    /** Ends those that are not open yet. */
    close(): void {
        for (const request of this.#opening) request.destroy();
    }

    #open(target: string, done: (error: Error | null, socket: Socket | null) => void): void {
        const { origin, authorization } = this.#proxy;
        const headers = { host: target, ...(authorization !== null && { 'proxy-authorization': authorization }) };
        const options = { method: 'CONNECT', path: target, headers, agent: false, timeout: MAX_OPENING };
        const request = origin.startsWith('https:')
            ? httpsRequest(origin, { ...this.#tls, servername: undefined, ...options })
            : httpRequest(origin, options);
        this.#opening.add(request);
        request.on('close', () => this.#opening.delete(request));
        request.on('timeout', () => request.destroy(Object.assign(new Error('No tunnel.'), { code: 'ETIMEDOUT' })));
        request.on('error', (error) => done(error, null));
        request.on('connect', ({ statusCode = 0 }, socket: Socket) => {
            this.#opening.delete(request);
            socket.setTimeout(0);
            if (statusCode >= 200 && statusCode < 300) return done(null, socket);
            socket.destroy();
            done(new TunnelRefusal(statusCode), null);
        });
        request.end();
    }
}

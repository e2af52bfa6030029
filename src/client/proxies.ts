import { IntercomError } from './errors';
import type { ProxyOptions } from './types';

/** A proxy as requests need it. */
export interface HttpProxy {
    /** `http://host:port`, without user and password. */
    origin: string;
    /** `host:port`, for people. */
    name: string;
    /** The value of `Proxy-Authorization`; null without a user. */
    authorization: string | null;
}

type Protocol = 'http:' | 'https:';

/** Which requests go through which proxy: the connection's own, else those of the environment. */
export class Proxies {
    readonly #own: { proxy: HttpProxy; noProxy: string[] } | null;
    readonly #ofEnvironment = new Map<Protocol, HttpProxy | null>();
    readonly #noProxy: string[];
    readonly #isNone: boolean;

    /** @throws IntercomError `no_connection` when the connection's proxy cannot be used */
    constructor(options?: ProxyOptions | 'none') {
        this.#isNone = options === 'none';
        this.#own =
            options !== 'none' && options?.url ? { proxy: ownProxy(options), noProxy: options.noProxy ?? [] } : null;
        this.#noProxy = variable('no_proxy').split(/[,\s]+/);
    }

    /**
     * The proxy on the way to a URL; null for the direct way.
     * @throws IntercomError `no_connection` when the environment's proxy cannot be used
     */
    for(url: string): HttpProxy | null {
        if (this.#isNone) return null;
        if (this.#own !== null) return isDirect(url, this.#own.noProxy) ? null : this.#own.proxy;
        const protocol = url.startsWith('https:') ? 'https:' : 'http:';
        let proxy = this.#ofEnvironment.get(protocol);
        if (proxy === undefined) {
            proxy = environmentProxy(protocol);
            this.#ofEnvironment.set(protocol, proxy);
        }
        return proxy !== null && isDirect(url, this.#noProxy) ? null : proxy;
    }
}

function ownProxy({ url, username, password }: ProxyOptions): HttpProxy {
    return proxyOf(url, "The URL of the connection's proxy", username, password);
}

function environmentProxy(protocol: Protocol): HttpProxy | null {
    const url = variable(`${protocol.slice(0, -1)}_proxy`) || variable('all_proxy');
    if (url === '') return null;
    return proxyOf(/^[a-z][a-z0-9+.-]*:\/\//i.test(url) ? url : `http://${url}`, "The environment's proxy");
}

/** Lower case goes first: some web servers make `HTTP_PROXY` of a header. */
function variable(name: string): string {
    return process.env[name] || process.env[name.toUpperCase()] || '';
}

function proxyOf(url: string, what: string, username?: string, password?: string): HttpProxy {
    let parsed: URL;
    try {
        parsed = new URL(url);
    } catch {
        throw badProxy(`${what} is not a URL: it must look like http://host:port.`);
    }
    const { protocol, host, hostname, port } = parsed;
    if (protocol !== 'http:' && protocol !== 'https:') throw badProxy(`${what} must begin with http:// or https://.`);
    const user = username || decoded(parsed.username);
    const secret = `${user}:${password || decoded(parsed.password)}`;
    return {
        origin: `${protocol}//${host}`,
        name: `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`,
        authorization: user === '' ? null : `Basic ${Buffer.from(secret).toString('base64')}`,
    };
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

/** Whether an entry names the URL's host. */
function isDirect(url: string, noProxy: string[]): boolean {
    const { hostname, port, protocol } = new URL(url);
    const host = `${hostname}:${port || (protocol === 'https:' ? 443 : 80)}`;
    return noProxy.some((entry) => {
        const name = entry.trim().toLowerCase();
        if (name === '*' || name === hostname || name === host) return true;
        const suffix = name.replace(/^\*/, '');
        return suffix.startsWith('.') && (hostname.endsWith(suffix) || host.endsWith(suffix));
    });
}

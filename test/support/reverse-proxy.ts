import { createServer as createHttpServer, request } from 'node:http';
import { createServer, request as requestTls } from 'node:https';
import type { AddressInfo } from 'node:net';
import { certificate, certificateKey } from './proxy';

export interface Reply {
    status: number;
    text: string;
    headers: Record<string, string | string[] | undefined>;
}

/** A proxy in front of Node-RED, as Home Assistant's ingress or a company's gateway is one. */
export interface ReverseProxy {
    /** The editor's address as a browser sees it: another scheme, another host and another path than Node-RED's own. */
    url: string;
    /** A request to the address, as a browser sends it. */
    send(method: string, path: string, body?: string, headers?: Record<string, string>): Promise<Reply>;
    close(): Promise<void>;
}

const PREFIX = '/api/hassio_ingress/x7Yk2';

/** Starts a proxy that speaks TLS, strips a path, and names Node-RED by its own host. */
export async function startReverseProxy(target: string): Promise<ReverseProxy> {
    const server = createServer({ key: certificateKey, cert: certificate }, (incoming, answer) => {
        const { method, url = '', headers } = incoming;
        if (!url.startsWith(`${PREFIX}/`)) return void answer.writeHead(404).end();
        const host = new URL(target).host;
        const outgoing = request(
            target + url.slice(PREFIX.length),
            { method, headers: { ...headers, host, 'x-forwarded-proto': 'https', 'x-ingress-path': PREFIX } },
            (reply) => {
                answer.writeHead(reply.statusCode ?? 502, reply.headers);
                reply.pipe(answer);
            },
        );
        outgoing.on('error', () => answer.destroy());
        incoming.pipe(outgoing);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const { port } = server.address() as AddressInfo;
    const url = `https://localhost:${port}${PREFIX}`;
    return {
        url,
        send: (method, path, body, headers = {}) =>
            new Promise((resolve, reject) => {
                const address = new URL(path.startsWith('https:') ? path : url + path);
                const outgoing = requestTls(
                    {
                        host: '127.0.0.1',
                        port,
                        servername: 'localhost',
                        path: address.pathname + address.search,
                        ca: certificate,
                        method,
                        headers: { host: address.host, origin: address.origin, ...headers },
                    },
                    async (reply) => {
                        let text = '';
                        for await (const chunk of reply.setEncoding('utf8')) text += chunk;
                        resolve({ status: reply.statusCode ?? 0, text, headers: reply.headers });
                    },
                );
                outgoing.on('error', reject);
                outgoing.end(body);
            }),
        close: () =>
            new Promise((resolve) => {
                server.closeAllConnections();
                server.close(() => resolve());
            }),
    };
}

/** A server that a stolen secret would go to: it counts who comes. */
export async function startListener(): Promise<{ url: string; seen: string[]; close(): void }> {
    const seen: string[] = [];
    const server = createHttpServer((incoming, answer) => {
        seen.push(`${incoming.method} ${incoming.url} ${incoming.headers.authorization ?? ''}`);
        answer.writeHead(200, { 'content-type': 'application/json' }).end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
        seen,
        close() {
            server.closeAllConnections();
            server.close();
        },
    };
}

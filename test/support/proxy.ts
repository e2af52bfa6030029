import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { createServer as createTlsServer } from 'node:tls';

const pem = (name: string): string => readFileSync(join(__dirname, 'tls', `${name}.pem`), 'utf8');

/** The authority of Intercom's hosts as far as tests play them, and of `intercom.test` and `localhost`. */
export const certificate = pem('certificate');
export const certificateKey = pem('key');

/** A request that came through the proxy. */
export interface Passed {
    /** For which host, as the client believes. */
    host: string;
    method: string;
    path: string;
    authorization: string | undefined;
    /** What the client showed to the proxy itself. */
    proxyAuthorization: string | undefined;
}

/** An HTTP proxy that sends every request, for whatever host, to one server of this machine, and remembers it. */
export interface TestProxy {
    url: string;
    passed: Passed[];
    close(): void;
}

/** Starts a proxy in front of a server. Requests over TLS are read too: the proxy shows a certificate of the hosts. */
export async function startProxy(target: string): Promise<TestProxy> {
    const passed: Passed[] = [];
    const sockets = new Set<Socket>();

    function forward(incoming: IncomingMessage, answer: ServerResponse, host: string, shown?: string): void {
        const { pathname, search } = new URL(incoming.url ?? '/', 'http://any');
        const { method = 'GET', headers } = incoming;
        passed.push({ host, method, path: pathname, authorization: headers.authorization, proxyAuthorization: shown });
        const outgoing = request(target + pathname + search, { method, headers }, (reply) => {
            answer.writeHead(reply.statusCode ?? 502, reply.headers);
            reply.pipe(answer);
        });
        outgoing.on('error', () => answer.destroy());
        incoming.pipe(outgoing);
    }

    const tunnels = new WeakMap<Socket, { host: string; shown?: string }>();
    const inside = createServer((incoming, answer) => {
        const { host = '', shown } = tunnels.get(incoming.socket) ?? {};
        forward(incoming, answer, host, shown);
    });
    const outside = createServer((incoming, answer) =>
        forward(incoming, answer, new URL(incoming.url ?? '').host, incoming.headers['proxy-authorization']),
    );
    const hold = (socket: Socket) => {
        sockets.add(socket);
        socket.on('close', () => sockets.delete(socket)).on('error', () => undefined);
    };
    outside.on('connection', hold);
    // each tunnel ends at a TLS server of its own, so that what comes out of it is known to be for its host
    outside.on('connect', (asked: IncomingMessage, client: Socket) => {
        const tls = createTlsServer({ key: certificateKey, cert: certificate }, (socket) => {
            tunnels.set(socket, { host: asked.url ?? '', shown: asked.headers['proxy-authorization'] });
            inside.emit('connection', socket);
        });
        tls.on('tlsClientError', () => undefined);
        tls.listen(0, '127.0.0.1', () => {
            const tunnel = connect((tls.address() as AddressInfo).port, '127.0.0.1', () => {
                client.write('HTTP/1.1 200 Connection established\r\n\r\n');
                tunnel.pipe(client).pipe(tunnel);
            });
            hold(tunnel);
            tunnel.on('close', () => tls.close());
        });
    });
    await new Promise<void>((resolve) => outside.listen(0, '127.0.0.1', resolve));
    return {
        url: `http://127.0.0.1:${(outside.address() as AddressInfo).port}`,
        passed,
        close() {
            outside.close();
            for (const socket of sockets) socket.destroy();
        },
    };
}

import assert from 'node:assert/strict';
import { createServer, request as httpRequest, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { certificate, certificateKey } from '../support/proxy';
import { assertHides, clientOf, failure } from './support';

const me = { method: 'GET', path: '/me', repeat: 'always' } as const;
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

describe('client: proxies and TLS', () => {
    const seen: string[] = [];
    let status: number;
    let proxy: Server;
    let plain: Server;
    let secure: Server;
    const before_ = process.env;

    before(async () => {
        // Forwards plain requests, tunnels the others; knows every name.
        proxy = createServer((request, answer) => {
            seen.push(`${request.method} ${request.url} ${request.headers['proxy-authorization'] ?? ''}`);
            const { port, pathname } = new URL(request.url ?? '');
            const forward = { host: '127.0.0.1', port, path: pathname, headers: request.headers };
            httpRequest(forward, (reply) => reply.pipe(answer.writeHead(reply.statusCode ?? 0, reply.headers))).end();
        });
        proxy.on('connect', (request, socket) => {
            seen.push(
                `CONNECT ${request.url} ${request.headers['proxy-authorization'] ?? ''} ${request.headers.authorization ?? ''}`,
            );
            if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
            const tunnel = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
                socket.write('HTTP/1.1 200 OK\r\n\r\n');
                tunnel.pipe(socket).pipe(tunnel);
            });
            tunnel.on('error', () => socket.destroy());
            socket.on('error', () => tunnel.destroy());
        });
        const answer = (_: unknown, reply: { end: (body: string) => void }) => reply.end('{"ok":true}');
        plain = createServer(answer);
        secure = createTlsServer({ key: certificateKey, cert: certificate }, answer);
        await Promise.all([listen(proxy), listen(plain), listen(secure)]);
    });
    beforeEach(() => {
        seen.length = 0;
        status = 200;
        process.env = { ...before_ };
        for (const name of Object.keys(process.env)) if (/_proxy$/i.test(name)) delete process.env[name];
    });
    after(() => {
        process.env = before_;
        for (const server of [proxy, plain, secure]) {
            server.close();
            server.closeAllConnections();
        }
    });

    const toPlain = () => ({ url: `http://intercom.test:${portOf(plain)}`, token: 'tok-en-1' });
    const toSecure = () => ({ url: `https://intercom.test:${portOf(secure)}`, token: 'tok-en-1' });
    const via = () => ({ url: `http://127.0.0.1:${portOf(proxy)}` });
    const trust = () => ({ ca: certificate });
    const basic = `Basic ${Buffer.from('me:p@ss').toString('base64')}`;

    it('goes through a proxy of the connection', async () => {
        const { client } = clientOf(toPlain(), { proxy: { ...via(), username: 'me', password: 'p@ss' } });
        await client.call(me);
        assert.deepEqual(seen, [`GET ${toPlain().url}/me ${basic}`]);
        client.close();
    });

    it('takes user and password from the URL of the proxy', async () => {
        const { client } = clientOf(toPlain(), { proxy: { url: via().url.replace('//', '//me:p%40ss@') } });
        await client.call(me);
        assert.deepEqual(seen, [`GET ${toPlain().url}/me ${basic}`]);
        client.close();
    });

    for (const noProxy of ['127.0.0.1', '*', '127.0.0.1:PORT', '.0.0.1', '*.0.0.1'])
        it(`goes past it for ${noProxy}`, async () => {
            const url = `http://127.0.0.1:${portOf(plain)}`;
            const { client } = clientOf(
                { url, token: 't' },
                { proxy: { ...via(), noProxy: [noProxy.replace('PORT', String(portOf(plain)))] } },
            );
            await client.call(me);
            assert.deepEqual(seen, []);
            client.close();
        });

    for (const name of ['http_proxy', 'HTTP_PROXY', 'all_proxy'])
        it(`goes through the proxy of the environment: ${name}`, async () => {
            process.env[name] = via().url;
            const { client } = clientOf(toPlain());
            await client.call(me);
            assert.equal(seen.length, 1);
            client.close();
        });

    it('goes past the proxy of the environment for no_proxy', async () => {
        process.env.http_proxy = via().url;
        process.env.no_proxy = '127.0.0.1';
        const { client } = clientOf({ url: `http://127.0.0.1:${portOf(plain)}`, token: 't' });
        await client.call(me);
        assert.deepEqual(seen, []);
        client.close();
    });

    it('tunnels HTTPS: the proxy sees no token', async () => {
        const { client } = clientOf(toSecure(), {
            proxy: { ...via(), username: 'me', password: 'p@ss' },
            tls: trust(),
        });
        await client.call(me);
        assert.deepEqual(seen, [`CONNECT intercom.test:${portOf(secure)} ${basic} `]);
        client.close();
    });

    it('tunnels HTTPS through the proxy of the environment', async () => {
        process.env.https_proxy = via().url;
        const { client } = clientOf(toSecure(), { tls: trust() });
        await client.call(me);
        assert.equal(seen.length, 1);
        client.close();
    });

    it('explains a proxy that wants a password', async () => {
        status = 407;
        const { client } = clientOf(toSecure(), {
            proxy: { ...via(), password: 'p@ss', username: 'me' },
            tls: trust(),
        });
        const error = await failure(client.call(me), 'bad_request');
        assert.equal(error.statusCode, 407);
        assert.match(error.message, /^The proxy wants a password\./);
        assertHides(error, 'p@ss');
        assertHides(error, 'tok-en-1');
        client.close();
    });

    it('explains a proxy that is not there', async () => {
        const { client } = clientOf(toPlain(), { proxy: { url: 'http://me:p%40ss@127.0.0.1:1' }, maxRetries: 0 });
        const error = await failure(client.call(me), 'network_error');
        assert.match(error.message, /^Connection refused\. .*through the proxy 127\.0\.0\.1:1,/);
        assertHides(error, 'p@ss');
        assertHides(error, 'p%40ss');
    });

    const direct = () => ({ url: `https://localhost:${portOf(secure)}`, token: 'tok-en-1' });

    it('trusts an authority of the connection, or anybody when told so', async () => {
        for (const tls of [trust(), { rejectUnauthorized: false }]) {
            const { client } = clientOf(direct(), { tls });
            assert.deepEqual((await client.call(me)).body, { ok: true });
            client.close();
        }
    });

    it('explains a certificate that is not trusted, and does not try again', async () => {
        const { client, clock } = clientOf(direct());
        const error = await failure(client.call(me), 'network_error');
        assert.match(error.message, /^Certificate not trusted\./);
        assert(error.neverSent && !error.retryable);
        assert.deepEqual(clock.waits, []);
        assertHides(error, 'tok-en-1');
    });

    it('explains a certificate of another host', async () => {
        const { client } = clientOf({ ...direct(), url: `https://127.0.0.1:${portOf(secure)}` }, { tls: trust() });
        assert.match((await failure(client.call(me), 'network_error')).message, /^Certificate of another host\./);
    });

    it('explains a server that speaks no HTTP', async () => {
        const { client } = clientOf({ url: `http://127.0.0.1:${portOf(secure)}`, token: 't' }, { maxRetries: 0 });
        await failure(client.call(me), 'network_error');
    });
});

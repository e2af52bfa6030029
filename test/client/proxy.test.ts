import assert from 'node:assert/strict';
import {
    createServer,
    request as httpRequest,
    type IncomingMessage,
    type Server,
    type ServerResponse,
} from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, connect, type Socket } from 'node:net';
import { certificate, certificateKey } from '../support/proxy';
import { assertHides, clientOf, failure } from './support';

const me = { method: 'GET', path: '/me', repeat: 'always' } as const;
const portOf = (server: Server) => (server.address() as AddressInfo).port;
const listen = (server: Server) => new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

describe('client: proxies and TLS', () => {
    const seen: string[] = [];
    /** What the servers behind the proxy saw of what is the proxy's. */
    const inside: string[] = [];
    /** How the proxy answers a CONNECT. */
    let status: number | 'close' | 'reset' | 'hang';
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
            if (status === 'hang') return;
            if (status === 'close') return socket.end();
            if (status === 'reset') return (socket as Socket).resetAndDestroy();
            if (status !== 200) return socket.end(`HTTP/1.1 ${status} No\r\nContent-Length: 0\r\n\r\n`);
            const tunnel = connect(Number(request.url?.split(':')[1]), '127.0.0.1', () => {
                socket.write('HTTP/1.1 200 OK\r\n\r\n');
                tunnel.pipe(socket).pipe(tunnel);
            });
            tunnel.on('error', () => socket.destroy());
            socket.on('error', () => tunnel.destroy());
        });
        const answer = async (request: IncomingMessage, reply: ServerResponse) => {
            inside.push(String(request.headers['proxy-authorization']));
            let body = '';
            for await (const chunk of request) body += chunk;
            reply.end(
                JSON.stringify({ ok: true, ...(body !== '' && { type: request.headers['content-type'], body }) }),
            );
        };
        plain = createServer(answer);
        secure = createTlsServer({ key: certificateKey, cert: certificate }, answer);
        await Promise.all([listen(proxy), listen(plain), listen(secure)]);
    });
    beforeEach(() => {
        seen.length = 0;
        inside.length = 0;
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

    for (const [what, url] of [
        ['as they are', 'me:p%40ss@'],
        ['with a colon and a percent sign', 'me:p%3A%25@'],
        ['without a password', 'me@'],
    ] as const)
        it(`decodes user and password of the environment's proxy: ${what}`, async () => {
            process.env.http_proxy = via().url.replace('//', `//${url}`);
            process.env.https_proxy = process.env.http_proxy;
            const { username, password } = new URL(`http://${url}x`);
            const shown = `Basic ${Buffer.from(`${username}:${decodeURIComponent(password)}`).toString('base64')}`;
            for (const to of [toPlain(), toSecure()]) {
                const { client } = clientOf(to, { tls: trust() });
                await client.call(me);
                client.close();
            }
            assert.deepEqual(
                seen.map((line) => line.trim().split(' ').slice(2).join(' ')),
                [shown, shown],
            );
            assert.deepEqual(inside.at(-1), 'undefined');
        });

    it('takes a proxy of the environment without http://, and one for all', async () => {
        process.env.all_proxy = via().url.replace('http://', '');
        const { client } = clientOf(toSecure(), { tls: trust() });
        await client.call(me);
        assert.equal(seen.length, 1);
        client.close();
    });

    it('explains a proxy of the environment that is none', async () => {
        process.env.https_proxy = 'socks5://127.0.0.1:1';
        const { client } = clientOf(toSecure());
        const error = await failure(client.call(me), 'no_connection');
        assert.match(error.message, /^The environment's proxy must begin with http/);
        client.close();
    });

    it('sends forms through a tunnel', async () => {
        const { client } = clientOf(toSecure(), { proxy: via(), tls: trust() });
        const raw = { url: '/x', method: 'POST', formData: { a: 'ä' }, fileData: { f: Buffer.from('bytes') } };
        const none = { maxRetries: 0, retryDelay: 0, retryAllErrors: false, exponentialBackoff: false } as const;
        const { body } = await client.raw({ ...raw, ...none, responseType: 'json' });
        const { type, body: sent } = body as { type: string; body: string };
        assert.match(type, /^multipart\/form-data; boundary=/);
        assert.match(sent, /name="a"\r\n\r\nä\r\n[\s\S]*filename="f"[\s\S]*bytes/);
        client.close();
    });

    for (const how of ['close', 'reset'] as const)
        it(`a proxy that does "${how}" while the tunnel is opened: at once, and nothing was sent`, async () => {
            status = how;
            const { client, clock } = clientOf(toSecure(), {
                proxy: via(),
                tls: trust(),
                maxRetries: 2,
                timeout: 10_000,
            });
            const began = Date.now();
            const ticket = { method: 'POST', path: '/tickets', body: {}, repeat: 'never' } as const;
            const error = await failure(client.call(ticket), 'network_error');
            assert(Date.now() - began < 2000);
            assert(error.neverSent && error.retryable);
            assert.deepEqual([seen.length, inside.length, clock.waits.length], [3, 0, 2]);
            assert.match(error.message, /^The proxy closed the way\. /);
            assert.doesNotMatch(error.message, /Intercom|carried out/);
            client.close();
        });

    it('a proxy that opens no tunnel in time: nothing was sent', async () => {
        status = 'hang';
        const { client } = clientOf(toSecure(), { proxy: via(), tls: trust(), maxRetries: 0, timeout: 50 });
        const error = await failure(client.call(me), 'timeout');
        assert(error.neverSent);
        assert.match(error.message, /^No connection in time\. .*proxy/);
        client.close();
    });

    for (const [code, what, retryable] of [
        [403, /^A proxy or firewall refused\. /, false],
        [502, /^No answer of Intercom's own\. /, true],
    ] as const)
        it(`a proxy that refuses the tunnel with ${code}`, async () => {
            status = code;
            const { client } = clientOf(toSecure(), { proxy: via(), tls: trust(), maxRetries: 1 });
            const ticket = { method: 'POST', path: '/tickets', body: {}, repeat: 'never' } as const;
            const error = await client.call(ticket).catch((reason) => reason);
            assert.match(error.message, what);
            assert.deepEqual([error.statusCode, error.retryable, error.neverSent], [code, retryable, true]);
            assert.equal(seen.length, retryable ? 2 : 1);
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

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { Http, type HttpRequest } from '../../src/client/http';
import { failure, settled } from './support';

describe('client: transport', () => {
    let answer: (request: IncomingMessage, reply: ServerResponse) => void;
    let server: Server;
    let http: Http;

    before((done) => {
        server = createServer((request, reply) => answer(request, reply)).listen(0, '127.0.0.1', done);
    });
    beforeEach(() => {
        http = new Http();
    });
    afterEach(() => http.close());
    after(() => {
        server.close();
        server.closeAllConnections();
    });

    const get = (more: Partial<HttpRequest> = {}): HttpRequest => ({
        method: 'GET',
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/contacts?a=b`,
        headers: {},
        timeout: 5000,
        ...more,
    });

    for (const [encoding, pack] of [
        ['gzip', gzipSync],
        ['x-gzip', gzipSync],
        ['deflate', deflateSync],
        ['br', brotliCompressSync],
    ] as const)
        it(`unpacks ${encoding}`, async () => {
            answer = (request, reply) => {
                assert.match(String(request.headers['accept-encoding']), /gzip, deflate, br/);
                reply.setHeader('Content-Encoding', encoding).end(pack('{"name":"Zoë"}'));
            };
            const { headers, body } = await http.send(get());
            assert.equal(body, '{"name":"Zoë"}');
            assert(!('content-encoding' in headers));
        });

    it('gives bytes where bytes are asked for', async () => {
        answer = (_, reply) => reply.end(Buffer.from([0xff, 0, 1]));
        assert.deepEqual((await http.send(get({ binary: true }))).body, Buffer.from([0xff, 0, 1]));
    });

    it('leaves a byte order mark out of a text', async () => {
        answer = (_, reply) => reply.end('\ufeff{}');
        assert.equal((await http.send(get())).body, '{}');
    });

    for (const [what, more] of [
        ['a plain request', {}],
        ['a form', { method: 'POST', body: new FormData() }],
    ] as [string, Partial<HttpRequest>][])
        it(`reads headers that come more than once, of ${what}: joined, the first, or cookies apart`, async () => {
            answer = (_, reply) => {
                const lines = ['X-Two', 'a', 'X-Two', 'b', 'Retry-After', '5', 'Retry-After', '9'];
                const cookies = ['Set-Cookie', 'a=1, b', 'Set-Cookie', 'c=2'];
                reply.writeHead(200, [...lines, ...cookies]).end();
            };
            const { headers, cookies } = await http.send(get(more));
            assert.deepEqual([headers['x-two'], headers['retry-after']], ['a, b', '5']);
            assert.deepEqual([cookies, headers['set-cookie']], [['a=1, b', 'c=2'], undefined]);
        });

    it('sends the headers it is given, what it can read and who it is, and no other', async () => {
        let seen: IncomingMessage | undefined;
        let text = '';
        answer = (request, reply) => {
            seen = request;
            request.on('data', (data) => {
                text += data;
            });
            request.on('end', () => reply.end());
        };
        const headers = { 'content-type': 'text/plain', 'x-own': 'ö' };
        await http.send(get({ method: 'POST', headers, body: 'Zoë' }));
        assert.equal(seen?.url, '/contacts?a=b');
        const { 'user-agent': agent, host, connection, ...others } = seen?.headers ?? {};
        assert.match(agent ?? '', /^axios\//);
        assert.deepEqual(others, {
            ...headers,
            'content-length': '4',
            'accept-encoding': 'gzip, deflate, br',
        });
        assert.equal(text, 'Zoë');
    });

    it('explains an answer that is packed badly', async () => {
        answer = (_, reply) => reply.setHeader('Content-Encoding', 'gzip').end('no gzip');
        await failure(http.send(get()), 'network_error');
    });

    it('ends at once when it is called off, whether an answer has begun or not', async () => {
        for (const begin of [true, false]) {
            const arrived = new Promise<ServerResponse>((resolve) => {
                answer = (_, reply) => {
                    if (begin) reply.write('{');
                    resolve(reply);
                };
            });
            const call = new AbortController();
            const sent = http.send(get({ signal: call.signal }));
            const reply = await arrived;
            const closed = new Promise((resolve) => reply.once('close', resolve));
            call.abort();
            await failure(sent, 'aborted');
            await closed;
        }
    });

    it('ends an answer that does not end in time', async () => {
        answer = (_, reply) => reply.write('{');
        await failure(http.send(get({ timeout: 50 })), 'timeout');
    });

    it('uses one connection for one request after the other', async () => {
        const sockets = new Set<unknown>();
        answer = (request, reply) => {
            sockets.add(request.socket);
            reply.end('{}');
        };
        for (let i = 0; i < 20; i++) await http.send(get());
        await settled();
        assert.equal(sockets.size, 1);
    });
});

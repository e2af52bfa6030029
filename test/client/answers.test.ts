import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { ApiRequest, Client } from '../../src/client';
import { clientOf, failure } from './support';

type Handler = (request: IncomingMessage, reply: ServerResponse, body: string) => void;

describe('client: requests and answers of other kinds', () => {
    let handle: Handler;
    let server: Server;
    /** A host that is not the connection's. */
    let other: Server;
    let client: Client;
    let elsewhere: IncomingMessage[];
    const urlOf = (one: Server) => `http://127.0.0.1:${(one.address() as AddressInfo).port}`;

    before(async () => {
        server = createServer(async (request, reply) => {
            let body = '';
            for await (const chunk of request) body += chunk;
            handle(request, reply, body);
        });
        other = createServer((request, reply) => {
            elsewhere.push(request);
            reply.end('the recording');
        });
        for (const one of [server, other]) await new Promise<void>((resolve) => one.listen(0, '127.0.0.1', resolve));
    });
    beforeEach(() => {
        elsewhere = [];
        client = clientOf({ url: urlOf(server), token: 'tok-en' }, { maxRetries: 0, timeout: 20_000 }).client;
    });
    afterEach(() => client.close());
    after(() => {
        for (const one of [server, other]) {
            one.close();
            one.closeAllConnections();
        }
    });

    const get = (more: Partial<ApiRequest> = {}): ApiRequest => ({
        method: 'GET',
        path: '/x',
        repeat: 'always',
        ...more,
    });

    for (const [method, body] of [
        ['PATCH', { name: 'Zoë' }],
        ['DELETE', { admin_id: '1' }],
        ['DELETE', undefined],
        ['PUT', []],
    ] as const)
        it(`sends ${method} with ${body === undefined ? 'no body' : JSON.stringify(body)}`, async () => {
            let seen: [string | undefined, string | undefined, string] | undefined;
            handle = (request, reply, text) => {
                seen = [request.method, request.headers['content-type'], text];
                reply.end('{}');
            };
            await client.call({ method, path: '/x', body, repeat: 'always' });
            const sent = body === undefined ? [undefined, ''] : ['application/json', JSON.stringify(body)];
            assert.deepEqual(seen, [method, ...sent]);
        });

    it('asks for what it is told to accept', async () => {
        const seen: (string | undefined)[] = [];
        handle = (request, reply) => {
            seen.push(request.headers.accept, request.headers.authorization);
            reply.end('a,b\n');
        };
        const { body } = await client.call(get({ accept: 'text/csv', readAs: 'text' }));
        assert.deepEqual([body, ...seen], ['a,b\n', 'text/csv', 'Bearer tok-en']);
    });

    it('reads bytes as they are', async () => {
        const bytes = Buffer.from([0x1f, 0x8b, 0xff, 0, 0xef, 0xbb, 0xbf]);
        handle = (_, reply) => reply.setHeader('content-type', 'application/octet-stream').end(bytes);
        assert.deepEqual((await client.call(get({ readAs: 'binary' }))).body, bytes);
    });

    it('reads an error of a download as an error', async () => {
        const body = { type: 'error.list', errors: [{ code: 'not_found', message: 'Resource Not Found' }] };
        handle = (_, reply) => reply.writeHead(404).end(JSON.stringify(body));
        for (const readAs of ['text', 'binary'] as const)
            assert.match((await failure(client.call(get({ readAs })), 'not_found')).message, /Resource Not Found/);
    });

    it('downloads 50 MB with little more memory than they take', async () => {
        const size = 50 * 1024 * 1024;
        const piece = Buffer.alloc(64 * 1024, 7);
        handle = (_, reply) => {
            let left = size / piece.length;
            const more = () => {
                while (left-- > 0) if (!reply.write(piece)) return reply.once('drain', more);
                reply.end();
            };
            more();
        };
        const memory = () => process.memoryUsage().arrayBuffers;
        const before = memory();
        let most = 0;
        const watch = setInterval(() => {
            most = Math.max(most, memory() - before);
        }, 5);
        const { body } = await client.call<Buffer>(get({ readAs: 'binary' }));
        clearInterval(watch);
        assert.equal(body.length, size);
        assert(body.every((byte) => byte === 7));
        assert(most < 2.5 * size, `${Math.round(most / 1024 / 1024)} MB`);
    });

    describe('a redirect', () => {
        const redirect = (status: number, location: string) => {
            handle = (request, reply) =>
                request.url === '/x' ? reply.writeHead(status, { location }).end() : reply.end('{"there":true}');
        };

        for (const status of [301, 302, 303, 307, 308])
            it(`of ${status} is answered, and not followed`, async () => {
                const url = `${urlOf(other)}/recording?signature=a%2Fb`;
                redirect(status, url);
                const answer = await client.call(get({ redirect: 'answer' }));
                assert.deepEqual([answer.status, answer.body, answer.headers.location], [status, { url }, url]);
                assert.equal(elsewhere.length, 0);
            });

        it('is answered with a full address', async () => {
            redirect(302, '/there?a=1');
            const { body } = await client.call(get({ redirect: 'answer' }));
            assert.deepEqual(body, { url: `${urlOf(server)}/there?a=1` });
        });

        it('that leads nowhere is an error', async () => {
            for (const location of ['javascript:alert(1)', 'file:///etc/passwd', 'http://']) {
                redirect(302, location);
                await failure(client.call(get({ redirect: 'answer' })), 'invalid_response');
            }
        });

        it('is followed without the token to another host', async () => {
            redirect(302, `${urlOf(other)}/recording`);
            const { body, url } = await client.call(get({ redirect: 'follow', readAs: 'text' }));
            assert.deepEqual([body, url], ['the recording', `${urlOf(other)}/recording`]);
            assert.equal(elsewhere[0]?.headers.authorization, undefined);
            assert.equal(elsewhere[0]?.headers['intercom-version'], undefined);
        });

        it('is followed on the same host, with the token', async () => {
            handle = ({ url, headers: { authorization } }, reply) =>
                url === '/x'
                    ? reply.writeHead(302, { location: '/there' }).end()
                    : reply.end(JSON.stringify({ url, authorization }));
            const { body } = await client.call(get({ redirect: 'follow' }));
            assert.deepEqual(body, { url: '/there', authorization: 'Bearer tok-en' });
        });

        it('is an error where nobody asked for it', async () => {
            redirect(302, `${urlOf(other)}/recording`);
            await failure(client.call(get()), 'invalid_response');
            assert.equal(elsewhere.length, 0);
        });

        it('is no answer without an address', async () => {
            handle = (_, reply) => reply.writeHead(304).end();
            await failure(client.call(get({ redirect: 'answer' })), 'invalid_response');
        });
    });
});

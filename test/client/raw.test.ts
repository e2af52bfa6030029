import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { Client, type RawRequest } from '../../src/client';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { assertHides, clientOf, failure } from './support';

const defaults = {
    method: 'GET',
    responseType: 'json',
    maxRetries: 0,
    retryDelay: 0,
    retryAllErrors: false,
    exponentialBackoff: false,
} as const;

interface Echo {
    method: string;
    path: string;
    query: string;
    headers: Record<string, string>;
    body: string;
    json?: unknown;
    fields?: Record<string, unknown>;
    files?: Record<string, unknown>[];
}

describe('client: raw request', () => {
    let sandbox: Sandbox;
    /** A host that is not the connection's. */
    let other: Server;
    let otherUrl: string;
    let seen: { method: string; url: string; headers: IncomingHttpHeaders }[];
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 3, companies: 1 } });
        other = createServer(({ method = '', url = '', headers }, answer) => {
            seen.push({ method, url, headers });
            answer.setHeader('content-type', 'application/json').end('{"other":true}');
        });
        await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
        otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}`;
    });
    beforeEach(() => {
        sandbox.reset();
        seen = [];
    });
    after(async () => {
        other.close();
        await sandbox.close();
    });

    const raw = (request: Partial<RawRequest>, client = clientOf(sandbox).client) =>
        client.raw({ ...defaults, url: '/_echo', ...request });
    const echo = async (request: Partial<RawRequest>) => (await raw(request)).body as Echo;

    describe('url', () => {
        for (const [url, path, query] of [
            ['/_echo', '/_echo', ''],
            ['_echo', '/_echo', ''],
            ['/_echo?a=1', '/_echo', 'a=1'],
            ['/_echo#part', '/_echo', ''],
            ['/_echo/a%2Fb', '/_echo/a%2Fb', ''],
            ['/_echo/a@b.c', '/_echo/a@b.c', ''],
            ['  /_echo ', '/_echo', ''],
        ] as const)
            it(`takes ${url}`, async () => {
                const answer = await echo({ url });
                assert.deepEqual([answer.path, answer.query], [path, query]);
            });

        it('takes a full URL on the host of the connection', async () => {
            assert.equal((await echo({ url: `${sandbox.url}/_echo?x=1` })).query, 'x=1');
        });

        it('puts the query behind what the URL has', async () => {
            const { query } = await echo({ url: '/_echo?a=1', query: { b: [2, 3], c: 'ä b' } });
            assert.equal(query, 'a=1&b=2&b=3&c=%C3%A4+b');
        });

        const foreign = () => [
            'https://example.com/contacts',
            '//example.com/contacts',
            '///example.com',
            '/\\example.com',
            '\\\\example.com',
            '@example.com/',
            'http:\\\\example.com',
            'javascript:alert(1)',
            'file:///etc/passwd',
            `${sandbox.url.replace('//', '//user:pass@')}/contacts`,
            `${sandbox.url}@example.com/contacts`,
            `${sandbox.url.replace(/\d+$/, '1')}/contacts`,
            sandbox.url.replace('http:', 'https:'),
            'http://127.0.0.1/contacts',
            'ht\ntp://example.com/',
            '/contacts\r\nX: 1',
            '\t//example.com',
        ];
        it('refuses every other host before anything is sent', async () => {
            for (const url of foreign()) {
                const error = await failure(raw({ url }), 'foreign_host');
                assert.equal(error.field, 'url');
                assertHides(error, sandbox.token);
            }
            assert.equal(sandbox.requests.length, 0);
        });

        it('never leaves the host, whatever the text', async () => {
            const { client } = clientOf({ url: 'http://127.0.0.1:1', token: 'tok-en' }, { maxRetries: 0 });
            const hard = fc.stringMatching(/^[a-z@:/\\?#%.\s\t\n[\]0-9]{0,20}$/);
            await fc.assert(
                fc.asyncProperty(fc.oneof(hard, fc.webUrl()), async (url) => {
                    const error = await raw({ url }, client).catch((reason) => reason);
                    // Either refused, or sent to the one host, where nobody listens.
                    if (error.code === 'network_error')
                        assert.match(error.message, / at 127\.0\.0\.1:1, ECONNREFUSED\)$/);
                    else assert.match(error.code, /^(foreign_host|invalid_field)$/);
                }),
                { numRuns: 200 },
            );
        });

        it('stays below the path of a base URL', async () => {
            const client = clientOf({ url: `${sandbox.url}/_echo`, token: sandbox.token }).client;
            const { body } = await raw({ url: '/a' }, client);
            assert.equal((body as Echo).path, '/_echo/a');
            await failure(raw({ url: '/../contacts' }, client), 'foreign_host');
            await failure(raw({ url: '/%2e%2e/contacts' }, client), 'foreign_host');
        });

        it('refuses an empty one', async () => {
            assert.equal((await failure(raw({ url: ' ' }), 'invalid_field')).field, 'url');
        });
    });

    describe('body', () => {
        const json = 'application/json';
        const text = 'text/plain; charset=utf-8';
        for (const [what, data, type, body] of [
            ['an object', { a: null, b: [0] }, json, '{"a":null,"b":[0]}'],
            ['an array', [], json, '[]'],
            ['false', false, json, 'false'],
            ['0', 0, json, '0'],
            ['JSON text', ' {"a":1}', json, ' {"a":1}'],
            ['other text', 'hello {', text, 'hello {'],
            ['bytes', Buffer.from('abc'), 'application/octet-stream', 'abc'],
            ['nothing', undefined, undefined, ''],
            ['empty text', '', undefined, ''],
        ] as const)
            it(`sends ${what}`, async () => {
                const answer = await echo({ method: 'POST', data });
                assert.equal(answer.headers['content-type'], type);
                assert.equal(answer.body, body);
            });

        it('refuses what has no JSON', async () => {
            const circle: Record<string, unknown> = {};
            circle.self = circle;
            for (const data of [circle, 1n, () => 1])
                assert.equal((await failure(raw({ method: 'POST', data }), 'invalid_field')).field, 'data');
        });

        it('leaves the type to the user who gives it', async () => {
            const answer = await echo({
                method: 'POST',
                data: 'a=1',
                headers: { 'CONTENT-type': 'application/x-www-form-urlencoded' },
            });
            assert.equal(answer.headers['content-type'], 'application/x-www-form-urlencoded');
        });

        it('sends forms and files', async () => {
            const { headers, fields, files } = await echo({
                method: 'POST',
                formData: { name: 'Käse', count: 2, list: ['a', 'b'], object: { a: 1 } },
                fileData: { doc: 'text ä', image: Buffer.from([0, 255, 10]), plain: new Uint8Array([1, 2]) },
                fileNames: { doc: 'notes.txt', image: 'a "b".png' },
                headers: { 'content-type': 'text/plain' },
            });
            assert.match(headers['content-type'] ?? '', /^multipart\/form-data; boundary=/);
            assert.deepEqual(fields?.name, 'Käse');
            assert.deepEqual(fields?.count, '2');
            assert.deepEqual(fields?.object, '{"a":1}');
            assert.equal(files?.length, 3);
            assert.match(JSON.stringify(files), /notes\.txt.*image\/png/s);
        });

        it('builds a multipart body anew for every attempt', async () => {
            sandbox.fault({ kind: 'status', status: 503, times: 2 });
            const { fields, files } = await echo({
                method: 'PUT',
                formData: { a: 1 },
                fileData: { f: 'x' },
                maxRetries: 3,
            });
            assert.deepEqual([fields?.a, files?.length, sandbox.requests.length], ['1', 1, 3]);
        });

        it('refuses data together with a form', async () => {
            assert.equal(
                (await failure(raw({ method: 'POST', data: {}, formData: { a: 1 } }), 'invalid_field')).field,
                'data',
            );
            assert.equal(
                (await failure(raw({ method: 'POST', data: 'x', fileData: { a: 'b' } }), 'invalid_field')).field,
                'data',
            );
        });
    });

    describe('headers', () => {
        it('sends the user’s own over the connection’s', async () => {
            const { headers } = await echo({
                headers: { 'X-Own': 'yes', 'intercom-VERSION': '2.11', nothing: undefined, n: 1 },
            });
            assert.deepEqual([headers['x-own'], headers['intercom-version'], headers.n], ['yes', '2.11', '1']);
            assert.equal(headers.authorization, `Bearer ${sandbox.token}`);
        });

        for (const [what, headers] of [
            ['Authorization', { Authorization: 'Bearer x' }],
            ['authorization in another case', { aUTHORIZATION: 'x' }],
            ['Host', { Host: 'example.com' }],
            ['Content-Length', { 'content-length': '3' }],
            ['a line break in a value', { a: 'b\r\nAuthorization: x' }],
            ['a line break in a name', { 'a\r\nb': 'c' }],
            ['an empty name', { '': 'c' }],
            ['a letter outside of Latin', { a: 'ж' }],
        ] as [string, Record<string, unknown>][])
            it(`refuses ${what}`, async () => {
                assert.equal((await failure(raw({ headers }), 'invalid_field')).field, 'headers');
                assert.equal(sandbox.requests.length, 0);
            });
    });

    describe('answer', () => {
        it('reads JSON, text and bytes', async () => {
            assert.equal(((await raw({})).body as Echo).method, 'GET');
            assert.equal((await raw({ url: '/_text', responseType: 'text' })).body, 'plain text, é ✓');
            const { body } = await raw({ url: '/_bytes?n=300', responseType: 'binary' });
            assert(Buffer.isBuffer(body));
            assert.deepEqual([body.length, body[255], body[256]], [300, 255, 0]);
        });

        it('is an error when JSON was asked for and none came', async () => {
            await failure(raw({ url: '/_text' }), 'invalid_response');
        });

        it('has status, headers and URL', async () => {
            const { status, headers, url, requestId } = await raw({ query: { a: 1 } });
            assert.deepEqual([status, url], [200, `${sandbox.url}/_echo?a=1`]);
            assert(headers['x-ratelimit-limit']);
            assert(requestId);
        });

        for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'])
            it(`does ${method}`, async () => assert.equal((await echo({ method })).method, method));
        it('does HEAD', async () => {
            const { body, headers } = await raw({ method: 'head' });
            assert.deepEqual([body, headers['x-echo-method']], [null, 'HEAD']);
        });
        it('knows Intercom’s refusal of a HEAD, which has no body', async () => {
            sandbox.fault({ kind: 'status', status: 401 });
            const error = await failure(raw({ method: 'HEAD' }), 'unauthorized');
            assert.match(error.message, /^The access token is refused\./);
        });

        for (const responseType of ['json', 'text', 'binary'] as const)
            it(`reads Intercom’s error whatever the type asked for: ${responseType}`, async () => {
                const error = await failure(raw({ url: '/contacts/none', responseType }), 'not_found');
                assert(error.errors?.length);
            });
    });

    describe('repetitions', () => {
        const fail = (status: number, times: number) => sandbox.fault({ kind: 'status', status, times });
        const count = () => sandbox.requests.length;

        it('are none by default, for 429 too', async () => {
            for (const status of [429, 500]) {
                sandbox.reset();
                fail(status, 1);
                await assert.rejects(raw({}));
                assert.equal(count(), 1);
            }
        });

        for (const [method, status, retries, all, expected] of [
            ['GET', 500, 2, false, 3],
            ['PUT', 500, 2, false, 3],
            ['DELETE', 503, 2, false, 3],
            ['POST', 500, 2, false, 1],
            ['PATCH', 500, 2, false, 1],
            ['POST', 429, 2, false, 3],
            ['GET', 404, 2, false, 1],
            ['GET', 404, 2, true, 3],
            ['POST', 500, 2, true, 3],
            ['POST', 400, 2, true, 3],
        ] as const)
            it(`${method} with ${status}${all ? ', all errors' : ''}: ${expected} attempts`, async () => {
                fail(status, 9);
                await assert.rejects(raw({ method, maxRetries: retries, retryAllErrors: all }));
                assert.equal(count(), expected);
            });

        it('repeat a search, which is a read by POST', async () => {
            fail(500, 1);
            await raw({
                method: 'POST',
                url: '/contacts/search',
                data: { query: { field: 'role', operator: '=', value: 'user' } },
                maxRetries: 1,
            });
            assert.equal(count(), 2);
        });

        it("take Intercom's 404 of a repeated DELETE as done, and a proxy's not", async () => {
            const request = { method: 'DELETE', url: '/contacts/5ba682d23d7cf92bef87bfd4', maxRetries: 1 };
            fail(503, 1);
            assert.equal((await raw(request)).repeated, true);
            fail(503, 1);
            sandbox.fault({ kind: 'html', status: 404 });
            await failure(raw(request), 'not_found');
        });

        it('repeat after a network error', async () => {
            sandbox.fault({ kind: 'reset', times: 2 });
            await raw({ maxRetries: 2 });
            assert.equal(count(), 3);
        });

        const waits = async (request: Partial<RawRequest>) => {
            const { client, clock } = clientOf(sandbox);
            await raw(request, client);
            return clock.waits;
        };
        it('wait the delay', async () => {
            fail(500, 2);
            assert.deepEqual(await waits({ maxRetries: 2, retryDelay: 250 }), [250, 250]);
        });
        it('wait 1, 2, 4 s with exponential backoff, the delay ignored', async () => {
            fail(500, 3);
            assert.deepEqual(
                await waits({ maxRetries: 3, retryDelay: 250, exponentialBackoff: true }),
                [1000, 2000, 4000],
            );
        });
        it('wait as long as Retry-After asks, over both', async () => {
            sandbox.fault({ kind: 'status', status: 503, headers: { 'retry-after': '7' } });
            assert.deepEqual(await waits({ maxRetries: 1, retryDelay: 250, exponentialBackoff: true }), [7000]);
        });
        it('wait as long as X-RateLimit-Reset asks after a 429', async () => {
            sandbox.fault({ kind: 'rateLimit', resetIn: 30 });
            const [first = 0, ...rest] = await waits({ maxRetries: 1, retryDelay: 250 });
            assert(first >= 29_000 && first <= 32_000, String(first));
            assert.deepEqual(rest, []);
        });

        it('have their own timeout for each attempt', async () => {
            sandbox.fault({ kind: 'stall', times: 1 });
            const { status } = await raw({ timeout: 80, maxRetries: 1 });
            assert.equal(status, 200);
            sandbox.fault({ kind: 'stall', times: 1 });
            assert.match((await failure(raw({ timeout: 80 }), 'timeout')).message, /80 ms/);
        });
    });

    describe('redirects', () => {
        const to = (url: string, status = 302) => `/_redirect?status=${status}&to=${encodeURIComponent(url)}`;

        it('keep the token on the same host', async () => {
            const { body, url } = await raw({ url: to('/_echo?x=1') });
            assert.equal((body as Echo).headers.authorization, `Bearer ${sandbox.token}`);
            assert.equal(url, `${sandbox.url}/_echo?x=1`);
        });

        for (const [status, method, expected] of [
            [302, 'POST', 'GET'],
            [303, 'PUT', 'GET'],
            [307, 'POST', 'POST'],
            [308, 'PUT', 'PUT'],
        ] as const)
            it(`turn ${method} into ${expected} with ${status}`, async () => {
                const answer = await echo({ url: to('/_echo', status), method, data: { a: 1 } });
                assert.equal(answer.method, expected);
                assert.equal(answer.body, expected === 'GET' ? '' : '{"a":1}');
                assert.equal(answer.headers['content-type'], expected === 'GET' ? undefined : 'application/json');
            });

        it('keep a multipart body with 307', async () => {
            const { fields } = await echo({ url: to('/_echo', 307), method: 'POST', formData: { a: 'b' } });
            assert.equal(fields?.a, 'b');
        });

        it('to another host go without token, version and the user’s headers', async () => {
            const { body } = await raw({
                url: to(`${otherUrl}/file?sig=1`),
                headers: { 'X-Secret': 's3cret', Cookie: 'a=b' },
            });
            assert.deepEqual(body, { other: true });
            assert.equal(seen[0]?.url, '/file?sig=1');
            assert(!JSON.stringify(seen).includes(sandbox.token));
            for (const name of ['authorization', 'x-secret', 'cookie', 'intercom-version'])
                assert.equal(seen[0]?.headers[name], undefined);
        });

        it('to another host lose the token for good, even when they lead back', async () => {
            const back = createServer((_, answer) => answer.writeHead(302, { location: `${sandbox.url}/_echo` }).end());
            await new Promise<void>((resolve) => back.listen(0, '127.0.0.1', resolve));
            try {
                const url = to(`http://127.0.0.1:${(back.address() as AddressInfo).port}/`);
                await failure(raw({ url }), 'unauthorized');
                assert.equal(sandbox.requests.at(-1)?.headers.authorization, undefined);
            } finally {
                back.close();
            }
        });

        it('do not carry data to another host', async () => {
            const error = await failure(
                raw({ url: to(otherUrl, 307), method: 'POST', data: { a: 1 } }),
                'foreign_host',
            );
            assertHides(error, sandbox.token);
            assert.equal(seen.length, 0);
        });

        it('are followed five times at most', async () => {
            let url = '/_echo';
            for (let i = 0; i < 5; i++) url = to(url);
            assert.equal((await raw({ url })).status, 200);
            await failure(raw({ url: to(url) }), 'invalid_response');
        });

        it('to no http address are refused', async () => {
            await failure(raw({ url: to('file:///etc/passwd') }), 'invalid_response');
        });
    });

    it('is called off with its signal', async () => {
        sandbox.fault({ kind: 'stall' });
        const { client } = clientOf(sandbox);
        assert(client instanceof Client);
        const stop = new AbortController();
        setTimeout(() => stop.abort(), 30);
        await failure(client.raw({ ...defaults, url: '/_echo' }, { signal: stop.signal }), 'aborted');
    });
});

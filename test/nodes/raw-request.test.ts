import assert from 'node:assert/strict';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import type { AddressInfo } from 'node:net';
import helper from 'node-red-node-test-helper';
import { type Seen, TestFlow, until, withSandbox } from './flow';

const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });
const num = (property: string, value: number) => ({ [property]: String(value), [`${property}Type`]: 'num' });
const yes = (property: string) => ({ [property]: 'true', [`${property}Type`]: 'bool' });
const msgOf = (property: string, place: string) => ({ [property]: place, [`${property}Type`]: 'msg' });
const msg = (property: string) => msgOf(property, `payload.${property}`);
const type = 'intercom-raw-request';

interface Echo {
    method: string;
    query: string;
    headers: Record<string, string>;
    body: string;
    json?: unknown;
    fields?: Record<string, string>;
    files?: { name: string; filename: string; contentType: string; size: number }[];
}

describe('raw request', () => {
    const held = withSandbox();
    const load = (properties: Record<string, unknown>) => TestFlow.load(held.sandbox, type, properties);
    const echo = async (properties: Record<string, unknown>, payload: unknown = {}): Promise<Echo> => {
        const flow = await load({ ...str('url', '/_echo'), ...properties });
        return (await flow.output({ payload })).payload as Echo;
    };
    const refusal = async (properties: Record<string, unknown>, payload: unknown = {}): Promise<Seen> => {
        const flow = await load({ ...str('url', '/_echo'), ...properties });
        const caught = await flow.error({ payload });
        assert.equal(held.sandbox.requests.length, 0, 'a request was sent');
        return caught;
    };

    it('answers payload, status code, headers and URL as the core http request node does', async () => {
        const flow = await load(str('url', '/me'));
        const { payload, statusCode, headers, responseUrl, intercom } = await flow.output({ topic: 'kept' });
        assert.equal((payload as { type: string }).type, 'admin');
        assert.equal(statusCode, 200);
        assert.match((headers as Record<string, string>)['content-type'] ?? '', /json/);
        assert.equal(responseUrl, `${held.sandbox.url}/me`);
        assert.equal(intercom.action, type);
    });

    describe('headers of the answer', () => {
        const cookies = ['a=1; path=/', 'b=2; expires=Wed, 21 Oct 2026 07:28:00 GMT'];
        const answered = async () => {
            const flow = await load(str('url', '/tags'));
            const headers = { 'Set-Cookie': cookies, 'Cache-Control': 'no-store' };
            held.sandbox.fault({ kind: 'status', status: 200, body: { type: 'list', data: [] }, headers } as never);
            return flow.output({});
        };

        it('have a list of cookies', async () => {
            const { headers } = await answered();
            assert.deepEqual((headers as Record<string, unknown>)['set-cookie'], cookies);
        });

        for (const [what, change, expected] of [
            ['are none of the http request that follows', () => {}, undefined],
            [
                'but those that a flow has changed are',
                (headers: Record<string, unknown>) => (headers['x-own'] = '1'),
                '1',
            ],
        ] as const)
            it(what, async () => {
                const message = await answered();
                change(message.headers as Record<string, unknown>);
                const seen: { headers: IncomingHttpHeaders; body: string }[] = [];
                const other = createServer(async (request, reply) => {
                    let body = '';
                    for await (const chunk of request) body += chunk;
                    seen.push({ headers: request.headers, body });
                    reply.end('ok');
                });
                await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
                const url = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
                try {
                    await helper.unload();
                    const core = require('@node-red/nodes/core/network/21-httprequest.js');
                    const node = { id: 'r', z: 't', type: 'http request', method: 'POST', url, ret: 'txt', x: 0, y: 0 };
                    await helper.load(core, [
                        { id: 't', type: 'tab' },
                        { ...node, wires: [[]] },
                    ] as never);
                    // a body of another length, which the headers of the answer would cut off or wait for
                    const payload = { text: 'hello' };
                    const headers = message.headers as Record<string, unknown>;
                    for (const name of expected ? ['content-length', 'transfer-encoding'] : []) delete headers[name];
                    helper.getNode('r').receive({ ...message, payload } as never);
                    await until(() => seen.length > 0);
                    assert.equal(seen[0]?.body, '{"text":"hello"}');
                    assert.equal(seen[0]?.headers['x-own'], expected);
                    assert.equal(seen[0]?.headers['cache-control'], expected && 'no-store');
                } finally {
                    other.close();
                    other.closeAllConnections();
                }
            });
    });

    it('takes a full URL on the connection’s host', async () => {
        const { method } = await echo(str('url', `${held.sandbox.url}/_echo`));
        assert.equal(method, 'GET');
    });

    it('sends objects and JSON text as JSON, other text as text, 0 and false as they are', async () => {
        const post = { ...str('method', 'POST'), data: 'payload', dataType: 'msg' };
        assert.deepEqual((await echo(post, { a: [1] })).json, { a: [1] });
    });

    for (const [data, contentType, body] of [
        ['{"a":1}', 'application/json', '{"a":1}'],
        ['plain', 'text/plain', 'plain'],
        [0, 'application/json', '0'],
        [false, 'application/json', 'false'],
    ] as const) {
        it(`sends ${JSON.stringify(data)} as ${contentType}`, async () => {
            const sent = await echo({ ...str('method', 'POST'), data: 'payload', dataType: 'msg' }, data);
            assert.ok(sent.headers['content-type']?.startsWith(contentType), sent.headers['content-type']);
            assert.equal(sent.body, body);
        });
    }

    const at = new Date('2026-01-31T09:00:00Z');

    for (const [data, body] of [
        [{ at, list: [{ at }], gone: undefined }, '{"at":1769850000,"list":[{"at":1769850000}]}'],
        [at, '1769850000'],
        [at.toISOString(), '2026-01-31T09:00:00.000Z'],
        ['{ "a" : [1, null] }', '{ "a" : [1, null] }'],
        [Buffer.from('bytes'), 'bytes'],
        [null, ''],
    ] as const)
        it(`sends ${JSON.stringify(data)} as ${body}`, async () => {
            const sent = await echo({ ...str('method', 'POST'), ...msg('data') }, { data });
            assert.equal(sent.body, body);
        });

    it('sends a Date in form data as Unix seconds', async () => {
        const form = await echo({ ...str('method', 'POST'), ...msg('formData') }, { formData: { at, more: { at } } });
        assert.deepEqual({ ...form.fields }, { at: '1769850000', more: '{"at":1769850000}' });
    });

    for (const [field, value, path] of [
        ['data', { a: [1, Number.NaN] }, 'a[1]'],
        ['data', [{ b: Number.POSITIVE_INFINITY }], '[0].b'],
        ['data', { list: [undefined] }, 'list[0]'],
        ['data', { a: { f: () => 1 } }, 'a.f'],
        ['data', Number.NaN, 'value'],
        ['formData', { a: { b: Number.NaN } }, 'a.b'],
        ['formData', { a: [undefined] }, 'a[0]'],
    ] as const)
        it(`refuses what JSON does not know in ${field}, at ${path}`, async () => {
            const properties = { ...str('method', 'POST'), ...msg(field) };
            const { intercom } = await refusal(properties, { [field]: value });
            assert.deepEqual([intercom.error?.code, intercom.error?.field], ['invalid_field', field]);
            assert.ok(intercom.error?.message.includes(`: ${path} cannot be `), intercom.error?.message);
        });

    it('repeats the key of a list in the query', async () => {
        const { query } = await echo({ ...msg('query') }, { query: { a: ['1', '2'], b: 'x y', c: 0 } });
        assert.equal(query.replace(/^\?/, ''), 'a=1&a=2&b=x+y&c=0');
    });

    it('sends a multipart body with fields and files, whole again on a repeated attempt', async () => {
        const properties = {
            ...str('method', 'POST'),
            ...msg('formData'),
            ...msg('fileData'),
            ...msg('fileNames'),
            ...num('maxRetries', 1),
            ...yes('retryAllErrors'),
        };
        const flow = await load({ ...str('url', '/_echo'), ...properties });
        held.sandbox.fault({ kind: 'status', status: 503, match: { path: /_echo/ } });
        const { payload } = await flow.output({
            payload: {
                formData: { kind: 'note', count: 3 },
                fileData: { file: Buffer.alloc(100_000, 1), other: 'text' },
                fileNames: { file: 'picture.png' },
            },
        });
        const { fields, files } = payload as Echo;
        assert.deepEqual({ ...fields }, { kind: 'note', count: '3' });
        assert.deepEqual(
            files?.map(({ name, filename, size }) => [name, filename, size]),
            [
                ['file', 'picture.png', 100_000],
                ['other', 'other', 4],
            ],
        );
        assert.equal(held.sandbox.requests.length, 2);
    });

    it('reads binary and text as asked, and refuses a text that should be JSON', async () => {
        const binary = await load({ ...str('url', '/_bytes?n=1000'), ...str('responseType', 'binary') });
        const { payload } = await binary.output({});
        assert.ok(Buffer.isBuffer(payload));
        assert.equal(payload.length, 1000);
    });

    it('answers text as text', async () => {
        const flow = await load({ ...str('url', '/_text'), ...str('responseType', 'text') });
        assert.equal(typeof (await flow.output({})).payload, 'string');
    });

    it('a body that is not JSON is an error, not text', async () => {
        const flow = await load(str('url', '/_text'));
        const { intercom } = await flow.error({});
        assert.equal(intercom.error?.code, 'invalid_response');
    });

    for (const [url, code] of [
        ['https://evil.example.com/contacts', 'foreign_host'],
        ['//evil.example.com/contacts', 'foreign_host'],
        ['/\\evil.example.com', 'foreign_host'],
        ['http://sandbox@evil.example.com/', 'foreign_host'],
        ['ftp://127.0.0.1/', 'foreign_host'],
    ] as const) {
        it(`refuses ${url}`, async () => {
            const { intercom } = await refusal(str('url', url));
            assert.equal(intercom.error?.code, code);
            assert.equal(intercom.error?.field, 'url');
        });
    }

    describe('a URL with places', () => {
        const sent = async (url: string, msg: Record<string, unknown>, more: Record<string, unknown> = {}) => {
            const flow = await load({ ...str('url', url), ...more });
            await flow.output(msg);
            return held.sandbox.requests.map((one) => one.url);
        };

        for (const [url, payload, expected] of [
            ['/_echo/{{payload.id}}', { id: 'a1' }, '/_echo/a1'],
            [
                '/_echo/{{ payload.id }}/tags?n={{payload.n}}',
                { id: 'a/b ?ü', n: 1.5 },
                '/_echo/a%2Fb%20%3F%C3%BC/tags?n=1.5',
            ],
            ['/_echo/{{payload.id}}', { id: '../x' }, '/_echo/..%2Fx'],
            ['{{{payload.path}}}?a=1', { path: '/_echo/a/b' }, '/_echo/a/b?a=1'],
            ['/{{&payload.path}}', { path: '_echo?a=1&b=2' }, '/_echo?a=1&b=2'],
            ['/_echo/{{payload[0].id}}', [{ id: 7 }], '/_echo/7'],
            ['/_echo/{{payload.id}}', { id: '{{payload.other}}' }, '/_echo/%7B%7Bpayload.other%7D%7D'],
        ] as const)
            it(`fills ${url} from ${JSON.stringify(payload)}`, async () => {
                assert.deepEqual(await sent(url, { payload }), [expected]);
            });

        it('fills it for each element of a list', async () => {
            const each = { forEach: 'list', forEachType: 'msg' };
            const urls = await sent(
                '/_echo/{{payload.id}}/{{topic}}',
                { topic: 't', list: [{ id: 1 }, { id: 2 }] },
                each,
            );
            assert.deepEqual(urls.sort(), ['/_echo/1/t', '/_echo/2/t']);
        });

        it('takes one from the message as it is', async () => {
            const urls = await sent('url', { url: '/_echo?q={{payload.id}}', payload: { id: 1 } }, msgOf('url', 'url'));
            assert.deepEqual(urls, ['/_echo?q={{payload.id}}']);
        });

        for (const [url, payload, code, says] of [
            ['/contacts/{{payload.id}}', {}, 'missing_field', /msg\.payload\.id holds nothing/],
            ['/contacts/{{payload.id}}', 'text', 'missing_field', /msg\.payload\.id holds nothing/],
            ['/contacts/{{payload.id}}', { id: '' }, 'missing_field', /msg\.payload\.id holds nothing/],
            ['/contacts/{{payload.id}}', { id: null }, 'missing_field', /msg\.payload\.id is null/],
            ['/contacts{{{payload.path}}}', {}, 'missing_field', /msg\.payload\.path holds nothing/],
            ['/contacts/{{payload.id}}', { id: { a: 1 } }, 'invalid_field', /not \{"a":1\}/],
            ['/contacts/{{payload.id}}', { id: ['a'] }, 'invalid_field', /not \["a"\]/],
            ['/contacts/{{payload.id}}/tags', { id: '..' }, 'invalid_field', /not "\.\."/],
            ['/contacts/{{payload..id}}', { id: 'a' }, 'invalid_field', /cannot be evaluated/],
            ['{{{payload.host}}}/contacts', { host: 'https://evil.example.com' }, 'foreign_host', /another host/],
        ] as const)
            it(`refuses ${url} with ${JSON.stringify(payload)}`, async () => {
                const { intercom } = await refusal(str('url', url), payload);
                assert.deepEqual([intercom.error?.code, intercom.error?.field], [code, 'url']);
                assert.match(intercom.error?.message ?? '', says);
            });
    });

    it('sends the token to no other host, through redirects either', async () => {
        const seen: (string | undefined)[] = [];
        const foreign = createServer((request, response) => {
            seen.push(request.headers.authorization, JSON.stringify(request.headers));
            response.setHeader('content-type', 'application/json').end('{"foreign":true}');
        });
        await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
        try {
            const target = `http://127.0.0.1:${(foreign.address() as AddressInfo).port}/x`;
            const flow = await load(str('url', `/_redirect?status=302&to=${encodeURIComponent(target)}`));
            await flow.send({});
            assert.ok(!seen.some((text) => text?.includes(held.sandbox.token)));
        } finally {
            foreign.close();
        }
    });

    for (const [what, properties, payload, field] of [
        ['Authorization in headers', msg('headers'), { headers: { authorization: 'Bearer x' } }, 'headers'],
        ['a line break in a header', msg('headers'), { headers: { 'X-A': 'a\r\nX-B: b' } }, 'headers'],
        [
            'data together with form data',
            { ...str('method', 'POST'), ...msg('data'), ...msg('formData') },
            { data: {}, formData: { a: 1 } },
            'data',
        ],
        [
            'data together with files',
            { ...str('method', 'POST'), ...msg('data'), ...msg('fileData') },
            { data: 'x', fileData: { a: 'b' } },
            'data',
        ],
        [
            'a file that is a number',
            { ...str('method', 'POST'), ...msg('fileData') },
            { fileData: { a: 5 } },
            'fileData',
        ],
        ['a method that does not exist', str('method', 'FETCH'), {}, 'method'],
        ['a query that holds an object', msg('query'), { query: { a: { b: 1 } } }, 'query'],
        ['retries below 0', num('maxRetries', -1), {}, 'maxRetries'],
        ['wrong JSON text', { ...msg('headers') }, { headers: '{' }, 'headers'],
    ] as const) {
        it(`refuses ${what}`, async () => {
            const { intercom } = await refusal(properties, payload);
            assert.equal(intercom.error?.code, 'invalid_field');
            assert.equal(intercom.error?.field, field);
        });
    }

    for (const [what, properties, status, requests] of [
        ['0 retries is none, for a 429 too', {}, 429, 1],
        ['a 429 is tried again', num('maxRetries', 2), 429, 3],
        ['a 503 is tried again', num('maxRetries', 2), 503, 3],
        ['a 404 is not', num('maxRetries', 2), 404, 1],
        ['a 404 is, with retry all errors', { ...num('maxRetries', 2), ...yes('retryAllErrors') }, 404, 3],
        ['a POST is not after a 503', { ...num('maxRetries', 2), ...str('method', 'POST') }, 503, 1],
        [
            'a POST is, with retry all errors',
            { ...num('maxRetries', 2), ...str('method', 'POST'), ...yes('retryAllErrors') },
            503,
            3,
        ],
    ] as const) {
        it(what, async () => {
            const flow = await load({ ...str('url', '/_echo'), ...properties });
            held.sandbox.fault({
                kind: 'status',
                status,
                times: Number.POSITIVE_INFINITY,
                body: { type: 'error.list', errors: [{ code: 'some_code', message: 'No' }] },
                headers: { 'x-ratelimit-reset': String(Math.floor(Date.now() / 1000)) },
            });
            const { intercom } = await flow.error({});
            assert.equal(intercom.error?.statusCode, status);
            assert.equal(held.sandbox.requests.length, requests);
        });
    }
});

import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json, msg, num, str } from './actions/case';
import { type Seen, TestFlow, unload, withSandbox } from './nodes/flow';
import { call } from './sandbox/testing';

type Properties = Record<string, unknown>;

/** What a server says that is not Intercom's everyday. */
interface Said {
    status?: number;
    headers?: Record<string, string | string[]>;
    /** Text goes as it is, everything else as JSON; nothing is an empty body. */
    body?: unknown;
}

const contact = (id: string) => ({ type: 'contact', id, role: 'user', email: `${id}@example.com` });

/**
 * Faults that people have met with other connectors, each as the kind that it stands for. Those of the watch node (a
 * page that Intercom cannot show, a time that cannot be read, ids that are numbers or text) are in `nodes/watch.test.ts`,
 * those that need a whole Node-RED in `process/reports.test.ts`.
 */
describe('what people have met', () => {
    const held = withSandbox();
    let server: Server;
    let asked: { method?: string; url?: string; body: string }[];
    /** What is said, in turn; the last for ever. */
    let says: Said[] | ((request: IncomingMessage) => Said);

    before(async () => {
        server = createServer(async (request, response) => {
            let body = '';
            for await (const chunk of request) body += chunk;
            asked.push({ method: request.method, url: request.url, body });
            const next = typeof says === 'function' ? says(request) : says.length > 1 ? says.shift() : says[0];
            const { status = 200, headers = {}, body: said } = next ?? {};
            const text = said === undefined ? '' : typeof said === 'string' ? said : JSON.stringify(said);
            response.writeHead(status, { 'Content-Type': 'application/json', ...headers }).end(text);
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    });
    after(() => new Promise((resolve) => server.close(resolve)));
    beforeEach(() => {
        asked = [];
        held.sandbox.requests.length = 0;
    });

    /** A node whose Intercom is the server above. */
    function against(type: string, properties: Properties, said: typeof says, connection: Properties = {}) {
        says = said;
        const baseUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
        return TestFlow.load(held.sandbox, type, properties, { baseUrl, maxRetries: 0, ...connection });
    }
    const load = (type: string, properties: Properties = {}) => TestFlow.load(held.sandbox, type, properties);
    const all = { fetchAll: 'true', fetchAllType: 'bool' };

    describe('02: a blank body of a 2xx is work that is done', () => {
        for (const blank of ['', ' ', '\r\n', '\t\n ']) {
            it(`${JSON.stringify(blank)}, of a raw request`, async () => {
                const properties = { ...str('url', '/events'), ...str('method', 'POST'), ...json('data', { a: 1 }) };
                const flow = await against('intercom-raw-request', properties, [{ status: 202, body: blank }]);
                const out = await flow.output({});
                assert.equal(out.payload, null);
                assert.equal((out as unknown as { statusCode: number }).statusCode, 202);
            });
        }

        for (const [type, properties, payload] of [
            ['intercom-send-event', str('eventName', 'x'), { contact_id: '1' }],
            ['intercom-archive-contact', {}, { id: '1' }],
            ['intercom-delete-tag', {}, { id: '1' }],
            ['intercom-reply', { ...str('body', 'Hi'), ...str('adminId', '1') }, { conversation_id: '1' }],
        ] as const) {
            it(`of ${type}`, async () => {
                const flow = await against(type, properties, [{ status: 202, body: ' ' }]);
                const { completed } = await flow.send({ payload });
                assert.equal(completed, 1);
                assert.equal(asked.length, 1);
            });
        }
    });

    describe('03: an empty page where Intercom said that there is more is no end', () => {
        const first = {
            type: 'list',
            data: [contact('a'), contact('b')],
            total_count: 4,
            pages: { page: 1, total_pages: 2, next: { page: 2, starting_after: 'B' } },
        };
        const second = { type: 'list', data: [contact('c'), contact('d')], total_count: 4, pages: { page: 2 } };

        it('it is asked for again', async () => {
            const said = [{ body: first }, {}, { body: second }];
            const flow = await against('intercom-list-contacts', all, said, { maxRetries: 1 });
            const { payload } = await flow.output({});
            assert.deepEqual(
                (payload as { id: string }[]).map(({ id }) => id),
                ['a', 'b', 'c', 'd'],
            );
        });

        for (const [what, empty] of [
            ['no body', {}],
            ['null', { body: 'null' }],
            ['no list', { body: {} }],
            ['an empty page with more behind it', { body: { ...first, data: [] } }],
        ] as const) {
            it(`${what} that stays is an error with next, never half a list`, async () => {
                const flow = await against('intercom-list-contacts', all, [{ body: first }, empty]);
                const { intercom } = await flow.error({});
                assert.equal(intercom.error?.code, 'invalid_response');
                assert.equal(intercom.next, 'B');
            });
        }
    });

    describe('04: where the answer says that there is more, the walk goes on', () => {
        for (const next of [
            'https://api.intercom.io/contacts?per_page=2&starting_after=X1',
            '/contacts?starting_after=X1',
            { page: 2, starting_after: 'X1' },
        ]) {
            it(JSON.stringify(next), async () => {
                const page = (data: object[], more: unknown) => ({
                    body: { type: 'list', data, pages: { page: 1, total_pages: 2, next: more } },
                });
                const said = (request: IncomingMessage) =>
                    request.url?.includes('starting_after=X1')
                        ? page([contact('c')], null)
                        : page([contact('a'), contact('b')], next);
                const flow = await against('intercom-list-contacts', all, said);
                const { payload } = await flow.output({});
                assert.equal((payload as unknown[]).length, 3);
            });
        }
    });

    describe('05: values inside objects go out as everywhere else', () => {
        const date = new Date(1_700_000_000_000);
        for (const [type, property, payload] of [
            ['intercom-update-contact', 'custom_attributes', { id: 'a' }],
            ['intercom-create-company', 'custom_attributes', { name: 'Acme' }],
            ['intercom-create-ticket', 'ticket_attributes', { ticket_type_id: '1', contact_id: 'a@b.c' }],
        ] as const) {
            it(`a Date among the ${property} of ${type}, however deep`, async () => {
                const flow = await against(type, {}, [{ body: contact('a') }]);
                await flow.output({ payload: { ...payload, [property]: { at: date, in: [{ at: date }] } } });
                assert.deepEqual(JSON.parse(asked[0]?.body ?? '')[property], {
                    at: 1_700_000_000,
                    in: [{ at: 1_700_000_000 }],
                });
            });
        }

        for (const [what, value, path] of [
            ['NaN', { a: [1, Number.NaN] }, 'a[1]'],
            ['Infinity', { a: Number.POSITIVE_INFINITY }, 'a'],
            ['a function', { a: { b: () => 1 } }, 'a.b'],
            ['undefined in a list', { a: [undefined] }, 'a[0]'],
        ] as const) {
            it(`${what} is an error that names ${path}, never a silent null`, async () => {
                const flow = await against('intercom-update-contact', {}, [{ body: contact('a') }]);
                const { intercom } = await flow.error({ payload: { id: 'a', custom_attributes: value } });
                assert.deepEqual([intercom.error?.code, intercom.error?.field], ['invalid_field', 'customAttributes']);
                assert.ok(intercom.error?.message.includes(path), intercom.error?.message);
                assert.equal(asked.length, 0);
            });
        }
    });

    describe('06: messages of one sequence share nothing', () => {
        for (const emit of ['items', 'pages']) {
            it(emit, async () => {
                const flow = await load('intercom-list-contacts', { ...num('limit', 6), ...num('perPage', 2), emit });
                const { sent } = await flow.send({ topic: { shared: true } });
                const parts = sent.flatMap((one): object[] => {
                    const { intercom, parts, topic, payload } = one as Seen & { intercom: { rateLimit: object } };
                    return [intercom, intercom.pages, intercom.rateLimit, parts, topic, payload] as object[];
                });
                assert.ok(sent.length >= 3);
                assert.equal(new Set(parts).size, parts.length);
            });
        }
    });

    it('08: an error of JSONata is shown as what it says', async () => {
        const flow = await load('intercom-update-contact', {
            contactName: '$number(payload.x)',
            contactNameType: 'jsonata',
        });
        const { intercom } = await flow.error({ payload: { id: '1', x: 'abc' } });
        assert.equal(intercom.error?.field, 'contactName');
        assert.match(intercom.error?.message ?? '', /unable to cast value to a number/i);
        assert.doesNotMatch(intercom.error?.message ?? '', /\[object/);
    });

    it('09: an email is found whatever its case, and blanks around it do not count', async () => {
        const { body } = await call(held.sandbox, 'POST', '/contacts', { email: 'ann@example.com' });
        for (const typed of ['Ann@Example.COM', ' ann@example.com ', 'ANN@EXAMPLE.COM']) {
            const flow = await load('intercom-get-contact', { contactBy: 'email' });
            const { payload } = await flow.output({ payload: { id: typed } });
            assert.equal((payload as { id: string }).id, body.id);
            await unload();
        }
    });

    describe('12: a null that came with a record changes nothing', () => {
        it('a company as Intercom gave it', async () => {
            const flow = await against('intercom-update-company', {}, [{ body: { type: 'company', id: 'c' } }]);
            await flow.output({
                payload: { type: 'company', id: 'c', company_id: null, remote_created_at: null, size: 5, plan: null },
            });
            assert.deepEqual(
                asked.map(({ method, url }) => `${method} ${url}`),
                ['PUT /companies/c'],
            );
            assert.equal(JSON.parse(asked[0]?.body ?? '').size, 5);
        });
    });

    describe('13: what Intercom answers as an object and takes as text', () => {
        for (const [avatar, sent] of [
            [{ type: 'avatar', image_url: 'https://example.com/a.png' }, 'https://example.com/a.png'],
            [{ type: 'avatar', image_url: null }, undefined],
            ['https://example.com/b.png', 'https://example.com/b.png'],
            [null, null],
        ]) {
            it(`an avatar ${JSON.stringify(avatar)}`, async () => {
                const flow = await against('intercom-update-contact', {}, [{ body: contact('a') }]);
                await flow.output({ payload: { id: 'a', avatar } });
                assert.deepEqual(JSON.parse(asked[0]?.body || '{}').avatar, sent);
            });
        }

        it('a plan', async () => {
            const flow = await against('intercom-update-company', {}, [{ body: { type: 'company', id: 'c' } }]);
            await flow.output({ payload: { id: 'c', plan: { type: 'plan', id: '1', name: 'Pro' } } });
            assert.equal(JSON.parse(asked[0]?.body ?? '').plan, 'Pro');
        });
    });

    describe('14: an error list is an error, whatever the status, and whatever is in it', () => {
        for (const errors of [null, undefined, [], [null], 'broken', [{ type: 'odd' }]]) {
            for (const status of [200, 202, 400]) {
                it(`${status} with errors ${JSON.stringify(errors)}`, async () => {
                    const body = { type: 'error.list', request_id: null, errors };
                    const flow = await against('intercom-get-contact', {}, [{ status, body }]);
                    const { intercom } = await flow.error({ payload: { id: 'a' } });
                    assert.equal(intercom.error?.statusCode, status);
                    assert.equal(typeof intercom.error?.code, 'string');
                    assert.doesNotMatch(intercom.error?.message ?? '', /undefined|null|\[object/);
                });
            }
        }
    });

    it('15: cookies of an answer are a list, as the core http request node has them', async () => {
        const cookies = ['a=1; path=/', 'b=2; expires=Wed, 21 Oct 2026 07:28:00 GMT'];
        const said = [{ headers: { 'Set-Cookie': cookies }, body: {} }];
        const flow = await against('intercom-raw-request', str('url', '/me'), said);
        const { headers } = (await flow.output({})) as unknown as { headers: Record<string, unknown> };
        assert.deepEqual(headers['set-cookie'], cookies);
    });

    describe('16: an empty 200 where a record was asked for is an answer that cannot be right', () => {
        for (const [type, properties, payload] of [
            ['intercom-get-contact', {}, { id: 'a' }],
            ['intercom-update-company', {}, { id: 'a', remote_created_at: 1 }],
            ['intercom-create-conversation', {}, { contact_id: 'a', body: 'Hi' }],
            ['intercom-send-message', { via: 'in_app', ...str('body', 'Hi') }, { contact_id: 'a' }],
            ['intercom-reply', str('body', 'Hi'), { conversation_id: 'a' }],
            ['intercom-tag', { on: 'company', ...str('tagId', '1') }, { id: 'a' }],
            ['intercom-list-tags', {}, {}],
            ['intercom-list-teammates', {}, {}],
            ['intercom-search-conversations', {}, {}],
            ['intercom-get-contact', { contactBy: 'email' }, { id: 'a@example.com' }],
            [
                'intercom-manage-conversation',
                { do: 'assign', assigneeBy: 'email', ...str('assigneeId', 'a@b.c') },
                { conversation_id: 'a' },
            ],
        ] as const) {
            it(`${type} ${JSON.stringify(properties).slice(0, 40)}`, async () => {
                const flow = await against(type, properties, [{}]);
                const { intercom } = await flow.error({ payload });
                assert.equal(intercom.error?.code, 'invalid_response', intercom.error?.message);
                assert.doesNotMatch(intercom.error?.message ?? '', /Cannot read|undefined|The node failed/);
                assert.ok(asked.every(({ method, url }) => method === 'GET' || /search/.test(url ?? '')));
            });
        }
    });

    describe("18: no advice about tokens and ids where the answer is not Intercom's", () => {
        const cloudflare = '<html><title>Attention Required! | Cloudflare</title><body>blocked</body></html>';
        const nginx = '<html><head><title>404 Not Found</title></head><body><hr>nginx/1.25</body></html>';
        for (const [status, body] of [
            [403, cloudflare],
            [404, nginx],
            [401, '<html><title>Login</title></html>'],
            [502, nginx],
            [404, 'no route'],
        ] as const) {
            it(`${status} ${body.slice(0, 40)}`, async () => {
                const said = [{ status, body, headers: { 'Content-Type': 'text/html' } }];
                const flow = await against('intercom-get-contact', {}, said);
                const { intercom } = await flow.error({ payload: { id: 'a' } });
                const { hint, message } = intercom.error ?? {};
                assert.doesNotMatch(hint ?? '', /permission|Developer Hub|Check the id|new token/i);
                assert.match(`${message} ${hint}`, /proxy|firewall|server|between/i);
            });
        }
    });

    it('a list where a filter was: every value of it read from the message', async () => {
        const flow = await load('intercom-search-contacts', msg('email', 'payload.mail'));
        const { intercom } = await flow.error({ payload: { email: 'ann@example.com' } });
        assert.deepEqual([intercom.error?.code, intercom.error?.field], ['missing_field', 'email']);
    });
});

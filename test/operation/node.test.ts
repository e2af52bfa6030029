import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type Seen, TestFlow, withSandbox } from '../nodes/flow';

const type = 'intercom-operation';

type Row = [n: string, v: string, t?: string];

/** The node's rows; without a type they read the message. */
const rowsOf = (rows: Row[]) => rows.map(([n, v, t = 'msg']) => ({ n, v, t }));

describe('the operation node', () => {
    const held = withSandbox();
    const robin = '991267459';

    const load = (operation: string, rows: Row[], more: object = {}, connection: object = {}): Promise<TestFlow> =>
        TestFlow.load(held.sandbox, type, { operation, inputs: rowsOf(rows), ...more }, connection as never);

    /** What was asked, without the question of who the token is. */
    const asked = () =>
        held.sandbox.requests
            .filter(({ path }) => path !== '/me')
            .map(({ method, path, query, body }) => ({ method, path, query: { ...query }, body }));

    const someone = (n = 0) => held.sandbox.state.contacts.at(n) as { id: string };

    it('does one thing, and says which', async () => {
        const flow = await load('GET /contacts/{contact_id}', [['contact_id', 'payload.who']]);
        const { payload, intercom, topic } = await flow.output({ payload: { who: someone().id }, topic: 'kept' });
        assert.equal((payload as { id: string }).id, someone().id);
        assert.equal(topic, 'kept');
        const { action, statusCode, operation } = intercom as typeof intercom & { operation: string };
        assert.deepEqual([action, statusCode, operation], [type, 200, 'GET /contacts/{contact_id}']);
    });

    it('fills path, query and body', async () => {
        const flow = await load('PUT /contacts/{contact_id}', [
            ['contact_id', someone().id, 'str'],
            ['include_merge_history', 'true', 'bool'],
            ['name', 'payload.name'],
            ['signed_up_at', '2026-01-31T09:00:00Z', 'str'],
            ['custom_attributes', '{"plan":"pro"}', 'json'],
            ['phone', '', 'str'],
        ]);
        await flow.send({ payload: { name: 'Ann', email: 'not@sent' } });
        assert.deepEqual(asked(), [
            {
                method: 'PUT',
                path: `/contacts/${someone().id}`,
                query: { include_merge_history: 'true' },
                body: { name: 'Ann', signed_up_at: 1769850000, custom_attributes: { plan: 'pro' } },
            },
        ]);
    });

    it('takes the record for an id', async () => {
        const flow = await load('POST /contacts/merge', [
            ['from', 'payload.lead'],
            ['into', 'payload.user'],
        ]);
        await flow.send({ payload: { lead: { type: 'contact', id: 'a1' }, user: { type: 'contact', id: 'b2' } } });
        assert.deepEqual(asked()[0]?.body, { from: 'a1', into: 'b2' });
    });

    it('never takes the payload itself for an id', async () => {
        const record = await load('GET /contacts/{contact_id}', [['contact_id', 'payload.contact_id']]);
        const { intercom } = await record.error({ payload: { type: 'contact', id: 'a1' } });
        assert.deepEqual([intercom.error?.code, intercom.error?.field], ['missing_field', 'contact_id']);
    });

    it('acts as the token’s own teammate where nobody is named', async () => {
        const rows: Row[] = [['conversation_id', 'payload']];
        const flow = await load('POST /conversations/{conversation_id}/parts', rows, { form: 'close' });
        await flow.output({ payload: '215020' });
        assert.deepEqual(asked()[0]?.body, { message_type: 'close', type: 'admin', admin_id: robin });
    });

    it('sends a whole body as it is, with the path beside it', async () => {
        const flow = await load('PUT /companies/{company_id}', [
            ['company_id', 'c1', 'str'],
            ['*', 'payload'],
        ]);
        await flow.send({ payload: { name: 'Acme', whatever: [1] } });
        assert.deepEqual(asked()[0]?.body, { name: 'Acme', whatever: [1] });
    });

    it('never sends rows of another operation', async () => {
        const flow = await load('POST /contacts/{contact_id}/archive', [
            ['contact_id', 'payload.id'],
            ['email', 'kept@example.com', 'str'],
            ['from', 'payload.id'],
        ]);
        await flow.output({ payload: { id: someone().id } });
        const [{ query, body } = { query: null, body: null }] = asked();
        assert.deepEqual([query, body], [{}, undefined]);
    });

    for (const [title, stored] of [
        ['`inputs`, as flows are written by hand', { inputs: rowsOf([['contact_id', 'a1', 'str']]), rows: [] }],
        ['`rows`, as the editor writes them', { inputs: 1, rows: rowsOf([['contact_id', 'a1', 'str']]) }],
    ] as const)
        it(`reads rows in ${title}`, async () => {
            const operation = 'POST /contacts/{contact_id}/archive';
            const flow = await TestFlow.load(held.sandbox, type, { operation, ...stored });
            await flow.send({ payload: {} });
            assert.equal(asked()[0]?.path, '/contacts/a1/archive');
        });

    describe('lists', () => {
        const list = (more: object, rows: Row[] = []) => load('GET /contacts', rows, more);
        const lengths = (sent: Seen[]) => sent.map(({ payload }) => (Array.isArray(payload) ? payload.length : 1));
        const all = { fetchAll: 'true', fetchAllType: 'bool' };
        const upTo = (limit: number) => ({ limit: String(limit), limitType: 'num' });

        it('one page', async () => {
            const { sent } = await (await list({}, [['per_page', '20', 'num']])).send({ payload: {} });
            assert.deepEqual(lengths(sent), [20]);
        });

        it('everything, every record once', async () => {
            const { sent } = await (await list(all)).send({ payload: {} });
            const [{ payload }] = sent as [Seen];
            const ids = (payload as { id: string }[]).map(({ id }) => id);
            assert.equal(new Set(ids).size, ids.length);
            assert.equal(ids.length, held.sandbox.state.contacts.count);
        });

        it('at most so many, over as many pages as they take', async () => {
            const rows: Row[] = [['per_page', '20', 'num']];
            const { sent } = await (await list({ ...upTo(50), emit: 'pages' }, rows)).send({ payload: {} });
            assert.deepEqual(lengths(sent), [20, 20, 10]);
        });

        it('a message per record, as a sequence', async () => {
            const { sent } = await (await list({ ...upTo(3), emit: 'items' })).send({ payload: {} });
            assert.deepEqual(
                sent.map(({ parts }) => [parts?.index, parts?.count]),
                [
                    [0, undefined],
                    [1, undefined],
                    [2, 3],
                ],
            );
        });

        it('go on where an earlier answer ended', async () => {
            const rows: Row[] = [
                ['per_page', '20', 'num'],
                ['starting_after', 'payload.next'],
            ];
            const flow = await list({}, rows);
            const first = await flow.output({ payload: {} });
            const second = await flow.output({ payload: { next: first.intercom.next } });
            const [one, two] = [first, second].map(({ payload }) => (payload as { id: string }[])[0]?.id);
            assert.notEqual(one, two);
        });

        const query: Row = ['query', '{"field":"role","operator":"=","value":"user"}', 'json'];

        for (const [operation, row] of [
            ['GET /companies', 'page'],
            ['POST /companies/list', 'page'],
            ['POST /contacts/search', 'pagination.starting_after'],
        ] as const)
            it(`${operation} goes on by its row ${row}`, async () => {
                const flow = await load(operation, [[row, 'payload.next'], query], upTo(20));
                const first = await flow.output({ payload: {} });
                const second = await flow.output({ payload: { next: first.intercom.next } });
                const ids = [first, second].flatMap(({ payload }) => (payload as { id: string }[]).map(({ id }) => id));
                assert.equal(new Set(ids).size, 40);
            });

        for (const [operation, row, next] of [
            ['GET /companies', 'page', 'nonsense'],
            ['GET /companies', 'page', 'page:0'],
            ['GET /companies/scroll', 'scroll_param', 'nonsense'],
        ] as const)
            it(`${operation} names the row ${row} where it cannot go on by ${next}`, async () => {
                const flow = await load(operation, [[row, next, 'str']]);
                const { intercom } = await flow.error({ payload: {} });
                assert.deepEqual([intercom.error?.code, intercom.error?.field], ['invalid_field', row]);
                assert.match(intercom.error?.message ?? '', new RegExp(`^${row} `));
            });

        for (const operation of ['GET /tags', 'GET /events'])
            it(`${operation} takes no cursor, and names none`, async () => {
                const rows: Row[] = [
                    ['type', 'user', 'str'],
                    ['email', (held.sandbox.state.contacts.at(0) as { email: string }).email, 'str'],
                ];
                const flow = await load(operation, rows, upTo(1));
                assert.equal((await flow.output({ payload: {} })).intercom.next, null);
            });
    });

    it('works once for each element of a list', async () => {
        const forEach = { forEach: 'payload', forEachType: 'msg' };
        const flow = await load('GET /contacts/{contact_id}', [['contact_id', 'payload']], forEach);
        const ids = [0, 1, 2].map((n) => someone(n).id);
        const { payload, intercom } = await flow.output({ payload: [...ids.slice(0, 2), 'nobody', ids[2]] });
        assert.deepEqual(
            (payload as ({ id: string } | null)[]).map((one) => one?.id ?? null),
            [ids[0], ids[1], null, ids[2]],
        );
        const { operation, total, done, failed } = intercom as unknown as Record<string, unknown>;
        assert.deepEqual([operation, total, done, failed], ['GET /contacts/{contact_id}', 4, 3, 1]);
    });

    describe('refuses before anything is sent', () => {
        const parts = 'POST /conversations/{conversation_id}/parts';
        const cases: [title: string, operation: string, rows: Row[], form: string, code: string, field: string][] = [
            ['an operation that there is not', 'GET /nothing', [], '', 'invalid_field', 'operation'],
            ['no operation', '', [], '', 'invalid_field', 'operation'],
            ['a missing body', parts, [['conversation_id', '1', 'str']], '', 'invalid_field', 'form'],
            ['an unknown body', parts, [['conversation_id', '1', 'str']], 'shut', 'invalid_field', 'form'],
            ['a row that is missing', 'GET /contacts/{contact_id}', [], '', 'missing_field', 'contact_id'],
            [
                'a row that finds nothing',
                'GET /contacts/{contact_id}',
                [['contact_id', 'payload.gone']],
                '',
                'missing_field',
                'contact_id',
            ],
            ['none of several', 'POST /contacts', [['name', 'Ann', 'str']], '', 'missing_field', 'email'],
            ['what is no number', 'GET /contacts', [['per_page', 'many', 'str']], '', 'invalid_field', 'per_page'],
            ['what is no JSON', 'GET /contacts', [['per_page', '{', 'json']], '', 'invalid_field', 'per_page'],
            [
                'an id that leaves its path',
                'GET /contacts/{contact_id}',
                [['contact_id', '..', 'str']],
                '',
                'invalid_field',
                'contact_id',
            ],
            [
                'a field beside a whole body',
                'POST /contacts',
                [
                    ['*', '{"email":"a@b.c"}', 'json'],
                    ['name', 'Ann', 'str'],
                ],
                '',
                'invalid_field',
                'name',
            ],
        ];
        for (const [title, operation, rows, form, code, field] of cases)
            it(title, async () => {
                const flow = await load(operation, rows, { form });
                const { intercom, error } = await flow.error({ payload: {} });
                assert.deepEqual([intercom.error?.code, intercom.error?.field], [code, field]);
                assert.equal((intercom as { operation?: string }).operation, operation);
                assert.match(error?.message ?? '', /\S+ \S+/);
                assert.deepEqual(asked(), []);
            });
    });

    describe('says of a row that is missing', () => {
        const customers = 'POST /conversations/{conversation_id}/customers';
        const conversation: Row = ['conversation_id', '1', 'str'];
        const cases: [title: string, operation: string, rows: Row[], message: RegExp, field: string][] = [
            [
                'where it was looked for',
                'POST /conversations/search',
                [['query', 'payload.q']],
                /^query is missing: msg\.payload\.q holds nothing\./,
                'query',
            ],
            [
                'that null was found',
                'GET /contacts/{contact_id}',
                [['contact_id', 'payload.none']],
                /^contact_id is missing: msg\.payload\.none is null\./,
                'contact_id',
            ],
            [
                'that its expression comes to nothing',
                'GET /contacts/{contact_id}',
                [['contact_id', 'payload.a & payload.b', 'jsonata']],
                /^contact_id is missing: its expression comes to nothing\./,
                'contact_id',
            ],
            [
                'of a whole body too',
                'PUT /companies/{company_id}',
                [
                    ['company_id', 'c1', 'str'],
                    ['*', 'payload.body'],
                ],
                /^\* is missing: msg\.payload\.body holds nothing\./,
                '*',
            ],
            [
                'of which it is one, by its own name',
                'GET /events',
                [
                    ['type', 'user', 'str'],
                    ['email', 'payload.email'],
                ],
                /^One of these is needed: user_id, intercom_user_id, email\./,
                'email',
            ],
            [
                'of which one is needed, in an object',
                customers,
                [conversation, ['customer.user_id', 'payload.who']],
                /^One of these is needed: customer\.intercom_user_id, customer\.user_id, customer\.email\./,
                'customer.user_id',
            ],
            [
                'that the object is, where that has a row',
                customers,
                [conversation, ['customer', 'payload.who']],
                /^customer is missing: msg\.payload\.who holds nothing\./,
                'customer',
            ],
        ];
        for (const [title, operation, rows, message, field] of cases)
            it(title, async () => {
                const flow = await load(operation, rows, {});
                const { intercom, error } = await flow.error({ payload: { none: null } });
                assert.match(error?.message ?? '', message);
                assert.deepEqual([intercom.error?.code, intercom.error?.field], ['missing_field', field]);
                assert.deepEqual(asked(), []);
            });
    });

    it('passes on what Intercom says is wrong, under the row’s name', async () => {
        const flow = await load('GET /contacts/{contact_id}', [['contact_id', 'nobody', 'str']]);
        const { intercom } = await flow.error({ payload: {} });
        assert.deepEqual([intercom.error?.code, intercom.error?.statusCode], ['not_found', 404]);
    });

    describe('at a server of its own making', () => {
        let server: Server;
        let heard: string[] = [];
        let answer: (url: string, response: import('node:http').ServerResponse) => void;
        beforeEach((done) => {
            heard = [];
            server = createServer((request, response) => {
                heard.push(`${request.method} ${request.url} ${request.headers.authorization ? 'token' : ''}`.trim());
                request.resume().on('end', () => answer(request.url ?? '', response));
            }).listen(0, '127.0.0.1', done);
        });
        afterEach((done) => {
            server.closeAllConnections();
            server.close(done);
        });
        const baseUrl = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

        it('what could happen twice is sent once when its answer is lost', async () => {
            answer = (_url, response) => response.destroy();
            const rows: Row[] = [
                ['from', 'a1', 'str'],
                ['into', 'b2', 'str'],
            ];
            const flow = await load('POST /contacts/merge', rows, {}, { baseUrl: baseUrl() });
            const { intercom } = await flow.error({ payload: {} });
            assert.deepEqual(heard, ['POST /contacts/merge token']);
            assert.equal(intercom.error?.code, 'network_error');
        });

        it('what may be repeated is sent again', async () => {
            answer = (_url, response) => {
                if (heard.length === 1) response.destroy();
                else response.setHeader('content-type', 'application/json').end('{"type":"contact","id":"a1"}');
            };
            const rows: Row[] = [['contact_id', 'a1', 'str']];
            const flow = await load('GET /contacts/{contact_id}', rows, {}, { baseUrl: baseUrl() });
            await flow.output({ payload: {} });
            assert.equal(heard.length, 2);
        });

        it('a recording is its address: nothing is sent there, the token least of all', async () => {
            answer = (url, response) => {
                const location = `${baseUrl().replace('127.0.0.1', 'localhost')}/signed.mp3`;
                if (url.startsWith('/calls')) response.writeHead(302, { location }).end();
                else response.end('sound');
            };
            const rows: Row[] = [['call_id', '5', 'num']];
            const flow = await load('GET /calls/{call_id}/recording', rows, {}, { baseUrl: baseUrl() });
            const { payload } = await flow.output({ payload: {} });
            assert.match((payload as { url: string }).url, /^http:\/\/localhost:\d+\/signed\.mp3$/);
            assert.deepEqual(heard, ['GET /calls/5/recording token']);
        });

        it('a download of 50 MB is a Buffer, with hardly more than twice as much in memory', async () => {
            const size = 50 * 2 ** 20;
            const piece = Buffer.alloc(2 ** 16, 7);
            answer = (_url, response) => {
                response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': size });
                let left = size / piece.length;
                const more = (): void => {
                    while (left > 0) {
                        left--;
                        if (!response.write(piece)) return void response.once('drain', more);
                    }
                    response.end();
                };
                more();
            };
            const flow = await load(
                'GET /download/content/data/{job_identifier}',
                [['job_identifier', 'j', 'str']],
                {},
                {
                    baseUrl: baseUrl(),
                },
            );
            const before = process.memoryUsage().arrayBuffers;
            let most = 0;
            const watch = setInterval(() => {
                most = Math.max(most, process.memoryUsage().arrayBuffers - before);
            }, 2);
            const { payload } = await flow.output({ payload: {} });
            clearInterval(watch);
            most = Math.max(most, process.memoryUsage().arrayBuffers - before);
            assert.ok(Buffer.isBuffer(payload));
            assert.equal(payload.length, size);
            assert.ok(payload.every((byte) => byte === 7));
            assert.ok(most >= size, 'nothing was measured');
            assert.ok(most < 2.2 * size, `${(most / size).toFixed(2)} times the Buffer`);
        });
    });
});

import assert from 'node:assert/strict';
import { type Seen, TestFlow, unload, until, withSandbox } from './flow';

const all = { fetchAll: 'true', fetchAllType: 'bool' };
const num = (property: string, value: number) => ({ [property]: String(value), [`${property}Type`]: 'num' });
const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });

const idsOf = (messages: Seen[]): string[] =>
    messages.flatMap(({ payload }) => [payload].flat() as { id: string }[]).map(({ id }) => id);

describe('lists and searches', () => {
    const held = withSandbox();
    const load = (type: string, properties: Record<string, unknown> = {}) =>
        TestFlow.load(held.sandbox, type, properties);

    it('one page of 50 unless told otherwise, with the cursor that goes on', async () => {
        const flow = await load('intercom-list-contacts');
        const { payload, intercom } = await flow.output({ payload: 'x', topic: 'kept' });
        assert.equal((payload as unknown[]).length, 50);
        assert.deepEqual(intercom.pages, { page: 1, perPage: 50, totalPages: 5, totalCount: 250 });
        assert.ok(intercom.next);
        await unload();
        const next = await load('intercom-list-contacts', { startingAfter: 'intercom.next', startingAfterType: 'msg' });
        const second = await next.output({ payload, intercom });
        assert.equal(second.intercom.pages?.page, 2);
        assert.equal(idsOf([second]).filter((id) => idsOf([{ payload } as Seen]).includes(id)).length, 0);
    });

    it('array: all records in one message', async () => {
        const flow = await load('intercom-list-contacts', { ...all, emit: 'array' });
        const { sent } = await flow.send({ payload: 1, topic: 'kept' });
        assert.equal(sent.length, 1);
        assert.equal(new Set(idsOf(sent)).size, 250);
        assert.equal(sent[0]?.topic, 'kept');
        assert.equal(sent[0]?.parts, undefined);
        assert.equal(sent[0]?.intercom.next, null);
    });

    it('pages: a message per page, numbered for join', async () => {
        const flow = await load('intercom-list-contacts', { ...all, ...num('perPage', 100), emit: 'pages' });
        const { sent, completed } = await flow.send({ topic: 'kept' });
        assert.deepEqual(
            sent.map(({ payload, parts, topic }) => [
                (payload as unknown[]).length,
                parts?.index,
                parts?.count,
                parts?.len,
                topic,
            ]),
            [
                [100, 0, undefined, 100, 'kept'],
                [100, 1, undefined, 100, 'kept'],
                [50, 2, 3, 100, 'kept'],
            ],
        );
        assert.equal(new Set(sent.map(({ parts }) => parts?.id)).size, 1);
        assert.deepEqual(
            sent.map(({ intercom }) => intercom.pages?.page),
            [1, 2, 3],
        );
        assert.equal(completed, 1);
    });

    it('items: a message per record, with the count on the last', async () => {
        const flow = await load('intercom-search-contacts', { ...all, ...num('perPage', 30), emit: 'items' });
        const { sent, completed } = await flow.send({
            payload: { role: 'lead' },
            parts: { id: 'outer', index: 4, type: 'array' },
        });
        const count = sent.length;
        assert.ok(count > 30);
        assert.equal(new Set(idsOf(sent)).size, count);
        assert.deepEqual(
            sent.map(({ parts }) => parts?.index),
            [...sent.keys()],
        );
        assert.deepEqual(
            sent.map(({ parts }) => parts?.count),
            [...Array(count - 1).fill(undefined), count],
        );
        assert.deepEqual(((sent[0] as Seen).parts as unknown as { parts: object }).parts, {
            id: 'outer',
            index: 4,
            type: 'array',
        });
        assert.equal(completed, 1);
    });

    it('a page without fetch all is the last of its sequence', async () => {
        const flow = await load('intercom-list-contacts', { ...num('perPage', 10), emit: 'pages' });
        const { sent } = await flow.send({});
        assert.deepEqual(
            sent.map(({ parts }) => parts?.count),
            [1],
        );
        assert.ok(sent[0]?.intercom.next);
    });

    for (const [emit, messages] of [
        ['array', [[]]],
        ['pages', [[]]],
        ['items', []],
    ] as const) {
        it(`nothing found, ${emit}: ${JSON.stringify(messages)}`, async () => {
            const flow = await load('intercom-search-contacts', { ...all, emit });
            const { sent, completed } = await flow.send({ payload: { email: 'nobody@example.com' } });
            assert.deepEqual(
                sent.map(({ payload }) => payload),
                messages,
            );
            assert.equal(completed, 1);
        });
    }

    it('walks to a page by cursor', async () => {
        const flow = await load('intercom-list-contacts', { ...num('page', 3), ...num('perPage', 100) });
        const { payload, intercom } = await flow.output({});
        assert.equal((payload as unknown[]).length, 50);
        assert.equal(intercom.pages?.page, 3);
        assert.equal(held.sandbox.requests.length, 3);
    });

    for (const order of ['asc', 'desc'] as const) {
        it(`lists contacts by creation, ${order}`, async () => {
            const flow = await load('intercom-list-contacts', { ...all, ...str('order', order) });
            const times = ((await flow.output({})).payload as { created_at: number }[]).map(
                ({ created_at }) => created_at,
            );
            const sorted = [...times].sort((a, b) => (order === 'asc' ? a - b : b - a));
            assert.deepEqual(times, sorted);
            assert.equal(times.length, 250);
            assert.equal(held.sandbox.requests[0]?.path, '/contacts/search');
        });
    }

    const emptied = { ...str('role', ''), ...str('contactName', ''), ...str('email', '') };

    it('searches for everybody when all conditions are emptied in the node', async () => {
        const flow = await load('intercom-search-contacts', { ...all, ...emptied });
        assert.equal(((await flow.output({ payload: {} })).payload as unknown[]).length, 250);
    });

    for (const [what, properties, payload, field] of [
        ['a misspelt property', {}, { mail: 'ann@example.com' }, 'contactName'],
        ['a text for a payload', {}, 'ann@example.com', 'contactName'],
        [
            'a query that is not where it was said to be',
            { ...emptied, jsonQuery: 'query', jsonQueryType: 'msg' },
            {},
            'jsonQuery',
        ],
        ['a null for a query', { ...emptied, jsonQuery: 'payload', jsonQueryType: 'msg' }, null, 'jsonQuery'],
        [
            'an expression that yields nothing',
            { email: 'payload.nothing', emailType: 'jsonata' },
            { role: 'user' },
            'email',
        ],
        ['a variable that is not set', { ...emptied, email: 'NO_SUCH_VARIABLE', emailType: 'env' }, {}, 'email'],
        [
            'a condition whose value is not there',
            { jsonQuery: '[{"n":"email","o":"=","v":"payload.mail","t":"msg"}]', jsonQueryType: 'rows' },
            {},
            'jsonQuery',
        ],
        [
            'a condition with an empty value',
            { jsonQuery: '[{"n":"email","o":"~","v":"","t":"str"}]', jsonQueryType: 'rows' },
            {},
            'jsonQuery',
        ],
        ...[[''], [null], [' ', '']].map(
            (list) =>
                [
                    `a condition on ${JSON.stringify(list)}`,
                    { jsonQuery: '[{"n":"email","o":"NIN","v":"payload.list","t":"msg"}]', jsonQueryType: 'rows' },
                    { list },
                    'jsonQuery',
                ] as const,
        ),
        [
            'a condition on nothing but commas',
            { jsonQuery: '[{"n":"email","o":"NIN","v":" , ","t":"str"}]', jsonQueryType: 'rows' },
            {},
            'jsonQuery',
        ],
    ] as const) {
        it(`finds nobody, instead of everybody, with ${what}`, async () => {
            const flow = await load('intercom-search-contacts', { ...all, ...properties });
            const { intercom } = await flow.error({ payload });
            assert.equal(intercom.error?.code, 'missing_field');
            assert.equal(intercom.error?.field, field);
            assert.equal(held.sandbox.requests.length, 0);
        });
    }

    it('fills the conditions of rows from the message', async () => {
        const rows = [
            { n: 'role', o: '=', v: 'user', t: 'str' },
            {
                any: [
                    { n: 'name', o: '~', v: 'payload.part', t: 'msg' },
                    { n: 'phone', o: 'empty', v: '', t: 'str' },
                ],
            },
        ];
        const flow = await load('intercom-search-contacts', { jsonQuery: JSON.stringify(rows), jsonQueryType: 'rows' });
        await flow.output({ payload: { part: 'an' } });
        assert.deepEqual((held.sandbox.requests[0]?.body as { query?: unknown } | undefined)?.query, {
            operator: 'AND',
            value: [
                { field: 'role', operator: '=', value: 'user' },
                {
                    operator: 'OR',
                    value: [
                        { field: 'name', operator: '~', value: 'an' },
                        { field: 'phone', operator: '=', value: null },
                    ],
                },
            ],
        });
    });

    for (const [value, sent] of [
        ['a, ,b,', ['a', 'b']],
        [
            ['a', '', 'b'],
            ['a', '', 'b'],
        ],
        [7, [7]],
    ] as const) {
        it(`one of ${JSON.stringify(value)} is one of ${JSON.stringify(sent)}`, async () => {
            const rows = [{ n: 'name', o: 'IN', v: 'payload', t: 'msg' }];
            const flow = await load('intercom-search-contacts', {
                ...emptied,
                ...{ jsonQuery: JSON.stringify(rows), jsonQueryType: 'rows' },
            });
            await flow.output({ payload: value });
            const body = held.sandbox.requests[0]?.body as { query: { value: unknown } } | undefined;
            assert.deepEqual(body?.query.value, sent);
        });
    }

    for (const [limit, sent] of [
        [7, [7]],
        [170, [150, 20]],
    ] as const) {
        it(`gives at most ${limit} records, over as many pages as they take`, async () => {
            const flow = await load('intercom-list-contacts', { emit: 'pages', ...num('limit', limit) });
            const pages = (await flow.send({})).sent;
            assert.deepEqual(
                pages.map(({ payload }) => (payload as unknown[]).length),
                sent,
            );
            assert.equal(pages.at(-1)?.parts?.count, sent.length);
        });
    }

    for (const [type, size] of [
        ['intercom-list-contacts', 50],
        ['intercom-list-companies', 15],
    ] as const) {
        it(`${type}: so many from a page on begin where that page alone does`, async () => {
            const page = await load(type, num('page', 2));
            const alone = idsOf([await page.output({})]);
            await unload();
            const flow = await load(type, { ...num('page', 2), ...num('limit', size + 5) });
            const ids = idsOf([await flow.output({})]);
            assert.equal(ids.length, size + 5);
            assert.deepEqual(ids.slice(0, size), alone);
        });
    }

    it('refuses a limit together with all pages', async () => {
        const flow = await load('intercom-list-contacts', { ...all, ...num('limit', 7) });
        assert.equal((await flow.error({})).intercom.error?.field, 'limit');
    });

    it('takes a bare query, or a whole body whose pagination counts', async () => {
        const query = { operator: 'OR', value: [{ field: 'role', operator: '=', value: 'lead' }] };
        const flow = await load('intercom-search-contacts', { jsonQuery: 'payload', jsonQueryType: 'msg' });
        await flow.output({ payload: query });
        await flow.output({
            payload: { query, pagination: { per_page: 3 }, sort: { field: 'name', order: 'ascending' } },
        });
        assert.deepEqual(
            held.sandbox.requests.map(({ body }) => body),
            [
                { query, pagination: { per_page: 50 } },
                { query, pagination: { per_page: 3 }, sort: { field: 'name', order: 'ascending' } },
            ],
        );
    });

    const filter = { field: 'role', operator: '=', value: 'lead' };
    const group = (value: unknown[]) => ({ operator: 'AND', value });
    for (const [fault, query] of Object.entries({
        'a group too deep': group([group([group([filter])])]),
        'more than 15 filters': group(Array(16).fill(filter)),
        'an empty group': group([]),
        'no operator': { field: 'role', value: 'lead' },
        'a list of blanks': { field: 'email', operator: 'NIN', value: ['', null, ' '] },
        'an operator that does not exist': { ...filter, operator: '==' },
        'no field': { operator: '=', value: 1 },
        'text that is no JSON': '{"field"',
        'a page too large': { query: filter, pagination: { per_page: 151 } },
    })) {
        it(`refuses before any request: ${fault}`, async () => {
            const flow = await load('intercom-search-contacts', { jsonQuery: 'payload', jsonQueryType: 'msg' });
            const { intercom } = await flow.error({ payload: query });
            assert.equal(intercom.error?.code, 'invalid_field');
            assert.equal(intercom.error?.field, 'jsonQuery');
            assert.equal(held.sandbox.requests.length, 0);
        });
    }

    it('a group inside a group with 15 filters is sent', async () => {
        const flow = await load('intercom-search-contacts', { jsonQuery: 'payload', jsonQueryType: 'msg' });
        await flow.output({ payload: group([group(Array(15).fill(filter)), filter]) });
        assert.equal(held.sandbox.requests.length, 1);
    });

    it('refuses a page together with a cursor', async () => {
        const flow = await load('intercom-list-contacts', { ...num('page', 2), ...str('startingAfter', 'abc') });
        const { intercom } = await flow.error({});
        assert.equal(intercom.error?.field, 'page');
        assert.equal(held.sandbox.requests.length, 0);
    });

    it('an error in mid-walk carries the cursor that goes on, and what had come was sent', async () => {
        const options = { ...all, ...num('perPage', 100), emit: 'items' };
        const flow = await load('intercom-list-contacts', options);
        held.sandbox.fault({ kind: 'status', status: 400, match: { path: /contacts/ }, after: 1 });
        const { sent, caught } = await flow.send({ payload: 'kept' });
        assert.equal(sent.length, 100);
        assert.equal(caught[0]?.payload, 'kept');
        const next = caught[0]?.intercom.next;
        assert.ok(next);
        await unload();
        const resumed = await load('intercom-list-contacts', { ...options, ...str('startingAfter', next) });
        const rest = await resumed.send({});
        assert.equal(new Set(idsOf([...sent, ...rest.sent])).size, 250);
    });

    it('all in one message: an error in mid-walk hands over what had come, beside the cursor that goes on', async () => {
        const options = { ...all, ...num('perPage', 100) };
        const flow = await load('intercom-list-contacts', options);
        held.sandbox.fault({ kind: 'status', status: 400, match: { path: /contacts/ }, after: 1 });
        const { intercom } = await flow.error({ payload: 'kept' });
        assert.equal(intercom.records?.length, 100);
        assert.equal('records' in (intercom.error ?? {}), false);
        await unload();
        const resumed = await load('intercom-list-contacts', {
            ...options,
            ...str('startingAfter', intercom.next ?? ''),
        });
        const rest = await resumed.output({});
        assert.equal(new Set(idsOf([{ payload: intercom.records } as Seen, rest])).size, 250);
    });

    for (const [what, type, properties, next, records] of [
        ['nothing had come, and the first page has a cursor', 'intercom-list-companies', {}, 'page:1', []],
        ['the first page has no cursor', 'intercom-list-contacts', {}, undefined, undefined],
        ['pages are sent as they come', 'intercom-list-companies', { emit: 'pages' }, 'page:1', undefined],
    ] as const) {
        it(`what an error hands over where ${what}`, async () => {
            const flow = await load(type, properties);
            held.sandbox.fault({ kind: 'status', status: 400, match: { path: /contacts|companies/ } });
            const { intercom } = await flow.error({});
            assert.deepEqual([intercom.next, intercom.records], [next, records]);
        });
    }

    it('an error on the way to the page that was asked for has no cursor: it would lead to another', async () => {
        const flow = await load('intercom-list-contacts', { ...num('page', 3), ...num('perPage', 50) });
        held.sandbox.fault({ kind: 'status', status: 400, match: { path: /contacts/ }, after: 1 });
        const { intercom } = await flow.error({});
        assert.deepEqual([intercom.next, intercom.records], [undefined, undefined]);
    });

    it('shows its progress, and what came out', async () => {
        const flow = await load('intercom-list-contacts', { ...all, ...num('perPage', 100) });
        await flow.send({});
        await until(() => flow.statuses.at(-1)?.fill === 'green');
        assert.deepEqual(
            flow.statuses.map(({ text }) => text),
            [undefined, 'requesting', 'page 1 · 100', 'page 2 · 200', 'page 3 · 250', '250 of 250'],
        );
    });

    for (const type of ['intercom-list-tags', 'intercom-list-ticket-types']) {
        it(`${type} sends a message per record too`, async () => {
            const flow = await load(type, { emit: 'items' });
            const { sent } = await flow.send({});
            assert.ok(sent.length > 1);
            assert.equal(sent.at(-1)?.parts?.count, sent.length);
        });
    }

    for (const [type, properties] of [
        ['intercom-list-tags', {}],
        ['intercom-list-ticket-types', {}],
        ['intercom-list-teammates', {}],
        ['intercom-list-teammates', { which: 'both' }],
    ] as const) {
        it(`${type} ${JSON.stringify(properties)} has no next: it could not be given back`, async () => {
            const flow = await load(type, { ...properties, ...num('limit', 2) });
            const { payload, intercom } = await flow.output({});
            assert.equal((payload as unknown[]).length, 2);
            assert.equal(intercom.next, null);
        });
    }

    it('teammates and teams, page by page, are one sequence: the count stands on the last', async () => {
        const flow = await load('intercom-list-teammates', { which: 'both', emit: 'pages' });
        const { sent } = await flow.send({});
        assert.deepEqual(
            sent.map(({ parts, intercom }) => [
                parts?.index,
                parts?.count,
                intercom.pages?.page,
                intercom.pages?.totalCount,
            ]),
            [
                [0, undefined, 1, null],
                [1, 2, 2, null],
            ],
        );
    });
});

import assert from 'node:assert/strict';
import helper from 'node-red-node-test-helper';
import { TestFlow, until, withSandbox } from './flow';

const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });

describe('failures', () => {
    const held = withSandbox();

    for (const [what, node, connection, token, code, field, status] of [
        ['no connection chosen', { connection: '' }, {}, 'x', 'no_connection', 'connection', 'no connection'],
        ['a connection that is gone', { connection: 'gone' }, {}, 'x', 'no_connection', 'connection', 'no connection'],
        ['no token', {}, {}, '', 'no_connection', 'accessToken', 'no usable access token'],
        ['a token with a line break', {}, {}, 'a\nb', 'no_connection', 'accessToken', 'no usable access token'],
        ['no base URL', {}, { baseUrl: '' }, 'x', 'no_connection', 'baseUrl', 'no connection'],
        ['a wrong token', {}, {}, 'wrong', 'unauthorized', null, '401 check access token'],
        ['no network', {}, { baseUrl: 'http://127.0.0.1:9', maxRetries: 0 }, 'x', 'network_error', null, 'no network'],
    ] as const) {
        it(`${what}: its own message and status`, async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-get-contact', node, connection, token);
            const { intercom, error, payload } = await flow.error({ payload: { id: '1' }, topic: 'kept' });
            assert.equal(intercom.error?.code, code);
            assert.equal(intercom.error?.field, field);
            assert.equal(flow.statuses.at(-1)?.text, status);
            assert.equal(flow.statuses.at(-1)?.fill, 'red');
            assert.equal(error?.code, code);
            assert.equal(error?.message, intercom.error?.message);
            assert.deepEqual(payload, { id: '1' });
            assert.ok(!JSON.stringify([intercom, error]).includes('wrong"'));
        });
    }

    it('has every fact of an error, null where it does not apply', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-get-contact');
        const { intercom } = await flow.error({ payload: {} });
        assert.deepEqual(Object.keys(intercom.error ?? {}).sort(), [
            'code',
            'errors',
            'field',
            'hint',
            'message',
            'requestId',
            'retryable',
            'statusCode',
        ]);
    });

    for (const [what, properties, payload, place] of [
        ['nothing at its place in the message', {}, {}, 'msg.payload.id'],
        ['null', {}, { id: null }, 'null'],
        ['empty text', {}, { id: '' }, 'msg.payload.id'],
        ['no payload at all', {}, undefined, 'msg.payload.id'],
        ['an empty field of the node', str('contactId', ''), {}, 'the node'],
        ['a variable that is not set', { contactId: 'NO_SUCH_VARIABLE', contactIdType: 'env' }, {}, 'NO_SUCH_VARIABLE'],
    ] as const) {
        it(`a required field with ${what} says where it looked`, async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-get-contact', properties);
            const { intercom } = await flow.error({ payload });
            assert.equal(intercom.error?.code, 'missing_field');
            assert.equal(intercom.error?.field, 'contactId');
            assert.ok(intercom.error?.message.includes(place), intercom.error?.message);
            assert.equal(held.sandbox.requests.length, 0);
        });
    }

    for (const [property, value, type] of [
        ['contactId', 'payload.[', 'msg'],
        ['contactId', '(', 'jsonata'],
        ['contactId', '{', 'json'],
    ]) {
        it(`an expression that cannot be evaluated names its field: ${type} ${value}`, async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-get-contact', {
                [property as string]: value,
                [`${property}Type`]: type,
            });
            const { intercom } = await flow.error({ payload: { id: '1' } });
            assert.equal(intercom.error?.code, 'invalid_field');
            assert.equal(intercom.error?.field, 'contactId');
        });
    }

    it('a contact needs a role, an external ID or an email', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-create-contact');
        const { intercom } = await flow.error({ payload: { name: 'Ann', email: '' } });
        assert.equal(intercom.error?.code, 'missing_field');
        assert.match(intercom.error?.message ?? '', /^One of these is needed: Email, External ID, Role/);
        assert.equal(held.sandbox.requests.length, 0);
    });

    it('a duplicate names the contact that exists', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-create-contact');
        const first = await flow.output({ payload: { email: 'twice@example.com' } });
        const { caught } = await flow.send({ payload: { email: 'twice@example.com' } });
        assert.equal(caught[0]?.intercom.error?.code, 'conflict');
        assert.ok(caught[0]?.intercom.error?.hint?.includes((first.payload as { id: string }).id));
    });

    it('a contact whose first creation lost its answer is answered', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-create-contact');
        held.sandbox.fault({ kind: 'applyThenReset', match: { method: 'POST', path: /^\/contacts$/ } });
        const { payload } = await flow.output({ payload: { email: 'once@example.com' } });
        assert.equal((payload as { email: string }).email, 'once@example.com');
        assert.equal(held.sandbox.counts.created.contact ?? held.sandbox.counts.created.contacts, 1);
    });

    for (const [type, payload] of [
        ['intercom-create-contact', { role: 'lead', email: 'lead@example.com' }],
        ['intercom-create-ticket', { ticket_type_id: '69', contact_id: 'someone@example.com' }],
        ['intercom-create-company', { name: 'No id' }],
    ] as const) {
        it(`${type} is not sent twice where it could happen twice`, async () => {
            const flow = await TestFlow.load(held.sandbox, type);
            held.sandbox.fault({ kind: 'applyThenReset' });
            const { intercom } = await flow.error({ payload });
            assert.equal(intercom.error?.code, 'network_error');
            assert.equal(held.sandbox.requests.length, 1);
        });
    }

    it('a delete whose answer was lost is done', async () => {
        const create = await TestFlow.load(held.sandbox, 'intercom-create-contact');
        const { payload } = await create.output({ payload: { email: 'gone@example.com' } });
        await helper.unload();
        const flow = await TestFlow.load(held.sandbox, 'intercom-delete-contact');
        held.sandbox.fault({ kind: 'applyThenReset' });
        const { id } = payload as { id: string };
        assert.deepEqual((await flow.output({ payload: { id } })).payload, { id, deleted: true });
    });

    it('a merged contact is answered by the one it was merged into', async () => {
        const created = await TestFlow.load(held.sandbox, 'intercom-create-contact');
        const lead = (await created.output({ payload: { role: 'lead', email: 'm@example.com' } })).payload as {
            id: string;
        };
        const user = (await created.output({ payload: { role: 'user', email: 'm@example.com' } })).payload as {
            id: string;
        };
        const { url, token } = held.sandbox;
        const headers = {
            Authorization: `Bearer ${token}`,
            'Content-Type': 'application/json',
            'Intercom-Version': '2.16',
        };
        const body = JSON.stringify({ from: lead.id, into: user.id });
        assert.equal((await fetch(`${url}/contacts/merge`, { method: 'POST', headers, body })).status, 200);
        await helper.unload();
        const flow = await TestFlow.load(held.sandbox, 'intercom-get-contact');
        assert.equal(((await flow.output({ payload: { id: lead.id } })).payload as { id: string }).id, user.id);
    });

    it('counts the requests in flight, and each message keeps its own', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-create-tag');
        held.sandbox.fault({ kind: 'slow', delayMs: 30, times: Number.POSITIVE_INFINITY });
        const ends = ['a', 'b', 'c'].map((name) => flow.send({ payload: { name }, mark: name }));
        await Promise.all(ends);
        const { sent } = await (ends[0] as Promise<{ sent: { mark?: unknown; payload?: unknown }[] }>);
        await until(() => sent.length === 3);
        for (const { mark, payload } of sent) assert.equal((payload as { name: string }).name, mark);
        assert.ok(flow.statuses.some(({ text }) => text === '3 in flight'));
        await until(() => flow.statuses.at(-1)?.fill === 'green');
        assert.ok(['a', 'b', 'c'].includes(String(flow.statuses.at(-1)?.text)));
    });

    for (const [what, contact, shown] of [
        [
            'a name that is nothing but markup: the next that tells',
            { name: '<VIP>', email: 'vip@example.com' },
            /^vip@/,
        ],
        ['a long name, at no half of a character', { name: `${'x'.repeat(38)}😀😀` }, /^x{38}…$/],
    ] as const) {
        it(`shows ${what}`, async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-create-contact');
            await flow.output({ payload: { role: 'lead', ...contact } });
            await until(() => flow.statuses.at(-1)?.fill === 'green');
            assert.match(String(flow.statuses.at(-1)?.text), shown);
        });
    }

    it('a node that is closed ends what it has in flight as aborted, and sends nothing afterwards', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-create-tag');
        held.sandbox.fault({ kind: 'stall' });
        const ending = flow.send({ payload: { name: 'late' } });
        await until(() => held.sandbox.requests.length === 1);
        await flow.node.close(true);
        const { sent, caught } = await ending;
        assert.deepEqual(
            caught.map(({ intercom }) => intercom.error?.code),
            ['aborted'],
        );
        assert.equal(sent.length, 0);
        assert.deepEqual(flow.statuses.at(-1), {});
    });

    it('holds back in yellow while the rate limit is used up', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-list-tags');
        held.sandbox.fault({ kind: 'rateLimit', retryAfter: 1, resetIn: 1 });
        await flow.output({});
        const yellow = flow.statuses.filter(({ fill }) => fill === 'yellow');
        assert.match(String(yellow[0]?.text), /^rate limit: \d+ s$/);
    });
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLIENT_SECRET, type Notification, type Sandbox, startSandbox } from '../../src/sandbox';
import { as, call, ROBIN } from './testing';

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+00:00$/;

// biome-ignore lint/suspicious/noExplicitAny: tests look into notifications of every shape
type Envelope = any;

describe('sandbox: every change makes its webhook', () => {
    let sandbox: Sandbox;
    let heard: Envelope[];
    let stop: () => void;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(() => {
        sandbox.reset();
        heard = [];
        stop = sandbox.subscribe(({ body }) => heard.push(JSON.parse(body)));
    });
    afterEach(() => stop());

    const user = (n = 0) => sandbox.state.contacts.at(n)?.id as string;
    const lead = () => user(4);
    const company = () => [...sandbox.state.companies.values()][0]?.id as string;
    const conversation = (state = 'open') =>
        sandbox.state.conversations.values().find((one) => one.state === state)?.id as string;
    const ticket = () => sandbox.state.tickets.values()[0]?.id as string;
    const reply = (body: object) => (): [string, string, object] => [
        'POST',
        `/conversations/${conversation()}/reply`,
        body,
    ];
    const part = (body: object) => (): [string, string, object] => [
        'POST',
        `/conversations/${conversation()}/parts`,
        { ...as, ...body },
    ];
    const put = (body: object) => (): [string, string, object] => ['PUT', `/tickets/${ticket()}`, body];
    const soon = () => Math.floor(Date.now() / 1000) + 3600;

    const cases: [string, () => [string, string, object?], string[]][] = [
        ['a user is created', () => ['POST', '/contacts', { email: 'ada@example.com' }], ['contact.user.created']],
        ['a lead is created', () => ['POST', '/contacts', { role: 'lead' }], ['contact.lead.created']],
        ['a user is renamed', () => ['PUT', `/contacts/${user()}`, { name: 'Ada' }], ['contact.user.updated']],
        ['a contact is archived', () => ['POST', `/contacts/${user()}/archive`], ['contact.archived']],
        ['a contact is deleted', () => ['DELETE', `/contacts/${user()}`], ['contact.deleted']],
        [
            'contacts are merged',
            () => ['POST', '/contacts/merge', { from: lead(), into: user(), skip_duplicate_validation: true }],
            ['contact.merged'],
        ],
        ['a user is tagged', () => ['POST', `/contacts/${user(1)}/tags`, { id: '102' }], ['contact.user.tag.created']],
        ['a company is created', () => ['POST', '/companies', { company_id: 'new' }], ['company.created']],
        ['a company is changed', () => ['PUT', `/companies/${company()}`, { size: 3 }], ['company.updated']],
        ['a company is deleted', () => ['DELETE', `/companies/${company()}`], ['company.deleted']],
        [
            'a contact leaves a subscription',
            () => ['POST', `/contacts/${user()}/subscriptions`, { id: '137', consent_type: 'opt_out' }],
            ['contact.unsubscribed'],
        ],
        [
            'a customer writes',
            () => ['POST', '/conversations', { from: { type: 'user', id: user() }, body: 'Hello' }],
            ['conversation.user.created'],
        ],
        [
            'a customer answers',
            () => reply({ type: 'user', message_type: 'comment', intercom_user_id: user(), body: 'Yes' })(),
            ['conversation.user.replied'],
        ],
        ['a teammate answers', reply({ ...as, message_type: 'comment', body: 'Hi' }), ['conversation.admin.replied']],
        ['a teammate notes', reply({ ...as, message_type: 'note', body: 'Hm' }), ['conversation.admin.noted']],
        ['one is closed', part({ message_type: 'close' }), ['conversation.admin.closed']],
        ['one is opened', part({ message_type: 'open' }), ['conversation.admin.opened']],
        [
            'one is snoozed',
            () => part({ message_type: 'snoozed', snoozed_until: soon() })(),
            ['conversation.admin.snoozed'],
        ],
        ['one is assigned', part({ message_type: 'assignment', assignee_id: ROBIN }), ['conversation.admin.assigned']],
        [
            'one is tagged',
            () => ['POST', `/conversations/${conversation()}/tags`, { id: '102', admin_id: ROBIN }],
            ['conversation_part.tag.created'],
        ],
        ['one is deleted', () => ['DELETE', `/conversations/${conversation()}`], ['conversation.deleted']],
        [
            'one is converted',
            () => ['POST', `/conversations/${conversation()}/convert`, { ticket_type_id: '67' }],
            ['ticket.created'],
        ],
        [
            'a ticket is created',
            () => ['POST', '/tickets', { ticket_type_id: '67', contacts: [{ id: user() }] }],
            ['ticket.created'],
        ],
        ['a ticket goes on', put({ ticket_state_id: '8322' }), ['ticket.state.updated']],
        [
            'a ticket is resolved',
            put({ ticket_state_id: '8324' }),
            ['ticket.state.updated', 'ticket.resolved', 'ticket.closed'],
        ],
        ['a ticket is filled in', put({ ticket_attributes: { Severity: '3f1e' } }), ['ticket.attribute.updated']],
        ['a ticket is assigned', put({ assignee_id: ROBIN }), ['ticket.admin.assigned']],
        ['a ticket goes to a team', put({ assignee_id: '5017690' }), ['ticket.team.assigned']],
        [
            'a ticket is noted on',
            () => ['POST', `/tickets/${ticket()}/reply`, { ...as, message_type: 'note', body: 'Hm' }],
            ['ticket.note.created'],
        ],
        [
            'somebody goes away',
            () => ['PUT', `/admins/${ROBIN}/away`, { away_mode_enabled: true, away_mode_reassign: false }],
            ['admin.away_mode_updated'],
        ],
        [
            'an event happens',
            () => ['POST', '/events', { event_name: 'rang', created_at: 1_700_000_000, id: user() }],
            ['event.created'],
        ],
        ['something is refused', () => ['POST', '/conversations', { body: 'Hello' }], []],
        ['something is read', () => ['GET', `/conversations/${conversation()}`], []],
    ];
    for (const [what, ask, topics] of cases) {
        it(`${what}: ${topics.join(', ') || 'none'}`, async () => {
            await call(sandbox, ...ask());
            assert.deepEqual(
                heard.map((one) => one.topic),
                topics,
            );
            for (const { data } of heard) assert.equal(typeof data.item, 'object');
        });
    }

    it('an unarchived contact is told in the word that deliveries have', async () => {
        await call(sandbox, 'POST', `/contacts/${user()}/archive`);
        await call(sandbox, 'POST', `/contacts/${user()}/unarchive`);
        assert.equal(heard.at(-1).topic, 'contact.unarchived');
    });

    it('a snooze that ends is told', async () => {
        await call(sandbox, ...part({ message_type: 'snoozed', snoozed_until: soon() })());
        sandbox.setClock(Date.now() + 3_700_000);
        await call(sandbox, 'GET', '/me');
        assert.equal(heard.at(-1).topic, 'conversation.admin.unsnoozed');
    });

    it('the same event twice is told once', async () => {
        const event = { event_name: 'rang', created_at: 1_700_000_000, id: user() };
        for (let n = 0; n < 2; n++) assert.equal((await call(sandbox, 'POST', '/events', event)).status, 202);
        assert.equal(heard.length, 1);
    });

    it('no two runs give the same id, as a receiver that remembers ids over a restart needs it', async () => {
        const again = await startSandbox();
        again.subscribe(({ body }) => heard.push(JSON.parse(body)));
        for (const one of [sandbox, again]) await call(one, 'POST', '/contacts', { email: 'ada@example.com' });
        await again.close();
        const [first, second] = heard;
        assert.deepEqual(first.data.item.id, second.data.item.id);
        assert.notEqual(first.id, second.id);
    });

    it('the envelope is Intercom’s, signed over its very bytes', async () => {
        const raw: Notification[] = [];
        const end = sandbox.subscribe((notification) => raw.push(notification));
        await call(sandbox, 'POST', '/contacts', { role: 'lead' });
        end();
        const [notification] = raw;
        assert.ok(notification);
        const digest = createHmac('sha1', CLIENT_SECRET).update(notification.body).digest('hex');
        assert.equal(notification.signature, `sha1=${digest}`);
        assert.deepEqual(Object.keys(JSON.parse(notification.body)), [
            'type',
            'app_id',
            'data',
            'links',
            'id',
            'topic',
            'delivery_status',
            'delivery_attempts',
            'delivered_at',
            'first_sent_at',
            'created_at',
            'self',
        ]);
    });

    it('contacts and companies have times as text, conversations and tickets in Unix seconds', async () => {
        await call(sandbox, 'PUT', `/contacts/${user()}`, { name: 'Ada' });
        await call(sandbox, 'PUT', `/companies/${company()}`, { size: 3 });
        await call(sandbox, ...reply({ ...as, message_type: 'note', body: 'Hm' })());
        await call(sandbox, ...put({ assignee_id: ROBIN })());
        const [contact, firm, talk, job] = heard.map((one) => one.data.item);
        for (const { created_at, updated_at } of [contact, firm]) {
            assert.match(created_at, ISO);
            assert.match(updated_at, ISO);
        }
        assert.equal(typeof contact.custom_attributes.signed_contract_at, 'number');
        assert.deepEqual(
            firm.tag_ids,
            firm.tags.tags.map((tag: { id: string }) => tag.id),
        );
        for (const { created_at, updated_at } of [talk, job]) {
            assert.deepEqual([typeof created_at, typeof updated_at], ['number', 'number']);
        }
        assert.deepEqual([typeof talk.admin_assignee_id, job.admin_assignee_id], ['string', ROBIN]);
        assert.equal(talk.conversation_parts.conversation_parts.length, 1);
    });

    it('only what was asked for comes, and nothing after it ends', async () => {
        const topics: string[] = [];
        const end = sandbox.subscribe(({ topic }) => topics.push(topic), { topics: ['company.created'] });
        await call(sandbox, 'POST', '/contacts', { role: 'lead' });
        await call(sandbox, 'POST', '/companies', { company_id: 'one' });
        end();
        await call(sandbox, 'POST', '/companies', { company_id: 'two' });
        assert.deepEqual(topics, ['company.created']);
    });

    describe('to a URL', () => {
        let receiver: http.Server;
        let status: number;
        let arrived: { path: string | undefined; body: Envelope; agent: unknown }[];
        let url: string;
        beforeEach(async () => {
            status = 200;
            arrived = [];
            receiver = http.createServer((request, response) => {
                const chunks: Buffer[] = [];
                request.on('data', (chunk: Buffer) => chunks.push(chunk));
                request.on('end', () => {
                    const body = JSON.parse(Buffer.concat(chunks).toString());
                    arrived.push({ path: request.url, body, agent: request.headers['user-agent'] });
                    response.writeHead(status).end();
                    receiver.emit('arrived');
                });
            });
            receiver.listen(0, '127.0.0.1');
            await once(receiver, 'listening');
            url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
        });
        afterEach(() => {
            receiver.close();
            receiver.closeAllConnections();
        });

        it('in order, by Intercom’s client', async () => {
            const end = sandbox.subscribe(url);
            const names = ['a', 'b', 'c'];
            for (const name of names) await call(sandbox, 'POST', '/contacts', { role: 'lead', name });
            while (arrived.length < 3) await once(receiver, 'arrived');
            end();
            assert.deepEqual(
                arrived.map((one) => one.body.data.item.name),
                names,
            );
            assert.equal(arrived[0]?.agent, 'intercom-parrot-service-client/1.0');
        });

        it('as another process asks for it, until it asks no more', async () => {
            const ask = (method: string, body?: object) => call(sandbox, method, '/_sandbox/subscribe', body);
            assert.equal((await ask('POST', { topics: ['company.created'] })).status, 400);
            const { body } = await ask('POST', { url, topics: ['company.created'], secret: 'own' });
            assert.deepEqual(body, { subscribed: [url] });
            await call(sandbox, 'POST', '/contacts', { role: 'lead' });
            await call(sandbox, 'POST', '/companies', { company_id: 'one' });
            while (arrived.length < 1) await once(receiver, 'arrived');
            assert.deepEqual((await ask('DELETE')).body, { subscribed: [] });
            await call(sandbox, 'POST', '/companies', { company_id: 'two' });
            assert.deepEqual(
                arrived.map((one) => one.body.topic),
                ['company.created'],
            );
        });

        it('once more after a failure, with the same id, and then no more', async () => {
            status = 500;
            const end = sandbox.subscribe(url, { retryMs: 20 });
            await call(sandbox, 'POST', '/contacts', { role: 'lead' });
            while (arrived.length < 2) await once(receiver, 'arrived');
            status = 200;
            await call(sandbox, 'POST', '/contacts', { role: 'lead' });
            while (arrived.length < 3) await once(receiver, 'arrived');
            end();
            const [first, second, third] = arrived.map((one) => one.body);
            assert.deepEqual([second.id, second.delivery_attempts], [first.id, 2]);
            assert.deepEqual([third.id === first.id, third.delivery_attempts], [false, 1]);
        });

        it('410 ends it', async () => {
            status = 410;
            const end = sandbox.subscribe(url, { retryMs: 1 });
            await call(sandbox, 'POST', '/contacts', { role: 'lead' });
            while (arrived.length < 1) await once(receiver, 'arrived');
            status = 200;
            const other = sandbox.subscribe(`${url}other`);
            await call(sandbox, 'POST', '/companies', { company_id: 'one' });
            while (arrived.length < 2) await once(receiver, 'arrived');
            end();
            other();
            assert.deepEqual(
                arrived.map((one) => [one.path, one.body.topic]),
                [
                    ['/', 'contact.lead.created'],
                    ['/other', 'company.created'],
                ],
            );
        });
    });

    it('customers write and rate by themselves when they are let', async () => {
        const ids = new Set<string | undefined>();
        for (let n = 0; n < 40; n++) ids.add(sandbox.letCustomersWrite());
        assert.ok(!ids.has(undefined));
        // In a queue of microtasks each: a request is behind them all.
        await call(sandbox, 'GET', '/me');
        const topics = new Set(heard.map((one) => one.topic));
        assert.deepEqual([...topics].sort(), [
            'conversation.rating.added',
            'conversation.user.created',
            'conversation.user.replied',
        ]);
        assert.equal(heard.length, 40);
    });
});

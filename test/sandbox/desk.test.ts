import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call, LUCA, MEI, outcome, type Reply, ROBIN, SUPPORT } from './testing';

/** What lies on a support team's desk beside conversations and tickets. */
describe('sandbox: teammates, notes, messages, events, subscriptions', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox({ readOnlyTokens: ['reader'] });
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    const user = (n = 0) => sandbox.state.contacts.at(n) as { id: string; external_id: string; email: string };
    const lead = () => sandbox.state.contacts.at(4) as { id: string; email: string };
    const company = () => [...sandbox.state.companies.values()][0]?.id as string;
    const ask = (method: string, path: string, body?: unknown): Promise<Reply> => call(sandbox, method, path, body);
    const now = () => Math.floor(Date.now() / 1000);

    describe('teammates and teams', () => {
        it('one is away; each knows their teams', async () => {
            const { admins } = (await ask('GET', '/admins')).body;
            const away = admins.filter((one: { away_mode_enabled: boolean }) => one.away_mode_enabled);
            assert.deepEqual(
                away.map((one: { id: string }) => one.id),
                [LUCA],
            );
            assert.deepEqual(admins[0].team_ids, [Number(SUPPORT)]);
            const { teams } = (await ask('GET', '/teams')).body;
            assert.deepEqual([teams.length, teams[0].admin_ids], [3, [Number(ROBIN), Number(MEI)]]);
            assert.equal(outcome(await ask('GET', '/teams/1')), '404 team_not_found');
        });

        it('come back and go away with a reason', async () => {
            const set = (id: string, body: object) => ask('PUT', `/admins/${id}/away`, body);
            const back = { away_mode_enabled: false, away_mode_reassign: false };
            assert.equal((await set(LUCA, back)).body.away_mode_enabled, false);
            const gone = { away_mode_enabled: true, away_mode_reassign: true, away_status_reason_id: 12402 };
            assert.equal((await set(LUCA, gone)).body.away_status_reason_id, 12402);
            assert.equal(outcome(await set(LUCA, { away_mode_enabled: true })), '400 parameter_invalid');
            assert.equal(outcome(await set(LUCA, { ...gone, away_status_reason_id: 1 })), '400 parameter_invalid');
            assert.equal(outcome(await set('1', back)), '404 admin_not_found');
            const { activity_logs } = (await ask('GET', `/admins/activity_logs?created_at_after=${now() - 60}`)).body;
            assert.deepEqual(
                activity_logs.map((one: { activity_description: string }) => one.activity_description),
                ['Luca Moreau went away', 'Luca Moreau came back'],
            );
        });

        it('a team’s figures count what its teammates have', async () => {
            const all = sandbox.state.conversations.values();
            const { data } = (await ask('GET', `/teams/${SUPPORT}/metrics`)).body;
            for (const one of data) {
                const own = all.filter((talk) => talk.admin_assignee_id === Number(one.admin_id));
                assert.equal(one.open, own.filter((talk) => talk.state === 'open').length);
                assert.equal(one.snoozed, own.filter((talk) => talk.state === 'snoozed').length);
            }
            const fresh = all.find((talk) => talk.admin_assignee_id === Number(ROBIN) && talk.state === 'open');
            assert.ok(fresh);
            await ask('PUT', `/conversations/${fresh.id}`, { read: true });
            const idle = async (threshold: number) =>
                (await ask('GET', `/teams/${SUPPORT}/metrics?idle_threshold=${threshold}`)).body.data[0].idle;
            assert.equal((await idle(60)) + 1, data[0].open);
        });
    });

    describe('notes', () => {
        const on: [string, () => string, string][] = [
            ['contact', () => `/contacts/${user().id}/notes`, '404 not_found'],
            ['company', () => `/companies/${company()}/notes`, '404 company_not_found'],
        ];
        for (const [what, path, unknown] of on) {
            it(`on a ${what}: written by a teammate, listed with the newest first`, async () => {
                const first = (await ask('POST', path(), { body: 'Likes tea' })).body;
                assert.deepEqual([first.body, first.author.id], ['<p>Likes tea</p>', ROBIN]);
                const second = (await ask('POST', path(), { body: '<b>Really</b>', admin_id: MEI })).body;
                assert.deepEqual([second.body, second.author.id], ['<b>Really</b>', MEI]);
                const { body } = await ask('GET', `${path()}?per_page=1`);
                assert.deepEqual([body.data[0].id, body.total_count, body.pages.total_pages], [second.id, 2, 2]);
                assert.equal((await ask('GET', `/notes/${first.id}`)).body.id, first.id);
                assert.equal(outcome(await ask('POST', path(), { body: '' })), '400 parameter_invalid');
                assert.equal(outcome(await ask('POST', path(), { body: 'x', admin_id: '1' })), '404 not_found');
                assert.equal(outcome(await ask('GET', path().replace(/[0-9a-f]{24}/, 'no'))), unknown);
            });
        }
    });

    describe('messages', () => {
        const email = (more: object = {}) => ({
            message_type: 'email',
            subject: 'Door',
            body: '<p>Hello</p>',
            template: 'plain',
            from: { type: 'admin', id: ROBIN },
            to: { type: 'user', id: user().id },
            ...more,
        });
        const cases: [string, () => object, string][] = [
            ['an email', () => email(), '200'],
            [
                'to several, with copies',
                () =>
                    email({
                        to: [user(), user(1)].map(({ id }) => ({ type: 'user', id })),
                        cc: { type: 'lead', id: lead().id },
                    }),
                '200',
            ],
            ['without a subject', () => email({ subject: undefined }), '422 parameter_not_found'],
            ['without a word', () => email({ body: undefined }), '400 parameter_invalid'],
            ['in an unknown style', () => email({ template: 'loud' }), '400 parameter_invalid'],
            ['by nobody', () => email({ from: undefined }), '400 parameter_invalid'],
            ['by an unknown teammate', () => email({ from: { type: 'admin', id: '1' } }), '404 not_found'],
            ['to nobody', () => email({ to: [] }), '400 parameter_not_found'],
            ['to somebody unknown', () => email({ to: { type: 'user', id: 'no' } }), '404 not_found'],
            ['to a user who is a lead', () => email({ to: { type: 'user', id: lead().id } }), '404 not_found'],
            ['with a copy to somebody unknown', () => email({ bcc: { type: 'user', id: 'no' } }), '404 not_found'],
            ['in an unknown way', () => email({ message_type: 'pigeon' }), '400 parameter_invalid'],
            [
                'in the Messenger',
                () => email({ message_type: 'in_app', subject: undefined, template: undefined }),
                '200',
            ],
            [
                'by WhatsApp',
                () =>
                    email({
                        message_type: 'whatsapp',
                        to: { phone: '+15551234567' },
                        template: 'hello',
                        components: [],
                    }),
                '200',
            ],
            [
                'by WhatsApp without components',
                () => email({ message_type: 'whatsapp', to: { phone: '+15551234567' }, template: 'hello' }),
                '400 parameter_not_found',
            ],
        ];
        for (const [what, body, expected] of cases) {
            it(`${what} is ${expected}`, async () => {
                assert.equal(outcome(await ask('POST', '/messages', body())), expected);
                assert.equal(sandbox.state.messages.count, expected === '200' ? 1 : 0);
            });
        }

        it('make no conversation until somebody answers, unless one is asked for', async () => {
            const before = sandbox.state.conversations.count;
            const silent = (await ask('POST', '/messages', email())).body;
            assert.deepEqual([silent.conversation_id, sandbox.state.conversations.count], [undefined, before]);
            const more = { create_conversation_without_contact_reply: true };
            const { conversation_id } = (await ask('POST', '/messages', email(more))).body;
            const { body } = await ask('GET', `/conversations/${conversation_id}`);
            assert.deepEqual([body.source.delivered_as, body.source.author.id], ['admin_initiated', ROBIN]);
        });

        for (const [word, other] of [
            ['in_app', 'inapp'],
            ['inapp', 'in_app'],
        ] as const) {
            it(`a sandbox that takes ${word} refuses ${other}`, async () => {
                const strict = await startSandbox({ messengerWord: word });
                try {
                    const send = (message_type: string) => call(strict, 'POST', '/messages', email({ message_type }));
                    assert.deepEqual(
                        [outcome(await send(word)), outcome(await send(other))],
                        ['200', '400 parameter_invalid'],
                    );
                } finally {
                    await strict.close();
                }
            });
        }
    });

    describe('events', () => {
        const event = (more: object = {}) => ({ event_name: 'rang', created_at: now(), id: user().id, ...more });
        const cases: [string, () => object, string][] = [
            ['by id', () => event(), '202'],
            ['by your id', () => event({ id: undefined, user_id: user().external_id }), '202'],
            ['by email', () => event({ id: undefined, email: user().email }), '202'],
            ['of a lead by id', () => event({ id: lead().id }), '202'],
            ['of nobody', () => event({ id: undefined }), '400 parameter_not_found'],
            ['of somebody unknown', () => event({ id: 'no' }), '404 not_found'],
            ['without a name', () => event({ event_name: '' }), '400 parameter_not_found'],
            ['without a time', () => event({ created_at: undefined }), '400 parameter_not_found'],
            ['at no time', () => event({ created_at: 'today' }), '400 parameter_invalid'],
            ['with an amount', () => event({ metadata: { price: { amount: 349, currency: 'eur' } } }), '202'],
            ['with something nested', () => event({ metadata: { door: { colour: 'red' } } }), '400 parameter_invalid'],
        ];
        for (const [what, body, expected] of cases) {
            it(`${what} is ${expected}`, async () => {
                const reply = await ask('POST', '/events', body());
                assert.equal(outcome(reply), expected);
                if (reply.status === 202) assert.equal(reply.text, '');
            });
        }

        it('of the same contact, name and time are one; ten keys of metadata stay', async () => {
            const metadata = Object.fromEntries(Array.from({ length: 12 }, (_one, n) => [`k${n}`, n]));
            const same = event({ metadata });
            for (let n = 0; n < 3; n++) await ask('POST', '/events', same);
            const { events } = (await ask('GET', `/events?type=user&intercom_user_id=${user().id}`)).body;
            assert.equal(events.length, 1);
            assert.equal(Object.keys(events[0].metadata).length, 10);
            assert.deepEqual(sandbox.counts.created, { events: 1 });
        });

        it('are listed page by page along a URL, and counted', async () => {
            for (let n = 0; n < 5; n++) await ask('POST', '/events', event({ created_at: now() - n }));
            let path = `/events?type=user&email=${encodeURIComponent(user().email)}&per_page=2`;
            const seen: number[] = [];
            while (path !== '') {
                const { body } = await ask('GET', path);
                seen.push(...body.events.map((one: { created_at: number }) => one.created_at));
                path = body.pages.next?.slice(sandbox.url.length) ?? '';
            }
            assert.deepEqual([seen.length, seen], [5, [...seen].sort((a, b) => b - a)]);
            const told = { event_name: 'left', count: 7, first: 1_600_000_000, last: 1_700_000_000 };
            await ask('POST', '/events/summaries', { user_id: user().external_id, event_summaries: told });
            const { events } = (await ask('GET', `/events?type=user&user_id=${user().external_id}&summary=true`)).body;
            assert.deepEqual(
                events.map((one: { name: string; count: number }) => [one.name, one.count]),
                [
                    ['left', 7],
                    ['rang', 5],
                ],
            );
            assert.equal(outcome(await ask('GET', '/events?email=a@example.com')), '400 parameter_invalid');
        });
    });

    it('subscriptions show explicit choices alone, and are taken back', async () => {
        const path = `/contacts/${user().id}/subscriptions`;
        assert.deepEqual((await ask('GET', path)).body.data, []);
        await ask('POST', path, { id: '137', consent_type: 'opt_out' });
        assert.equal((await ask('GET', path)).body.data[0].default_translation.name, 'Newsletter');
        assert.equal(outcome(await ask('POST', path, { id: '1', consent_type: 'opt_out' })), '404 not_found');
        assert.equal(outcome(await ask('POST', path, { id: '137', consent_type: 'maybe' })), '400 parameter_invalid');
        assert.equal(outcome(await ask('DELETE', `${path}/137`)), '200');
        assert.equal(outcome(await ask('DELETE', `${path}/137`)), '404 not_found');
    });

    it('what a merged lead had goes over to the user', async () => {
        const made = await ask('POST', '/conversations', { from: { type: 'lead', id: lead().id }, body: 'Hello' });
        await ask('POST', `/contacts/${lead().id}/notes`, { body: 'Likes tea' });
        await ask('POST', `/contacts/${lead().id}/subscriptions`, { id: '137', consent_type: 'opt_out' });
        const merge = { from: lead().id, into: user().id, skip_duplicate_validation: true };
        assert.equal(outcome(await ask('POST', '/contacts/merge', merge)), '200');
        const { body } = await ask('GET', `/conversations/${made.body.conversation_id}`);
        assert.deepEqual(body.contacts.contacts[0].id, user().id);
        assert.equal((await ask('GET', `/contacts/${user().id}/notes`)).body.total_count, 1);
        assert.equal((await ask('GET', `/contacts/${user().id}/subscriptions`)).body.data.length, 1);
    });

    const writes: [string, string][] = [
        ['POST', '/conversations'],
        ['POST', '/conversations/1/reply'],
        ['POST', '/conversations/1/parts'],
        ['PUT', '/conversations/1'],
        ['POST', '/conversations/1/tags'],
        ['POST', '/tickets'],
        ['PUT', '/tickets/1'],
        ['POST', '/tickets/1/reply'],
        ['POST', '/messages'],
        ['POST', '/events'],
        ['POST', '/contacts/1/notes'],
        ['PUT', `/admins/${ROBIN}/away`],
    ];
    it('a token without the permission is refused all writes, and may read and search', async () => {
        const asReader = { authorization: 'Bearer reader' };
        for (const [method, path] of writes) {
            const reply = await call(sandbox, method, path, {}, asReader);
            assert.equal(outcome(reply), '403 forbidden', `${method} ${path}`);
        }
        const query = { field: 'open', operator: '=', value: true };
        for (const path of ['/conversations/search', '/tickets/search']) {
            assert.equal(outcome(await call(sandbox, 'POST', path, { query }, asReader)), '200');
        }
        for (const path of ['/conversations', '/teams', '/me']) {
            assert.equal(outcome(await call(sandbox, 'GET', path, undefined, asReader)), '200');
        }
    });

    it('is seeded as large as asked, with conversations and tickets of every fate', async () => {
        const big = await startSandbox({ seed: { conversations: 60, tickets: 30 } });
        try {
            const { conversations, tickets } = big.state;
            assert.deepEqual([conversations.count, tickets.count], [60, 30]);
            const talks = conversations.values();
            const states = new Set(talks.map((one) => one.state));
            assert.deepEqual([...states].sort(), ['closed', 'open', 'snoozed']);
            assert.ok(talks.some((one) => one.waiting_since !== null && one.admin_assignee_id === 0));
            assert.ok(talks.some((one) => one.rating !== null));
            assert.ok(talks.some((one) => one.tags.length > 0));
            assert.ok(talks.some((one) => one.team_assignee_id !== 0));
            assert.deepEqual(new Set(tickets.values().map((one) => one.state.category)).size, 4);
            assert.deepEqual(new Set(tickets.values().map((one) => one.ticket_type_id)).size, 3);
        } finally {
            await big.close();
        }
    });

    it('is empty when nobody is there', async () => {
        const empty = await startSandbox({ seed: { contacts: 0, companies: 0 } });
        try {
            assert.deepEqual([empty.state.conversations.count, empty.state.tickets.count], [0, 0]);
            assert.equal(empty.letCustomersWrite(), undefined);
        } finally {
            await empty.close();
        }
    });
});

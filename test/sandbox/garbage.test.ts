import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call, ROBIN } from './testing';

type Form = [string, string, Record<string, unknown>];

/** Requests that are right until something in them is replaced. */
describe('sandbox: whatever stands in a request, it is answered', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 20, companies: 5 } });
        sandbox.record = false;
        // Somebody listens, so that webhooks are written too.
        sandbox.subscribe(() => undefined);
    });
    after(() => sandbox.close());

    function forms(): Form[] {
        const { conversations, tickets, contacts, companies, conversationAttributes } = sandbox.state;
        const talk = `/conversations/${conversations.values()[0]?.id}`;
        const ticket = `/tickets/${tickets.values()[0]?.id}`;
        const user = contacts.at(0)?.id;
        const company = [...companies.values()][0]?.id;
        const options = `/conversations/attributes/${conversationAttributes.values().find((one) => one.options)?.id}/options`;
        const as = { type: 'admin', admin_id: ROBIN };
        const file = { name: 'a.txt', content_type: 'text/plain', data: 'YQ==' };
        const reply = {
            body: 'Hi',
            created_at: 1_700_000_000,
            attachment_urls: ['https://example.com/a.png'],
            attachment_files: [file],
            reply_options: [{ text: 'Yes', uuid: 'a' }],
        };
        const message = { subject: 'Door', body: 'Hi', template: 'plain', from: { type: 'admin', id: ROBIN } };
        const to = { type: 'user', id: user };
        return [
            [
                'POST',
                '/conversations',
                { from: to, body: 'Hi', subject: 'Door', attachment_urls: ['https://a.example/b'] },
            ],
            [
                'PUT',
                talk,
                { read: true, title: 'a', company_id: company, custom_attributes: { Devices: 1, Sentiment: 'Happy' } },
            ],
            ['POST', `${talk}/reply`, { ...as, ...reply, message_type: 'comment' }],
            ['POST', `${talk}/reply`, { ...as, ...reply, message_type: 'quick_reply' }],
            ['POST', `${talk}/reply`, { ...reply, type: 'user', message_type: 'comment', intercom_user_id: user }],
            ['POST', '/conversations/last/reply', { ...as, ...reply, message_type: 'note', intercom_user_id: user }],
            ['POST', `${talk}/parts`, { ...as, message_type: 'close', body: 'Bye' }],
            ['POST', `${talk}/parts`, { ...as, message_type: 'snoozed', snoozed_until: 4_000_000_000 }],
            ['POST', `${talk}/parts`, { ...as, message_type: 'assignment', assignee_id: ROBIN, body: 'Yours' }],
            ['POST', `${talk}/tags`, { id: '101', admin_id: ROBIN }],
            ['POST', `${talk}/customers`, { admin_id: ROBIN, customer: { intercom_user_id: user } }],
            [
                'POST',
                `${talk}/convert`,
                { ticket_type_id: '67', ticket_state_id: '8321', attributes: { Severity: '3f1c' } },
            ],
            [
                'POST',
                '/conversations/attributes',
                { name: 'a', data_type: 'list', options: [{ label: 'a' }, { label: 'b' }] },
            ],
            ['POST', options, { label: 'a' }],
            [
                'POST',
                '/conversations/search',
                {
                    query: { operator: 'AND', value: [{ field: 'state', operator: 'IN', value: ['open'] }] },
                    pagination: { per_page: 5 },
                    sort: { field: 'updated_at', order: 'ascending' },
                },
            ],
            ['POST', '/tickets/search', { query: { field: 'created_at', operator: '>', value: 1_700_000_000 } }],
            [
                'POST',
                '/tickets',
                {
                    ticket_type_id: '67',
                    contacts: [{ id: user }],
                    ticket_attributes: { Severity: '3f1c', 'Happened at': 1_700_000_000, Screenshots: [] },
                    assignment: { admin_assignee_id: ROBIN, team_assignee_id: '5017690' },
                },
            ],
            [
                'PUT',
                ticket,
                {
                    ticket_attributes: { _default_title_: 'a' },
                    ticket_state_id: '8322',
                    assignee_id: ROBIN,
                    admin_id: ROBIN,
                    open: true,
                    snoozed_until: 4_000_000_000,
                },
            ],
            ['POST', `${ticket}/reply`, { ...as, ...reply, message_type: 'comment', cross_post: true }],
            ['POST', '/ticket_types', { name: 'a', category: 'Tracker', icon: 'a', description: 'a' }],
            ['POST', '/ticket_types/67/attributes', { name: 'a', data_type: 'list', list_items: 'a,b' }],
            [
                'PUT',
                `/admins/${ROBIN}/away`,
                { away_mode_enabled: true, away_mode_reassign: true, away_status_reason_id: 12401 },
            ],
            ['POST', '/admins/activity_logs/search', { created_at_after: 1, event_types: ['a'], page: 1, per_page: 5 }],
            ['POST', `/contacts/${user}/notes`, { body: 'a', admin_id: ROBIN }],
            ['POST', `/contacts/${user}/subscriptions`, { id: '137', consent_type: 'opt_out' }],
            ['POST', '/messages', { ...message, message_type: 'email', to: [to], cc: to, bcc: [to] }],
            [
                'POST',
                '/messages',
                { ...message, message_type: 'whatsapp', to: { phone: '+15551234567' }, components: [] },
            ],
            [
                'POST',
                '/events',
                { event_name: 'a', created_at: 1, id: user, metadata: { price: { amount: 1, currency: 'eur' } } },
            ],
            [
                'POST',
                '/events/summaries',
                { user_id: 'user-1000', event_summaries: { event_name: 'a', count: 1, first: 1, last: 2 } },
            ],
        ];
    }

    /** The places in a body where something else can stand. */
    function places(value: unknown, at: (string | number)[] = []): (string | number)[][] {
        if (typeof value !== 'object' || value === null) return [at];
        const inner = Object.entries(value).flatMap(([key, one]) => places(one, [...at, key]));
        return at.length === 0 ? inner : [at, ...inner];
    }

    function replaced(body: Record<string, unknown>, place: (string | number)[], value: unknown): unknown {
        const copy = structuredClone(body);
        const last = place.at(-1) as string;
        const parent = place.slice(0, -1).reduce<Record<string, unknown>>((one, key) => one[key] as typeof one, copy);
        parent[last] = value;
        return copy;
    }

    it('every form is right as it stands here', async () => {
        for (const [method, path, body] of forms()) {
            const { status, text } = await call(sandbox, method, path, body);
            assert.ok(status < 300, `${method} ${path}: ${text}`);
        }
    });

    it('with anything in any place', async () => {
        const count = forms().length;
        await fc.assert(
            fc
                .asyncProperty(
                    fc.nat(count - 1),
                    fc.nat(),
                    fc.jsonValue({ maxDepth: 2 }),
                    async (which, where, value) => {
                        const [method, path, body] = forms()[which] as Form;
                        const all = places(body);
                        const sent = replaced(body, all[where % all.length] as string[], value);
                        const { status, text } = await call(sandbox, method, path, sent);
                        assert.ok(status < 500, `${method} ${path} ${JSON.stringify(sent)}: ${text}`);
                    },
                )
                .beforeEach(() => sandbox.reset()),
            { numRuns: 2000, interruptAfterTimeLimit: 30_000 },
        );
    });
});

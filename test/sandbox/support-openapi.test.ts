import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { loadOpenApi, type OpenApi } from './openapi';
import { call, ROBIN, SUPPORT } from './testing';

/** Every operation that a support team uses, in every form of its body, against Intercom's own description. */
describe('sandbox: support answers as the OpenAPI file describes it', () => {
    let sandbox: Sandbox;
    let openapi: OpenApi;
    before(async function () {
        const loaded = loadOpenApi();
        if (!loaded) this.skip();
        openapi = loaded;
        sandbox = await startSandbox();
    });
    after(() => sandbox?.close());
    beforeEach(() => sandbox.reset());

    const user = () => sandbox.state.contacts.at(0) as { id: string; external_id: string; email: string };
    const conversation = (n = 0) => sandbox.state.conversations.values()[n]?.id as string;
    const ticket = (type = '67') =>
        sandbox.state.tickets.values().find((one) => one.ticket_type_id === type)?.id as string;
    const company = () => [...sandbox.state.companies.values()][0]?.id as string;
    const soon = () => Math.floor(Date.now() / 1000) + 3600;

    const as = { type: 'admin', admin_id: ROBIN };
    const asUser = { type: 'user', message_type: 'comment', body: 'Any news?' };
    const file = { name: 'dot.gif', content_type: 'image/gif', data: 'R0lGODlhAQABAAAAACw=' };
    const options = [
        { text: 'Yes', uuid: 'a1' },
        { text: 'No', uuid: 'a2' },
    ];
    const from = { type: 'admin', id: Number(ROBIN) };
    const to = () => ({ type: 'user', id: user().id });
    const chat = (rest = '') => `/conversations/${conversation()}${rest}`;
    const case_ = (rest = '') => `/tickets/${ticket()}${rest}`;
    const attribute = () => sandbox.state.conversationAttributes.values().find((one) => one.options);
    const search = (field: string, operator: string, value: unknown) => ({ query: { field, operator, value } });

    const asks: [string, string, () => string, (() => unknown)?][] = [
        ['display as plain text', 'GET', () => chat('?display_as=plaintext')],
        ['nobody', 'POST', () => '/conversations/search', () => search('admin_assignee_id', '=', 0)],
        [
            'a message with all fields',
            'POST',
            () => '/conversations',
            () => ({
                from: to(),
                body: 'Hello',
                subject: 'Door',
                attachment_urls: ['https://example.com/door.png'],
                created_at: 1_700_000_000,
            }),
        ],
        [
            'all of an update',
            'PUT',
            () => chat(),
            () => ({ read: true, title: 'Door', company_id: company(), custom_attributes: { Devices: 2 } }),
        ],
        [
            'a comment with a file',
            'POST',
            () => chat('/reply'),
            () => ({ ...as, message_type: 'comment', body: '<p>Look</p>', attachment_files: [file] }),
        ],
        ['a note', 'POST', () => chat('/reply'), () => ({ ...as, message_type: 'note', body: 'Look here' })],
        [
            'quick replies',
            'POST',
            () => chat('/reply'),
            () => ({ ...as, message_type: 'quick_reply', reply_options: options, skip_notifications: true }),
        ],
        ['as a contact by id', 'POST', () => chat('/reply'), () => ({ ...asUser, intercom_user_id: user().id })],
        ['as a contact by your id', 'POST', () => chat('/reply'), () => ({ ...asUser, user_id: user().external_id })],
        ['as a contact by email', 'POST', () => chat('/reply'), () => ({ ...asUser, email: user().email })],
        ['close', 'POST', () => chat('/parts'), () => ({ ...as, message_type: 'close', body: 'Bye' })],
        ['open', 'POST', () => chat('/parts'), () => ({ admin_id: ROBIN, message_type: 'open' })],
        [
            'snooze',
            'POST',
            () => chat('/parts'),
            () => ({ admin_id: ROBIN, message_type: 'snoozed', snoozed_until: soon() }),
        ],
        [
            'assign',
            'POST',
            () => chat('/parts'),
            () => ({ ...as, message_type: 'assignment', assignee_id: ROBIN, body: 'Yours' }),
        ],
        [
            'assign to a team',
            'POST',
            () => chat('/parts'),
            () => ({ ...as, type: 'team', message_type: 'assignment', assignee_id: SUPPORT }),
        ],
        ['unassign', 'POST', () => chat('/parts'), () => ({ ...as, message_type: 'assignment', assignee_id: '0' })],
        ['tag', 'POST', () => chat('/tags'), () => ({ id: '101', admin_id: ROBIN })],
        [
            'add a participant',
            'POST',
            () => chat('/customers'),
            () => ({ admin_id: ROBIN, customer: { email: 'new@example.com' } }),
        ],
        [
            'redact the source',
            'POST',
            () => '/conversations/redact',
            () => ({ type: 'source', conversation_id: conversation(), source_id: `40${conversation()}` }),
        ],
        [
            'redact a part',
            'POST',
            () => '/conversations/redact',
            () => ({
                type: 'conversation_part',
                conversation_id: conversation(),
                conversation_part_id: sandbox.state.conversations
                    .get(conversation())
                    ?.parts.find((part) => part.body !== null)?.id,
            }),
        ],
        [
            'convert to a ticket',
            'POST',
            () => chat('/convert'),
            () => ({ ticket_type_id: '67', attributes: { _default_title_: 'Door' } }),
        ],
        ['merge', 'POST', () => chat('/merge'), () => ({ merge_into_conversation_id: Number(conversation(1)) })],
        ['', 'GET', () => '/conversations/deleted'],
        ['', 'GET', () => chat('/handling_events')],
        ['', 'GET', () => chat('/side_conversations')],
        ['', 'GET', () => '/conversations/attributes'],
        [
            'a list',
            'POST',
            () => '/conversations/attributes',
            () => ({ name: 'Mood', data_type: 'list', options: [{ label: 'Good' }, { label: 'Bad' }] }),
        ],
        ['', 'GET', () => `/conversations/attributes/${attribute()?.id}`],
        ['', 'PUT', () => `/conversations/attributes/${attribute()?.id}`, () => ({ description: 'How they feel' })],
        ['', 'POST', () => `/conversations/attributes/${attribute()?.id}/options`, () => ({ label: 'Sad' })],
        [
            '',
            'PUT',
            () => `/conversations/attributes/${attribute()?.id}/options/${attribute()?.options?.[0]?.id}`,
            () => ({ label: 'Glad' }),
        ],
        ['', 'DELETE', () => `/conversations/attributes/${attribute()?.id}/options/${attribute()?.options?.[0]?.id}`],
        ['', 'DELETE', () => `/conversations/attributes/${attribute()?.id}`],
        [
            'all of a ticket',
            'POST',
            () => '/tickets',
            () => ({
                ticket_type_id: '67',
                contacts: [{ external_id: user().external_id }],
                ticket_attributes: { _default_title_: 'Door', Severity: '3f1e' },
                company_id: company(),
                conversation_to_link_id: conversation(),
                assignment: { admin_assignee_id: ROBIN, team_assignee_id: SUPPORT },
                skip_notifications: true,
            }),
        ],
        [
            'all of an update',
            'PUT',
            () => case_(),
            () => ({
                ticket_attributes: { 'Affected devices': 3 },
                ticket_state_id: '8323',
                admin_id: Number(ROBIN),
                assignee_id: SUPPORT,
                open: true,
                is_shared: true,
                snoozed_until: soon(),
                skip_notifications: true,
            }),
        ],
        ['by an attribute', 'POST', () => '/tickets/search', () => search('ticket_attribute.673', '>', 1)],
        ['a note', 'POST', () => case_('/reply'), () => ({ ...as, message_type: 'note', body: 'Look' })],
        [
            'quick replies',
            'POST',
            () => case_('/reply'),
            () => ({ ...as, message_type: 'quick_reply', reply_options: options }),
        ],
        ['as a contact', 'POST', () => case_('/reply'), () => ({ ...asUser, intercom_user_id: user().id })],
        ['tag', 'POST', () => case_('/tags'), () => ({ id: '101', admin_id: ROBIN })],
        [
            'link',
            'POST',
            () => `/tickets/${ticket('69')}/linked_conversations`,
            () => ({ conversation_id: conversation() }),
        ],
        [
            '',
            'POST',
            () => '/tickets/enqueue',
            () => ({ ticket_type_id: '67', contacts: [{ email: 'new@example.com' }] }),
        ],
        ['', 'GET', () => '/ticket_types/67'],
        ['', 'POST', () => '/ticket_types', () => ({ name: 'Theft', category: 'Tracker', is_internal: true })],
        ['', 'PUT', () => '/ticket_types/67', () => ({ name: 'Fault', archived: false })],
        [
            'a list',
            'POST',
            () => '/ticket_types/67/attributes',
            () => ({ name: 'Colour', description: 'Of the door', data_type: 'list', list_items: 'red,green' }),
        ],
        ['', 'PUT', () => '/ticket_types/67/attributes/673', () => ({ description: 'How many' })],
        ['', 'GET', () => '/ticket_states'],
        ['', 'GET', () => '/admins'],
        [
            'with a reason',
            'PUT',
            () => `/admins/${ROBIN}/away`,
            () => ({ away_mode_enabled: true, away_mode_reassign: true, away_status_reason_id: 12401 }),
        ],
        ['', 'GET', () => '/away_status_reasons'],
        ['', 'GET', () => '/admins/activity_logs?created_at_after=1700000000'],
        ['', 'POST', () => '/admins/activity_logs/search', () => ({ created_at_after: 1_700_000_000, per_page: 5 })],
        ['', 'GET', () => '/admins/activity_log_event_types'],
        ['', 'GET', () => '/teams'],
        ['', 'GET', () => `/teams/${SUPPORT}`],
        ['', 'GET', () => `/teams/${SUPPORT}/metrics?idle_threshold=60`],
        ['', 'POST', () => `/companies/${company()}/notes`, () => ({ body: 'Pays late', admin_id: ROBIN })],
        ['', 'GET', () => `/companies/${company()}/notes`],
        ['', 'POST', () => `/contacts/${user().id}/notes`, () => ({ body: '<p>Likes tea</p>' })],
        ['', 'GET', () => `/contacts/${user().id}/notes`],
        ['', 'GET', () => '/subscription_types'],
        ['', 'POST', () => `/contacts/${user().id}/subscriptions`, () => ({ id: '137', consent_type: 'opt_out' })],
        ['', 'GET', () => `/contacts/${user().id}/subscriptions`],
        [
            'email with copies',
            'POST',
            () => '/messages',
            () => ({
                message_type: 'email',
                subject: 'Door',
                body: '<p>Hello</p>',
                template: 'plain',
                from,
                to: to(),
                cc: [to()],
                bcc: to(),
            }),
        ],
        [
            'in the Messenger',
            'POST',
            () => '/messages',
            () => ({
                message_type: 'in_app',
                body: 'Hello',
                from,
                to: to(),
                create_conversation_without_contact_reply: true,
            }),
        ],
        ['submit', 'POST', () => '/events', () => ({ event_name: 'rang', created_at: 1_700_000_000, id: user().id })],
        [
            '',
            'POST',
            () => '/events/summaries',
            () => ({
                user_id: user().external_id,
                event_summaries: { event_name: 'rang', count: 2, first: 1_600_000_000, last: 1_700_000_000 },
            }),
        ],
    ];

    for (const [what, method, path, body] of asks) {
        const title = path
            .toString()
            .replace(/^\(\) => /, '')
            .replaceAll(/[`'"]/g, '');
        it(`${method} ${title}${what === '' ? '' : `: ${what}`}`, async () => {
            const asked = path();
            const { status, text, body: answer } = await call(sandbox, method, asked, body?.());
            assert.ok(status === 200 || status === 202, text);
            const sent = sandbox.requests.at(-1);
            assert.ok(sent);
            assert.deepEqual(openapi.validateRequest(sent), []);
            assert.deepEqual(openapi.validateResponse({ method, path: asked, status, body: answer }), []);
        });
    }

    it('what needs something there first: untag, unlink, detach, unsubscribe, read a note, a job and events', async () => {
        const made: [string, string, object, (answer: { id: string }) => [string, string, object?]][] = [
            ['POST', chat('/tags'), { id: '101', admin_id: ROBIN }, () => ['DELETE', chat('/tags/101'), as]],
            ['POST', case_('/tags'), { id: '101', admin_id: ROBIN }, () => ['DELETE', case_('/tags/101'), as]],
            [
                'POST',
                chat('/customers'),
                { customer: { intercom_user_id: sandbox.state.contacts.at(1)?.id } },
                () => ['DELETE', chat(`/customers/${sandbox.state.contacts.at(1)?.id}`), as],
            ],
            [
                'POST',
                `/tickets/${ticket('69')}/linked_conversations`,
                { conversation_id: conversation() },
                () => ['DELETE', `/tickets/${ticket('69')}/linked_conversations/${conversation()}`],
            ],
            [
                'POST',
                `/contacts/${user().id}/subscriptions`,
                { id: '139', consent_type: 'opt_in' },
                () => ['DELETE', `/contacts/${user().id}/subscriptions/139`],
            ],
            ['POST', `/contacts/${user().id}/notes`, { body: 'Tea' }, ({ id }) => ['GET', `/notes/${id}`]],
            [
                'POST',
                '/tickets/enqueue',
                { ticket_type_id: '67', contacts: [{ id: user().id }] },
                ({ id }) => ['GET', `/jobs/status/${id}`],
            ],
            [
                'POST',
                '/events',
                { event_name: 'rang', created_at: Math.floor(Date.now() / 1000), id: user().id },
                () => ['GET', `/events?type=user&intercom_user_id=${user().id}&summary=true`],
            ],
        ];
        for (const [method, path, body, then] of made) {
            const first = await call(sandbox, method, path, body);
            assert.ok(first.status === 200 || first.status === 202, first.text);
            const [way, where, what] = then(first.body);
            const second = await call(sandbox, way, where, what);
            assert.equal(second.status, 200, second.text);
            const found = openapi.validateResponse({ method: way, path: where, status: 200, body: second.body });
            assert.deepEqual(found, [], `${way} ${where}`);
        }
    });
});

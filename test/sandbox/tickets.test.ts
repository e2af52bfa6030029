import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { as, call, MEI, outcome, type Reply, ROBIN, SUPPORT } from './testing';

describe('sandbox: tickets', () => {
    let sandbox: Sandbox;
    let id: string;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(async () => {
        sandbox.reset();
        id = (await create()).body.id;
    });

    const user = () => sandbox.state.contacts.at(0) as { id: string; external_id: string };
    const create = (more: object = {}): Promise<Reply> =>
        call(sandbox, 'POST', '/tickets', { ticket_type_id: '67', contacts: [{ id: user().id }], ...more });
    const update = (body: object, of = id): Promise<Reply> => call(sandbox, 'PUT', `/tickets/${of}`, body);
    const reply = (body: object, to = id): Promise<Reply> => call(sandbox, 'POST', `/tickets/${to}/reply`, body);
    const read = async (of = id) => (await call(sandbox, 'GET', `/tickets/${of}`)).body;
    const now = () => Math.floor(Date.now() / 1000);
    const conversation = () => sandbox.state.conversations.values()[0]?.id as string;
    const link = (conversation_id: string, to: string) =>
        call(sandbox, 'POST', `/tickets/${to}/linked_conversations`, { conversation_id });
    const changeType = (ticket_type_id: string, ticket_state_id: string, more: object = {}) =>
        call(sandbox, 'POST', `/tickets/${id}/change_type`, { ticket_type_id, ticket_state_id, ...more });

    it('is created whole: assigned, linked, of a time of its own', async () => {
        const { body } = await create({
            assignment: { admin_assignee_id: MEI, team_assignee_id: SUPPORT },
            conversation_to_link_id: conversation(),
            created_at: 1_700_000_000,
        });
        assert.deepEqual(
            [body.admin_assignee_id, body.team_assignee_id, body.created_at, body.linked_objects.data[0].id],
            [Number(MEI), Number(SUPPORT), 1_700_000_000, conversation()],
        );
        assert.deepEqual([body.snoozed_until, body.company_id, body.ticket_state.category], [null, null, 'submitted']);
    });

    it('each type has states of its own', async () => {
        const { data } = (await call(sandbox, 'GET', '/ticket_types')).body;
        const ids = data.map((type: { ticket_states: { data: { id: string }[] } }) =>
            type.ticket_states.data.map((state) => state.id),
        );
        assert.equal(new Set(ids.flat()).size, ids.flat().length);
        assert.equal((await call(sandbox, 'GET', '/ticket_states')).body.data.length, ids.flat().length);
    });

    it('is updated: state, attributes, assignees, flags; what is not given stays', async () => {
        const moved = (await update({ ticket_state_id: '8322', admin_id: Number(ROBIN) })).body;
        assert.deepEqual([moved.ticket_state.category, moved.previous_ticket_state_id], ['in_progress', '8321']);
        assert.equal(moved.ticket_parts.ticket_parts.at(-1).author.id, ROBIN);
        await update({ assignee_id: MEI });
        const both = (await update({ assignee_id: SUPPORT, ticket_attributes: { 'Affected devices': 3 } })).body;
        assert.deepEqual([both.admin_assignee_id, both.team_assignee_id], [Number(MEI), Number(SUPPORT)]);
        assert.deepEqual(both.ticket_attributes, { 'Affected devices': 3 });
        const none = (await update({ assignee_id: '0', is_shared: false })).body;
        assert.deepEqual([none.admin_assignee_id, none.team_assignee_id, none.is_shared], [0, 0, false]);
        assert.equal(none.ticket_state.category, 'in_progress');
    });

    it('a resolved one is closed, and open again in any other state', async () => {
        assert.equal((await update({ ticket_state_id: '8324' })).body.open, false);
        assert.equal((await update({ ticket_state_id: '8322' })).body.open, true);
    });

    it('a snooze ends by the clock', async () => {
        const { body } = await update({ snoozed_until: now() + 3600, open: false });
        assert.deepEqual([body.snoozed_until > now(), body.open], [true, false]);
        sandbox.setClock(Date.now() + 3_700_000);
        const awake = await read();
        assert.deepEqual([awake.snoozed_until, awake.open], [null, true]);
    });

    it('its company is one of its contact', async () => {
        const [own] = (sandbox.state.contacts.get(user().id) as { companies: string[] }).companies;
        const other = [...sandbox.state.companies.values()].find((one) => one.id !== own);
        assert.equal((await update({ company_id: own })).body.company_id, own);
        assert.equal(outcome(await update({ company_id: other?.id })), '400 parameter_invalid');
    });

    const wrong: [string, () => Promise<Reply>, string][] = [
        ['a state of another type', () => update({ ticket_state_id: '8331' }), '400 ticket_state_id_invalid'],
        ['an unknown assignee', () => update({ assignee_id: '1' }), '404 assignee_not_found'],
        ['an unknown teammate', () => update({ admin_id: 1 }), '404 not_found'],
        ['snoozed until yesterday', () => update({ snoozed_until: now() - 9 }), '400 parameter_invalid'],
        ['open as text', () => update({ open: 'yes' }), '400 parameter_invalid'],
        ['an unknown attribute', () => update({ ticket_attributes: { Colour: 'red' } }), '400 parameter_invalid'],
        ['an unknown company', () => update({ company_id: 'no' }), '404 company_not_found'],
        ['an unknown ticket', () => update({}, '1'), '404 ticket_not_found'],
        ['a reply to none', () => reply({ ...as, message_type: 'comment', body: 'x' }, '1'), '404 ticket_not_found'],
        ['a reply without a word', () => reply({ ...as, message_type: 'note' }), '400 parameter_invalid'],
        ['linked to no tracker', () => link(conversation(), id), '400 invalid_ticket_type'],
        ['changed to its own type', () => changeType('67', '8321'), '400 parameter_invalid'],
        ['changed to another category', () => changeType('69', '8341'), '400 parameter_invalid'],
        ['an unknown job', () => call(sandbox, 'GET', '/jobs/status/1'), '404 job_not_found'],
        [
            'enqueued without what it needs',
            () => call(sandbox, 'POST', '/tickets/enqueue', { ticket_type_id: '68', contacts: [{ id: user().id }] }),
            '400 parameter_invalid',
        ],
    ];
    for (const [what, ask, expected] of wrong) {
        it(`${what} is ${expected}, and changes nothing`, async () => {
            const before = JSON.stringify(await read());
            assert.equal(outcome(await ask()), expected);
            assert.equal(JSON.stringify(await read()), before);
        });
    }

    it('given again to whom it belongs is 422 where that is asked for, as was seen', async () => {
        const strict = await startSandbox({ refuseSameAssignee: true });
        try {
            const [ticket] = strict.state.tickets.values();
            const give = () => call(strict, 'PUT', `/tickets/${ticket?.id}`, { assignee_id: ROBIN });
            assert.deepEqual([outcome(await give()), outcome(await give())], ['200', '422 unprocessable_entity']);
        } finally {
            await strict.close();
        }
    });

    it('a reply answers the part: comment, note, quick replies, and as a contact', async () => {
        const comment = (await reply({ ...as, message_type: 'comment', body: '<p>Hi</p>' })).body;
        assert.deepEqual([comment.type, comment.part_type, comment.body], ['ticket_part', 'comment', '<p>Hi</p>']);
        assert.equal((await reply({ ...as, message_type: 'note', body: 'Hm' })).body.part_type, 'note');
        const reply_options = [{ text: 'Yes', uuid: 'a1' }];
        const quick = (await reply({ ...as, message_type: 'quick_reply', reply_options })).body;
        assert.deepEqual([quick.part_type, quick.body], ['quick_reply', null]);
        const contact = { type: 'user', message_type: 'comment', user_id: user().external_id, body: 'Thanks' };
        assert.equal((await reply(contact)).body.author.type, 'user');
        assert.equal((await read()).ticket_parts.total_count, 5);
    });

    it('contacts do not reply to back-office tickets; a note there can show in its conversations', async () => {
        const made = await create({
            ticket_type_id: '68',
            ticket_attributes: { Amount: 5 },
            conversation_to_link_id: conversation(),
        });
        const back = made.body.id;
        const contact = { type: 'user', message_type: 'comment', intercom_user_id: user().id, body: 'x' };
        assert.equal(outcome(await reply(contact, back)), '400 parameter_mismatch');
        await reply({ ...as, message_type: 'note', body: 'Paid out', cross_post: true }, back);
        const { body } = await call(sandbox, 'GET', `/conversations/${conversation()}`);
        assert.match(body.conversation_parts.conversation_parts.at(-1).body, /Paid out/);
    });

    it('tags go on and off', async () => {
        await call(sandbox, 'POST', `/tickets/${id}/tags`, { id: '101', admin_id: ROBIN });
        assert.equal((await read()).tags.tags[0].name, 'VIP');
        assert.equal(outcome(await call(sandbox, 'DELETE', `/tickets/${id}/tags/101`, as)), '200');
        assert.equal(outcome(await call(sandbox, 'DELETE', `/tickets/${id}/tags/101`, as)), '404 tag_not_found');
    });

    it('a tracker collects conversations, each of which has one tracker', async () => {
        const trackers = [await create({ ticket_type_id: '69' }), await create({ ticket_type_id: '69' })];
        const [first, second] = trackers.map(({ body }) => body.id) as [string, string];
        assert.equal((await link(conversation(), first)).body.id, conversation());
        assert.equal(outcome(await link(conversation(), second)), '400 already_linked_to_tracker');
        assert.equal(outcome(await link('1', second)), '404 conversation_not_found');
        const path = `/tickets/${first}/linked_conversations/${conversation()}`;
        assert.equal(outcome(await call(sandbox, 'DELETE', path)), '200');
        assert.equal(outcome(await call(sandbox, 'DELETE', path)), '404 conversation_not_found');
    });

    it('changes its type within a category; attributes of the same name go over', async () => {
        const made = await call(sandbox, 'POST', '/ticket_types', { name: 'Theft', category: 'Customer' });
        const state = made.body.ticket_states.data[1].id;
        await update({ ticket_attributes: { _default_title_: 'Bike', 'Affected devices': 1 } });
        const extra = await changeType(made.body.id, state, { ticket_attributes: { Colour: 'red' } });
        assert.match(extra.body.errors[0].message, /not found on ticket type: Colour/);
        const { body } = await changeType(made.body.id, state);
        assert.deepEqual(
            [body.ticket_type.id, body.ticket_state.id, body.ticket_attributes],
            [made.body.id, state, { _default_title_: 'Bike' }],
        );
    });

    it('one that is enqueued is there when its job is done', async () => {
        const before = sandbox.state.tickets.count;
        const body = { ticket_type_id: '67', contacts: [{ email: 'queue@example.com' }] };
        const { body: job } = await call(sandbox, 'POST', '/tickets/enqueue', body);
        assert.deepEqual([job.status, job.resource_id, sandbox.state.tickets.count], ['pending', null, before]);
        sandbox.setClock(Date.now() + 2500);
        const done = (await call(sandbox, 'GET', `/jobs/status/${job.id}`)).body;
        assert.equal(done.status, 'success');
        assert.equal((await read(done.resource_id)).id, done.resource_id);
        assert.equal(sandbox.state.tickets.count, before + 1);
    });

    it('types get attributes of every kind; an update sets only what is given', async () => {
        for (const data_type of ['string', 'list', 'integer', 'decimal', 'boolean', 'datetime', 'files']) {
            const body = { name: `My ${data_type}`, description: 'Mine', data_type, list_items: 'red, green' };
            assert.equal(outcome(await call(sandbox, 'POST', '/ticket_types/69/attributes', body)), '200');
        }
        const { data } = (await call(sandbox, 'GET', '/ticket_types/69')).body.ticket_type_attributes;
        const list = data.find((one: { data_type: string }) => one.data_type === 'list');
        const labels = list.input_options.list_options.map((one: { label: string }) => one.label);
        assert.deepEqual(labels, ['red', 'green']);
        const path = `/ticket_types/69/attributes/${list.id}`;
        const changed = (await call(sandbox, 'PUT', path, { required_to_create: true })).body;
        assert.deepEqual(
            [changed.name, changed.input_options, changed.required_to_create],
            ['My list', list.input_options, true],
        );
        const renamed = (await call(sandbox, 'PUT', '/ticket_types/69', { name: 'Outage' })).body;
        assert.deepEqual([renamed.name, renamed.icon, renamed.category], ['Outage', '🚨', 'Tracker']);
    });

    it('are found by category, state, attribute, assignee as text, contact, tag and title', async () => {
        const all = sandbox.state.tickets.values();
        await update({
            ticket_attributes: { _default_title_: 'The bell', 'Affected devices': 3 },
            assignee_id: SUPPORT,
        });
        await call(sandbox, 'POST', `/tickets/${id}/tags`, { id: '101', admin_id: ROBIN });
        const expectations: [string, string, unknown, (one: (typeof all)[number]) => boolean][] = [
            ['category', '=', 'request', (one) => one.ticket_type_id === '67'],
            ['category', '=', 'tracker', (one) => one.ticket_type_id === '69'],
            ['category', '=', 'task', (one) => one.ticket_type_id === '68'],
            ['state', '=', 'resolved', (one) => one.state.category === 'resolved'],
            ['open', '=', false, (one) => !one.open],
            ['ticket_type_id', '=', '69', (one) => one.ticket_type_id === '69'],
            ['ticket_attribute.673', '=', 3, (one) => one.id === id],
            ['admin_assignee_id', '=', MEI, (one) => one.admin_assignee_id === Number(MEI)],
            ['admin_assignee_id', '=', '0', (one) => one.admin_assignee_id === 0],
            ['team_assignee_id', '=', SUPPORT, (one) => one.team_assignee_id === Number(SUPPORT)],
            ['contact_ids', '=', user().id, (one) => one.contact_id === user().id],
            ['tag_ids', '=', '101', (one) => one.id === id],
            ['title', '~', 'bell', (one) => one.id === id],
            ['created_at', '>=', now(), (one) => one.id === id],
        ];
        for (const [field, operator, value, test] of expectations) {
            const query = { field, operator, value };
            const { body } = await call(sandbox, 'POST', '/tickets/search', { query, pagination: { per_page: 150 } });
            const expected = all.filter(test).map((one) => one.id);
            assert.ok(expected.length > 0 && expected.length < all.length, `${field} tells nothing`);
            const found = body.tickets.map((one: { id: string }) => one.id);
            assert.deepEqual(found.sort(), expected.sort(), `${field} ${operator} ${value}`);
        }
    });

    it('before 2.16 assignees were text, before 2.12 the state was', async () => {
        const at = async (version: string) =>
            (await call(sandbox, 'GET', `/tickets/${id}`, undefined, { 'intercom-version': version })).body;
        assert.deepEqual([(await at('2.16')).admin_assignee_id, (await at('2.15')).admin_assignee_id], [0, '0']);
        assert.equal((await at('2.11')).ticket_state, 'submitted');
        const early = await call(sandbox, 'GET', '/ticket_states', undefined, { 'intercom-version': '2.11' });
        assert.equal(outcome(early), '400 intercom_version_invalid');
    });

    it('deleted it is gone', async () => {
        assert.equal((await call(sandbox, 'DELETE', `/tickets/${id}`)).body.deleted, true);
        assert.equal(outcome(await call(sandbox, 'DELETE', `/tickets/${id}`)), '404 ticket_not_found');
    });
});

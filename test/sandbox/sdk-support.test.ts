import assert from 'node:assert/strict';
import { IntercomClient } from 'intercom-client';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { ROBIN } from './testing';

/** What a support team does, done by Intercom's own SDK. */
describe('sandbox: the official SDK at a support desk', () => {
    let sandbox: Sandbox;
    let client: IntercomClient;
    let contact: string;
    before(async () => {
        sandbox = await startSandbox();
        client = new IntercomClient({ token: sandbox.token, environment: sandbox.url });
    });
    after(() => sandbox.close());
    beforeEach(() => {
        sandbox.reset();
        contact = sandbox.state.contacts.at(0)?.id as string;
    });

    it('handles a conversation from the first word to the last', async () => {
        const message = await client.conversations.create({ from: { type: 'user', id: contact }, body: 'Hello' });
        const conversation_id = message.conversation_id as string;
        await client.conversations.reply({
            conversation_id,
            body: { type: 'admin', message_type: 'comment', admin_id: ROBIN, body: 'Hi' },
        });
        await client.conversations.reply({
            conversation_id,
            body: { type: 'user', message_type: 'comment', intercom_user_id: contact, body: 'Thanks' },
        });
        await client.tags.tagConversation({ conversation_id, id: '101', admin_id: ROBIN });
        const found = await client.conversations.find({ conversation_id });
        assert.deepEqual(
            found.conversation_parts?.conversation_parts?.map((part) => part.body),
            ['<p>Hi</p>', '<p>Thanks</p>'],
        );
        assert.equal(found.tags?.tags?.[0]?.name, 'VIP');
        await client.conversations.attachContactAsAdmin({
            conversation_id,
            admin_id: ROBIN,
            customer: { intercom_user_id: sandbox.state.contacts.at(1)?.id as string },
        });
        await client.conversations.update({ conversation_id, read: true, custom_attributes: { issue_type: 'Door' } });
        const closed = await client.conversations.manage({
            conversation_id,
            body: { type: 'admin', message_type: 'close', admin_id: ROBIN },
        });
        assert.equal(closed.state, 'closed');
    });

    it('walks all conversations, and searches', async () => {
        const ids = new Set<string>();
        for await (const one of await client.conversations.list({ per_page: 7 })) ids.add(one.id as string);
        assert.equal(ids.size, sandbox.state.conversations.count);
        const query = { field: 'open', operator: '=' as const, value: 'true' };
        for await (const one of await client.conversations.search({ query })) assert.equal(one.open, true);
    });

    it('replies to a ticket and updates it', async () => {
        const ticket_id = sandbox.state.tickets.values()[0]?.id as string;
        const part = await client.tickets.reply({
            ticket_id,
            body: { type: 'admin', message_type: 'note', admin_id: ROBIN, body: 'Hm' },
        });
        assert.equal(part.part_type, 'note');
        const ticket = await client.tickets.update({ ticket_id, assignee_id: ROBIN, open: false });
        assert.equal(ticket?.open, false);
        assert.ok((await client.ticketStates.listTicketStates()).data?.length);
    });

    it('writes notes, messages and events, and knows the teams', async () => {
        await client.notes.create({ contact_id: contact, body: 'Likes tea', admin_id: ROBIN });
        const notes = [];
        for await (const note of await client.notes.list({ contact_id: contact })) notes.push(note.body);
        assert.deepEqual(notes, ['<p>Likes tea</p>']);
        const created_at = Math.floor(Date.now() / 1000);
        await client.events.create({ id: contact, event_name: 'rang', created_at });
        assert.equal(sandbox.state.events.of(contact).length, 1);
        const team = (await client.teams.list()).teams?.[0];
        assert.equal((await client.teams.find({ team_id: team?.id as string })).name, 'Support');
        assert.ok((await client.subscriptionTypes.list()).data?.length);
        await client.contacts.attachSubscription({
            contact_id: contact,
            id: '137',
            consent_type: 'opt_out',
        });
        const away = { away_mode_enabled: true, away_mode_reassign: false };
        assert.equal((await client.admins.away({ admin_id: Number(ROBIN), ...away }))?.away_mode_enabled, true);
    });
});

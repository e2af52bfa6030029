import assert from 'node:assert/strict';
import { TestFlow, unload, withSandbox } from '../nodes/flow';
import { call } from '../sandbox/testing';
import { msg, str } from './case';
import { withKnown } from './known';

type Properties = Record<string, unknown>;

/** A reference takes a record too: what the nodes before have answered, as it is. */
describe('records as references', () => {
    const held = withSandbox();
    const known = withKnown(held);
    beforeEach(() => {
        held.sandbox.requests.length = 0;
    });

    /** What a node answers. */
    async function answer(type: string, properties: Properties, payload: unknown) {
        const flow = await TestFlow.load(held.sandbox, type, properties);
        const out = await flow.output({ payload });
        await unload();
        return out;
    }

    /** The error of a node that is refused before it asks for anything. */
    async function refusal(type: string, properties: Properties, payload: unknown) {
        held.sandbox.requests.length = 0;
        const flow = await TestFlow.load(held.sandbox, type, properties);
        const { intercom } = await flow.error({ payload });
        await unload();
        assert.equal(held.sandbox.requests.length, 0);
        return intercom.error;
    }

    const last = () => {
        const { method, path, body } = held.sandbox.requests.at(-1) ?? {};
        return { method, path, body };
    };

    describe('chains as wired', () => {
        it('get contact > attach tag', async () => {
            const { payload } = await answer('intercom-get-contact', {}, { id: known.userId });
            await answer('intercom-attach-tag-to-contact', str('tagId', known.tagId), payload);
            assert.deepEqual(last(), {
                ...{ method: 'POST', path: `/contacts/${known.userId}/tags` },
                body: { id: known.tagId },
            });
        });

        it('list contacts > create ticket, a message for each', async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-list-contacts', {
                ...str('limit', '2'),
                emit: 'items',
            });
            const { sent } = await flow.send({});
            await unload();
            for (const { payload } of sent) {
                const { id } = payload as { id: string };
                await answer('intercom-create-ticket', str('ticketTypeId', '67'), payload);
                assert.deepEqual((last().body as { contacts: unknown }).contacts, [{ id }]);
            }
            assert.equal(sent.length, 2);
        });

        for (const [what, facts, createdAt, properties] of [
            ['a contact', { type: 'contact' }, undefined],
            ['a place that was chosen', { type: 'contact' }, 1_500_000_000, msg('createdAt', 'payload.signed_up_at')],
            ['a ticket', { type: 'ticket', id: '1' }, 1_500_000_000],
            ['an object of no type', {}, 1_500_000_000],
        ] as const)
            it(`${createdAt ? 'the' : 'no'} date of ${what} > create ticket`, async () => {
                const record = {
                    id: known.userId,
                    contact_id: known.userId,
                    created_at: 1_500_000_000,
                    signed_up_at: 1_500_000_000,
                };
                const payload = { ...record, ...facts };
                await answer('intercom-create-ticket', { ...str('ticketTypeId', '67'), ...properties }, payload);
                assert.equal((last().body as Properties).created_at, createdAt);
            });

        it('a list where a record was meant says what it was', async () => {
            const { payload } = await answer('intercom-list-contacts', {}, {});
            const count = (payload as unknown[]).length;
            const error = await refusal('intercom-create-ticket', str('ticketTypeId', '67'), payload);
            assert.equal(error?.code, 'invalid_field');
            assert.equal(error?.field, 'contactId');
            assert.match(error?.message ?? '', new RegExp(`is a list of ${count}\\. Send a message per record`));
        });

        it('get contact > change > update contact: an avatar that is an object goes back as its address', async () => {
            const { payload } = await answer('intercom-get-contact', {}, { id: known.userId });
            const changed = {
                ...(payload as object),
                avatar: { type: 'avatar', image_url: 'https://example.com/a.png' },
                name: 'Ann Lee',
            };
            await answer('intercom-update-contact', {}, changed);
            const { avatar, name } = last().body as Properties;
            assert.deepEqual([avatar, name], ['https://example.com/a.png', 'Ann Lee']);
        });

        it('create conversation > reply > close: the message knows its conversation', async () => {
            const created = await answer(
                'intercom-create-conversation',
                {},
                {
                    contact_id: known.userId,
                    body: 'The printer is on fire',
                },
            );
            const { conversation_id } = created.payload as { conversation_id: string };
            await answer('intercom-reply', str('body', 'Water is on its way'), created.payload);
            assert.equal(last().path, `/conversations/${conversation_id}/reply`);
            await answer('intercom-manage-conversation', {}, created.payload);
            assert.equal(last().path, `/conversations/${conversation_id}/parts`);
        });

        it('search conversations > reply as the contact who began it', async () => {
            const { payload } = await answer('intercom-search-conversations', str('limit', '1'), {});
            const [conversation] = payload as { id: string; contacts: { contacts: { id: string }[] } }[];
            await answer(
                'intercom-reply',
                { as: 'contact', ...str('body', 'Hi'), ...msg('contactId', 'payload.contacts.contacts[0].id') },
                conversation,
            );
            assert.equal((last().body as Properties).intercom_user_id, conversation?.contacts.contacts[0]?.id);
        });

        it('get ticket > update ticket > tag: by its id, not by the number that people see', async () => {
            const { payload } = await answer('intercom-get-ticket', {}, { id: known.ticketId });
            const { ticket_id } = payload as { ticket_id: string };
            assert.notEqual(ticket_id, known.ticketId);
            await answer('intercom-update-ticket', { open: 'true', openType: 'bool' }, payload);
            assert.equal(last().path, `/tickets/${known.ticketId}`);
            await answer('intercom-tag', { on: 'ticket', ...str('tagId', known.tagId) }, payload);
            assert.equal(last().path, `/tickets/${known.ticketId}/tags`);
            await answer('intercom-reply', { to: 'ticket', ...str('body', 'Hi') }, payload);
            assert.equal(last().path, `/tickets/${known.ticketId}/reply`);
        });

        it("get company > create note, tag: by its id, not by the customer's own", async () => {
            const { payload } = await answer('intercom-get-company', {}, { id: known.companyId });
            await answer('intercom-create-note', { on: 'company', ...str('body', 'Called') }, payload);
            assert.equal(last().path, `/companies/${known.companyId}/notes`);
            await answer('intercom-tag', { on: 'company', ...str('tagId', known.tagId) }, payload);
            assert.deepEqual((last().body as Properties).companies, [{ id: known.companyId }]);
        });

        it('a conversation of a webhook > tag > assign to a team by name', async () => {
            const item = { type: 'conversation', id: known.conversationId, contacts: { type: 'contact.list' } };
            await answer('intercom-tag', { tagBy: 'name', ...str('tagId', known.tagName) }, item);
            assert.equal(last().path, `/conversations/${known.conversationId}/tags`);
            await answer(
                'intercom-manage-conversation',
                { do: 'assign', assignTo: 'team', assigneeBy: 'name', ...str('assigneeId', known.teamName) },
                item,
            );
            assert.deepEqual(last().body, {
                ...{ message_type: 'assignment', type: 'team', assignee_id: known.teamId },
                admin_id: known.ownAdminId,
            });
        });
    });

    for (const [what, type, properties, record, path] of [
        ['a user', 'intercom-get-contact', {}, 'user', 'contacts'],
        ['a lead', 'intercom-archive-contact', {}, 'lead', 'contacts'],
        ['a contact, whatever the key', 'intercom-get-contact', { contactBy: 'email' }, 'contact', 'contacts'],
        ['a company, whatever the key', 'intercom-get-company', { companyBy: 'company_id' }, 'company', 'companies'],
        ['a conversation', 'intercom-get-conversation', {}, 'conversation', 'conversations'],
        ['a ticket', 'intercom-get-ticket', {}, 'ticket', 'tickets'],
        ['a tag, whatever the key', 'intercom-delete-tag', { tagBy: 'name' }, 'tag', 'tags'],
    ] as const) {
        it(`${what} gives its id`, async () => {
            const flow = await TestFlow.load(held.sandbox, type, properties);
            await flow.send({ payload: { type: record, id: 'abc', email: 'no', company_id: 'no', ticket_id: 'no' } });
            assert.equal(last().path?.split('/').slice(0, 3).join('/'), `/${path}/abc`);
            assert.equal(held.sandbox.requests.length, 1);
        });
    }

    it('any other object gives its …_id, and without a type its id', async () => {
        const reach = async (payload: unknown) => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-get-conversation');
            await flow.send({ payload });
            await unload();
            return last().path;
        };
        assert.equal(await reach({ conversation_id: 'abc' }), '/conversations/abc');
        assert.equal(await reach({ type: 'admin_message', id: 'no', conversation_id: 'abc' }), '/conversations/abc');
        assert.equal(await reach({ id: 'abc' }), '/conversations/abc');
        assert.equal(await reach('abc'), '/conversations/abc');
        assert.equal(await reach(123), '/conversations/123');
    });

    for (const [type, properties, payload, field, message] of [
        ['intercom-get-conversation', {}, { type: 'contact', id: '1' }, 'conversationId', /of type contact/],
        ['intercom-reply', str('body', 'Hi'), { type: 'ticket', id: '1' }, 'recordId', /of type ticket/],
        ['intercom-tag', str('tagId', '1'), { type: 'user', id: '1' }, 'recordId', /of type user/],
        ['intercom-get-conversation', {}, [{ id: '1' }], 'conversationId', /is a list of 1/],
        ['intercom-manage-conversation', {}, Array(50).fill({ id: '1' }), 'conversationId', /is a list of 50/],
    ] as const) {
        it(`${type}: ${JSON.stringify(payload).slice(0, 40)} is refused`, async () => {
            const error = await refusal(type, properties, payload);
            assert.equal(error?.code, 'invalid_field');
            assert.equal(error?.field, field);
            assert.match(error?.message ?? '', message);
        });
    }

    for (const payload of [{}, { name: 'nothing' }, { type: 'conversation' }, undefined, null, '']) {
        it(`${JSON.stringify(payload)} is no conversation: missing`, async () => {
            const error = await refusal('intercom-manage-conversation', {}, payload);
            assert.deepEqual([error?.code, error?.field], ['missing_field', 'conversationId']);
        });
    }

    it("a record in the payload counts for one field, and is no second one's", async () => {
        const error = await refusal('intercom-attach-tag-to-contact', {}, { type: 'contact', id: known.userId });
        assert.deepEqual([error?.code, error?.field], ['missing_field', 'tagId']);
    });

    for (const [type, properties, field] of [
        ['intercom-tag', { tagBy: 'name', createMissing: 'true', createMissingType: 'bool' }, 'tagId'],
        ['intercom-tag', {}, 'tagId'],
        ['intercom-untag', {}, 'tagId'],
        ['intercom-manage-conversation', { do: 'assign' }, 'assigneeId'],
        ['intercom-reply', { as: 'contact', ...str('body', 'Hi') }, 'contactId'],
    ] as const) {
        for (const payload of ['215020', { id: '215020' }, { type: 'conversation', id: '215020' }]) {
            it(`${type} with ${JSON.stringify(properties)}: ${JSON.stringify(payload)} is the record alone`, async () => {
                const error = await refusal(type, properties, payload);
                assert.deepEqual([error?.code, error?.field], ['missing_field', field]);
            });
        }
    }

    it('an assignee that stands beside a conversation, not who is assigned to it', async () => {
        const conversation = { type: 'conversation', id: known.conversationId, admin_id: known.ownAdminId };
        await answer('intercom-manage-conversation', { do: 'assign' }, { ...conversation, assignee_id: known.adminId });
        assert.equal((last().body as Properties).assignee_id, known.adminId);
    });

    for (const key of ['userId', 'userExternalId', 'userEmail'] as const) {
        it(`reply as the contact: the latest conversation of whom, by ${key}`, async () => {
            await call(held.sandbox, 'POST', '/conversations', {
                from: { type: 'user', id: known.userId },
                body: 'Hello',
            });
            await answer(
                'intercom-reply',
                { to: 'last', as: 'contact', contactBy: 'auto', ...str('body', 'Hi') },
                { contact_id: known[key] },
            );
            assert.equal((last().body as Properties).intercom_user_id, known.userId);
        });
    }

    it('a teammate by email, a team by name, without regard to case', async () => {
        await answer(
            'intercom-search-conversations',
            {
                ...{ adminBy: 'email', teamBy: 'name' },
                ...str('adminId', known.adminEmail.toUpperCase()),
                ...str('teamId', known.teamName.toUpperCase()),
            },
            {},
        );
        assert.deepEqual(
            (last().body as { query: { value: { value: unknown }[] } }).query.value.map(({ value }) => value),
            [Number(known.adminId), Number(known.teamId)],
        );
    });
});

import assert from 'node:assert/strict';
import { TestFlow, unload, withSandbox } from '../nodes/flow';
import { call } from '../sandbox/testing';
import { msg } from './case';
import { withKnown } from './known';

type Properties = Record<string, unknown>;

/** Fields of a conversation or a ticket default to not given: here each is written back as it was read. */
const conversation = {
    ...msg('title', 'payload.title'),
    ...msg('read', 'payload.read'),
    ...msg('customAttributes', 'payload.custom_attributes'),
    ...msg('companyId', 'payload.company_id'),
};
const ticket = {
    ...msg('ticketAttributes', 'payload.ticket_attributes'),
    ...msg('ticketStateId', 'payload.ticket_state.id'),
    ...msg('open', 'payload.open'),
    ...msg('isShared', 'payload.is_shared'),
    ...msg('companyId', 'payload.company_id'),
};

/** What changes with every write, whatever is written. */
const moving = new Set(['updated_at', 'statistics', 'ticket_parts', 'conversation_parts', 'last_request_at']);
const still = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(still);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
        Object.entries(value)
            .filter(([name]) => !moving.has(name))
            .map(([name, one]) => [name, still(one)]),
    );
};

describe('a record that was read, passed through change as it is, and written back', () => {
    const held = withSandbox({ seed: { contacts: 40, companies: 12, conversations: 12, tickets: 12 } });
    const known = withKnown(held);

    async function through(type: string, properties: Properties, payload: unknown): Promise<unknown> {
        const flow = await TestFlow.load(held.sandbox, type, properties);
        const { payload: answer } = await flow.output({ payload });
        await unload();
        return answer;
    }
    const read = async (path: string) => still((await call(held.sandbox, 'GET', path)).body);
    const { keys } = Object;

    for (const [what, get, update, properties, path, idsOf] of [
        ['contacts', 'intercom-get-contact', 'intercom-update-contact', {}, 'contacts', () => contacts('user')],
        ['leads', 'intercom-get-contact', 'intercom-update-contact', {}, 'contacts', () => contacts('lead')],
        ['companies', 'intercom-get-company', 'intercom-update-company', {}, 'companies', () => all('companies')],
        [
            ...(['conversations', 'intercom-get-conversation', 'intercom-update-conversation'] as const),
            ...([conversation, 'conversations', () => all('conversations')] as const),
        ],
        ['tickets', 'intercom-get-ticket', 'intercom-update-ticket', ticket, 'tickets', () => all('tickets')],
    ] as const) {
        it(`${what}: nothing is different, nothing is refused`, async () => {
            const ids = idsOf();
            assert.ok(ids.length >= 4);
            for (const id of ids) {
                const before = await read(`/${path}/${id}`);
                const record = await through(get, {}, { id });
                await through(update, properties, record);
                assert.deepEqual(await read(`/${path}/${id}`), before, id);
            }
        });
    }

    function contacts(role: string): string[] {
        return [...held.sandbox.state.contacts.walk('oldest')]
            .filter((one) => one.role === role)
            .map(({ id }) => id)
            .slice(0, 8);
    }
    function all(store: 'companies' | 'conversations' | 'tickets'): string[] {
        return [...held.sandbox.state[store].values()].map(({ id }) => id).slice(0, 8);
    }

    it('tags', async () => {
        const before = await read('/tags');
        const tags = (await through('intercom-list-tags', {}, {})) as { id: string; name: string }[];
        for (const tag of tags) await through('intercom-update-tag', {}, tag);
        assert.deepEqual(await read('/tags'), before);
        assert.ok(keys(tags).length > 0);
    });

    it('a contact with every kind of value, null among them', async () => {
        const { body } = await call(held.sandbox, 'POST', '/contacts', {
            ...{ email: 'ann@example.com', phone: '+353 1 555 0100', avatar: 'https://example.com/a.png' },
            ...{ signed_up_at: 1_700_000_000, owner_id: String(known.adminId), unsubscribed_from_emails: true },
        });
        const before = await read(`/contacts/${body.id}`);
        const properties = msg('unsubscribedFromEmails', 'payload.unsubscribed_from_emails');
        await through(
            'intercom-update-contact',
            properties,
            await through('intercom-get-contact', {}, { id: body.id }),
        );
        assert.deepEqual(await read(`/contacts/${body.id}`), before);
    });

    it('a contact of a webhook, whose times are text', async () => {
        const record = (await through('intercom-get-contact', {}, { id: known.userId })) as Properties;
        const before = await read(`/contacts/${known.userId}`);
        const iso = (value: unknown) => (typeof value === 'number' ? new Date(value * 1000).toISOString() : value);
        const item = Object.fromEntries(
            Object.entries(record).map(([name, one]) => [name, name.endsWith('_at') ? iso(one) : one]),
        );
        await through('intercom-update-contact', {}, item);
        assert.deepEqual(await read(`/contacts/${known.userId}`), before);
    });
});

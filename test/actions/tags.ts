import type { SandboxState } from '../../src/sandbox';
import { ANYTHING, bool, type Case, msg, str } from './case';
import type { Known } from './known';

const me = { method: 'GET', path: '/me' };

/** What can have a tag: the record, where its tags are, and whether who acts is said. */
const tagged = {
    conversation: ({ conversationId: id }: Known) => ({ id, path: `/conversations/${id}/tags`, acts: true }),
    ticket: ({ ticketId: id }: Known) => ({ id, path: `/tickets/${id}/tags`, acts: true }),
    contact: ({ userId: id }: Known) => ({ id, path: `/contacts/${id}/tags`, acts: false }),
};

/** The record has the tag. */
function give(state: SandboxState, on: keyof typeof tagged, { conversationId, ticketId, userId, tagId }: Known): void {
    const tag = { id: tagId, applied_at: 1_700_000_000, applied_by: '991267459' };
    if (on === 'conversation') state.conversations.get(conversationId)?.tags.push(tag);
    if (on === 'ticket') state.tickets.get(ticketId)?.tags.push(tag);
    const contact = on === 'contact' ? state.contacts.get(userId) : undefined;
    if (contact) state.contacts.update(contact, ({ tags }) => tags.push(tag));
}

const records = ['conversation', 'ticket', 'contact'] as const;

/** Tags, and what has them. */
export const tags: Case[] = [
    {
        type: 'intercom-create-tag',
        creates: { tags: 1 },
        payload: () => ({ name: 'VIP ☎' }),
        sent: () => [{ method: 'POST', path: '/tags', body: { name: 'VIP ☎' } }],
    },
    {
        type: 'intercom-update-tag',
        payload: ({ tagId }) => ({ id: tagId, name: 'renamed' }),
        sent: ({ tagId }) => [{ method: 'POST', path: '/tags', body: { id: tagId, name: 'renamed' } }],
    },
    {
        type: 'intercom-delete-tag',
        payload: ({ tagId }) => ({ id: tagId }),
        sent: ({ tagId }) => [{ method: 'DELETE', path: `/tags/${tagId}` }],
    },
    { type: 'intercom-list-tags', payload: () => ({}), sent: () => [{ method: 'GET', path: '/tags' }] },
    ...records.flatMap((on): Case[] => [
        {
            type: 'intercom-tag',
            form: `a ${on}`,
            properties: { on },
            payload: (known) => ({ type: on, id: tagged[on](known).id, tag_id: known.tagId }),
            sent: (known) => {
                const { path, acts } = tagged[on](known);
                const body = { id: known.tagId, ...(acts && { admin_id: known.ownAdminId }) };
                return [...(acts ? [me] : []), { method: 'POST', path, body }];
            },
        },
        {
            type: 'intercom-untag',
            form: `a ${on}`,
            properties: { on },
            payload: (known) => ({ type: on, id: tagged[on](known).id, tag_id: known.tagId }),
            ready: (state, known) => give(state, on, known),
            sent: (known) => {
                const { path, acts } = tagged[on](known);
                const body = acts ? { admin_id: known.ownAdminId } : undefined;
                return [...(acts ? [me] : []), { method: 'DELETE', path: `${path}/${known.tagId}`, body }];
            },
        },
    ]),
    ...(['tag', 'untag'] as const).map(
        (verb): Case => ({
            type: `intercom-${verb}`,
            form: 'a company, by the name of the tag',
            properties: { on: 'company', tagBy: 'name', ...msg('tagId', 'payload.tag') },
            payload: ({ companyId, tagName }) => ({ type: 'company', id: companyId, tag: tagName.toUpperCase() }),
            sent: ({ companyId, tagId, tagName }) => [
                { method: 'GET', path: '/tags' },
                { method: 'GET', path: `/tags/${tagId}` },
                {
                    method: 'POST',
                    path: '/tags',
                    body: { name: tagName, companies: [{ id: companyId, ...(verb === 'untag' && { untag: true }) }] },
                },
            ],
        }),
    ),
    {
        type: 'intercom-tag',
        form: 'a contact, with a tag that is made for it',
        properties: { on: 'contact', tagBy: 'name', ...str('tagId', 'Brand new'), ...bool('createMissing', true) },
        payload: ({ userId }) => ({ type: 'contact', id: userId }),
        sent: ({ userId }) => [
            { method: 'GET', path: '/tags' },
            { method: 'POST', path: '/tags', body: { name: 'Brand new' } },
            { method: 'POST', path: `/contacts/${userId}/tags`, body: ANYTHING },
        ],
        creates: { tags: 1 },
    },
];

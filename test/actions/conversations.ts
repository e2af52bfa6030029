import { ANY_UUID, bool, type Case, json, list, msg, num, str } from './case';
import type { Known } from './known';

const me = { method: 'GET', path: '/me' };
/** A message names its record where that is an object of its own. */
const theConversation = ({ conversationId }: Known) => ({ type: 'conversation', id: conversationId });
const theTicket = ({ ticketId }: Known) => ({ type: 'ticket', id: ticketId });

const FUTURE = 4_102_444_800;
const picture = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
);
const attachment = { content_type: 'image/png', data: picture.toString('base64'), name: 'attachment-1.png' };

const kinds = ['comment', 'note', 'quick_reply'] as const;
const places = {
    conversation: ({ conversationId }: Known) => `/conversations/${conversationId}/reply`,
    ticket: ({ ticketId }: Known) => `/tickets/${ticketId}/reply`,
    last: () => '/conversations/last/reply',
};

/** Each form of a reply: to, as and kind. */
const replies: Case[] = (['conversation', 'ticket', 'last'] as const).flatMap((to): Case[] => {
    const isLast = to === 'last';
    const payload = (known: Known) => ({
        ...(to === 'ticket' ? theTicket(known) : theConversation(known)),
        body: '<p>Hello</p>',
        contact_id: known.conversationContactId,
        files: [picture],
    });
    return [
        ...kinds.map(
            (kind): Case => ({
                type: 'intercom-reply',
                form: `to ${to} as admin, ${kind}`,
                properties: {
                    to,
                    as: 'admin',
                    kind,
                    ...(kind === 'quick_reply'
                        ? { ...json('replyOptions', ['Yes', 'No']), ...str('body', '') }
                        : { ...msg('attachmentFiles', 'payload.files') }),
                    ...bool('skipNotifications', true),
                    ...num('createdAt', 1_700_000_000),
                },
                payload,
                sent: (known) => [
                    me,
                    {
                        method: 'POST',
                        path: places[to](known),
                        body: {
                            type: 'admin',
                            message_type: kind,
                            admin_id: known.ownAdminId,
                            ...(isLast && { intercom_user_id: known.conversationContactId }),
                            ...(kind === 'quick_reply'
                                ? {
                                      reply_options: [
                                          { text: 'Yes', uuid: ANY_UUID },
                                          { text: 'No', uuid: ANY_UUID },
                                      ],
                                  }
                                : { body: '<p>Hello</p>', attachment_files: [attachment] }),
                            skip_notifications: true,
                            created_at: 1_700_000_000,
                        },
                    },
                ],
                once: true,
                // described for contacts alone, though the latest conversation of one is a teammate's to answer as well
                ...(isLast && { undescribed: /intercom_user_id/ }),
            }),
        ),
        {
            type: 'intercom-reply',
            form: `to ${to} as contact`,
            properties: {
                to,
                as: 'contact',
                contactId: 'payload.contact_id',
                contactIdType: 'jsonata',
                ...json('attachmentUrls', ['https://example.com/a.png']),
            },
            payload,
            sent: (known) => [
                {
                    method: 'POST',
                    path: places[to](known),
                    body: {
                        type: 'user',
                        message_type: 'comment',
                        intercom_user_id: known.conversationContactId,
                        body: '<p>Hello</p>',
                        attachment_urls: ['https://example.com/a.png'],
                    },
                },
            ],
            once: true,
        },
    ];
});

/** What is done to a conversation, to a teammate or a team, with and without a text. */
const managed: Case[] = (
    [
        ['close', {}, [{ message_type: 'close', type: 'admin' }]],
        ['close', str('body', 'Bye'), [{ message_type: 'close', type: 'admin', body: 'Bye' }]],
        ['open', {}, [{ message_type: 'open' }]],
        ['snooze', num('snoozedUntil', FUTURE), [{ message_type: 'snoozed', snoozed_until: FUTURE }]],
        [
            'assign',
            { assignTo: 'admin', ...msg('assigneeId', 'payload.to') },
            [{ message_type: 'assignment', type: 'admin', assignee_id: 'admin' }],
        ],
        [
            'assign',
            { assignTo: 'team', ...msg('assigneeId', 'payload.team'), ...str('body', 'Yours') },
            [{ message_type: 'assignment', type: 'team', assignee_id: 'team', body: 'Yours' }],
        ],
        [
            'unassign',
            {},
            [
                { message_type: 'assignment', type: 'admin', assignee_id: '0' },
                { message_type: 'assignment', type: 'team', assignee_id: '0' },
            ],
        ],
    ] as [string, Record<string, string>, Record<string, unknown>[]][]
).map(
    ([action, properties, parts]): Case => ({
        type: 'intercom-manage-conversation',
        form: [action, properties.assignTo, properties.body && 'with a text'].filter(Boolean).join(' '),
        properties: { do: action, ...properties },
        payload: (known) => ({ ...theConversation(known), to: known.adminId, team: known.teamId }),
        sent: ({ conversationId, ownAdminId, adminId, teamId }) => [
            me,
            ...parts.map((part) => ({
                method: 'POST',
                path: `/conversations/${conversationId}/parts`,
                body: {
                    ...part,
                    ...(part.assignee_id === 'admin' && { assignee_id: String(adminId) }),
                    ...(part.assignee_id === 'team' && { assignee_id: teamId }),
                    admin_id: ownAdminId,
                },
            })),
        ],
        ...(properties.body && { once: true }),
    }),
);

const messages: Case[] = [
    {
        type: 'intercom-send-message',
        form: 'by email, to many',
        properties: {
            via: 'email',
            ...str('subject', 'Hello'),
            ...msg('contactId', 'payload.to'),
            ...msg('cc', 'payload.cc'),
            ...msg('bcc', 'payload.bcc'),
            ...str('template', 'personal'),
            ...bool('startConversation', true),
            ...num('createdAt', 1_700_000_000),
        },
        payload: ({ userId, leadId, memberId, taggedId }) => ({
            to: [userId, { type: 'contact', id: leadId }],
            cc: memberId,
            bcc: [taggedId],
            body: '<p>Hello</p>',
        }),
        sent: ({ userId, leadId, memberId, taggedId, ownAdminId }) => [
            me,
            ...[userId, leadId, memberId, taggedId].map((id) => ({ method: 'GET', path: `/contacts/${id}` })),
            {
                method: 'POST',
                path: '/messages',
                body: {
                    message_type: 'email',
                    from: { type: 'admin', id: Number(ownAdminId) },
                    to: [
                        { type: 'user', id: userId },
                        { type: 'lead', id: leadId },
                    ],
                    cc: { type: 'user', id: memberId },
                    bcc: { type: 'user', id: taggedId },
                    subject: 'Hello',
                    body: '<p>Hello</p>',
                    template: 'personal',
                    create_conversation_without_contact_reply: true,
                    created_at: 1_700_000_000,
                },
            },
        ],
        once: true,
        // the conversation is asked for
        creates: { messages: 1, conversations: 1 },
    },
    {
        type: 'intercom-send-message',
        form: 'in the Messenger',
        properties: { via: 'in_app' },
        payload: ({ userId }) => ({ contact_id: userId, body: 'Hello' }),
        sent: ({ userId, ownAdminId }) => [
            me,
            { method: 'GET', path: `/contacts/${userId}` },
            {
                method: 'POST',
                path: '/messages',
                body: {
                    message_type: 'in_app',
                    from: { type: 'admin', id: Number(ownAdminId) },
                    to: { type: 'user', id: userId },
                    body: 'Hello',
                },
            },
        ],
        once: true,
        creates: { messages: 1 },
    },
    {
        type: 'intercom-send-message',
        form: 'by WhatsApp',
        properties: {
            via: 'whatsapp',
            ...str('templateName', 'delivery_update'),
            ...json('components', [{ type: 'body', parameters: [{ type: 'text', text: '5 pm' }] }]),
            ...str('locale', 'en'),
        },
        payload: () => ({ phone: '+353861234567' }),
        sent: ({ ownAdminId }) => [
            me,
            {
                method: 'POST',
                path: '/messages',
                body: {
                    message_type: 'whatsapp',
                    from: { type: 'admin', id: Number(ownAdminId) },
                    to: { phone: '+353861234567' },
                    template: 'delivery_update',
                    components: [{ type: 'body', parameters: [{ type: 'text', text: '5 pm' }] }],
                    locale: 'en',
                },
            },
        ],
        once: true,
        creates: { messages: 1 },
    },
];

/** Conversations, and what a support team does every day. */
export const conversations: Case[] = [
    {
        type: 'intercom-search-conversations',
        form: 'by everything',
        properties: {
            ...list,
            ...str('state', 'open'),
            ...msg('adminId', 'payload.admin'),
            ...msg('teamId', 'payload.team'),
            ...msg('contactId', 'payload.contact'),
            ...msg('tagId', 'payload.tag'),
            ...num('updatedSince', 1_700_090_000),
            ...num('perPage', 7),
            ...str('order', 'desc'),
        },
        payload: ({ adminId, teamId, userId, tagId }) => ({
            admin: adminId,
            team: teamId,
            contact: userId,
            tag: tagId,
        }),
        sent: ({ adminId, teamId, userId, tagId }) => [
            {
                method: 'POST',
                path: '/conversations/search',
                body: {
                    query: {
                        operator: 'AND',
                        value: [
                            { field: 'state', operator: '=', value: 'open' },
                            { field: 'admin_assignee_id', operator: '=', value: adminId && Number(adminId) },
                            { field: 'team_assignee_id', operator: '=', value: Number(teamId) },
                            { field: 'contact_ids', operator: '=', value: userId },
                            { field: 'tag_ids', operator: '=', value: tagId },
                            { field: 'updated_at', operator: '>', value: 1_700_000_000 },
                        ],
                    },
                    pagination: { per_page: 7 },
                    sort: { field: 'created_at', order: 'descending' },
                },
            },
        ],
    },
    {
        type: 'intercom-search-conversations',
        form: 'by nothing: all',
        properties: list,
        payload: () => ({}),
        sent: () => [
            {
                method: 'POST',
                path: '/conversations/search',
                body: { query: { field: 'created_at', operator: '>', value: 0 }, pagination: { per_page: 50 } },
            },
        ],
    },
    {
        type: 'intercom-get-conversation',
        payload: theConversation,
        sent: ({ conversationId }) => [{ method: 'GET', path: `/conversations/${conversationId}` }],
    },
    {
        type: 'intercom-get-conversation',
        form: 'as plain text, with translations',
        properties: { ...bool('plainText', true), ...bool('includeTranslations', true) },
        payload: ({ conversationId }) => conversationId,
        sent: ({ conversationId }) => [
            {
                method: 'GET',
                path: `/conversations/${conversationId}`,
                query: { display_as: 'plaintext', include_translations: 'true' },
            },
        ],
    },
    ...(['user', 'lead'] as const).map(
        (role): Case => ({
            type: 'intercom-create-conversation',
            form: `from a ${role}`,
            properties: {
                ...msg('subject', 'payload.subject'),
                ...json('attachmentUrls', ['https://example.com/a.png']),
                ...num('createdAt', 1_700_000_000),
            },
            payload: ({ userId, leadId }) => ({
                contact_id: role === 'user' ? userId : leadId,
                body: 'The printer is on fire',
                subject: 'Printer',
            }),
            sent: ({ userId, leadId }) => {
                const id = role === 'user' ? userId : leadId;
                return [
                    { method: 'GET', path: `/contacts/${id}` },
                    {
                        method: 'POST',
                        path: '/conversations',
                        body: {
                            from: { type: role, id },
                            body: 'The printer is on fire',
                            subject: 'Printer',
                            attachment_urls: ['https://example.com/a.png'],
                            created_at: 1_700_000_000,
                        },
                    },
                ];
            },
            once: true,
            creates: { conversations: 1 },
        }),
    ),
    ...replies,
    ...managed,
    {
        type: 'intercom-update-conversation',
        properties: {
            ...str('title', 'Printer on fire'),
            ...bool('read', true),
            ...msg('companyId', 'payload.company'),
            ...json('customAttributes', {}),
        },
        payload: (known) => ({ ...theConversation(known), company: known.companyId }),
        sent: ({ conversationId, companyId }) => [
            {
                method: 'PUT',
                path: `/conversations/${conversationId}`,
                body: { title: 'Printer on fire', read: true, custom_attributes: {}, company_id: companyId },
            },
        ],
    },
    ...messages,
    ...(['admins', 'teams', 'both'] as const).map(
        (which): Case => ({
            type: 'intercom-list-teammates',
            form: which,
            properties: { which },
            payload: () => ({}),
            sent: () =>
                (which === 'both' ? ['/admins', '/teams'] : [`/${which}`]).map((path) => ({ method: 'GET', path })),
        }),
    ),
];

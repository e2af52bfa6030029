import { bool, type Case, json, list, msg, num, str } from './case';

const me = { method: 'GET', path: '/me' };
const FUTURE = 4_102_444_800;

export const tickets: Case[] = [
    {
        type: 'intercom-create-ticket',
        once: true,
        // one for a person whom Intercom does not know yet
        creates: { tickets: 1, contacts: 1 },
        payload: ({ ticketTypeId, companyOwnId }) => ({
            ticket_type_id: ticketTypeId,
            contact_id: 'ann@example.com',
            company_id: companyOwnId,
            ticket_attributes: { _default_title_: '2024', _default_description_: '' },
            skip_notifications: false,
            created_at: '2026-01-31T09:00:00Z',
        }),
        sent: ({ ticketTypeId, companyId, companyOwnId }) => [
            { method: 'GET', path: '/companies', query: { company_id: companyOwnId } },
            {
                method: 'POST',
                path: '/tickets',
                body: {
                    contacts: [{ email: 'ann@example.com' }],
                    ticket_type_id: ticketTypeId,
                    company_id: companyId,
                    ticket_attributes: { _default_title_: '2024', _default_description_: '' },
                    skip_notifications: false,
                    created_at: 1769850000,
                },
            },
        ],
    },
    {
        type: 'intercom-get-ticket',
        payload: ({ ticketId }) => ({ id: ticketId }),
        sent: ({ ticketId }) => [{ method: 'GET', path: `/tickets/${ticketId}` }],
    },
    { type: 'intercom-list-ticket-types', payload: () => ({}), sent: () => [{ method: 'GET', path: '/ticket_types' }] },
    ...(
        [
            ['admin', { ...msg('assigneeId', 'payload.admin') }],
            ['team', { ...msg('assigneeId', 'payload.team') }],
            ['nobody', {}],
        ] as const
    ).map(
        ([assignTo, properties]): Case => ({
            type: 'intercom-update-ticket',
            form: `for ${assignTo}`,
            properties: {
                assignTo,
                ...properties,
                ...msg('ticketStateId', 'payload.state'),
                ...json('ticketAttributes', { _default_title_: 'Still on fire' }),
                ...bool('open', true),
                ...bool('isShared', false),
                ...num('snoozedUntil', FUTURE),
                ...bool('skipNotifications', true),
            },
            payload: ({ ticketId, adminId, teamId, ticketStateId }) => ({
                ...{ type: 'ticket', id: ticketId, ticket_id: '17' },
                ...{ admin: adminId, team: teamId, state: ticketStateId },
            }),
            sent: ({ ticketId, adminId, teamId, ticketStateId, ownAdminId }) => [
                me,
                {
                    method: 'PUT',
                    path: `/tickets/${ticketId}`,
                    body: {
                        ticket_state_id: ticketStateId,
                        assignee_id: { admin: String(adminId), team: teamId, nobody: '0' }[assignTo],
                        ticket_attributes: { _default_title_: 'Still on fire' },
                        open: true,
                        is_shared: false,
                        snoozed_until: FUTURE,
                        admin_id: Number(ownAdminId),
                        skip_notifications: true,
                    },
                },
            ],
        }),
    ),
    {
        type: 'intercom-search-tickets',
        form: 'by everything',
        properties: {
            ...list,
            ...msg('ticketTypeId', 'payload.type'),
            ...str('state', 'submitted'),
            ...str('category', 'request'),
            ...bool('open', true),
            ...msg('adminId', 'payload.admin'),
            ...msg('teamId', 'payload.team'),
            ...msg('contactId', 'payload.contact'),
            ...num('updatedSince', 1_700_090_000),
            ...str('order', 'asc'),
        },
        payload: ({ ticketTypeId, adminId, teamId, userId }) => ({
            ...{ type: ticketTypeId, admin: adminId, team: teamId, contact: userId },
        }),
        sent: ({ ticketTypeId, adminId, teamId, userId }) => [
            {
                method: 'POST',
                path: '/tickets/search',
                body: {
                    query: {
                        operator: 'AND',
                        value: [
                            { field: 'ticket_type_id', operator: '=', value: ticketTypeId },
                            { field: 'state', operator: '=', value: 'submitted' },
                            { field: 'category', operator: '=', value: 'request' },
                            { field: 'open', operator: '=', value: true },
                            { field: 'admin_assignee_id', operator: '=', value: String(adminId) },
                            { field: 'team_assignee_id', operator: '=', value: teamId },
                            { field: 'contact_ids', operator: '=', value: userId },
                            { field: 'updated_at', operator: '>', value: 1_700_000_000 },
                        ],
                    },
                    pagination: { per_page: 50 },
                    sort: { field: 'created_at', order: 'ascending' },
                },
            },
        ],
    },
    {
        type: 'intercom-search-tickets',
        form: 'by nothing: all',
        properties: list,
        payload: () => ({}),
        sent: () => [
            {
                method: 'POST',
                path: '/tickets/search',
                body: { query: { field: 'created_at', operator: '>', value: 0 }, pagination: { per_page: 50 } },
            },
        ],
    },
];

import type { Known } from './known';

interface Sent {
    method: string;
    path: string;
    query?: Record<string, string | undefined>;
    body?: unknown;
}

export interface Case {
    type: string;
    /** Stored properties that differ from those of a new node. */
    properties?: Record<string, unknown>;
    payload: (known: Known) => Record<string, unknown>;
    /** What must have reached Intercom, in order. */
    sent: (known: Known) => Sent[];
}

const contactValues = {
    role: 'user',
    external_id: 'u-1',
    email: 'ann@example.com',
    phone: '+353 1 555 0100',
    name: 'Ann',
    avatar: 'https://example.com/ann.png',
    signed_up_at: 1700000000,
    last_seen_at: 1700000100,
    unsubscribed_from_emails: true,
    custom_attributes: { plan: '', device_count: 0, vip: false },
};
const contactSources = {
    unsubscribedFromEmails: 'payload.unsubscribed_from_emails',
    unsubscribedFromEmailsType: 'msg',
};
const companyValues = {
    remote_created_at: 1700000000,
    name: 'Acme',
    monthly_spend: 0,
    plan: 'Pro',
    size: 12,
    website: 'https://example.com',
    industry: 'Doors',
    custom_attributes: {},
};
const { remote_created_at, ...companyPut } = companyValues;
const list = { fetchAll: 'false', fetchAllType: 'bool' };
const num = (property: string, value: number) => ({ [property]: String(value), [`${property}Type`]: 'num' });
const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });

/** How each action is driven, and what it sends then. */
export const cases: Case[] = [
    {
        type: 'intercom-create-contact',
        properties: contactSources,
        payload: ({ adminId }) => ({ ...contactValues, owner_id: adminId }),
        sent: ({ adminId }) => [
            { method: 'POST', path: '/contacts', body: { ...contactValues, owner_id: String(adminId) } },
        ],
    },
    {
        type: 'intercom-update-contact',
        properties: contactSources,
        payload: ({ userId, adminId }) => ({ id: userId, ...contactValues, owner_id: adminId }),
        sent: ({ userId, adminId }) => [
            { method: 'PUT', path: `/contacts/${userId}`, body: { ...contactValues, owner_id: String(adminId) } },
        ],
    },
    {
        type: 'intercom-get-contact',
        payload: ({ userId }) => ({ id: userId }),
        sent: ({ userId }) => [{ method: 'GET', path: `/contacts/${userId}` }],
    },
    {
        type: 'intercom-delete-contact',
        payload: ({ userId }) => ({ id: userId }),
        sent: ({ userId }) => [{ method: 'DELETE', path: `/contacts/${userId}` }],
    },
    {
        type: 'intercom-archive-contact',
        payload: ({ userId }) => ({ id: userId }),
        sent: ({ userId }) => [{ method: 'POST', path: `/contacts/${userId}/archive` }],
    },
    {
        type: 'intercom-unarchive-contact',
        payload: ({ userId }) => ({ id: userId }),
        sent: ({ userId }) => [{ method: 'POST', path: `/contacts/${userId}/unarchive` }],
    },
    {
        type: 'intercom-list-contacts',
        properties: { ...list, ...num('page', 2), ...num('perPage', 20) },
        payload: () => ({}),
        sent: ({ contactCursor }) => [
            { method: 'GET', path: '/contacts', query: { per_page: '20' } },
            { method: 'GET', path: '/contacts', query: { per_page: '20', starting_after: contactCursor } },
        ],
    },
    {
        type: 'intercom-search-contacts',
        properties: { ...list, ...num('perPage', 7), ...str('sortField', 'name'), ...str('order', 'asc') },
        payload: () => ({ role: 'user', name: 'a', email: 'ann@example.com' }),
        sent: () => [
            {
                method: 'POST',
                path: '/contacts/search',
                body: {
                    query: {
                        operator: 'AND',
                        value: [
                            { field: 'role', operator: '=', value: 'user' },
                            { field: 'name', operator: '~', value: 'a' },
                            { field: 'email', operator: '=', value: 'ann@example.com' },
                        ],
                    },
                    pagination: { per_page: 7 },
                    sort: { field: 'name', order: 'ascending' },
                },
            },
        ],
    },
    {
        type: 'intercom-attach-company-to-contact',
        payload: ({ userId, companyId }) => ({ contact_id: userId, company_id: companyId }),
        sent: ({ userId, companyId }) => [
            { method: 'POST', path: `/contacts/${userId}/companies`, body: { id: companyId } },
        ],
    },
    {
        type: 'intercom-detach-company-from-contact',
        payload: ({ memberId, memberOf }) => ({ contact_id: memberId, company_id: memberOf }),
        sent: ({ memberId, memberOf }) => [{ method: 'DELETE', path: `/contacts/${memberId}/companies/${memberOf}` }],
    },
    {
        type: 'intercom-attach-tag-to-contact',
        payload: ({ userId, tagId }) => ({ contact_id: userId, tag_id: tagId }),
        sent: ({ userId, tagId }) => [{ method: 'POST', path: `/contacts/${userId}/tags`, body: { id: tagId } }],
    },
    {
        type: 'intercom-detach-tag-from-contact',
        payload: ({ taggedId, taggedWith }) => ({ contact_id: taggedId, tag_id: taggedWith }),
        sent: ({ taggedId, taggedWith }) => [{ method: 'DELETE', path: `/contacts/${taggedId}/tags/${taggedWith}` }],
    },
    {
        type: 'intercom-create-company',
        payload: () => ({ company_id: 'acme', ...companyValues }),
        sent: () => [{ method: 'POST', path: '/companies', body: { company_id: 'acme', ...companyValues } }],
    },
    {
        type: 'intercom-update-company',
        payload: ({ companyId }) => ({ id: companyId, ...companyPut }),
        sent: ({ companyId }) => [{ method: 'PUT', path: `/companies/${companyId}`, body: companyPut }],
    },
    {
        type: 'intercom-update-company',
        payload: ({ companyId }) => ({ id: companyId, ...companyValues }),
        sent: ({ companyId, companyOwnId }) => [
            { method: 'GET', path: `/companies/${companyId}` },
            { method: 'POST', path: '/companies', body: { company_id: companyOwnId, ...companyValues } },
        ],
    },
    {
        type: 'intercom-get-company',
        payload: ({ companyId }) => ({ id: companyId }),
        sent: ({ companyId }) => [{ method: 'GET', path: `/companies/${companyId}` }],
    },
    {
        type: 'intercom-delete-company',
        payload: ({ companyId }) => ({ id: companyId }),
        sent: ({ companyId }) => [{ method: 'DELETE', path: `/companies/${companyId}` }],
    },
    {
        type: 'intercom-list-companies',
        properties: { ...list, ...num('page', 2), ...num('perPage', 5), ...str('order', 'asc') },
        payload: () => ({}),
        sent: () => [{ method: 'POST', path: '/companies/list', query: { page: '2', per_page: '5', order: 'asc' } }],
    },
    ...(['companyName', 'companyId', 'tagId', 'segmentId'] as const).map((property): Case => {
        const parameter = { companyName: 'name', companyId: 'company_id', tagId: 'tag_id', segmentId: 'segment_id' }[
            property
        ];
        return {
            type: 'intercom-list-companies',
            properties: { ...list, [property]: `payload.${parameter}`, [`${property}Type`]: 'msg' },
            payload: ({ companyName, companyOwnId, tagId, segmentId }) => ({
                name: companyName,
                company_id: companyOwnId,
                tag_id: tagId,
                segment_id: segmentId,
            }),
            sent: ({ companyName, companyOwnId, tagId, segmentId }) => [
                {
                    method: 'GET',
                    path: '/companies',
                    query: {
                        [parameter]: { companyName, companyId: companyOwnId, tagId, segmentId }[property],
                        page: '1',
                        per_page: '15',
                    },
                },
            ],
        };
    }),
    {
        type: 'intercom-create-tag',
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
    {
        type: 'intercom-create-ticket',
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
    {
        type: 'intercom-raw-request',
        properties: {
            ...str('url', '/contacts/search'),
            ...str('method', 'POST'),
            data: 'payload',
            dataType: 'msg',
        },
        payload: () => ({ query: { field: 'role', operator: '=', value: 'user' } }),
        sent: () => [
            {
                method: 'POST',
                path: '/contacts/search',
                body: { query: { field: 'role', operator: '=', value: 'user' } },
            },
        ],
    },
];

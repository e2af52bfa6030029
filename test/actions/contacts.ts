import { type Case, json, list, msg, num, str } from './case';

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

/** Contacts, their notes and events. */
export const contacts: Case[] = [
    {
        type: 'intercom-create-contact',
        creates: { contacts: 1 },
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
        type: 'intercom-create-contact',
        form: 'a lead',
        payload: () => ({ role: 'lead', name: 'A lead' }),
        sent: () => [
            {
                method: 'POST',
                path: '/contacts',
                body: { role: 'lead', name: 'A lead', unsubscribed_from_emails: false },
            },
        ],
        once: true,
        creates: { contacts: 1 },
    },
    ...(['update', 'return'] as const).map(
        (ifExists): Case => ({
            type: 'intercom-create-contact',
            form: `if it exists: ${ifExists}`,
            properties: { ifExists },
            payload: () => ({ email: `${ifExists}@example.com` }),
            sent: () => [
                {
                    method: 'POST',
                    path: '/contacts',
                    body: { email: `${ifExists}@example.com`, unsubscribed_from_emails: false },
                },
            ],
            creates: { contacts: 1 },
        }),
    ),
    ...(['contact', 'company'] as const).map(
        (on): Case => ({
            type: 'intercom-create-note',
            form: `on a ${on}`,
            properties: { on, format: 'markdown', ...msg('adminId', 'payload.by'), adminBy: 'email' },
            payload: ({ userId, companyId, adminEmail }) => ({
                type: on,
                id: on === 'contact' ? userId : companyId,
                body: 'Called **back**',
                by: adminEmail,
            }),
            sent: ({ userId, companyId, adminId }) => [
                { method: 'GET', path: '/admins' },
                {
                    method: 'POST',
                    path: on === 'contact' ? `/contacts/${userId}/notes` : `/companies/${companyId}/notes`,
                    body: { body: '<p>Called <strong>back</strong></p>', admin_id: String(adminId) },
                },
            ],
            once: true,
            creates: { notes: 1 },
        }),
    ),
    ...(
        [
            ['id', 'userId', 'id'],
            ['external_id', 'userExternalId', 'user_id'],
            ['email', 'userEmail', 'email'],
            ['auto', 'userEmail', 'email'],
        ] as const
    ).map(
        ([contactBy, key, name]): Case => ({
            type: 'intercom-send-event',
            form: `of a contact by ${contactBy}`,
            properties: {
                contactBy,
                ...str('eventName', 'door-opened'),
                ...num('createdAt', 1_700_000_000),
                ...json('metadata', { door: 'north', seconds: 3 }),
            },
            payload: (known) => ({ contact_id: known[key] }),
            creates: { events: 1 },
            sent: (known) => [
                {
                    method: 'POST',
                    path: '/events',
                    body: {
                        [name]: known[key],
                        event_name: 'door-opened',
                        created_at: 1_700_000_000,
                        metadata: { door: 'north', seconds: 3 },
                    },
                },
            ],
        }),
    ),
];

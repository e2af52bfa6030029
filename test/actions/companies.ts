import { type Case, list, num, str } from './case';

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

export const companies: Case[] = [
    {
        type: 'intercom-create-company',
        creates: { companies: 1 },
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
        type: 'intercom-create-company',
        form: 'without an id of yours',
        payload: () => ({ name: 'Without an id' }),
        sent: () => [{ method: 'POST', path: '/companies', body: { name: 'Without an id' } }],
        once: true,
        creates: { companies: 1 },
    },
];

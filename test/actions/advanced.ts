import { type Case, str } from './case';

export const advanced: Case[] = [
    {
        type: 'intercom-raw-request',
        // repeats nothing unless it is told to
        once: true,
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

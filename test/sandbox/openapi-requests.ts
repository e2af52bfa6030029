import type { Amendment } from './openapi-amendments';

type Json = Record<string, unknown>;
interface Parameter {
    name: string;
    in: string;
    required?: boolean;
    schema: Json;
}

const query = (name: string, type: string): Parameter => ({ name, in: 'query', schema: { type } });
const pages = [query('page', 'integer'), query('per_page', 'integer')];

/** Parameters that exist although they are not listed. */
const adds = (path: string, parameters: Parameter[], reason: string): Amendment => ({
    at: ['paths', path, 'get', 'parameters'],
    change: (listed) => [...(listed as unknown as Parameter[]), ...parameters] as unknown as Json,
    reason,
});

const undeclared = 'its answers have pages, but no parameter is declared to ask for them';
const property = (name: string, ...path: string[]): string[] => ['components', 'schemas', name, ...path];
const anything = (name: string, ...path: string[]): Amendment => ({
    at: property(name, ...path),
    change: () => ({ type: 'object' }),
    reason: 'values of all simple types occur, as for contacts',
});
const inPath = (path: string): Amendment => ({
    at: ['paths', path, 'get', 'parameters'],
    change: (listed) =>
        (listed as unknown as Parameter[]).filter(({ name }) => name !== 'job_identifier') as unknown as Json,
    reason: 'job_identifier is in the path, though it is declared as a query parameter too',
});
const recipient = { $ref: '#/components/schemas/recipient' };
const phone = {
    type: 'object',
    properties: { phone: { type: 'string' }, name: { type: 'string' } },
    required: ['phone'],
};

/** The known errors of the 2.16 description in operations that no node is made for, of requests above all. */
export const requestAmendments: readonly Amendment[] = [
    ...[
        '/admins/activity_logs',
        '/ai/content_import_sources',
        '/ai/external_pages',
        '/articles',
        '/articles/search',
        '/companies/{company_id}/notes',
        '/contacts/{contact_id}/notes',
        '/help_center/collections',
        '/internal_articles',
        '/internal_articles/search',
        '/news/news_items',
        '/news/newsfeeds',
        '/news/newsfeeds/{newsfeed_id}/items',
    ].map((path) => adds(path, pages, undeclared)),
    {
        at: ['paths', '/events', 'get', 'parameters'],
        change: (listed) =>
            [
                ...(listed as unknown as Parameter[]).filter(({ name }) => name !== 'filter'),
                ...['user_id', 'intercom_user_id', 'email'].map((name) => query(name, 'string')),
            ] as unknown as Json,
        reason: 'filter stands for one of three parameters',
    },
    {
        at: ['paths', '/fin_voice/phone_number/{phone_number}', 'get', 'responses'],
        change: (responses) => ({
            ...responses,
            200: { content: { 'application/json': { schema: { $ref: '#/components/schemas/ai_call_response' } } } },
        }),
        reason: 'it reads a call as its three neighbours do, but no answer is described',
    },
    inPath('/export/reporting_data/{job_identifier}'),
    inPath('/download/reporting_data/{job_identifier}'),
    anything('update_company_request', 'properties', 'custom_attributes'),
    anything('create_or_update_custom_object_instance_request', 'properties', 'custom_attributes'),
    anything('update_visitor_request', 'properties', 'custom_attributes'),
    anything('create_data_event_request', 'properties', 'metadata'),
    {
        at: property('custom_attributes'),
        change: () => ({ type: 'object' }),
        reason: 'yes and no occur too, as the attributes of a conversation may be of type boolean',
    },
    {
        at: property('create_or_update_company_request', 'properties', 'monthly_spend'),
        change: () => ({ type: 'number' }),
        reason: 'money has decimals',
    },
    {
        at: property('update_company_request', 'properties', 'monthly_spend'),
        change: () => ({ type: 'number' }),
        reason: 'money has decimals',
    },
    {
        at: property('create_conversation_request', 'properties', 'from', 'properties', 'id'),
        change: () => ({ type: 'string' }),
        reason: "called a UUID of 24 characters, which it is neither; a visitor's is longer",
    },
    {
        at: property('attach_contact_to_conversation_request', 'properties', 'customer'),
        change: (schema) => ({
            ...schema,
            properties: Object.fromEntries(
                ['intercom_user_id', 'user_id', 'email'].map((name) => [name, { type: 'string' }]),
            ),
        }),
        reason: 'the example has one of the three and nothing within',
    },
    {
        at: property('contact_reply_base_request'),
        change: (schema) => ({
            ...schema,
            required: ['type'],
            properties: {
                ...(schema.properties as Json),
                message_type: { type: 'string', enum: ['comment', 'quick_reply'] },
            },
        }),
        reason: "a contact's answer is a quick reply too, as the examples show, and has no body then",
    },
    {
        at: property('create_data_event_summaries_request', 'properties', 'event_summaries'),
        change: (items) => ({ oneOf: [{ type: 'array', items }, items] }),
        reason: 'called a list, typed an object',
    },
    {
        at: property('create_message_request', 'properties'),
        change: (properties) => ({
            ...properties,
            components: { type: 'array', items: { type: 'object' } },
            locale: { type: 'string' },
            to: { anyOf: [recipient, { type: 'array', items: recipient }, phone] },
        }),
        reason: 'components is required but not described, and WhatsApp goes to a phone number in a locale',
    },
];

type Json = Record<string, unknown>;

/** Where the description is known to be wrong, what is right, and how that is known. */
export interface Amendment {
    at: readonly string[];
    change: (schema: Json) => Json;
    reason: string;
}

const schema = (name: string, ...properties: string[]): string[] => [
    'components',
    'schemas',
    name,
    ...properties.flatMap((property) => ['properties', property]),
];
const nullable = (node: Json): Json =>
    '$ref' in node ? { anyOf: [node, { type: 'null' }] } : { ...node, nullable: true };

const emptyInExamples = "the description's own example has null here";

/** The known errors of the 2.16 description, as far as they matter to the operations we use. */
export const amendments: readonly Amendment[] = [
    {
        at: schema('contact', 'email'),
        change: nullable,
        reason: 'a lead, or a user with an external_id only, has no email; create asks for any one of the three',
    },
    {
        at: schema('company_list', 'pages'),
        change: () => ({ $ref: '#/components/schemas/pages_link' }),
        reason: 'companies are listed by page number: next is a URL text or null, not a cursor',
    },
    {
        at: schema('company', 'custom_attributes'),
        change: () => ({ type: 'object' }),
        reason: 'numbers, booleans and dates occur, as for contacts',
    },
    {
        at: ['components', 'schemas', 'create_or_update_company_request', 'properties', 'custom_attributes'],
        change: () => ({ type: 'object' }),
        reason: 'the same, when writing',
    },
    {
        at: [...['paths', '/companies', 'get', 'responses', '200'], ...['content', 'application/json', 'schema']],
        change: (list) => ({ oneOf: [{ $ref: '#/components/schemas/company' }, list] }),
        reason: "a bare company answers company_id and name; Intercom's SDK overrides say so",
    },
    {
        at: schema('ticket_type_attribute', 'input_options'),
        change: nullable,
        reason: emptyInExamples,
    },
    ...[
        'time_to_assignment',
        'time_to_admin_reply',
        'time_to_first_close',
        'time_to_last_close',
        'median_time_to_reply',
        'first_contact_reply_at',
        'first_assignment_at',
        'first_admin_reply_at',
        'first_close_at',
        'last_assignment_at',
        'last_assignment_admin_reply_at',
        'last_contact_reply_at',
        'last_admin_reply_at',
        'last_close_at',
        'last_closed_by_id',
        'handling_time',
    ].map((name) => ({
        at: schema('conversation_statistics', name),
        change: nullable,
        reason: 'what has not happened has no time; the object itself is always there',
    })),
    {
        at: schema('ticket', 'snoozed_until'),
        change: nullable,
        reason: 'live answers have it whether the ticket is snoozed or not',
    },
    { at: schema('conversation_part', 'assigned_to'), change: nullable, reason: emptyInExamples },
    { at: schema('conversation_part', 'email_message_metadata'), change: nullable, reason: emptyInExamples },
    { at: schema('conversation_part', 'event_details'), change: nullable, reason: emptyInExamples },
    { at: schema('conversation', 'ai_agent'), change: nullable, reason: emptyInExamples },
    { at: schema('conversation_list_item', 'ai_agent'), change: nullable, reason: emptyInExamples },
];

const integer = (name: string) => ({ name, in: 'query', schema: { type: 'integer' } });
const string = (name: string) => ({ name, in: 'query', schema: { type: 'string' } });

/** Query parameters that exist although the description of 2.16 does not list them, by operation. */
export const extraQueryParameters: Record<string, { name: string; in: string; schema: { type: string } }[]> = {
    // The description of 2.11 and the SDK overrides have them.
    ListContacts: [integer('per_page'), string('starting_after')],
    ListAttachedContacts: [integer('per_page'), string('starting_after')],
    // Page-based; the SDK sends both.
    listCompaniesForAContact: [integer('page'), integer('per_page')],
};

/** Body keys that exist although the description of 2.16 does not list them, by operation. */
export const extraBodyKeys: Record<string, Json> = {
    // The page on pagination and sorting describes `sort` for every search.
    searchTickets: { sort: { type: 'object' } },
    searchConversations: { sort: { type: 'object' } },
};

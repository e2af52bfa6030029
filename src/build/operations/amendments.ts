/**
 * What Intercom's description does not say, or says wrongly, of one operation. Fields, answers and bodies are written as
 * in the table (nodes/operation/table.ts reads them).
 */
export interface Amendment {
    reason: string;
    /** The key of its title, where the description has no id for it or a misleading one. */
    key?: string;
    /** Whether it may be sent again when its answer was lost. */
    repeat?: string;
    /** Whether what it does cannot be taken back. */
    final?: boolean;
    answer?: string;
    /** The operation whose answer it gives, where none is described. */
    answersAs?: string;
    /** Query fields, put in or put right. */
    query?: string;
    /** Query fields that are not. */
    withoutQuery?: string[];
    /** Fields of the body, put in or put right. */
    body?: string;
    /** All bodies anew. */
    forms?: string[];
    oneOf?: string[][];
}

const page = 'page:i,per_page:i';
const undeclared = 'its answer has pages, but no parameter is declared to ask for them';
const confirmed = `${undeclared}; Intercom's SDK sends them`;
const search = 'a search reads';
const sizeInText = 'how many a page takes is in the text only';
const set = 'attaching what is attached already changes nothing';
const state = 'it sets a state, which is the same when set twice';
const upsert = (key: string): string => `with ${key} it creates or updates, without it each call creates one`;
const enumInText = 'the values are in the text only';
const again = 'what is detached can be attached again';
const oneTag = 'a tag that is there already stays as it is';

const articleFields = 'parent_type=collection/section';
const replyOptions = 'reply_options:o(text!,uuid!)';
const contactReply = (key: string, files: string): string =>
    `{type:=user,message_type:=comment;${key}!,message_type=comment/quick_reply,body,created_at:t,attachment_urls:l,${files}${replyOptions}`;
const recipients = 'to!:o(type!=user/lead,id!)';
const sender = 'from!(type!=admin,id!:id#)';
const sending = 'created_at:t,create_conversation_without_contact_reply:b}';

/** By operation; an entry that changes nothing any more is refused when the table is made. */
export const amendments: Record<string, Amendment> = {
    'GET /admins/activity_logs': {
        query: `created_at_after!:t,created_at_before:t,${page}`,
        answer: 'activity_logs:page',
        reason: `${undeclared}; the times are Unix seconds, typed as text`,
    },
    'POST /admins/activity_logs/search': { repeat: '+', reason: search },
    'GET /admins/activity_log_event_types': {
        answer: 'event_types',
        reason: 'a list, though its type is not called one and its key is not that of the path',
    },
    'GET /ai/content_import_sources': { query: page, answer: 'data:page', reason: undeclared },
    'GET /ai/external_pages': { query: page, answer: 'data:page', reason: undeclared },
    'POST /ai/external_pages': {
        repeat: '+',
        reason: 'a page with the same external_id and source_id, both required, is updated',
    },
    'GET /articles': { query: page, answer: 'data:page', reason: confirmed },
    'POST /articles': { body: articleFields, reason: enumInText },
    'PUT /articles/{article_id}': { body: articleFields, reason: enumInText },
    'PUT /articles/{id}/draft': { body: articleFields, reason: enumInText },
    'POST /articles/{article_id}/tags': { repeat: '+', reason: oneTag },
    'GET /articles/search': {
        query: `state=published/draft/all,${page}`,
        answer: 'data.articles:page',
        reason: `${undeclared}; the records are a level deeper; the states are in the text only`,
    },
    'POST /help_center/help_centers/{help_center_id}/redirects': {
        repeat: '+',
        reason: 'an address can be redirected once: a repeat is refused or the same',
    },
    'GET /help_center/collections': { query: page, answer: 'data:page', reason: confirmed },
    'GET /internal_articles': { query: page, answer: 'data:page', reason: undeclared },
    'POST /internal_articles/{internal_article_id}/tags': { repeat: '+', reason: oneTag },
    'GET /internal_articles/search': {
        query: page,
        answer: 'data.internal_articles:page',
        reason: `${undeclared}; the records are a level deeper`,
    },
    'GET /companies': {
        query: 'company_id:s',
        answer: 'data:page:60',
        reason: `it is the customer's own id of the company; ${sizeInText}`,
    },
    'POST /companies': {
        repeat: '+company_id',
        body: 'company_id:s,monthly_spend:n',
        reason: `${upsert('company_id')}; that is the customer's own id, and money has decimals`,
    },
    'PUT /companies/{company_id}': { body: 'monthly_spend:n', reason: 'money has decimals' },
    'GET /companies/{company_id}/contacts': {
        query: 'per_page:i,starting_after',
        answer: 'data:cursor',
        reason: confirmed,
    },
    'GET /companies/{company_id}/notes': { query: page, answer: 'data:page', reason: undeclared },
    'POST /companies/list': {
        query: 'order=asc/desc',
        answer: 'data:page:60',
        repeat: '+',
        reason: `a list reads; ${enumInText}; ${sizeInText}`,
    },
    'GET /contacts/{contact_id}/companies': {
        query: page,
        answer: 'data:page',
        reason: `${confirmed}; the answer has its records under data, whatever the schema says`,
    },
    'POST /contacts/{contact_id}/companies': { repeat: '+', reason: set },
    'GET /contacts/{contact_id}/notes': { query: page, answer: 'data:page', reason: confirmed },
    'POST /contacts/{contact_id}/subscriptions': {
        body: 'consent_type!=opt_out/opt_in',
        repeat: '+',
        reason: `${state}; ${enumInText}`,
    },
    'POST /contacts/{contact_id}/tags': { repeat: '+', reason: oneTag },
    'GET /contacts': { query: 'per_page:i,starting_after', answer: 'data:cursor:150', reason: confirmed },
    'POST /contacts': {
        body: 'role=user/lead',
        repeat: '+external_id|email',
        reason: `a contact of the same external_id or email is refused with 409, without them each call creates one; ${enumInText}`,
    },
    'PUT /contacts/{contact_id}': { body: 'role=user/lead', reason: enumInText },
    'POST /contacts/search': {
        repeat: '+',
        answer: 'data:cursor-body:150',
        reason: `${search}; ${sizeInText}`,
    },
    'POST /contacts/merge': {
        body: 'from!:id,into!:id',
        final: true,
        reason: 'both are ids, though their names do not say so; a merge stays',
    },
    'POST /contacts/{contact_id}/archive': { repeat: '+', reason: state },
    'POST /contacts/{contact_id}/unarchive': { repeat: '+', reason: state },
    'POST /contacts/{contact_id}/block': { repeat: '+', reason: state },
    'POST /contacts/{id}/banners/{view_id}/dismiss': { repeat: '+', reason: state },
    'POST /content_snippets': { body: 'json_blocks:j', reason: 'blocks are of many kinds' },
    'PUT /content_snippets/{id}': { body: 'json_blocks:j', reason: 'blocks are of many kinds' },
    'POST /content_snippets/{content_snippet_id}/tags': { repeat: '+', reason: oneTag },
    'POST /conversations/{conversation_id}/tags': { repeat: '+', reason: oneTag },
    'POST /conversations/search': {
        repeat: '+',
        answer: 'conversations:cursor-body:150',
        body: 'sort(field,order=ascending/descending)',
        reason: `${search}; the page on pagination and sorting describes sort for every search`,
    },
    'GET /conversations/{conversation_id}': { query: 'display_as=plaintext', reason: enumInText },
    'PUT /conversations/{conversation_id}': { query: 'display_as=plaintext', reason: enumInText },
    'POST /conversations/{conversation_id}/reply': {
        forms: [
            `admin{type:=admin;message_type!=comment/note/quick_reply,admin_id!,body,created_at:t,attachment_urls:l,attachment_files:f,${replyOptions},skip_notifications:b}`,
            `intercom_user_id${contactReply('intercom_user_id', 'attachment_files:f,')}}`,
            `user_id${contactReply('user_id', 'attachment_files:f,')}}`,
            `email${contactReply('email', 'attachment_files:f,')}}`,
        ],
        reason: "forms without a constant of their own; a contact's answer is a quick reply too, as the example shows, and has no body then",
    },
    'POST /conversations/{conversation_id}/parts': {
        repeat: '-body',
        reason: 'it sets a state; a body is posted each time',
    },
    'POST /conversations/{conversation_id}/customers': {
        repeat: '+',
        body: 'customer!(intercom_user_id,user_id,email)',
        reason: `${set}; the schema has a customer within the customer, the example does not`,
    },
    'POST /conversations/redact': { repeat: '+', final: true, reason: 'what is redacted stays so' },
    'GET /conversations/deleted': { query: 'order=asc/desc', reason: enumInText },
    'DELETE /custom_object_instances/{custom_object_type_identifier}': {
        key: 'deleteCustomObjectInstanceByExternalId',
        query: 'external_id!',
        reason: "the ids of the two deletes are swapped; external_id is text, with an object's properties about it",
    },
    'DELETE /custom_object_instances/{custom_object_type_identifier}/{custom_object_instance_id}': {
        key: 'deleteCustomObjectInstance',
        reason: 'the ids of the two deletes are swapped',
    },
    'POST /custom_object_instances/{custom_object_type_identifier}': {
        repeat: '+external_id',
        reason: upsert('external_id'),
    },
    'GET /data_attributes': { key: 'listDataAttributes', reason: 'its id is misspelt' },
    'POST /data_attributes': {
        forms: [
            'options{data_type:=options;name!,model!=contact/company,description,messenger_writable:b,options!:o(value)}',
            'other{name!,model!=contact/company,data_type!=string/integer/float/boolean/datetime/date,description,messenger_writable:b}',
        ],
        reason: 'one form has a constant, the other a choice',
    },
    'PUT /data_attributes/{data_attribute_id}': {
        forms: ['{archived:b,description,messenger_writable:b,options:o(value)}'],
        reason: 'two forms that nothing tells apart, one of them the other with options',
    },
    'GET /events': {
        key: 'listDataEvents',
        query: 'user_id,intercom_user_id,email,type!=user',
        withoutQuery: ['filter'],
        oneOf: [['user_id', 'intercom_user_id', 'email']],
        answer: 'events:url',
        reason: 'its id is misspelt; filter stands for one of three parameters; the next page comes as a URL',
    },
    'POST /events': {
        repeat: '+created_at',
        reason: 'an event of the same contact, name and created_at is dropped',
    },
    'POST /events/summaries': {
        body: 'event_summaries:o(event_name,count:i,first:t,last:t)',
        reason: 'called a list, typed an object',
    },
    'POST /export/cancel/{job_identifier}': { repeat: '+', reason: state },
    'POST /export/reporting_data/enqueue': { key: 'enqueueReportingExport', reason: 'it has no id' },
    'GET /export/reporting_data/{job_identifier}': { key: 'getReportingExport', reason: 'it has no id' },
    'GET /export/reporting_data/get_datasets': { key: 'listReportingDatasets', reason: 'it has no id' },
    'GET /download/reporting_data/{job_identifier}': { key: 'downloadReportingExport', reason: 'it has no id' },
    'GET /download/content/data/{job_identifier}': {
        answer: '!binary',
        reason: 'a gzipped CSV, asked for as application/octet-stream, which is not declared',
    },
    'POST /fin/start': {
        body: 'user!(id!:s,name,email,attributes:m)',
        reason: "the id is the customer's own",
    },
    'POST /fin/reply': {
        body: 'user!(id!:s,name,email,attributes:m)',
        reason: "the id is the customer's own",
    },
    'POST /fin_voice/register': {
        repeat: '+',
        body: 'call_id!:s',
        reason: 'a call is registered by its id, which is that of the telephone system',
    },
    'GET /fin_voice/phone_number/{phone_number}': {
        answer: '!json',
        answersAs: 'GET /fin_voice/collect/{id}',
        reason: 'it reads a call as its three neighbours do, but no answer is described',
    },
    'POST /messages': {
        forms: [
            `email{message_type:=email;${sender},${recipients},cc:o(type!=user/lead,id!),bcc:o(type!=user/lead,id!),subject!,body!,template!=plain/personal,${sending}`,
            `in_app{message_type:=in_app;${sender},${recipients},body!,${sending}`,
            `whatsapp{message_type:=whatsapp;${sender},to!(phone!,name),template!,components!:j,locale}`,
        ],
        oneOf: [],
        reason: 'three forms in one schema; components and the recipients of WhatsApp are not in it',
    },
    'GET /calls': { answer: 'data:page:25', reason: sizeInText },
    'GET /content_snippets': { answer: 'data:page:50', reason: sizeInText },
    'GET /help_center/help_centers/{help_center_id}/redirects': { answer: 'data:page:250', reason: sizeInText },
    'POST /calls/search': { repeat: '+', reason: search },
    'GET /news/news_items': { query: page, answer: 'data:page', reason: undeclared },
    'GET /news/newsfeeds/{newsfeed_id}/items': { query: page, answer: 'data:page', reason: undeclared },
    'GET /news/newsfeeds': { query: page, answer: 'data:page', reason: undeclared },
    'POST /tags': {
        repeat: '+',
        forms: [
            'create{name!}',
            'update{id!,name!}',
            'companies{name!,companies!:o(id,company_id:s)}',
            'untag_companies{companies.untag:=true;name!,companies!:o(id,company_id:s)}',
            'users{name!,users!:o(id!)}',
        ],
        oneOf: [['companies.id', 'companies.company_id']],
        reason: 'four forms that nothing tells apart, one of them for two things; all set a state',
    },
    'POST /tickets/{ticket_id}/reply': {
        forms: [
            `admin{type:=admin;message_type!=comment/note/quick_reply,admin_id!,body,created_at:t,attachment_urls:l,attachment_files:f,${replyOptions},skip_notifications:b,cross_post:b}`,
            `intercom_user_id${contactReply('intercom_user_id', '')},skip_notifications:b}`,
            `user_id${contactReply('user_id', '')},skip_notifications:b}`,
            `email${contactReply('email', '')},skip_notifications:b}`,
        ],
        reason: 'forms without a constant of their own, as for a conversation',
    },
    'POST /tickets/{ticket_id}/tags': { repeat: '+', reason: oneTag },
    'POST /tickets/{ticket_id}/linked_conversations': { repeat: '+', reason: set },
    'POST /tickets/{ticket_id}/change_type': { repeat: '+', reason: state },
    'POST /tickets/search': {
        repeat: '+',
        answer: 'tickets:cursor-body:150',
        body: 'sort(field,order=ascending/descending)',
        reason: `${search}; the page on pagination and sorting describes sort for every search`,
    },
    'POST /visitors/convert': {
        body: 'type!=user/lead',
        final: true,
        reason: `${enumInText}; a contact does not become a visitor again`,
    },
    'POST /content/bulk_actions': { final: true, reason: 'one of the actions deletes' },
    'DELETE /articles/{article_id}/tags/{id}': { final: false, reason: again },
    'DELETE /internal_articles/{internal_article_id}/tags/{id}': { final: false, reason: again },
    'DELETE /content_snippets/{content_snippet_id}/tags/{id}': { final: false, reason: again },
    'DELETE /contacts/{contact_id}/tags/{tag_id}': { final: false, reason: again },
    'DELETE /contacts/{contact_id}/companies/{company_id}': { final: false, reason: again },
    'DELETE /contacts/{contact_id}/subscriptions/{subscription_id}': { final: false, reason: again },
    'DELETE /conversations/{conversation_id}/tags/{tag_id}': { final: false, reason: again },
    'DELETE /conversations/{conversation_id}/customers/{contact_id}': { final: false, reason: again },
    'DELETE /tickets/{ticket_id}/tags/{tag_id}': { final: false, reason: again },
    'DELETE /tickets/{ticket_id}/linked_conversations/{id}': { final: false, reason: again },
    'POST /conversations/{id}/merge': { final: true, reason: 'merged conversations stay so' },
    'POST /conversations/{conversation_id}/convert': {
        final: true,
        reason: 'a ticket does not become a conversation again',
    },
};

import { invalid, resourceNotFound, userNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import { decodeCursor, positive } from '../http/pages';
import type { FieldLookup, SearchField } from '../search/query';
import { pageOf, type RecordPage, searchRecords } from '../search/record-search';
import { admins } from '../store/admins';
import { isActive } from '../store/contact';
import type { Conversation, ConversationPart } from '../store/conversation';
import type { SandboxState } from '../store/state';

/** A conversation; its parts only when it is asked for by itself. */
function conversationJson(state: SandboxState, one: Conversation, withParts: boolean): object {
    const contact = state.contacts.get(one.contact_id);
    const tags = one.tags.map((id) => state.tags.get(id)).filter((tag) => tag !== undefined);
    return {
        type: 'conversation',
        id: one.id,
        title: one.title,
        created_at: one.created_at,
        updated_at: one.updated_at,
        waiting_since: one.waiting_since,
        snoozed_until: one.snoozed_until,
        source: {
            type: one.source_type,
            id: `${one.id}0`,
            delivered_as: 'customer_initiated',
            subject: one.subject,
            body: one.body,
            author: one.author,
            attachments: [],
            url: null,
            redacted: false,
        },
        contacts: {
            type: 'contact.list',
            contacts: [{ type: 'contact', id: one.contact_id, external_id: contact?.external_id ?? null }],
        },
        first_contact_reply: { created_at: one.created_at, type: one.source_type, url: null },
        admin_assignee_id: one.admin_assignee_id,
        team_assignee_id: one.team_assignee_id,
        open: one.state === 'open',
        state: one.state,
        read: one.read,
        priority: one.priority,
        tags: { type: 'tag.list', tags: tags.map((tag) => ({ type: 'tag', id: tag.id, name: tag.name })) },
        sla_applied: null,
        statistics: null,
        conversation_rating: null,
        teammates: null,
        custom_attributes: one.custom_attributes,
        linked_objects: { type: 'list', data: [], total_count: 0, has_more: false },
        ai_agent: null,
        ai_agent_participated: false,
        ...(withParts
            ? {
                  conversation_parts: {
                      type: 'conversation_part.list',
                      conversation_parts: one.parts.map((part) => partJson(one, part)),
                      total_count: one.parts.length,
                  },
              }
            : {}),
    };
}

const partJson = (one: Conversation, part: ConversationPart): object => ({
    type: 'conversation_part',
    id: part.id,
    part_type: part.part_type,
    body: part.body,
    created_at: part.created_at,
    updated_at: part.created_at,
    notified_at: part.created_at,
    assigned_to: null,
    author: part.author,
    attachments: [],
    external_id: null,
    redacted: false,
    email_message_metadata: null,
    state: one.state,
    tags: [],
    event_details: null,
    app_package_code: null,
});

function conversationOf(call: Call): Conversation {
    const found = call.world.state.conversations.get(call.params.conversation_id ?? '');
    if (!found) throw resourceNotFound();
    return found;
}

const alone = (call: Call, one: Conversation): Answer => ({ json: conversationJson(call.world.state, one, true) });

function answerPage(call: Call, found: RecordPage<Conversation>): Answer {
    const conversations = found.records.map((one) => conversationJson(call.world.state, one, false));
    return {
        json: { type: 'conversation.list', conversations, total_count: found.total, pages: found.pages },
    };
}

const plain = (
    type: SearchField<Conversation>['type'],
    ...names: (keyof Conversation)[]
): Record<string, SearchField<Conversation>> =>
    Object.fromEntries(names.map((name) => [name, { type, get: (one: Conversation) => one[name] }]));

const fields: Record<string, SearchField<Conversation>> = {
    ...plain('string', 'id', 'title', 'state', 'priority'),
    ...plain('moment', 'created_at', 'updated_at', 'waiting_since', 'snoozed_until'),
    ...plain('integer', 'admin_assignee_id', 'team_assignee_id'),
    ...plain('boolean', 'read'),
    open: { type: 'boolean', get: (one) => one.state === 'open' },
    tag_ids: { type: 'string', get: (one) => one.tags },
    contact_ids: { type: 'string', get: (one) => one.contact_id },
    teammate_ids: { type: 'string', get: (one) => String(one.admin_assignee_id) },
    'source.type': { type: 'string', get: (one) => one.source_type },
    'source.subject': { type: 'string', get: (one) => one.subject },
    'source.body': { type: 'string', get: (one) => one.body },
    'source.author.id': { type: 'string', get: (one) => one.author.id },
    'source.author.type': { type: 'string', get: (one) => one.author.type },
    'source.author.name': { type: 'string', get: (one) => one.author.name },
    'source.author.email': { type: 'string', get: (one) => one.author.email },
};

const lookup: FieldLookup<Conversation> = (name) => fields[name];

function list(call: Call): Answer {
    const all = call.world.state.conversations.values();
    const plan = {
        perPage: positive(param(call.query, 'per_page'), 'per_page', 20, 150),
        cursor: decodeCursor(param(call.query, 'starting_after')),
        sortField: 'created_at',
        order: 'descending' as const,
    };
    return answerPage(call, pageOf(all, plan, lookup));
}

function search(call: Call): Answer {
    const { state, days } = call.world;
    return answerPage(call, searchRecords(state.conversations.values(), bodyObject(call), lookup, days));
}

/** A contact writes. The answer is the message, which names the conversation. */
function create(call: Call): Answer {
    const { state } = call.world;
    const body = bodyObject(call);
    const from = (body.from ?? {}) as Record<string, unknown>;
    const contact = state.contacts.get(String(from.id));
    if (!contact || !isActive(contact)) throw userNotFound();
    if (typeof body.body !== 'string' || body.body === '') throw invalid('body is required', 'body');
    const now = call.world.seconds();
    const id = state.conversations.newId();
    const email = contact.email ?? 'unknown@example.com';
    const subject = typeof body.subject === 'string' ? body.subject : '';
    call.world.countCreated('conversations');
    state.conversations.put({
        id,
        contact_id: contact.id,
        title: null,
        subject,
        body: body.body,
        source_type: 'conversation',
        author: { type: contact.role, id: contact.id, name: contact.name, email },
        state: 'open',
        read: false,
        priority: 'none',
        admin_assignee_id: 0,
        team_assignee_id: 0,
        snoozed_until: null,
        waiting_since: now,
        created_at: now,
        updated_at: now,
        custom_attributes: {},
        tags: [],
        parts: [],
    });
    return {
        json: {
            type: 'user_message',
            id: `${id}0`,
            created_at: now,
            subject,
            body: body.body,
            message_type: 'inapp',
            conversation_id: id,
        },
    };
}

function update(call: Call): Answer {
    const one = conversationOf(call);
    const body = bodyObject(call);
    if (typeof body.read === 'boolean') one.read = body.read;
    if (typeof body.title === 'string') one.title = body.title;
    if (typeof body.custom_attributes === 'object') Object.assign(one.custom_attributes, body.custom_attributes);
    one.updated_at = call.world.seconds();
    return alone(call, one);
}

function addPart(call: Call, one: Conversation, part: Pick<ConversationPart, 'part_type' | 'body' | 'author'>): Answer {
    const now = call.world.seconds();
    one.parts.push({ ...part, id: `${one.id}${one.parts.length}`, created_at: now });
    one.updated_at = now;
    return alone(call, one);
}

function authorOf(one: Conversation, body: Record<string, unknown>): ConversationPart['author'] {
    if (body.type !== 'admin') return one.author;
    const admin = admins.find((known) => known.id === String(body.admin_id));
    if (!admin) throw resourceNotFound();
    return { type: 'admin', id: admin.id, name: admin.name, email: admin.email };
}

function reply(call: Call): Answer {
    const one = conversationOf(call);
    const body = bodyObject(call);
    if (typeof body.body !== 'string') throw invalid('body is required', 'body');
    const author = authorOf(one, body);
    one.waiting_since = author.type === 'admin' ? null : call.world.seconds();
    if (one.state !== 'open') one.state = 'open';
    return addPart(call, one, {
        part_type: body.message_type === 'note' ? 'note' : 'comment',
        body: body.body,
        author,
    });
}

/** Closes, opens, snoozes or assigns. */
function manage(call: Call): Answer {
    const one = conversationOf(call);
    const body = bodyObject(call);
    const author = authorOf(one, { ...body, type: 'admin' });
    if (body.message_type === 'close') one.state = 'closed';
    else if (body.message_type === 'open') one.state = 'open';
    else if (body.message_type === 'snoozed') {
        one.state = 'snoozed';
        one.snoozed_until = Number(body.snoozed_until);
    } else if (body.message_type === 'assignment') one.admin_assignee_id = Number(body.assignee_id);
    else throw invalid('message_type is not known', 'message_type');
    return addPart(call, one, { part_type: body.message_type, body: null, author });
}

function remove(call: Call): Answer {
    const one = conversationOf(call);
    call.world.state.conversations.delete(one.id);
    return { json: { id: one.id, object: 'conversation', deleted: true } };
}

/** Conversations, as far as the triggers and the demo need them. */
export const conversationRoutes: Route[] = [
    { method: 'GET', path: '/conversations', operation: list },
    { method: 'POST', path: '/conversations', operation: create },
    { method: 'POST', path: '/conversations/search', operation: search, read: true },
    {
        method: 'GET',
        path: '/conversations/:conversation_id',
        operation: (call) => alone(call, conversationOf(call)),
    },
    { method: 'PUT', path: '/conversations/:conversation_id', operation: update },
    { method: 'DELETE', path: '/conversations/:conversation_id', operation: remove },
    { method: 'POST', path: '/conversations/:conversation_id/reply', operation: reply },
    { method: 'POST', path: '/conversations/:conversation_id/parts', operation: manage },
];

import { ApiError, companyNotFound, invalid, resourceNotFound, userNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, param, type Route } from '../http/call';
import { numberedPage } from '../http/pages';
import { isActive } from '../store/contact';
import type { Conversation, ConversationPart } from '../store/conversation';
import { bot, contactAuthor, type NewPart, partOf } from '../store/thread';
import type { World } from '../world';
import { readConversationAttributes } from './conversation-attributes';
import { conversationJson, sourceIdOf } from './conversation-json';
import { listConversations, searchConversations } from './conversation-search';
import { escaped, paragraphs } from './html';
import { tellConversation } from './tell';
import { attachmentsOf, moment, requiredBody } from './thread-input';

/** The conversation of the path; snoozes that are over have ended. */
export function conversationOf(call: Call): Conversation {
    call.world.tick();
    const found = call.world.state.conversations.get(call.params.conversation_id ?? '');
    if (!found) throw resourceNotFound();
    return found;
}

/** The answer that is a conversation with its parts. */
export function showConversation(call: Call, one: Conversation): Answer {
    const plain = param(call.query, 'display_as') === 'plaintext';
    return { json: conversationJson(call.world.state, one, { plain }) };
}

/** Adds something that was said or done; the conversation's state must be the one it leaves. */
export function addPart(world: World, one: Conversation, part: NewPart): ConversationPart {
    const kept = { ...partOf(world.state.newPartId(), world.seconds(), part), state: one.state };
    one.parts.push(kept);
    one.updated_at = world.seconds();
    world.state.conversations.put(one);
    return kept;
}

/** What a conversation starts with. */
export type NewConversation = Pick<Conversation, 'contacts' | 'body' | 'author'> & Partial<Conversation>;

/** Adds a conversation with defaults for what is not given. */
export function addConversation(world: World, fields: NewConversation): Conversation {
    const now = world.seconds();
    world.countCreated('conversations');
    return world.state.conversations.put({
        id: world.state.conversations.newId(),
        title: null,
        subject: '',
        source_type: 'conversation',
        delivered_as: 'customer_initiated',
        attachments: [],
        redacted: false,
        state: 'open',
        read: false,
        priority: 'none',
        admin_assignee_id: 0,
        team_assignee_id: 0,
        snoozed_until: null,
        waiting_since: null,
        created_at: now,
        updated_at: now,
        custom_attributes: {},
        company_id: null,
        tags: [],
        rating: null,
        tickets: [],
        parts: [],
        ...fields,
    });
}

/** A contact writes, in plain text. The answer is the message, which names the conversation. */
function create(call: Call): Answer {
    const { world } = call;
    const body = bodyObject(call);
    const from = (body.from ?? {}) as Record<string, unknown>;
    if (!['user', 'lead', 'contact'].includes(String(from.type))) {
        throw invalid('from.type must be one of user, lead or contact', 'from');
    }
    const contact = world.state.contacts.get(String(from.id));
    if (!contact || !isActive(contact)) throw userNotFound();
    if (from.type !== 'contact' && from.type !== contact.role) throw userNotFound();
    const text = requiredBody(body.body);
    const subject = typeof body.subject === 'string' ? body.subject : '';
    const created_at = moment(body.created_at, 'created_at', world.seconds());
    const one = addConversation(world, {
        contacts: [contact.id],
        subject: subject === '' ? '' : `<p>${escaped(subject)}</p>`,
        body: paragraphs(text),
        author: contactAuthor(contact),
        attachments: attachmentsOf(call, body),
        waiting_since: created_at,
        created_at,
        company_id: contact.companies[0] ?? null,
    });
    tellConversation(world, 'conversation.user.created', one);
    return {
        json: {
            type: 'user_message',
            id: sourceIdOf(one),
            created_at,
            ...(subject === '' ? {} : { subject }),
            body: text,
            message_type: 'inapp',
            conversation_id: one.id,
        },
    };
}

function update(call: Call): Answer {
    const { world } = call;
    const one = conversationOf(call);
    const body = bodyObject(call);
    const { read, title, company_id } = body;
    if (read !== undefined && typeof read !== 'boolean') throw invalid('read must be a boolean', 'read');
    if (title !== undefined && title !== null && typeof title !== 'string') {
        throw invalid('title must be a string', 'title');
    }
    const attributes = readConversationAttributes(world.state, body.custom_attributes);
    const company =
        company_id === undefined || company_id === null ? undefined : world.state.companies.get(String(company_id));
    if (company_id !== undefined && company_id !== null && !company) throw companyNotFound();
    const wasRead = one.read;
    if (typeof read === 'boolean') one.read = read;
    if (title !== undefined) one.title = title as string | null;
    if (company_id !== undefined) one.company_id = company?.id ?? null;
    for (const [name, value] of Object.entries(attributes)) {
        if (value === null) delete one.custom_attributes[name];
        else one.custom_attributes[name] = value;
        addPart(world, one, { part_type: 'conversation_attribute_updated_by_admin', author: bot });
    }
    one.updated_at = world.seconds();
    world.state.conversations.put(one);
    if (one.read && !wasRead) tellConversation(world, 'conversation.read', one);
    if (company_id !== undefined) tellConversation(world, 'conversation.company.updated', one);
    return showConversation(call, one);
}

/** Takes a conversation away for good; its metrics stay unless they are not wanted. */
function forget(world: World, one: Conversation, metrics_retained: boolean): void {
    world.state.conversations.delete(one.id);
    world.state.deletedConversations.push({ id: one.id, metrics_retained, deleted_at: world.seconds() });
    for (const id of one.tickets) {
        const ticket = world.state.tickets.get(id);
        if (ticket) ticket.conversations = ticket.conversations.filter((other) => other !== one.id);
    }
    tellConversation(world, 'conversation.deleted', one);
}

function remove(call: Call): Answer {
    const one = conversationOf(call);
    forget(call.world, one, param(call.query, 'retain_metrics') !== 'false');
    return { json: { id: one.id, object: 'conversation', deleted: true } };
}

function listDeleted(call: Call): Answer {
    const order = param(call.query, 'order') ?? 'desc';
    if (order !== 'asc' && order !== 'desc') throw invalid('order must be asc or desc', 'order');
    const all = call.world.state.deletedConversations;
    const sorted = order === 'asc' ? all : [...all].reverse();
    const url = `${call.world.url}/conversations/deleted`;
    const { items, pages } = numberedPage(sorted, call.query, url, { perPage: 20, max: 60 });
    const conversations = items.map((one) => ({ type: 'conversation', ...one }));
    return { json: { type: 'conversations.list', conversations, total_count: all.length, pages } };
}

const mergeFailed = (message: string): ApiError => new ApiError(422, 'merge_failed', message);

/** The conversation of the path ends in the other one. */
function merge(call: Call): Answer {
    const { world } = call;
    const secondary = conversationOf(call);
    const { merge_into_conversation_id: into } = bodyObject(call);
    if (!Number.isInteger(into)) {
        throw invalid(
            'merge_into_conversation_id must be a valid integer conversation ID',
            'merge_into_conversation_id',
        );
    }
    if (String(into) === secondary.id) throw mergeFailed('Cannot merge a conversation into itself');
    const primary = world.state.conversations.get(String(into));
    if (!primary) throw mergeFailed('Primary conversation not found');
    const { id, body, author, created_at, attachments } = secondary;
    const first = partOf(world.state.newPartId(), created_at, { part_type: 'comment', body, author, attachments });
    primary.parts.push({ ...first, state: 'open' }, ...secondary.parts);
    primary.parts.sort((a, b) => a.created_at - b.created_at);
    primary.contacts = [...new Set([...primary.contacts, ...secondary.contacts])];
    const known = new Set(primary.tags.map((tag) => tag.id));
    primary.tags.push(...secondary.tags.filter((tag) => !known.has(tag.id)));
    world.state.conversations.delete(id);
    addPart(world, primary, { part_type: 'merged_primary_conversation', author: bot });
    return showConversation(call, primary);
}

/** Takes the words of a part or of a customer's first message away. */
function redact(call: Call): Answer {
    const { world } = call;
    const body = bodyObject(call);
    const notFound = (): ApiError =>
        new ApiError(404, 'conversation_part_or_message_not_found', 'Conversation part or message not found');
    const fixed = (): ApiError =>
        new ApiError(400, 'conversation_part_not_redactable', 'Conversation part or message cannot be redacted');
    const one = world.state.conversations.get(String(body.conversation_id));
    if (!one) throw notFound();
    if (body.type === 'source') {
        if (String(body.source_id) !== sourceIdOf(one)) throw notFound();
        if (one.author.type === 'admin') throw fixed();
        Object.assign(one, { redacted: true, body: '<p><i>This message was deleted</i></p>', attachments: [] });
    } else if (body.type === 'conversation_part') {
        const part = one.parts.find(({ id }) => id === String(body.conversation_part_id));
        if (!part) throw notFound();
        if (part.body === null) throw fixed();
        Object.assign(part, { redacted: true, body: '<p><i>This message was deleted</i></p>', attachments: [] });
        part.updated_at = world.seconds();
    } else throw invalid('type must be conversation_part or source', 'type');
    one.updated_at = world.seconds();
    tellConversation(world, 'conversation_part.redacted', one);
    return showConversation(call, one);
}

/** Conversations themselves; what is said and done in them is in a file of its own. */
export const conversationRoutes: Route[] = [
    { method: 'GET', path: '/conversations', operation: listConversations },
    { method: 'POST', path: '/conversations', operation: create },
    { method: 'POST', path: '/conversations/search', operation: searchConversations, read: true },
    { method: 'POST', path: '/conversations/redact', operation: redact },
    { method: 'GET', path: '/conversations/deleted', since: '2.16', operation: listDeleted },
    {
        method: 'GET',
        path: '/conversations/:conversation_id',
        operation: (call) => showConversation(call, conversationOf(call)),
    },
    { method: 'PUT', path: '/conversations/:conversation_id', operation: update },
    { method: 'DELETE', path: '/conversations/:conversation_id', since: '2.13', operation: remove },
    { method: 'POST', path: '/conversations/:conversation_id/merge', since: '2.16', operation: merge },
    {
        method: 'GET',
        path: '/conversations/:conversation_id/handling_events',
        since: '2.15',
        operation: (call) => {
            conversationOf(call);
            return { json: { handling_events: [] } };
        },
    },
    {
        method: 'GET',
        path: '/conversations/:conversation_id/side_conversations',
        since: '2.16',
        operation: (call) => {
            conversationOf(call);
            const pages = { type: 'pages', page: 1, per_page: 20, total_pages: 0 };
            return { json: { type: 'side_conversation.list', side_conversations: [], total_count: 0, pages } };
        },
    },
];

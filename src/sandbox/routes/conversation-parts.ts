import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import type { Admin } from '../store/admins';
import type { Contact } from '../store/contact';
import type { Conversation } from '../store/conversation';
import { adminAuthor, bot, contactAuthor } from '../store/thread';
import type { World } from '../world';
import { addContact } from './contacts';
import { addPart, conversationOf, showConversation } from './conversations';
import { asHtml } from './html';
import { tellConversation } from './tell';
import { adminReply, adminWithId, assigneeOf, contactReply, findNamed, future, namedContact } from './thread-input';

type Body = Record<string, unknown>;

/** Snoozes that are over: the conversation is open again. */
export function endSnoozes(world: World): void {
    const now = world.seconds();
    for (const one of world.state.conversations.values()) {
        if (one.state !== 'snoozed' || (one.snoozed_until ?? 0) > now) continue;
        one.state = 'open';
        one.snoozed_until = null;
        addPart(world, one, { part_type: 'timer_unsnooze', author: bot });
        tellConversation(world, 'conversation.admin.unsnoozed', one);
    }
    for (const ticket of world.state.tickets.values()) {
        if (ticket.snoozed_until === null || ticket.snoozed_until > now) continue;
        ticket.snoozed_until = null;
        ticket.open = true;
        ticket.updated_at = now;
    }
}

/** Opens a conversation that is not; says what it was. */
function reopen(one: Conversation): Conversation['state'] {
    const before = one.state;
    one.state = 'open';
    one.snoozed_until = null;
    return before;
}

/** The latest conversation of a contact, for `last` in the path. */
function latestOf(world: World, contact: Contact): Conversation {
    const own = world.state.conversations.values().filter((one) => one.contacts.includes(contact.id));
    own.sort((a, b) => b.updated_at - a.updated_at || Number(b.id) - Number(a.id));
    if (!own[0]) throw resourceNotFound();
    return own[0];
}

function reply(call: Call): Answer {
    const body = bodyObject(call);
    if (body.type !== 'admin' && body.type !== 'user') throw invalid('type must be admin or user', 'type');
    const last = call.params.conversation_id === 'last';
    const contact = body.type === 'user' || last ? namedContact(call.world.state, body) : undefined;
    const one = last && contact ? latestOf(call.world, contact) : conversationOf(call);
    if (body.type === 'admin') replyAsAdmin(call, one, body);
    else customerReplies(call.world, one, contact as Contact, contactReply(call, body));
    return showConversation(call, one);
}

/** A comment or quick replies open the conversation again; a note is for teammates and changes no state. */
function replyAsAdmin(call: Call, one: Conversation, body: Body): void {
    const { world } = call;
    const said = adminReply(call, body);
    const isNote = said.part_type === 'note';
    if (!isNote) {
        reopen(one);
        one.waiting_since = null;
        one.read = true;
    }
    addPart(world, one, said);
    tellConversation(world, isNote ? 'conversation.admin.noted' : 'conversation.admin.replied', one);
}

/**
 * A customer answers: the conversation is open and waits. What opens it again is a part of the type `open`. Whoever
 * writes takes part from then on.
 */
export function customerReplies(
    world: World,
    one: Conversation,
    contact: Contact,
    said: { body: string; attachments?: Conversation['attachments']; created_at?: number },
): void {
    const before = reopen(one);
    one.waiting_since ??= said.created_at ?? world.seconds();
    one.read = false;
    if (!one.contacts.includes(contact.id)) one.contacts.push(contact.id);
    addPart(world, one, {
        part_type: before === 'open' ? 'comment' : 'open',
        author: contactAuthor(contact),
        ...said,
    });
    tellConversation(world, 'conversation.user.replied', one);
}

/** Closes, opens, snoozes or assigns. What is so already stays so: a repeated call ends as the first one did. */
function manage(call: Call): Answer {
    const one = conversationOf(call);
    const body = bodyObject(call);
    const act = acts[String(body.message_type)];
    if (!act) throw invalid('message_type must be one of close, snoozed, open or assignment', 'message_type');
    act(call, one, body, adminWithId(body.admin_id));
    return showConversation(call, one);
}

const htmlOf = (body: unknown): string | null => (typeof body === 'string' && body !== '' ? asHtml(body) : null);

const acts: Record<string, (call: Call, one: Conversation, body: Body, admin: Admin) => void> = {
    close({ world }, one, body, admin) {
        one.state = 'closed';
        one.snoozed_until = null;
        one.waiting_since = null;
        addPart(world, one, { part_type: 'close', body: htmlOf(body.body), author: adminAuthor(admin) });
        tellConversation(world, 'conversation.admin.closed', one);
    },
    open({ world }, one, _body, admin) {
        reopen(one);
        addPart(world, one, { part_type: 'open', author: adminAuthor(admin) });
        tellConversation(world, 'conversation.admin.opened', one);
    },
    snoozed(call, one, body, admin) {
        const { world } = call;
        one.snoozed_until = future(call, body.snoozed_until, 'snoozed_until');
        one.state = 'snoozed';
        world.tickAt(one.snoozed_until);
        addPart(world, one, { part_type: 'snoozed', author: adminAuthor(admin) });
        tellConversation(world, 'conversation.admin.snoozed', one);
    },
    /** Teammate and team are two assignments; `type` says which one, also for `"0"`, which clears it. */
    assignment({ world }, one, body, admin) {
        if (body.type !== 'admin' && body.type !== 'team') throw invalid('type must be admin or team', 'type');
        const to = assigneeOf(body.assignee_id);
        const found = to === 'nobody' || body.type in to;
        if (!found) throw resourceNotFound();
        const id = to === 'nobody' ? 0 : Number(body.assignee_id);
        if (body.type === 'admin') one.admin_assignee_id = id;
        else one.team_assignee_id = id;
        addPart(world, one, {
            part_type: 'assignment',
            body: htmlOf(body.body),
            author: adminAuthor(admin),
            assigned_to: id === 0 ? { type: `nobody_${body.type}`, id: null } : { type: body.type, id: String(id) },
        });
        tellConversation(world, 'conversation.admin.assigned', one);
    },
};

/**
 * Adds a contact, who may also be a new lead by email. With one `customer` inside another the inner one is added and
 * the outer one is who does it.
 */
function addParticipant(call: Call): Answer {
    const { world } = call;
    const one = conversationOf(call);
    const { admin_id, customer } = bodyObject(call);
    const outer = (customer ?? {}) as Body;
    const who = (outer.customer ?? outer) as Body;
    const author =
        (admin_id ?? null) !== null
            ? adminAuthor(adminWithId(admin_id))
            : who === outer
              ? bot
              : contactAuthor(namedContact(world.state, outer));
    const contact =
        typeof who.email === 'string'
            ? (findNamed(world.state, who) ?? addContact(world, { email: who.email, role: 'lead' }))
            : namedContact(world.state, who);
    if (!one.contacts.includes(contact.id)) {
        one.contacts.push(contact.id);
        addPart(world, one, { part_type: 'participant_added', author });
        tellConversation(world, 'conversation.contact.attached', one);
    }
    return showConversation(call, one);
}

function removeParticipant(call: Call): Answer {
    const { world } = call;
    const one = conversationOf(call);
    const admin = adminWithId(bodyObject(call).admin_id);
    const id = call.params.contact_id ?? '';
    if (!one.contacts.includes(id)) throw new ApiError(404, 'not_found', 'User Not Found');
    if (one.contacts.length === 1) {
        throw new ApiError(422, 'parameter_invalid', 'Removing the last customer is not allowed');
    }
    one.contacts = one.contacts.filter((other) => other !== id);
    addPart(world, one, { part_type: 'participant_removed', author: adminAuthor(admin) });
    tellConversation(world, 'conversation.contact.detached', one);
    return showConversation(call, one);
}

/** What is said and done in conversations. */
export const conversationPartRoutes: Route[] = [
    { method: 'POST', path: '/conversations/:conversation_id/reply', operation: reply },
    { method: 'POST', path: '/conversations/:conversation_id/parts', operation: manage },
    { method: 'POST', path: '/conversations/:conversation_id/customers', operation: addParticipant },
    { method: 'DELETE', path: '/conversations/:conversation_id/customers/:contact_id', operation: removeParticipant },
];

import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import type { TicketState } from '../store/ticket';
import { conversationOf, showConversation } from './conversations';
import { missing } from './thread-input';
import { readTicketAttributes } from './ticket-input';
import { stateOf } from './ticket-update';
import { addTicket, showTicket, ticketOf, typeOf } from './tickets';

/** A tracker holds so many conversations. */
const MOST_LINKED = 2500;

const onlyTrackers = (doing: string): ApiError =>
    new ApiError(400, 'invalid_ticket_type', `Only tracker tickets support ${doing} conversations`);

/** Answers the conversation. */
function link(call: Call): Answer {
    const { state } = call.world;
    const ticket = ticketOf(call);
    if (typeOf(state, ticket).category !== 'Tracker') throw onlyTrackers('linking');
    const { conversation_id: id } = bodyObject(call);
    if ((id ?? null) === null) throw missing('conversation_id');
    const one = state.conversations.get(String(id));
    if (!one) throw new ApiError(404, 'conversation_not_found', 'Conversation not found');
    if (ticket.conversations.length >= MOST_LINKED) {
        const message = 'Ticket has reached the maximum number of conversations that can be linked';
        throw new ApiError(400, 'linked_conversation_limit_exceeded', message);
    }
    const linked = one.tickets.map((other) => state.tickets.get(other)).filter((other) => other !== undefined);
    if (linked.some((other) => typeOf(state, other).category === 'Tracker')) {
        throw new ApiError(400, 'already_linked_to_tracker', 'A conversation can only have one tracker ticket');
    }
    ticket.conversations.push(one.id);
    one.tickets.push(ticket.id);
    ticket.updated_at = call.world.seconds();
    return showConversation(call, one);
}

function unlink(call: Call): Answer {
    const { state } = call.world;
    const ticket = ticketOf(call);
    if (typeOf(state, ticket).category !== 'Tracker') throw onlyTrackers('unlinking');
    const one = state.conversations.get(call.params.id ?? '');
    if (!one || !ticket.conversations.includes(one.id)) {
        throw new ApiError(404, 'conversation_not_found', 'Conversation is not linked to this ticket');
    }
    ticket.conversations = ticket.conversations.filter((id) => id !== one.id);
    one.tickets = one.tickets.filter((id) => id !== ticket.id);
    ticket.updated_at = call.world.seconds();
    return showConversation(call, one);
}

/** A conversation becomes a ticket of a customer type; here the attributes' key is `attributes`. */
function convert(call: Call): Answer {
    const { world } = call;
    const one = conversationOf(call);
    const body = bodyObject(call);
    if ((body.ticket_type_id ?? null) === null) throw missing('ticket_type_id');
    const type = world.state.ticketTypes.get(String(body.ticket_type_id));
    if (!type || type.archived) throw resourceNotFound();
    if (type.category !== 'Customer') throw invalid('Ticket type is not a customer ticket type', 'ticket_type_id');
    const state = (body.ticket_state_id ?? null) === null ? type.states[0] : stateOf(type, body.ticket_state_id);
    const ticket_attributes = readTicketAttributes(type, body.attributes, true);
    const ticket = addTicket(world, {
        ticket_type_id: type.id,
        contact_id: one.contacts[0] as string,
        ticket_attributes,
        company_id: one.company_id,
        state: state as TicketState,
        admin_assignee_id: one.admin_assignee_id,
        team_assignee_id: one.team_assignee_id,
        conversations: [one.id],
    });
    return showTicket(call, ticket);
}

/** How tickets and conversations belong together. */
export const ticketLinkRoutes: Route[] = [
    { method: 'POST', path: '/tickets/:ticket_id/linked_conversations', since: '2.16', operation: link },
    { method: 'DELETE', path: '/tickets/:ticket_id/linked_conversations/:id', since: '2.16', operation: unlink },
    { method: 'POST', path: '/conversations/:conversation_id/convert', since: '2.10', operation: convert },
];

import { ApiError, invalid } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import type { Conversation } from '../store/conversation';
import { contactAuthor } from '../store/thread';
import type { Ticket, TicketPart } from '../store/ticket';
import type { World } from '../world';
import { addPart } from './conversations';
import { tellConversation, tellTicket } from './tell';
import { adminReply, contactReply, namedContact } from './thread-input';
import { ticketPartJson } from './ticket-json';
import { addTicketPart, ticketOf, typeOf } from './tickets';

type Body = Record<string, unknown>;

/** Answers the part, not the ticket. */
function reply(call: Call): Answer {
    const { world } = call;
    const ticket = ticketOf(call);
    const body = bodyObject(call);
    const part = body.type === 'admin' ? replyAsAdmin(call, ticket, body) : replyAsContact(call, ticket, body);
    world.state.tickets.put(ticket);
    return { json: { ...ticketPartJson(part), body: part.body } };
}

function replyAsAdmin(call: Call, ticket: Ticket, body: Body): TicketPart {
    const { world } = call;
    const said = adminReply(call, body);
    const isNote = said.part_type === 'note';
    const part = addTicketPart(world, ticket, said);
    const shows = body.cross_post === true && isNote && typeOf(world.state, ticket).category === 'Back-office';
    for (const id of shows ? ticket.conversations : []) crossPost(world, world.state.conversations.get(id), part);
    tellTicket(world, isNote ? 'ticket.note.created' : 'ticket.admin.replied', ticket);
    return part;
}

/** A back-office note can show in the conversations it is about. */
function crossPost(world: World, one: Conversation | undefined, { author, body }: TicketPart): void {
    if (!one) return;
    addPart(world, one, { part_type: 'note', author, body });
    tellConversation(world, 'conversation.admin.noted', one);
}

function replyAsContact(call: Call, ticket: Ticket, body: Body): TicketPart {
    const { world } = call;
    if (body.type !== 'user') throw invalid('type must be admin or user', 'type');
    const contact = namedContact(world.state, body);
    if (typeOf(world.state, ticket).category === 'Back-office') {
        throw new ApiError(400, 'parameter_mismatch', 'User replies are not allowed on Backoffice tickets');
    }
    const said = contactReply(call, body);
    const part = addTicketPart(world, ticket, { part_type: 'comment', author: contactAuthor(contact), ...said });
    tellTicket(world, 'ticket.contact.replied', ticket);
    return part;
}

/** What is said on tickets. */
export const ticketReplyRoutes: Route[] = [
    { method: 'POST', path: '/tickets/:ticket_id/reply', since: '2.9', operation: reply },
];

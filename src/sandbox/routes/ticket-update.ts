import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { type Author, adminAuthor, bot } from '../store/thread';
import type { Ticket, TicketState, TicketType } from '../store/ticket';
import type { Topic } from '../webhooks/topics';
import type { World } from '../world';
import { tellTicket } from './tell';
import { adminWithId, assigneeOf, future } from './thread-input';
import { assigneeNotFound, readTicketAttributes, ticketCompany } from './ticket-input';
import { addTicketPart, showTicket, ticketOf, typeOf } from './tickets';

type Body = Record<string, unknown>;

/** The ways an update tells of itself. */
type Told = Set<Topic>;

/** Everything is checked before anything is changed. */
function update(call: Call): Answer {
    const { world } = call;
    const ticket = ticketOf(call);
    const body = bodyObject(call);
    const type = typeOf(world.state, ticket);
    const attributes = readTicketAttributes(type, body.ticket_attributes, false);
    const author = (body.admin_id ?? null) === null ? bot : adminAuthor(adminWithId(body.admin_id));
    const next = (body.ticket_state_id ?? null) === null ? undefined : stateOf(type, body.ticket_state_id);
    const company = companyOfContact(call, ticket, body.company_id);
    for (const flag of ['open', 'is_shared'] as const) {
        if (body[flag] !== undefined && typeof body[flag] !== 'boolean')
            throw invalid(`${flag} must be a boolean`, flag);
    }
    const snoozed = (body.snoozed_until ?? null) === null ? null : future(call, body.snoozed_until, 'snoozed_until');
    const to = (body.assignee_id ?? null) === null ? undefined : assigneeOf(body.assignee_id, assigneeNotFound);
    if (to && world.settings.refuseSameAssignee) refuseSame(ticket, to);

    const told: Told = new Set();
    changeAttributes(world, ticket, type, attributes, author, told);
    if (company !== undefined) ticket.company_id = company;
    if (next && next.id !== ticket.state.id) changeState(world, ticket, next, author, told);
    if (to) assign(world, ticket, to, author, told);
    if (typeof body.is_shared === 'boolean') ticket.is_shared = body.is_shared;
    if (typeof body.open === 'boolean') ticket.open = body.open;
    if (snoozed !== null) {
        ticket.snoozed_until = snoozed;
        world.tickAt(snoozed);
    }
    if (ticket.open === false && body.open === false) told.add('ticket.closed');
    ticket.updated_at = world.seconds();
    world.state.tickets.put(ticket);
    for (const topic of told) tellTicket(world, topic, ticket);
    return showTicket(call, ticket);
}

/** The company of an update must be one of the ticket's contact already. */
function companyOfContact(call: Call, ticket: Ticket, given: unknown): string | undefined {
    const company = ticketCompany(call, given);
    if (company === null) return undefined;
    if (!call.world.state.contacts.get(ticket.contact_id)?.companies.includes(company)) {
        throw invalid('The company is not linked to a contact of the ticket', 'company_id');
    }
    return company;
}

/** The state of a type with this id. */
export function stateOf(type: TicketType, id: unknown): TicketState {
    const found = type.states.find((one) => one.id === String(id));
    if (found) return found;
    throw new ApiError(
        400,
        'ticket_state_id_invalid',
        'Ticket state id is not valid or is not associated with the ticket type',
        { field: 'ticket_state_id' },
    );
}

function refuseSame(ticket: Ticket, to: ReturnType<typeof assigneeOf>): void {
    if (to === 'nobody') return;
    const same =
        'admin' in to
            ? ticket.admin_assignee_id === Number(to.admin.id)
            : ticket.team_assignee_id === Number(to.team.id);
    if (same) throw new ApiError(422, 'unprocessable_entity', 'The ticket is assigned to this assignee already');
}

function changeAttributes(
    world: World,
    ticket: Ticket,
    type: TicketType,
    attributes: Body,
    author: Author,
    told: Told,
): void {
    for (const [name, value] of Object.entries(attributes)) {
        if (JSON.stringify(ticket.ticket_attributes[name]) === JSON.stringify(value)) continue;
        ticket.ticket_attributes[name] = value;
        const id = type.attributes.find((one) => one.name === name)?.id ?? '';
        const updated_attribute = { id, label: name, value };
        addTicketPart(world, ticket, { part_type: 'ticket_attribute_updated_by_admin', author, updated_attribute });
        told.add('ticket.attribute.updated');
    }
}

/** A resolved ticket is closed; any other state opens it again. */
function changeState(world: World, ticket: Ticket, next: TicketState, author: Author, told: Told): void {
    const before = ticket.state;
    ticket.previous_state_id = before.id;
    ticket.state = next;
    ticket.open = next.category !== 'resolved';
    addTicketPart(world, ticket, { part_type: 'ticket_state_updated_by_admin', author, previous: before.category });
    told.add('ticket.state.updated');
    if (next.category === 'resolved') told.add('ticket.resolved').add('ticket.closed');
}

/** Teammate and team are two assignments; the id tells which, and 0 clears both. */
function assign(world: World, ticket: Ticket, to: ReturnType<typeof assigneeOf>, author: Author, told: Told): void {
    if (to === 'nobody' || 'admin' in to) ticket.admin_assignee_id = to === 'nobody' ? 0 : Number(to.admin.id);
    if (to === 'nobody' || 'team' in to) ticket.team_assignee_id = to === 'nobody' ? 0 : Number(to.team.id);
    addTicketPart(world, ticket, {
        part_type: 'assignment',
        author,
        assigned_to:
            to === 'nobody'
                ? { type: 'nobody_admin', id: null }
                : 'admin' in to
                  ? { type: 'admin', id: to.admin.id }
                  : { type: 'team', id: to.team.id },
    });
    told.add(to !== 'nobody' && 'team' in to ? 'ticket.team.assigned' : 'ticket.admin.assigned');
}

/** Only within a category; attributes of the same name and kind go over. */
function changeType(call: Call): Answer {
    const { world } = call;
    const ticket = ticketOf(call);
    const body = bodyObject(call);
    for (const name of ['ticket_type_id', 'ticket_state_id']) {
        if ((body[name] ?? null) === null) {
            throw new ApiError(400, 'parameter_not_found', `${name} is a required parameter`, { field: name });
        }
    }
    const before = typeOf(world.state, ticket);
    const next = world.state.ticketTypes.get(String(body.ticket_type_id));
    if (!next || next.archived) throw resourceNotFound();
    if (next.id === before.id) throw invalid('Cannot change to the same ticket type', 'ticket_type_id');
    if (next.category !== before.category) throw invalid('Cannot change to a different category', 'ticket_type_id');
    const state = next.states.find((one) => one.id === String(body.ticket_state_id));
    if (!state) throw invalid("Ticket custom state doesn't belong to the new ticket type", 'ticket_state_id');
    const given = (body.ticket_attributes ?? {}) as Body;
    const extra = Object.keys(given).filter((name) => !next.attributes.some((one) => one.name === name));
    if (extra.length > 0) {
        const message = `Extra attributes provided that are not found on ticket type: ${extra.join(', ')}`;
        throw invalid(message, 'ticket_attributes');
    }
    const kept = Object.entries(ticket.ticket_attributes).filter(([name]) => {
        const kind = before.attributes.find((one) => one.name === name)?.data_type;
        return next.attributes.some((one) => one.name === name && one.data_type === kind);
    });
    const attributes = readTicketAttributes(next, { ...Object.fromEntries(kept), ...given }, true);
    Object.assign(ticket, { ticket_type_id: next.id, ticket_attributes: attributes });
    const told: Told = new Set();
    changeState(world, ticket, state, bot, told);
    for (const topic of told) tellTicket(world, topic, ticket);
    return showTicket(call, ticket);
}

/** What changes a ticket. */
export const ticketUpdateRoutes: Route[] = [
    { method: 'PUT', path: '/tickets/:ticket_id', since: '2.9', operation: update },
    { method: 'POST', path: '/tickets/:ticket_id/change_type', since: '2.16', operation: changeType },
];

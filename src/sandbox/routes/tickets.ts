import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import type { FieldLookup, SearchField } from '../search/query';
import { searchRecords } from '../search/record-search';
import type { SandboxState } from '../store/state';
import { type Ticket, type TicketState, type TicketType, ticketStates } from '../store/ticket';
import { assignee, readTicketAttributes, ticketCompany, ticketContact } from './ticket-input';
import { ticketJson, ticketTypeJson } from './ticket-json';

function ticketOf(call: Call): Ticket {
    const ticket = call.world.state.tickets.get(call.params.ticket_id ?? '');
    if (!ticket) throw new ApiError(404, 'ticket_not_found', 'Ticket not found');
    return ticket;
}

function create(call: Call): Answer {
    const { state } = call.world;
    const body = bodyObject(call);
    if (body.ticket_type_id === undefined) throw invalid('ticket_type_id is required', 'ticket_type_id');
    const type = state.ticketTypes.get(String(body.ticket_type_id));
    if (!type || type.archived) throw resourceNotFound();
    const attributes = readTicketAttributes(type, body.ticket_attributes, true);
    const contact = ticketContact(call, body.contacts);
    const company_id = ticketCompany(call, body.company_id);
    const assignment = (body.assignment ?? {}) as Record<string, unknown>;
    const admin = assignee(assignment.admin_assignee_id);
    const created = body.created_at ?? call.world.seconds();
    if (typeof created !== 'number' || !Number.isInteger(created)) {
        throw invalid('created_at must be a Unix timestamp', 'created_at');
    }
    const id = state.tickets.newId();
    call.world.countCreated('tickets');
    const ticket = state.tickets.put({
        id,
        ticket_id: String(Number(id) - 500),
        ticket_type_id: type.id,
        contact_id: contact().id,
        company_id,
        ticket_attributes: attributes,
        state: ticketStates[0] as TicketState,
        admin_assignee_id: admin,
        team_assignee_id: Number(assignment.team_assignee_id ?? 0),
        open: true,
        is_shared: type.category !== 'Back-office',
        snoozed_until: null,
        created_at: created,
        updated_at: call.world.seconds(),
        parts: [
            {
                id: String(Number(id) * 10),
                part_type: 'ticket_state_updated_by_admin',
                created_at: call.world.seconds(),
                previous: 'submitted',
            },
        ],
    });
    return { json: ticketJson(state, ticket) };
}

function update(call: Call): Answer {
    const { state } = call.world;
    const ticket = ticketOf(call);
    const body = bodyObject(call);
    const type = state.ticketTypes.get(ticket.ticket_type_id) as TicketType;
    const attributes = readTicketAttributes(type, body.ticket_attributes, false);
    if (body.company_id !== undefined && body.company_id !== null) {
        const company = ticketCompany(call, body.company_id) as string;
        // It must be one of the ticket's contact already.
        if (!state.contacts.get(ticket.contact_id)?.companies.includes(company)) {
            throw invalid('The company is not linked to a contact of the ticket', 'company_id');
        }
        ticket.company_id = company;
    }
    if (body.ticket_state_id !== undefined) {
        const next = ticketStates.find((one) => one.id === String(body.ticket_state_id));
        if (!next) throw invalid('ticket_state_id is not known', 'ticket_state_id');
        ticket.parts.push({
            id: `${ticket.id}${ticket.parts.length}`,
            part_type: 'ticket_state_updated_by_admin',
            created_at: call.world.seconds(),
            previous: ticket.state.category,
        });
        ticket.state = next;
    }
    Object.assign(ticket.ticket_attributes, attributes);
    if (typeof body.open === 'boolean') ticket.open = body.open;
    if (typeof body.is_shared === 'boolean') ticket.is_shared = body.is_shared;
    if (typeof body.snoozed_until === 'number') ticket.snoozed_until = body.snoozed_until;
    if (body.assignee_id !== undefined) ticket.admin_assignee_id = assignee(body.assignee_id);
    ticket.updated_at = call.world.seconds();
    state.tickets.put(ticket);
    return { json: ticketJson(state, ticket) };
}

function remove(call: Call): Answer {
    const ticket = ticketOf(call);
    call.world.state.tickets.delete(ticket.id);
    return { json: { id: ticket.id, object: 'ticket', deleted: true } };
}

/** The search calls the categories by other names. */
const categories = { Customer: 'request', 'Back-office': 'task', Tracker: 'tracker' } as const;

function ticketFields(state: SandboxState): FieldLookup<Ticket> {
    const fields: Record<string, SearchField<Ticket>> = {
        id: { type: 'string', get: (ticket) => ticket.id },
        title: { type: 'string', get: (ticket) => ticket.ticket_attributes._default_title_ },
        description: { type: 'string', get: (ticket) => ticket.ticket_attributes._default_description_ },
        category: {
            type: 'string',
            get: (ticket) => categories[state.ticketTypes.get(ticket.ticket_type_id)?.category ?? 'Customer'],
        },
        ticket_type_id: { type: 'string', get: (ticket) => ticket.ticket_type_id },
        contact_ids: { type: 'string', get: (ticket) => ticket.contact_id },
        teammate_ids: { type: 'string', get: (ticket) => String(ticket.admin_assignee_id) },
        admin_assignee_id: { type: 'string', get: (ticket) => String(ticket.admin_assignee_id) },
        team_assignee_id: { type: 'string', get: (ticket) => String(ticket.team_assignee_id) },
        state: { type: 'string', get: (ticket) => ticket.state.category },
        open: { type: 'boolean', get: (ticket) => ticket.open },
        created_at: { type: 'moment', get: (ticket) => ticket.created_at },
        updated_at: { type: 'moment', get: (ticket) => ticket.updated_at },
        snoozed_until: { type: 'moment', get: (ticket) => ticket.snoozed_until },
    };
    return (name) => fields[name];
}

function search(call: Call): Answer {
    const { state, days } = call.world;
    const found = searchRecords(state.tickets.values(), bodyObject(call), ticketFields(state), days);
    const tickets = found.records.map((ticket) => ticketJson(state, ticket));
    return { json: { type: 'ticket.list', tickets, pages: found.pages, total_count: found.total } };
}

function ticketType(call: Call): Answer {
    const type = call.world.state.ticketTypes.get(call.params.ticket_type_id ?? '');
    if (!type) throw resourceNotFound();
    return { json: ticketTypeJson(type, true) };
}

function listTypes(call: Call): Answer {
    const data = [...call.world.state.ticketTypes.values()].map((type) => ticketTypeJson(type, true));
    return { json: { type: 'list', data } };
}

/** Tickets and their types. The path takes a ticket's `id`, not the number that the inbox shows. */
export const ticketRoutes: Route[] = [
    { method: 'POST', path: '/tickets', operation: create },
    { method: 'POST', path: '/tickets/search', operation: search, read: true },
    {
        method: 'GET',
        path: '/tickets/:ticket_id',
        operation: (call) => ({ json: ticketJson(call.world.state, ticketOf(call)) }),
    },
    { method: 'PUT', path: '/tickets/:ticket_id', operation: update },
    { method: 'DELETE', path: '/tickets/:ticket_id', operation: remove },
    { method: 'GET', path: '/ticket_types', operation: listTypes },
    { method: 'GET', path: '/ticket_types/:ticket_type_id', operation: ticketType },
];

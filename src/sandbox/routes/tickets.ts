import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { since } from '../http/version';
import type { SandboxState } from '../store/state';
import { bot, type NewPart, partOf } from '../store/thread';
import type { Job, Ticket, TicketPart, TicketState, TicketType } from '../store/ticket';
import type { World } from '../world';
import { tellTicket } from './tell';
import { moment } from './thread-input';
import { assignment, readTicketAttributes, ticketCompany, ticketContact } from './ticket-input';
import { ticketJson } from './ticket-json';

/** The ticket of the path, by its `id`. */
export function ticketOf(call: Call): Ticket {
    call.world.tick();
    const ticket = call.world.state.tickets.get(call.params.ticket_id ?? '');
    if (!ticket) throw new ApiError(404, 'ticket_not_found', 'Ticket not found');
    return ticket;
}

/** The type of a ticket. */
export const typeOf = (state: SandboxState, ticket: Ticket): TicketType =>
    state.ticketTypes.get(ticket.ticket_type_id) as TicketType;

/** A ticket as the version of a call shows it: before 2.16 assignees are text, before 2.12 the state is too. */
export function ticketFor(call: Call, ticket: Ticket): object {
    const json = ticketJson(call.world.state, ticket);
    if (since(call, '2.16')) return json;
    const { admin_assignee_id, team_assignee_id, state } = ticket;
    return {
        ...json,
        admin_assignee_id: String(admin_assignee_id),
        team_assignee_id: String(team_assignee_id),
        ...(since(call, '2.12')
            ? {}
            : {
                  ticket_state: state.category,
                  ticket_state_internal_label: state.internal_label,
                  ticket_state_external_label: state.external_label,
              }),
    };
}

/** The answer that is a ticket. */
export const showTicket = (call: Call, ticket: Ticket): Answer => ({ json: ticketFor(call, ticket) });

/** Adds something that was said or done; `previous` only where the state changes. */
export function addTicketPart(world: World, ticket: Ticket, part: NewPart & Partial<TicketPart>): TicketPart {
    const state = ticket.state.category;
    const kept = { state, previous: state, ...partOf(world.state.newPartId(), world.seconds(), part) };
    ticket.parts.push(kept);
    ticket.updated_at = world.seconds();
    world.state.tickets.put(ticket);
    return kept;
}

/** Adds a ticket in the first state of its type. */
export function addTicket(
    world: World,
    fields: Pick<Ticket, 'ticket_type_id' | 'contact_id' | 'ticket_attributes'> & Partial<Ticket>,
): Ticket {
    const { state } = world;
    const type = state.ticketTypes.get(fields.ticket_type_id) as TicketType;
    const id = state.tickets.newId();
    world.countCreated('tickets');
    const ticket = state.tickets.put({
        id,
        ticket_id: String(Number(id) - 500),
        company_id: null,
        state: type.states[0] as TicketState,
        previous_state_id: null,
        admin_assignee_id: 0,
        team_assignee_id: 0,
        open: true,
        is_shared: type.category !== 'Back-office',
        snoozed_until: null,
        created_at: world.seconds(),
        updated_at: world.seconds(),
        tags: [],
        conversations: [],
        parts: [],
        ...fields,
    });
    addTicketPart(world, ticket, { part_type: 'ticket_state_updated_by_admin', author: bot, previous: 'submitted' });
    for (const conversation of ticket.conversations) {
        state.conversations.get(conversation)?.tickets.push(ticket.id);
    }
    tellTicket(world, 'ticket.created', ticket);
    return ticket;
}

/** Reads the body of a create; the function it gives makes the ticket. */
function readTicket(call: Call): () => Ticket {
    const { state } = call.world;
    const body = bodyObject(call);
    if (body.ticket_type_id === undefined) throw invalid('ticket_type_id is required', 'ticket_type_id');
    const type = state.ticketTypes.get(String(body.ticket_type_id));
    if (!type || type.archived) throw resourceNotFound();
    const attributes = readTicketAttributes(type, body.ticket_attributes, true);
    const contact = ticketContact(call, body.contacts);
    const company_id = ticketCompany(call, body.company_id);
    const created_at = moment(body.created_at, 'created_at', call.world.seconds());
    const assignees = assignment(body.assignment);
    const { conversation_to_link_id: linked } = body;
    const conversation = (linked ?? null) === null ? undefined : state.conversations.get(String(linked));
    if ((linked ?? null) !== null && !conversation) throw resourceNotFound();
    return () =>
        addTicket(call.world, {
            ticket_type_id: type.id,
            contact_id: contact().id,
            ticket_attributes: attributes,
            company_id,
            created_at,
            ...assignees,
            conversations: conversation ? [conversation.id] : [],
        });
}

/** A ticket that is made a moment later: the only job of the API. */
function enqueue(call: Call): Answer {
    const { world } = call;
    const make = readTicket(call);
    const job = world.state.jobs.put({ id: `job_${world.state.jobs.newId()}`, status: 'pending', resource_id: null });
    const due = world.now() + world.settings.jobMs;
    const { state } = world;
    const done = world.whenDue(() => {
        const isForgotten = world.state !== state;
        if (!isForgotten && world.now() < due) return;
        done();
        if (isForgotten) return;
        job.resource_id = make().id;
        job.status = 'success';
        world.changed('job.completed', () => jobJson(world, job));
    });
    world.tickAt(due / 1000);
    return { json: jobJson(world, job) };
}

const jobJson = ({ url }: World, job: Job): object => ({
    type: 'job',
    id: job.id,
    url: `${url}/jobs/status/${job.id}`,
    status: job.status,
    resource_type: 'ticket',
    resource_id: job.resource_id,
    resource_url: job.resource_id === null ? null : `${url}/tickets/${job.resource_id}`,
});

function jobStatus(call: Call): Answer {
    call.world.tick();
    const job = call.world.state.jobs.get(call.params.job_id ?? '');
    if (!job) throw new ApiError(404, 'job_not_found', 'Job Not Found');
    return { json: jobJson(call.world, job) };
}

function remove(call: Call): Answer {
    const { state } = call.world;
    const ticket = ticketOf(call);
    state.tickets.delete(ticket.id);
    for (const id of ticket.conversations) {
        const one = state.conversations.get(id);
        if (one) one.tickets = one.tickets.filter((other) => other !== ticket.id);
    }
    return { json: { id: ticket.id, object: 'ticket', deleted: true } };
}

/** Tickets themselves. The path takes a ticket's `id`, not the number that the inbox shows. */
export const ticketRoutes: Route[] = [
    { method: 'POST', path: '/tickets', since: '2.9', operation: (call) => showTicket(call, readTicket(call)()) },
    { method: 'POST', path: '/tickets/enqueue', since: '2.14', operation: enqueue },
    { method: 'GET', path: '/jobs/status/:job_id', since: '2.14', operation: jobStatus },
    { method: 'GET', path: '/tickets/:ticket_id', since: '2.9', operation: (call) => showTicket(call, ticketOf(call)) },
    { method: 'DELETE', path: '/tickets/:ticket_id', since: '2.13', operation: remove },
];

import { ApiError, invalid, resourceNotFound } from '../http/api-error';
import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { since } from '../http/version';
import type { FieldLookup, SearchField } from '../search/query';
import { searchRecords } from '../search/record-search';
import type { Conversation } from '../store/conversation';
import type { SandboxState } from '../store/state';
import { type Author, adminAuthor, bot, contactAuthor, type NewPart, partOf } from '../store/thread';
import type { Job, Ticket, TicketPart, TicketState, TicketType } from '../store/ticket';
import type { Topic } from '../webhooks/topics';
import type { World } from '../world';
import { conversationOf, showConversation } from './conversations';
import { asHtml, paragraphs } from './html';
import { tellTicket } from './tell';
import {
    adminWithId,
    assigneeOf,
    attachmentsOf,
    future,
    missing,
    moment,
    namedContact,
    quickReplies,
    requiredBody,
} from './thread-input';
import { assigneeNotFound, assignment, readTicketAttributes, ticketCompany, ticketContact } from './ticket-input';
import { ticketJson, ticketPartJson } from './ticket-json';

type Body = Record<string, unknown>;

/** The ticket of the path, by its `id`. */
export function ticketOf(call: Call): Ticket {
    call.world.tick();
    const ticket = call.world.state.tickets.get(call.params.ticket_id ?? '');
    if (!ticket) throw new ApiError(404, 'ticket_not_found', 'Ticket not found');
    return ticket;
}

const typeOf = (state: SandboxState, ticket: Ticket): TicketType =>
    state.ticketTypes.get(ticket.ticket_type_id) as TicketType;

/** A ticket as the version of a call shows it: before 2.16 assignees are text, before 2.12 the state is too. */
function ticketFor(call: Call, ticket: Ticket): object {
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

const show = (call: Call, ticket: Ticket): Answer => ({ json: ticketFor(call, ticket) });

/** Adds something that was said or done; `previous` only where the state changes. */
function addPart(world: World, ticket: Ticket, part: NewPart & Partial<TicketPart>): TicketPart {
    const state = ticket.state.category;
    const kept = { state, previous: state, ...partOf(world.state.newPartId(), world.seconds(), part) };
    ticket.parts.push(kept);
    ticket.updated_at = world.seconds();
    world.state.tickets.put(ticket);
    return kept;
}

/** Adds a ticket in the first state of its type. */
function addTicket(
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
    addPart(world, ticket, { part_type: 'ticket_state_updated_by_admin', author: bot, previous: 'submitted' });
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
    return show(call, ticket);
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

function stateOf(type: TicketType, id: unknown): TicketState {
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
        addPart(world, ticket, { part_type: 'ticket_attribute_updated_by_admin', author, updated_attribute });
        told.add('ticket.attribute.updated');
    }
}

/** A resolved ticket is closed; any other state opens it again. */
function changeState(world: World, ticket: Ticket, next: TicketState, author: Author, told: Told): void {
    const before = ticket.state;
    ticket.previous_state_id = before.id;
    ticket.state = next;
    ticket.open = next.category !== 'resolved';
    addPart(world, ticket, { part_type: 'ticket_state_updated_by_admin', author, previous: before.category });
    told.add('ticket.state.updated');
    if (next.category === 'resolved') told.add('ticket.resolved').add('ticket.closed');
}

/** Teammate and team are two assignments; the id tells which, and 0 clears both. */
function assign(world: World, ticket: Ticket, to: ReturnType<typeof assigneeOf>, author: Author, told: Told): void {
    if (to === 'nobody' || 'admin' in to) ticket.admin_assignee_id = to === 'nobody' ? 0 : Number(to.admin.id);
    if (to === 'nobody' || 'team' in to) ticket.team_assignee_id = to === 'nobody' ? 0 : Number(to.team.id);
    addPart(world, ticket, {
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
    const { message_type: kind } = body;
    if (kind !== 'comment' && kind !== 'note' && kind !== 'quick_reply') {
        throw invalid('message_type must be one of comment, note or quick_reply', 'message_type');
    }
    const admin = adminWithId(body.admin_id);
    const options = quickReplies(body.reply_options);
    if (kind === 'quick_reply' && options.length === 0) throw invalid('reply_options is required', 'reply_options');
    const part = addPart(world, ticket, {
        part_type: kind,
        body: kind === 'quick_reply' && (body.body ?? '') === '' ? null : asHtml(requiredBody(body.body)),
        author: adminAuthor(admin),
        attachments: attachmentsOf(call, body),
        quick_replies: options,
        created_at: moment(body.created_at, 'created_at', world.seconds()),
    });
    const back = body.cross_post === true && kind === 'note' && typeOf(world.state, ticket).category === 'Back-office';
    for (const id of back ? ticket.conversations : []) crossPost(world, world.state.conversations.get(id), part);
    tellTicket(world, kind === 'note' ? 'ticket.note.created' : 'ticket.admin.replied', ticket);
    return part;
}

/** A back-office note can show in the conversations it is about. */
function crossPost(world: World, conversation: Conversation | undefined, { author, body }: TicketPart): void {
    if (!conversation) return;
    const note = partOf(world.state.newPartId(), world.seconds(), { part_type: 'note', author, body });
    conversation.parts.push({ ...note, state: conversation.state });
    conversation.updated_at = world.seconds();
}

function replyAsContact(call: Call, ticket: Ticket, body: Body): TicketPart {
    const { world } = call;
    if (body.type !== 'user') throw invalid('type must be admin or user', 'type');
    const { message_type: kind } = body;
    if (kind !== 'comment' && kind !== 'quick_reply') throw invalid('message_type must be comment', 'message_type');
    const contact = namedContact(world.state, body);
    if (typeOf(world.state, ticket).category === 'Back-office') {
        throw new ApiError(400, 'parameter_mismatch', 'User replies are not allowed on Backoffice tickets');
    }
    const given =
        kind === 'quick_reply' && (body.body ?? '') === '' ? quickReplies(body.reply_options)[0]?.text : body.body;
    const part = addPart(world, ticket, {
        part_type: kind,
        body: paragraphs(requiredBody(given)),
        author: contactAuthor(contact),
        attachments: attachmentsOf(call, body),
        created_at: moment(body.created_at, 'created_at', world.seconds()),
    });
    tellTicket(world, 'ticket.contact.replied', ticket);
    return part;
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
    return show(call, ticket);
}

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
    return show(call, ticket);
}

/** The search calls the categories by other names. */
const categories = { Customer: 'request', 'Back-office': 'task', Tracker: 'tracker' } as const;

const attributeTypes: Record<string, SearchField<Ticket>['type']> = {
    integer: 'integer',
    decimal: 'integer',
    boolean: 'boolean',
    datetime: 'day',
};

function ticketFields(state: SandboxState): FieldLookup<Ticket> {
    const text = (get: SearchField<Ticket>['get']): SearchField<Ticket> => ({ type: 'string', get });
    const fields: Record<string, SearchField<Ticket>> = {
        id: text((ticket) => ticket.id),
        title: text((ticket) => ticket.ticket_attributes._default_title_),
        description: text((ticket) => ticket.ticket_attributes._default_description_),
        category: text((ticket) => categories[typeOf(state, ticket).category]),
        ticket_type_id: text((ticket) => ticket.ticket_type_id),
        contact_ids: text((ticket) => ticket.contact_id),
        tag_ids: text((ticket) => ticket.tags.map((tag) => tag.id)),
        teammate_ids: text((ticket) => [
            ...ticket.parts.filter(({ author }) => author.type === 'admin').map(({ author }) => author.id),
            String(ticket.admin_assignee_id),
        ]),
        admin_assignee_id: text((ticket) => String(ticket.admin_assignee_id)),
        team_assignee_id: text((ticket) => String(ticket.team_assignee_id)),
        state: text((ticket) => ticket.state.category),
        open: { type: 'boolean', get: (ticket) => ticket.open },
        created_at: { type: 'day', get: (ticket) => ticket.created_at },
        updated_at: { type: 'day', get: (ticket) => ticket.updated_at },
        snoozed_until: { type: 'day', get: (ticket) => ticket.snoozed_until },
    };
    return (name) => {
        if (!name.startsWith('ticket_attribute.')) return fields[name];
        const id = name.slice('ticket_attribute.'.length);
        for (const type of state.ticketTypes.values()) {
            const attribute = type.attributes.find((one) => one.id === id);
            if (!attribute) continue;
            return {
                type: attributeTypes[attribute.data_type] ?? 'string',
                get: (ticket) =>
                    ticket.ticket_type_id === type.id ? (ticket.ticket_attributes[attribute.name] ?? null) : null,
            };
        }
        return undefined;
    };
}

function search(call: Call): Answer {
    call.world.tick();
    const { state, days } = call.world;
    const found = searchRecords(state.tickets.values(), bodyObject(call), ticketFields(state), days, 'created_at');
    const tickets = found.records.map((ticket) => ticketFor(call, ticket));
    return { json: { type: 'ticket.list', tickets, pages: found.pages, total_count: found.total } };
}

/** Tickets. The path takes a ticket's `id`, not the number that the inbox shows. */
export const ticketRoutes: Route[] = [
    { method: 'POST', path: '/tickets', since: '2.9', operation: (call) => show(call, readTicket(call)()) },
    { method: 'POST', path: '/tickets/search', since: '2.10', operation: search, read: true },
    { method: 'POST', path: '/tickets/enqueue', since: '2.14', operation: enqueue },
    { method: 'GET', path: '/jobs/status/:job_id', since: '2.14', operation: jobStatus },
    { method: 'GET', path: '/tickets/:ticket_id', since: '2.9', operation: (call) => show(call, ticketOf(call)) },
    { method: 'PUT', path: '/tickets/:ticket_id', since: '2.9', operation: update },
    { method: 'DELETE', path: '/tickets/:ticket_id', since: '2.13', operation: remove },
    { method: 'POST', path: '/tickets/:ticket_id/reply', since: '2.9', operation: reply },
    { method: 'POST', path: '/tickets/:ticket_id/change_type', since: '2.16', operation: changeType },
    { method: 'POST', path: '/tickets/:ticket_id/linked_conversations', since: '2.16', operation: link },
    { method: 'DELETE', path: '/tickets/:ticket_id/linked_conversations/:id', since: '2.16', operation: unlink },
    { method: 'POST', path: '/conversations/:conversation_id/convert', since: '2.10', operation: convert },
];

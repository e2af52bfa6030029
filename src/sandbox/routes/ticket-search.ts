import { type Answer, bodyObject, type Call, type Route } from '../http/call';
import { type FieldLookup, type SearchField, searchType } from '../search/query';
import { searchRecords } from '../search/record-search';
import type { SandboxState } from '../store/state';
import type { Ticket } from '../store/ticket';
import { ticketFor, typeOf } from './tickets';

/** The search calls the categories by other names. */
const categories = { Customer: 'request', 'Back-office': 'task', Tracker: 'tracker' } as const;

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
                type: searchType(attribute.data_type),
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

/** The search for tickets. */
export const ticketSearchRoutes: Route[] = [
    { method: 'POST', path: '/tickets/search', since: '2.10', operation: search, read: true },
];

import { WORKSPACE } from '../store/admins';
import type { SandboxState } from '../store/state';
import { type Ticket, type TicketState, type TicketType, ticketStates } from '../store/ticket';

const stateJson = (state: TicketState): object => ({ type: 'ticket_state', ...state });

/** A ticket type; `withStates` when it is asked for itself, not inside a ticket. */
export function ticketTypeJson(type: TicketType, withStates: boolean): object {
    const { attributes, ...facts } = type;
    return {
        type: 'ticket_type',
        ...facts,
        workspace_id: WORKSPACE,
        ticket_type_attributes: {
            type: 'list',
            data: attributes.map((attribute, order) => ({
                type: 'ticket_type_attribute',
                ...attribute,
                workspace_id: WORKSPACE,
                order,
                required_to_create_for_contacts: false,
                visible_on_create: true,
                visible_to_contacts: true,
                default: attribute.name.startsWith('_default_'),
                ticket_type_id: Number(type.id),
                archived: false,
                created_at: type.created_at,
                updated_at: type.updated_at,
            })),
        },
        ...(withStates ? { ticket_states: { type: 'list', data: ticketStates.map(stateJson) } } : {}),
    };
}

/** A ticket as Intercom answers it. 0 for an assignee is nobody. */
export function ticketJson(state: SandboxState, ticket: Ticket): object {
    const type = state.ticketTypes.get(ticket.ticket_type_id) as TicketType;
    const contact = state.contacts.get(ticket.contact_id);
    return {
        type: 'ticket',
        id: ticket.id,
        ticket_id: ticket.ticket_id,
        ticket_attributes: ticket.ticket_attributes,
        ticket_state: stateJson(ticket.state),
        ticket_type: ticketTypeJson(type, false),
        contacts: {
            type: 'contact.list',
            contacts: [{ type: 'contact', id: ticket.contact_id, external_id: contact?.external_id ?? null }],
        },
        ...(ticket.company_id ? { company_id: ticket.company_id } : {}),
        admin_assignee_id: ticket.admin_assignee_id,
        team_assignee_id: ticket.team_assignee_id,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        ticket_parts: {
            type: 'ticket_part.list',
            ticket_parts: ticket.parts.map((part) => ({
                type: 'ticket_part',
                id: part.id,
                part_type: part.part_type,
                // Parts still carry the state as a text, unlike the ticket itself.
                ticket_state: ticket.state.category,
                previous_ticket_state: part.previous,
                created_at: part.created_at,
                updated_at: part.created_at,
                author: { id: '991267999', type: 'bot', name: 'Fin', email: 'operator@example.com' },
                attachments: [],
                redacted: false,
            })),
            total_count: ticket.parts.length,
        },
        open: ticket.open,
        ...(ticket.snoozed_until ? { snoozed_until: ticket.snoozed_until } : {}),
        linked_objects: { type: 'list', data: [], total_count: 0, has_more: false },
        category: type.category,
        is_shared: ticket.is_shared,
        previous_ticket_state_id: null,
    };
}

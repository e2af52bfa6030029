import { WORKSPACE } from '../store/admins';
import type { SandboxState } from '../store/state';
import type { Ticket, TicketPart, TicketState, TicketType, TicketTypeAttribute } from '../store/ticket';
import { attachmentsJson, contactsJson, linkedJson, tagsJson } from './conversation-json';

/** Intercom shows so many parts of a ticket. */
const MOST_PARTS = 500;

const stateJson = (state: TicketState): object => ({ type: 'ticket_state', ...state });

/** An attribute of a ticket type as Intercom answers it. */
export function ticketAttributeJson(type: TicketType, attribute: TicketTypeAttribute): object {
    return {
        type: 'ticket_type_attribute',
        ...attribute,
        workspace_id: WORKSPACE,
        order: type.attributes.indexOf(attribute),
        default: attribute.name.startsWith('_default_'),
        ticket_type_id: Number(type.id),
    };
}

/** A ticket type; `withStates` when it is asked for itself, not inside a ticket. */
export function ticketTypeJson(type: TicketType, withStates: boolean): object {
    const { attributes, states, ...facts } = type;
    return {
        type: 'ticket_type',
        ...facts,
        workspace_id: WORKSPACE,
        ticket_type_attributes: {
            type: 'list',
            data: attributes.map((attribute) => ticketAttributeJson(type, attribute)),
        },
        ...(withStates ? { ticket_states: { type: 'list', data: states.map(stateJson) } } : {}),
    };
}

/** All states of all types, each with the types that use it. */
export function ticketStatesJson(state: SandboxState): object {
    const data = [...state.ticketTypes.values()].flatMap((type) =>
        type.states.map((one) => ({
            ...stateJson(one),
            archived: type.archived,
            ticket_types: { type: 'list', data: [ticketTypeJson(type, false)] },
        })),
    );
    return { type: 'list', data };
}

/** A part of a ticket. Parts still carry states as text, unlike the ticket itself. */
export function ticketPartJson(part: TicketPart): object {
    const { updated_attribute: changed } = part;
    return {
        type: 'ticket_part',
        id: part.id,
        part_type: part.part_type,
        ...(part.body === null ? {} : { body: part.body }),
        ticket_state: part.state,
        previous_ticket_state: part.previous,
        created_at: part.created_at,
        updated_at: part.updated_at,
        ...(part.assigned_to ? { assigned_to: part.assigned_to } : {}),
        author: part.author.type === 'lead' ? { ...part.author, type: 'user' } : part.author,
        attachments: attachmentsJson(part.attachments),
        redacted: part.redacted,
        ...(changed
            ? {
                  updated_attribute_data: {
                      attribute: { type: 'attribute', id: changed.id, label: changed.label },
                      value: { type: 'value', id: null, label: String(changed.value) },
                  },
              }
            : {}),
    };
}

/** A ticket as Intercom answers it. 0 for an assignee is nobody. */
export function ticketJson(state: SandboxState, ticket: Ticket): object {
    const type = state.ticketTypes.get(ticket.ticket_type_id) as TicketType;
    const links = ticket.conversations.map((id) => ({ type: 'conversation' as const, id, category: null }));
    return {
        type: 'ticket',
        id: ticket.id,
        ticket_id: ticket.ticket_id,
        ticket_attributes: ticket.ticket_attributes,
        ticket_state: stateJson(ticket.state),
        ticket_type: ticketTypeJson(type, false),
        contacts: contactsJson(state, [ticket.contact_id]),
        company_id: ticket.company_id,
        admin_assignee_id: ticket.admin_assignee_id,
        team_assignee_id: ticket.team_assignee_id,
        created_at: ticket.created_at,
        updated_at: ticket.updated_at,
        tags: tagsJson(state, ticket.tags),
        ticket_parts: {
            type: 'ticket_part.list',
            ticket_parts: ticket.parts.slice(-MOST_PARTS).map(ticketPartJson),
            total_count: ticket.parts.length,
        },
        open: ticket.open,
        snoozed_until: ticket.snoozed_until,
        linked_objects: linkedJson(links),
        category: type.category,
        channel: { initial: 'conversation', current: 'conversation' },
        is_shared: ticket.is_shared,
        previous_ticket_state_id: ticket.previous_state_id,
    };
}

import type { AppliedTag, Part } from './thread';

/** The kinds of value a ticket attribute can have. */
export const ticketAttributeTypes = ['string', 'list', 'integer', 'decimal', 'boolean', 'datetime', 'files'] as const;

/** An attribute of a ticket type. */
export interface TicketTypeAttribute {
    id: string;
    name: string;
    description: string;
    data_type: (typeof ticketAttributeTypes)[number];
    input_options: {
        multiline?: boolean;
        list_options?: { label: string; id: string }[];
        allow_multiple_values?: boolean;
    } | null;
    required_to_create: boolean;
    required_to_create_for_contacts: boolean;
    visible_on_create: boolean;
    visible_to_contacts: boolean;
    archived: boolean;
    created_at: number;
    updated_at: number;
}

/** A kind of ticket. */
export interface TicketType {
    id: string;
    name: string;
    description: string;
    icon: string;
    category: 'Customer' | 'Back-office' | 'Tracker';
    is_internal: boolean;
    archived: boolean;
    created_at: number;
    updated_at: number;
    attributes: TicketTypeAttribute[];
    states: TicketState[];
}

/** Where a ticket is in its life. Each type has states of its own, by their ids. */
export interface TicketState {
    id: string;
    category: 'submitted' | 'in_progress' | 'waiting_on_customer' | 'resolved';
    internal_label: string;
    external_label: string;
}

/** The first state of each category of a type whose first state has this id. */
export function statesFrom(first: number): TicketState[] {
    const [submitted, inProgress, waiting, resolved] = [first, first + 1, first + 2, first + 3].map(String) as [
        string,
        string,
        string,
        string,
    ];
    return [
        { id: submitted, category: 'submitted', internal_label: 'Submitted', external_label: 'Submitted' },
        { id: inProgress, category: 'in_progress', internal_label: 'In progress', external_label: 'In progress' },
        {
            id: waiting,
            category: 'waiting_on_customer',
            internal_label: 'Waiting on customer',
            external_label: 'Waiting on you',
        },
        { id: resolved, category: 'resolved', internal_label: 'Resolved', external_label: 'Resolved' },
    ];
}

/** Something that was said or done on a ticket, and the state before and after. */
export interface TicketPart extends Part {
    state: TicketState['category'];
    previous: TicketState['category'];
    /** Which attribute was changed, and to what. */
    updated_attribute?: { id: string; label: string; value: unknown };
}

/** A ticket as it is kept. */
export interface Ticket {
    id: string;
    /** The number the inbox shows; not the id of the API. */
    ticket_id: string;
    ticket_type_id: string;
    contact_id: string;
    company_id: string | null;
    ticket_attributes: Record<string, unknown>;
    state: TicketState;
    previous_state_id: string | null;
    /** 0: nobody. */
    admin_assignee_id: number;
    team_assignee_id: number;
    open: boolean;
    is_shared: boolean;
    snoozed_until: number | null;
    created_at: number;
    updated_at: number;
    tags: AppliedTag[];
    /** Conversations it came from or is linked to. */
    conversations: string[];
    parts: TicketPart[];
}

/** A ticket that is made later. */
export interface Job {
    id: string;
    status: 'pending' | 'success' | 'failed';
    /** The ticket, once it is there. */
    resource_id: string | null;
}

/** An attribute of a ticket type. */
export interface TicketTypeAttribute {
    id: string;
    name: string;
    description: string;
    data_type: 'string' | 'list' | 'integer' | 'decimal' | 'boolean' | 'datetime' | 'files';
    input_options: { multiline?: boolean; list_options?: { label: string; id: string }[] } | null;
    required_to_create: boolean;
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
}

/** Where a ticket is in its life. */
export interface TicketState {
    id: string;
    category: 'submitted' | 'in_progress' | 'waiting_on_customer' | 'resolved';
    internal_label: string;
    external_label: string;
}

/** The states every ticket type has. */
export const ticketStates: readonly TicketState[] = [
    { id: '8321', category: 'submitted', internal_label: 'Submitted', external_label: 'Submitted' },
    { id: '8322', category: 'in_progress', internal_label: 'In progress', external_label: 'In progress' },
    {
        id: '8323',
        category: 'waiting_on_customer',
        internal_label: 'Waiting on customer',
        external_label: 'Waiting on you',
    },
    { id: '8324', category: 'resolved', internal_label: 'Resolved', external_label: 'Resolved' },
];

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
    admin_assignee_id: number;
    team_assignee_id: number;
    open: boolean;
    is_shared: boolean;
    snoozed_until: number | null;
    created_at: number;
    updated_at: number;
    parts: { id: string; part_type: string; created_at: number; previous: TicketState['category'] }[];
}

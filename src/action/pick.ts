/** The lists of the workspace that the panel offers, and the TypedInput type under which a chosen value is stored. */
export const pickTypes = {
    contacts: 'contact',
    companies: 'company',
    tags: 'tag',
    segments: 'segment',
    ticketTypes: 'ticketType',
    ticketStates: 'ticketState',
    admins: 'admin',
    teams: 'team',
    conversations: 'conversation',
    tickets: 'ticket',
} as const;

/** Live list of the workspace that the panel offers for a field. */
export type PickList = keyof typeof pickTypes;

/** Lists that the builders need beside those of the fields. */
export type AskedList = PickList | 'contactAttributes' | 'companyAttributes' | 'conversationAttributes';

/** How a value is typed in, and what it is in JSON; dates are Unix seconds. */
export type AttributeKind = 'text' | 'lines' | 'integer' | 'number' | 'boolean' | 'date' | 'option' | 'other';

/** An attribute of contacts, companies, or of a ticket type. */
export interface AttributeFacts {
    name: string;
    /** Of a ticket type: by which a search names it. */
    id?: string;
    kind: AttributeKind;
    required?: boolean;
    options?: { value: string; label: string }[];
    about?: string;
}

/** An entry of a list of the workspace, as the editor shows it. */
export interface PickItem {
    /** What is stored: an id, or the name of an attribute. */
    value: string;
    label: string;
    /** What tells it from others of the same label. */
    hint?: string;
    attribute?: AttributeFacts;
    /** The entry of another list that it belongs to: of a ticket, its type. */
    of?: string;
    /** Of a ticket type. */
    attributes?: AttributeFacts[];
}

/** The answer of `POST intercom/pick/<list>`. */
export interface PickAnswer {
    items: PickItem[];
    /** Give it back as `more` for the entries behind these; null at the end. */
    more: string | null;
    error?: { code: string; message: string };
}

/** The answer of `POST intercom/count/<object>`: how many records a search finds now. */
export interface CountAnswer {
    count: number | null;
    error?: PickAnswer['error'];
}

import type { AppliedTag, Attachment, Author, Part } from './thread';

/** Something that was said or done in a conversation, and the state it left. */
export interface ConversationPart extends Part {
    state: Conversation['state'];
}

/** How a customer judged a conversation. */
export interface Rating {
    /** 1 to 5. */
    rating: number;
    remark: string;
    created_at: number;
    contact_id: string;
    admin_id: string | null;
}

/** A conversation as it is kept; what can be told from its parts is not. */
export interface Conversation {
    id: string;
    /** Who takes part, by Intercom id; the first is the one it began with. */
    contacts: string[];
    title: string | null;
    subject: string;
    /** HTML. */
    body: string;
    source_type: string;
    delivered_as: 'customer_initiated' | 'admin_initiated';
    author: Author;
    attachments: Attachment[];
    redacted: boolean;
    state: 'open' | 'closed' | 'snoozed';
    read: boolean;
    priority: 'none' | 'low' | 'medium' | 'high' | 'urgent';
    /** 0: nobody. */
    admin_assignee_id: number;
    team_assignee_id: number;
    snoozed_until: number | null;
    waiting_since: number | null;
    created_at: number;
    updated_at: number;
    custom_attributes: Record<string, unknown>;
    company_id: string | null;
    tags: AppliedTag[];
    rating: Rating | null;
    /** The ticket it was converted to, and trackers it is linked to. */
    tickets: string[];
    parts: ConversationPart[];
}

/** A conversation that is gone. */
export interface DeletedConversation {
    id: string;
    metrics_retained: boolean;
    deleted_at: number;
}

/** The kinds of value that a conversation attribute can have. */
export const conversationAttributeTypes = [
    'string',
    'integer',
    'list',
    'decimal',
    'boolean',
    'datetime',
    'relationship',
    'files',
] as const;

/** An attribute of conversations. */
export interface ConversationAttribute {
    id: string;
    name: string;
    description: string;
    data_type: (typeof conversationAttributeTypes)[number];
    required: boolean;
    visible_to_team_ids: string[];
    archived: boolean;
    created_at: number;
    updated_at: number;
    multiline?: boolean;
    reference?: { type: 'one' | 'many'; object_type_id: string };
    options?: { id: string; label: string; archived: boolean }[];
}

/** An attribute as it is where nothing else is said. @param now seconds */
export const newConversationAttribute = (
    given: Pick<ConversationAttribute, 'id' | 'name' | 'data_type'> & Partial<ConversationAttribute>,
    now: number,
): ConversationAttribute => ({
    description: '',
    required: false,
    visible_to_team_ids: [],
    archived: false,
    created_at: now,
    updated_at: now,
    ...(given.data_type === 'string' && { multiline: false }),
    ...given,
});

/** A message within a conversation. */
export interface ConversationPart {
    id: string;
    part_type: string;
    body: string | null;
    author: { type: 'admin' | 'user' | 'lead'; id: string; name: string | null; email: string };
    created_at: number;
}

/** A conversation as it is kept. */
export interface Conversation {
    id: string;
    contact_id: string;
    title: string | null;
    subject: string;
    body: string;
    source_type: string;
    author: ConversationPart['author'];
    state: 'open' | 'closed' | 'snoozed';
    read: boolean;
    priority: 'none' | 'low' | 'medium' | 'high' | 'urgent';
    admin_assignee_id: number;
    team_assignee_id: number;
    snoozed_until: number | null;
    waiting_since: number | null;
    created_at: number;
    updated_at: number;
    custom_attributes: Record<string, unknown>;
    tags: string[];
    parts: ConversationPart[];
}

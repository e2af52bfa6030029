import type { Conversation, ConversationPart } from '../store/conversation';
import type { SandboxState } from '../store/state';
import type { AppliedTag, Attachment } from '../store/thread';
import { companyJson } from './company-json';
import { plainText } from './html';

/** How a conversation is shown. */
export interface ConversationView {
    /** `all`: up to the newest 500. `newest`: the last one, as webhooks carry it. */
    parts?: 'all' | 'newest' | 'none';
    plain?: boolean;
}

/** Intercom shows so many parts of a conversation. */
const MOST_PARTS = 500;

/** Since when and how quickly people answered: told from the parts. Unknown times are null. */
export function conversationStatistics(one: Conversation) {
    const { parts, created_at } = one;
    const times = (is: (part: ConversationPart) => boolean): number[] =>
        parts.filter(is).map((part) => part.created_at);
    const isReply = ({ part_type, body }: ConversationPart): boolean =>
        ['comment', 'quick_reply'].includes(part_type) || (part_type === 'open' && body !== null);
    const byAdmin = ({ author }: ConversationPart): boolean => author.type === 'admin';
    const byContact = ({ author }: ConversationPart): boolean => author.type === 'user' || author.type === 'lead';
    const assignments = times((part) => part.part_type === 'assignment');
    const adminReplies = times((part) => isReply(part) && byAdmin(part));
    const contactReplies = times((part) => isReply(part) && byContact(part));
    if (one.delivered_as === 'customer_initiated') contactReplies.unshift(created_at);
    const closes = times((part) => part.part_type === 'close');
    const since = (moment: number | undefined): number | null => (moment === undefined ? null : moment - created_at);
    const lastAssignment = assignments.at(-1);
    const closer = parts.findLast((part) => part.part_type === 'close')?.author;
    const waits: number[] = [];
    let waitingSince: number | undefined = one.delivered_as === 'customer_initiated' ? created_at : undefined;
    for (const part of parts.filter(isReply)) {
        if (byContact(part)) waitingSince ??= part.created_at;
        else if (waitingSince !== undefined) {
            waits.push(part.created_at - waitingSince);
            waitingSince = undefined;
        }
    }
    waits.sort((a, b) => a - b);
    return {
        type: 'conversation_statistics',
        time_to_assignment: since(assignments[0]),
        time_to_admin_reply: since(adminReplies[0]),
        time_to_first_close: since(closes[0]),
        time_to_last_close: since(closes.at(-1)),
        median_time_to_reply: waits[Math.floor(waits.length / 2)] ?? null,
        first_contact_reply_at: contactReplies[0] ?? null,
        first_assignment_at: assignments[0] ?? null,
        first_admin_reply_at: adminReplies[0] ?? null,
        first_close_at: closes[0] ?? null,
        last_assignment_at: lastAssignment ?? null,
        last_assignment_admin_reply_at:
            lastAssignment === undefined ? null : (adminReplies.find((time) => time >= lastAssignment) ?? null),
        last_contact_reply_at: contactReplies.at(-1) ?? null,
        last_admin_reply_at: adminReplies.at(-1) ?? null,
        last_close_at: closes.at(-1) ?? null,
        last_closed_by_id: closer?.id ?? null,
        count_reopens: parts.filter((part, at) => part.state === 'open' && parts[at - 1]?.state === 'closed').length,
        count_assignments: assignments.length,
        count_conversation_parts: parts.length,
        assigned_team_first_response_time: [],
        assigned_team_first_response_time_in_office_hours: [],
        handling_time: null,
        adjusted_handling_time: null,
    };
}

/** The teammates who took part, and the one it is assigned to. */
export function teammatesOf(one: Conversation): string[] {
    const ids = one.parts.filter((part) => part.author.type === 'admin').map((part) => part.author.id);
    if (one.admin_assignee_id !== 0) ids.push(String(one.admin_assignee_id));
    if (one.author.type === 'admin') ids.push(one.author.id);
    return [...new Set(ids)];
}

/** The tags of a conversation or a ticket that still exist. */
export const tagsJson = (state: SandboxState, tags: AppliedTag[]): object => ({
    type: 'tag.list',
    tags: tags.flatMap((link) => tagJson(state, link) ?? []),
});

/** One applied tag; undefined when the tag was deleted. */
export function tagJson(state: SandboxState, link: AppliedTag): object | undefined {
    const tag = state.tags.get(link.id);
    return (
        tag && {
            type: 'tag',
            id: tag.id,
            name: tag.name,
            applied_at: link.applied_at,
            applied_by: { type: 'admin', id: link.applied_by },
        }
    );
}

/** Attachments as they are answered; unknown sizes are left out. */
export const attachmentsJson = (attachments: Attachment[]): object[] =>
    attachments.map(({ width, height, ...facts }) => ({
        ...facts,
        ...(width === null ? {} : { width }),
        ...(height === null ? {} : { height }),
    }));

function partJson(part: ConversationPart, plain: boolean): object {
    return {
        type: 'conversation_part',
        id: part.id,
        part_type: part.part_type,
        body: part.body !== null && plain ? plainText(part.body) : part.body,
        created_at: part.created_at,
        updated_at: part.updated_at,
        notified_at: part.created_at,
        assigned_to: part.assigned_to,
        author: part.author,
        attachments: attachmentsJson(part.attachments),
        external_id: null,
        redacted: part.redacted,
        email_message_metadata: null,
        metadata: { quick_reply_options: part.quick_replies },
        state: part.state,
        tags: [],
        event_details: null,
        app_package_code: null,
    };
}

/** References to the contacts of a conversation or a ticket. */
export const contactsJson = (state: SandboxState, ids: readonly string[]): object => ({
    type: 'contact.list',
    contacts: ids.map((id) => ({ type: 'contact', id, external_id: state.contacts.get(id)?.external_id ?? null })),
});

/** What a conversation or a ticket is linked to. */
export function linkedJson(links: { type: 'ticket' | 'conversation'; id: string; category: string | null }[]): object {
    return { type: 'list', data: links, total_count: links.length, has_more: false };
}

/** A conversation as Intercom answers it; lists and searches have no parts. */
export function conversationJson(state: SandboxState, one: Conversation, view: ConversationView = {}): object {
    const { parts = 'all', plain = false } = view;
    const text = (html: string): string => (plain ? plainText(html) : html);
    const company = one.company_id === null ? undefined : state.companies.get(one.company_id);
    const shown = parts === 'all' ? one.parts.slice(-MOST_PARTS) : parts === 'newest' ? one.parts.slice(-1) : [];
    const statistics = conversationStatistics(one);
    const links = one.tickets.flatMap((id) => {
        const ticket = state.tickets.get(id);
        const category = state.ticketTypes.get(ticket?.ticket_type_id ?? '')?.category;
        return ticket && category ? { type: 'ticket' as const, id, category } : [];
    });
    return {
        type: 'conversation',
        id: one.id,
        title: one.title,
        created_at: one.created_at,
        updated_at: one.updated_at,
        waiting_since: one.waiting_since,
        snoozed_until: one.snoozed_until,
        source: {
            type: one.source_type,
            id: sourceIdOf(one),
            delivered_as: one.delivered_as,
            subject: text(one.subject),
            body: text(one.body),
            author: one.author,
            attachments: attachmentsJson(one.attachments),
            url: null,
            redacted: one.redacted,
        },
        contacts: contactsJson(state, one.contacts),
        first_contact_reply:
            statistics.first_contact_reply_at === null
                ? null
                : { created_at: statistics.first_contact_reply_at, type: one.source_type, url: null },
        admin_assignee_id: one.admin_assignee_id,
        team_assignee_id: one.team_assignee_id,
        open: one.state === 'open',
        state: one.state,
        read: one.read,
        priority: one.priority,
        ...(company ? { company: companyJson(state, company) } : {}),
        tags: tagsJson(state, one.tags),
        sla_applied: null,
        statistics,
        conversation_rating: one.rating && {
            rating: one.rating.rating,
            remark: one.rating.remark,
            created_at: one.rating.created_at,
            updated_at: one.rating.created_at,
            contact: { type: 'contact', id: one.rating.contact_id },
            teammate: { type: 'admin', id: one.rating.admin_id },
        },
        teammates: {
            type: 'admin.list',
            teammates: teammatesOf(one).map((id) => ({ type: 'admin', id })),
        },
        custom_attributes: one.custom_attributes,
        topics: { type: 'topic.list', topics: [], total_count: 0 },
        ticket: null,
        linked_objects: linkedJson(links),
        ai_agent: null,
        ai_agent_participated: false,
        channel: { initial: one.source_type, current: one.source_type },
        ...(parts === 'none'
            ? {}
            : {
                  conversation_parts: {
                      type: 'conversation_part.list',
                      conversation_parts: shown.map((part) => partJson(part, plain)),
                      total_count: parts === 'newest' ? shown.length : one.parts.length,
                  },
              }),
    };
}

/** The id of the message that a conversation began with. */
export const sourceIdOf = (one: Conversation): string => `40${one.id}`;

import type { PickList } from '../../action';
import type { SearchedObject } from '../../fields';

/** What a searched field holds, and so which operators and which input it takes. */
export type SearchKind = 'text' | 'number' | 'boolean' | 'date' | 'reference' | 'role' | 'state' | 'category';

/** The operators of each kind, and two of ours that compare with null. */
const withNull = ['empty', 'filled'];
const sameOrNot = ['=', '!='];
const contactOperators: Record<SearchKind, readonly string[]> = {
    text: ['=', '!=', '~', '!~', '^', '$', 'IN', 'NIN', ...withNull],
    number: ['=', '!=', '<', '>', '<=', '>=', 'IN', 'NIN', ...withNull],
    boolean: [...sameOrNot, ...withNull],
    date: ['=', '<', '>', ...withNull],
    reference: sameOrNot,
    role: sameOrNot,
    state: [...sameOrNot, 'IN', 'NIN'],
    category: [...sameOrNot, 'IN', 'NIN'],
};
/** Conversations and tickets take every operator on each date and id. */
const recordOperators: typeof contactOperators = {
    ...contactOperators,
    date: ['=', '!=', '<', '>', ...withNull],
    reference: [...sameOrNot, 'IN', 'NIN', ...withNull],
};

type Group = Partial<Record<SearchKind, readonly string[]>>;
/** Where the ids of a field come from. Intercom keeps some as numbers, and 0 for nobody. */
interface Ids {
    list: PickList;
    isNumber?: true;
    nobody?: true;
}

/**
 * The fields of each search, in groups, under Intercom's names. The groups whose fields go by these names alone are
 * `mobile`, `statistics`, `rating` and `agent`.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/contacts/searchcontacts
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/conversations/searchconversations
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/tickets/searchtickets
 */
const searchFields = {
    contact: {
        contact: {
            text: ['name', 'email', 'email_domain', 'phone', 'formatted_phone', 'external_id', 'id', 'avatar'],
            role: ['role'],
            reference: ['owner_id', 'tag_id', 'segment_id'],
        },
        dates: {
            date: [
                'created_at',
                'updated_at',
                'signed_up_at',
                'last_seen_at',
                'last_contacted_at',
                'last_replied_at',
                'last_email_opened_at',
                'last_email_clicked_at',
            ],
        },
        place: {
            text: [
                'location.country',
                'location.region',
                'location.city',
                'language_override',
                'browser',
                'browser_language',
                'os',
            ],
        },
        delivery: { boolean: ['unsubscribed_from_emails', 'marked_email_as_spam', 'has_hard_bounced'] },
        mobile: {
            text: [
                'ios_app_name',
                'ios_app_version',
                'ios_device',
                'ios_os_version',
                'ios_sdk_version',
                'android_app_name',
                'android_app_version',
                'android_device',
                // Intercom's own spelling
                'andoid_sdk_version',
            ],
            date: ['ios_last_seen_at', 'android_last_seen_at'],
        },
    },
    conversation: {
        conversation: {
            state: ['state'],
            boolean: ['open', 'read'],
            reference: ['admin_assignee_id', 'team_assignee_id', 'contact_ids', 'tag_ids', 'teammate_ids'],
            text: ['id', 'priority', 'channel_initiated'],
        },
        dates: { date: ['created_at', 'updated_at', 'waiting_since', 'snoozed_until'] },
        source: {
            text: [
                'source.subject',
                'source.body',
                'source.type',
                'source.author.name',
                'source.author.email',
                'source.author.id',
                'source.author.type',
                'source.delivered_as',
                'source.url',
                'source.id',
            ],
        },
        statistics: {
            number: [
                'statistics.time_to_assignment',
                'statistics.time_to_admin_reply',
                'statistics.time_to_first_close',
                'statistics.time_to_last_close',
                'statistics.median_time_to_reply',
                'statistics.count_reopens',
                'statistics.count_assignments',
                'statistics.count_conversation_parts',
            ],
            date: [
                'statistics.first_contact_reply_at',
                'statistics.first_assignment_at',
                'statistics.first_admin_reply_at',
                'statistics.first_close_at',
                'statistics.last_assignment_at',
                'statistics.last_assignment_admin_reply_at',
                'statistics.last_contact_reply_at',
                'statistics.last_admin_reply_at',
                'statistics.last_close_at',
            ],
            text: ['statistics.last_closed_by_id'],
        },
        rating: {
            number: ['conversation_rating.score'],
            text: [
                'conversation_rating.remark',
                'conversation_rating.contact_id',
                // Intercom's own spelling
                'conversation_rating.admin_d',
            ],
            date: ['conversation_rating.requested_at', 'conversation_rating.replied_at'],
        },
        agent: {
            boolean: ['ai_agent_participated'],
            number: ['ai_agent.rating'],
            text: [
                'ai_agent.resolution_state',
                'ai_agent.last_answer_type',
                'ai_agent.rating_remark',
                'ai_agent.source_type',
                'ai_agent.source_title',
            ],
        },
    },
    ticket: {
        ticket: {
            text: ['title', 'description', 'id', 'state'],
            category: ['category'],
            boolean: ['open'],
            reference: ['ticket_type_id', 'admin_assignee_id', 'team_assignee_id', 'contact_ids', 'teammate_ids'],
        },
        dates: { date: ['created_at', 'updated_at', 'snoozed_until'] },
    },
} as const satisfies Record<SearchedObject, Record<string, Group>>;

type Objects = typeof searchFields;
type GroupsOf<O> = O extends SearchedObject ? keyof Objects[O] : never;
export type GroupName = GroupsOf<SearchedObject>;
/** Groups whose fields go by Intercom's names. */
const unnamed = ['mobile', 'statistics', 'rating', 'agent'] as const;
type NamedGroup<O extends SearchedObject> = Exclude<keyof Objects[O], (typeof unnamed)[number]>;
type FieldIn<G> = { [K in keyof G]: G[K] extends readonly (infer Name)[] ? Name : never }[keyof G];
type NamedIn<O extends SearchedObject> = { [G in NamedGroup<O>]: FieldIn<Objects[O][G]> }[NamedGroup<O>];
type Named = { [O in SearchedObject]: NamedIn<O> }[SearchedObject];
type Underscored<Name extends string> = Name extends `${infer Before}.${infer After}`
    ? `${Before}_${Underscored<After>}`
    : Name;

/** What a search form needs to know of the object that it searches. */
export interface Searched {
    groups: { name: GroupName; fields: readonly string[] }[];
    kinds: ReadonlyMap<string, SearchKind>;
    operators: Record<SearchKind, readonly string[]>;
    ids: Readonly<Record<string, Ids>>;
    /** The field of a new condition. */
    first: string;
}

const assignees = (isNumber?: true): Record<string, Ids> => ({
    admin_assignee_id: { list: 'admins', isNumber, nobody: true },
    team_assignee_id: { list: 'teams', isNumber, nobody: true },
    contact_ids: { list: 'contacts' },
    teammate_ids: { list: 'admins' },
});

const facts: Record<SearchedObject, Pick<Searched, 'ids' | 'operators' | 'first'>> = {
    contact: {
        first: 'email',
        operators: contactOperators,
        ids: { owner_id: { list: 'admins' }, tag_id: { list: 'tags' }, segment_id: { list: 'segments' } },
    },
    conversation: {
        first: 'state',
        operators: recordOperators,
        ids: { ...assignees(true), tag_ids: { list: 'tags' } },
    },
    ticket: {
        first: 'title',
        operators: recordOperators,
        ids: { ...assignees(), ticket_type_id: { list: 'ticketTypes' } },
    },
};

export function searchedObject(object: SearchedObject): Searched {
    const all = Object.entries<Group>(searchFields[object]);
    return {
        ...facts[object],
        groups: all.map(([name, group]) => ({ name: name as GroupName, fields: Object.values(group).flat() })),
        kinds: new Map(
            all.flatMap(([, group]) =>
                Object.entries(group).flatMap(([kind, names]) =>
                    names.map((name) => [name, kind as SearchKind] as const),
                ),
            ),
        ),
    };
}

const named = new Set(
    Object.values<Record<string, Group>>(searchFields).flatMap((groups) =>
        Object.entries(groups).flatMap(([name, group]) =>
            (unnamed as readonly string[]).includes(name) ? [] : Object.values(group).flat(),
        ),
    ),
);

/** The end of the key of a field's label, if it has one. */
export const labelOf = (field: string): Underscored<Named> | undefined =>
    named.has(field) ? (field.replaceAll('.', '_') as Underscored<Named>) : undefined;

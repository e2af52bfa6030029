import { type Answer, bodyObject, type Call, param } from '../http/call';
import { decodeCursor, positive } from '../http/pages';
import { type FieldLookup, type SearchField, searchType } from '../search/query';
import { pageOf, type RecordPage, searchRecords } from '../search/record-search';
import type { Conversation } from '../store/conversation';
import type { SandboxState } from '../store/state';
import { conversationJson, conversationStatistics, sourceIdOf, teammatesOf } from './conversation-json';
import { plainText } from './html';

type Field = SearchField<Conversation>;

const plain = (type: Field['type'], ...names: (keyof Conversation)[]): Record<string, Field> =>
    Object.fromEntries(names.map((name) => [name, { type, get: (one: Conversation) => one[name] }]));

/** Nobody is 0, or `null`, which is how connectors write it. */
const assignee = (name: 'admin_assignee_id' | 'team_assignee_id'): Record<string, Field> => ({
    [name]: { type: 'integer', get: (one) => (one[name] === 0 ? [0, null] : one[name]) },
});

const times = [
    'first_contact_reply_at',
    'first_assignment_at',
    'first_admin_reply_at',
    'first_close_at',
    'last_assignment_at',
    'last_assignment_admin_reply_at',
    'last_contact_reply_at',
    'last_admin_reply_at',
    'last_close_at',
] as const;
const counts = [
    'time_to_assignment',
    'time_to_admin_reply',
    'time_to_first_close',
    'time_to_last_close',
    'median_time_to_reply',
    'count_reopens',
    'count_assignments',
    'count_conversation_parts',
] as const;
const figures = (type: Field['type'], names: readonly (typeof times | typeof counts)[number][]) =>
    Object.fromEntries(
        names.map((name): [string, Field] => [
            `statistics.${name}`,
            { type, get: (one) => conversationStatistics(one)[name] },
        ]),
    );
/** Fields that Intercom knows and the sandbox has no values for. */
const empty = (type: Field['type'], ...names: string[]): Record<string, Field> =>
    Object.fromEntries(names.map((name) => [name, { type, get: () => null }]));

/** `source.body` is compared word by word, never as a whole. */
function words(html: string): string[] {
    const found = plainText(html).split(/[^\p{L}\p{N}'-]+/u);
    return [...found, ...found.map((word) => word.toLowerCase())].filter((word) => word !== '');
}

const fields: Record<string, Field> = {
    ...plain('string', 'id', 'title', 'state', 'priority'),
    ...plain('day', 'created_at', 'updated_at', 'waiting_since', 'snoozed_until'),
    ...plain('boolean', 'read'),
    ...assignee('admin_assignee_id'),
    ...assignee('team_assignee_id'),
    open: { type: 'boolean', get: (one) => one.state === 'open' },
    tag_ids: { type: 'string', get: (one) => one.tags.map((tag) => tag.id) },
    contact_ids: { type: 'string', get: (one) => one.contacts },
    teammate_ids: { type: 'string', get: teammatesOf },
    company_id: { type: 'string', get: (one) => one.company_id },
    channel_initiated: { type: 'string', get: (one) => one.source_type },
    'source.type': { type: 'string', get: (one) => one.source_type },
    'source.id': { type: 'string', get: sourceIdOf },
    'source.delivered_as': { type: 'string', get: (one) => one.delivered_as },
    'source.subject': { type: 'string', get: (one) => plainText(one.subject) },
    'source.body': { type: 'string', get: (one) => words(one.body) },
    'source.author.id': { type: 'string', get: (one) => one.author.id },
    'source.author.type': { type: 'string', get: (one) => one.author.type },
    'source.author.name': { type: 'string', get: (one) => one.author.name },
    'source.author.email': { type: 'string', get: (one) => one.author.email },
    ...figures('day', times),
    ...figures('integer', counts),
    'statistics.last_closed_by_id': { type: 'string', get: (one) => conversationStatistics(one).last_closed_by_id },
    'conversation_rating.requested_at': { type: 'day', get: (one) => one.rating?.created_at ?? null },
    'conversation_rating.replied_at': { type: 'day', get: (one) => one.rating?.created_at ?? null },
    'conversation_rating.score': { type: 'integer', get: (one) => one.rating?.rating ?? null },
    'conversation_rating.remark': { type: 'string', get: (one) => one.rating?.remark ?? null },
    'conversation_rating.contact_id': { type: 'string', get: (one) => one.rating?.contact_id ?? null },
    // "admin_d" is how Intercom spells it.
    'conversation_rating.admin_d': { type: 'string', get: (one) => one.rating?.admin_id ?? null },
    ai_agent_participated: { type: 'boolean', get: () => false },
    ...empty('string', 'source.url', 'ai_agent.resolution_state', 'ai_agent.last_answer_type'),
    ...empty('string', 'ai_agent.rating_remark', 'ai_agent.source_type', 'ai_agent.source_title'),
    ...empty('integer', 'ai_agent.rating'),
};

/** The fields of `POST /conversations/search`. */
function conversationFields(state: SandboxState): FieldLookup<Conversation> {
    return (name) => {
        if (!name.startsWith('custom_attributes.')) return fields[name];
        const own = name.slice('custom_attributes.'.length);
        const attribute = state.conversationAttributes.values().find((one) => one.name === own && !one.archived);
        if (!attribute) return undefined;
        return {
            type: searchType(attribute.data_type),
            get: (one) => one.custom_attributes[own] ?? null,
        };
    };
}

function page(call: Call, found: RecordPage<Conversation>): Answer {
    const conversations = found.records.map((one) => conversationJson(call.world.state, one, { parts: 'none' }));
    return {
        json: { type: 'conversation.list', conversations, total_count: found.total, pages: found.pages },
    };
}

/** The last changed first. */
export function listConversations(call: Call): Answer {
    call.world.tick();
    const { state } = call.world;
    const plan = {
        perPage: positive(param(call.query, 'per_page'), 'per_page', 20, 150),
        cursor: decodeCursor(param(call.query, 'starting_after')),
        sortField: 'updated_at',
        order: 'descending' as const,
    };
    return page(call, pageOf(state.conversations.values(), plan, conversationFields(state)));
}

/** Without parts; without a sort the last changed first. */
export function searchConversations(call: Call): Answer {
    call.world.tick();
    const { state, days } = call.world;
    const lookup = conversationFields(state);
    return page(call, searchRecords(state.conversations.values(), bodyObject(call), lookup, days, 'updated_at'));
}

import { type Admin, admins, type Team, teams } from '../store/admins';
import type { ContactStore } from '../store/contacts';
import {
    type Conversation,
    type ConversationAttribute,
    type ConversationPart,
    newConversationAttribute,
} from '../store/conversation';
import { mix, uuidOf } from '../store/ids';
import type { Shelf } from '../store/shelf';
import type { TagStore } from '../store/tags';
import { type AppliedTag, adminAuthor, bot, contactAuthor, type NewPart, partOf } from '../store/thread';

/** What customers write about: a conversation begins with a line and may go on with the next. */
export const customerLines: readonly (readonly [string, string])[] = [
    ['How do I change my plan?', 'And does it cost more from the first day on?'],
    ['The last invoice shows the wrong address.', 'It is the old one in Berlin.'],
    ['Can I add a colleague to my account?', 'She works in another country.'],
    ['Where do I find the export?', 'I need it as a table by tomorrow.'],
    ['The app asks me to sign in again and again.', 'I use the browser of my phone.'],
];

const answers = [
    'Thank you for writing, we are looking into it.',
    'You find it in the settings, under Account.',
    'I have just changed it for you.',
] as const;

const attributes: Pick<ConversationAttribute, 'name' | 'description' | 'data_type'>[] = [
    { name: 'issue_type', description: 'What it is about', data_type: 'string' },
    { name: 'priority', description: 'How urgent it is', data_type: 'string' },
    { name: 'Sentiment', description: 'How the customer feels', data_type: 'list' },
    { name: 'Devices', description: 'How many devices are concerned', data_type: 'integer' },
    { name: 'Value', description: 'What it is worth', data_type: 'decimal' },
    { name: 'Escalated', description: 'Whether a lead looks at it', data_type: 'boolean' },
    { name: 'Follow up at', description: 'When somebody asks again', data_type: 'datetime' },
];

/** What a desk is set up with. */
interface Desk {
    contacts: ContactStore;
    tags: TagStore;
    conversations: Shelf<Conversation>;
    conversationAttributes: Shelf<ConversationAttribute>;
    newPartId(): string;
}

/** The attributes that conversations can have: one of each kind that needs nothing else. */
export function seedConversationAttributes(state: Desk, now: number): void {
    for (const attribute of attributes) {
        const given = {
            ...attribute,
            id: state.conversationAttributes.newId(),
            ...(attribute.data_type === 'list' && {
                options: ['Happy', 'Neutral', 'Angry'].map((label, n) => ({
                    id: uuidOf(n, 63),
                    label,
                    archived: false,
                })),
            }),
        };
        state.conversationAttributes.put(newConversationAttribute(given, now));
    }
}

/** What becomes of every seeded conversation, in turn. */
const fates = ['closed', 'waiting', 'answered', 'closed', 'waiting', 'snoozed'] as const;

/** Conversations of some age: waiting ones, answered, snoozed and closed ones with a rating. */
export function seedConversations(state: Desk, count: number): void {
    const { end } = state.contacts;
    for (let n = 0; n < (end === 0 ? 0 : count); n++) {
        const one = seedConversation(state, n, count);
        if (one) state.conversations.put(one);
    }
}

function seedConversation(state: Desk, n: number, count: number): Conversation | undefined {
    const { seed, end } = state.contacts;
    const contact = state.contacts.at(mix(n, 51) % end);
    if (!contact) return undefined;
    const created = seed.to - (count - n) * 43_200 - (mix(n, 52) % 40_000);
    const fate = fates[n % fates.length] as (typeof fates)[number];
    const admin = admins[mix(n, 55) % admins.length] as Admin;
    const team = n % 2 === 0 ? (teams[n % teams.length] as Team) : undefined;
    const isTaken = fate !== 'waiting' || n % 5 === 0;
    const [question, more] = customerLines[n % customerLines.length] as readonly [string, string];
    const tags: AppliedTag[] = state.tags
        .values()
        .filter((_tag, at) => n % 4 === 0 && at === mix(n, 53) % 8)
        .map(({ id }) => ({ id, applied_at: created, applied_by: admin.id }));
    const parts: ConversationPart[] = [];
    const add = (after: number, part: NewPart, left: Conversation['state'] = 'open'): void => {
        parts.push({ ...partOf(state.newPartId(), created + after, part), state: left });
    };
    const by = adminAuthor(admin);
    const customer = contactAuthor(contact);
    if (isTaken) add(300, { part_type: 'assignment', author: by, assigned_to: { type: 'admin', id: admin.id } });
    if (isTaken && team) add(360, { part_type: 'assignment', author: bot, assigned_to: { type: 'team', id: team.id } });
    if (fate !== 'waiting') {
        add(1800, { part_type: 'comment', author: by, body: `<p>${answers[n % answers.length]}</p>` });
    }
    if (fate === 'closed' || fate === 'answered') {
        add(2700, { part_type: 'comment', author: customer, body: `<p>${more}</p>` });
        add(4000, { part_type: 'comment', author: by, body: `<p>${answers[(n + 1) % answers.length]}</p>` });
    }
    if (fate === 'waiting') add(3600, { part_type: 'comment', author: customer, body: `<p>${more}</p>` });
    if (fate === 'closed') add(5400, { part_type: 'close', author: by }, 'closed');
    if (fate === 'snoozed') add(2000, { part_type: 'snoozed', author: by }, 'snoozed');
    const isRated = fate === 'closed' && n % 2 === 1;
    return {
        id: state.conversations.newId(),
        contacts: [contact.id],
        title: null,
        subject: '',
        body: `<p>${question}</p>`,
        source_type: n % 4 === 0 ? 'email' : 'conversation',
        delivered_as: 'customer_initiated',
        author: customer,
        attachments: [],
        redacted: false,
        state: fate === 'closed' ? 'closed' : fate === 'snoozed' ? 'snoozed' : 'open',
        read: fate !== 'waiting',
        priority: n % 6 === 0 ? 'high' : 'none',
        admin_assignee_id: isTaken ? Number(admin.id) : 0,
        team_assignee_id: isTaken && team ? Number(team.id) : 0,
        snoozed_until: fate === 'snoozed' ? seed.to + 30 * 86_400 : null,
        waiting_since: fate === 'waiting' ? created : null,
        created_at: created,
        updated_at: parts.at(-1)?.created_at ?? created,
        custom_attributes: {},
        company_id: contact.companies[0] ?? null,
        tags,
        rating: isRated
            ? {
                  rating: 1 + (mix(n, 54) % 5),
                  remark: 'Quick answer.',
                  created_at: created + 7200,
                  contact_id: contact.id,
                  admin_id: admin.id,
              }
            : null,
        tickets: [],
        parts,
    };
}

import { type Admin, admins, type Team, teams } from '../store/admins';
import type { ContactStore } from '../store/contacts';
import { mix } from '../store/ids';
import type { Shelf } from '../store/shelf';
import { adminAuthor, bot, type NewPart, partOf } from '../store/thread';
import {
    statesFrom,
    type Ticket,
    type TicketPart,
    type TicketState,
    type TicketType,
    type TicketTypeAttribute,
} from '../store/ticket';

type Attribute = Pick<TicketTypeAttribute, 'name'> & Partial<TicketTypeAttribute>;

const title: Attribute = { name: '_default_title_', input_options: { multiline: false } };
const description: Attribute = {
    name: '_default_description_',
    input_options: { multiline: true },
};

/** An attribute of a type, with defaults for what is not given. */
export const ticketAttribute = (id: string, now: number, given: Attribute): TicketTypeAttribute => ({
    description: '',
    data_type: 'string',
    input_options: null,
    required_to_create: false,
    required_to_create_for_contacts: false,
    visible_on_create: true,
    visible_to_contacts: true,
    archived: false,
    created_at: now,
    updated_at: now,
    ...given,
    id,
});

/** The two attributes that every type has. */
export const defaultAttributes: readonly Attribute[] = [title, description];

/** The workspace's ticket types: every kind of attribute, one with a required attribute, one that is archived. */
export function ticketTypes(now: number): TicketType[] {
    const common = { archived: false, is_internal: false, created_at: now, updated_at: now };
    const attributes = (typeId: number, list: readonly Attribute[]): TicketTypeAttribute[] =>
        list.map((one, index) => ticketAttribute(String(typeId * 10 + index), now, one));
    return [
        {
            ...common,
            id: '67',
            name: 'Bug report',
            description: 'Something does not work',
            icon: '🐞',
            category: 'Customer',
            states: statesFrom(8321),
            attributes: attributes(67, [
                title,
                description,
                {
                    name: 'Severity',
                    data_type: 'list',
                    input_options: {
                        list_options: [
                            { label: 'Low', id: '3f1c' },
                            { label: 'Medium', id: '3f1d' },
                            { label: 'High', id: '3f1e' },
                        ],
                    },
                },
                { name: 'Affected devices', data_type: 'integer' },
                { name: 'Reproducible', data_type: 'boolean' },
                { name: 'Happened at', data_type: 'datetime' },
                { name: 'Screenshots', data_type: 'files' },
            ]),
        },
        {
            ...common,
            id: '68',
            name: 'Refund',
            description: 'Money back',
            icon: '💶',
            category: 'Back-office',
            is_internal: true,
            states: statesFrom(8331),
            attributes: attributes(68, [
                title,
                description,
                { name: 'Amount', data_type: 'decimal', required_to_create: true },
                { name: 'Reason', data_type: 'string', input_options: { multiline: true } },
            ]),
        },
        {
            ...common,
            id: '69',
            name: 'Incident',
            description: 'Many are affected',
            icon: '🚨',
            category: 'Tracker',
            states: statesFrom(8341),
            attributes: attributes(69, defaultAttributes),
        },
        {
            ...common,
            id: '70',
            name: 'Feature wish',
            description: 'No longer in use',
            icon: '💡',
            category: 'Customer',
            archived: true,
            states: statesFrom(8351),
            attributes: attributes(70, defaultAttributes),
        },
    ];
}

const subjects = [
    'Login fails on Monday',
    'Invoice is missing',
    'Export has no header',
    'App is slow',
    'Wrong time zone',
];

/** What a desk is set up with. */
interface Desk {
    contacts: ContactStore;
    ticketTypes: Map<string, TicketType>;
    tickets: Shelf<Ticket>;
    newPartId(): string;
}

/** Tickets of all types in all states. */
export function seedTickets(state: Desk, count: number): void {
    const { seed, end } = state.contacts;
    const types = ['67', '67', '69', '68'].map((id) => state.ticketTypes.get(id) as TicketType);
    for (let n = 0; n < (end === 0 ? 0 : count); n++) {
        const contact = state.contacts.at(mix(n, 41) % end);
        const type = types[n % types.length] as TicketType;
        if (!contact) continue;
        const created = seed.to - (count - n) * 86_400 * 5 - (mix(n, 42) % 80_000);
        const [first, ...later] = type.states as [TicketState, ...TicketState[]];
        const current = type.states[mix(n, 44) % type.states.length] as TicketState;
        const admin = n % 2 === 0 ? (admins[1] as Admin) : undefined;
        const team = n % 3 === 0 ? (teams[n % teams.length] as Team) : undefined;
        const id = state.tickets.newId();
        const part = (at: number, more: NewPart & Partial<TicketPart>): TicketPart => ({
            state: current.category,
            previous: first.category,
            ...partOf(state.newPartId(), created + at, more),
        });
        state.tickets.put({
            id,
            ticket_id: String(n + 1),
            ticket_type_id: type.id,
            contact_id: contact.id,
            company_id: contact.companies[0] ?? null,
            ticket_attributes: {
                _default_title_: subjects[n % subjects.length],
                _default_description_: 'Happens since the last update.',
                ...(type.id === '68' ? { Amount: 10 + (mix(n, 43) % 9000) / 100 } : {}),
            },
            state: current,
            previous_state_id: later.includes(current) ? first.id : null,
            admin_assignee_id: Number(admin?.id ?? 0),
            team_assignee_id: Number(team?.id ?? 0),
            open: current.category !== 'resolved',
            is_shared: type.category === 'Customer',
            snoozed_until: null,
            created_at: created,
            updated_at: created + 3600,
            tags: [],
            conversations: [],
            parts: [
                part(0, { part_type: 'ticket_state_updated_by_admin', author: bot, state: first.category }),
                ...(admin
                    ? [
                          part(1800, {
                              part_type: 'note',
                              body: '<p>I can see it here as well.</p>',
                              author: adminAuthor(admin),
                              state: first.category,
                          }),
                      ]
                    : []),
                ...(current === first ? [] : [part(3600, { part_type: 'ticket_state_updated_by_admin', author: bot })]),
            ],
        });
    }
}

import { mix } from '../store/ids';
import type { SandboxState } from '../store/state';
import { type TicketType, type TicketTypeAttribute, ticketStates } from '../store/ticket';

type Attribute = Omit<TicketTypeAttribute, 'id' | 'description' | 'input_options' | 'required_to_create'> &
    Partial<TicketTypeAttribute>;

const title: Attribute = { name: '_default_title_', data_type: 'string', input_options: { multiline: false } };
const description: Attribute = {
    name: '_default_description_',
    data_type: 'string',
    input_options: { multiline: true },
};

function attributes(typeId: number, list: Attribute[]): TicketTypeAttribute[] {
    return list.map((one, index) => ({
        id: String(typeId * 10 + index),
        description: '',
        input_options: null,
        required_to_create: false,
        ...one,
    }));
}

/** The workspace's ticket types: every kind of attribute, one with a required attribute, one that is archived. */
export function ticketTypes(now: number): TicketType[] {
    const common = { archived: false, is_internal: false, created_at: now, updated_at: now };
    return [
        {
            ...common,
            id: '67',
            name: 'Bug report',
            description: 'Something does not work',
            icon: '🐞',
            category: 'Customer',
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
            attributes: attributes(69, [title, description]),
        },
        {
            ...common,
            id: '70',
            name: 'Feature wish',
            description: 'No longer in use',
            icon: '💡',
            category: 'Customer',
            archived: true,
            attributes: attributes(70, [title, description]),
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

/** Ten tickets of the first contacts. */
export function seedTickets(state: SandboxState): void {
    const { seed, end } = state.contacts;
    for (let n = 0; n < Math.min(10, end); n++) {
        const contact = state.contacts.at(mix(n, 41) % end);
        if (!contact) continue;
        const created = seed.to - (10 - n) * 86_400 * 5 - (mix(n, 42) % 80_000);
        const stage = ticketStates[n % ticketStates.length] as (typeof ticketStates)[number];
        const id = state.tickets.newId();
        state.tickets.put({
            id,
            ticket_id: String(n + 1),
            ticket_type_id: n % 3 === 2 ? '69' : '67',
            contact_id: contact.id,
            company_id: contact.companies[0] ?? null,
            ticket_attributes: {
                _default_title_: subjects[n % subjects.length],
                _default_description_: 'Happens since the last update.',
            },
            state: stage,
            admin_assignee_id: n % 2 === 0 ? 991267460 : 0,
            team_assignee_id: 0,
            open: stage.category !== 'resolved',
            is_shared: n % 3 !== 2,
            snoozed_until: null,
            created_at: created,
            updated_at: created + 3600,
            parts: [
                {
                    id: String(Number(id) * 10),
                    part_type: 'ticket_state_updated_by_admin',
                    created_at: created,
                    previous: 'submitted',
                },
            ],
        });
    }
}

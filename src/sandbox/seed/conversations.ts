import { admins } from '../store/admins';
import { mix } from '../store/ids';
import type { SandboxState } from '../store/state';

const questions = [
    'How do I change my plan?',
    'The last invoice shows the wrong address.',
    'Can I add a colleague to my account?',
    'Where do I find the export?',
    'The app asks me to sign in again and again.',
];

/** Twenty conversations. */
export function seedConversations(state: SandboxState): void {
    const { seed, end } = state.contacts;
    for (let n = 0; n < Math.min(20, end); n++) {
        const contact = state.contacts.at(mix(n, 51) % end);
        if (!contact) continue;
        const created = seed.to - (20 - n) * 86_400 * 2 - (mix(n, 52) % 80_000);
        const open = n % 3 !== 0;
        const admin = admins[n % admins.length] as (typeof admins)[number];
        const id = state.conversations.newId();
        const author = {
            type: contact.role,
            id: contact.id,
            name: contact.name,
            email: contact.email ?? 'unknown@example.com',
        };
        state.conversations.put({
            id,
            contact_id: contact.id,
            title: null,
            subject: '',
            body: `<p>${questions[n % questions.length]}</p>`,
            source_type: n % 4 === 0 ? 'email' : 'conversation',
            author,
            state: open ? 'open' : 'closed',
            read: !open,
            priority: n % 6 === 0 ? 'high' : 'none',
            admin_assignee_id: open ? 0 : Number(admin.id),
            team_assignee_id: 0,
            snoozed_until: null,
            waiting_since: open ? created : null,
            created_at: created,
            updated_at: created + 1800,
            custom_attributes: {},
            tags: [],
            parts: [
                {
                    id: String(Number(id) * 10),
                    part_type: 'comment',
                    body: '<p>Thank you for writing, we are looking into it.</p>',
                    author: { type: 'admin', id: admin.id, name: admin.name, email: admin.email },
                    created_at: created + 1800,
                },
            ],
        });
    }
}

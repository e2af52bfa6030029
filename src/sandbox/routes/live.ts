import type { RecordedRequest } from '../http/request-log';
import type { World } from '../world';

/** So many of each kind are shown. */
const SHOWN = 12;

const lastChanged = <T extends { updated_at: number }>(records: readonly T[]): T[] =>
    [...records].sort((a, b) => b.updated_at - a.updated_at).slice(0, SHOWN);

/** Text of HTML. */
const plain = (html: string | null): string => (html ?? '').replace(/<[^>]*>/g, ' ').trim();

/** What was changed last and asked last, for the page that shows it. */
export function lastOf({ state }: World, requests: readonly RecordedRequest[]): object {
    const nameOf = (contactId: string | undefined): string | null => {
        const contact = state.contacts.get(contactId ?? '');
        return contact?.name ?? contact?.email ?? null;
    };
    const ticketTypeOf = (id: string): string | undefined => state.ticketTypes.get(id)?.name;
    return {
        contacts: lastChanged(state.contacts.recent(SHOWN)).map((one) => ({
            id: one.id,
            name: one.name,
            email: one.email,
            role: one.role,
            place: [one.location.city, one.location.country].filter(Boolean).join(', '),
            tags: one.tags.map((tag) => state.tags.get(tag.id)?.name).filter(Boolean),
            at: one.updated_at,
        })),
        conversations: lastChanged(state.conversations.values()).map((one) => ({
            id: one.id,
            who: nameOf(one.contacts[0]),
            text: plain(one.parts.filter((part) => part.body).at(-1)?.body ?? one.body),
            state: one.state,
            at: one.updated_at,
        })),
        tickets: lastChanged(state.tickets.values()).map((one) => ({
            id: one.id,
            title: String(one.ticket_attributes._default_title_ ?? ticketTypeOf(one.ticket_type_id)),
            type: ticketTypeOf(one.ticket_type_id),
            state: one.state.internal_label,
            at: one.updated_at,
        })),
        requests: requests
            .slice(-30)
            .reverse()
            .map(({ method, url, status, at }) => ({ method, url, status, at })),
    };
}

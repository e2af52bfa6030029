import { customerLines } from '../seed/conversations';
import { type Contact, isActive } from '../store/contact';
import type { Conversation } from '../store/conversation';
import { mix } from '../store/ids';
import { contactAuthor } from '../store/thread';
import type { World } from '../world';
import { customerReplies } from './conversation-parts';
import { addConversation } from './conversations';
import { paragraphs } from './html';
import { tellConversation } from './tell';

/**
 * A customer writes: a new conversation, to one that is there, or a rating of one that is closed. For a demo in which
 * something happens. Gives the conversation's id; undefined when there is nobody to write.
 */
export function letCustomersWrite(world: World): string | undefined {
    world.tick();
    const n = world.nextSerial();
    const ways = [reply, begin, rate, begin, reply, begin, reply, begin];
    const way = ways[mix(n, 73) % ways.length] ?? begin;
    return (way(world, n) ?? begin(world, n))?.id;
}

/** The line that a customer says: the first of a conversation or the next. */
const line = (n: number, which: 0 | 1): string =>
    paragraphs(customerLines[mix(n, 71) % customerLines.length]?.[which] ?? '');

/** One of some conversations, with its contact when that is still there. */
function oneOf(world: World, n: number, list: Conversation[]): { one: Conversation; contact: Contact } | undefined {
    const one = list[mix(n, 72) % Math.max(list.length, 1)];
    const contact = one && world.state.contacts.get(one.contacts[0] ?? '');
    return one && contact && isActive(contact) ? { one, contact } : undefined;
}

function reply(world: World, n: number): Conversation | undefined {
    const open = world.state.conversations.values().filter((one) => one.state !== 'closed');
    const found = oneOf(world, n, open);
    if (found) customerReplies(world, found.one, found.contact, { body: line(n, 1) });
    return found?.one;
}

function rate(world: World, n: number): Conversation | undefined {
    const closed = world.state.conversations.values().filter((one) => one.state === 'closed' && !one.rating);
    const found = oneOf(world, n, closed);
    if (!found) return undefined;
    const { one, contact } = found;
    one.rating = {
        rating: 1 + (mix(n, 75) % 5),
        remark: 'Thank you.',
        created_at: world.seconds(),
        contact_id: contact.id,
        admin_id: one.admin_assignee_id === 0 ? null : String(one.admin_assignee_id),
    };
    one.updated_at = world.seconds();
    tellConversation(world, 'conversation.rating.added', one);
    return one;
}

function begin(world: World, n: number): Conversation | undefined {
    const { contacts } = world.state;
    const contact = contacts.at(mix(n, 74) % Math.max(contacts.end, 1));
    if (!contact || !isActive(contact)) return undefined;
    const one = addConversation(world, {
        contacts: [contact.id],
        body: line(n, 0),
        author: contactAuthor(contact),
        waiting_since: world.seconds(),
        company_id: contact.companies[0] ?? null,
    });
    tellConversation(world, 'conversation.user.created', one);
    return one;
}

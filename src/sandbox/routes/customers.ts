import { customerLines } from '../seed/conversations';
import { isActive } from '../store/contact';
import { mix } from '../store/ids';
import { contactAuthor } from '../store/thread';
import type { World } from '../world';
import { customerReplies } from './conversation-parts';
import { addConversation } from './conversations';
import { paragraphs } from './html';
import { tellConversation } from './tell';

/**
 * A customer writes: every other time a new conversation, else to one that is there. For a demo in which something
 * happens. Gives the conversation's id; undefined when there is nobody to write.
 */
export function letCustomersWrite(world: World): string | undefined {
    world.tick();
    const { state } = world;
    const n = world.nextSerial();
    const [question, more] = customerLines[mix(n, 71) % customerLines.length] as readonly [string, string];
    const open = state.conversations.values().filter((one) => one.state !== 'closed');
    const one = open[mix(n, 72) % Math.max(open.length, 1)];
    const known = one && state.contacts.get(one.contacts[0] ?? '');
    if (one && known && isActive(known) && mix(n, 73) % 2 === 0) {
        customerReplies(world, one, known, { body: paragraphs(more) });
        return one.id;
    }
    const contact = state.contacts.at(mix(n, 74) % Math.max(state.contacts.end, 1));
    if (!contact || !isActive(contact)) return undefined;
    const made = addConversation(world, {
        contacts: [contact.id],
        body: paragraphs(question),
        author: contactAuthor(contact),
        waiting_since: world.seconds(),
        company_id: contact.companies[0] ?? null,
    });
    tellConversation(world, 'conversation.user.created', made);
    return made.id;
}

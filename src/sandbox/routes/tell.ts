import type { Conversation } from '../store/conversation';
import type { Ticket } from '../store/ticket';
import type { Topic } from '../webhooks/topics';
import type { World } from '../world';
import { conversationJson } from './conversation-json';
import { ticketJson } from './ticket-json';

/** Says that something happened to a conversation; what is told holds its newest part alone. */
export function tellConversation(world: World, topic: Topic, one: Conversation): void {
    world.changed(topic, () =>
        topic === 'conversation.deleted'
            ? { type: 'conversation', id: one.id, deleted: true }
            : conversationJson(world.state, one, { parts: 'newest' }),
    );
}

/** Says that something happened to a ticket. */
export function tellTicket(world: World, topic: Topic, ticket: Ticket): void {
    world.changed(topic, () => ticketJson(world.state, ticket));
}

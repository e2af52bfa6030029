import type { SandboxState } from '../store/state';

/** What a merged contact had goes over to the survivor: conversations, tickets, notes and choices. */
export function inherit(state: SandboxState, from: string, into: string): void {
    for (const one of state.conversations.values()) {
        if (!one.contacts.includes(from)) continue;
        one.contacts = [...new Set(one.contacts.map((id) => (id === from ? into : id)))];
    }
    for (const ticket of state.tickets.values()) if (ticket.contact_id === from) ticket.contact_id = into;
    for (const note of state.notes.values()) if (note.on.id === from) note.on.id = into;
    const chosen = state.subscriptions.get(from);
    if (chosen) state.subscriptions.set(into, new Map([...chosen, ...(state.subscriptions.get(into) ?? [])]));
    state.subscriptions.delete(from);
}

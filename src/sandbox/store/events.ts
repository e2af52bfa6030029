/** Something that a contact did. */
export interface DataEvent {
    id: string;
    event_name: string;
    /** Unix seconds. */
    created_at: number;
    contact_id: string;
    metadata: Record<string, unknown>;
}

/** Counts of events that were told as a summary. */
export interface EventSummary {
    name: string;
    count: number;
    first: number;
    last: number;
}

/** All events. One of the same contact, name and time is the same event. */
export class EventStore {
    private readonly byContact = new Map<string, Map<string, DataEvent>>();
    private readonly told = new Map<string, Map<string, EventSummary>>();
    private serial = 0;

    /** Keeps an event; undefined when it is there already. */
    add(event: Omit<DataEvent, 'id'>): DataEvent | undefined {
        const own = this.byContact.get(event.contact_id) ?? new Map<string, DataEvent>();
        const key = `${event.created_at} ${event.event_name}`;
        if (own.has(key)) return undefined;
        const kept = { ...event, id: String(++this.serial) };
        own.set(key, kept);
        this.byContact.set(event.contact_id, own);
        return kept;
    }

    /** A contact's events, the newest first. */
    of(contact: string): DataEvent[] {
        const own = [...(this.byContact.get(contact)?.values() ?? [])];
        return own.sort((a, b) => b.created_at - a.created_at || Number(b.id) - Number(a.id));
    }

    /** Takes over counts that were told for a contact. */
    tell(contact: string, summary: EventSummary): void {
        const own = this.told.get(contact) ?? new Map<string, EventSummary>();
        own.set(summary.name, summary);
        this.told.set(contact, own);
    }

    /** Counts by name: those that were told, and the events themselves. */
    summary(contact: string): EventSummary[] {
        const counts = new Map([...(this.told.get(contact) ?? [])].map(([name, one]) => [name, { ...one }]));
        for (const { event_name: name, created_at } of this.of(contact)) {
            const known = counts.get(name);
            if (!known) counts.set(name, { name, count: 1, first: created_at, last: created_at });
            else {
                known.count++;
                known.first = Math.min(known.first, created_at);
                known.last = Math.max(known.last, created_at);
            }
        }
        return [...counts.values()];
    }
}

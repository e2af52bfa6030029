import { CONTACT_SALT, type ContactSeed, ordinalInText, salted, seedContact } from '../seed/contacts';
import { type Contact, isActive } from './contact';
import { objectId, ordinalOf, uuidOf } from './ids';
import { Past } from './past';

/** So many of the contacts that changed last are remembered. */
const LATELY = 50;

/**
 * All contacts. Seeded ones are made when asked for and only kept once they were changed, so a million of them are
 * cheap; created ones follow with the next ordinals. Higher ordinal = created later.
 */
export class ContactStore {
    /** Changes with every write; caches compare it. */
    version = 0;
    private readonly kept = new Map<number, Contact>();
    private readonly byEmail = new Map<string, Set<number>>();
    private readonly byExternalId = new Map<string, Set<number>>();
    private readonly texts = new Map<number, string>();
    private next: number;
    /** Ordinals of those that were changed lately, the last first. */
    private lately: number[] = [];
    private readonly salt: number;
    private gone = 0;

    constructor(
        readonly seed: ContactSeed,
        readonly past = new Past<Contact>(0, Date.now),
    ) {
        this.next = seed.contacts;
        this.salt = salted(seed, CONTACT_SALT);
    }

    /** How many are active. */
    get count(): number {
        return this.next - this.gone;
    }

    /** One more than the highest ordinal. */
    get end(): number {
        return this.next;
    }

    /** The contact with this ordinal, whatever its status. */
    at(ordinal: number): Contact | undefined {
        const kept = this.kept.get(ordinal);
        if (kept) return kept;
        return ordinal >= 0 && ordinal < this.seed.contacts ? seedContact(this.seed, ordinal) : undefined;
    }

    /** The contact with this id, whatever its status. */
    get(id: string): Contact | undefined {
        const ordinal = ordinalOf(id, this.salt);
        return ordinal === undefined ? undefined : this.at(ordinal);
    }

    /** Active contacts, the newest first, or from the oldest on; as they were at `moment`, in milliseconds. */
    *walk(from: 'newest' | 'oldest', beyond?: number, moment = Number.POSITIVE_INFINITY): Generator<Contact> {
        const step = from === 'newest' ? -1 : 1;
        const start = beyond === undefined ? (from === 'newest' ? this.next - 1 : 0) : beyond + step;
        for (let ordinal = start; ordinal >= 0 && ordinal < this.next; ordinal += step) {
            const contact = this.past.at(moment, ordinal, this.at(ordinal));
            if (contact && isActive(contact)) yield contact;
        }
    }

    /** Contacts of any status whose email or external_id is this one, without regard to case. */
    withText(key: 'email' | 'external_id', text: string): Contact[] {
        const wanted = text.toLowerCase();
        const ordinals = new Set((key === 'email' ? this.byEmail : this.byExternalId).get(wanted));
        const seeded = ordinalInText(wanted);
        if (seeded !== undefined) ordinals.add(seeded);
        return [...ordinals]
            .map((ordinal) => this.at(ordinal))
            .filter((contact): contact is Contact => contact?.[key]?.toLowerCase() === wanted);
    }

    /** Adds a contact. */
    create(fields: Omit<Contact, 'ordinal' | 'id' | 'external_id'> & { external_id: string | null }): Contact {
        const ordinal = this.next++;
        // Intercom gives every lead an external_id of its own.
        const external_id = fields.role === 'lead' ? uuidOf(ordinal, 7) : fields.external_id;
        const contact: Contact = { ...fields, ordinal, id: objectId(ordinal, this.salt), external_id };
        this.past.remember(ordinal, undefined);
        this.kept.set(ordinal, contact);
        if (!isActive(contact)) this.gone++;
        this.index(contact);
        this.touched(ordinal);
        return contact;
    }

    /** Changes a contact through `change` and keeps it. */
    update(contact: Contact, change: (contact: Contact) => void): Contact {
        const kept = this.kept.get(contact.ordinal) ?? contact;
        const before = isActive(kept);
        this.past.remember(kept.ordinal, kept);
        this.unindex(kept);
        change(kept);
        this.kept.set(kept.ordinal, kept);
        this.index(kept);
        if (before && !isActive(kept)) this.gone++;
        if (!before && isActive(kept)) this.gone--;
        this.texts.delete(kept.ordinal);
        this.touched(kept.ordinal);
        return kept;
    }

    /** The contact's JSON, from a bounded cache. */
    text(contact: Contact, write: (contact: Contact) => string): string {
        if (this.past.isCopy(contact)) return write(contact);
        let text = this.texts.get(contact.ordinal);
        if (text === undefined) {
            text = write(contact);
            if (this.texts.size >= 10_000) this.texts.clear();
            this.texts.set(contact.ordinal, text);
        }
        return text;
    }

    /** Forgets cached JSON: something that contacts embed has changed. */
    forgetTexts(): void {
        this.texts.clear();
        this.version++;
    }

    /** Active contacts that were made or changed last, the last first; filled up with the newest. */
    recent(count: number): Contact[] {
        const found = new Map<number, Contact>();
        for (const ordinal of this.lately) {
            const contact = this.at(ordinal);
            if (contact && isActive(contact)) found.set(ordinal, contact);
        }
        for (const contact of this.walk('newest')) {
            if (found.size >= count) break;
            found.set(contact.ordinal, contact);
        }
        return [...found.values()].slice(0, count);
    }

    private touched(ordinal: number): void {
        this.version++;
        this.lately = [ordinal, ...this.lately.filter((one) => one !== ordinal)].slice(0, LATELY);
    }

    private index(contact: Contact): void {
        add(this.byEmail, contact.email, contact.ordinal);
        add(this.byExternalId, contact.external_id, contact.ordinal);
    }

    private unindex(contact: Contact): void {
        remove(this.byEmail, contact.email, contact.ordinal);
        remove(this.byExternalId, contact.external_id, contact.ordinal);
    }
}

function add(index: Map<string, Set<number>>, text: string | null, ordinal: number): void {
    if (text === null) return;
    const key = text.toLowerCase();
    const set = index.get(key);
    if (set) set.add(ordinal);
    else index.set(key, new Set([ordinal]));
}

function remove(index: Map<string, Set<number>>, text: string | null, ordinal: number): void {
    const set = text === null ? undefined : index.get(text.toLowerCase());
    set?.delete(ordinal);
    if (text !== null && set?.size === 0) index.delete(text.toLowerCase());
}

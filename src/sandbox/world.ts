import { Faults } from './http/faults';
import { RateWindow } from './http/rate-limit';
import type { Settings } from './options';
import { ContactSearch } from './search/contact-search';
import { Days } from './search/days';
import type { Contact } from './store/contact';
import { Past } from './store/past';
import { SandboxState } from './store/state';

/** An open walk over all companies. */
export interface Scroll {
    /** Where each handed out parameter continues; the one before the last may be repeated. */
    positions: Map<string, number>;
    ids: string[];
    lastUsed: number;
}

/** Something that happened in the workspace, as a webhook tells it. */
export interface Happening {
    /** `contact.user.created` */
    topic: string;
    /** The record, as the API answers it: times are Unix seconds here, whatever a notification writes. */
    item: object;
}

/** What a token may do. */
export interface Rights {
    readOnly: boolean;
}

/** One running workspace: its records, its clock, who may come in, and what goes wrong. */
export class World {
    state: SandboxState;
    contactSearch: ContactSearch;
    readonly days: Days;
    readonly faults = new Faults();
    readonly limiter: RateWindow | undefined;
    /** Accepted tokens, and those that were once and are no longer. */
    private readonly tokens = new Map<string, Rights | 'revoked'>();
    /** OAuth codes that were not used yet. */
    readonly codes = new Set<string>();
    /** How many records of each kind were created through the API. */
    created: Record<string, number> = {};
    /** Only one walk over all companies can be open at a time. */
    scroll: Scroll | undefined;
    /** Its own address, once it listens. */
    url = '';
    private readonly listeners = new Set<(happening: Happening) => void>();
    private shift = 0;
    private serial = 0;

    constructor(readonly settings: Settings) {
        this.limiter = settings.rateLimit ? new RateWindow(settings.rateLimit) : undefined;
        this.days = new Days(settings.timezone);
        this.state = this.freshState();
        this.contactSearch = new ContactSearch(this.state, this.days);
        this.admitAll();
    }

    /** The clock, in milliseconds. */
    now(): number {
        return this.settings.now() + this.shift;
    }

    /** The clock, in Unix seconds, as all of Intercom's timestamps are. */
    seconds(): number {
        return Math.floor(this.now() / 1000);
    }

    /** Moves the clock. */
    setClock(now: number): void {
        this.shift = now - this.settings.now();
    }

    /** A number that was not given before. */
    nextSerial(): number {
        return ++this.serial;
    }

    /** Says that a record was changed; `item`, what a webhook carries of it, is only made when somebody listens. */
    changed(topic: string, item: () => object): void {
        if (this.listeners.size === 0) return;
        const happening = { topic, item: item() };
        for (const listener of this.listeners) listener(happening);
    }

    /** Hears of all that happens, until the returned function is called. */
    onHappening(listener: (happening: Happening) => void): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    /** What a token may do; undefined when it opens nothing. */
    rights(token: string): Rights | undefined {
        const known = this.tokens.get(token);
        if (known === 'revoked') return undefined;
        return known ?? (this.settings.tokens === 'any' && token !== '' ? { readOnly: false } : undefined);
    }

    /** Lets a token in. */
    admit(token: string, rights: Rights = { readOnly: false }): void {
        this.tokens.set(token, rights);
    }

    /** Lets a token in no more. */
    revoke(token: string): void {
        this.tokens.set(token, 'revoked');
    }

    /** Counts a record that was created. */
    countCreated(kind: string): void {
        this.created[kind] = (this.created[kind] ?? 0) + 1;
    }

    /** Back to the beginning. */
    reset(): void {
        this.shift = 0;
        this.state = this.freshState();
        this.contactSearch = new ContactSearch(this.state, this.days);
        this.faults.clear();
        this.limiter?.reset();
        this.codes.clear();
        this.created = {};
        this.scroll = undefined;
        this.admitAll();
    }

    private freshState(): SandboxState {
        const { seed, searchLagMs, listLagMs } = this.settings;
        const past = new Past<Contact>(Math.max(searchLagMs, listLagMs), () => this.now());
        return new SandboxState(seed, this.now(), past);
    }

    private admitAll(): void {
        const { tokens, readOnlyTokens } = this.settings;
        this.tokens.clear();
        if (tokens !== 'any') for (const token of tokens) this.admit(token);
        for (const token of readOnlyTokens) this.admit(token, { readOnly: true });
    }
}

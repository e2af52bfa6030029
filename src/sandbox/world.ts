import { Faults } from './http/faults';
import { RateWindow } from './http/rate-limit';
import type { Settings } from './options';
import { ContactSearch } from './search/contact-search';
import { Days } from './search/days';
import { SandboxState } from './store/state';

/** An open walk over all companies. */
export interface Scroll {
    /** Where each handed out parameter continues; the one before the last may be repeated. */
    positions: Map<string, number>;
    ids: string[];
    lastUsed: number;
}

/** One running workspace: its records, its clock, who may come in, and what goes wrong. */
export class World {
    state: SandboxState;
    contactSearch: ContactSearch;
    readonly days: Days;
    readonly faults = new Faults();
    readonly limiter: RateWindow | undefined;
    /** Accepted tokens. */
    readonly tokens = new Map<string, { readOnly: boolean }>();
    /** OAuth codes that were not used yet. */
    readonly codes = new Set<string>();
    /** How many records of each kind were created through the API. */
    created: Record<string, number> = {};
    /** Only one walk over all companies can be open at a time. */
    scroll: Scroll | undefined;
    /** Its own address, once it listens. */
    url = '';
    private shift = 0;
    private serial = 0;

    constructor(readonly settings: Settings) {
        this.limiter = settings.rateLimit ? new RateWindow(settings.rateLimit) : undefined;
        this.days = new Days(settings.timezone);
        this.state = this.freshState();
        this.contactSearch = new ContactSearch(this.state, this.days);
        this.admit();
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
        this.admit();
    }

    private freshState(): SandboxState {
        return new SandboxState(this.settings.seed, this.now());
    }

    private admit(): void {
        this.tokens.clear();
        for (const token of this.settings.tokens) this.tokens.set(token, { readOnly: false });
        for (const token of this.settings.readOnlyTokens) this.tokens.set(token, { readOnly: true });
    }
}

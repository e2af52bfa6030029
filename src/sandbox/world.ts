import { Faults } from './http/faults';
import { RateWindow } from './http/rate-limit';
import type { Settings } from './options';
import { ContactSearch } from './search/contact-search';
import { Days } from './search/days';
import type { Contact } from './store/contact';
import { Past } from './store/past';
import { SandboxState } from './store/state';
import { Notifier } from './webhooks/notifier';
import type { Topic } from './webhooks/topics';

/** An open walk over all companies. */
export interface Scroll {
    /** Where each handed out parameter continues; the one before the last may be repeated. */
    positions: Map<string, number>;
    ids: string[];
    lastUsed: number;
}

/** A longer timer would end at once; whoever asks later ticks the clock anyway. */
const LONGEST_TIMER = 2_147_483_647;

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
    /** From here every change goes out as a webhook. */
    readonly notifier = new Notifier(this);
    /** What comes due by the clock; see `whenDue`. */
    private readonly due = new Set<(world: World) => void>();
    /** Its own address, once it listens. */
    url = '';
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
        this.tick();
    }

    /** Says that a record was changed; `item` is what a webhook carries of it. */
    changed(topic: Topic, item: () => object): void {
        this.notifier.changed(topic, item);
    }

    /** `check` is called whenever the clock may have moved on: snoozes end by it. The returned function ends that. */
    whenDue(check: (world: World) => void): () => void {
        this.due.add(check);
        return () => this.due.delete(check);
    }

    /** Lets happen what is due. */
    tick(): void {
        for (const check of this.due) check(this);
    }

    /** Ticks once at this moment, in Unix seconds, if nobody asks before. */
    tickAt(seconds: number): void {
        const wait = seconds * 1000 - this.now();
        if (wait <= LONGEST_TIMER) setTimeout(() => this.tick(), Math.max(0, wait)).unref();
    }

    /** A number that was not given before. */
    nextSerial(): number {
        return ++this.serial;
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
        this.notifier.drop();
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

import type { RateLimit } from './http/rate-limit';

/** What is in a workspace when it begins. */
export interface Seed {
    /** Default 250. */
    contacts: number;
    /** Default 50. */
    companies: number;
    /** Whether there are tags; default true. */
    tags: boolean;
    /** Another number, other people; the same number, the same. Default 0. */
    seed: number;
    /** Default 20. */
    conversations: number;
    /** Default 10. */
    tickets: number;
}

/** A desk with enough on it to try things: what people get, while tests keep to less. */
export const busyDesk = { conversations: 60, tickets: 30 } as const;

/** How a sandbox is started; everything has a default. */
export interface SandboxOptions {
    /** Default 0: a free one. */
    port?: number;
    /** How much is in the workspace; a million contacts and 25,000 companies start in about a second. */
    seed?: Partial<Seed>;
    /** What `GET /me` says; default US. */
    region?: 'US' | 'EU' | 'AU';
    /** Default one million calls per ten seconds, so that the headers are always there; null: no headers, no limit. */
    rateLimit?: RateLimit | null;
    /** The version of the API where a request has no `Intercom-Version`, as an app's settings say it; default 2.16. */
    version?: string;
    /** Whether answers are compressed for clients that take that; default true. */
    gzip?: boolean;
    /** The clock in milliseconds; default Date.now. */
    now?: () => number;
    /** Accepted bearer tokens; default `sandbox-token`. `any`: whatever is given. */
    tokens?: string[] | 'any';
    /** Accepted bearer tokens without any write permission: 403, for `POST /companies/list` too. */
    readOnlyTokens?: string[];
    /** The workspace's time zone, which decides where a day of a search begins; default America/New_York. */
    timezone?: string;
    /** How long an unused scroll lives; default a minute. */
    scrollExpiryMs?: number;
    /** What follows the last page of a scroll: 404, as practice shows, or an empty page, as the docs say. */
    scrollEnd?: '404' | 'empty';
    /** How long searches show contacts as they were before; default 0, at Intercom it can be minutes. */
    searchLagMs?: number;
    /** How long GET /contacts does; default 0, at Intercom it is seconds. */
    listLagMs?: number;
    /** Which word `POST /messages` takes for the Messenger; default both. The description says `in_app`, its examples `inapp`. */
    messengerWord?: 'in_app' | 'inapp' | 'both';
    /** Whether a ticket that is given to whom it belongs already is refused with 422, as was seen; default false. */
    refuseSameAssignee?: boolean;
    /** How long a job is pending; default two seconds. */
    jobMs?: number;
    /** The workspace's name; default `Sandbox workspace`. */
    name?: string;
    /** Whether customers write and sign up now and then, so that something happens; default false. */
    lively?: boolean;
    /** How often they do, about; default 10 s. */
    livelyEveryMs?: number;
    /** How many of the last requests are remembered, with what they sent; default 10,000. */
    remembered?: number;
    /** Whether it keeps the process alive; default true. */
    holdsProcess?: boolean;
}

/** The options with every default filled in. */
export type Settings = Required<Omit<SandboxOptions, 'seed'>> & {
    seed: Seed;
};

/** Fills in the defaults. */
export function withDefaults(options: SandboxOptions): Settings {
    return {
        port: options.port ?? 0,
        seed: {
            contacts: options.seed?.contacts ?? 250,
            companies: options.seed?.companies ?? 50,
            tags: options.seed?.tags ?? true,
            seed: options.seed?.seed ?? 0,
            conversations: options.seed?.conversations ?? 20,
            tickets: options.seed?.tickets ?? 10,
        },
        region: options.region ?? 'US',
        rateLimit: options.rateLimit === undefined ? { limit: 1_000_000, windowMs: 10_000 } : options.rateLimit,
        version: options.version ?? '2.16',
        gzip: options.gzip ?? true,
        now: options.now ?? Date.now,
        tokens: options.tokens ?? ['sandbox-token'],
        readOnlyTokens: options.readOnlyTokens ?? [],
        timezone: options.timezone ?? 'America/New_York',
        scrollExpiryMs: options.scrollExpiryMs ?? 60_000,
        scrollEnd: options.scrollEnd ?? '404',
        searchLagMs: options.searchLagMs ?? 0,
        listLagMs: options.listLagMs ?? 0,
        messengerWord: options.messengerWord ?? 'both',
        refuseSameAssignee: options.refuseSameAssignee ?? false,
        jobMs: options.jobMs ?? 2000,
        name: options.name ?? 'Sandbox workspace',
        lively: options.lively ?? false,
        livelyEveryMs: options.livelyEveryMs ?? 10_000,
        remembered: options.remembered ?? 10_000,
        holdsProcess: options.holdsProcess ?? true,
    };
}

import type { Clock } from './clock';
import { aborted, IntercomError } from './errors';
import { type Headers, rateLimitOf, retryAfter, untilReset } from './headers';
import { Lane, type Member } from './lane';
import type { Signal } from './signal';

/** Requests under way at once, whatever the limit: more would only wait for sockets, with their timeouts running. */
const MAX_UNDER_WAY = 100;
/** Requests sent before the first answer tells the limit; from there on, each answer allows one more under way. */
const FIRST_PROBE = 10;
/**
 * Bytes that may wait: a flow that produces faster than Intercom ever takes must not fill the memory. Some 100,000
 * requests without much of a body, or 1,000 with an attachment of 100 kB each.
 */
const MAX_BYTES_WAITING = 128 * 1024 * 1024;
/** What a request that waits takes beside its body: its message, promises and functions. */
const BYTES_OF_A_REQUEST = 1024;
/** A window's length when an answer does not say when it ends. */
const USUAL_WINDOW = 10_000;
/** The shortest pause after a 429. */
const MIN_HOLD = 1_000;
/** The shortest pause (ms) that is told; shorter ones are pacing. */
const MIN_NEWS = 100;

/** Leave to send one request; every one must end in {@link Limiter.leave}. */
export interface Pass {
    lane: string;
    /** The place in its lane: a request that is sent again keeps it. */
    order: number;
}

interface Waiting extends Member {
    readonly name: string;
    readonly bytes: number;
    start: (pass: Pass) => void;
    fail: (error: IntercomError) => void;
    onHold: ((untilMs: number | null) => void) | undefined;
    toldUntil: number | null;
}

/** What the answers said of the current window. */
interface Window {
    /** The end by Intercom's clock (s), which tells windows apart; null when it is not known. */
    reset: number | null;
    /** The end by our clock (ms). Never too early, since dates in headers are cut to whole seconds. */
    endsAt: number;
    /** The least that an answer told to be left. */
    remaining: number;
    /** What the first answer told, and how many requests of ours it may not have counted: to see those of others. */
    atFirst: { remaining: number; started: number };
}

/**
 * Keeps the requests of one connection within Intercom's rate limit, which it learns from the headers of every answer:
 * they are also the common clock of several processes that share one allowance.
 *
 * - While there is room, requests start at once; how many are under way grows with the answers, so that others who use
 *   the same allowance are seen before it is used up.
 * - When there is none, they wait in order until the window ends; lanes take turns.
 * - A new window is tried with a few requests first; its first answer opens the rest.
 * - When others are seen to use the same allowance, fewer are sent at once and the last tenth is spread over the window.
 * - A 429 holds back everything for as long as its headers ask.
 */
export class Limiter {
    readonly #clock: Clock;
    readonly #random: () => number;
    /** Lanes in the order of their turns; each holds its requests in order. */
    readonly #lanes = new Map<string, Lane<Waiting>>();
    #waiting = 0;
    #bytes = 0;
    #underWay = 0;
    #started = 0;
    #orders = 0;
    #limit: number | null = null;
    #window: Window | null = null;
    /** True once an answer came without any of the headers: then there is nothing to obey but a 429. */
    #unlimited = false;
    #heldUntil = 0;
    /** Until when others are taken to use the same allowance. */
    #sharedUntil = 0;
    #lastStart = 0;
    #timer: unknown = null;
    #sleepsUntil: number | null = null;
    /** What all that wait have been told. */
    #toldUntil: number | null = null;
    #closed = false;
    /** Requests that may be under way at once: one more with each answer, few again after a 429. */
    #most = FIRST_PROBE;

    constructor(clock: Clock, random: () => number) {
        this.#clock = clock;
        this.#random = random;
    }

    /** How many requests wait. */
    get waiting(): number {
        return this.#waiting;
    }

    /**
     * Waits for leave to send.
     * @param again the pass of the attempt before, when a request is sent again: it goes before what came later
     * @param bytes the size of its body, which is held meanwhile
     * @throws IntercomError `aborted` when the signal fires or the limiter is closed, `queue_full`
     */
    enter(
        lane: string,
        signal?: Signal,
        onHold?: (untilMs: number | null) => void,
        again?: Pass,
        bytes = 0,
    ): Pass | Promise<Pass> {
        if (this.#closed || signal?.aborted) throw aborted();
        const order = again?.order ?? ++this.#orders;
        if (this.#waiting === 0 && this.#pause() === 0) return this.#start(lane, order);
        const held = bytes + BYTES_OF_A_REQUEST;
        // One alone may always wait: it is in the memory already.
        if (this.#bytes + held > MAX_BYTES_WAITING && this.#waiting > 0 && !again) throw full(this.#waiting);
        return new Promise((resolve, reject) => {
            const entry: Waiting = {
                name: lane,
                lane: null,
                before: null,
                behind: null,
                order,
                bytes: held,
                onHold,
                toldUntil: null,
                start: (pass) => {
                    signal?.removeEventListener('abort', onAbort);
                    resolve(pass);
                },
                fail: (error) => {
                    signal?.removeEventListener('abort', onAbort);
                    reject(error);
                },
            };
            const onAbort = () => {
                this.#remove(entry);
                reject(aborted());
                this.#pump();
            };
            signal?.addEventListener('abort', onAbort, { once: true });
            this.#add(entry);
            // While the limiter sleeps, one more changes nothing.
            if (this.#timer === null) this.#pump();
            if (entry.lane !== null) this.#tell(entry);
        });
    }

    /**
     * Tells that a request which had leave is over, with what its answer's headers said.
     * @param status the HTTP status, or null when there was no answer
     */
    leave(status: number | null = null, headers: Headers = {}): void {
        this.#underWay--;
        if (status !== null) {
            const now = this.#clock.now();
            const sawRoom = this.#room(now) > 0;
            this.#learn(headers, now);
            if (status === 429) this.#hold(headers, now, sawRoom);
            else if (this.#most < MAX_UNDER_WAY) this.#most++;
        }
        this.#pump();
    }

    /** Ends all waiting with `aborted`; nothing enters afterwards. */
    close(): void {
        this.#closed = true;
        this.#clearTimer();
        const lanes = [...this.#lanes.values()];
        this.#lanes.clear();
        this.#waiting = 0;
        this.#bytes = 0;
        for (const lane of lanes) for (const entry of lane) entry.fail(aborted());
    }

    #learn(headers: Headers, now: number): void {
        const { limit, remaining, resetAt } = rateLimitOf(headers);
        if (limit !== null && limit > 0) this.#limit = limit;
        if (remaining === null) {
            if (this.#window !== null) return;
            this.#unlimited = true;
            this.#most = MAX_UNDER_WAY;
            return;
        }
        this.#unlimited = false;
        const reset = resetAt === null ? null : resetAt / 1000;
        const endsAt = now + (untilReset(headers, now) ?? USUAL_WINDOW);
        const window = this.#window;
        if (window !== null && now < window.endsAt) {
            // A late answer to a request of the window before.
            if (reset !== null && window.reset !== null && reset < window.reset) return;
            if (reset === window.reset) {
                window.remaining = Math.min(window.remaining, remaining);
                // Every answer tells the end a little late, so the earliest one told is the best.
                window.endsAt = Math.min(window.endsAt, endsAt);
                const { atFirst } = window;
                if (atFirst.remaining - window.remaining > this.#started - atFirst.started) this.#notice(endsAt);
                return;
            }
        }
        const started = this.#started - this.#underWay;
        this.#window = { reset, endsAt, remaining, atFirst: { remaining, started } };
        // Of a new window, nobody but our requests under way should have used anything.
        if (this.#limit !== null && this.#limit - remaining > this.#underWay + 1) this.#notice(endsAt);
    }

    /** Takes the allowance as shared for this window and the next. */
    #notice(endsAt: number): void {
        this.#sharedUntil = Math.max(this.#sharedUntil, endsAt + USUAL_WINDOW);
    }

    #hold(headers: Headers, now: number, sawRoom: boolean): void {
        const asked = Math.max(retryAfter(headers, now) ?? 0, untilReset(headers, now) ?? 0, MIN_HOLD);
        // A little later for each process at its own time, so that they do not all come back at once.
        const until = now + asked + this.#random() * Math.min(asked / 10, 1000);
        this.#heldUntil = Math.max(this.#heldUntil, until);
        this.#most = FIRST_PROBE;
        // Refused although we saw room: somebody else took it.
        if (sawRoom) this.#notice(until);
        // What comes after the hold is a new window, to be tried with a few requests.
        if (this.#window) this.#window.endsAt = now;
    }

    /** Requests that may still be sent in the current window: none of those under way is taken as counted yet. */
    #room(now: number): number {
        const window = this.#window;
        return window === null || now >= window.endsAt ? 0 : window.remaining - this.#underWay;
    }

    /** How many requests try an unknown window. */
    #probe(): number {
        return this.#limit === null ? FIRST_PROBE : Math.max(FIRST_PROBE, Math.ceil(this.#limit / 10));
    }

    /** Milliseconds until the next request may start; Infinity when only an answer can tell. */
    #pause(): number {
        const now = this.#clock.now();
        if (now < this.#heldUntil) return this.#heldUntil - now;
        if (this.#underWay >= this.#most) return Number.POSITIVE_INFINITY;
        if (this.#unlimited) return 0;
        const isShared = now < this.#sharedUntil;
        const window = this.#window;
        if (window === null || now >= window.endsAt) {
            const probe = isShared ? Math.ceil(this.#probe() / 5) : this.#probe();
            return this.#underWay < probe ? 0 : Number.POSITIVE_INFINITY;
        }
        const room = this.#room(now);
        if (room <= 0) return window.endsAt - now + (isShared ? this.#random() * 1000 : 0);
        if (!isShared) return 0;
        const tenth = Math.ceil((this.#limit ?? FIRST_PROBE * 10) / 10);
        // The nearer the end, the fewer at once: the others' requests under way are not in the headers yet. With an
        // eighth of the room each, four processes are refused one request in two hundred; with a quarter, one in thirty.
        const most = Math.max(1, Math.min(tenth, Math.floor(room / 8)));
        if (this.#underWay >= most) return Number.POSITIVE_INFINITY;
        if (room > tenth) return 0;
        const gap = (window.endsAt - now) / (room + 1);
        return Math.max(0, this.#lastStart + gap - now);
    }

    #start(lane: string, order: number): Pass {
        this.#underWay++;
        this.#lastStart = this.#clock.now();
        this.#started++;
        return { lane, order };
    }

    /** Starts what may start, and sets the alarm for the rest. */
    #pump(): void {
        this.#clearTimer();
        while (this.#waiting > 0) {
            const pause = this.#pause();
            if (pause > 0) {
                this.#sleep(pause);
                return;
            }
            const entry = this.#takeNext();
            if (entry.toldUntil !== null) entry.onHold?.(null);
            entry.start(this.#start(entry.name, entry.order));
        }
    }

    #sleep(pause: number): void {
        // Only an answer can tell: it will pump.
        if (pause === Number.POSITIVE_INFINITY) return;
        const now = this.#clock.now();
        this.#timer = this.#clock.setTimeout(() => {
            this.#timer = null;
            this.#pump();
        }, Math.ceil(pause));
        // While requests are under way and the hold is not Intercom's word, an answer may end it at once: no news.
        const isCertain = now < this.#heldUntil || this.#underWay === 0 || (this.#window?.remaining ?? 1) <= 0;
        this.#sleepsUntil = isCertain && pause >= MIN_NEWS ? now + pause : null;
        this.#tellAll();
    }

    /** Only when there is news: this is called with every answer, and thousands may wait. */
    #tellAll(): void {
        if (this.#sleepsUntil === null || isSame(this.#toldUntil, this.#sleepsUntil)) return;
        this.#toldUntil = this.#sleepsUntil;
        for (const lane of this.#lanes.values()) for (const entry of lane) this.#tell(entry);
    }

    #tell(entry: Waiting): void {
        if (this.#sleepsUntil === null || isSame(entry.toldUntil, this.#sleepsUntil)) return;
        entry.toldUntil = this.#sleepsUntil;
        entry.onHold?.(entry.toldUntil);
    }

    #clearTimer(): void {
        if (this.#timer !== null) this.#clock.clearTimeout(this.#timer);
        this.#timer = null;
    }

    #add(entry: Waiting): void {
        let lane = this.#lanes.get(entry.name);
        if (lane === undefined) {
            lane = new Lane(entry.name);
            this.#lanes.set(entry.name, lane);
        }
        lane.add(entry);
        this.#waiting++;
        this.#bytes += entry.bytes;
    }

    #remove(entry: Waiting): void {
        const lane = entry.lane as Lane<Waiting> | null;
        if (lane === null) return;
        lane.remove(entry);
        if (lane.first === null) this.#lanes.delete(lane.name);
        this.#waiting--;
        this.#bytes -= entry.bytes;
    }

    /** The first request of the lane whose turn it is; the lane goes to the end of the row. */
    #takeNext(): Waiting {
        const lane = this.#lanes.values().next().value as Lane<Waiting>;
        const entry = lane.first as Waiting;
        this.#remove(entry);
        if (lane.first !== null) {
            this.#lanes.delete(lane.name);
            this.#lanes.set(lane.name, lane);
        }
        return entry;
    }
}

/** Whether two times are the same to a person. */
function isSame(told: number | null, until: number): boolean {
    return told !== null && Math.abs(told - until) < 1000;
}

function full(waiting: number): IntercomError {
    return new IntercomError('Too many requests wait.', {
        code: 'queue_full',
        retryable: true,
        neverSent: true,
        hint: `Give the list to one node with forEach, or slow the flow down: ${waiting} wait, with ${MAX_BYTES_WAITING / 1024 / 1024} MB.`,
    });
}

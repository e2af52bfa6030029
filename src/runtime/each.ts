import type { Node, NodeAPI } from 'node-red';
import { InputError, invalidInput } from '../action';
import type { ErrorDescription, IntercomError } from '../client';
import { integer, notGiven, readValue } from '../fields';
import { type Config, missing, storedIn } from './inputs';
import { type Message, partsOf, type Send } from './outputs';
import { evaluator, isNothing, ValueFault } from './values';

/** Elements that a node works on at a time, whatever the length of its lists. */
export const MAX_IN_FLIGHT = 32;
/** Elements that may be done while an earlier one is not, where answers go out one by one in the order of the list. */
const MAX_AHEAD = 256;
/** Elements begun before others than this node have their turn: those that fail at once never wait for anything. */
const MAX_AT_ONCE = 64;

/** How an action works once for each element of a list. */
export interface Each {
    list: readonly unknown[];
    /** The message property that holds the list, where it is not the payload: copies of the message go without. */
    property?: string;
    /** The element to begin at. */
    startAt: number;
    collect: 'array' | 'items';
}

/** What came of one element. */
type Outcome = { payload: unknown; intercom: Record<string, unknown>; properties?: object } | { error: IntercomError };

interface Work {
    RED: NodeAPI;
    action: { type: string; marks?: object };
    msg: Message;
    send: Send;
    signal: AbortSignal;
    /** Works on one element: the message has it as its payload. */
    work: (msg: Message) => Promise<Outcome>;
    /** Hands a failure to catch nodes. */
    fail: (msg: Message, error: IntercomError) => void;
    /** @param reached how many elements of the list have their answer, those before `startAt` among them */
    onProgress: (reached: number, total: number) => void;
}

/** What came of a list. */
export interface Tally {
    done: number;
    failed: number;
}

/** A failure as `msg.intercom.errors` lists it. */
type Failure = { index: number } & ErrorDescription;

const collects = ['array', 'items'] as const;

const startField = integer({ min: 0 });

/**
 * Prepares `forEach`, `startAt` and `collect` of a node.
 * @returns reads a message: the list, or `undefined` where the node works on the message itself. Rejects with an InputError.
 */
export function eachReader(RED: NodeAPI, node: Node, config: Config): ((msg: Message) => Promise<Each>) | undefined {
    const stored = storedIn(config, 'forEach', notGiven);
    if (stored.value === '') return undefined;
    const readList = evaluator(RED, node, stored);
    const readStart = evaluator(RED, node, storedIn(config, 'startAt', notGiven));
    const evaluate = async (property: string, read: ReturnType<typeof evaluator>, msg: Message): Promise<unknown> => {
        try {
            return await read(msg);
        } catch (error) {
            if (error instanceof ValueFault) throw new InputError('invalid_field', property, error.fault);
            throw error;
        }
    };
    return async (msg) => {
        const collect = collects.find((one) => one === (config.collect || 'array'));
        if (!collect)
            throw invalidInput('collect', 'fault.choice', { choices: collects.join(', '), value: config.collect });
        const held = await evaluate('forEach', readList, msg);
        if (isNothing(held)) throw missing('forEach', stored, held);
        // a list of one that JSONata finds is the element itself
        const given = Array.isArray(held) || stored.type !== 'jsonata' ? held : [held];
        if (!Array.isArray(given)) throw invalidInput('forEach', 'fault.list', { value: held });
        const start = readValue(startField, await evaluate('startAt', readStart, msg));
        if ('fault' in start) throw new InputError('invalid_field', 'startAt', start.fault);
        return {
            // a context store or a message may change meanwhile: the run may take an hour
            list: [...given],
            property: stored.type === 'msg' ? stored.value : undefined,
            startAt: Number(start.value ?? 0),
            collect,
        };
    };
}

/** What was cut off: the first element without an answer. */
export class Interrupted extends Error {
    constructor(readonly next: number) {
        super('interrupted');
    }
}

/** A value without what stands at a place in it; what lies on the way there is copied, the rest is the same. */
function without(value: unknown, [first, ...others]: readonly string[]): unknown {
    if (typeof value !== 'object' || value === null || first === undefined) return value;
    const copy = (Array.isArray(value) ? [...value] : { ...value }) as Record<string, unknown>;
    if (others.length > 0) copy[first] = without(copy[first], others);
    else if (Array.isArray(value)) copy[first] = undefined;
    else delete copy[first];
    return copy;
}

/** What each message of a sequence has of the one that came in: neither its payload nor the list, wherever that was. */
function carried(RED: NodeAPI, msg: Message, property: string | undefined): Message {
    const { payload, ...rest } = msg;
    if (property === undefined) return rest as Message;
    const place = RED.util.normalisePropertyExpression(property, msg, false).map(String);
    return without(rest, place) as Message;
}

/** One list that is worked on. */
class Run {
    readonly result: Promise<Tally>;
    readonly #each: Each;
    readonly #work: Work;
    readonly #total: number;
    readonly #copy: Message;
    readonly #parts: object;
    readonly #payloads: unknown[] = [];
    readonly #failures: Failure[] = [];
    /** Outcomes that wait for those of earlier elements. */
    readonly #waiting = new Map<number, Outcome>();
    /** The next element to begin. */
    #next: number;
    /** The first element whose outcome is not told. */
    #told: number;
    #done = 0;
    #inFlight = 0;
    #isStopped = false;
    #isOver = false;
    /** What went wrong beside the elements. */
    #broken: { error: unknown } | undefined;
    #settle!: { resolve: (tally: Tally) => void; reject: (error: unknown) => void };

    constructor(each: Each, work: Work) {
        const { RED, msg } = work;
        this.#each = each;
        this.#work = work;
        this.#total = each.list.length;
        this.#next = Math.min(each.startAt, this.#total);
        this.#told = this.#next;
        this.#copy = carried(RED, msg, each.property);
        this.#parts = partsOf(RED, msg);
        this.result = new Promise((resolve, reject) => {
            this.#settle = { resolve, reject };
        });
    }

    /** Whether every element was begun, or none will be any more. */
    get isTaken(): boolean {
        return this.#next >= this.#total || this.#isStopped || this.#broken !== undefined;
    }

    /** Begins the next element, if one may be begun now. */
    take(): (() => Promise<void>) | undefined {
        const isAhead = this.#each.collect === 'items' && this.#next - this.#told >= MAX_AHEAD;
        if (this.isTaken || isAhead) return undefined;
        const index = this.#next++;
        this.#inFlight++;
        return () => this.#workOn(index);
    }

    /** Begins no more; what is in flight may still come to its end. */
    stop(): void {
        this.#isStopped = true;
        this.settle();
    }

    /** Ends the run where nothing is to come. */
    settle(): void {
        if (this.#inFlight > 0 || this.#isOver) return;
        this.#isOver = this.#broken !== undefined || this.#isStopped || this.#told === this.#total;
        if (this.#broken) this.#settle.reject(this.#broken.error);
        else if (this.#told === this.#total) this.#finish();
        else if (this.#isStopped) this.#settle.reject(new Interrupted(this.#told));
    }

    async #workOn(index: number): Promise<void> {
        const { msg, work } = this.#work;
        try {
            if (index % MAX_AT_ONCE === MAX_AT_ONCE - 1) await new Promise(setImmediate);
            const outcome = await work({ ...msg, payload: this.#each.list[index] });
            // an element that was cut off, by the end of the node or of its connection, has no answer
            if ('error' in outcome && outcome.error.code === 'aborted') this.#isStopped = true;
            else this.#keep(index, outcome);
        } catch (error) {
            this.#broken ??= { error };
        } finally {
            this.#inFlight--;
            this.settle();
        }
    }

    #keep(index: number, outcome: Outcome): void {
        this.#waiting.set(index, outcome);
        for (let ready = this.#waiting.get(this.#told); ready; ready = this.#waiting.get(this.#told)) {
            this.#waiting.delete(this.#told);
            const at = this.#told++;
            this.#tell(at, ready);
            this.#work.onProgress(this.#told, this.#total);
        }
    }

    /** Hands over one outcome; they come in the order of the list. */
    #tell(index: number, outcome: Outcome): void {
        const { collect, list } = this.#each;
        const { RED, send, fail, signal } = this.#work;
        if (!('error' in outcome)) this.#done++;
        if (collect === 'array') {
            this.#payloads.push('error' in outcome ? null : outcome.payload);
            if ('error' in outcome) this.#failures.push({ index, ...outcome.error.describe() });
            return;
        }
        // nothing leaves a node that is closed: the element is done all the same, and must not be done again
        if (signal.aborted) return;
        const own = { ...RED.util.cloneMessage(this.#copy), parts: { ...this.#parts, index, count: this.#total } };
        if ('error' in outcome) fail({ ...own, payload: list[index] }, outcome.error);
        else send({ ...own, ...outcome.properties, payload: outcome.payload, intercom: outcome.intercom } as Message);
    }

    #finish(): void {
        const { action, msg, send, signal } = this.#work;
        const tally = { done: this.#done, failed: this.#told - Math.min(this.#each.startAt, this.#total) - this.#done };
        try {
            if (this.#each.collect === 'array') {
                // answers that can no longer be sent: the list itself is done
                if (signal.aborted) throw new Interrupted(this.#total);
                const facts = { total: this.#total, ...tally, errors: this.#failures };
                const intercom = { action: action.type, ...action.marks, ...facts };
                send(Object.assign(msg, { payload: this.#payloads, intercom }));
            }
            this.#settle.resolve(tally);
        } catch (error) {
            this.#settle.reject(error);
        }
    }
}

/**
 * What a node does for the elements of lists: a bounded number at a time over all its messages, those of the earliest
 * message first, so that a list may also come in pieces.
 */
export class Runs {
    readonly #runs = new Set<Run>();
    #inFlight = 0;
    #isStopped = false;
    #whenIdle: (() => void) | undefined;

    /**
     * Works once for each element of a list; answers and failures come in the order of the list.
     * @throws Interrupted when the node is closed meanwhile
     */
    async work(each: Each, work: Work): Promise<Tally> {
        const run = new Run(each, work);
        if (this.#isStopped) run.stop();
        else run.settle(); // an empty list
        this.#runs.add(run);
        this.#begin();
        return run.result;
    }

    /** Whether any element is in flight. */
    get isBusy(): boolean {
        return this.#inFlight > 0;
    }

    /** Begins no more elements. Resolves when none is in flight. */
    async stop(): Promise<void> {
        this.#isStopped = true;
        for (const run of this.#runs) run.stop();
        if (!this.isBusy) return;
        await new Promise<void>((resolve) => {
            this.#whenIdle = resolve;
        });
    }

    #begin(): void {
        for (const run of this.#runs) {
            while (this.#inFlight < MAX_IN_FLIGHT) {
                const work = run.take();
                if (!work) break;
                this.#inFlight++;
                work().then(() => {
                    this.#inFlight--;
                    this.#begin();
                });
            }
            if (run.isTaken) this.#runs.delete(run);
            if (this.#inFlight >= MAX_IN_FLIGHT) break;
        }
        if (this.#inFlight === 0) this.#whenIdle?.();
    }
}

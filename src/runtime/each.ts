import type { Node, NodeAPI } from 'node-red';
import { InputError, invalidInput } from '../action';
import type { ErrorDescription, IntercomError } from '../client';
import { fromMsg, integer, notGiven, readValue, show } from '../fields';
import { type Config, storedIn } from './inputs';
import { copyOf, type Message, partsOf, type Send } from './outputs';
import { evaluator, isEvaluated, ValueFault } from './values';

/** Elements that are worked on at a time, whatever the length of the list. */
const IN_FLIGHT = 32;
/** Elements that may be done while an earlier one is not: answers go out in the order of the list. */
const AHEAD = 256;

/** How an action works once for each element of a list. */
export interface Each {
    list: readonly unknown[];
    /** The element to begin at. */
    startAt: number;
    collect: 'array' | 'items';
}

/** What came of one element. */
type Outcome = { payload: unknown; intercom: Record<string, unknown>; properties?: object } | { error: IntercomError };

interface Run {
    RED: NodeAPI;
    action: string;
    msg: Message;
    send: Send;
    signal: AbortSignal;
    /** Works on one element: the message has it as its payload. */
    work: (msg: Message) => Promise<Outcome>;
    /** Hands a failure to catch nodes. */
    fail: (msg: Message, error: IntercomError) => void;
    onProgress: (done: number, failed: number, total: number) => void;
}

/** A failure as `msg.intercom.errors` lists it. */
type Failure = { index: number } & ErrorDescription;

const collects = ['array', 'items'] as const;

/**
 * Prepares `forEach`, `startAt` and `collect` of a node.
 * @returns reads a message: the list, or `undefined` where the node works on the message itself. Rejects with an InputError.
 */
export function eachReader(RED: NodeAPI, node: Node, config: Config): ((msg: Message) => Promise<Each>) | undefined {
    const stored = storedIn(config, 'forEach', notGiven);
    if (stored.value === '') return undefined;
    const readList = evaluator(RED, node, stored);
    const readStart = evaluator(RED, node, storedIn(config, 'startAt', notGiven));
    const startField = integer({ stored: fromMsg('startAt'), min: 0 } as never);
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
        if (held === undefined || held === null || held === '') {
            const place =
                isEvaluated(stored) && stored.type !== 'jsonata' ? `${stored.type}.${stored.value}` : stored.value;
            throw new InputError('missing_field', 'forEach', { key: 'fault.missingAt', values: { place } });
        }
        const list = Array.isArray(held) ? held : stored.type === 'jsonata' ? [held] : undefined;
        if (!list)
            throw new InputError('invalid_field', 'forEach', { key: 'fault.list', values: { value: show(held) } });
        const start = readValue(startField, await evaluate('startAt', readStart, msg));
        if ('fault' in start) throw new InputError('invalid_field', 'startAt', start.fault);
        return { list, startAt: Number(start.value ?? 0), collect };
    };
}

/** What was cut off: which elements have no answer yet. */
export class Interrupted extends Error {
    constructor(readonly next: number) {
        super('interrupted');
    }
}

/**
 * Works once for each element of a list: a bounded number at a time, the answers in the order of the list, failures
 * apart.
 * @returns what came of it, in few words
 * @throws Interrupted when the node is closed meanwhile
 */
export async function runEach({ list, startAt, collect }: Each, run: Run): Promise<{ done: number; failed: number }> {
    const { RED, action, msg, send, signal } = run;
    const total = list.length;
    const { payload, ...rest } = msg;
    const parts = partsOf(RED, msg);
    const payloads: unknown[] = [];
    const failures: Failure[] = [];
    const waiting = new Map<number, Outcome>();
    let next = Math.min(startAt, total);
    let told = next;
    let done = 0;
    let failed = 0;

    /** Hands over one outcome; they come in the order of the list. */
    function tell(index: number, outcome: Outcome): void {
        if ('error' in outcome) {
            failed++;
            if (collect === 'array') {
                payloads.push(null);
                failures.push({ index, ...outcome.error.describe() });
            } else {
                run.fail(Object.assign(copyOf(RED, msg), { payload: list[index] }), outcome.error);
            }
        } else {
            done++;
            if (collect === 'array') payloads.push(outcome.payload);
            else {
                send(
                    Object.assign(copyOf(RED, msg), outcome.properties, {
                        payload: outcome.payload,
                        intercom: outcome.intercom,
                        parts: { ...parts, index, count: total },
                    }),
                );
            }
        }
        run.onProgress(done, failed, total);
    }

    const behind: (() => void)[] = [];
    const release = (): void => {
        for (const go of behind.splice(0)) go();
    };

    async function lane(): Promise<void> {
        while (next < total && !signal.aborted) {
            if (next - told >= AHEAD) {
                await new Promise<void>((resolve) => behind.push(resolve));
                continue;
            }
            const index = next++;
            const outcome = await run.work({ ...rest, payload: list[index] } as Message);
            // an element that was cut off has no answer: it is the next run's
            if (signal.aborted && 'error' in outcome) return;
            waiting.set(index, outcome);
            for (let ready = waiting.get(told); ready !== undefined; ready = waiting.get(told)) {
                waiting.delete(told);
                tell(told++, ready);
            }
            release();
        }
    }
    signal.addEventListener('abort', release, { once: true });
    await Promise.all(Array.from({ length: Math.min(IN_FLIGHT, total - next) }, lane));
    if (told < total) throw new Interrupted(told);
    if (collect === 'array') {
        const intercom = { action, total, done, failed, errors: failures };
        send(Object.assign(msg, { payload: payloads, intercom }));
    }
    return { done, failed };
}

import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { RateLimit, SandboxOptions } from '../../src/sandbox';
import { exactly, type Row } from '../measure';
import { startProgram, type Worker } from '../orders';
import type { Target } from '../peers/peer';

/** How much is measured. */
export interface Amounts {
    /** Rounds of the short measurements. */
    rounds: number;
    /** Rounds of those that take seconds. */
    longRounds: number;
    /** Contacts of a fetch-all; the large one of the heap has ten times as many. */
    contacts: number;
    /** Contacts that are created without a limit. */
    rows: number;
    /** Contacts that are created at Intercom's limit. */
    limitedRows: number;
    /** How long webhooks come in (s). */
    webhookSeconds: number;
    /** A built checkout of an earlier version, to be measured in the same rounds. */
    earlier?: string;
}

/** Waits for a process and sees to its end. */
export type Use = <T extends { stop(): Promise<unknown> }>(starting: Promise<T>) => Promise<T>;

/** One of the benchmarks. */
export type Section = (use: Use, amounts: Amounts) => Promise<Row[]>;

export const program = (file: string) => join(__dirname, '..', file);

export interface SandboxProcess {
    target: Target;
    /** A contact as JSON text. */
    body: string;
    worker: Worker;
}

export async function sandboxOf(use: Use, options: SandboxOptions, record = false): Promise<SandboxProcess> {
    const args = [JSON.stringify(options), record ? 'record' : ''];
    const worker = await use(startProgram(program('servers/sandbox.ts'), args));
    return { worker, target: await worker.ask<Target>('target'), body: await worker.ask<string>('body') };
}

/** A server that always answers the same. */
export async function stillServer(use: Use, body: string): Promise<{ url: string }> {
    return (await use(startProgram(program('servers/still.ts'), [body]))).ask<{ url: string }>('target');
}

/** A peer without Node-RED, in a process of its own. */
export const startPeer = (use: Use, name: 'axios' | 'undici' | 'sdk', target: Target): Promise<Worker> =>
    use(startProgram(program('peers/main.ts'), [name, JSON.stringify(target)]));

/** Waits until a window begins: what is measured from there on has all of it. Resolves to when that is (ms since 1970). */
export async function nextWindow({ windowMs }: RateLimit): Promise<number> {
    await sleep(windowMs - (Date.now() % windowMs) + 50);
    return Date.now();
}

/** How much of what a limit allows was used, by the log of the sandbox. */
export interface Usage {
    /** Percent of what the windows allowed; the last window, in which the requests end, is left out. */
    used: number;
    /** Percent of all answers. */
    refused: number;
}

/** Looks at what came since a window began. */
export async function usageOf(
    { worker }: SandboxProcess,
    { limit, windowMs }: RateLimit,
    since: number,
): Promise<Usage> {
    const all = await worker.ask<{ at: number; status: number }[]>('log');
    const log = all.filter(({ at }) => at >= since);
    const served = log.filter(({ status }) => status !== 429);
    const windowOf = ({ at }: { at: number }) => Math.floor(at / windowMs);
    const [first, last] = [windowOf({ at: since }), Math.max(...served.map(windowOf))];
    return {
        used: (100 * served.filter((one) => windowOf(one) < last).length) / (limit * (last - first)),
        refused: (100 * (log.length - served.length)) / log.length,
    };
}

/** The rows of that: what was lost among them. */
export const usageRows = (
    what: string,
    lost: number,
    { used, refused }: Usage,
    goals?: { used: number; refused: number },
): Row[] => [
    { what: `${what}: lost`, value: exactly(lost), unit: 'requests', goal: goals && { atMost: 0 } },
    { what: `${what}: used`, value: exactly(used), unit: '%', goal: goals && { atLeast: goals.used } },
    { what: `${what}: answered 429`, value: exactly(refused), unit: '%', goal: goals && { atMost: goals.refused } },
];

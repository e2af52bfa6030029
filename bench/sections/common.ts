import { join } from 'node:path';
import type { SandboxOptions } from '../../src/sandbox';
import type { Row } from '../measure';
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
}

/** Waits for a process and sees to its end. */
export type Use = <T extends { stop(): Promise<void> }>(starting: Promise<T>) => Promise<T>;

/** One of the benchmarks. */
export type Section = (use: Use, amounts: Amounts) => Promise<Row[]>;

const program = (file: string) => join(__dirname, '..', file);

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

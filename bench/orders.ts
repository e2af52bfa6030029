import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { once } from 'node:events';
import { nodePath } from '../test/support/node-red';

/** What a drive node or a peer says of an order. */
export interface Result {
    done: number;
    failed: number;
    /** The last failure. */
    error: string | null;
    ms: number;
    /** Processor time of the whole process. */
    cpuMs: number;
    records?: number;
    /** How long each of them took, where that was measured (ms). */
    waits?: number[];
    /** Bytes held at each look, the first before anything was done; only where the order asked for it. */
    heaps: number[];
}

interface Reply {
    id?: number;
    result?: unknown;
    ready?: string;
    told?: number;
}

/** A process of ours that takes orders over its IPC channel. */
export class Worker {
    #orders = 0;
    readonly #open = new Map<number, (result: unknown) => void>();
    readonly #ready = new Set<string>();
    readonly #end: Promise<unknown>;
    readonly output: string[] = [];
    /** Called with what a run that goes on tells of itself. */
    onTold: (what: number) => void = () => undefined;

    constructor(readonly child: ChildProcess) {
        child.setMaxListeners(0);
        this.#end = once(child, 'exit');
        for (const stream of [child.stdout, child.stderr]) stream?.on('data', (data) => this.output.push(String(data)));
        child.on('message', ({ id, result, ready, told }: Reply) => {
            if (ready !== undefined) this.#ready.add(ready);
            if (told !== undefined) this.onTold(told);
            if (id === undefined) return;
            this.#open.get(id)?.(result);
            this.#open.delete(id);
        });
    }

    /** Gives an order and waits for its result; fails when the process ends before. */
    async ask<T = Result>(name: string, order: object = {}): Promise<T> {
        const id = ++this.#orders;
        const answered = new Promise<unknown>((resolve) => this.#open.set(id, resolve));
        this.child.send({ id, name, order });
        return (await this.#orEnd(answered)) as T;
    }

    /** Waits until the process has said that it is ready by all these names. */
    async ready(...names: string[]): Promise<void> {
        while (!names.every((name) => this.#ready.has(name))) await this.#orEnd(once(this.child, 'message'));
    }

    /** Kills it; what it told before has been heard then. */
    async stop(): Promise<void> {
        const silent = this.child.connected ? once(this.child, 'disconnect') : undefined;
        if (this.child.exitCode === null && this.child.signalCode === null) this.child.kill('SIGKILL');
        await Promise.all([this.#end, silent]);
    }

    #orEnd<T>(promise: Promise<T>): Promise<T> {
        const ended = this.#end.then(() => {
            throw new Error(`a process of the benchmark has ended:\n${this.output.slice(-20).join('')}`);
        });
        return Promise.race([promise, ended]);
    }
}

/** Starts the Node.js of the run, the same for Node-RED and all peers, with an IPC channel. */
export function startNode(args: string[], options: SpawnOptions = {}): Worker {
    const child = spawn(nodePath, args, { stdio: ['ignore', 'pipe', 'pipe', 'ipc'], ...options });
    return new Worker(child);
}

/** Starts a TypeScript program of this folder that serves orders. */
export async function startProgram(file: string, args: string[] = []): Promise<Worker> {
    const worker = startNode(['--import', 'tsx', file, ...args]);
    await worker.ready('program');
    return worker;
}

type Serve = (order: object) => unknown;

/** In the process: serves orders until the other end is gone. */
export function serveOrders(orders: Record<string, Serve>): void {
    process.on('message', async ({ id, name, order }: { id: number; name: string; order: object }) => {
        process.send?.({ id, result: await orders[name]?.(order) });
    });
    process.once('disconnect', () => process.exit(0));
    process.send?.({ ready: 'program' });
}

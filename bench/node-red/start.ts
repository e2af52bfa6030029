import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment, nodeRedPath } from '../../test/support/node-red';
import { prepareUserDir } from '../../test/support/user-dir';
import { startNode, type Worker } from '../orders';
import type { Target } from '../peers/peer';
import { type Driven, flowOf } from './flows';

/** A Node-RED with a flow that takes orders. */
export interface DrivenNodeRed {
    /** The drive node of that name gets an order. */
    order: Worker['ask'];
    worker: Worker;
    url: string;
    stop(): Promise<void>;
}

export interface DrivenOptions {
    /** A checkout of another version than this one. */
    checkout?: string;
    /** Whether its drive nodes can collect garbage before they look at the heap. */
    collects?: boolean;
}

/** Waits for a line of a process's output. */
export async function lineOf(worker: Worker, what: RegExp): Promise<string> {
    for (;;) {
        const found = what.exec(worker.output.join(''));
        if (found) return found[1] ?? found[0];
        await new Promise<void>((resolve, reject) => {
            worker.child.stdout?.once('data', () => resolve());
            worker.child.once('exit', () => reject(new Error(`Node-RED has ended:\n${worker.output.join('')}`)));
        });
    }
}

/**
 * Starts a real Node-RED without any open editor, and deploys the flow.
 */
export async function startDriven(
    target: Target,
    driven: Driven[],
    { checkout, collects = false }: DrivenOptions = {},
): Promise<DrivenNodeRed> {
    const userDir = await prepareUserDir({ checkout, settings: { nodesDir: [__dirname] } });
    const worker = startRed(userDir, collects ? ['--expose-gc'] : []);
    const url = await lineOf(worker, /Server now running at (https?:\/\/[^\s/]+)/);
    const response = await fetch(`${url}/flows`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', 'Node-RED-API-Version': 'v2' },
        body: JSON.stringify({ flows: flowOf(target, driven) }),
    });
    if (!response.ok) throw new Error(`the deploy was answered ${response.status}: ${await response.text()}`);
    await worker.ready(...driven.map(({ drive }) => drive));
    return {
        order: (name, order) => worker.ask(name, order),
        worker,
        url,
        async stop() {
            await worker.stop();
            await rm(userDir, { recursive: true, force: true });
        },
    };
}

/** Starts Node-RED on a user directory. */
export function startRed(userDir: string, execArgv: string[] = []): Worker {
    const redJs = join(nodeRedPath, 'red.js');
    const args = [...execArgv, redJs, '--userDir', userDir, '--settings', join(userDir, 'settings.js')];
    return startNode(args, { cwd: userDir, env: cleanEnvironment() });
}

import path from 'node:path';
import { inspect } from 'node:util';
import type { Node, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import connection from '../../nodes/connection/connection';
import { root } from '../../src/build/discover';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { registers } from '../nodes/flow';
import * as audit from '../support/audit';
import { waitFor } from '../support/wait';

type Properties = Record<string, unknown>;

/** A node of a flow that holds many. */
export interface Member {
    /** Unique in its flow. */
    id: string;
    type: string;
    properties?: Properties;
    /** Of its connection: each member has one of its own, so that its requests are its own too. */
    connection: Properties;
    token: string;
}

/** How one input ended. */
export interface End {
    sent: Properties[];
    caught: Properties[];
    completed: number;
    /** What the node gave to `done`. */
    errors: unknown[];
}

const coreNode = (file: string) => require(path.join(root, 'node_modules/@node-red/nodes/core', `${file}.js`));

/**
 * Many action nodes at once, each with its own connection, all of them wired to one catch, complete and collecting
 * node. Messages are told apart by the property `n`, which every one of them keeps on its way.
 */
export class ManyFlow {
    /** Errors that were only logged, because no catch node was left to hear them. */
    readonly unheard: { node: string; error: unknown }[] = [];
    private readonly ends = new Map<number, End>();
    private readonly open = new Set<End>();
    private inputs = 0;
    private noneOpen: () => void = () => undefined;

    static async load(members: readonly Member[], configNodes: Properties[] = []): Promise<ManyFlow> {
        const flow = new ManyFlow();
        const node = (id: string, type: string, wires: string[], more: Properties = {}) => ({
            ...{ id, z: 'tab', type, x: 0, y: 0, wires: wires.length > 0 ? [wires] : [] },
            ...more,
        });
        const ids = members.map(({ id }) => id);
        const nodes = [
            { id: 'tab', type: 'tab', label: 'test' },
            ...configNodes,
            ...members.map(({ id, connection }) => ({
                ...{ id: `${id} connection`, type: 'intercom-connection', region: 'custom' },
                ...connection,
            })),
            ...members.map(({ id, type, properties }) =>
                node(id, type, ['out'], { name: '', connection: `${id} connection`, ...properties }),
            ),
            node('out', 'helper', []),
            node('catch', 'catch', ['caught'], { scope: ids }),
            node('caught', 'helper', []),
            node('complete', 'complete', ['completed'], { scope: ids }),
            node('completed', 'helper', []),
        ];
        const types = new Set(members.map(({ type }) => type));
        const registrations = [...types].map((type) => registers.get(type));
        const core = ['common/25-catch', 'common/24-complete', 'network/06-httpproxy'].map(coreNode);
        const credentials = Object.fromEntries(
            members.map(({ id, token }) => [`${id} connection`, { accessToken: token }]),
        );
        for (const { token } of members) audit.watch(token);
        await helper.load([connection.register, ...registrations, ...core] as never, nodes as never, credentials);
        const listen = (id: string, hear: (msg: Properties) => void) =>
            (helper.getNode(id) as unknown as NodeJS.EventEmitter).on('input', hear as never);
        listen('out', (msg) => flow.endOf(msg, 'output').sent.push(msg));
        listen('caught', (msg) => {
            const end = flow.endOf(msg, 'caught message');
            end.caught.push(msg);
            flow.closed(end);
        });
        listen('completed', (msg) => {
            const end = flow.endOf(msg, 'completed message');
            end.completed++;
            flow.closed(end);
        });
        for (const id of ids) {
            // The helper's own events end with the first step of an unload.
            const node = helper.getNode(id) as Node;
            const { error: report, status: show } = node;
            node.error = (error, msg) => {
                audit.inspect('error', inspect(error, { depth: 20, showHidden: true }));
                if (msg) flow.endOf(msg as Properties, 'message of an error').errors.push(error);
                else flow.unheard.push({ node: id, error });
                report.call(node, error, msg);
            };
            node.status = (status) => {
                audit.inspect('status', JSON.stringify(status));
                show.call(node, status);
            };
        }
        return flow;
    }

    /** Sends a message into a node. */
    send(id: string, msg: Properties): End {
        const n = this.inputs++;
        const end: End = { sent: [], caught: [], completed: 0, errors: [] };
        this.ends.set(n, end);
        this.open.add(end);
        (helper.getNode(id) as Node).receive({ ...msg, n } as unknown as NodeMessage);
        return end;
    }

    /** Sends a message into a node, and waits until it has ended. */
    async one(id: string, msg: Properties): Promise<End> {
        const end = this.send(id, msg);
        await waitFor(() => end.completed + end.caught.length > 0, 'a message to end');
        return end;
    }

    /** Waits until every input was completed or caught; then one turn more, in which a second end would come. */
    async allEnded(what: string): Promise<void> {
        if (this.open.size > 0) {
            await new Promise<void>((resolve, reject) => {
                const late = () => reject(new Error(`${what}: ${this.open.size} inputs have not ended in time`));
                const timer = setTimeout(late, 25_000);
                this.noneOpen = () => {
                    clearTimeout(timer);
                    resolve();
                };
            });
        }
        await new Promise((resolve) => setImmediate(resolve));
    }

    private closed(end: End): void {
        this.open.delete(end);
        if (this.open.size === 0) this.noneOpen();
    }

    private endOf(msg: Properties, kind: string): End {
        audit.inspect(kind, inspect(msg, { depth: 20, maxStringLength: 10_000 }));
        const end = this.ends.get(msg.n as number);
        if (!end) throw new Error(`a message without a number: ${inspect(msg)}`);
        return end;
    }
}

/** What is wrong with an end, if anything: each input gives one output, or one caught error. */
export function endedWrong({ sent, caught, completed, errors }: End): string | null {
    const counts = `${sent.length} sent, ${completed} completed, ${errors.length} errors, ${caught.length} caught`;
    const isSuccess = sent.length === 1 && completed === 1 && errors.length === 0 && caught.length === 0;
    const isFailure = sent.length === 0 && completed === 0 && errors.length === 1 && caught.length === 1;
    return isSuccess || isFailure ? null : counts;
}

/** Stops every node, and waits until no connection to the sandboxes is left open. */
export async function unloadAll(sandboxes: readonly Sandbox[]): Promise<void> {
    await helper.unload();
    await waitFor(() => sandboxes.every(({ counts }) => counts.sockets.open === 0), 'all sockets to be closed', 3000);
}

/** Sandboxes and the helper's server around the tests of a block; warnings of Node.js are collected. */
export function withSandboxes(tokens: readonly string[]): { sandboxes: Sandbox[]; warnings: Error[] } {
    const held = { sandboxes: [] as Sandbox[], warnings: [] as Error[] };
    const warned = (warning: Error) => held.warnings.push(warning);
    before(async () => {
        process.on('warning', warned);
        held.sandboxes.push(...(await Promise.all(tokens.map((token) => startSandbox({ tokens: [token] })))));
        await helper.startServer();
    });
    afterEach(async () => {
        await helper.unload();
        for (const sandbox of held.sandboxes) sandbox.reset();
    });
    after(async () => {
        await helper.stopServer();
        await Promise.all(held.sandboxes.map((sandbox) => sandbox.close()));
        process.off('warning', warned);
    });
    return held;
}

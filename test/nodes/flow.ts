import path from 'node:path';
import express from 'express';
import type { Node, NodeMessage } from 'node-red';
import helper from 'node-red-node-test-helper';
import connection from '../../nodes/connection/connection';
import { discoverNodes, root } from '../../src/build/discover';
import { registerAction } from '../../src/runtime';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox';

helper.init(require.resolve('node-red'));

export interface IntercomFacts {
    action: string;
    statusCode: number | null;
    requestId: string | null;
    next?: string | null;
    records?: unknown[];
    pages?: { page: number; perPage: number; totalPages: number; totalCount: number };
    error?: { code: string; message: string; field: string | null; statusCode: number | null; hint: string | null };
}

/** A message as it left a node, or as a catch node got it. */
export interface Seen extends NodeMessage {
    [property: string]: unknown;
    payload?: unknown;
    intercom: IntercomFacts;
    error?: { message: string; code?: string };
    parts?: { id: string; index: number; count?: number; len?: number; type: string };
}

/** How one message ended: what was sent, what was caught, how often it was completed. */
export interface End {
    sent: Seen[];
    caught: Seen[];
    completed: number;
}

type Properties = Record<string, unknown>;

type Register = (RED: Parameters<typeof registerAction>[0]) => void;

/** What registers each type that has an input. */
export const registers = new Map(
    discoverNodes().flatMap(({ action, own }): [string, Register][] => {
        if (action) return [[action.type, (RED) => registerAction(RED, action)]];
        return own?.inputs ? [[own.type, own.register as Register]] : [];
    }),
);

/** A Node-RED test helper with one action node between a catch, a complete and a collecting node. */
export class TestFlow {
    readonly statuses: Properties[] = [];

    private constructor(
        readonly sandbox: Sandbox,
        readonly node: Node,
        private readonly end: End,
    ) {}

    /** Loads the node `n1` of a type, with a connection to the sandbox. */
    static async load(
        sandbox: Sandbox,
        type: string,
        properties: Properties = {},
        connectionProperties: Properties = {},
        token = sandbox.token,
    ): Promise<TestFlow> {
        const register = registers.get(type);
        if (!register) throw new Error(`no action ${type}`);
        const parser = ({ httpAdmin }: Parameters<typeof registerAction>[0]) => httpAdmin.use(express.json());
        const modules = [
            parser, // which the helper lacks, and Node-RED has
            connection.register,
            register,
        ];
        // without wires Node-RED would take a node for a config node
        const node = (id: string, type: string, wires: string[] = [], more: Properties = {}) => ({
            id,
            z: 'tab',
            type,
            x: 0,
            y: 0,
            wires: wires.length > 0 ? [wires] : [],
            ...more,
        });
        const flow = [
            { id: 'tab', type: 'tab', label: 'test' },
            { id: 'c1', type: 'intercom-connection', region: 'custom', baseUrl: sandbox.url, ...connectionProperties },
            node('n1', type, ['out'], { name: '', connection: 'c1', ...properties }),
            node('out', 'helper'),
            node('catch', 'catch', ['caught'], { scope: ['n1'] }),
            node('caught', 'helper'),
            node('complete', 'complete', ['completed'], { scope: ['n1'] }),
            node('completed', 'helper'),
        ];
        const core = ['25-catch', '24-complete'].map((file) =>
            require(path.join(root, 'node_modules/@node-red/nodes/core/common', `${file}.js`)),
        );
        await helper.load([...modules, ...core] as never, flow as never, { c1: { accessToken: token } });
        const end: End = { sent: [], caught: [], completed: 0 };
        const test = new TestFlow(sandbox, helper.getNode('n1'), end);
        const listen = (id: string, hear: (msg: Seen) => void) =>
            (helper.getNode(id) as unknown as NodeJS.EventEmitter).on('input', hear as never);
        listen('out', (msg) => end.sent.push(msg));
        listen('caught', (msg) => end.caught.push(msg));
        listen('completed', () => end.completed++);
        (test.node as unknown as NodeJS.EventEmitter).on('call:status', (call: { args: [Properties] }) =>
            test.statuses.push(call.args[0]),
        );
        return test;
    }

    /** Sends a message in, and waits until it has ended one way or the other. */
    async send(msg: Properties): Promise<End> {
        const before = this.end.completed + this.end.caught.length;
        this.node.receive(msg as NodeMessage);
        await until(() => this.end.completed + this.end.caught.length > before);
        await new Promise((resolve) => setImmediate(resolve)); // a second end would come now
        return this.end;
    }

    /** The one message that came out. */
    async output(msg: Properties): Promise<Seen> {
        const { sent, caught } = await this.send(msg);
        if (caught[0]) throw new Error(`caught ${caught[0].error?.message}`);
        const last = sent[sent.length - 1];
        if (!last) throw new Error('nothing was sent');
        return last;
    }

    /** The one error that was caught. */
    async error(msg: Properties): Promise<Seen> {
        const { sent, caught } = await this.send(msg);
        const last = caught[caught.length - 1];
        if (!last || sent.length > 0) throw new Error(`nothing was caught; sent ${JSON.stringify(sent)}`);
        return last;
    }
}

/** Waits for a condition, at most ten seconds. */
export async function until(condition: () => boolean): Promise<void> {
    const deadline = Date.now() + 10_000;
    while (!condition()) {
        if (Date.now() > deadline) throw new Error('nothing happened within ten seconds');
        await new Promise((resolve) => setTimeout(resolve, 2));
    }
}

/** Starts a sandbox and a helper server around the tests of a block. */
export function withSandbox(options: SandboxOptions = {}): { readonly sandbox: Sandbox } {
    const held: { sandbox?: Sandbox } = {};
    before(async () => {
        held.sandbox = await startSandbox(options);
        await helper.startServer();
    });
    afterEach(async () => {
        await helper.unload();
        held.sandbox?.reset();
    });
    after(async () => {
        await helper.stopServer();
        await held.sandbox?.close();
    });
    return held as { readonly sandbox: Sandbox };
}

export const unload = (): Promise<void> => helper.unload();

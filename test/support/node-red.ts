import { type ChildProcess, spawn } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { inspect } from 'node:util';
import * as audit from './audit';
import { openComms } from './comms';
import { prepareUserDir, type UserDirOptions } from './user-dir';
import { waitFor } from './wait';

/** The directory of Node-RED's package: the checkout's, or what NODE_RED_PATH says. */
export const nodeRedPath = process.env.NODE_RED_PATH ?? join(require.resolve('node-red/package.json'), '..');
/** The Node.js that it runs on: that of the tests, or what NODE_RED_NODE says. */
export const nodePath = process.env.NODE_RED_NODE ?? process.execPath;

export interface FlowNode {
    id: string;
    type: string;
    z?: string;
    name?: string;
    wires?: string[][];
    /** Only on the way in: Node-RED keeps them apart and never gives them back. */
    credentials?: Record<string, string>;
    [property: string]: unknown;
}

export type Message = Record<string, unknown>;

export interface NodeStatus {
    id: string;
    text?: string;
    fill?: string;
    shape?: string;
}

export interface DebugMessage {
    id?: string;
    name?: string;
    topic?: string;
    msg: unknown;
    [property: string]: unknown;
}

export interface NodeRedOptions extends UserDirOptions {
    /** Deployed once Node-RED answers. A node may hold its credentials inline: `{ id, type, credentials: {…} }`. */
    flows?: FlowNode[];
    env?: Record<string, string>;
    /** The user that it runs as, where the tests may say so. */
    uid?: number;
    /** Called when the user directory is there and Node-RED is not yet. */
    prepared?: (userDir: string) => Promise<void>;
    /** Keeps the user directory after `stop`; one that was given is kept anyway. */
    keepUserDir?: boolean;
    /** False: no editor is connected, so that neither statuses nor debug messages are seen. */
    comms?: boolean;
    /** Called when the process is gone, asked to or not. */
    onEnd?: (log: readonly string[]) => void;
}

export type DeployType = 'full' | 'nodes' | 'flows';

export interface Answer {
    status: number;
    text: string;
}

/** A real Node-RED process with its editor, on a free port of this machine. */
export class NodeRed {
    /** Every line that the process wrote, to either stream. */
    readonly log: string[] = [];
    readonly statuses: NodeStatus[] = [];
    readonly debug: DebugMessage[] = [];
    /** What the collector nodes of `flows.ts` saw, in order. */
    readonly collected: { from: string; msg: Message }[] = [];
    url = '';
    private closeComms: () => void = () => undefined;
    private readonly ended: Promise<void>;

    constructor(
        private readonly child: ChildProcess,
        readonly userDir: string,
        private readonly options: NodeRedOptions,
    ) {
        for (const stream of [child.stdout, child.stderr]) {
            if (stream) createInterface(stream).on('line', (line) => this.hear(line));
        }
        child.on('message', (message) => this.take(message as { from: string; msg: Message }));
        this.ended = new Promise((resolve) => child.once('close', () => resolve()));
        this.ended.then(() => options.onEnd?.(this.log));
    }

    get pid(): number {
        return this.child.pid as number;
    }

    get alive(): boolean {
        return this.child.exitCode === null && this.child.signalCode === null;
    }

    /** A request to the admin API, or to an http-in node. */
    async api(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
        const response = await fetch(this.url + path, {
            method,
            headers: { 'Content-Type': 'application/json', Accept: 'application/json', ...headers },
            body: body === undefined ? undefined : JSON.stringify(body),
        });
        const text = await response.text();
        audit.inspect(`${method} ${path}`, text);
        return { status: response.status, text };
    }

    async get<T>(path: string, headers?: Record<string, string>): Promise<T> {
        const { status, text } = await this.api('GET', path, undefined, headers);
        if (status !== 200) throw new Error(`GET ${path} answered ${status}: ${text}`);
        return JSON.parse(text) as T;
    }

    /** What is deployed. Node-RED answers null for a moment after a start: it serves before it has read them. */
    async flows(): Promise<FlowNode[]> {
        const read = () => this.get<{ flows: FlowNode[] } | null>('/flows', { 'Node-RED-API-Version': 'v2' });
        return (await this.waitFor(read, 'the flows to be read')).flows;
    }

    async deploy(flows: FlowNode[], type: DeployType = 'full'): Promise<void> {
        for (const { credentials } of flows) {
            // a client id is shown to its user, in the dialog and in Intercom's address
            const { clientId: _shown, ...secrets } = credentials ?? {};
            for (const secret of Object.values(secrets)) audit.watch(secret);
        }
        const headers = { 'Node-RED-API-Version': 'v2', 'Node-RED-Deployment-Type': type };
        const { status, text } = await this.api('POST', '/flows', { flows }, headers);
        if (status !== 200) throw new Error(`the deploy was answered ${status}: ${text}`);
    }

    /** Presses the button of an inject node, as soon as it runs: a deploy is answered before the flows have started. */
    async inject(nodeId: string): Promise<void> {
        const pressed = async () => (await this.api('POST', `/inject/${nodeId}`)).status === 200;
        await this.waitFor(pressed, `the inject node ${nodeId} to run`);
    }

    /** How often its flows were started, as far as the log goes back: a deploy is answered a moment before. */
    get starts(): number {
        return this.log.filter((line) => /Started (modified )?(flows|nodes)/.test(line)).length;
    }

    /** Sends a message out of the `source` node of that name, as soon as it runs. */
    feed(source: string, msg: Message): void {
        this.child.send({ feed: source, msg });
    }

    from(collector: string): Message[] {
        return this.collected.filter((entry) => entry.from === collector).map((entry) => entry.msg);
    }

    /** Waits for so many messages at a collector and returns them. */
    async expect(collector: string, count = 1, milliseconds?: number): Promise<Message[]> {
        await this.waitFor(
            () => this.from(collector).length >= count,
            `${count} messages at ${collector}`,
            milliseconds,
        );
        return this.from(collector);
    }

    /** As `waitFor`, but ends at once when Node-RED is gone, and shows the end of its log. */
    async waitFor<T>(look: () => T | Promise<T>, what: string, milliseconds?: number): Promise<NonNullable<T>> {
        const lookIfAlive = (): T | Promise<T> => {
            if (!this.alive) throw new Error('Node-RED has ended');
            return look();
        };
        return waitFor(lookIfAlive, what, milliseconds).catch((error: Error) => {
            throw new Error(`${error.message}; the log ends:\n${this.log.slice(-15).join('\n')}`);
        });
    }

    async connect(): Promise<void> {
        const line = await this.waitFor(
            () => this.log.find((entry) => entry.includes('Server now running at')),
            'Node-RED to answer',
            30_000,
        );
        this.url = (/https?:\/\/\S+/.exec(line)?.[0] ?? '').replace(/\/$/, '');
        if (this.options.comms === false) return;
        this.closeComms = await openComms(this.url, (raw, events) => {
            audit.inspect('websocket', raw);
            for (const { topic, data } of events) {
                if (topic === 'debug') this.debug.push(data as DebugMessage);
                else if (topic.startsWith('status/')) this.statuses.push({ id: topic.slice(7), ...(data as object) });
            }
        });
    }

    /** Asks it to end, and ends it after ten seconds. Returns how long it took. */
    async stop(grace = 10_000): Promise<number> {
        const began = Date.now();
        this.closeComms();
        if (this.alive) {
            this.child.kill('SIGTERM');
            const force = setTimeout(() => this.child.kill('SIGKILL'), grace);
            await this.ended;
            clearTimeout(force);
        }
        await this.inspectFiles();
        const { keepUserDir = this.options.userDir !== undefined } = this.options;
        if (!keepUserDir) await rm(this.userDir, { recursive: true, force: true });
        return Date.now() - began;
    }

    /** Flows, encrypted credentials, context, settings: whatever it has written to disk. */
    private async inspectFiles(): Promise<void> {
        const files = await readdir(this.userDir, { recursive: true, withFileTypes: true }).catch(() => []);
        for (const file of files) {
            const path = join(file.parentPath, file.name);
            if (!file.isFile() || path.includes('node_modules')) continue;
            audit.inspect(`file at ${path}`, await readFile(path, 'latin1'));
        }
    }

    private hear(line: string): void {
        audit.inspect('log', line);
        this.log.push(line);
    }

    private take(entry: { from: string; msg: Message }): void {
        audit.inspect(`message at ${entry.from}`, inspect(entry.msg, { depth: 12, maxStringLength: null }));
        this.collected.push(entry);
    }
}

export async function startNodeRed(options: NodeRedOptions = {}): Promise<NodeRed> {
    const userDir = await prepareUserDir({ bridge: true, ...options });
    await options.prepared?.(userDir);
    const args = [join(nodeRedPath, 'red.js'), '--userDir', userDir, '--settings', join(userDir, 'settings.js')];
    const child = spawn(nodePath, args, {
        cwd: userDir,
        env: { ...cleanEnvironment(), ...options.env },
        ...(options.uid !== undefined && { uid: options.uid, gid: options.uid }),
        stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
        serialization: 'advanced',
    });
    const instance = new NodeRed(child, userDir, options);
    try {
        await instance.connect();
        if (options.flows) await instance.deploy(options.flows);
    } catch (error) {
        await instance.stop();
        throw error;
    }
    return instance;
}

/** Options of the test run's own Node.js (tsx, coverage) would slow the child down and change what is tested. */
export function cleanEnvironment(): NodeJS.ProcessEnv {
    const { NODE_OPTIONS: _options, NODE_PATH: _path, ...env } = process.env;
    return env;
}

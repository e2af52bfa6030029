import { randomBytes } from 'node:crypto';
import { type ConnectionOptions, IntercomError } from '../../src/client';
import type { Notification } from '../../src/runtime';
import type * as sandbox from './sandbox';
import type { DemoWorkspace } from './sandbox';

/** What stands in the place of a token: none is needed, and none of the user's goes there. */
const TOKEN = 'demo';

/** The invented workspace of one connection. It starts when it is opened first, and ends with Node-RED. */
export class Demo {
    #workspace: Promise<DemoWorkspace> | undefined;
    #isLively = false;
    readonly #ownSecret = randomBytes(20).toString('hex');
    #secret = this.#ownSecret;
    /** What stands for a workspace ID: each run of Node-RED has another workspace. */
    readonly workspace = `demo ${randomBytes(8).toString('hex')}`;
    readonly #listeners = new Set<(notification: Notification) => void>();

    readonly #id: string;

    constructor(id: string) {
        this.#id = id;
    }

    /** What its notifications are signed with. */
    get secret(): string {
        return this.#secret;
    }

    /** Signs with the connection's own client secret from now on, or with one made for the run where that is empty. */
    signWith(clientSecret: string): void {
        const secret = clientSecret || this.#ownSecret;
        if (secret === this.#secret) return;
        this.#secret = secret;
        // the same workspace: what is said last of its webhooks counts
        if (this.#workspace) this.#workspace = this.#workspace.then(() => this.#start());
    }

    /** Tells of every change. The returned function ends that. */
    hear(listener: (notification: Notification) => void): () => void {
        this.#listeners.add(listener);
        return () => this.#listeners.delete(listener);
    }

    /** Its address. @throws IntercomError `no_connection` when it cannot be started */
    async open(): Promise<string> {
        return (await this.#opened()).url;
    }

    /** What its dialog shows. */
    async about(): Promise<{ page: string; lively: boolean }> {
        return { page: (await this.#opened()).page, lively: this.#isLively };
    }

    /** Fills it anew. */
    async refill(): Promise<void> {
        (await this.#opened()).refill();
    }

    /** Lets customers write now and then by themselves, or ends that. */
    async setLively(on: boolean): Promise<void> {
        (await this.#opened()).setLively(on);
        this.#isLively = on;
    }

    async #opened(): Promise<DemoWorkspace> {
        this.#workspace ??= this.#start();
        try {
            return await this.#workspace;
        } catch (error) {
            this.#workspace = undefined;
            throw new IntercomError(`The demo workspace does not start: ${(error as Error).message}`, {
                code: 'no_connection',
                field: 'region',
                hint: 'It needs a port of this computer, on 127.0.0.1.',
            });
        }
    }

    #start(): Promise<DemoWorkspace> {
        const { demoWorkspace } = require('./sandbox.js') as typeof sandbox;
        return demoWorkspace(this.#id, {
            secret: this.#secret,
            onWebhook: (notification) => {
                for (const listener of this.#listeners) listener(notification);
            },
        });
    }
}

/** By connection, for as long as Node-RED runs. */
const demos = new Map<string, Demo>();

/** The demo workspace of a connection, started or not. */
export function demoOf(id: string): Demo {
    const demo = demos.get(id) ?? new Demo(id);
    demos.set(id, demo);
    return demo;
}

/** The way to a demo workspace: straight, whatever proxies there are. */
export const demoOptions = (id: string): Pick<ConnectionOptions, 'region' | 'open' | 'accessToken' | 'proxy'> => ({
    region: 'demo',
    open: () => demoOf(id).open(),
    accessToken: TOKEN,
    proxy: 'none',
});

import { randomBytes } from 'node:crypto';
import { busyDesk, type Notification, type Sandbox, type Seed, startSandbox } from '.';

/** How a demo workspace is started, and who hears of its changes. */
export interface DemoOptions {
    /** Another number, other people; default 0. Only counts with the first call for an id. */
    seed?: number;
    /** Hears of every change, as a webhook notification: `body` is the JSON that `signature` is over. */
    onWebhook?: (notification: { body: string; signature: string; topic: string }) => void;
    /** What notifications are signed with; default one that was made for the run. */
    secret?: string;
}

/** A demo workspace, as a connection has it. */
export interface DemoWorkspace {
    /** `http://127.0.0.1:PORT`, where it answers as Intercom does; OAuth begins at `/oauth` there. */
    url: string;
    /** A bearer token that is taken; any other is too. */
    token: string;
    /** What notifications are signed with. */
    secret: string;
    /** A page for a browser that shows what is in it. */
    page: string;
    /** Back to what it was at first. */
    refill(): void;
    /** Whether customers write and sign up now and then by themselves. */
    setLively(on: boolean): void;
    /** Ends it: the next call for its id starts another. */
    close(): Promise<void>;
}

interface Running {
    sandbox: Sandbox;
    secret: string;
    /** Ends the subscription of the last call. */
    deaf: () => void;
}

/** By connection; they last as long as this module is loaded. */
const running = new Map<string, Promise<Running>>();

async function start(seed: Seed['seed']): Promise<Running> {
    const sandbox = await startSandbox({
        seed: { ...busyDesk, seed },
        tokens: 'any',
        name: 'Demo workspace',
        // What a flow sends is not kept longer than the page shows it.
        remembered: 30,
        holdsProcess: false,
    });
    return { sandbox, secret: randomBytes(20).toString('hex'), deaf: () => {} };
}

/**
 * The demo workspace of a connection: started with the first call for `id`, the same one for every further call, so it
 * lasts over deploys. It listens on a free port of the loopback address and does not keep the process alive. What
 * the last call says of webhooks counts. Rejects when it cannot listen.
 */
export async function demoWorkspace(id: string, options: DemoOptions = {}): Promise<DemoWorkspace> {
    const { onWebhook, seed = 0 } = options;
    let starting = running.get(id);
    if (!starting) {
        starting = start(seed);
        running.set(id, starting);
        starting.catch(() => running.delete(id));
    }
    const workspace = await starting;
    const { sandbox } = workspace;
    const secret = options.secret || workspace.secret;
    workspace.deaf();
    workspace.deaf = onWebhook
        ? sandbox.subscribe(({ body, signature, topic }: Notification) => onWebhook({ body, signature, topic }), {
              secret,
          })
        : () => {};
    return {
        url: sandbox.url,
        token: sandbox.token,
        secret,
        page: `${sandbox.url}/`,
        refill: () => sandbox.reset(),
        setLively: (on) => sandbox.setLively(on),
        async close() {
            if (running.get(id) === starting) running.delete(id);
            await sandbox.close();
        },
    };
}

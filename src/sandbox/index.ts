import { once } from 'node:events';
import type { AddressInfo, Socket } from 'node:net';
import type { Fault } from './http/faults';
import { type RecordedRequest, remember } from './http/request-log';
import type { Recorder } from './http/serve';
import { createServer } from './http/server';
import { Lively } from './lively';
import { type SandboxOptions, withDefaults } from './options';
import { pageRoute } from './page';
import { routes } from './routes';
import { controlRoutes } from './routes/control';
import { endSnoozes } from './routes/conversation-parts';
import { letCustomersWrite } from './routes/customers';
import { CLIENT_ID, CLIENT_SECRET } from './store/app';
import type { SandboxState } from './store/state';
import { type Delivery, deliver } from './webhooks/delivery';
import type { Subscriber, SubscriptionOptions } from './webhooks/notifier';
import { World } from './world';

export type { Fault, FaultMatch } from './http/faults';
export type { RateLimit } from './http/rate-limit';
export type { RecordedRequest } from './http/request-log';
export { busyDesk, type SandboxOptions, type Seed } from './options';
export { CLIENT_ID, CLIENT_SECRET } from './store/app';
export type { Company } from './store/companies';
export type { Contact } from './store/contact';
export type { SandboxState } from './store/state';
export type { Delivery, Notification } from './webhooks/delivery';
export type { Subscriber, SubscriptionOptions } from './webhooks/notifier';
export { type Topic, topics } from './webhooks/topics';

/** What a sandbox has counted since its start or its last reset. */
export interface Counts {
    /** Requests to the API; the control interface is not counted. */
    requests: number;
    /** Records created through the API, by kind: contacts, companies, tags, tickets. */
    created: Record<string, number>;
    /** Answers that were 429 because the window was used up. */
    rateLimited: number;
    /** Connections, for checks that clients keep them alive and close them. */
    sockets: { opened: number; open: number };
}

/** A running local Intercom. */
export interface Sandbox {
    /** `http://127.0.0.1:PORT` */
    url: string;
    /** The first accepted token. */
    token: string;
    /** The last requests, oldest first. */
    requests: RecordedRequest[];
    /** Whether requests are remembered; benchmarks switch it off. */
    record: boolean;
    counts: Counts;
    /** The records, for assertions and preparations. */
    readonly state: SandboxState;
    /** Back to the seed: faults off, log and counts cleared, clock as at the start. */
    reset(): void;
    /** Switches a fault on; the returned function removes it. */
    fault(fault: Fault): () => void;
    /** Moves the clock, in milliseconds. */
    setClock(now: number): void;
    /** Sends a signed webhook notification. */
    deliver(event: Delivery): ReturnType<typeof deliver>;
    /** Tells a URL or a function of every change, as a signed webhook; the returned function ends that. */
    subscribe(to: Subscriber, options?: SubscriptionOptions): () => void;
    /** A customer writes: a new conversation or a reply, for something to happen. Gives the conversation's id. */
    letCustomersWrite(): string | undefined;
    /** Lets customers write and sign up now and then by themselves, or ends that. */
    setLively(on: boolean): void;
    /** Ends it, open sockets included. */
    close(): Promise<void>;
}

/** Starts a local Intercom on the loopback address. */
export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
    const settings = withDefaults(options);
    const world = new World(settings);
    const requests: RecordedRequest[] = [];
    const counts: Counts = { requests: 0, created: world.created, rateLimited: 0, sockets: { opened: 0, open: 0 } };
    const recorder: Recorder = {
        recording: true,
        begin(entry) {
            counts.requests++;
            if (sandbox.record) remember(requests, entry, settings.remembered);
        },
        rateLimited() {
            counts.rateLimited++;
        },
    };
    const reset = (): void => {
        world.reset();
        requests.length = 0;
        Object.assign(counts, { requests: 0, created: world.created, rateLimited: 0 });
    };
    const summary = (): object => ({
        url: sandbox.url,
        token: sandbox.token,
        name: settings.name,
        now: world.now(),
        faults: world.faults.size,
        counts,
        records: {
            contacts: world.state.contacts.count,
            companies: world.state.companies.count,
            tags: world.state.tags.count,
            tickets: world.state.tickets.count,
            conversations: world.state.conversations.count,
        },
        client: { id: CLIENT_ID, secret: CLIENT_SECRET },
    });
    const lively = new Lively(world);
    const control = controlRoutes({ world, lively, requests, reset, summary });
    const server = createServer(world, recorder, [...routes, ...control, pageRoute]);
    if (!settings.holdsProcess) server.unref();
    server.on('connection', (socket: Socket) => {
        counts.sockets.opened++;
        counts.sockets.open++;
        if (!settings.holdsProcess) socket.unref();
        socket.once('close', () => counts.sockets.open--);
    });
    world.whenDue(endSnoozes);
    server.listen(settings.port, '127.0.0.1');
    await once(server, 'listening');
    world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const sandbox: Sandbox = {
        url: world.url,
        token: settings.tokens === 'any' ? 'any-token' : (settings.tokens[0] ?? ''),
        requests,
        get record() {
            return recorder.recording;
        },
        set record(on: boolean) {
            recorder.recording = on;
        },
        counts,
        get state() {
            return world.state;
        },
        reset,
        fault: (fault) => world.faults.add(fault),
        setClock: (now) => world.setClock(now),
        deliver: (event) => deliver(world, event),
        subscribe: (to, options) => world.notifier.subscribe(to, options),
        letCustomersWrite: () => letCustomersWrite(world),
        setLively: (on) => lively.set(on),
        async close() {
            lively.set(false);
            world.notifier.close();
            const closed = once(server, 'close');
            server.close();
            server.closeAllConnections();
            await closed;
        },
    };
    return sandbox;
}

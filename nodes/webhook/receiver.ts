import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ConnectionNode } from '../../src/runtime';
import { BodyReader } from './body';
import { type App, type Handler, type Next, putFirst, rootOf, takeOut } from './layer';
import { type Notification, readNotification } from './notification';
import { heardAt, pathOf } from './path';
import { Recent } from './recent';
import { Refusal } from './refusal';
import { isSigned } from './signature';

/** A webhook node, as the receiver sees it. */
export interface Subscriber {
    /** The config node's id: its nodes share one memory of what has arrived. */
    connection: string;
    /** The path under Node-RED's http root. */
    path: string;
    /** The client secret as it is now; empty when there is none. */
    secret(): string;
    /** Where notifications come from inside this process, as those of a demo workspace: see `ConnectionNode.hear`. */
    hear?: ConnectionNode['hear'];
    /** A notification that is genuine and new. Called after the answer; must not change it. */
    deliver(notification: Notification): void;
    /** Intercom has tried whether the URL works. */
    ping(): void;
    /** A request came whose signature is missing or wrong. */
    refused(): void;
}

/** When something last came in for a connection, in milliseconds; null: never since Node-RED was started. */
export interface Heard {
    ping: number | null;
    notification: number | null;
    refused: number | null;
}

/** What is kept of a connection beyond a redeploy. */
interface Memory {
    recent: Recent;
    heard: Heard;
}

const nothingHeard = (): Heard => ({ ping: null, notification: null, refused: null });

/** How long a refused sender may go on sending before his connection is cut, in ms. */
const LINGER = 10_000;

/** Settings of Node-RED that a request has to pass. */
export interface ReceiverSettings {
    /** Node-RED's `httpNodeMiddleware`. */
    middleware?: unknown;
    /** Node-RED's `httpAdminRoot`: false for no editor. */
    adminRoot?: string | false;
    reader?: BodyReader;
}

/** Takes Intercom's webhooks for all connections: one handler in front of Node-RED's server, gone with the last node. */
export class Receiver {
    readonly #subscribers = new Map<string, Set<Subscriber>>();
    readonly #memories = new Map<string, Memory>();
    /** Ends hearing from inside this process, by connection: its nodes hear together. */
    readonly #inside = new Map<string, () => void>();
    readonly #reader: BodyReader;
    readonly #middleware: Handler[];
    readonly #adminRoot: string | false;
    /** Where the handler is, while it is anywhere. */
    #root: App | undefined;

    readonly #app: App;

    constructor(app: App, { middleware, adminRoot = '/', reader = new BodyReader() }: ReceiverSettings = {}) {
        this.#app = app;

        this.#adminRoot = adminRoot;
        this.#reader = reader;
        this.#middleware = [middleware].flat(2).filter((one): one is Handler => typeof one === 'function');
    }

    /**
     * Starts to deliver. The returned function ends it; told that the node is removed, it forgets what came.
     * @throws IntercomError `invalid_field` for a path that cannot be heard at
     */
    subscribe(subscriber: Subscriber): (removed: boolean) => void {
        const path = heardAt(subscriber.path, this.#app.path(), this.#adminRoot);
        const there = this.#subscribers.get(path) ?? new Set();
        this.#subscribers.set(path, there.add(subscriber));
        if (!this.#memories.has(subscriber.connection))
            this.#memories.set(subscriber.connection, { recent: new Recent(), heard: nothingHeard() });
        const { connection, hear } = subscriber;
        if (hear && !this.#inside.has(connection))
            this.#inside.set(
                connection,
                hear(({ body, signature }) => this.#take(this.#nodesOf(connection), Buffer.from(body), signature)()),
            );
        if (!this.#root) {
            this.#root = rootOf(this.#app);
            putFirst(this.#root, this.#handle);
        }
        return (removed) => {
            there.delete(subscriber);
            if (there.size === 0 && this.#subscribers.get(path) === there) this.#subscribers.delete(path);
            const others = this.#all();
            if (!others.some((other) => other.connection === connection)) {
                this.#inside.get(connection)?.();
                this.#inside.delete(connection);
                if (removed) this.#memories.delete(connection);
            }
            if (others.length > 0 || !this.#root) return;
            takeOut(this.#root, this.#handle);
            this.#root = undefined;
        };
    }

    #all(): Subscriber[] {
        return [...this.#subscribers.values()].flatMap((set) => [...set]);
    }

    #nodesOf(connection: string): Set<Subscriber> {
        return new Set(this.#all().filter((one) => one.connection === connection));
    }

    /** What has come in for a connection. */
    heard(connection: string): Heard {
        return this.#memories.get(connection)?.heard ?? nothingHeard();
    }

    readonly #handle: Handler = (request, response, next) => {
        const [target = ''] = (request.url ?? '').split('?', 1);
        const there = this.#subscribers.get(pathOf(target));
        if (!there) return next();
        this.#answer(there, request, response).catch((error: unknown) => {
            if (error instanceof Refusal) refuse(request, response, error);
            else next(error);
        });
    };

    async #answer(there: Set<Subscriber>, request: IncomingMessage, response: ServerResponse): Promise<void> {
        if (request.method === 'HEAD') {
            response.writeHead(200).end();
            return;
        }
        if (request.method !== 'POST')
            throw new Refusal(405, "This is where Intercom's webhooks go: it takes POST and HEAD.", {
                Allow: 'POST, HEAD',
            });
        const body = await this.#reader.read(request);
        if (body === null || !(await this.#passes(request, response, body))) return;
        const deliver = this.#take(
            there,
            body,
            request.headers['x-hub-signature'],
            request.headers['content-encoding'],
        );
        response.writeHead(200, { 'Content-Length': 0 }).end();
        // Intercom has its answer, and no deploy can come between: what a node sends goes on with the next turn of the loop
        deliver();
    }

    /**
     * Takes a notification. The returned function gives it to those for whom it is genuine and new.
     * @throws Refusal
     */
    #take(there: Set<Subscriber>, body: Buffer, signature: string | string[] | undefined, encoding = ''): () => void {
        const genuine = [...there].filter(({ secret }) => isSigned(body, String(signature ?? ''), secret()));
        if (genuine.length === 0) {
            this.#note(there, 'refused');
            for (const subscriber of there) subscriber.refused();
            throw new Refusal(
                401,
                signature
                    ? "The signature does not fit: the connection in Node-RED needs this app's client secret."
                    : 'Only signed notifications are taken.',
            );
        }
        if (!/^(identity)?$/i.test(encoding)) throw new Refusal(415, 'A notification is not compressed.');
        const notification = readNotification(body);
        const takers = this.#takersOf(genuine, notification);
        return () => {
            for (const subscriber of takers) {
                if (!there.has(subscriber)) continue;
                if (notification.topic === 'ping') subscriber.ping();
                else subscriber.deliver(notification);
            }
        };
    }

    /** Those for whom a notification is new: not all connections on a path need have the same secret. */
    #takersOf(genuine: Subscriber[], { id, topic }: Notification): Subscriber[] {
        this.#note(genuine, topic === 'ping' ? 'ping' : 'notification');
        if (topic === 'ping' || id === null || id === undefined) return genuine;
        const isNew = new Map<string, boolean>();
        for (const { connection } of genuine) {
            if (!isNew.has(connection))
                isNew.set(connection, this.#memories.get(connection)?.recent.isNew(String(id)) ?? true);
        }
        return genuine.filter(({ connection }) => isNew.get(connection));
    }

    #note(subscribers: Iterable<Subscriber>, what: keyof Heard): void {
        for (const { connection } of subscribers) {
            const memory = this.#memories.get(connection);
            if (memory) memory.heard[what] = Date.now();
        }
    }

    /** Lets the user's own middleware look at the request first, as at any other that nodes serve. */
    async #passes(request: IncomingMessage, response: ServerResponse, body: Buffer): Promise<boolean> {
        // the body has been read: this tells body parsers to leave it alone
        Object.assign(request, { body, _body: true });
        for (const middleware of this.#middleware) {
            const goesOn = await new Promise<boolean>((resolve, reject) => {
                response.once('finish', () => resolve(false));
                response.once('close', () => resolve(false));
                const next: Next = (error) => (error ? reject(error) : resolve(true));
                middleware(request, response, next);
            });
            if (!goesOn) return false;
        }
        return true;
    }
}

/** Answers, and lets the sender finish for a while: cut off at once, many would never read the answer. */
function refuse(request: IncomingMessage, response: ServerResponse, { status, message, headers }: Refusal): void {
    if (response.headersSent) return;
    response.writeHead(status, { 'Content-Type': 'text/plain; charset=utf-8', ...headers }).end(`${message}\n`);
    if (request.complete) return;
    request.resume();
    const cut = setTimeout(() => request.socket.destroy(), LINGER);
    request.once('close', () => clearTimeout(cut));
}

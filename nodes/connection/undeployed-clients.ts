import { createHash } from 'node:crypto';
import { Client, type ConnectionOptions } from '../../src/client';

/** Milliseconds without a question after which a client is closed. */
const IDLE = 60_000;
/** Dialogs that are open at once; the oldest client goes. */
const MOST = 10;

interface Held {
    client: Client;
    idle: NodeJS.Timeout;
}

/**
 * The clients of connections as they stand in dialogs. Somebody who looks through a list asks several times: one client
 * for all of it keeps what was fetched, and the rate limit.
 */
export class UndeployedClients {
    readonly #held = new Map<string, Held>();

    /** The client with these options. @throws IntercomError `no_connection` */
    client(options: ConnectionOptions): Client {
        const key = createHash('sha256').update(JSON.stringify(options)).digest('base64');
        const found = this.#held.get(key);
        if (found) {
            found.idle.refresh();
            return found.client;
        }
        const [oldest] = this.#held.keys();
        if (oldest !== undefined && this.#held.size >= MOST) this.#close(oldest);
        const client = new Client(options);
        this.#held.set(key, { client, idle: setTimeout(() => this.#close(key), IDLE).unref() });
        return client;
    }

    #close(key: string): void {
        const held = this.#held.get(key);
        clearTimeout(held?.idle);
        held?.client.close();
        this.#held.delete(key);
    }
}

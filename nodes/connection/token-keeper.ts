import type { NodeAPI } from 'node-red';
import { savedCredentials } from './dialog';

/**
 * Puts tokens among Node-RED's credentials, where the next deploy saves them. Node-RED's own `addCredentials` reaches
 * only its memory, and every deploy, somebody else's too, forgets the credentials of nodes that are not deployed yet:
 * so the token of a new connection is put back until that connection is deployed.
 */
export class TokenKeeper {
    readonly #waiting = new Map<string, string>();

    constructor(private readonly RED: NodeAPI) {}

    /** Gives a connection its token. The running node goes on with its old one until it is deployed again. */
    async keep(id: string, token: string): Promise<void> {
        await this.#put(id, token);
        if (this.#waiting.size === 0) this.RED.events.on('flows:started', this.#putBack);
        this.#waiting.set(id, token);
    }

    /** Takes the token of a connection away. */
    async drop(id: string): Promise<void> {
        this.#settle(id);
        const { accessToken: _gone, ...others } = savedCredentials(this.RED, id);
        await this.RED.nodes.addCredentials(id, others);
    }

    async #put(id: string, accessToken: string): Promise<void> {
        await this.RED.nodes.addCredentials(id, { ...savedCredentials(this.RED, id), accessToken });
    }

    #settle(id: string): void {
        if (this.#waiting.delete(id) && this.#waiting.size === 0)
            this.RED.events.removeListener('flows:started', this.#putBack);
    }

    readonly #putBack = (): void => {
        const deployed = new Set<string>();
        this.RED.nodes.eachNode(({ id }) => deployed.add(id));
        for (const [id, token] of [...this.#waiting]) {
            if (deployed.has(id)) this.#settle(id);
            else void this.#put(id, token).catch(() => undefined);
        }
    };
}

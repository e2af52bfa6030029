import type { Node } from 'node-red';
import type { Begun, Position } from './round';

/** Where the position is kept in the node's context. */
const NAME = 'position';

interface Kept {
    key: string;
    position: Position | Begun;
}

/**
 * What nodes keep, under a key each: over a restart in their contexts, and over a deploy here as well, since Node-RED
 * without a context store in its settings forgets the context of every node that a deploy makes anew.
 * https://github.com/node-red/node-red/blob/master/packages/node_modules/@node-red/runtime/lib/nodes/Node.js (close)
 */
export class Memory {
    readonly #held = new Map<string, Kept>();

    /** What a node kept under a key, if it is that key's. Stores may be asynchronous. */
    load(node: Node, key: string): Promise<Position | Begun | undefined> {
        return new Promise((resolve, reject) => {
            node.context().get(NAME, (error: Error | null, value: unknown) => {
                const kept = this.#held.get(node.id) ?? (value as Kept | undefined);
                if (error) reject(error);
                else resolve(kept?.key === key ? kept.position : undefined);
            });
        });
    }

    /** Keeps a position. Resolves when the store has it. */
    save(node: Node, key: string, position: Position | Begun): Promise<void> {
        const kept: Kept = { key, position };
        this.#held.set(node.id, kept);
        return new Promise((resolve, reject) => {
            node.context().set(NAME, kept, undefined, (error) => {
                if (error) reject(error);
                else resolve();
            });
        });
    }

    /** Of a node that is gone for good. */
    forget(node: Node): void {
        this.#held.delete(node.id);
    }
}

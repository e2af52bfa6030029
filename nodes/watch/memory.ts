import type { Node } from 'node-red';
import type { WorkspaceMark } from '../../src/runtime';
import type { Begun, Position } from './round';

/** Where the position is kept in the node's context. */
const NAME = 'position';

/** What a node keeps. */
export interface Kept {
    /** What the position is one of. */
    key: string;
    /** Where it holds; what version 0.1.0 kept does not say it. */
    workspace?: WorkspaceMark;
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
    load(node: Node, key: string): Promise<Kept | undefined> {
        return new Promise((resolve, reject) => {
            node.context().get(NAME, (error: Error | null, value: unknown) => {
                const kept = this.#held.get(node.id) ?? (value as Kept | undefined);
                if (error) reject(error);
                else resolve(kept?.key === key ? kept : undefined);
            });
        });
    }

    /** Keeps a position. Resolves when the store has it. */
    save(node: Node, kept: Kept): Promise<void> {
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

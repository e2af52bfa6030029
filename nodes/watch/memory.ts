import type { Node } from 'node-red';
import type { Begun, Position } from './round';

/** Where the position is kept in the node's context. */
const NAME = 'position';

interface Kept {
    key: string;
    position: Position | Begun;
}

/** What a node kept under a key, if it is that key's. Stores may be asynchronous. */
export function load(node: Node, key: string): Promise<Position | Begun | undefined> {
    return new Promise((resolve, reject) => {
        node.context().get(NAME, (error: Error | null, value: unknown) => {
            const kept = value as Kept | undefined;
            if (error) reject(error);
            else resolve(kept?.key === key ? kept.position : undefined);
        });
    });
}

/** Keeps a position. Resolves when the store has it. */
export function save(node: Node, key: string, position: Position | Begun): Promise<void> {
    return new Promise((resolve, reject) => {
        node.context().set(NAME, { key, position }, undefined, (error) => {
            if (error) reject(error);
            else resolve();
        });
    });
}

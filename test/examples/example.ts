import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { FlowNode } from '../support/node-red';
import { checkout } from '../support/package';

const directory = join(checkout, 'examples');

/** A flow of the editor's menu Import > Examples. */
export interface Example {
    /** The file's name without `.json`: its entry in the menu. */
    name: string;
    nodes: FlowNode[];
}

/** All of them, in the order of the menu. */
export const examples: readonly Example[] = readdirSync(directory)
    .filter((file) => file.endsWith('.json'))
    .sort()
    .map((file) => ({
        name: file.replace(/\.json$/, ''),
        nodes: JSON.parse(readFileSync(join(directory, file), 'utf8')) as FlowNode[],
    }));

/** The node of an example with that name. */
export function nodeOf(example: string, name: string): FlowNode {
    const found = examples
        .find((one) => one.name === example)
        ?.nodes.filter((node) => node.name === name && node.wires);
    if (found?.length !== 1) throw new Error(`${example} has ${found?.length ?? 0} nodes with the name ${name}`);
    return found[0] as FlowNode;
}

/** Whether an example needs nodes of others, which an import offers to install. */
export const needsModules = ({ nodes }: Example): boolean => nodes.some(({ type }) => type === 'global-config');

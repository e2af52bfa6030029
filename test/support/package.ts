import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';

/** The checkout, and what its package.json says about the nodes. */
export const checkout = resolve(__dirname, '..', '..');

interface Manifest {
    name: string;
    version: string;
    bin: Record<'intercom-sandbox', string>;
    dependencies: Record<string, string>;
    'node-red': { nodes: Record<string, string> };
}

export const manifest = JSON.parse(readFileSync(join(checkout, 'package.json'), 'utf8')) as Manifest;

/** The config node of a connection; everything else in the package needs one. */
export const connectionType = 'intercom-connection';

export interface NodeSet {
    /** The name in package.json, and that of the files in dist/. */
    name: string;
    /** Absolute path of the built .js file. */
    file: string;
    /** The node types that its panel declares. */
    types: string[];
}

/** One entry for each line of "node-red".nodes, read from the built panels as Node-RED itself reads them. */
export function nodeSets(root = checkout): NodeSet[] {
    return Object.entries(manifest['node-red'].nodes).map(([name, path]) => {
        const file = resolve(root, path);
        const panel = readFileSync(file.replace(/\.js$/, '.html'), 'utf8');
        const types = [...panel.matchAll(/data-template-name=['"]([^'"]*)['"]/g)].map((match) => match[1] as string);
        return { name, file, types };
    });
}

export function nodeTypes(): string[] {
    return nodeSets().flatMap((set) => set.types);
}

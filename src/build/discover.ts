import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type AnyAction, fileName, type OwnNode } from '../action';
import type { Kind } from '../fields';

/** The checkout's folder. */
export const root = path.resolve(__dirname, '../..');

/** A node: an action, from which all is derived, or one with a runtime and a panel of its own. */
export interface NodeSource {
    /** Name of its files in dist: `create-contact`. */
    name: string;
    /** Its module below `nodes/`, without the ending. */
    module: string;
    action?: AnyAction;
    own?: OwnNode;
    /** The module of its own panel. */
    panel?: string;
}

/** What runs in the browser alone, beside its node. */
const PANEL = /\/panel(-\w+)?\.ts$/;

const isOwn = (definition: AnyAction | OwnNode): definition is OwnNode => 'register' in definition;

/** Every node of the package, by name: a file below `nodes/` that defines one. */
export function discoverNodes(): NodeSource[] {
    const folder = path.join(root, 'nodes');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
        file.split(path.sep).join('/'),
    );
    return files
        .filter((file) => file.endsWith('.ts') && !PANEL.test(file))
        .map((file): NodeSource | undefined => {
            const module = file.slice(0, -'.ts'.length);
            const name = path.posix.basename(module);
            const { default: definition } = require(path.join(folder, file)) as { default?: AnyAction | OwnNode };
            if (!definition?.type) return undefined; // a piece that several definitions share
            if (fileName(definition.type) !== name) {
                throw new Error(`nodes/${file} defines ${definition.type}: name it ${fileName(definition.type)}.ts`);
            }
            if (!isOwn(definition)) return { name, module, action: definition };
            const panel = `${path.posix.dirname(module)}/panel`;
            if (!files.includes(`${panel}.ts`)) throw new Error(`nodes/${file} needs a panel: nodes/${panel}.ts`);
            return { name, module, own: definition, panel };
        })
        .filter((node) => node !== undefined)
        .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

/** A file of `src/fields` that is a kind of field, and what it exports it as. */
export function discoverKinds(): { module: string; name: string }[] {
    const folder = 'src/fields';
    return readdirSync(path.join(root, folder))
        .map((file) => path.parse(file).name)
        .flatMap((file) => {
            const exported = require(path.join(root, folder, file)) as Record<string, unknown>;
            return file === 'index'
                ? []
                : Object.entries(exported).flatMap(([name, one]) =>
                      typeof one === 'function' && (one as { kind?: Kind }).kind
                          ? [{ module: `${folder}/${file}`, name }]
                          : [],
                  );
        });
}

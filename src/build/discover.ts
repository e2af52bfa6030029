import { readdirSync } from 'node:fs';
import path from 'node:path';
import { type AnyAction, fileName } from '../action';

/** The checkout's folder. */
export const root = path.resolve(__dirname, '../..');

/** A node: an action, from which all is derived, or one with an html of its own. */
export interface NodeSource {
    /** Name of its files in dist: `create-contact`. */
    name: string;
    /** Its module below `nodes/`, without the ending. */
    module: string;
    action?: AnyAction;
    html?: string;
}

/** Every node of the package, by name: a file below `nodes/` that defines an action, or has an html beside it. */
export function discoverNodes(): NodeSource[] {
    const folder = path.join(root, 'nodes');
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).map((file) =>
        file.split(path.sep).join('/'),
    );
    return files
        .filter((file) => file.endsWith('.ts'))
        .map((file): NodeSource | undefined => {
            const module = file.slice(0, -'.ts'.length);
            const name = path.posix.basename(module);
            const html = `${module}.html`;
            if (files.includes(html)) return { name, module, html: path.join(folder, html) };
            const { default: action } = require(path.join(folder, file)) as { default?: AnyAction };
            if (!action?.type) return undefined; // a piece that several definitions share
            if (fileName(action.type) !== name) {
                throw new Error(`nodes/${file} defines ${action.type}: name it ${fileName(action.type)}.ts`);
            }
            return { name, module, action };
        })
        .filter((node) => node !== undefined)
        .sort((a, b) => a.name.localeCompare(b.name, 'en'));
}

import { existsSync, readdirSync } from 'node:fs';
import path from 'node:path';
import { type AnyAction, fileName, type OwnNode, type Palette, palettes } from '../action';
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

/** Verbs in the order in which people need them; those of one line stand together, by what they are done to. */
const verbs = [
    ['get'],
    ['search'],
    ['list'],
    ['create'],
    ['reply'],
    ['send'],
    ['update'],
    ['manage'],
    ['attach', 'detach'],
    ['tag', 'untag'],
    ['archive'],
    ['unarchive'],
    ['delete'],
] as const;

const families: readonly (Palette | OwnNode['palette'])[] = ['config', 'triggers', ...palettes];

/** Where a node stands in the palette, as numbers and words that are compared one after the other. */
function placeOf({ name, action, own }: NodeSource): [number, number, string, number] {
    const [verb = '', object = ''] = name.split('-');
    const line = verbs.findIndex((some) => (some as readonly string[]).includes(verb));
    const within = (verbs[line] as readonly string[] | undefined)?.indexOf(verb) ?? 0;
    const family = families.indexOf((action ?? own)?.palette ?? 'config');
    return [family, line, object, within];
}

/** Compares two nodes by their place in the palette: families, then what is needed first. */
export function byPlace(a: NodeSource, b: NodeSource): number {
    const [family, line, object, within] = placeOf(a);
    const [otherFamily, otherLine, otherObject, otherWithin] = placeOf(b);
    return (
        family - otherFamily ||
        line - otherLine ||
        object.localeCompare(otherObject, 'en') ||
        within - otherWithin ||
        a.name.localeCompare(b.name, 'en')
    );
}

/** Every node of the package, in the order of the palette: a file below `nodes/` that defines one. */
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
        .sort(byPlace);
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

/** The icon of a node, by its name: of verb and object, else of the verb, else of the object. @throws Error where there is none */
export function iconOf(name: string): string {
    const [verb, ...rest] = name.split('-');
    const [object = verb] = rest;
    const file = [`${verb}-${object}`, verb, object]
        .map((one) => `intercom-${one}.svg`)
        .find((one) => existsSync(path.join(root, 'icons', one)));
    if (!file) throw new Error(`icons/ has none for ${name}: add intercom-${verb}.svg`);
    return file;
}

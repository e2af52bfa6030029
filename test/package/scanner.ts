import { parse } from 'acorn';

/** What the flow library's scanner finds out about a node type. Anything that is not a literal stays unseen. */
export interface Scanned {
    type: string;
    category: unknown;
    color: unknown;
    icon: unknown;
    inputs: unknown;
    outputs: unknown;
    defaults: string[];
    credentials: string[];
}

// biome-ignore lint/suspicious/noExplicitAny: a syntax tree's nodes are of many shapes
type Tree = any;

/**
 * Reads a panel as the flow library does (flow-library `lib/nodes.js`, node-red-dev `checknodes.js`): inline scripts
 * of type text/javascript, in them calls of `registerType` with a literal name and a literal object. Types that are
 * registered in another way are missing from the library's catalogue, and so from its search.
 */
export function scan(html: string): Scanned[] {
    const scripts = html.matchAll(/<script\s+type=["']text\/javascript["']\s*>([\s\S]*?)<\/script>/gi);
    return [...scripts].flatMap(([, code = '']) => {
        const found: Scanned[] = [];
        visit(parse(code, { ecmaVersion: 'latest' }), (node) => {
            if (node.type !== 'CallExpression' || node.callee.property?.name !== 'registerType') return;
            const [name, definition] = node.arguments;
            if (name?.type !== 'Literal' || definition?.type !== 'ObjectExpression') return;
            const value = (key: string) => literal(property(definition, key));
            found.push({
                type: name.value,
                category: value('category'),
                color: value('color'),
                icon: value('icon'),
                inputs: value('inputs'),
                outputs: value('outputs'),
                defaults: keysOf(property(definition, 'defaults')),
                credentials: keysOf(property(definition, 'credentials')),
            });
        });
        return found;
    });
}

function visit(node: Tree, look: (node: Tree) => void): void {
    if (Array.isArray(node)) for (const one of node) visit(one, look);
    if (typeof node?.type !== 'string') return;
    look(node);
    for (const part of Object.values(node)) if (typeof part === 'object' && part !== null) visit(part, look);
}

const property = (object: Tree, key: string): Tree =>
    object.properties.find((one: Tree) => (one.key?.name ?? one.key?.value) === key)?.value;

const literal = (node: Tree): unknown => (node?.type === 'Literal' ? node.value : undefined);

const keysOf = (node: Tree): string[] =>
    node?.type === 'ObjectExpression' ? node.properties.map((one: Tree) => one.key.name ?? one.key.value) : [];

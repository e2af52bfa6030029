import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { actionHtml, formsOf } from '../editor/markup';
import { keysInHtml, readCode } from './code-keys';
import { discoverNodes, type NodeSource, root } from './discover';
import { helpHtml } from './help';
import { nodesTable, withNodesTable } from './readme';
import { keepTranslated } from './translated';
import { catalogue, checkWords, keysAsSaid, type Language, readLanguages, type Uses } from './words';

const dist = path.join(root, 'dist');

const scripts = new Map<string, string>();

/** A script for the editor, whole; those of forms are in the html of several nodes. */
function browserScript(entry: string): string {
    const known = scripts.get(entry);
    if (known !== undefined) return known;
    const { outputFiles } = esbuild.buildSync({
        entryPoints: [path.join(root, 'src/editor', entry)],
        bundle: true,
        minify: true,
        write: false,
        format: 'iife',
        target: 'es2020',
        charset: 'utf8',
    });
    const script = (outputFiles[0]?.text ?? '').trim();
    scripts.set(entry, script);
    return script;
}

/** The scripts that a node's html carries: those of its forms, or its own; the connection's has the one of all nodes. */
function scriptsOf({ name, action }: NodeSource): string {
    const names = action ? formsOf(action) : name === 'connection' ? ['shared', name] : [name];
    return names.map((script) => browserScript(`scripts/${script}.ts`)).join('\n');
}

/** Where the code of a node begins, on the server and in its panel. */
function entriesOf({ name, module, action }: NodeSource): string[] {
    const scripts = action ? ['shared', ...formsOf(action)] : [name];
    return [
        `nodes/${module}.ts`,
        ...(action ? ['src/runtime/index.ts'] : []),
        ...scripts.map((script) => `src/editor/scripts/${script}.ts`),
    ];
}

const htmlOf = (node: NodeSource): string =>
    node.action
        ? actionHtml(node.action, scriptsOf(node))
        : readFileSync(node.html as string, 'utf8').replace('/* editor code */', () => scriptsOf(node));

/**
 * Every key that is said, and where.
 * @param replaced texts that take the place of files, by their paths: for tests
 */
export function usesOf(nodes: readonly NodeSource[], source: Language, replaced?: ReadonlyMap<string, string>): Uses {
    const help = 'src/build/help.ts';
    const keysFrom = readCode([...nodes.flatMap(entriesOf), help], keysAsSaid(source.labels), replaced);
    return {
        nodes: new Map(
            nodes.map((node) => [
                node.name,
                [...keysFrom(entriesOf(node)), ...keysInHtml(htmlOf(node), `the html of ${node.name}`)],
            ]),
        ),
        help: keysFrom([help]),
    };
}

/** All runtime code in one file: Node-RED reads it once, whatever number of nodes is registered. */
function bundleRuntime(nodes: NodeSource[]): void {
    const register = nodes.map(({ name, module, action }) => {
        const imported = `require('./nodes/${module}').default`;
        return `exports['${name}'] = ${action ? `(RED) => registerAction(RED, ${imported})` : imported};`;
    });
    esbuild.buildSync({
        stdin: {
            contents: `const { registerAction } = require('./src/runtime');\n${register.join('\n')}`,
            resolveDir: root,
        },
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        packages: 'external',
        charset: 'utf8',
        outfile: path.join(dist, 'lib.js'),
    });
}

/** The local Intercom in one file of its own, which is read when somebody wants it, and the command beside it. */
function bundleSandbox(): void {
    const parts = ['index', 'demo', 'command'].map((part) => `export * from './src/sandbox/${part}';`);
    esbuild.buildSync({
        stdin: { contents: parts.join('\n'), resolveDir: root },
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        charset: 'utf8',
        // Names stay, for stack traces.
        minifyWhitespace: true,
        minifySyntax: true,
        banner: { js: `/* Contains rou3.\n${readFileSync(path.join(root, 'node_modules/rou3/LICENSE'), 'utf8')}*/` },
        outfile: path.join(dist, 'sandbox.js'),
    });
    const command = "#!/usr/bin/env node\nrequire('./sandbox.js').command(process.argv.slice(2));\n";
    writeFileSync(path.join(dist, 'intercom-sandbox.js'), command, { mode: 0o755 });
}

const write = (file: string, text: string): void => writeFileSync(path.join(dist, file), text);

/** Rewrites a committed file, only if that changes it. */
function update(name: string, change: (before: string) => string): void {
    const file = path.join(root, name);
    const before = readFileSync(file, 'utf8');
    const after = change(before);
    if (after !== before) writeFileSync(file, after);
}

/** Lists the nodes for Node-RED. */
function withNodes(manifest: string, nodes: NodeSource[]): string {
    const changed = JSON.parse(manifest);
    changed['node-red'].nodes = Object.fromEntries(nodes.map(({ name }) => [name, `dist/${name}.js`]));
    return JSON.stringify(changed) === JSON.stringify(JSON.parse(manifest))
        ? manifest
        : `${JSON.stringify(changed, null, 2)}\n`;
}

/** Writes dist/. Refuses to when a word is missing or stale. */
export function build(): void {
    const nodes = discoverNodes();
    const languages = readLanguages();
    const [source] = languages as [Language, ...Language[]];
    const uses = usesOf(nodes, source);
    const lacking = checkWords(languages, nodes, uses, process.env.WORDS === 'draft');
    if (lacking.length > 0) console.log(lacking.join('\n'));

    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist);
    cpSync(path.join(root, 'icons'), path.join(dist, 'icons'), { recursive: true });
    bundleRuntime(nodes);
    bundleSandbox();
    for (const node of nodes) {
        write(`${node.name}.js`, `module.exports = require('./lib.js')['${node.name}'];\n`);
        write(`${node.name}.html`, htmlOf(node));
    }
    for (const language of languages) {
        mkdirSync(path.join(dist, 'locales', language.lang), { recursive: true });
        for (const node of nodes) {
            const file = path.join('locales', language.lang, node.name);
            write(`${file}.json`, JSON.stringify(catalogue(language, node, uses)));
            const help = helpHtml(language, node, source);
            if (help !== undefined) write(`${file}.html`, help);
        }
    }
    for (const language of languages.slice(1)) keepTranslated(language, source);
    update('package.json', (manifest) => withNodes(manifest, nodes));
    update('README.md', (readme) => withNodesTable(readme, nodesTable(nodes, source)));
}

if (require.main === module) {
    try {
        build();
    } catch (error) {
        console.error(error instanceof Error ? error.message : error);
        process.exitCode = 1;
    }
}

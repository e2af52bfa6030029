import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import * as esbuild from 'esbuild';
import { minify_sync } from 'terser';
import { operations } from '../../nodes/operation/table';
import { catalogueName } from '../words';
import { keysInHtml, readCode } from './code-keys';
import { checkDefinitions } from './definitions';
import { discoverKinds, discoverNodes, type NodeSource, root } from './discover';
import { helpHtml } from './help';
import { nodeHtml } from './node-html';
import { nodesTable, withNodesTable } from './readme';
import { keepTranslated } from './translated';
import {
    catalogue,
    checkWords,
    keysAsSaid,
    type Labels,
    type Language,
    readLanguages,
    SOURCE_LANGUAGE,
    type Uses,
} from './words';

const dist = path.join(root, 'dist');

/** The one script of all panels: all kinds of fields, and the panels beside their nodes. */
function panelScript(nodes: NodeSource[]): string {
    const own = nodes.flatMap(({ own, panel }) => (own && panel ? [{ type: own.type, module: `nodes/${panel}` }] : []));
    const kinds = discoverKinds();
    // imported, not required: of a module that is required nothing can be left out
    const lines = [
        "import { serve } from './src/panel';",
        ...own.map(({ module }, at) => `import { panel as panel${at} } from './${module}';`),
        ...kinds.map(({ module, name }, at) => `import { ${name} as kind${at} } from './${module}';`),
        `serve({ ${own.map(({ type }, at) => `'${type}': panel${at}`).join(', ')} }, [${kinds.map((_, at) => `kind${at}.kind`).join(', ')}]);`,
    ];
    const { outputFiles } = esbuild.buildSync({
        stdin: { contents: lines.join('\n'), resolveDir: root },
        bundle: true,
        minify: true,
        write: false,
        define: { TABLE_KEY: JSON.stringify(`${catalogueName(OPERATION)}:${TABLE}`) },
        format: 'iife',
        target: 'es2022',
        charset: 'utf8',
    });
    // names anew: with esbuild's own the script is 4 % larger, compressed
    return minify_sync(outputFiles[0]?.text ?? '', { compress: false }).code ?? '';
}

/** Where the code of a node begins, on the server and in the browser; that of all panels is the connection's. */
const entriesOf = ({ module, action, own, panel }: NodeSource): string[] => [
    `nodes/${module}.ts`,
    ...(action ? ['src/runtime/index.ts'] : []),
    ...(panel ? [`nodes/${panel}.ts`] : []),
    ...(own?.palette === 'config' ? ['src/panel/index.ts'] : []),
];

/** The node that has a table of all operations, and the key by which its catalogue carries it to the editor. */
const OPERATION = 'intercom-operation';
const TABLE = 'table';
const operationTable = path.join(root, 'nodes/operation/operations.json');

/** What the editor is told of a node beside its words: the table, with the language that every editor loads. */
const factsOf = ({ own }: NodeSource, { lang }: Language): Labels =>
    own?.type === OPERATION && lang === SOURCE_LANGUAGE ? { [TABLE]: readFileSync(operationTable, 'utf8') } : {};

/** The titles in operations.json: of each operation, its group, and its bodies where it takes several. */
function operationKeys(): string[] {
    const keys = [...operations().values()].flatMap(({ key, group, forms }) => [
        `operations.${key}`,
        `operationGroup.${group}`,
        ...(forms.length > 1 ? forms.map(({ name }) => `operationForm.${key}.${name}`) : []),
    ]);
    return [...new Set(keys)];
}

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
                [...keysFrom(entriesOf(node)), ...keysInHtml(nodeHtml(node), `the html of ${node.name}`)],
            ]),
        ),
        help: keysFrom([help]),
        operations: operationKeys(),
    };
}

/** Node.js reads faster what there is less of. Names and lines stay, for stack traces. */
const small = { minifyWhitespace: true, minifySyntax: true, lineLimit: 120 };

/**
 * All runtime code in one file: Node-RED reads it once, whatever number of nodes is registered. It is all ASCII, which
 * Node.js holds in half the memory.
 */
function bundleRuntime(nodes: NodeSource[]): void {
    const imports = nodes.map(({ module }, at) => `import node${at} from './nodes/${module}';`);
    const exports = nodes.map(({ name, action }, at) => {
        const register = action ? `(RED) => registerAction(RED, node${at})` : `node${at}.register`;
        return `module.exports['${name}'] = ${register};`;
    });
    esbuild.buildSync({
        stdin: {
            contents: ["import { registerAction } from './src/runtime';", ...imports, ...exports].join('\n'),
            resolveDir: root,
        },
        bundle: true,
        platform: 'node',
        format: 'cjs',
        target: 'node20',
        packages: 'external',
        // files of their own, read when somebody wants them
        external: ['./sandbox.js', './operations.json'],
        ...small,
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
        ...small,
        banner: { js: `/* Contains rou3.\n${readFileSync(path.join(root, 'node_modules/rou3/LICENSE'), 'utf8')}*/` },
        outfile: path.join(dist, 'sandbox.js'),
    });
    const command = "#!/usr/bin/env node\nrequire('./sandbox.js').command(process.argv.slice(2));\n";
    writeFileSync(path.join(dist, 'intercom-sandbox.js'), command, { mode: 0o755 });
}

/** The looks of the panels, where Node-RED serves a package's files from. */
function writeStyle(): void {
    const folder = path.join(root, 'resources');
    const css = readFileSync(path.join(root, 'src/panel/panels.css'), 'utf8');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder);
    writeFileSync(
        path.join(folder, 'panels.css'),
        esbuild.transformSync(css, { loader: 'css', minify: true, target: 'chrome100' }).code,
    );
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
function build(): void {
    const nodes = discoverNodes();
    checkDefinitions(nodes);
    const languages = readLanguages();
    const [source] = languages as [Language, ...Language[]];
    const uses = usesOf(nodes, source);
    const lacking = checkWords(languages, nodes, uses, process.env.WORDS === 'draft');
    if (lacking.length > 0) console.log(lacking.join('\n'));

    rmSync(dist, { recursive: true, force: true });
    mkdirSync(dist);
    cpSync(path.join(root, 'icons'), path.join(dist, 'icons'), { recursive: true });
    cpSync(operationTable, path.join(dist, 'operations.json'));
    bundleRuntime(nodes);
    bundleSandbox();
    writeStyle();
    for (const node of nodes) {
        write(`${node.name}.js`, `module.exports = require('./lib.js')['${node.name}'];\n`);
        // the code of all panels comes with the node that every other needs
        const script =
            node.own?.palette === 'config' ? `<script type="text/javascript">${panelScript(nodes)}</script>\n` : '';
        write(`${node.name}.html`, script + nodeHtml(node));
    }
    for (const language of languages) {
        mkdirSync(path.join(dist, 'locales', language.lang), { recursive: true });
        for (const node of nodes) {
            const file = path.join('locales', language.lang, node.name);
            write(
                `${file}.json`,
                JSON.stringify({ ...catalogue(language, node, nodes, uses), ...factsOf(node, language) }),
            );
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

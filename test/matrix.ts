/**
 * `npm run test:matrix`: the tests that drive a real Node-RED, and a short load, on every pair of Node.js and Node-RED
 * that the package promises to work with. Both come from npm and stay in .matrix/. `npm run test:matrix -- 5/24` runs
 * one pair, `npm run test:matrix -- 5/24 panels` of it only the panels, `npm run test:matrix -- 5/24 install` nothing
 * yet.
 */
import { execFileSync, spawn } from 'node:child_process';
import { createWriteStream, existsSync, readdirSync, readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { cleanEnvironment } from './support/node-red';
import { npm } from './support/npm';
import { checkout } from './support/package';

/** Node-RED and Node.js. Node-RED 5 needs Node.js 22.9. */
const pairs = [
    ['4.1', '20'],
    ['4.1', '22'],
    ['5', '22'],
    ['5', '24'],
] as const;

const testsIn = (folder: string): string[] =>
    readdirSync(join(checkout, 'test', folder))
        .filter((file) => file.endsWith('.test.ts'))
        .map((file) => `test/${folder}/${file}`);

/** What runs on each pair, and the parts that can be run alone. */
const everything = [...testsIn('process'), ...testsIn('browser'), 'test/examples/run.test.ts'];
const suites: Record<string, string[]> = {
    browser: testsIn('browser'),
    panels: ['panels', 'forms', 'languages'].map((file) => `test/browser/${file}.test.ts`),
    install: [],
};

const cache = join(checkout, '.matrix');
const loadMessages = '3000';

interface Result {
    'Node-RED': string;
    'Node.js': string;
    passing: number;
    failing: number;
    load: string;
    seconds: number;
    ok: boolean;
}

/** The directory of a package in a folder of its own, installed there unless it is. */
async function installed(name: string, version: string): Promise<string> {
    const folder = join(cache, `${name}-${version}`);
    const directory = join(folder, 'node_modules', name);
    if (!existsSync(join(directory, 'package.json'))) {
        console.log(`Installing ${name}@${version} ...`);
        await mkdir(folder, { recursive: true });
        await writeFile(join(folder, 'package.json'), JSON.stringify({ private: true }));
        await npm(['install', `${name}@${version}`], folder);
    }
    return directory;
}

/** Runs a command with its output in a file. */
function run(args: string[], env: NodeJS.ProcessEnv, logFile: string): Promise<{ code: number; log: string }> {
    return new Promise((resolve) => {
        const child = spawn(process.execPath, args, { cwd: checkout, env, stdio: ['ignore', 'pipe', 'pipe'] });
        const file = createWriteStream(logFile);
        child.stdout.pipe(file, { end: false });
        child.stderr.pipe(file, { end: false });
        child.once('close', (code) => file.end(() => resolve({ code: code ?? 1, log: readFileSync(logFile, 'utf8') })));
    });
}

const count = (log: string, word: string): number => Number(new RegExp(`^\\s*(\\d+) ${word}`, 'm').exec(log)?.[1] ?? 0);

async function runPair(nodeRed: string, node: string, suite?: string): Promise<Result> {
    const began = Date.now();
    const [nodeDirectory, nodeRedPath] = [await installed('node', node), await installed('node-red', nodeRed)];
    const nodePath = join(nodeDirectory, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    const { version } = JSON.parse(readFileSync(join(nodeRedPath, 'package.json'), 'utf8')) as { version: string };
    const nodeVersion = execFileSync(nodePath, ['--version'], { encoding: 'utf8' }).trim();
    console.log(`Node-RED ${version} on Node.js ${nodeVersion} ...`);

    const env = { ...cleanEnvironment(), NODE_RED_PATH: nodeRedPath, NODE_RED_NODE: nodePath };
    const tests = (suite && suites[suite]) || everything;
    const name = join(cache, `${nodeRed}-${node}`);
    // as in CI: the machine may do something else for a while, a test has failed when it did so twice
    const twice = ['--retries', '1', '--reporter', 'test/support/counts-reporter.cjs'];
    const tested = await run(['node_modules/mocha/bin/mocha.js', ...twice, ...tests], env, `${name}-tests.log`);
    const load = ['--import', 'tsx', 'test/soak/soak.ts', loadMessages];
    const loaded = suite ? undefined : await run(load, env, `${name}-load.log`);
    return {
        'Node-RED': version,
        'Node.js': nodeVersion,
        passing: count(tested.log, 'passing'),
        failing: count(tested.log, 'failing'),
        load: loaded ? (/^\d+ messages in .*?;/m.exec(loaded.log)?.[0] ?? 'did not end') : '-',
        seconds: Math.round((Date.now() - began) / 1000),
        ok: tested.code === 0 && (loaded?.code ?? 0) === 0,
    };
}

async function main(): Promise<void> {
    const [only, suite] = process.argv.slice(2);
    const chosen = pairs.filter(([nodeRed, node]) => !only || only === `${nodeRed}/${node}`);
    if (chosen.length === 0) throw new Error(`${only} is none of ${pairs.map((pair) => pair.join('/')).join(', ')}`);
    if (suite && !suites[suite]) throw new Error(`${suite} is none of ${Object.keys(suites).join(', ')}`);
    if (suite === 'install') {
        for (const [nodeRed, node] of chosen)
            await Promise.all([installed('node', node), installed('node-red', nodeRed)]);
        return;
    }
    const results: Result[] = [];
    for (const [nodeRed, node] of chosen) results.push(await runPair(nodeRed, node, suite));
    console.table(results);
    console.log('What each run printed is in .matrix/.');
    const sum = (key: 'passing' | 'failing') => results.reduce((all, one) => all + one[key], 0);
    console.log(`${sum('passing')} passed, ${sum('failing')} failed`);
    process.exit(results.every(({ ok }) => ok) ? 0 : 1);
}

main().catch((error: Error) => {
    console.error(error.message);
    process.exit(1);
});

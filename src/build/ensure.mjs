/**
 * Runs before `npm start` and `npm test`, so that each of them works alone on a fresh clone: installs the packages
 * when they are not those of package-lock.json, then builds dist/ unless it is of this very source. Plain Node.js, for
 * there may be no package yet.
 */
import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

if (Number.parseInt(process.versions.node, 10) < 20) {
    console.error(`This project needs Node.js 20 or newer; this is ${process.version}.`);
    process.exit(1);
}
if (!packagesInstalled()) {
    process.stdout.write('Installing the packages of package-lock.json (npm ci) ');
    // Also with NODE_ENV=production: building, the demo and the tests need the development packages.
    await npm('ci', '--include=dev', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error');
}
// The start script says `exec`, so that on Unix no shell stands between npm and the demo: some keep signals to
// themselves. Windows has no such word; npm looks for commands here.
if (process.platform === 'win32') writeFileSync(join(root, 'node_modules', '.bin', 'exec.cmd'), '@%*\r\n');
const stamp = join(root, 'node_modules', '.cache', 'built');
if (!isBuilt()) {
    const began = Date.now();
    process.stdout.write('Building ');
    await node('--import', 'tsx', join('src', 'build', 'build.ts'));
    mkdirSync(dirname(stamp), { recursive: true });
    writeFileSync(stamp, String(began));
}

/** Whether nothing was changed, added or taken away since the last build from here, which is still there whole. */
function isBuilt() {
    const built = existsSync(stamp) ? Number(readFileSync(stamp, 'utf8')) : 0;
    const changedAt = (path) => {
        if (!existsSync(path)) return Number.POSITIVE_INFINITY;
        const stat = statSync(path);
        const inside = stat.isDirectory() ? readdirSync(path).map((name) => changedAt(join(path, name))) : [];
        return Math.max(stat.mtimeMs, ...inside);
    };
    const sources = [
        'src',
        'nodes',
        'locales',
        'icons',
        'package.json',
        'package-lock.json',
        'tsconfig.json',
        'README.md',
    ];
    const isThere = ['dist/intercom-sandbox.js', 'resources/panels.css'].every((file) => existsSync(join(root, file)));
    return isThere && sources.every((name) => changedAt(join(root, name)) < built);
}

/** npm notes in node_modules/.package-lock.json what it installed; optional packages may be missing there. */
function packagesInstalled() {
    const note = join(root, 'node_modules', '.package-lock.json');
    if (!existsSync(note)) return false;
    const wanted = readPackages(join(root, 'package-lock.json'));
    const present = readPackages(note);
    return Object.entries(wanted).every(([path, { version, optional, devOptional }]) => {
        if (path === '') return true;
        return present[path] ? present[path].version === version : Boolean(optional || devOptional);
    });
}

function readPackages(file) {
    return JSON.parse(readFileSync(file, 'utf8')).packages ?? {};
}

function npm(...args) {
    // Under `npm start` npm tells where it is itself. Else it is looked up as a shell would, which Windows needs.
    if (process.env.npm_execpath) return node(process.env.npm_execpath, ...args);
    return run('npm', args, process.platform === 'win32');
}

function node(...args) {
    return run(process.execPath, args, false);
}

/** Runs a command to its end, with a dot for every second: whoever waits sees that it goes on. */
function run(command, args, shell) {
    return new Promise((resolve) => {
        const dots = setInterval(() => process.stdout.write('.'), 1000);
        const ended = (status) => {
            clearInterval(dots);
            process.stdout.write('\n');
            if (status !== 0) process.exit(status ?? 1);
            resolve();
        };
        const child = spawn(command, args, { cwd: root, stdio: 'inherit', shell });
        child.once('error', (error) => {
            console.error(`${command}: ${error.message}`);
            ended(1);
        });
        child.once('close', ended);
    });
}

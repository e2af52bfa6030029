/**
 * Runs before `npm start` and `npm test`, so that each of them works alone on a fresh clone: installs the packages
 * when they are not those of package-lock.json, then builds dist/. Plain Node.js, for there may be no package yet.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..', '..');

if (Number.parseInt(process.versions.node, 10) < 20) {
    console.error(`This project needs Node.js 20 or newer; this is ${process.version}.`);
    process.exit(1);
}
if (!packagesInstalled()) {
    console.log('Installing the packages of package-lock.json (npm ci) ...');
    // Also with NODE_ENV=production: building, the demo and the tests need the development packages.
    npm('ci', '--include=dev', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error');
}
// The start script says `exec`, so that on Unix no shell stands between npm and the demo: some keep signals to
// themselves. Windows has no such word; npm looks for commands here.
if (process.platform === 'win32') writeFileSync(join(root, 'node_modules', '.bin', 'exec.cmd'), '@%*\r\n');
node('--import', 'tsx', join('src', 'build', 'build.ts'));

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
    if (process.env.npm_execpath) node(process.env.npm_execpath, ...args);
    else run('npm', args, process.platform === 'win32');
}

function node(...args) {
    run(process.execPath, args, false);
}

function run(command, args, shell) {
    const { status, error } = spawnSync(command, args, { cwd: root, stdio: 'inherit', shell });
    if (error) console.error(`${command}: ${error.message}`);
    if (status !== 0) process.exit(status ?? 1);
}

import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type Browser, chromium } from 'playwright-core';
import { cleanEnvironment } from './node-red';
import { checkout } from './package';

const run = promisify(execFile);

const flags = [
    '--disable-background-networking',
    '--disable-component-update',
    '--disable-quic',
    '--disable-sync',
    '--no-first-run',
    '--no-sandbox',
];

/**
 * Starts a headless Chromium: CHROME_PATH, else the one that came with `npm ci` (Linux on x64), else the Chrome that
 * is installed.
 * @param more command line switches besides those that every test has
 */
export async function launchChromium(more: string[] = []): Promise<Browser> {
    const args = [...flags, ...more];
    if (process.env.CHROME_PATH) return chromium.launch({ executablePath: process.env.CHROME_PATH, args });
    if (process.platform !== 'linux' || process.arch !== 'x64') return chromium.launch({ channel: 'chrome', args });
    const directory = await unpackedChromium();
    // Its own libraries and fonts: a bare machine has neither, and pictures look the same everywhere.
    const env = {
        ...cleanEnvironment(),
        LD_LIBRARY_PATH: join(directory, 'al2023', 'lib'),
        FONTCONFIG_PATH: join(directory, 'fonts'),
    };
    return chromium.launch({ executablePath: join(directory, 'chromium'), args, env });
}

/**
 * The npm package holds Chromium compressed and unpacks it to the temporary directory, under one name for everybody.
 * Unpacked by a process with a temporary directory of its own, it lands below node_modules: once per installation, and
 * whole or not at all.
 */
async function unpackedChromium(): Promise<string> {
    const cache = join(checkout, 'node_modules', '.cache');
    const directory = join(cache, 'chromium');
    if (existsSync(join(directory, 'chromium'))) return directory;
    const unpacking = join(cache, `chromium-${process.pid}`);
    await mkdir(unpacking, { recursive: true });
    // The name of that runtime makes the package unpack its libraries too.
    const env = { ...cleanEnvironment(), TMPDIR: unpacking, AWS_LAMBDA_JS_RUNTIME: 'nodejs20.x' };
    const unpack = "import('@sparticuz/chromium').then((chromium) => chromium.default.executablePath())";
    await run(process.execPath, ['-e', unpack], { cwd: checkout, env, timeout: 60_000 });
    await writeFile(join(unpacking, 'fonts', 'fonts.conf'), fontsIn(join(directory, 'fonts')));
    try {
        await rename(unpacking, directory);
    } catch (error) {
        // Another test run was faster.
        await rm(unpacking, { recursive: true, force: true });
        if (!existsSync(join(directory, 'chromium'))) throw error;
    }
    return directory;
}

/** The package's own list looks for fonts in /tmp: a page without any font ends its process. */
const fontsIn = (folder: string): string =>
    `<?xml version="1.0"?>\n<fontconfig><dir>${folder}</dir><cachedir>${join(folder, 'cache')}</cachedir></fontconfig>\n`;

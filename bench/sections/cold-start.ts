import { rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareUserDir } from '../../test/support/user-dir';
import { alternate, type Row, spreadOf } from '../measure';
import { lineOf, startRed } from '../node-red/start';
import type { Section, Use } from './common';

const MB = 1024 * 1024;
const memory = join(__dirname, '..', 'node-red', 'memory.cjs');

interface Start {
    ms: number;
    heap: number;
    rss: number;
}

async function start(use: Use, userDir: string): Promise<Start> {
    const began = performance.now();
    const worker = startRed(userDir, ['--expose-gc', '--require', memory]);
    await use(Promise.resolve(worker));
    await lineOf(worker, /Started flows/);
    const ms = performance.now() - began;
    const { heapUsed, rss } = await worker.ask<{ heapUsed: number; rss: number }>('memory');
    await worker.stop();
    return { ms, heap: heapUsed / MB, rss: rss / MB };
}

/** What the package adds to the start of a Node-RED: time until its flows run, and memory then. */
export const coldStart: Section = async (use, { rounds }) => {
    const full = await prepareUserDir({});
    const empty = await prepareUserDir({});
    await rm(join(empty, 'node_modules'), { recursive: true });
    await writeFile(join(empty, 'package.json'), '{}');
    const peers = { without: () => start(use, empty), with: () => start(use, full) };
    await alternate(1, peers);
    const results = await alternate(rounds, peers);
    await Promise.all([full, empty].map((folder) => rm(folder, { recursive: true, force: true })));
    const added = (key: keyof Start) =>
        spreadOf(results.with.map((start, round) => start[key] - (results.without[round] as Start)[key]));
    const rows: Row[] = [
        { what: 'start of an empty Node-RED', value: spreadOf(results.without.map(({ ms }) => ms)), unit: 'ms' },
        { what: 'start, added by the package', value: added('ms'), unit: 'ms', goal: { atMost: 150 } },
        { what: 'resident memory, added', value: added('rss'), unit: 'MB', goal: { atMost: 12 } },
        { what: 'heap, added', value: added('heap'), unit: 'MB', goal: { atMost: 12 } },
    ];
    return rows;
};

import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { prepareUserDir } from '../../test/support/user-dir';
import { addedOf, alternate, type Row, ratioOf, spreadOf } from '../measure';
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

/** A package that many people have besides, and a large one. */
const another = '@flowfuse/node-red-dashboard';

/**
 * What the package adds to the start of a Node-RED: time until its flows run, and memory then. The memory is measured
 * beside another package too: V8's space for young objects grows with the first package that fills it, whichever that
 * is, and to a limit.
 */
export const coldStart: Section = async (use, { rounds, earlier }) => {
    const folders: string[] = [];
    const startOf = async (checkout?: string | null, modules: string[] = []) => {
        const folder = await prepareUserDir({ checkout, modules });
        folders.push(folder);
        return () => start(use, folder);
    };
    const peers = {
        without: await startOf(null),
        with: await startOf(),
        another: await startOf(null, [another]),
        both: await startOf(undefined, [another]),
        earlier: earlier ? await startOf(earlier) : undefined,
    };
    await alternate(1, peers);
    const results = await alternate(rounds, peers);
    await Promise.all(folders.map((folder) => rm(folder, { recursive: true, force: true })));
    const all = (name: keyof typeof peers, key: keyof Start) => results[name].map((start) => start[key]);
    const added = (name: keyof typeof peers, key: keyof Start, to: keyof typeof peers = 'without') =>
        addedOf(all(name, key), all(to, key));
    const rows: Row[] = [
        { what: 'start of an empty Node-RED', value: spreadOf(all('without', 'ms')), unit: 'ms' },
        { what: 'start, added by the package', value: added('with', 'ms'), unit: 'ms', goal: { atMost: 120 } },
        { what: 'resident memory, added', value: added('with', 'rss'), unit: 'MB', goal: { atMost: 5 } },
        {
            what: `resident memory, added beside ${another}`,
            value: added('both', 'rss', 'another'),
            unit: 'MB',
            goal: { atMost: 5 },
        },
        { what: 'heap, added', value: added('with', 'heap'), unit: 'MB', goal: { atMost: 5 } },
    ];
    if (earlier) {
        const speed = ratioOf(all('earlier', 'ms'), all('with', 'ms'));
        rows.push(
            { what: 'start, added by the earlier version', value: added('earlier', 'ms'), unit: 'ms' },
            { what: 'resident memory, added by the earlier version', value: added('earlier', 'rss'), unit: 'MB' },
            { what: 'heap, added by the earlier version', value: added('earlier', 'heap'), unit: 'MB' },
            { what: 'starts in a time, ours : earlier version', value: speed, unit: '×', goal: { atLeast: 1 } },
        );
    }
    return rows;
};

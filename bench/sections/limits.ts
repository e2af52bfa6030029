import { setTimeout as sleep } from 'node:timers/promises';
import { exactly, type Row } from '../measure';
import { getContact } from '../node-red/flows';
import { startDriven } from '../node-red/start';
import type { Result } from '../orders';
import { type SandboxProcess, type Section, sandboxOf, startPeer, type Use } from './common';

const rateLimit = { limit: 500, windowMs: 10_000 };
const ASKED = 3000;
const NODES = 30;

/** How a sandbox answered, by its own log. */
interface Usage {
    lost: number;
    /** Percent of what the windows allowed; the last window, in which the requests end, is left out. */
    used: number;
    /** Percent of all answers. */
    refused: number;
}

async function usageOf({ worker }: SandboxProcess, since: number, results: Result[]): Promise<Usage> {
    const all = await worker.ask<{ at: number; status: number }[]>('log');
    const log = all.filter(({ at }) => at >= since);
    const windows = new Map<number, number>();
    for (const { at, status } of log) {
        const window = Math.floor(at / rateLimit.windowMs);
        windows.set(window, (windows.get(window) ?? 0) + (status === 200 ? 1 : 0));
    }
    const first = Math.min(...windows.keys());
    const last = Math.max(...windows.keys());
    let served = 0;
    for (let window = first; window < last; window++) served += windows.get(window) ?? 0;
    return {
        lost: ASKED - results.reduce((sum, { done }) => sum + done, 0),
        used: (100 * served) / (rateLimit.limit * (last - first)),
        refused: (100 * log.filter(({ status }) => status === 429).length) / log.length,
    };
}

const processes = async (use: Use, { target }: SandboxProcess, count: number) => {
    const all = await Promise.all(Array.from({ length: count }, () => use(startDriven(target, [getContact(NODES)]))));
    return (asked: number) => {
        const total = asked / count;
        const order = { kind: 'requests', inFlight: total, total, id: target.id };
        return Promise.all(all.map((one) => one.order('get-contact', order)));
    };
};

/** The same 3,000 requests against the same limit: one Node-RED, four that share the limit, and the official SDK. */
export const limits: Section = async (use) => {
    const [alone, shared, beside] = (await Promise.all([1, 2, 3].map(() => sandboxOf(use, { rateLimit }, true)))) as [
        SandboxProcess,
        SandboxProcess,
        SandboxProcess,
    ];
    const one = await processes(use, alone, 1);
    const four = await processes(use, shared, 4);
    const sdk = await startPeer(use, 'sdk', beside.target);
    const peers = (asked: number) =>
        Promise.all([
            one(asked),
            four(asked),
            sdk.ask('requests', { inFlight: NODES, total: asked, id: beside.target.id }),
        ]);
    // What is loaded with the first request is not what is measured here.
    await peers(8);
    // From the beginning of a window, so that all of them have the same windows.
    await sleep(rateLimit.windowMs - (Date.now() % rateLimit.windowMs) + 50);
    const since = Date.now();
    const [byOne, byFour, bySdk] = await peers(ASKED);
    const rows: Row[] = [];
    const add = (
        what: string,
        { lost, used, refused }: Usage,
        ms: number,
        goals?: { used: number; refused: number },
    ) => {
        const unless = (goal: Row['goal']) => (goals ? goal : undefined);
        rows.push(
            { what: `${what}: lost`, value: exactly(lost), unit: 'requests', goal: unless({ atMost: 0 }) },
            { what: `${what}: used`, value: exactly(used), unit: '%', goal: unless({ atLeast: goals?.used ?? 0 }) },
            {
                what: `${what}: answered 429`,
                value: exactly(refused),
                unit: '%',
                goal: unless({ atMost: goals?.refused ?? 0 }),
            },
            { what: `${what}: time`, value: exactly(ms / 1000), unit: 's' },
        );
    };
    const longest = (results: Result[]) => Math.max(...results.map(({ ms }) => ms));
    add('50/s, 30 nodes', await usageOf(alone, since, byOne), longest(byOne), { used: 95, refused: 1 });
    add('50/s, official SDK', await usageOf(beside, since, [bySdk]), bySdk.ms);
    add('50/s, four Node-REDs', await usageOf(shared, since, byFour), longest(byFour), { used: 90, refused: 3 });
    return rows;
};

import { exactly, type Row } from '../measure';
import { getContact, getContacts } from '../node-red/flows';
import { startDriven } from '../node-red/start';
import type { Result } from '../orders';
import type { Target } from '../peers/peer';
import { nextWindow, type Section, sandboxOf, startPeer, usageOf, usageRows } from './common';

const rateLimit = { limit: 500, windowMs: 10_000 };
const ASKED = 3000;
const NODES = 30;

const byNodes = {
    flow: getContact(NODES),
    order: (total: number, id: string) => ({ kind: 'requests', inFlight: total, total, id }),
};
const byList = {
    flow: getContacts(),
    order: (total: number, id: string) => ({ kind: 'list', rows: Array.from({ length: total }, () => ({ id })) }),
};

/** The same 3,000 requests against the same limit, at the same time: each way with a sandbox of its own. */
export const limits: Section = async (use, { earlier }) => {
    type Start = (target: Target) => Promise<(asked: number) => Promise<Result[]>>;
    const nodeReds =
        (count: number, { flow, order }: typeof byNodes | typeof byList, checkout?: string): Start =>
        async (target) => {
            const starting = Array.from({ length: count }, () => use(startDriven(target, [flow], { checkout })));
            const all = await Promise.all(starting);
            return (asked) => Promise.all(all.map((one) => one.order(flow.drive, order(asked / count, target.id))));
        };
    const sdk: Start = async (target) => {
        const peer = await startPeer(use, 'sdk', target);
        return async (total) => [await peer.ask('requests', { inFlight: NODES, total, id: target.id })];
    };
    const goals = { used: 95, refused: 1 };
    const ways: [string, Start, typeof goals?][] = [
        ['30 nodes', nodeReds(1, byNodes), goals],
        ['forEach in one node', nodeReds(1, byList), goals],
        ['four Node-REDs', nodeReds(4, byNodes), goals],
        ['four Node-REDs with forEach', nodeReds(4, byList), goals],
        ['official SDK', sdk],
    ];
    if (earlier) {
        ways.push(['earlier version, 30 nodes', nodeReds(1, byNodes, earlier)]);
        ways.push(['earlier version, four Node-REDs', nodeReds(4, byNodes, earlier)]);
    }
    const started = await Promise.all(
        ways.map(async ([what, start, goals]) => {
            const sandbox = await sandboxOf(use, { rateLimit }, true);
            return { what, goals, sandbox, ask: await start(sandbox.target) };
        }),
    );
    const ask = (asked: number) => Promise.all(started.map((way) => way.ask(asked)));
    // What is loaded with the first request is not what is measured here.
    await ask(8);
    // From the beginning of a window, so that all of them have the same windows.
    const since = await nextWindow(rateLimit);
    const results = await ask(ASKED);
    const rows: Row[] = [];
    for (const [at, { what, goals, sandbox }] of started.entries()) {
        const result = results[at] as Result[];
        const lost = ASKED - result.reduce((sum, { done, records = done }) => sum + records, 0);
        rows.push(...usageRows(`50/s, ${what}`, lost, await usageOf(sandbox, rateLimit, since), goals));
        const seconds = Math.max(...result.map(({ ms }) => ms)) / 1000;
        rows.push({ what: `50/s, ${what}: time`, value: exactly(seconds), unit: 's' });
    }
    return rows;
};

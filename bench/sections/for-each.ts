import { MAX_IN_FLIGHT } from '../../src/runtime/each';
import { alternate, exactly, type Row, ratioOf, spreadOf } from '../measure';
import { createContacts, importContacts, splitContacts } from '../node-red/flows';
import { type DrivenNodeRed, startDriven } from '../node-red/start';
import type { Result } from '../orders';
import { nextWindow, type Section, sandboxOf, startPeer, type Use, usageOf, usageRows } from './common';

/** Intercom's 10,000 a minute, as it counts them. */
const rateLimit = { limit: 1666, windowMs: 10_000 };
/** One row in so many is refused. */
const BAD = 50;
/** Rows between two looks at the heap. */
const EVERY = 500;

const MB = 1024 * 1024;

const rowsOf = (count: number, isBad: (index: number) => boolean = () => false): object[] =>
    Array.from({ length: count }, (_, index) => ({
        role: 'user',
        external_id: `row-${index}`,
        email: isBad(index) ? 'no address' : `row${index}@example.com`,
        name: `Row ${index}`,
    }));

const names = { ours: 'create-contact with forEach', split: 'core split, node, join', undici: 'bare undici' };
type Name = keyof typeof names;

/** As many contacts as nothing but the machine allows. */
async function unlimited(use: Use, rounds: number, count: number): Promise<Row[]> {
    const { target, worker } = await sandboxOf(use, { seed: { contacts: 0 }, rateLimit: null });
    const ours = await use(startDriven(target, [createContacts()]));
    const split = await use(startDriven(target, [splitContacts()]));
    const undici = await startPeer(use, 'undici', target);
    const peers = (rows: object[]) => {
        const once = (ask: () => Promise<Result>) => async () => {
            await worker.ask('reset');
            const result = await ask();
            const there = await worker.ask<number>('contacts');
            if (there !== rows.length) throw new Error(`${there} of ${rows.length} contacts: ${result.error}`);
            return result;
        };
        return {
            ours: once(() => ours.order('create', { kind: 'list', rows })),
            split: once(() => split.order('split', { kind: 'list', rows })),
            undici: once(() => undici.ask('requests', { inFlight: MAX_IN_FLIGHT, rows })),
        };
    };
    await alternate(1, peers(rowsOf(2000)));
    const results = await alternate(rounds, peers(rowsOf(count)));
    const rate = (name: Name) => results[name].map(({ ms }) => (count / ms) * 1000);
    const against = (name: Name): Row => ({
        what: `for each, ours : ${names[name]}`,
        value: ratioOf(rate('ours'), rate(name)),
        unit: '×',
    });
    return [
        ...(Object.keys(names) as Name[]).flatMap((name) => [
            { what: `for each, ${names[name]}`, value: spreadOf(rate(name)), unit: 'rows/s' },
            {
                what: `for each, ${names[name]}: processor time`,
                value: spreadOf(results[name].map(({ cpuMs }) => (cpuMs / count) * 1000)),
                unit: 'µs/row',
            },
        ]),
        against('split'),
        against('undici'),
    ];
}

/** An import at Intercom's limit with some bad rows, killed at a third and taken up again. */
async function limited(use: Use, count: number): Promise<Row[]> {
    const isBad = (index: number) => index % BAD === 7;
    const rows = rowsOf(count, isBad);
    const sandbox = await sandboxOf(use, { seed: { contacts: 0 }, rateLimit, remembered: 2 * count }, true);
    const third = Math.floor(count / 3);
    /** How often it was told of each row what came of it. */
    const told = new Array<number>(count).fill(0);
    const start = () => use(startDriven(sandbox.target, [importContacts()], { collects: true }));
    const run = ({ worker, order }: DrivenNodeRed, startAt: number, onTold = (_index: number) => {}) => {
        worker.onTold = (index) => {
            told[index] = (told[index] ?? 0) + 1;
            onTold(index);
        };
        return order('import', { kind: 'rows', rows, startAt, heap: EVERY });
    };

    const first = await start();
    const since = await nextWindow(rateLimit);
    await new Promise<void>((resolve, reject) => {
        run(first, 0, (index) => index === third && resolve()).catch(reject);
    });
    await first.worker.stop();
    const startAt = told.indexOf(0);
    const { failed, error, heaps, records: statuses = 0 } = await run(await start(), startAt);
    if (failed !== rows.filter((_, index) => index >= startAt && isBad(index)).length)
        throw new Error(`${failed} rows failed, the last: ${error}`);

    const lost = rows.filter((_, index) => !isBad(index)).length - (await sandbox.worker.ask<number>('contacts'));
    const [base = 0, ...during] = heaps.map((heap) => heap / MB);
    const half = Math.floor(during.length / 2);
    const grown = Math.max(...during.slice(half)) - Math.max(...during.slice(0, half));
    const what = `${count.toLocaleString('en-US')} rows at 10,000 a minute`;
    const wrong = told.filter((times) => times !== 1).length;
    const windows = Math.floor((count - startAt) / rateLimit.limit);
    return [
        ...usageRows(what, lost, await usageOf(sandbox, rateLimit, since), { used: 98, refused: 1 }),
        { what: `${what}: told never or twice`, value: exactly(wrong), unit: 'rows', goal: { atMost: 0 } },
        {
            what: `${what}: peak heap over the rows`,
            value: exactly(Math.max(...during) - base),
            unit: 'MB',
            goal: { atMost: 30 },
        },
        {
            what: `${what}: … of the second half over the first`,
            value: exactly(grown),
            unit: 'MB',
            goal: { atMost: 5 },
        },
        {
            what: `${what}: statuses that told how far it was`,
            value: exactly(statuses),
            unit: '',
            goal: { atLeast: windows },
        },
    ];
}

/** Lists in one node. */
export const forEach: Section = async (use, { longRounds, rows, limitedRows }) => [
    ...(await unlimited(use, longRounds, rows)),
    ...(await limited(use, limitedRows)),
];

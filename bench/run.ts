import { execFileSync } from 'node:child_process';
import { cpus } from 'node:os';
import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { nodePath, nodeRedPath } from '../test/support/node-red';
import { isReached, type Row, type Spread } from './measure';
import { coldStart } from './sections/cold-start';
import type { Amounts, Section, Use } from './sections/common';
import { editor } from './sections/editor';
import { fetchAll } from './sections/fetch-all';
import { forEach } from './sections/for-each';
import { heap } from './sections/heap';
import { limits } from './sections/limits';
import { requests } from './sections/requests';
import { webhooks } from './sections/webhooks';

const sections: Record<string, Section> = {
    requests,
    'fetch-all': fetchAll,
    'for-each': forEach,
    limits,
    heap,
    webhooks,
    'cold-start': coldStart,
    editor,
};

const { values: options, positionals } = parseArgs({
    options: {
        json: { type: 'boolean', default: false },
        quick: { type: 'boolean', default: false },
        against: { type: 'string' },
    },
    allowPositionals: true,
});

const amounts: Amounts = {
    ...(options.quick
        ? { rounds: 3, longRounds: 1, contacts: 15_000, rows: 10_000, limitedRows: 4000, webhookSeconds: 10 }
        : { rounds: 7, longRounds: 3, contacts: 100_000, rows: 100_000, limitedRows: 20_000, webhookSeconds: 60 }),
    earlier: options.against && resolve(options.against),
};

const digits = (value: number): string =>
    value.toLocaleString('en-US', { maximumFractionDigits: Math.abs(value) >= 100 ? 0 : 2 });

const shown = ({ median, low, high }: Spread): string =>
    low === high ? digits(median) : `${digits(median)} (${digits(low)} to ${digits(high)})`;

function lineOf(row: Row): string {
    const reached = isReached(row);
    const goal = row.goal && ('atLeast' in row.goal ? `at least ${row.goal.atLeast}` : `at most ${row.goal.atMost}`);
    const verdict = reached === null ? '' : `${goal}: ${reached ? 'reached' : 'MISSED'}`;
    return `${row.what.padEnd(58)} ${`${shown(row.value)} ${row.unit}`.padEnd(42)} ${verdict}`.trimEnd();
}

async function run(section: Section): Promise<Row[]> {
    const open: { stop(): Promise<unknown> }[] = [];
    const use: Use = async (starting) => {
        const started = await starting;
        open.push(started);
        return started;
    };
    try {
        return await section(use, amounts);
    } finally {
        await Promise.all(open.map((one) => one.stop()));
    }
}

/** `npm run bench -- [--json] [--quick] [--against <checkout>] [section...]`: measures, and prints what was measured. */
async function main(): Promise<void> {
    const machine = {
        node: execFileSync(nodePath, ['--version'], { encoding: 'utf8' }).trim(),
        nodeRed: require(`${nodeRedPath}/package.json`).version as string,
        processors: cpus().length,
        processor: cpus()[0]?.model.trim() ?? '',
    };
    console.log(`Node.js ${machine.node}, Node-RED ${machine.nodeRed}, ${machine.processors} × ${machine.processor}`);
    console.log('median (middle half of the rounds)\n');
    const names = positionals.length > 0 ? positionals : Object.keys(sections);
    const rows: (Row & { section: string; reached: boolean | null })[] = [];
    for (const name of names) {
        const section = sections[name];
        if (!section)
            throw new Error(`There is no benchmark ${name}: choose from ${Object.keys(sections).join(', ')}.`);
        for (const row of await run(section)) {
            rows.push({ section: name, ...row, reached: isReached(row) });
            console.log(lineOf(row));
        }
        console.log();
    }
    if (options.json) console.log(JSON.stringify({ machine, rows }));
}

main().then(
    () => process.exit(0),
    (error: Error) => {
        console.error(error);
        process.exit(1);
    },
);

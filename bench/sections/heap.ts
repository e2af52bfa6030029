import { exactly } from '../measure';
import { listContacts } from '../node-red/flows';
import { startDriven } from '../node-red/start';
import { type Section, sandboxOf, type Use } from './common';

const MB = 1024 * 1024;

/** How many pages there are between two looks at the heap. */
const EVERY = 100;

/** The most that a Node-RED holds in the heap during a fetch-all: garbage is collected before each look. */
async function peakOf(use: Use, contacts: number): Promise<number> {
    const { target, worker } = await sandboxOf(use, { seed: { contacts } });
    const ours = await use(startDriven(target, [listContacts('pages')], { collects: true }));
    const { heaps, records, error } = await ours.order('pages', { kind: 'sequence', heap: EVERY });
    if (records !== contacts) throw new Error(`${records} of ${contacts} contacts: ${error}`);
    await Promise.all([ours.stop(), worker.stop()]);
    return Math.max(...heaps) / MB;
}

/** Whether the memory of a fetch-all grows with the number of records. */
export const heap: Section = async (use, { contacts }) => {
    const few = await peakOf(use, contacts);
    const many = await peakOf(use, contacts * 10);
    const what = (count: number) => `peak heap, ${count.toLocaleString('en-US')} contacts in pages`;
    return [
        { what: what(contacts), value: exactly(few), unit: 'MB' },
        { what: what(contacts * 10), value: exactly(many), unit: 'MB' },
        { what: 'peak heap, the second over the first', value: exactly(many - few), unit: 'MB', goal: { atMost: 15 } },
    ];
};

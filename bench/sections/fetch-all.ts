import { alternate, type Row, ratioOf, spreadOf } from '../measure';
import { httpRequest, listContacts } from '../node-red/flows';
import { startDriven } from '../node-red/start';
import { PER_PAGE } from '../peers/peer';
import { type Section, sandboxOf, startPeer } from './common';

/** Every contact of a workspace, page after page. */
export const fetchAll: Section = async (use, { longRounds, contacts, earlier: checkout }) => {
    const { target } = await sandboxOf(use, { seed: { contacts } });
    const ours = await use(startDriven(target, [listContacts('pages'), listContacts('items')]));
    const core = await use(startDriven(target, [httpRequest('http', target, '')]));
    const axios = await startPeer(use, 'axios', target);
    const undici = await startPeer(use, 'undici', target);
    const sdk = await startPeer(use, 'sdk', target);
    const earlier = checkout ? await use(startDriven(target, [listContacts('pages')], { checkout })) : undefined;
    const url = `${target.url}/contacts?per_page=${PER_PAGE}`;
    const peers = {
        pages: () => ours.order('pages', { kind: 'sequence' }),
        axios: () => axios.ask('everything'),
        items: () => ours.order('items', { kind: 'sequence' }),
        core: () => core.order('http', { kind: 'follow', url }),
        undici: () => undici.ask('everything'),
        sdk: () => sdk.ask('everything'),
        earlier: earlier && (() => earlier.order('pages', { kind: 'sequence' })),
    };
    const results = await alternate(longRounds, peers);
    const rate = (name: keyof typeof peers) =>
        results[name].map(({ ms, records, error }) => {
            if (records !== contacts) throw new Error(`${name}: ${records} of ${contacts} contacts: ${error}`);
            return (contacts / ms) * 1000;
        });
    const row = (what: string, name: keyof typeof peers): Row => ({
        what: `fetch all, ${what}`,
        value: spreadOf(rate(name)),
        unit: 'contacts/s',
    });
    const ratio = (what: string, name: 'pages' | 'items', other: keyof typeof peers, goal?: Row['goal']): Row => ({
        what: `fetch all, ours in ${name} : ${what}`,
        value: ratioOf(rate(name), rate(other)),
        unit: '×',
        goal,
    });
    return [
        row('list-contacts in pages', 'pages'),
        row('list-contacts in items', 'items'),
        row('core http request in a loop', 'core'),
        row('bare axios in a loop', 'axios'),
        row('bare undici in a loop', 'undici'),
        row('official SDK', 'sdk'),
        ratio('bare axios', 'pages', 'axios', { atLeast: 1 }),
        ratio('bare axios', 'items', 'axios', { atLeast: 0.85 }),
        ratio('core http request', 'pages', 'core'),
        ratio('bare undici', 'pages', 'undici', { atLeast: 0.95 }),
        ratio('official SDK', 'pages', 'sdk'),
        ...(earlier ? [ratio('earlier version', 'pages', 'earlier', { atLeast: 1 })] : []),
    ];
};

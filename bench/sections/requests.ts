import { alternate, type Row, ratioOf, spreadOf } from '../measure';
import { getContact, httpRequest } from '../node-red/flows';
import { startDriven } from '../node-red/start';
import type { Result } from '../orders';
import { type Section, sandboxOf, startPeer, stillServer } from './common';

const names = {
    ours: 'get-contact',
    core: 'core http request',
    axios: 'bare axios',
    undici: 'bare undici',
    sdk: 'official SDK',
    earlier: 'earlier version',
};
type Name = keyof typeof names;

/** One contact after the other: what a request costs beside the server. */
export const requests: Section = async (use, { rounds, earlier: checkout }) => {
    const { target: sandbox, body } = await sandboxOf(use, { seed: { contacts: 10 } });
    const target = { ...sandbox, ...(await stillServer(use, body)) };
    const ours = await use(startDriven(target, [getContact()]));
    const core = await use(startDriven(target, [httpRequest('http', target, `${target.url}/contacts/{{payload.id}}`)]));
    const axios = await startPeer(use, 'axios', target);
    const undici = await startPeer(use, 'undici', target);
    const sdk = await startPeer(use, 'sdk', target);
    const earlier = checkout ? await use(startDriven(target, [getContact()], { checkout })) : undefined;

    const rows: Row[] = [];
    for (const inFlight of [20, 1]) {
        const peers = (ms: number): Record<Name, (() => Promise<Result>) | undefined> => {
            const order = { kind: 'requests', inFlight, ms, id: target.id };
            return {
                ours: () => ours.order('get-contact', order),
                core: () => core.order('http', order),
                axios: () => axios.ask('requests', order),
                undici: () => undici.ask('requests', order),
                sdk: () => sdk.ask('requests', order),
                earlier: earlier && (() => earlier.order('get-contact', order)),
            };
        };
        await alternate(1, peers(1000));
        const results = await alternate(rounds, peers(500));
        const rate = (name: Name) =>
            results[name].map(({ done, failed, error, ms }) => {
                if (failed > 0) throw new Error(`${name}: ${failed} requests failed: ${error}`);
                return (done / ms) * 1000;
            });
        const processorTime = (name: Name) => results[name].map(({ cpuMs, done }) => (cpuMs / done) * 1000);
        const where = `${inFlight} in flight`;
        for (const name of Object.keys(names) as Name[]) {
            if (results[name].length === 0) continue;
            rows.push({ what: `${names[name]}, ${where}`, value: spreadOf(rate(name)), unit: 'requests/s' });
            const value = spreadOf(processorTime(name));
            rows.push({ what: `${names[name]}, ${where}: processor time`, value, unit: 'µs/request' });
        }
        const against = (name: Name, goal?: Row['goal']) =>
            rows.push({
                what: `ours : ${names[name]}, ${where}`,
                value: ratioOf(rate('ours'), rate(name)),
                unit: '×',
                goal,
            });
        against('core', { atLeast: inFlight === 20 ? 2.5 : 2.0 });
        against('axios', { atLeast: 0.95 });
        against('undici', { atLeast: inFlight === 20 ? 0.8 : 0.75 });
        rows.push({
            what: `ours : bare undici, ${where}: processor time`,
            value: ratioOf(processorTime('ours'), processorTime('undici')),
            unit: '×',
            goal: { atMost: 1.4 },
        });
        against('sdk');
        if (earlier) against('earlier', { atLeast: 1 });
    }
    return rows;
};

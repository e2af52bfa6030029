import { setTimeout as sleep } from 'node:timers/promises';
import { request } from 'undici';
import { notificationOf } from '../../src/sandbox/webhooks/delivery';
import { serveOrders } from '../orders';

interface SendOrder {
    url: string;
    /** A contact as JSON text. */
    body: string;
    count: number;
    perSecond: number;
}

/** What came of it. */
export interface Sent {
    /** Answers that were not 200. */
    refused: number;
    /** How long each answer took (ms). */
    answered: number[];
}

/** The run's own ids: what was heard in a run before is not remembered as heard. */
let runs = 0;

/** Sends numbered notifications at an even pace, whatever the answers do; every tenth twice; then one that is the last. */
async function send({ url, body, count, perSecond }: SendOrder): Promise<Sent> {
    const contact = JSON.parse(body) as object;
    const run = ++runs;
    const sent: Sent = { refused: 0, answered: [] };
    const now = () => performance.timeOrigin + performance.now();
    const origin = { seconds: () => Math.floor(Date.now() / 1000), nextSerial: () => 0 };
    const deliver = async (n: number, times: number) => {
        const sentAt = now();
        const item = { ...contact, n, sentAt };
        const event = { topic: 'contact.archived', item, id: `notif_${run}_${n}` };
        const { body, signature } = notificationOf(origin, event);
        const headers = { 'content-type': 'application/json', 'x-hub-signature': signature };
        const one = async () => {
            const answer = await request(url, { method: 'POST', headers, body });
            await answer.body.dump();
            sent.answered.push(now() - sentAt);
            if (answer.statusCode !== 200) sent.refused++;
        };
        await Promise.all(Array.from({ length: times }, one));
    };
    const began = now();
    const deliveries: Promise<void>[] = [];
    while (deliveries.length < count) {
        const due = Math.min(count, Math.ceil(((now() - began) / 1000) * perSecond));
        for (let n = deliveries.length; n < due; n++) deliveries.push(deliver(n, n % 10 === 9 ? 2 : 1));
        await sleep(1);
    }
    await Promise.all(deliveries);
    await deliver(count, 1);
    return sent;
}

serveOrders({ send: (order) => send(order as SendOrder) });

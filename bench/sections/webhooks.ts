import { exactly, type Row, spreadOf } from '../measure';
import { webhook } from '../node-red/flows';
import { startDriven } from '../node-red/start';
import { startProgram } from '../orders';
import type { Sent } from '../peers/sender';
import { program, type Section, sandboxOf } from './common';

const MB = 1024 * 1024;
const PER_SECOND = 500;

/** Signed notifications of a busy workspace, one in ten of them sent twice. */
export const webhooks: Section = async (use, { webhookSeconds }) => {
    const count = PER_SECOND * webhookSeconds;
    const { target, body } = await sandboxOf(use, {});
    const ours = await use(startDriven(target, [webhook()], { collects: true }));
    const sender = await use(startProgram(program('peers/sender.ts')));
    const send = (count: number) =>
        sender.ask<Sent>('send', { url: `${ours.url}/intercom/webhook`, body, count, perSecond: PER_SECOND });
    const hear = (count: number) =>
        ours.order('webhook', { kind: 'notifications', count, heap: Math.floor(count / 3) });
    // What is compiled with the first ones is not what is measured here.
    await Promise.all([hear(PER_SECOND), send(PER_SECOND)]);
    const [{ records = 0, waits = [], heaps }, { refused, answered }] = await Promise.all([hear(count), send(count)]);
    const [, , third = 0, , end = 0] = heaps.map((heap) => heap / MB);
    const what = `${PER_SECOND} webhooks/s`;
    const rows: Row[] = [
        { what: `${what}: not out exactly once`, value: exactly(count - records), unit: '', goal: { atMost: 0 } },
        { what: `${what}: not answered 200`, value: exactly(refused), unit: '', goal: { atMost: 0 } },
        { what: `${what}: answered in`, value: spreadOf(answered), unit: 'ms', goal: { atMost: 5 } },
        { what: `${what}: the message is out in`, value: spreadOf(waits), unit: 'ms', goal: { atMost: 5 } },
        {
            what: `${what}: heap at the end over that at a third`,
            value: exactly(end - third),
            unit: 'MB',
            goal: { atMost: 5 },
        },
    ];
    return rows;
};

/**
 * `npm run soak`: a hundred thousand messages through every action of a real Node-RED while Intercom keeps failing.
 * Prints how each ended and what memory and connections did; ends with 1 when a message was lost or memory grew.
 * `npm run soak -- 5000` is a short one.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { type Fault, type Sandbox, startSandbox } from '../../src/sandbox';
import { type Case, cases } from '../actions/cases';
import { type Known, knownRecords } from '../actions/known';
import * as audit from '../support/audit';
import { action, catcher, collector, connection, functionNode, node, source, tab } from '../support/flows';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red';
import { defaultsOf } from '../support/stored';

const total = Number(process.argv[2] ?? 100_000);
/** So many messages are under way at a time. */
const window = 200;
const looks = 10;
/** Heap that may come and go between two looks, in MB. */
const slack = 5;

interface Look {
    done: number;
    heapMB: number;
    rssMB: number;
    resources: number;
    sockets: number;
    seconds: number;
}

/** One in this many requests is hit by each of these; the whole connection waits for a 429, so that it is rare. */
const faults: [number, Fault][] = [
    [100, { kind: 'status', status: 500 }],
    [100, { kind: 'html', status: 503 }],
    [100, { kind: 'applyThenStatus', status: 502, body: '' }],
    [100, { kind: 'reset' }],
    [100, { kind: 'resetMidBody' }],
    [100, { kind: 'applyThenReset' }],
    [200, { kind: 'truncated' }],
    [200, { kind: 'slow', delayMs: 300 }],
    [1000, { kind: 'stall' }],
    [5000, { kind: 'rateLimit', resetIn: 1 }],
];

/** Records of the workspace in turn, so that what one message deletes does not fail all others. */
function changing(known: Known, { state }: Sandbox, type: string, n: number): Known {
    const contact = state.contacts.at((n * 7) % state.contacts.end);
    const companies = [...state.companies.values()];
    const company = companies[n % companies.length];
    return {
        ...known,
        userId: contact?.id ?? known.userId,
        memberId: contact?.id ?? known.memberId,
        memberOf: contact?.companies[0] ?? known.memberOf,
        taggedId: contact?.id ?? known.taggedId,
        taggedWith: contact?.tags[0]?.id ?? known.taggedWith,
        companyId: company?.id ?? known.companyId,
        tagId: type === 'intercom-delete-tag' ? state.tags.create(`soak ${n}`, 0).id : known.tagId,
    };
}

/** The payload of a case, with a name, an email and an id that no other message has. */
function payloadOf({ payload }: Case, known: Known, n: number): unknown {
    const given = payload(known);
    if (typeof given !== 'object' || given === null) return given;
    const values = given as Record<string, unknown>;
    if ('email' in values) values.email = `ann${n}@example.com`;
    if ('external_id' in values) values.external_id = `u-${n}`;
    if (values.company_id === 'acme') values.company_id = `acme-${n}`;
    if (values.name === 'renamed') values.name = `renamed ${n}`;
    return values;
}

async function look(nodeRed: NodeRed, sandbox: Sandbox, done: number, began: number): Promise<Look> {
    const before = nodeRed.from('memory').length;
    nodeRed.feed('look', {});
    const seen = (await nodeRed.expect('memory', before + 1)).at(-1) as Message;
    return {
        done,
        heapMB: Math.round(Number(seen.heapUsed) / 1e5) / 10,
        rssMB: Math.round(Number(seen.rss) / 1e6),
        resources: Number(seen.resources),
        sockets: sandbox.counts.sockets.open,
        seconds: Math.round((Date.now() - began) / 1000),
    };
}

async function main(): Promise<void> {
    const sandbox = await startSandbox({ seed: { contacts: 2000, companies: 100 } });
    const known = await knownRecords(sandbox);
    sandbox.record = false;
    const nodes = cases.map(({ type, properties }, index) =>
        action(type, `${index} ${type}`, ['ended'], { ...defaultsOf(type), ...properties }),
    );
    const ids = nodes.map(({ id }) => id);
    const nodeRed = await startNodeRed({
        // Node-RED sends an editor a thousand statuses a second at most, and keeps the others in memory.
        comms: false,
        flows: [
            tab,
            connection(sandbox, { timeout: 2000, maxRetries: 3 }),
            source('in', 'spread'),
            functionNode('spread', 'const out = []; out[msg.to] = msg; return out;', [], {
                outputs: ids.length,
                wires: ids.map((id) => [id]),
            }),
            ...nodes,
            functionNode('ended', 'return { n: msg.n };', ['out']),
            collector('out'),
            node('complete', 'complete', ['completed'], { scope: ids }),
            functionNode('completed', 'return { n: msg.n, to: msg.to };', ['done']),
            collector('done'),
            catcher('catch', 'caught', ids),
            functionNode('caught', 'return { n: msg.n, to: msg.to, code: msg.error.code };', ['failed']),
            collector('failed'),
            source('look', 'measure'),
            functionNode('measure', "return global.get('bridge').memory();", ['memory']),
            collector('memory'),
        ],
    });

    const began = Date.now();
    const ends = new Uint8Array(total);
    const sent = new Uint8Array(total);
    const codes = new Map<string, number>();
    const perType = new Map<string, { ok: number; failed: number }>();
    let ended = 0;

    /** Takes in what has arrived since the last time; nothing is kept, so that this process does not grow either. */
    function take(): void {
        for (const { from, msg } of nodeRed.collected.splice(0)) {
            if (from === 'memory') nodeRed.collected.push({ from, msg });
            const n = Number(msg.n);
            if (from === 'out') sent[n] = (sent[n] ?? 0) + 1;
            if (from !== 'done' && from !== 'failed') continue;
            ends[n] = (ends[n] ?? 0) + 1;
            ended++;
            const type = cases[Number(msg.to)]?.type ?? '';
            const count = perType.get(type) ?? { ok: 0, failed: 0 };
            perType.set(type, count);
            if (from === 'done') count.ok++;
            else {
                count.failed++;
                codes.set(String(msg.code), (codes.get(String(msg.code)) ?? 0) + 1);
            }
        }
    }

    const seen: Look[] = [];
    let fed = 0;
    let lastProgress = Date.now();
    while (ended < total) {
        const before = ended;
        take();
        if (ended > before) lastProgress = Date.now();
        else if (!nodeRed.alive || Date.now() - lastProgress > 60_000) break;
        for (; fed < total && fed - ended < window; fed++) {
            const to = fed % cases.length;
            for (const [every, fault] of faults) {
                if (Math.random() < 1 / every) sandbox.fault({ ...fault, after: Math.floor(Math.random() * 50) });
            }
            nodeRed.feed('in', {
                n: fed,
                to,
                payload: payloadOf(cases[to] as Case, changing(known, sandbox, cases[to]?.type ?? '', fed), fed),
            });
        }
        if (ended >= ((seen.length + 1) * total) / looks && ended < total) {
            seen.push(await look(nodeRed, sandbox, ended, began));
        }
        await pause(2);
    }
    take();
    seen.push(await look(nodeRed, sandbox, ended, began));

    const seconds = (Date.now() - began) / 1000;
    const lost = ends.filter((count) => count === 0).length;
    const twice = ends.filter((count) => count > 1).length + sent.filter((count) => count > 1).length;
    const warnings = nodeRed.log.filter((line) => /MaxListeners|unhandled|uncaught|\[warn\] \[intercom/i.test(line));
    const heap = seen.map(({ heapMB }) => heapMB);
    const settled = heap.slice(1);
    const growth = Math.round(((settled.at(-1) ?? 0) - (settled[0] ?? 0)) * 10) / 10;
    console.table(seen);
    console.table([...perType].map(([type, count]) => ({ type, ...count })));
    if (warnings.length > 0) console.log(warnings.slice(0, 10).join('\n'));
    console.log('errors by code:', Object.fromEntries([...codes].sort(([, a], [, b]) => b - a)));
    console.log(
        `${total} messages in ${Math.round(seconds)} s (${Math.round(total / seconds)}/s), ` +
            `${sandbox.counts.requests} requests; lost ${lost}, ended twice ${twice}, ` +
            `heap ${growth >= 0 ? '+' : ''}${growth} MB since the second look, warnings ${warnings.length}, ` +
            `secrets found ${audit.report().found.length}`,
    );
    await nodeRed.stop();
    await sandbox.close();
    const failed = lost + twice + warnings.length + audit.report().found.length > 0 || growth > slack;
    process.exit(failed ? 1 : 0);
}

main().catch((error: Error) => {
    console.error(error);
    process.exit(1);
});

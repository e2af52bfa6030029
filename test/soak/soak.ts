/**
 * `npm run soak`: two hundred thousand messages through every node of a real Node-RED, with both triggers running,
 * while Intercom keeps failing and somebody deploys every ten seconds. Prints how each message ended and what memory
 * and connections did; ends with 1 when one was lost, something was done twice or memory grew. `npm run soak -- 20000`
 * is a short one; SIGTERM ends it early, with its figures.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { isList } from '../../src/action';
import { CLIENT_SECRET, type Fault, type RecordedRequest, type Sandbox, startSandbox } from '../../src/sandbox';
import { post } from '../../src/sandbox/webhooks/delivery';
import { type Case, cases } from '../actions/cases';
import { type Known, knownRecords } from '../actions/known';
import { randomOperations } from '../operation/cases';
import * as audit from '../support/audit';
import { action, catcher, collector, connection, functionNode, node, source, tab } from '../support/flows';
import { type DeployType, type FlowNode, type Message, type NodeRed, startNodeRed } from '../support/node-red';
import { nodeTypes } from '../support/package';
import { actions, defaultsOf } from '../support/stored';

const total = Number(process.argv[2] ?? 200_000);
/** So many messages are under way at a time. */
const window = 200;
const looks = 10;
/** Heap that may come and go between two looks, in MB. */
const slack = 5;
const deployEvery = 10_000;
const seed = Number(process.env.SEED ?? 20_260_102);

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

const lists = new WeakMap<object, { at: number; all: unknown[] }>();

/** One of the records of a kind by the number of a message; the list of them is not made anew for each. */
function pick<T>(store: { values(): Iterable<T> }, n: number): T | undefined {
    const known = lists.get(store);
    const list = known && n < known.at + 500 ? known : { at: n, all: [...store.values()] };
    lists.set(store, list);
    return list.all[Math.floor(n) % list.all.length] as T | undefined;
}

/** Records of the workspace in turn: what one message deletes does not fail all others, and none grows without end. */
function changing(known: Known, { state }: Sandbox, type: string, n: number): Known {
    const contact = state.contacts.at((n * 7) % state.contacts.end);
    const company = pick(state.companies, n);
    const conversation = pick(state.conversations, n);
    const ticket = pick(state.tickets, n);
    return {
        ...known,
        userId: contact?.id ?? known.userId,
        memberId: contact?.id ?? known.memberId,
        memberOf: contact?.companies[0] ?? known.memberOf,
        taggedId: contact?.id ?? known.taggedId,
        taggedWith: contact?.tags[0]?.id ?? known.taggedWith,
        companyId: company?.id ?? known.companyId,
        conversationId: conversation?.id ?? known.conversationId,
        ticketId: ticket?.id ?? known.ticketId,
        tagId: type === 'intercom-delete-tag' ? state.tags.create(`soak ${n}`, 0).id : known.tagId,
    };
}

/** What Intercom must not do twice bears such a mark, which no other message has. */
const isMarked = (text: string): boolean => text.includes('§');
const texts = ['body', 'subject', 'name', 'value', '_default_title_'];
/** Of these the value stands in the node; to be marked it is put into the payload. */
const literals = ['body', 'replyOptions', 'templateName'];

function marked(value: unknown, mark: string): unknown {
    if (typeof value === 'string') return `${value} ${mark}`;
    if (Array.isArray(value)) return value.map((one) => marked(one, mark));
    const entries = Object.entries(value as object).map(([name, one]) => {
        const isDeep = typeof one === 'object' && one !== null && !Array.isArray(one);
        return [name, isDeep || (texts.includes(name) && typeof one === 'string') ? marked(one, mark) : one];
    });
    return Object.fromEntries(entries);
}

/** A node, and the messages for it. */
interface Driver {
    type: string;
    properties: Record<string, unknown>;
    message: (known: Known, n: number) => Message;
}

function driverOf({ type, once, properties = {}, payload }: Case): Driver & { payload: Driver['message'] } {
    const moved = literals.filter((name) => once && properties[name] && properties[`${name}Type`] !== 'msg');
    const own = {
        ...(type === 'intercom-operation' ? {} : defaultsOf(type)),
        ...properties,
        // the triggers look for what is made from now on
        ...(once && properties.createdAt ? { createdAt: '', createdAtType: 'str' } : {}),
        ...Object.fromEntries(
            moved.flatMap((name) => [
                [name, `payload.soak_${name}`],
                [`${name}Type`, 'msg'],
            ]),
        ),
    };
    const said = Object.fromEntries(
        moved.map((name) => {
            const text = String(properties[name]);
            return [`soak_${name}`, properties[`${name}Type`] === 'json' ? JSON.parse(text) : text];
        }),
    );

    /** The payload, with a name, an email and an id that no other message has. */
    function payloadOf(known: Known, n: number): Message {
        const given = payload(known);
        if (typeof given !== 'object' || given === null || type === 'intercom-operation') return given as Message;
        const values = (once ? marked(given, `§${n}§`) : { ...given }) as Message;
        for (const [name, one] of Object.entries(said)) values[name] = marked(one, `§${n}§`);
        if ('email' in values) values.email = `ann${n}@example.com`;
        if ('external_id' in values) values.external_id = `u-${n}`;
        if (values.company_id === 'acme') values.company_id = `acme-${n}`;
        if (values.name === 'renamed') values.name = `renamed ${n}`;
        if (once) delete values.created_at;
        return values;
    }
    return { type, properties: own, payload: payloadOf, message: (known, n) => ({ payload: payloadOf(known, n) }) };
}

/** Every action in every form, once more with three elements at a time, and fifty of the operations. */
function allDrivers(sandbox: Sandbox): Driver[] {
    const single = [...cases, ...randomOperations(50, seed)].map(driverOf);
    const firsts = new Map(single.map((one) => [one.type, one] as const).reverse());
    const each = [...firsts.values()].filter(({ type }) => {
        const own = actions.get(type);
        return own && !isList(own);
    });
    return [
        ...single,
        ...each.map(({ type, properties, payload }) => ({
            type,
            properties: { ...properties, forEach: 'list', forEachType: 'msg' },
            message: (known: Known, n: number) => ({
                list: [n + 0.1, n + 0.2, n + 0.3].map((part) =>
                    payload(changing(known, sandbox, type, Math.round(part * 10)), part),
                ),
            }),
        })),
    ];
}

/** Counts what was done more than once, of what bears a mark. */
class Work {
    twice = 0;
    readonly seen = new Set<string>();
    #pending: RecordedRequest[] = [];

    /** An operation may still be under way when its request is seen. */
    take(requests: RecordedRequest[], isEnd = false): void {
        this.#pending.push(...requests.splice(0));
        const settled = Date.now() - 5000;
        const later: RecordedRequest[] = [];
        for (const one of this.#pending) {
            if (!isEnd && one.at > settled) later.push(one);
            else if (one.performed && one.method === 'POST') this.#count(`${one.path} ${JSON.stringify(one.body)}`);
        }
        this.#pending = later;
    }

    #count(text: string): void {
        if (!isMarked(text)) return;
        if (this.seen.has(text)) {
            this.twice++;
            if (this.twice < 5) console.log('done twice:', text.slice(0, 200));
        }
        this.seen.add(text);
    }
}

async function look(nodeRed: NodeRed, sandbox: Sandbox, done: number, began: number): Promise<Look> {
    const before = nodeRed.from('memory').length;
    nodeRed.feed('look', {});
    const seen = (await nodeRed.expect('memory', before + 1, 60_000)).at(-1) as Message;
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
    const sandbox = await startSandbox({ seed: { contacts: 2000, companies: 100 }, remembered: 100_000 });
    const known = await knownRecords(sandbox);
    sandbox.requests.length = 0;
    /** That this process keeps open to look at the workspace. */
    const ownSockets = sandbox.counts.sockets.open;
    const drivers = allDrivers(sandbox);
    const credentials = { accessToken: sandbox.token, clientSecret: CLIENT_SECRET };
    const watched = ['tickets', 'conversations'] as const;

    /** The flows as the deploy of that number finds them: other names for the nodes, or another timeout. */
    function flowsOf(deploy: number, kind = 'full'): FlowNode[] {
        const ids = drivers.map(({ type }, index) => `${index} ${type}`);
        return [
            tab,
            connection(sandbox, { timeout: 2000 + (kind === 'connection' ? deploy : 0), maxRetries: 3, credentials }),
            source('in', 'spread'),
            functionNode('spread', 'const out = []; out[msg.to] = msg; return out;', [], {
                outputs: ids.length,
                wires: ids.map((id) => [id]),
            }),
            ...drivers.map(({ type, properties }, index) =>
                action(type, `${index} ${type}`, ['out'], { ...properties, name: `n${kind === 'nodes' ? deploy : 0}` }),
            ),
            node('intercom-webhook', 'hook', ['out'], { connection: 'connection', topics: [] }),
            ...watched.map((resource) =>
                node('intercom-watch', resource, ['out'], {
                    ...{ connection: 'connection', resource, changes: 'created', interval: '5' },
                }),
            ),
            functionNode('out', 'return null;', []),
            catcher('catch', 'out', [...ids, 'hook', ...watched]),
            source('look', 'measure'),
            functionNode('measure', "return global.get('bridge').memory();", ['memory'], {
                initialize: "global.get('bridge').follow();",
            }),
            collector('memory'),
        ];
    }

    // Node-RED sends an editor a thousand statuses a second at most, and keeps the others in memory.
    const nodeRed = await startNodeRed({ comms: false, flows: flowsOf(0) });
    // once without any flows, once with these: the deploy is answered a moment before
    await nodeRed.waitFor(() => nodeRed.starts > 1, 'the flows to start');
    const began = Date.now();

    const arrived = { received: new Uint8Array(total), sent: new Uint8Array(total), done: new Uint8Array(total) };
    const failed = new Uint8Array(total);
    const caught = new Uint8Array(total);
    const open = new Set<number>();
    const codes = new Map<string, number>();
    const perType = new Map<string, { ok: number; failed: number; aborted: number }>();
    const triggered = new Map<string, Map<string, number>>();
    const work = new Work();
    const counts = { ended: 0, aborted: 0, fell: 0, deploys: 0, starts: 0, errorLines: 0, watchErrors: 0 };
    const warnings: string[] = [];

    function end(n: number, how: 'ok' | 'failed' | 'aborted'): void {
        if (!open.delete(n)) return;
        counts.ended++;
        const { type } = drivers[n % drivers.length] as Driver;
        const count = perType.get(type) ?? { ok: 0, failed: 0, aborted: 0 };
        perType.set(type, count);
        count[how]++;
    }

    /** Takes in what has arrived since the last time; nothing is kept, so that this process does not grow either. */
    function take(): void {
        for (const { from, msg } of nodeRed.collected.splice(0)) {
            if (from === 'memory') nodeRed.collected.push({ from, msg });
            else if (msg.n === undefined) {
                if (from === 'caught') counts.watchErrors++;
                if (from !== 'sent') continue;
                const ids = triggered.get(String(msg.node)) ?? new Map<string, number>();
                triggered.set(String(msg.node), ids);
                ids.set(String(msg.about), (ids.get(String(msg.about)) ?? 0) + 1);
            } else {
                const n = Number(msg.n);
                const list = { ...arrived, failed, caught }[from];
                if (list) list[n] = (list[n] ?? 0) + 1;
                if (from === 'done') end(n, 'ok');
                if (from !== 'caught') continue;
                end(n, 'failed');
                codes.set(String(msg.code), (codes.get(String(msg.code)) ?? 0) + 1);
            }
        }
        counts.starts += nodeRed.starts;
        for (const line of nodeRed.log.splice(0)) {
            if (/\[error\] \[intercom-(?!watch)/.test(line)) {
                counts.errorLines++;
                if (!/Aborted/.test(line)) warnings.push(line);
            } else if (/MaxListeners|unhandled|uncaught|\[warn\] \[intercom|close timed out/i.test(line))
                warnings.push(line);
        }
        work.take(sandbox.requests);
    }

    /** Deploys, and finds an end for whatever was under way: with everything that listens gone, it is a line in the log. */
    async function deploy(kind: 'full' | 'nodes' | 'connection'): Promise<void> {
        take();
        const { starts } = counts;
        const type: DeployType = kind === 'full' ? 'full' : 'nodes';
        await nodeRed.deploy(flowsOf(++counts.deploys, kind), type);
        const until = async (isSo: () => boolean, milliseconds: number) => {
            const deadline = Date.now() + milliseconds;
            for (take(); !isSo() && Date.now() < deadline; take()) await pause(10);
        };
        await until(() => counts.starts > starts, 60_000);
        await look(nodeRed, sandbox, counts.ended, began);
        take();
        // Node-RED itself drops what is on a wire whose end is being replaced
        for (const n of [...open].filter((one) => arrived.received[one] === 0)) {
            open.delete(n);
            counts.fell++;
        }
        if (kind !== 'full') return;
        const cut = () => [...open];
        await until(() => counts.errorLines - counts.aborted >= cut().length, 10_000);
        const lines = counts.errorLines - counts.aborted;
        for (const n of cut().slice(0, lines)) {
            end(n, 'aborted');
            counts.aborted++;
        }
    }

    const hook = `${new URL(nodeRed.url).origin}/intercom/webhook`;
    const delivered = new Set<string>();
    const unsubscribe = sandbox.subscribe(
        async (notification) => {
            const { status } = await post(hook, notification);
            if (status !== 200) throw new Error(`answered ${status}`);
            if (notification.id) delivered.add(notification.id);
            if (Math.random() < 0.1) await post(hook, notification);
        },
        { retryMs: 2000 },
    );

    const seen: Look[] = [];
    let fed = 0;
    let wanted = total;
    process.once('SIGTERM', () => {
        wanted = fed;
    });
    let lastProgress = Date.now();
    let lastDeploy = Date.now();
    const kinds = ['full', 'nodes', 'connection'] as const;
    while (counts.ended + counts.fell < wanted) {
        const before = counts.ended;
        take();
        if (counts.ended > before) lastProgress = Date.now();
        else if (!nodeRed.alive || Date.now() - lastProgress > 60_000) break;
        for (; fed < wanted && open.size < window; fed++) {
            const to = fed % drivers.length;
            const { type, message } = drivers[to] as Driver;
            for (const [every, fault] of faults) {
                if (Math.random() < 1 / every) sandbox.fault({ ...fault, after: Math.floor(Math.random() * 50) });
            }
            open.add(fed);
            nodeRed.feed('in', { n: fed, to, ...message(changing(known, sandbox, type, fed), fed) });
        }
        if (counts.ended >= ((seen.length + 1) * total) / looks && fed < wanted) {
            const now = await look(nodeRed, sandbox, counts.ended, began);
            seen.push(now);
            console.log(
                `${now.done} of ${total} after ${now.seconds} s, heap ${now.heapMB} MB, ${now.sockets} sockets`,
            );
        }
        if (Date.now() - lastDeploy > deployEvery) {
            await deploy(kinds[counts.deploys % kinds.length] as (typeof kinds)[number]);
            lastDeploy = Date.now();
        }
        await pause(2);
    }
    const seconds = (Date.now() - began) / 1000;
    unsubscribe();

    /** Records that the triggers must have told of, and how often they did not, or did again. */
    const made = Object.fromEntries(
        watched.map((kind) => [
            kind,
            // an operation by chance may make one of the past; what a watch is answered within a second was there before it
            [...sandbox.state[kind].values()].filter((one) => one.created_at * 1000 > began + 1000).map(({ id }) => id),
        ]),
    );
    const told = (kind: string, ids: Iterable<string>) => {
        const times = [...ids].map((id) => triggered.get(kind)?.get(id) ?? 0);
        const missed = times.filter((count) => count === 0).length;
        return {
            made: times.length,
            missed,
            twice: [...(triggered.get(kind) ?? [])].filter(([, count]) => count > 1).length,
        };
    };
    const triggers = () => ({
        webhook: told('hook', delivered),
        ...Object.fromEntries(watched.map((kind) => [kind, told(kind, made[kind] ?? [])])),
    });
    const deadline = Date.now() + 90_000;
    while (Date.now() < deadline && Object.values(triggers()).some(({ missed }) => missed > 0)) {
        await pause(500);
        take();
    }
    take();
    work.take(sandbox.requests, true);
    seen.push(await look(nodeRed, sandbox, counts.ended, began));

    const all = [...arrived.sent.keys()];
    const isWrong = (n: number) => {
        const [sent, done, error] = [arrived.sent[n] ?? 0, arrived.done[n] ?? 0, caught[n] ?? 0];
        return sent > 1 || done > 1 || error > 1 || (failed[n] ?? 0) > 1 || done !== sent || (done > 0 && error > 0);
    };
    const lost = open.size + (wanted - fed);
    const twice = all.filter(isWrong);
    const unsaid = counts.errorLines - counts.aborted;
    const heap = seen.map(({ heapMB }) => heapMB);
    const settled = heap.slice(1);
    const growth = Math.round(((settled.at(-1) ?? 0) - (settled[0] ?? 0)) * 10) / 10;
    const sockets = Math.max(...seen.map((one) => one.sockets));
    const types = new Set([...perType.keys(), 'intercom-webhook', 'intercom-watch', 'intercom-connection']);
    const untouched = nodeTypes().filter((type) => !types.has(type));
    console.table(seen);
    console.table([...perType].map(([type, count]) => ({ type, ...count })));
    console.table(triggers());
    if (warnings.length > 0) console.log(warnings.slice(0, 10).join('\n'));
    for (const n of twice.slice(0, 5))
        console.log(
            `message ${n} of ${drivers[n % drivers.length]?.type}: sent ${arrived.sent[n]}, done ${arrived.done[n]}, failed ${failed[n]}, caught ${caught[n]}`,
        );
    for (const n of [...open].slice(0, 5)) console.log(`lost ${n} of ${drivers[n % drivers.length]?.type}`);
    if (untouched.length > 0) console.log('without a message:', untouched.join());
    console.log('errors by code:', Object.fromEntries([...codes].sort(([, a], [, b]) => b - a)));
    console.log(
        `${fed} messages in ${Math.round(seconds)} s (${Math.round(fed / seconds)}/s), ` +
            `${sandbox.counts.requests} requests, ${counts.deploys} deploys; lost ${lost}, ended twice ${twice.length}, ` +
            `done twice ${work.twice} of ${work.seen.size}; ${counts.aborted} told as aborted in the log alone, ` +
            `${counts.fell} dropped by Node-RED before a node had them, ${counts.watchErrors} errors of triggers; ` +
            `heap ${growth >= 0 ? '+' : ''}${growth} MB since the second look, sockets at most ${sockets}, ` +
            `warnings ${warnings.length}, secrets found ${audit.report().found.length}`,
    );
    const missed = Object.values(triggers()).reduce((sum, one) => sum + one.missed + one.twice, 0);
    await nodeRed.stop();
    // the other end hears of it a moment later
    const isOpen = () => sandbox.counts.sockets.open > ownSockets;
    for (const until = Date.now() + 5000; isOpen() && Date.now() < until; ) await pause(20);
    const left = isOpen() ? sandbox.counts.sockets.open - ownSockets : 0;
    if (left + unsaid > 0) console.log(`${left} sockets left open, ${unsaid} errors in the log of no message`);
    await sandbox.close();
    const problems = [lost, twice.length, unsaid, work.twice, missed, left, untouched.length, warnings.length];
    const found = audit.report().found.length;
    const isBad = problems.some((count) => count !== 0) || found > 0 || growth > slack || sockets > window;
    process.exit(isBad ? 1 : 0);
}

main().catch((error: Error) => {
    console.error(error);
    process.exit(1);
});

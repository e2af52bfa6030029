import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { request } from 'node:http';
import { connect, type Socket } from 'node:net';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';
import { after, before, describe, it } from 'mocha';
import { CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import { shuffled, WebhookApp } from '../sandbox/webhooks';
import { action, collector, connection, functionNode, node, source, tab } from '../support/flows';
import { type FlowNode, type NodeRed, type NodeRedOptions, startNodeRed } from '../support/node-red';
import { checkout } from '../support/package';
import { defaultsOf } from '../support/stored';

const PATH = '/intercom/webhook';

/** Everything an http-in node of the same Node-RED needs a password and the user's middleware for. */
const guards = {
    // bcrypt of "password"
    settings: { httpNodeAuth: { user: 'user', pass: '$2b$08$RcjMaHzZBcHVdi9I.9S1duy3OkmqvpnBfIZcbu/0vwPw0X/0gXTZ6' } },
    settingsCode: `module.exports.httpNodeMiddleware = [
        require(require.resolve('express', { paths: [require.main.filename] })).json(),
        (request, response, next) => { response.setHeader('X-Middleware', 'seen'); next(); },
    ];`,
};

const setups: [string, string, NodeRedOptions][] = [
    ['with everything under /', '', {}],
    ['with split roots', '/api', { settings: { httpAdminRoot: '/admin', httpNodeRoot: '/api' } }],
    ['with httpNodeAuth and middleware', '', guards],
    [
        'with all of that',
        '/api',
        { ...guards, settings: { ...guards.settings, httpAdminRoot: '/admin', httpNodeRoot: '/api' } },
    ],
];

function flows(sandbox: Sandbox, more: FlowNode[] = [], fields: Record<string, unknown> = {}): FlowNode[] {
    const credentials = { accessToken: sandbox.token, clientSecret: CLIENT_SECRET };
    return [
        tab,
        connection(sandbox, { credentials }),
        node('intercom-webhook', 'hook', ['out'], { name: '', connection: 'connection', topics: [], ...fields }),
        collector('out'),
        ...more,
    ];
}

/** The address of Node-RED itself, without the editor's root. */
const originOf = (nodeRed: NodeRed) => new URL(nodeRed.url).origin;

describe('the webhook node in a real Node-RED', () => {
    let sandbox: Sandbox;

    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox?.close());

    for (const [what, root, options] of setups) {
        describe(what, () => {
            let nodeRed: NodeRed;
            let app: WebhookApp;
            let url: string;

            before(async () => {
                nodeRed = await startNodeRed({ ...options, flows: flows(sandbox) });
                url = originOf(nodeRed) + root + PATH;
                app = new WebhookApp(sandbox, { url });
                await nodeRed.waitFor(() => app.check(), 'the URL to answer');
            });
            after(() => nodeRed?.stop());

            it('passes the check, shows the ping, and sends what is signed', async () => {
                assert.equal(await app.ping(), 200);
                await nodeRed.waitFor(
                    () => nodeRed.statuses.some(({ id, text }) => id === 'hook' && /^ping at /.test(text ?? '')),
                    'the ping in the status',
                );
                // bytes that JSON.parse and JSON.stringify would not give back
                const sent = await app.notify('conversation.user.created', { type: 'conversation', text: 'é\u2028😀' });
                assert.deepEqual(sent.statuses, [200]);
                const [{ topic, payload, intercom } = {}, ...more] = await nodeRed.expect('out');
                assert.deepEqual(more, []);
                assert.equal(topic, 'conversation.user.created');
                assert.deepEqual(payload, { type: 'conversation', text: 'é\u2028😀' });
                const { id, app_id, type } = intercom as Record<string, unknown>;
                assert.deepEqual({ id, type }, { id: sent.id, type: 'notification_event' });
                assert.equal(typeof app_id, 'string');
            });

            it('refuses what is forged, and whatever else comes there', async () => {
                const forger = new WebhookApp(sandbox, { url, secret: 'guessed' });
                assert.deepEqual((await forger.notify('contact.archived', {})).statuses, [401, 401]);
                assert.equal(await forger.ping(), 401);
                const other = await fetch(url, { method: 'PUT', body: '{}' });
                assert.equal(other.status, 405);
                assert.equal((await fetch(url)).headers.get('allow'), 'POST, HEAD');
                assert.equal(nodeRed.from('out').length, 1);
            });

            it('leaves other URLs to Node-RED', async () => {
                const { status } = await fetch(`${originOf(nodeRed)}${root}/elsewhere`);
                assert.equal(status, options.settings?.httpNodeAuth ? 401 : 404);
                assert.equal((await nodeRed.api('GET', '/settings')).status, 200);
            });

            it('tells the panel what has come in', async () => {
                const heard = await nodeRed.get<Record<string, number | null>>('/intercom/webhook-heard/connection');
                for (const what of ['ping', 'notification', 'refused']) assert.ok(heard[what], what);
            });
        });
    }

    describe('under load', () => {
        let nodeRed: NodeRed;
        let url: string;

        before(async () => {
            // every message is held for a second before it goes on
            const slow = functionNode(
                'slow',
                'await new Promise((resolve) => setTimeout(resolve, 1000)); return msg;',
                ['out'],
            );
            nodeRed = await startNodeRed({ flows: flows(sandbox, [slow], { wires: [['slow']] }) });
            url = originOf(nodeRed) + PATH;
            await nodeRed.waitFor(() => new WebhookApp(sandbox, { url }).check(), 'the URL to answer');
        });
        after(() => nodeRed?.stop());

        it('sends 2,000 deliveries with duplicates and forged ones in any order: each genuine one once', async () => {
            const genuine = Array.from({ length: 1600 }, (_, n) => ({ id: `notif_${n}`, secret: CLIENT_SECRET }));
            const duplicates = genuine.filter((_, n) => n % 8 === 0);
            const forged = Array.from({ length: 200 }, (_, n) => ({ id: `forged_${n}`, secret: 'guessed' }));
            const all = shuffled([...genuine, ...duplicates, ...forged]);
            assert.equal(all.length, 2000);
            const times: number[] = [];
            const wrong: string[] = [];
            const queue = all.values();
            // as many at a time as a busy workspace has
            await Promise.all(
                Array.from({ length: 4 }, async () => {
                    for (const { id, secret } of queue) {
                        const began = performance.now();
                        const { status } = await sandbox.deliver({ url, topic: 'contact.archived', id, secret });
                        times.push(performance.now() - began);
                        if (status !== (secret === CLIENT_SECRET ? 200 : 401)) wrong.push(`${id} ${status}`);
                    }
                }),
            );
            assert.deepEqual(wrong, []);
            await nodeRed.expect('out', genuine.length, 30_000);
            const ids = nodeRed.from('out').map((msg) => (msg.intercom as { id: string }).id);
            assert.deepEqual(ids.sort(), genuine.map(({ id }) => id).sort());
            times.sort((a, b) => a - b);
            const at = (share: number) => `${(times[Math.floor(times.length * share)] ?? 0).toFixed(1)} ms`;
            console.log(`      answered in ${at(0.5)} at the median, ${at(0.99)} at the 99th percentile`);
        });

        it('drops repeats over a redeploy, and gives nothing twice afterwards', async () => {
            const before = nodeRed.from('out').length;
            for (const type of ['full', 'nodes', 'flows'] as const) {
                const current = await nodeRed.flows();
                await nodeRed.deploy(
                    current.map((one) => (one.id === 'hook' ? { ...one, name: `after ${type}` } : one)),
                    type,
                );
                await nodeRed.waitFor(() => new WebhookApp(sandbox, { url }).check(), 'the URL to answer');
                const again = await sandbox.deliver({ url, topic: 'contact.archived', id: 'notif_7' });
                const fresh = await sandbox.deliver({ url, topic: 'contact.archived', id: `after ${type}` });
                assert.deepEqual([again.status, fresh.status], [200, 200]);
                // the slow node holds it for a second; another deploy would end that
                await nodeRed.waitFor(
                    () =>
                        nodeRed.from('out').some(({ intercom }) => (intercom as { id: string }).id === `after ${type}`),
                    `the notification after ${type}`,
                );
            }
            const ids = nodeRed.from('out').map((msg) => (msg.intercom as { id: string }).id);
            assert.deepEqual(ids.slice(before), ['after full', 'after nodes', 'after flows']);
        });

        it('refuses bodies of 10 MB, bodies that do not end, and a thousand idle connections do not disturb it', async () => {
            const big = await fetch(url, {
                method: 'POST',
                headers: { 'content-type': 'application/json' },
                body: Buffer.alloc(10 * 1024 * 1024, 'x'),
            });
            assert.equal(big.status, 413);
            const { port } = new URL(url);
            const idle: Socket[] = [];
            const head = `POST ${PATH} HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 100\r\n\r\n{`;
            let refused = 0;
            await Promise.all(
                Array.from(
                    { length: 1000 },
                    (_, n) =>
                        new Promise<void>((resolve, reject) => {
                            const socket = connect(Number(port), '127.0.0.1', () => {
                                // every other one begins a body that it does not end
                                if (n % 2 === 0) socket.write(head);
                                resolve();
                            });
                            socket.on('data', (data) => {
                                if (String(data).startsWith('HTTP/1.1 408')) refused++;
                            });
                            socket.on('error', reject);
                            idle.push(socket);
                        }),
                ),
            );
            const during = await sandbox.deliver({ url, topic: 'contact.archived', id: 'during' });
            assert.equal(during.status, 200);
            assert.equal((await nodeRed.api('GET', '/settings')).status, 200);
            await nodeRed.waitFor(() => refused === 500, 'the slow bodies to be refused', 20_000);
            for (const socket of idle) socket.destroy();
        });

        it('refuses JSON that is a hundred thousand levels deep, though signed', async () => {
            const body = '['.repeat(100_000) + ']'.repeat(100_000);
            const signature = createHmac('sha1', CLIENT_SECRET).update(body).digest('hex');
            const headers = { 'content-type': 'application/json', 'x-hub-signature': `sha1=${signature}` };
            assert.equal((await fetch(url, { method: 'POST', headers, body })).status, 400);
            assert.ok(nodeRed.alive);
        });

        it('takes a body that comes byte by byte', async () => {
            const before = nodeRed.from('out').length;
            const body = JSON.stringify({ id: 'slowly', topic: 'contact.archived', data: { item: {} } });
            const signature = createHmac('sha1', CLIENT_SECRET).update(body).digest('hex');
            const status = await new Promise((resolve, reject) => {
                const headers = { 'content-type': 'application/json', 'x-hub-signature': `sha1=${signature}` };
                const outgoing = request(url, { method: 'POST', headers }, (answer) => resolve(answer.statusCode));
                outgoing.on('error', reject);
                outgoing.setNoDelay();
                for (const letter of body) outgoing.write(letter);
                outgoing.end();
            });
            assert.equal(status, 200);
            await nodeRed.expect('out', before + 1);
        });
    });

    it('sends what its topics and its app ID say, contact.unarchive under its recorded name too', async () => {
        const filtered = (id: string, fields: object) =>
            node('intercom-webhook', id, [`out-${id}`], { name: '', connection: 'connection', ...fields });
        const some: [string, object, string[]][] = [
            ['unarchive', { topics: ['contact.unarchive'] }, ['contact.unarchived', 'contact.unarchive']],
            ['unarchived', { topics: ['contact.unarchived'] }, ['contact.unarchived', 'contact.unarchive']],
            ['archived', { topics: ['contact.archived'] }, ['contact.archived']],
            ['ours', { topics: [], appId: 'ours' }, []],
        ];
        const nodeRed = await startNodeRed({
            flows: flows(
                sandbox,
                some.flatMap(([id, fields]) => [filtered(id, fields), collector(`out-${id}`)]),
            ),
        });
        try {
            const app = new WebhookApp(sandbox, { url: originOf(nodeRed) + PATH });
            await nodeRed.waitFor(() => app.check(), 'the URL to answer');
            const topics = ['contact.archived', 'contact.unarchived', 'contact.unarchive', 'contact.deleted'];
            for (const topic of topics) await app.notify(topic, { type: 'contact' });
            await nodeRed.expect('out', topics.length);
            for (const [id, , expected] of some)
                assert.deepEqual(
                    nodeRed.from(`out-${id}`).map(({ topic }) => topic),
                    expected,
                    id,
                );
        } finally {
            await nodeRed.stop();
        }
    });

    it('answers 413 to a genuine notification of more than 5 MB, and 200 to one of a little less', async () => {
        const nodeRed = await startNodeRed({ flows: flows(sandbox) });
        try {
            const url = originOf(nodeRed) + PATH;
            await nodeRed.waitFor(() => new WebhookApp(sandbox, { url }).check(), 'the URL to answer');
            const sizes: [number, number][] = [
                [5 * 1024 * 1024 - 1000, 200],
                [5 * 1024 * 1024 + 1000, 413],
            ];
            for (const [size, status] of sizes) {
                const body = JSON.stringify({
                    id: `${size}`,
                    topic: 'contact.archived',
                    data: { item: 'x'.repeat(size) },
                });
                const signature = createHmac('sha1', CLIENT_SECRET).update(body).digest('hex');
                const headers = { 'content-type': 'application/json', 'x-hub-signature': `sha1=${signature}` };
                assert.equal((await fetch(url, { method: 'POST', headers, body })).status, status);
            }
            assert.equal((await nodeRed.expect('out')).length, 1);
        } finally {
            await nodeRed.stop();
        }
    });

    it('takes the path away with its last node, and no other', async () => {
        const nodeRed = await startNodeRed({ flows: flows(sandbox) });
        try {
            const app = new WebhookApp(sandbox, { url: originOf(nodeRed) + PATH });
            await nodeRed.waitFor(() => app.check(), 'the URL to answer');
            const second = node('intercom-webhook', 'second', ['out'], { connection: 'connection' });
            await nodeRed.deploy([...flows(sandbox), second]);
            await nodeRed.waitFor(() => app.check(), 'the URL to answer');
            await app.notify('contact.archived', {});
            await nodeRed.expect('out', 2);
            await nodeRed.deploy([tab, connection(sandbox), collector('out')]);
            await nodeRed.waitFor(async () => !(await app.check()), 'the URL to be gone');
        } finally {
            await nodeRed.stop();
        }
    });

    const unset = { credentials: { clientSecret: `\${NO_SUCH_VARIABLE}` } };
    const idle: [string, NodeRedOptions, Record<string, unknown>, RegExp, number][] = [
        ['without a client secret', {}, { credentials: {} }, /no client secret/, 401],
        ['with a client secret from a variable that is not set', {}, unset, /./, 401],
        ['with httpNodeRoot false', { settings: { httpNodeRoot: false } }, {}, /httpNodeRoot is false/, 404],
    ];
    for (const [what, options, more, status, refusal] of idle) {
        it(`says in its status why it cannot work ${what}`, async () => {
            const all = flows(sandbox).map((one) => (one.id === 'connection' ? { ...one, ...more } : one));
            const nodeRed = await startNodeRed({ ...options, flows: all });
            try {
                await nodeRed.waitFor(
                    () => nodeRed.statuses.some(({ id, text }) => id === 'hook' && status.test(text ?? '')),
                    'the status',
                );
                const { status: answered } = await sandbox.deliver({ url: originOf(nodeRed) + PATH, topic: 'a' });
                assert.equal(answered, refusal);
            } finally {
                await nodeRed.stop();
            }
        });
    }

    it('hears what the demo workspace tells where Node-RED serves no URLs', async () => {
        const create = 'intercom-create-contact';
        const nodeRed = await startNodeRed({
            settings: { httpNodeRoot: false },
            flows: [
                ...flows(sandbox).map((one) => (one.id === 'connection' ? { ...one, region: 'demo' } : one)),
                source('in', 'create'),
                action(create, 'create', [], defaultsOf(create)),
            ],
        });
        try {
            nodeRed.feed('in', { payload: { role: 'user', email: 'ada@example.com' } });
            const [{ topic } = {}] = await nodeRed.expect('out');
            assert.equal(topic, 'contact.user.created');
            assert.ok(nodeRed.statuses.every(({ fill }) => fill !== 'red'));
        } finally {
            await nodeRed.stop();
        }
    });

    it('leaves the editor where it is, and says so in its status, when the path is one of it', async () => {
        const nodeRed = await startNodeRed();
        try {
            for (const [n, webhookPath] of ['/', '/flows', '/hook?key=abc'].entries()) {
                const id = `hook${n}`;
                const all = flows(sandbox).map((one) => (one.id === 'hook' ? { ...one, id } : one));
                await nodeRed.deploy(all.map((one) => (one.id === 'connection' ? { ...one, webhookPath } : one)));
                await nodeRed.waitFor(
                    () =>
                        nodeRed.statuses.some(
                            (status) => status.id === id && /invalid: webhookPath/.test(status.text ?? ''),
                        ),
                    `the status with ${webhookPath}`,
                );
                assert.match((await nodeRed.api('GET', '/')).text, /<html/);
                assert.equal((await nodeRed.flows()).length, all.length);
            }
        } finally {
            await nodeRed.stop();
        }
    });

    it('hears at a path with a space and letters of any language', async () => {
        const webhookPath = '/my hooks/größe';
        const all = flows(sandbox).map((one) => (one.id === 'connection' ? { ...one, webhookPath } : one));
        const nodeRed = await startNodeRed({ flows: all });
        try {
            const app = new WebhookApp(sandbox, { url: originOf(nodeRed) + webhookPath });
            await nodeRed.waitFor(() => app.check(), 'the URL to answer');
            await app.notify('contact.archived', {});
            await nodeRed.expect('out');
        } finally {
            await nodeRed.stop();
        }
    });

    it('reads numbers in a flow file that somebody wrote as the text they stand for', async () => {
        const fields: Record<string, object> = { connection: { webhookPath: 7 }, hook: { appId: 123 } };
        const nodeRed = await startNodeRed({ flows: flows(sandbox).map((one) => ({ ...one, ...fields[one.id] })) });
        try {
            const url = `${originOf(nodeRed)}/7`;
            await nodeRed.waitFor(() => new WebhookApp(sandbox, { url }).check(), 'the URL to answer');
            for (const appId of ['122', '123'])
                await new WebhookApp(sandbox, { url, appId }).notify('contact.archived', {});
            const [{ intercom } = {}] = await nodeRed.expect('out');
            assert.equal((intercom as { app_id: string }).app_id, '123');
        } finally {
            await nodeRed.stop();
        }
    });

    it('has a recipe for http in that works as it stands in the docs', async () => {
        const text = readFileSync(join(checkout, 'docs', 'webhooks.md'), 'utf8');
        const recipe = JSON.parse(/```json\n(.+?)```/s.exec(text)?.[1] ?? '') as FlowNode[];
        const env = { INTERCOM_CLIENT_SECRET: CLIENT_SECRET };
        const nodeRed = await startNodeRed({ flows: recipe, env });
        try {
            const url = `${originOf(nodeRed)}/intercom/by-hand`;
            await nodeRed.waitFor(() => new WebhookApp(sandbox, { url }).check(), 'the URL to answer');
            const deliver = async (more: { id?: string; topic?: string; secret?: string }) =>
                (await sandbox.deliver({ url, topic: 'contact.archived', item: { type: 'contact' }, ...more })).status;
            assert.equal(await deliver({ id: 'a', secret: 'guessed' }), 401);
            assert.equal(await deliver({ topic: 'ping' }), 200);
            for (const id of ['a', 'a', 'b']) assert.equal(await deliver({ id }), 200);
            await nodeRed.waitFor(() => nodeRed.debug.length >= 2, 'the messages');
            assert.deepEqual(
                nodeRed.debug.map(({ msg }) => /"id":"(\w)"/.exec(String(msg))?.[1]),
                ['a', 'b'],
            );
        } finally {
            await nodeRed.stop();
        }
    });

    it('sends to the nodes that want the topic and the workspace', async () => {
        const wants = (id: string, fields: object) =>
            node('intercom-webhook', id, ['out'], { connection: 'connection', ...fields });
        const named = (id: string) => functionNode(id, `msg.by = '${id}'; return msg;`, ['out']);
        const nodeRed = await startNodeRed({
            flows: [
                ...flows(sandbox).filter(({ id }) => id !== 'hook'),
                { ...wants('one', { topics: ['contact.archived'] }), wires: [['by one']] },
                { ...wants('two', { topics: [], appId: 'workspace2' }), wires: [['by two']] },
                named('by one'),
                named('by two'),
            ],
        });
        try {
            const url = originOf(nodeRed) + PATH;
            await nodeRed.waitFor(() => new WebhookApp(sandbox, { url }).check(), 'the URL to answer');
            await sandbox.deliver({ url, topic: 'contact.archived', id: '1' });
            await sandbox.deliver({ url, topic: 'contact.merged', id: '2' });
            await sandbox.deliver({ url, topic: 'contact.merged', id: '3', appId: 'workspace2' });
            await sandbox.deliver({ url, topic: 'contact.archived', id: '4', appId: 'workspace2' });
            const got = (await nodeRed.expect('out', 4)).map(
                ({ by, intercom }) => `${by} ${(intercom as { id: string }).id}`,
            );
            assert.deepEqual(got.sort(), ['by one 1', 'by one 4', 'by two 3', 'by two 4']);
        } finally {
            await nodeRed.stop();
        }
    });
});

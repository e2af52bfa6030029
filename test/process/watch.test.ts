import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call } from '../sandbox/testing';
import { catcher, collector, connection, node, tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';

/** The watch node, which checks every second, with a collector and a catch node. */
function flows(sandbox: Sandbox, fields: Record<string, unknown> = {}): FlowNode[] {
    return [
        tab,
        connection(sandbox, { maxRetries: 0 }),
        node('intercom-watch', 'watch', ['out'], { connection: 'connection', interval: '1', ...fields }),
        collector('out'),
        catcher('catch', 'caught'),
        collector('caught'),
    ];
}

describe('the watch node in a real Node-RED', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed | undefined;

    beforeEach(async () => {
        sandbox = await startSandbox({ tokens: ['first', 'renewed'] });
    });
    afterEach(async () => {
        await nodeRed?.stop();
        await sandbox.close();
    });

    async function start(fields: Record<string, unknown> = {}, more: object = {}): Promise<NodeRed> {
        nodeRed = await startNodeRed({ flows: flows(sandbox, fields), ...more });
        await checks(nodeRed);
        return nodeRed;
    }

    /** Waits for two checks to end that have not begun yet. */
    async function checks(running: NodeRed): Promise<void> {
        const from = running.statuses.length;
        const ended = () => running.statuses.slice(from).filter(({ text }) => /^checked /.test(text ?? ''));
        await running.waitFor(() => ended().length >= 2, 'two checks');
    }

    /** A contact, and the next second, so that its time tells it from what is there at a deploy. Returns its id. */
    async function create(running: NodeRed, where: Sandbox, email: string): Promise<string> {
        const { body } = await call(where, 'POST', '/contacts', { email });
        await running.waitFor(() => Date.now() / 1000 > body.created_at + 1, 'the next second');
        return body.id;
    }

    const topics = (running: NodeRed, collector = 'out') =>
        running.from(collector).map(({ topic, payload }) => `${topic} ${(payload as { id: string } | undefined)?.id}`);

    it('sends what is created and updated from then on, once each, and shows the last check and the next', async () => {
        const running = await start();
        assert.deepEqual(running.from('out'), []);
        const { body: contact } = await call(sandbox, 'POST', '/contacts', { email: 'new@example.com' });
        await running.expect('out');
        // a change is one that another second bears
        await running.waitFor(() => Date.now() / 1000 > contact.updated_at + 1, 'the next second');
        await call(sandbox, 'PUT', `/contacts/${contact.id}`, { name: 'Changed' });
        await running.expect('out', 2);
        await checks(running);
        assert.deepEqual(topics(running), [`contact.created ${contact.id}`, `contact.updated ${contact.id}`]);
        const [{ payload, intercom } = {}] = running.from('out').slice(1);
        assert.equal((payload as { name: string }).name, 'Changed');
        assert.equal((intercom as { statusCode: number }).statusCode, 200);
        assert.match(running.statuses.at(-1)?.text ?? '', /^check/);
        assert.ok(
            running.statuses.some(({ text }) => /^checked \d\d:\d\d:\d\d, next \d\d:\d\d:\d\d$/.test(text ?? '')),
        );
    });

    it('watches conversations and tickets as well', async () => {
        const watching = (resource: string) => [
            node('intercom-watch', resource, ['out'], { connection: 'connection', interval: '1', resource }),
        ];
        const others = [...watching('conversations'), ...watching('tickets')];
        const running = await start({}, { flows: [...flows(sandbox), ...others] });
        await running.waitFor(
            () =>
                new Set(running.statuses.filter(({ text }) => /^checked/.test(text ?? '')).map(({ id }) => id)).size ===
                3,
            'all to have checked',
        );
        const { body: found } = await call(sandbox, 'GET', '/contacts?per_page=1');
        const { id } = found.data[0];
        await call(sandbox, 'POST', '/conversations', { from: { type: 'user', id }, body: 'Hello?' });
        const { body: types } = await call(sandbox, 'GET', '/ticket_types');
        const { body: ticket } = await call(sandbox, 'POST', '/tickets', {
            ticket_type_id: types.data[0].id,
            contacts: [{ id }],
            ticket_attributes: { _default_title_: 'Broken', _default_description_: 'It is' },
        });
        assert.ok(ticket.id, JSON.stringify(ticket));
        await running.expect('out', 2);
        assert.deepEqual(
            topics(running)
                .map((text) => text.split(' ')[0])
                .sort(),
            ['conversation.created', 'ticket.created'],
        );
    });

    it('sends each failed check to catch once, says so in its status, and catches up', async () => {
        const running = await start();
        const healed = sandbox.fault({ kind: 'status', status: 503, times: Number.POSITIVE_INFINITY });
        await running.expect('caught', 2);
        const [{ error, intercom } = {}] = running.from('caught');
        assert.match((error as { message: string }).message, /503/);
        assert.equal((intercom as { error: { statusCode: number } }).error.statusCode, 503);
        const failed = () => running.statuses.filter(({ text }) => /^503 .*again \d\d:\d\d:\d\d$/.test(text ?? ''));
        await running.waitFor(() => failed().length === running.from('caught').length, 'a status for each failure');
        healed();
        await call(sandbox, 'POST', '/contacts', { email: 'meanwhile@example.com' });
        await running.expect('out', 1, 15_000);
        await checks(running);
        assert.equal(running.from('out').length, 1);
    });

    it('sends what has changed since the deploy, though Intercom could not be reached then', async () => {
        const healed = sandbox.fault({ kind: 'reset', times: Number.POSITIVE_INFINITY });
        nodeRed = await startNodeRed({ flows: flows(sandbox) });
        await nodeRed.expect('caught', 1);
        // the clock of Intercom tells seconds: what comes in the second of the deploy may have come before it
        const deployed = Date.now();
        await nodeRed.waitFor(() => Date.now() > deployed + 1000, 'the next second');
        const created = sandbox.state.contacts.at(0);
        assert.ok(created);
        sandbox.state.contacts.update(created, (contact) => {
            contact.updated_at = Math.floor(Date.now() / 1000);
        });
        healed();
        await nodeRed.expect('out', 1, 15_000);
        await checks(nodeRed);
        assert.deepEqual(topics(nodeRed), [`contact.updated ${created.id}`]);
    });

    it('sends what other pages bring where one cannot be shown, and says that the search failed', async () => {
        const running = await start();
        const match = { method: 'POST', path: /contacts.search/ };
        const body = { type: 'error.list', errors: [{ code: 'not_found', message: 'Conversation not found' }] };
        for (let n = 0; n < 160; n++) await call(sandbox, 'POST', '/contacts', { email: `new-${n}@example.com` });
        sandbox.fault({ kind: 'status', status: 404, body, match, times: 3, after: 1 });
        await running.expect('out', 160, 20_000);
        await checks(running);
        assert.equal(new Set(topics(running)).size, 160);
        const off = sandbox.fault({ kind: 'status', status: 404, body, match, times: Number.POSITIVE_INFINITY });
        const [{ error } = {}] = await running.expect('caught', 1, 15_000);
        off();
        const { message } = error as { message: string };
        assert.match(message, /^The search failed: .*Conversation not found/);
        assert.doesNotMatch(message, /Check the id/);
    });

    it('goes on over a redeploy and over a restart where it was, and sends nothing twice', async () => {
        const userDir = await mkdtemp(join(tmpdir(), 'intercom-watch-'));
        const settings = { contextStorage: { default: { module: 'localfilesystem' } } };
        try {
            let running = await start({}, { userDir, settings });
            await call(sandbox, 'POST', '/contacts', { email: 'before@example.com' });
            await running.expect('out');
            await running.deploy(flows(sandbox, { name: 'redeployed' }), 'full');
            await call(sandbox, 'POST', '/contacts', { email: 'redeployed@example.com' });
            await running.expect('out', 2);
            await checks(running);
            assert.equal(running.from('out').length, 2);
            await running.stop();
            await call(sandbox, 'POST', '/contacts', { email: 'stopped@example.com' });
            running = await startNodeRed({ userDir, settings });
            nodeRed = running;
            const [{ payload, topic } = {}] = await running.expect('out');
            assert.deepEqual([topic, (payload as { email: string }).email], ['contact.created', 'stopped@example.com']);
            await checks(running);
            assert.equal(running.from('out').length, 1);
        } finally {
            await nodeRed?.stop();
            await rm(userDir, { recursive: true, force: true });
        }
    });

    it('misses nothing over a deploy where nobody has set up a context store, and begins anew once it was removed', async () => {
        const [rarely, anew] = [
            flows(sandbox, { interval: '3600' }),
            flows(sandbox, { interval: '3600', name: 'anew' }),
        ];
        const running = await startNodeRed({ flows: rarely });
        nodeRed = running;
        const checked = () => running.waitFor(() => /^checked/.test(running.statuses.at(-1)?.text ?? ''), 'a check');
        await checked();
        await create(running, sandbox, 'between@example.com');
        await running.deploy(anew, 'full');
        const [{ payload } = {}] = await running.expect('out');
        assert.equal((payload as { email: string }).email, 'between@example.com');
        await running.deploy(anew.filter(({ id }) => id !== 'watch'));
        await create(running, sandbox, 'unwatched@example.com');
        running.statuses.length = 0;
        await running.deploy(anew);
        await checked();
        assert.equal(running.from('out').length, 1);
    });

    /** Answers of `GET /me`. */
    const match = { path: /^\/me$/ };
    const times = Number.POSITIVE_INFINITY;
    const says = (one: Sandbox, id_code: string) =>
        one.fault({ kind: 'status', status: 200, body: { type: 'admin', id: '1', app: { id_code } }, match, times });
    const saysNothing = (one: Sandbox) => one.fault({ kind: 'status', status: 404, match, times });

    const switches: [string, (...both: [Sandbox, Sandbox]) => void, Record<string, unknown>][] = [
        ['another workspace', (_first, second) => says(second, 'other1'), {}],
        ['another address, where none says which workspace it is', (...both) => both.forEach(saysNothing), {}],
        ['a workspace of Intercom, after the demo workspace', () => undefined, { region: 'demo' }],
    ];
    for (const [what, prepare, fields] of switches) {
        it(`begins anew where its connection leads to ${what}`, async () => {
            const second = await startSandbox();
            try {
                prepare(sandbox, second);
                const running = await start(
                    {},
                    { flows: flows(sandbox).map((one) => (one.id === 'connection' ? { ...one, ...fields } : one)) },
                );
                await create(running, second, 'old@example.com');
                await running.deploy(flows(second));
                await checks(running);
                assert.deepEqual(running.from('out'), []);
                const id = await create(running, second, 'new@example.com');
                await running.expect('out');
                assert.deepEqual(topics(running), [`contact.created ${id}`]);
                assert.deepEqual(running.from('caught'), []);
            } finally {
                await second.close();
            }
        });
    }

    it('goes on where it was with another token of the workspace, though Intercom cannot say whose it is at first', async () => {
        const running = await start();
        const renewed = flows(sandbox).map((one) =>
            one.id === 'connection' ? { ...one, credentials: { accessToken: 'renewed' } } : one,
        );
        const healed = sandbox.fault({ kind: 'status', status: 503, match, times });
        const id = await create(running, sandbox, 'between@example.com');
        await running.deploy(renewed);
        const [{ error } = {}] = await running.expect('caught', 2);
        assert.match((error as { message: string }).message, /503/);
        healed();
        await running.expect('out', 1, 15_000);
        await checks(running);
        assert.deepEqual(topics(running), [`contact.created ${id}`]);
    });

    it('stops at once when it is removed in the middle of a check, and sends nothing afterwards', async () => {
        const running = await start();
        sandbox.fault({ kind: 'slow', delayMs: 3000, times: Number.POSITIVE_INFINITY });
        await running.waitFor(() => running.statuses.at(-1)?.text === 'checking', 'a check to begin');
        await call(sandbox, 'POST', '/contacts', { email: 'afterwards@example.com' });
        const began = Date.now();
        await running.deploy(flows(sandbox).filter(({ id }) => id !== 'watch'));
        await running.waitFor(() => running.log.at(-1)?.includes('Started flows'), 'the new flows');
        assert.ok(Date.now() - began < 2000);
        const before = sandbox.counts.requests;
        await running.waitFor(() => Date.now() - began > 4000, 'the answer of the check');
        assert.equal(sandbox.counts.requests, before);
        assert.deepEqual(running.from('out'), []);
        assert.deepEqual(running.from('caught'), []);
    });

    it('begins at a date, the oldest first', async () => {
        const since = Math.floor(Date.now() / 1000) - 400 * 86_400;
        const running = await start({ startFrom: new Date(since * 1000).toISOString(), changes: 'created' });
        const times = running.from('out').map(({ payload }) => (payload as { created_at: number }).created_at);
        assert.ok(times.length > 50, String(times.length));
        assert.deepEqual(
            times,
            [...times].sort((a, b) => a - b),
        );
        assert.ok((times[0] ?? 0) >= since);
        assert.ok(topics(running).every((text) => text.startsWith('contact.created ')));
    });

    const faulty: [string, Record<string, unknown>, RegExp][] = [
        ['an interval of nothing', { interval: '0' }, /invalid: interval/],
        ['another resource', { resource: 'cats' }, /invalid: resource/],
        ['a date that is none', { startFrom: 'soon' }, /invalid: startFrom/],
        ['no connection', { connection: '' }, /no connection/],
    ];
    it('says in its status what is wrong with its settings, and asks nothing', async () => {
        const nodes = faulty.map(([, fields], n) =>
            node('intercom-watch', `watch${n}`, ['out'], { connection: 'connection', ...fields }),
        );
        const running = await startNodeRed({ flows: [...flows(sandbox).filter(({ id }) => id !== 'watch'), ...nodes] });
        nodeRed = running;
        for (const [n, [what, , text]] of faulty.entries()) {
            await running.waitFor(
                () => running.statuses.some((status) => status.id === `watch${n}` && text.test(status.text ?? '')),
                what,
            );
        }
        assert.equal(sandbox.counts.requests, 0);
    });
});

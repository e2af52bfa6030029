import assert from 'node:assert/strict';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import { buttons, shownError } from '../demo/flow';
import { openComms } from '../support/comms';
import { cleanEnvironment, type DebugMessage } from '../support/node-red';
import { checkout } from '../support/package';
import { freePort, ProcessGroup } from '../support/process-group';
import { waitFor } from '../support/wait';

describe('npm start', () => {
    const groups: ProcessGroup[] = [];
    let directory: string;
    let port: number;

    before(async () => {
        directory = await mkdtemp(join(tmpdir(), 'intercom-demo-'));
        port = await freePort();
    });
    afterEach(async () => {
        for (const group of groups.splice(0)) {
            group.signal('SIGKILL');
            await waitFor(() => group.running().length === 0, 'what a failed test left to end');
        }
    });
    after(() => rm(directory, { recursive: true, force: true }));

    function run(command: string, args: string[], onPort = port): ProcessGroup {
        const env = { ...cleanEnvironment(), PORT: String(onPort), DEMO_DIR: directory };
        const group = new ProcessGroup(command, args, { cwd: checkout, env });
        groups.push(group);
        return group;
    }
    const npmStart = () => run('npm', ['start']);
    const startAlone = () => run(process.execPath, ['--import', 'tsx', 'test/demo/start.ts']);

    async function address(group: ProcessGroup): Promise<string> {
        const shown = () => {
            if (group.child.exitCode !== null) throw new Error(`it has ended: ${group.output}`);
            return /http:\/\/127\.0\.0\.1:\d+/.exec(group.output)?.[0];
        };
        return waitFor(shown, 'the address', 40_000);
    }

    async function allGone(group: ProcessGroup): Promise<void> {
        await waitFor(() => group.running().length === 0, 'every process to end', 10_000);
        await assert.rejects(fetch(`http://127.0.0.1:${port}/`), 'something still answers');
    }

    it('prints the address and three things to click, and each does what it says', async () => {
        const group = npmStart();
        const url = await address(group);
        assert.equal(url, `http://127.0.0.1:${port}`);
        for (const { name } of [buttons.create, buttons.list, buttons.fail])
            assert.ok(group.output.includes(`"${name}"`), name);

        const messages: DebugMessage[] = [];
        const close = await openComms(url, (_raw, events) => {
            for (const { topic, data } of events) if (topic === 'debug') messages.push(data as DebugMessage);
        });
        const press = async (id: string, shownBy: string, count = 1): Promise<string> => {
            // The address is printed when the flows are deployed, a moment before they run.
            await waitFor(async () => (await fetch(`${url}/inject/${id}`, { method: 'POST' })).ok, `the button ${id}`);
            const shown = () => messages.filter(({ name }) => name === shownBy);
            await waitFor(() => shown().length >= count, `"${shownBy}" in the debug sidebar`);
            return JSON.stringify(shown());
        };
        assert.match(await press(buttons.create.id, 'The new contact'), /ada\.\d+@example\.com/);
        assert.match(await press(buttons.list.id, 'One page', 3), /array\[100\]/);
        assert.match(await press(buttons.tag.id, 'The tag'), /VIP/);
        assert.match(await press(buttons.fail.id, shownError), /nobody@example\.com/);
        assert.match(await press(buttons.queue.id, 'The lamp'), /green|yellow|red/);
        await press(buttons.write.id, 'A change');
        const heard = () =>
            messages.some(({ name, topic }) => name === 'A change' && topic === 'conversation.user.created');
        await waitFor(heard, 'the webhook to hear of it');
        await waitFor(() => messages.some(({ name }) => name === 'A new one'), 'the watch to see it');
        close();

        group.signal('SIGINT');
        await allGone(group);
    });

    it('ends when npm alone is told to, and keeps what somebody built', async () => {
        const group = npmStart();
        const url = await address(group);
        const flows = (await (await fetch(`${url}/flows`)).json()) as { id: string; name?: string }[];
        const renamed = flows.map((node) => (node.id === buttons.create.id ? { ...node, name: 'My own' } : node));
        const headers = { 'Content-Type': 'application/json' };
        await fetch(`${url}/flows`, { method: 'POST', headers, body: JSON.stringify(renamed) });
        process.kill(group.pid, 'SIGINT');
        await allGone(group);

        const again = startAlone();
        await address(again);
        const kept = (await (await fetch(`${url}/flows`)).json()) as { id: string; name?: string }[];
        assert.equal(kept.find(({ id }) => id === buttons.create.id)?.name, 'My own');
        assert.equal(kept.length, flows.length);
        again.signal('SIGINT');
        await allGone(again);
    });

    it('leaves no Node-RED behind when it is killed', async () => {
        const group = startAlone();
        await address(group);
        assert.ok(group.running().length >= 2);
        process.kill(group.pid, 'SIGKILL');
        await allGone(group);
    });

    it('leaves nothing behind when npm is killed', async () => {
        const group = npmStart();
        await address(group);
        process.kill(group.pid, 'SIGKILL');
        await allGone(group);
    });

    it('says so when the port is taken', async () => {
        const other = createServer();
        await new Promise<void>((resolve) => other.listen(port, '127.0.0.1', resolve));
        const group = startAlone();
        await once(group.child, 'close'); // all that it said has come
        await waitFor(() => group.running().length === 0, 'it to end');
        other.close();
        assert.match(group.output, new RegExp(`Port ${port} is in use.*PORT=${port + 1} npm start`));
        assert.notEqual(group.child.exitCode, 0);
    });
});

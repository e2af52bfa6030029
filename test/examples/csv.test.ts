import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType } from '../support/package';
import { examples, nodeOf } from './example';

const EXAMPLE = 'CSV to contacts';
const ROWS = 20_000;
/** Every fiftieth line is one that Intercom would not take. */
const isBad = (n: number) => n % 50 === 7;

describe('an import of 20,000 contacts', function () {
    this.timeout(300_000);
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let userDir: string;

    beforeEach(async () => {
        sandbox = await startSandbox({ seed: { contacts: 0 } });
        userDir = await mkdtemp(join(tmpdir(), 'intercom-import-'));
        const rows = Array.from(
            { length: ROWS },
            (_, n) => `${isBad(n) ? 'boss' : 'user'},csv-${n},csv-${n}@example.com,Person ${n}`,
        );
        await writeFile(join(userDir, 'contacts.csv'), ['role,external_id,email,name', ...rows, ''].join('\n'));
    });
    afterEach(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
        await rm(userDir, { recursive: true, force: true });
    });

    async function start({ accessToken = sandbox.token, change = {} as Record<string, object> } = {}): Promise<void> {
        const { nodes = [] } = examples.find(({ name }) => name === EXAMPLE) ?? {};
        const connection = { region: 'custom', baseUrl: sandbox.url, credentials: { accessToken } };
        const flows = nodes.map(
            (node): FlowNode => ({
                ...node,
                ...(node.type === connectionType ? connection : change[node.name ?? '']),
            }),
        );
        nodeRed = await startNodeRed({ flows, userDir });
        await nodeRed.inject(nodeOf(EXAMPLE, 'Import').id);
    }

    const file = (name: string) => readFile(join(userDir, name), 'utf8').catch(() => '');

    const lastLine = async (name: string) => (await file(name)).split('\n').pop();

    it('that is killed at a third goes on there: each once, and the bad ones in a file', async () => {
        await start();
        const third = () => sandbox.state.contacts.count >= ROWS / 3;
        await nodeRed.waitFor(third, 'a third', 120_000);
        process.kill(nodeRed.pid, 'SIGKILL');
        await nodeRed.stop();
        const position = Number(await lastLine('contacts.position'));
        assert.ok(position > 0 && position < ROWS, `at ${position}`);
        const before = sandbox.counts.requests;

        await start();
        await nodeRed.waitFor(async () => (await lastLine('contacts.position')) === '0', 'the end', 240_000);
        const good = Array.from({ length: ROWS }, (_, n) => n).filter((n) => !isBad(n));
        assert.equal(sandbox.state.contacts.count, good.length);
        for (const n of good) {
            assert.equal(sandbox.state.contacts.withText('external_id', `csv-${n}`).length, 1, `csv-${n}`);
        }
        // what was done and told is not sent again
        const left = good.filter((n) => n >= position).length;
        const resent = sandbox.state.contacts.count - left;
        assert.ok(sandbox.counts.requests - before >= left);
        assert.ok(resent > 0);
        const lines = (await file('contacts-errors.csv')).trim().split('\r\n');
        const bad = new Set(lines.filter((line) => line.startsWith('boss,')).map((line) => line.split(',')[1]));
        assert.equal(bad.size, ROWS - good.length);
    });

    it('goes on with a line that failed until it stands in the file of those', async () => {
        await start({ change: { 'As CSV': { wires: [[]] } } });
        const first = Array.from({ length: ROWS }, (_, n) => n).find(isBad);
        await nodeRed.waitFor(() => sandbox.state.contacts.count > 2000, 'two thousand', 60_000);
        const told = async () => (await file('contacts.position')).split('\n').slice(1);
        await nodeRed.waitFor(async () => (await told()).length > 2, 'a position after that of the first', 10_000);
        const [, ...others] = await told();
        assert.deepEqual([...new Set(others)], [String(first)]);
    });

    it('writes no line where the import as a whole failed, and says why', async () => {
        await start({ accessToken: '' });
        const progress = nodeOf(EXAMPLE, 'Progress').id;
        await nodeRed.waitFor(() => nodeRed.debug.some(({ id }) => id === progress), 'the reason');
        assert.match(String(nodeRed.debug.find(({ id }) => id === progress)?.msg), /access token/i);
        assert.deepEqual([await file('contacts-errors.csv'), await file('contacts.position')], ['', '']);
    });
});

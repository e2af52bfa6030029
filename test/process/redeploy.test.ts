import assert from 'node:assert/strict';
import { after, before, beforeEach, describe, it } from 'mocha';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { action, catcher, collector, connection, source, tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { defaultsOf } from '../support/stored';
import { waitFor } from '../support/wait';

/** Messages that Intercom has not answered yet when somebody presses Deploy. */
describe('a redeploy in mid-request', () => {
    const inFlight = 5;
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let flows: FlowNode[];
    let contactId: string | undefined;

    before(async () => {
        sandbox = await startSandbox();
        const get = { ...defaultsOf('intercom-get-contact'), name: 'get' };
        flows = [
            tab,
            connection(sandbox),
            source('in', 'get'),
            action('intercom-get-contact', 'get', ['out'], get),
            collector('out'),
            catcher('catch', 'caught'),
            collector('caught'),
        ];
        nodeRed = await startNodeRed({ flows });
        const headers = { Authorization: `Bearer ${sandbox.token}` };
        const contacts = await (await fetch(`${sandbox.url}/contacts`, { headers })).json();
        contactId = (contacts as { data: { id: string }[] }).data[0]?.id;
    });
    after(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
    });
    beforeEach(async () => {
        sandbox.reset();
        await nodeRed.deploy(flows);
        nodeRed.collected.length = 0;
        nodeRed.log.length = 0;
    });

    async function holdSome(): Promise<void> {
        sandbox.fault({ kind: 'slow', delayMs: 1500, times: Number.POSITIVE_INFINITY });
        const before = sandbox.requests.length;
        for (let n = 0; n < inFlight; n += 1) nodeRed.feed('in', { n, payload: { id: `contact-${n}` } });
        await waitFor(() => sandbox.requests.length === before + inFlight, 'the requests to arrive');
    }

    /** Redeploys with the node changed, and measures until the new flows run. */
    async function redeploy(type: 'full' | 'nodes'): Promise<number> {
        const changed = flows.map((node) => (node.id === 'get' ? { ...node, name: `get after ${type}` } : node));
        const began = Date.now();
        await nodeRed.deploy(changed, type);
        await nodeRed.waitFor(
            () => nodeRed.log.some((line) => /Started (modified )?(flows|nodes)/.test(line)),
            'the start',
        );
        return Date.now() - began;
    }

    /** A message that is sent now is held as long as those before: late answers to them would be there before it. */
    async function nothingFollows(): Promise<void> {
        const before = nodeRed.from('caught').length;
        nodeRed.feed('in', { n: 'afterwards', payload: { id: contactId } });
        const [out, ...more] = await nodeRed.expect('out');
        assert.equal(out?.n, 'afterwards');
        assert.deepEqual(more, []);
        assert.equal(nodeRed.from('caught').length, before);
        assert.deepEqual(
            nodeRed.log.filter((line) => /close timed out|Error stopping node/i.test(line)),
            [],
        );
    }

    it('of the node alone: each message is caught once as aborted, within two seconds', async () => {
        await holdSome();
        assert.ok((await redeploy('nodes')) < 2000);
        const caught = await nodeRed.expect('caught', inFlight);
        assert.deepEqual(caught.map(({ n }) => n).sort(), [...Array(inFlight).keys()]);
        for (const { error } of caught) assert.equal((error as { code?: string }).code, 'aborted');
        await nothingFollows();
    });

    it('of everything, catch nodes included: each message ends as aborted in the log, within two seconds', async () => {
        await holdSome();
        assert.ok((await redeploy('full')) < 2000);
        const cutOff = () => nodeRed.log.filter((line) => /\[intercom-get-contact:get\].*Aborted:/.test(line));
        await nodeRed.waitFor(() => cutOff().length >= inFlight, 'the lines in the log', 2000);
        assert.equal(cutOff().length, inFlight);
        assert.deepEqual(nodeRed.from('caught'), []);
        await nothingFollows();
    });

    it('of a connection: its messages are cut off, and it works with its new settings', async () => {
        await holdSome();
        const changed = flows.map((node) => (node.id === 'connection' ? { ...node, timeout: 20000 } : node));
        const began = Date.now();
        await nodeRed.deploy(changed, 'nodes');
        const caught = await nodeRed.expect('caught', inFlight);
        assert.ok(Date.now() - began < 2000);
        assert.equal(caught.length, inFlight);
        await nothingFollows();
    });
});

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
        await nodeRed.waitFor(() => nodeRed.starts > 0, 'the start');
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
        const cutOff = () => nodeRed.log.filter((line) => /\[intercom-get-contact:get\] Aborted/.test(line));
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

/** Inside a subflow a node's ids are not those of the flow file, and its catch nodes end with it. */
describe('a redeploy in mid-request inside a subflow', () => {
    const inFlight = 3;
    let sandbox: Sandbox;
    let nodeRed: NodeRed;

    /** A subflow around some nodes: what comes in goes to the first, what the last sends goes out. */
    function subflow(id: string, inside: FlowNode[], first: string): FlowNode[] {
        const wire = (node: string) => ({ x: 0, y: 0, wires: [{ id: node, port: 0 }] });
        const definition = { id, type: 'subflow', name: id, info: '', in: [wire(first)], out: [wire(first)] };
        return [definition as unknown as FlowNode, ...inside.map((node) => ({ ...node, z: id }))];
    }
    const instance = (id: string, of: string, target: string[]): FlowNode => ({
        ...{ id, type: `subflow:${of}`, z: 'tab', x: 0, y: 0, name: '', wires: [target] },
    });
    const get = action('intercom-get-contact', 'get', [], { ...defaultsOf('intercom-get-contact'), name: 'get' });
    const outside = [catcher('catch', 'caught'), collector('caught')];
    const inside = [catcher('inner catch', 'inner caught'), collector('inner caught')];
    const once = (subflows: FlowNode[]) => [
        ...[tab, connection(sandbox), ...subflows],
        ...[source('in', 'instance'), instance('instance', 'sub', ['out']), collector('out')],
    ];

    const layouts: {
        name: string;
        flows: () => FlowNode[];
        heard: { nodes: 'caught' | 'log'; full: 'caught' | 'log' };
    }[] = [
        {
            name: 'a catch node around it',
            flows: () => [...once(subflow('sub', [get], 'get')), ...outside],
            heard: { nodes: 'caught', full: 'log' },
        },
        {
            name: 'a catch node in it',
            flows: () => once(subflow('sub', [get, ...inside], 'get')),
            heard: { nodes: 'log', full: 'log' },
        },
        {
            name: 'no catch node',
            flows: () => once(subflow('sub', [get], 'get')),
            heard: { nodes: 'log', full: 'log' },
        },
        {
            name: 'one subflow in another, a catch node in the inner',
            flows: () =>
                once([
                    ...subflow('inner', [get, ...inside], 'get'),
                    ...subflow('sub', [instance('nested', 'inner', [])], 'nested'),
                ]),
            heard: { nodes: 'log', full: 'log' },
        },
    ];

    before(async () => {
        sandbox = await startSandbox();
        nodeRed = await startNodeRed({ flows: [tab] });
    });
    after(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
    });

    for (const { name, flows, heard } of layouts) {
        for (const type of ['nodes', 'full'] as const) {
            it(`${name}, ${type}: each message is heard once, ${heard[type] === 'log' ? 'in the log' : 'by the catch node'}`, async () => {
                sandbox.reset();
                nodeRed.log.length = 0;
                await nodeRed.deploy(flows());
                nodeRed.collected.length = 0;
                await nodeRed.waitFor(() => nodeRed.log.some((line) => /Started flows/.test(line)), 'the start');
                sandbox.fault({ kind: 'slow', delayMs: 3000, times: Number.POSITIVE_INFINITY });
                for (let n = 0; n < inFlight; n += 1) nodeRed.feed('in', { n, payload: { id: `contact-${n}` } });
                await waitFor(() => sandbox.requests.length === inFlight, 'the requests to arrive');
                nodeRed.log.length = 0;
                await nodeRed.deploy(
                    flows().map((node) => (node.id === 'get' ? { ...node, name: 'get after' } : node)),
                    type,
                );
                await nodeRed.waitFor(() => nodeRed.starts > 0, 'the start');
                const caught = () => [...nodeRed.from('caught'), ...nodeRed.from('inner caught')];
                const logged = () => nodeRed.log.filter((line) => /\[intercom-get-contact:[\w-]+\] Aborted/.test(line));
                await nodeRed.waitFor(() => caught().length + logged().length >= inFlight, 'the ends', 2000);
                assert.deepEqual(
                    { caught: caught().length, log: logged().length },
                    { caught: 0, log: 0, [heard[type]]: inFlight },
                );
                assert.deepEqual(nodeRed.from('out'), []);
            });
        }
    }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { button, catcher, collector, debug, functionNode, source, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';

describe('the harness around a real Node-RED', () => {
    let nodeRed: NodeRed;

    before(async () => {
        nodeRed = await startNodeRed({
            flows: [
                tab,
                source('in', 'work'),
                functionNode(
                    'work',
                    'if (msg.fail) throw new Error("refused"); node.status({ text: "ok" }); return msg;',
                    ['out', 'debug'],
                ),
                collector('out'),
                catcher('catch', 'caught'),
                collector('caught'),
                debug('debug'),
                button('button', 'work', 'pressed'),
            ],
        });
    });
    after(() => nodeRed?.stop());

    it('carries messages in and out whole and in order, dates and buffers included', async () => {
        for (let n = 0; n < 300; n += 1)
            nodeRed.feed('in', { payload: { n, at: new Date(n), bytes: Buffer.from([n % 256]) } });
        const out = (await nodeRed.expect('out', 300)).map((msg) => msg.payload as { n: number; at: Date });
        assert.deepEqual(
            out.map(({ n }) => n),
            Array.from({ length: 300 }, (_, n) => n),
        );
        assert.deepEqual(out[7]?.at, new Date(7));
    });

    it('sees errors, debug messages, statuses and the buttons of inject nodes', async () => {
        nodeRed.feed('in', { fail: true });
        const [caught] = await nodeRed.expect('caught');
        assert.match(JSON.stringify(caught?.error), /refused/);
        await nodeRed.inject('button');
        await nodeRed.waitFor(() => nodeRed.debug.some(({ msg }) => msg === 'pressed'), 'the debug message');
        await nodeRed.waitFor(
            () => nodeRed.statuses.some(({ id, text }) => id === 'work' && text === 'ok'),
            'the status',
        );
    });

    it('deploys again without losing what it is fed meanwhile', async () => {
        const flows = await nodeRed.flows();
        const before = nodeRed.from('out').length;
        await nodeRed.deploy(flows);
        nodeRed.feed('in', { payload: 'after the deploy' });
        const out = await nodeRed.expect('out', before + 1);
        assert.equal(out.at(-1)?.payload, 'after the deploy');
    });
});

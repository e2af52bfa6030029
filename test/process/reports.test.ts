import assert from 'node:assert/strict';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { after, afterEach, before, describe, it } from 'mocha';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { action, catcher, collector, connection, functionNode, node, source, tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';

/** What people have met that needs a whole Node-RED: what core nodes behind ours do, and subflows. */
describe('what people have met, in a real Node-RED', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let other: Server;
    let otherUrl: string;
    const received: { headers: IncomingMessage['headers']; body: string }[] = [];

    before(async () => {
        sandbox = await startSandbox();
        other = createServer(async (request, response) => {
            let body = '';
            for await (const chunk of request) body += chunk;
            received.push({ headers: request.headers, body });
            response.end('{}');
        });
        await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
        otherUrl = `http://127.0.0.1:${(other.address() as AddressInfo).port}/hook`;
    });
    after(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
        await new Promise((resolve) => other.close(resolve));
    });
    afterEach(async () => {
        await nodeRed?.stop();
        sandbox.reset();
    });

    it('01: an http request behind a raw request sends its own headers', async () => {
        nodeRed = await startNodeRed({
            flows: [
                tab,
                connection(sandbox),
                source('in', 'raw'),
                action('intercom-raw-request', 'raw', ['change'], { url: '/tags', urlType: 'str' }),
                functionNode('change', 'msg.payload = { text: "hello" }; return msg;', ['post']),
                node('http request', 'post', ['out'], {
                    ...{ method: 'POST', url: otherUrl, ret: 'obj', paytoqs: 'ignore', headers: [] },
                }),
                collector('out'),
            ],
        });
        nodeRed.feed('in', {});
        await nodeRed.expect('out', 1);
        const [{ headers, body } = { headers: {}, body: '' }] = received;
        assert.equal(body, '{"text":"hello"}');
        assert.equal(headers['content-length'], String(body.length));
        for (const name of Object.keys(headers))
            assert.ok(
                !/^(x-ratelimit|x-request-id|intercom|authorization|set-cookie|content-encoding)/.test(name),
                name,
            );
    });

    it('07: a message that is cut off in a subflow is heard of, once, as on a tab', async () => {
        const flows: FlowNode[] = [
            {
                id: 'sub',
                type: 'subflow',
                name: 'Ask',
                info: '',
                in: [{ x: 0, y: 0, wires: [{ id: 'get' }] }],
                out: [],
            },
            { ...action('intercom-get-contact', 'get', []), z: 'sub' },
            tab,
            connection(sandbox),
            source('in', 'instance'),
            node('subflow:sub', 'instance', []),
            catcher('catch', 'caught'),
            collector('caught'),
        ];
        nodeRed = await startNodeRed({ flows });
        sandbox.fault({ kind: 'stall', times: Number.POSITIVE_INFINITY });
        nodeRed.feed('in', { payload: { id: 'abc' } });
        await nodeRed.waitFor(() => sandbox.requests.length === 1, 'the request to be under way');
        const deployed = await nodeRed.flows();
        await nodeRed.deploy(
            deployed.map((one) => (one.id === 'in' ? { ...one, name: 'changed' } : one)),
            'full',
        );
        const heard = () =>
            nodeRed.log.filter((line) => /\[intercom-get-contact:.*(cut off|aborted)/i.test(line)).length;
        await nodeRed.waitFor(() => heard() + nodeRed.from('caught').length > 0, 'the abort to be heard of');
        assert.equal(heard() + nodeRed.from('caught').length, 1);
    });
});

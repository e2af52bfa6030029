import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { CLIENT_SECRET, startSandbox } from '../../src/sandbox';
import { action, collector, connection, functionNode, source, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { checkout, connectionType, manifest, nodeSets, nodeTypes } from '../support/package';
import { actions, defaultsOf } from '../support/stored';

interface NodeSetInfo {
    id: string;
    types: string[];
    enabled: boolean;
    err?: string;
}

describe('the package in a real Node-RED', () => {
    let nodeRed: NodeRed;
    let sets: NodeSetInfo[];

    before(async () => {
        nodeRed = await startNodeRed({ settings: { logging: { console: { level: 'trace' } } } });
        const all = await nodeRed.get<NodeSetInfo[]>('/nodes');
        sets = all.filter(({ id }) => id.startsWith(`${manifest.name}/`));
    });
    after(() => nodeRed?.stop());

    it('loads one set for each node, under the name of the package', () => {
        const expected = Object.keys(manifest['node-red'].nodes).map((name) => `${manifest.name}/${name}`);
        assert.ok(expected.length > 0);
        assert.deepEqual(sets.map(({ id }) => id).sort(), expected.sort());
    });

    it('registers every type, each enabled and without an error', () => {
        for (const { id, err, enabled } of sets) assert.ok(enabled && !err, `${id}: ${err}`);
        const registered = sets.flatMap(({ types }) => types).sort();
        assert.deepEqual(
            registered,
            nodeSets()
                .flatMap(({ types }) => types)
                .sort(),
        );
        for (const type of actions.keys()) assert.ok(registered.includes(type), type);
    });

    it('says nothing in the log about it, at any level but trace', () => {
        const loud = nodeRed.log.filter((line) => /\[(error|fatal|warn)\]/.test(line) || /^\s+at /.test(line));
        // What a user directory that is new says of itself.
        const usual = /Encrypted credentials not found|Projects disabled/;
        assert.deepEqual(
            loud.filter((line) => !usual.test(line)),
            [],
        );
    });

    it('serves icons, labels and help in English for each', async () => {
        for (const { id, types } of sets) {
            const catalogue = await nodeRed.get<object>(`/locales/${id}?lng=en-US`);
            assert.ok(Object.keys(catalogue).length > 0, id);
            const panel = await nodeRed.api('GET', `/nodes/${id}`, undefined, { Accept: 'text/html' });
            for (const type of types) {
                assert.match(panel.text, new RegExp(`data-help-name=["']${type}["']`), `help of ${type}`);
                const icon = /icon:\s*['"]([\w-]+\.svg)['"]/.exec(panel.text)?.[1];
                if (!icon) continue;
                assert.equal((await nodeRed.api('GET', `/icons/${manifest.name}/${icon}`)).status, 200, icon);
            }
        }
    });
});

describe('flows with a node of each type that have not been used yet', () => {
    const dist = join(checkout, 'dist');
    /** In use from the deploy on: one polls, the other looks up what was chosen in it. */
    const busy = ['intercom-watch', 'intercom-operation'];

    it('have loaded nothing but the nodes: no HTTP client, no table of operations, no sandbox', async () => {
        const sandbox = await startSandbox();
        const idle = nodeTypes().filter((type) => type !== connectionType && !busy.includes(type));
        const nodeRed = await startNodeRed({
            flows: [
                tab,
                connection(sandbox, { credentials: { accessToken: sandbox.token, clientSecret: CLIENT_SECRET } }),
                ...idle.map((type) => action(type, type, [], actions.has(type) ? defaultsOf(type) : {})),
                source('get', 'intercom-get-contact'),
                source('look', 'files'),
                functionNode('files', `return { payload: global.get('bridge').loaded(${JSON.stringify(dist)}) };`, [
                    'loaded',
                ]),
                collector('loaded'),
            ],
        });
        try {
            nodeRed.feed('look', {});
            const [{ payload } = {}] = await nodeRed.expect('loaded');
            assert.deepEqual((payload as string[]).sort(), [
                ...[...nodeSets().map(({ file }) => file), join(dist, 'lib.js')].sort(),
            ]);
            // that these are files of their own is what makes this true
            for (const file of ['sandbox.js', 'operations.json']) assert.ok(existsSync(join(dist, file)), file);

            nodeRed.feed('get', { payload: { id: 'nobody' } });
            await nodeRed.waitFor(() => sandbox.counts.requests > 0, 'a request');
            nodeRed.feed('look', {});
            const [, { payload: later } = {}] = await nodeRed.expect('loaded', 2);
            assert.ok((later as string[]).some((file) => file.includes(join('node_modules', 'undici'))));
        } finally {
            await nodeRed.stop();
            await sandbox.close();
        }
    });
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { manifest, nodeSets } from '../support/package';
import { actions } from '../support/stored';

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

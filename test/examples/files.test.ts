import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../src/build/discover';
import type { FlowNode } from '../support/node-red';
import { connectionType, nodeTypes } from '../support/package';
import { actions, defaultsOf } from '../support/stored';
import { examples } from './example';

const isOurs = ({ type }: FlowNode) => type.startsWith('intercom-');

/** The types that come with Node-RED, by the panels of its own nodes. */
function coreTypes(): Set<string> {
    const core = join(root, 'node_modules/@node-red/nodes/core');
    const files = readdirSync(core, { recursive: true, encoding: 'utf8' });
    const names = files.flatMap((file) => {
        if (!file.endsWith('.js')) return [];
        // a set's file registers its types literally
        const text = readFileSync(join(core, file), 'utf8');
        return [...text.matchAll(/registerType\(\s*["']([^"']+)["']/g)].map((match) => match[1] as string);
    });
    return new Set(['tab', 'group', ...names]);
}

interface Box {
    name: string;
    left: number;
    right: number;
    top: number;
    bottom: number;
}

/** The place of a node in the editor; what it is called decides how wide it is. */
function boxOf({ name, type, x, y }: FlowNode): Box {
    const text = name || `[get] /intercom-form`;
    const width = Math.max(100, 20 * Math.ceil((text.length * 7 + 57) / 20));
    return {
        name: name || type,
        left: Number(x) - width / 2,
        right: Number(x) + width / 2,
        top: Number(y) - 15,
        bottom: Number(y) + 15,
    };
}

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

describe('the files in examples/', () => {
    const core = coreTypes();

    it('use every node of the package, and nothing that has to be installed besides', () => {
        const used = new Set(examples.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
        assert.deepEqual(
            nodeTypes().filter((type) => !used.has(type)),
            [],
        );
        const foreign = [...used].filter((type) => !core.has(type) && !nodeTypes().includes(type));
        assert.deepEqual(foreign, []);
    });

    it('have no id in common, so that all of them can be imported', () => {
        const ids = examples.flatMap(({ nodes }) => nodes.map(({ id }) => id));
        assert.equal(new Set(ids).size, ids.length);
    });

    for (const { name, nodes } of examples) {
        describe(name, () => {
            const [tab, comment, ...others] = nodes;
            const placed = nodes.filter(({ type }) => type !== 'tab' && type !== connectionType);

            it('is a list that begins with a tab of that name, and a comment that explains it', () => {
                assert.equal(tab?.type, 'tab');
                assert.equal(tab?.label, name);
                assert.match(String(tab?.info), /^[A-Z].{20,}\.$/);
                assert.equal(comment?.type, 'comment');
                assert.match(String(comment?.info), /access token/);
                assert.ok(others.length > 0);
            });

            it('has one connection, without address and credentials', () => {
                const [connection, ...more] = nodes.filter(({ type }) => type === connectionType);
                assert.deepEqual(more, []);
                const { id, region, baseUrl, credentials } = connection as FlowNode;
                assert.deepEqual(
                    { region, baseUrl, credentials },
                    { region: 'us', baseUrl: '', credentials: undefined },
                );
                assert.doesNotMatch(JSON.stringify(nodes), /accessToken|clientSecret|Bearer/);
                for (const node of nodes.filter(isOurs)) {
                    if (node !== connection) assert.equal(node.connection, id, node.name);
                }
            });

            it('holds of each action what the editor would write', () => {
                for (const node of nodes.filter(({ type }) => actions.has(type))) {
                    const { id, type, z, x, y, wires, connection, name: label, ...stored } = node;
                    assert.deepEqual(Object.keys(stored).sort(), Object.keys(defaultsOf(type)).sort(), label);
                    for (const [property, value] of Object.entries(stored))
                        assert.equal(typeof value, 'string', property);
                }
            });

            it('is laid out on the grid, on one tab, with nothing on top of something else', () => {
                for (const { z, x, y, name: label } of placed) {
                    assert.equal(z, tab?.id);
                    assert.ok(Number(x) % 10 === 0 && Number(y) % 20 === 0, `${label} at ${x}, ${y}`);
                }
                const boxes = placed.map(boxOf);
                const collisions = boxes.flatMap((a, n) =>
                    boxes.slice(n + 1).flatMap((b) => (overlap(a, b) ? [`${a.name} and ${b.name}`] : [])),
                );
                assert.deepEqual(collisions, []);
                assert.ok(boxes.every(({ left, top }) => left >= 20 && top >= 20));
            });

            it('is wired from left to right and without loose ends', () => {
                const byId = new Map(nodes.map((node) => [node.id, node]));
                for (const { name: label, wires = [] } of placed) {
                    for (const target of wires.flat()) assert.ok(byId.has(target), `${label} leads to ${target}`);
                }
                const reached = new Set(placed.flatMap(({ wires = [] }) => wires.flat()));
                const begins = ['inject', 'catch', 'comment', 'http in', 'intercom-webhook', 'intercom-watch'];
                const unreached = placed.filter(({ id, type }) => !reached.has(id) && !begins.includes(type));
                assert.deepEqual(
                    unreached.map(({ name: label }) => label),
                    [],
                );
            });
        });
    }
});

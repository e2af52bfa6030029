import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { operationAction } from '../../nodes/operation/operation';
import { discoverNodes, root } from '../../src/build/discover';
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

/** What a flow needs besides, as an export of Node-RED 4.1 says it: module by version. */
const modulesOf = (nodes: FlowNode[]): Record<string, string> =>
    Object.assign({}, ...nodes.filter(({ type }) => type === 'global-config').map(({ modules }) => modules));

interface Manifest {
    version: string;
    'node-red': { nodes: Record<string, string> };
}

const manifestOf = (module: string): Manifest =>
    JSON.parse(readFileSync(join(root, 'node_modules', module, 'package.json'), 'utf8'));

/** What the editor shows without scrolling on a common screen. */
const CANVAS = { width: 1366, height: 768 };

interface Box {
    name: string;
    left: number;
    right: number;
    top: number;
    bottom: number;
}

/** The place of a node in the editor; what it is called decides how wide it is. */
function boxOf({ name, type, x, y, w, h, method, url }: FlowNode): Box {
    if (type === 'group') {
        const [left, top] = [Number(x), Number(y)];
        return { name: name ?? '', left, right: left + Number(w), top, bottom: top + Number(h) };
    }
    const text = name || `[${method}] ${url}`;
    const width = type.startsWith('link ') ? 30 : Math.max(100, 20 * Math.ceil((text.length * 7 + 57) / 20));
    return {
        name: text,
        left: Number(x) - width / 2,
        right: Number(x) + width / 2,
        top: Number(y) - 15,
        bottom: Number(y) + 15,
    };
}

/** Nobody sees these on the canvas. */
const isPlaced = ({ type, x }: FlowNode): boolean => type !== 'tab' && x !== undefined;

const overlap = (a: Box, b: Box) => a.left < b.right && b.left < a.right && a.top < b.bottom && b.top < a.bottom;

/** Nodes that nothing leads to; a template that is the style of a page is one. */
const begins = 'inject,catch,complete,http in,mqtt in,link in,intercom-webhook,intercom-watch,ui-template'.split(',');

/** Method and path, whatever the placeholders are called. */
const pattern = (operation: string): string => operation.replace(/\{\w+\}/g, '{}');

const isAction = ({ type }: FlowNode): boolean => actions.has(type) || type === operationAction.type;

/** What the editor writes of an action besides its name and connection. */
function storedNames(type: string): string[] {
    const own = discoverNodes().find((one) => one.own?.type === type)?.own?.properties;
    if (own)
        return Object.keys(own)
            .filter((property) => property !== 'connection')
            .sort();
    return Object.keys(defaultsOf(type)).sort();
}

describe('the files in examples/', () => {
    const core = coreTypes();

    it('use every node of the package', () => {
        const used = new Set(examples.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
        const missing = nodeTypes().filter((type) => !used.has(type));
        assert.deepEqual(missing, []);
    });

    it('use a node of its own for whatever has one', () => {
        const asked = new Set(
            [...actions.values()].flatMap((action) =>
                typeof action.request === 'object' ? [pattern(`${action.request.method} ${action.request.path}`)] : [],
            ),
        );
        assert.ok(asked.has('PUT /contacts/{}'));
        const plain = examples.flatMap(({ name, nodes }) =>
            nodes.flatMap(({ type, operation }) => {
                if (type === 'intercom-raw-request') return name === 'Raw request' ? [] : [name];
                return asked.has(pattern(String(operation))) ? [name] : [];
            }),
        );
        assert.deepEqual(plain, []);
    });

    it('hold nothing of each other, so that Node-RED asks nothing when one is imported after the other', () => {
        const ids = examples.flatMap(({ nodes }) => nodes.map(({ id }) => id));
        assert.equal(new Set(ids).size, ids.length);
    });

    for (const { name, nodes } of examples) {
        describe(name, () => {
            const [tab, comment, ...others] = nodes;
            const placed = nodes.filter(isPlaced);
            const groups = placed.filter(({ type }) => type === 'group');
            const wired = placed.filter(({ type }) => type !== 'group' && type !== 'comment');

            it('is a list that begins with a tab of that name, and a comment that explains it', () => {
                assert.equal(tab?.type, 'tab');
                assert.equal(tab?.label, name);
                assert.match(String(tab?.info), /^[A-Z].{20,}\.$/);
                assert.equal(comment?.type, 'comment');
                assert.match(String(comment?.info), /access token/);
                assert.ok(others.length > 0);
            });

            it('has the connection as the editor makes it, without credentials', () => {
                const [connection, ...more] = nodes.filter(({ type }) => type === connectionType);
                assert.deepEqual(more, []);
                const { id, type, name: _label, ...stored } = connection as FlowNode;
                const { auth, region, baseUrl, version, timeout, maxRetries, webhookPath } = stored;
                assert.deepEqual(
                    { auth, region, baseUrl, version, timeout, maxRetries, webhookPath },
                    {
                        auth: 'token',
                        region: 'us',
                        baseUrl: '',
                        version: '2.16',
                        timeout: 30_000,
                        maxRetries: 3,
                        webhookPath: '/intercom/webhook',
                    },
                );
                assert.equal(stored.credentials, undefined);
                assert.doesNotMatch(JSON.stringify(nodes), /accessToken|clientSecret|Bearer \w/);
                for (const node of nodes.filter(isOurs)) {
                    if (node !== connection) assert.equal(node.connection, id, node.name);
                }
            });

            it('names what has to be installed besides, in the version it was tried with', () => {
                const modules = modulesOf(nodes);
                const others = new Set<string>();
                for (const [module, version] of Object.entries(modules)) {
                    const manifest = manifestOf(module);
                    assert.equal(version, manifest.version);
                    for (const type of Object.keys(manifest['node-red'].nodes)) others.add(type);
                }
                const foreign = nodes.map(({ type }) => type).filter((type) => !core.has(type));
                assert.deepEqual(
                    foreign.filter((type) => !nodeTypes().includes(type) && !others.has(type)),
                    [],
                );
            });

            it('holds of each action what the editor would write', () => {
                for (const node of nodes.filter(isAction)) {
                    const { id, type, z, g, x, y, wires, name: label, connection, ...stored } = node;
                    assert.deepEqual(Object.keys(stored).sort(), storedNames(type), `${label} of type ${type}`);
                    for (const [property, value] of Object.entries(stored)) {
                        if (property === 'rows') assert.ok(Array.isArray(value));
                        else if (property === 'inputs') assert.equal(value, 1);
                        else assert.equal(typeof value, 'string', property);
                    }
                }
            });

            it('is laid out on the grid, on one tab, with nothing on top of something else', () => {
                for (const { z, x, y, type, name: label } of placed) {
                    assert.equal(z, tab?.id);
                    if (type === 'group') continue;
                    assert.ok(Number(x) % 10 === 0 && Number(y) % 20 === 0, `${label} at ${x}, ${y}`);
                }
                for (const kind of [groups, [comment as FlowNode, ...wired]]) {
                    const boxes = kind.map(boxOf);
                    const collisions = boxes.flatMap((a, n) =>
                        boxes.slice(n + 1).flatMap((b) => (overlap(a, b) ? [`${a.name} and ${b.name}`] : [])),
                    );
                    assert.deepEqual(collisions, []);
                }
            });

            it(`is to be seen whole on ${CANVAS.width} by ${CANVAS.height}`, () => {
                for (const box of placed.map(boxOf)) {
                    assert.ok(box.left >= 20 && box.top >= 20, `${box.name} at ${box.left}, ${box.top}`);
                    assert.ok(box.right <= CANVAS.width && box.bottom <= CANVAS.height, `${box.name} ends off it`);
                }
            });

            it('stands in groups that say what they do', () => {
                for (const one of wired) {
                    const group = groups.find(({ id }) => id === one.g);
                    assert.ok(group, `${one.name} is in no group`);
                    assert.ok((group.nodes as string[]).includes(one.id));
                    const [inner, outer] = [boxOf(one), boxOf(group)];
                    assert.ok(
                        inner.left > outer.left &&
                            inner.right < outer.right &&
                            inner.top > outer.top &&
                            inner.bottom < outer.bottom,
                        `${one.name} is outside ${group.name}`,
                    );
                }
                const inGroups = groups.flatMap(({ nodes: members }) => members as string[]);
                assert.deepEqual(inGroups.sort(), wired.map(({ id }) => id).sort());
                for (const { name: label } of groups) assert.match(String(label), /\S/);
            });

            it('is wired from left to right and without loose ends', () => {
                const byId = new Map(nodes.map((node) => [node.id, node]));
                for (const node of wired) {
                    for (const target of (node.wires ?? []).flat()) {
                        const next = byId.get(target);
                        assert.ok(next, `${node.name} leads to ${target}`);
                        assert.ok(boxOf(next).left > boxOf(node).right, `${node.name} leads back to ${next.name}`);
                    }
                    for (const link of (node.links as string[] | undefined) ?? []) {
                        const back = byId.get(link)?.links as string[] | undefined;
                        assert.ok(back?.includes(node.id), node.name);
                    }
                }
                const reached = new Set(wired.flatMap(({ wires = [] }) => wires.flat()));
                const alone = wired.filter(({ id, type }) => !reached.has(id) && !begins.includes(type));
                assert.deepEqual(
                    alone.map(({ name: label }) => label),
                    [],
                );
            });
        });
    }
});

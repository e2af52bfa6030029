import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import type { Field } from '../../src/fields';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action, button, connection, debug, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType, nodeTypes } from '../support/package';
import { actions, defaultsOf } from '../support/stored';

/** Every panel of the package in a real browser: one Node-RED, one editor. */
describe('the panels in the editor', () => {
    const types = nodeTypes().filter((type) => type !== connectionType);
    /** What a new node of each type holds. */
    const stored = new Map<string, Record<string, unknown>>();
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
        this.timeout(90_000);
        sandbox = await startSandbox();
        [nodeRed, browser] = await Promise.all([startNodeRed(), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url);
        for (const type of [...types, connectionType]) {
            stored.set(type, actions.has(type) ? defaultsOf(type) : await editor.defaults(type));
        }
        const { credentials, ...target } = connection(sandbox);
        await nodeRed.deploy([
            tab,
            { ...stored.get(connectionType), ...target, credentials },
            ...types.map((type, n) => {
                const fields = { ...stored.get(type), ...missing(type), connection: 'connection' };
                return action(type, type, [], { ...fields, x: 160, y: 140 + 40 * n });
            }),
            { ...button('press', 'list', {}), x: 100, y: 60 },
            action('intercom-list-contacts', 'list', ['show'], {
                ...stored.get('intercom-list-contacts'),
                x: 300,
                y: 60,
            }),
            { ...debug('show'), x: 520, y: 60 },
        ]);
        await editor.load();
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await sandbox?.close();
    });

    afterEach(() => editor?.closePanels());

    /** What somebody must still fill in: the required fields that have no default, and one of those of which any will do. */
    function missing(type: string): Record<string, string> {
        if (type === 'intercom-operation') return { operation: 'GET /contacts' };
        const { fields = {}, anyOf = [] } = actions.get(type) ?? {};
        const required = Object.keys(fields).filter((property) => fields[property]?.required);
        const empty = [...required, ...anyOf.slice(0, 1)].filter((property) => stored.get(type)?.[property] === '');
        return Object.fromEntries(empty.map((property) => [property, '/given']));
    }

    /** The choices under which a field applies. */
    function choices({ when = {} }: Pick<Field, 'when'>): Record<string, string> {
        const [chosen = {}] = [when].flat();
        return Object.fromEntries(Object.entries(chosen).map(([property, [value = '']]) => [property, value]));
    }

    describe('open, are readable, and leave the node as it was', () => {
        for (const type of [...types, connectionType]) {
            it(type, async () => {
                const id = type === connectionType ? 'connection' : type;
                const before = await editor.exported(id);
                await editor.openPanel(id);
                assert.deepEqual(await editor.rawKeysInSight(), []);
                assert.deepEqual(await editor.unlabelled(), []);
                assert.equal(await editor.sidewaysScroll(), 0, 'it scrolls sideways');
                await editor.done();
                assert.deepEqual(await editor.exported(id), before);
                const { changed, valid, reasons } = await editor.state(id);
                assert.deepEqual({ changed, valid, reasons }, { changed: false, valid: true, reasons: [] });
                assert.deepEqual(editor.takeProblems(), []);
            });
        }

        it('and nothing is there to deploy', async () => {
            assert.equal(await editor.dirty(), false);
        });
    });

    describe('keep values of every input type as they were saved', () => {
        const values: Record<string, string> = {
            str: 'text',
            num: '5',
            bool: 'true',
            json: '{"a":[1,2]}',
            date: '',
            msg: 'payload.other',
            flow: 'kept.here',
            global: 'kept.there',
            env: 'HOME',
            jsonata: '$uppercase(payload.email)',
        };
        for (const [inputType, value] of Object.entries(values)) {
            it(inputType, async () => {
                const type = 'intercom-create-contact';
                const properties = Object.keys(actions.get(type)?.fields ?? {});
                const fields = properties.flatMap((name) => [
                    [name, value] as const,
                    [`${name}Type`, inputType] as const,
                ]);
                const id = await editor.add(type);
                await editor.set(id, { connection: 'connection', ...Object.fromEntries(fields) });
                // The editor moves a new node when its label turns out longer than it thought.
                const { x: _x, ...before } = await editor.exported(id);
                await editor.openPanel(id);
                await editor.done();
                const { x: _moved, ...after } = await editor.exported(id);
                assert.deepEqual(after, before);
                assert.deepEqual(editor.takeProblems(), []);
                await editor.remove(id);
            });
        }
    });

    describe('a new node', () => {
        for (const type of types) {
            it(`${type} has the fields of its definition, takes the only connection, and is invalid without one`, async () => {
                const id = await editor.add(type);
                const {
                    id: _id,
                    type: _type,
                    z: _z,
                    x: _x,
                    y: _y,
                    wires: _wires,
                    ...properties
                } = await editor.exported(id);
                for (const [property, preset] of Object.entries({ ...stored.get(type), connection: 'connection' }))
                    assert.deepEqual(properties[property], preset, property);
                await editor.set(id, { connection: '', ...missing(type) });
                const without = await editor.state(id);
                assert.equal(without.valid, false);
                assert.ok(without.reasons.length > 0, 'no reason');
                await editor.set(id, { connection: 'connection' });
                assert.deepEqual((await editor.state(id)).reasons, []);
                await editor.remove(id);
            });
        }
    });

    describe('a required field that is empty', () => {
        for (const [type, { fields }] of actions) {
            const required = Object.keys(fields).filter((property) => fields[property]?.required);
            if (required.length === 0) continue;
            it(`makes ${type} invalid, with a reason that can be read`, async () => {
                for (const property of required) {
                    const id = await editor.add(type);
                    const chosen = choices(fields[property] as Field);
                    const filled = { ...stored.get(type), ...missing(type), ...chosen, [`${property}Type`]: 'str' };
                    await editor.set(id, { ...filled, [property]: '/given' });
                    const { reasons: others } = await editor.state(id);
                    await editor.set(id, { [property]: '' });
                    const { valid, reasons } = await editor.state(id);
                    assert.equal(valid, false, property);
                    const own = reasons.filter((reason) => !others.includes(reason));
                    assert.match(own.join(), /\S+ \S+/, property);
                    await editor.remove(id);
                }
            });
        }
    });

    describe('in use', () => {
        it('come through an export and an import unchanged', async () => {
            const exported = (await editor.exportAll()) as Record<string, unknown>[];
            await editor.import(exported);
            const all = (await editor.exportAll()) as Record<string, unknown>[];
            const known = new Set(exported.map(({ id }) => id));
            for (const type of types) {
                const strip = ({
                    id: _id,
                    z: _z,
                    wires: _wires,
                    connection: _connection,
                    ...rest
                }: Record<string, unknown>) => rest;
                const original = exported.find((entry) => entry.id === type) as Record<string, unknown>;
                const copy = all.find((entry) => entry.type === type && !known.has(entry.id)) as Record<
                    string,
                    unknown
                >;
                assert.deepEqual(strip(copy), strip(original));
            }
            assert.doesNotMatch(JSON.stringify(all), /accessToken/);
            await editor.load();
        });

        it('deploy, run at the press of a button, and show the result in the debug sidebar', async () => {
            await editor.showSidebar('debug');
            await editor.openPanel('list');
            await editor.page.fill('#node-input-name', 'All contacts');
            await editor.done();
            await editor.deploy();
            await editor.press('press');
            await editor.page.locator('.red-ui-debug-msg', { hasText: 'array[50]' }).waitFor({ timeout: 10_000 });
            assert.deepEqual(editor.takeProblems(), []);
        });
    });

    describe('the connection', () => {
        const result = '#node-config-input-test-result';

        async function test(): Promise<string> {
            const answered = editor.page.waitForResponse(/connection\/test/);
            await editor.page.click('#node-config-input-test');
            await answered;
            await editor.page
                .locator(result)
                .filter({ hasText: /\S{2,} \S{2,}/ })
                .waitFor();
            return editor.visibleText(result);
        }

        it('is tested as it stands in the dialog: workspace, region and admin are shown', async () => {
            const me = (await (
                await fetch(`${sandbox.url}/me`, { headers: { Authorization: `Bearer ${sandbox.token}` } })
            ).json()) as { name: string; app: { name: string } };
            await editor.openPanel('connection');
            const text = await test();
            for (const part of [me.app.name, 'United States', me.name]) assert.match(text, new RegExp(part, 'i'));
            await editor.cancel();
        });

        it('is tested with values that nobody has saved', async () => {
            await editor.openPanel('connection');
            await editor.page.fill('#node-config-input-accessToken', 'no-such-access-token');
            const text = await test();
            assert.match(text, /token/i);
            assert.doesNotMatch(text, /no-such-access-token/);
            await editor.cancel();
            assert.equal((await editor.state('connection')).changed, false);
            assert.deepEqual(editor.takeProblems(), []);
        });

        it('of another address is invalid without that address', async () => {
            const id = await editor.addConfig(connectionType, { region: 'custom', baseUrl: '' });
            const { valid, reasons } = await editor.state(id);
            assert.equal(valid, false);
            assert.ok(reasons.length > 0);
            await editor.set(id, { baseUrl: 'http://127.0.0.1:1' });
            assert.equal((await editor.state(id)).valid, true);
            await editor.remove(id);
        });

        const webhookPaths: [string, boolean][] = [
            ['/my hooks/größe', true],
            ['', true],
            [`\${HOOKS}`, true],
            ['/', false],
            ['/hook?key=abc', false],
            ['https://nodes.example.com/hook', false],
        ];
        it('is invalid with a webhook path that no request asks for', async () => {
            const id = await editor.addConfig(connectionType, {});
            for (const [webhookPath, expected] of webhookPaths) {
                await editor.set(id, { webhookPath });
                const { valid, reasons } = await editor.state(id);
                assert.equal(valid, expected, webhookPath);
                if (!expected) assert.match(reasons.join(), /Webhook path/);
            }
            await editor.remove(id);
        });
    });
});

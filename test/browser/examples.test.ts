import assert from 'node:assert/strict';
import type { Browser } from 'playwright-core';
import { examples, needsModules } from '../examples/example';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import type { EditorWindow } from '../support/editor-globals';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType } from '../support/package';

declare const window: Window & EditorWindow;

describe('the examples in the editor', function () {
    this.timeout(120_000);
    const own = examples.filter((example) => !needsModules(example));
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
        [nodeRed, browser] = await Promise.all([startNodeRed(), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url, { width: 1366, height: 768 });
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
    });

    it('are imported one after the other, and share one connection', async () => {
        for (const { nodes } of own) await editor.import(nodes);
        const connections = await editor.page.evaluate((type) => {
            const all = window.RED.nodes.createCompleteNodeSet() as { id: string; type: string; connection?: string }[];
            return {
                there: all.filter((one) => one.type === type).map(({ id }) => id),
                used: [...new Set(all.flatMap(({ connection }) => (connection ? [connection] : [])))],
            };
        }, connectionType);
        assert.equal(connections.there.length, 1);
        assert.deepEqual(connections.used, connections.there);
        assert.deepEqual(editor.takeProblems(), []);
    });

    it('work in the demo workspace, without a token', async () => {
        await editor.page.evaluate((type) => {
            const all = window.RED.nodes.createCompleteNodeSet() as { id: string; type: string }[];
            const connection = window.RED.nodes.node(all.find((one) => one.type === type)?.id ?? '');
            if (!connection) return;
            Object.assign(connection, { region: 'demo', changed: true });
            window.RED.editor.validateNode(connection);
        }, connectionType);
        const invalid = await editor.page.evaluate(() => {
            const all = window.RED.nodes.createCompleteNodeSet() as { id: string }[];
            return all.flatMap(({ id }) => {
                const node = window.RED.nodes.node(id);
                return node && node.valid === false ? [`${node.type} ${node.name}: ${node.validationErrors}`] : [];
            });
        });
        assert.deepEqual(invalid, []);
        await editor.deploy();
        const flows = await nodeRed.flows();
        for (const { name: label } of own) {
            const tab = flows.find((one) => one.type === 'tab' && one.label === label);
            assert.ok(tab, label);
        }
        const idOf = (name: string) => flows.find((one) => one.name === name && one.wires)?.id ?? '';
        await nodeRed.inject(idOf('Ada'));
        const shown = (name: string) => nodeRed.debug.find(({ id }) => id === idOf(name));
        await nodeRed.waitFor(() => shown('The new contact'), 'a contact in the demo workspace');
        await nodeRed.inject(idOf('A customer writes'));
        await nodeRed.waitFor(() => shown('It is there'), 'a conversation in the demo workspace');
        assert.deepEqual(editor.takeProblems(), []);
    });
});

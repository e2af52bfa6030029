import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType } from '../support/package';

/** All examples of 0.1.0, and a new node of each type of it, as its editor wrote them. */
const flows = JSON.parse(readFileSync(join(__dirname, 'flows-0.1.0.json'), 'utf8')) as FlowNode[];
const own = flows.filter(({ type }) => type.startsWith('intercom-'));
const connections = own.filter(({ type }) => type === connectionType);

describe('flows that people saved with 0.1.0', () => {
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
        // one of them watches: nothing may leave this machine
        const env = { HTTPS_PROXY: 'http://127.0.0.1:9' };
        [nodeRed, browser] = await Promise.all([startNodeRed({ env }), launchChromium()]);
        // what is in no flow file: of a connection without any the editor itself says that Done changes it
        const credentials = { accessToken: 'dG9rOm9mIGFuIG9sZCBmbG93' };
        await nodeRed.deploy(flows.map((one) => (one.type === connectionType ? { ...one, credentials } : one)));
        editor = await Editor.open(browser, nodeRed.url);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
    });

    it('are of all its 28 nodes, and load without an error', () => {
        assert.equal(new Set(own.map(({ type }) => type)).size, 28);
        assert.deepEqual(
            nodeRed.log.filter((line) => /missing types|unknown|flows stopped/i.test(line)),
            [],
        );
        assert.deepEqual(editor.takeProblems(), []);
    });

    // the connections of the examples are all alike
    for (const { id, type, name, ...saved } of own.filter((one) => !connections.slice(1).includes(one))) {
        it(`${type} ${name || id}: opens, and Done changes nothing`, async () => {
            const required = id.startsWith('new ') && type === 'intercom-raw-request';
            const before = await editor.exported(id);
            const first = await editor.state(id);
            await editor.openPanel(id);
            await editor.done();
            const after: Record<string, unknown> = await editor.exported(id);
            // what is new since then may be written, with its default
            for (const [property, value] of Object.entries({ ...before, ...saved }))
                assert.deepEqual(after[property], value, property);
            const { changed, valid, reasons } = await editor.state(id);
            assert.deepEqual({ changed, valid }, { changed: false, valid: first.valid });
            // a new raw request has no URL yet
            assert.equal(valid, !required, reasons.join());
            assert.deepEqual(editor.takeProblems(), []);
        });
    }

    it('leave nothing to deploy', async () => {
        assert.equal(await editor.dirty(), false);
    });
});

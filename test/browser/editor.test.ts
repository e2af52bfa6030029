import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { Editor, rawKeys } from '../support/editor';
import { button, debug, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';

describe('the harness around the editor', () => {
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
        const flows = [tab, button('press', 'show', 'hello'), debug('show')];
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows }), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
    });

    it('opens a panel, reads it, and leaves it', async () => {
        await editor.openPanel('show');
        assert.match(await editor.visibleText(), /Edit debug node/);
        assert.deepEqual(await editor.rawKeysInSight(), []);
        assert.equal(await editor.sidewaysScroll(), 0);
        await editor.cancel();
        assert.deepEqual(editor.takeProblems(), []);
    });

    it('finds what is wrong with a panel', async () => {
        await editor.openPanel('show');
        await editor.page.locator('#dialog-form').evaluate((form) => {
            form.insertAdjacentHTML(
                'beforeend',
                '<label>Lost</label><input id="node-input-lost"><p>common.nameless</p><p style="width:9999px">.</p>',
            );
        });
        assert.deepEqual(await editor.rawKeysInSight(), ['common.nameless']);
        const unlabelled = await editor.unlabelled();
        assert.ok(unlabelled.includes('no label for #node-input-lost'), String(unlabelled));
        assert.ok(unlabelled.includes('label "Lost" names nothing'), String(unlabelled));
        assert.ok((await editor.sidewaysScroll()) > 1000);
        await editor.cancel();
    });

    it('notes console errors, exceptions and requests to other hosts', async () => {
        await editor.page.evaluate(async () => {
            console.error('out loud');
            setTimeout(() => {
                throw new Error('thrown');
            });
            await fetch('http://192.0.2.1/').catch(() => undefined);
            await fetch('no-such-file');
        });
        const problems = editor.takeProblems().join('\n');
        for (const sign of [/out loud/, /thrown/, /foreign request: http:\/\/192/, /404: /])
            assert.match(problems, sign);
    });

    it('deploys through the Deploy button', async () => {
        await editor.openPanel('show');
        await editor.page.fill('#node-input-name', 'renamed');
        await editor.done();
        assert.equal((await editor.state('show')).changed, true);
        await editor.deploy();
        const deployed = (await nodeRed.flows()).find(({ id }) => id === 'show');
        assert.equal(deployed?.name, 'renamed');
    });

    it('tells a catalogue key from other words', () => {
        const words =
            'Email, msg.payload.email, common.name, contact.created, https://x.example.com/common.b and a.json';
        assert.deepEqual(rawKeys(words, ['common', 'fields']), ['common.name']);
        const key = 'node-red-contrib-intercom/get-contact:label.id';
        assert.deepEqual(rawKeys(key), [key]);
    });
});

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action, connection, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { checkout } from '../support/package';

describe('the panels speak', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;

    before(async () => {
        sandbox = await startSandbox();
        [nodeRed, browser] = await Promise.all([startNodeRed(), launchChromium()]);
        await nodeRed.deploy([tab, connection(sandbox), action('intercom-create-contact', 'create', [])]);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await sandbox?.close();
    });

    for (const language of readdirSync(join(checkout, 'dist', 'locales'))) {
        it(`${language}, with no key in sight`, async () => {
            const editor = await Editor.open(browser, nodeRed.url, { language });
            for (const id of ['create', 'connection']) {
                await editor.openPanel(id);
                assert.deepEqual(await editor.rawKeysInSight(), []);
                assert.equal(await editor.sidewaysScroll(), 0);
                await editor.cancel();
            }
            assert.deepEqual(editor.takeProblems(), []);
            await editor.close();
        });
    }
});

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { type Packed, pack } from '../support/pack';
import { watchSockets } from '../support/sockets';

const LIST = 'intercom-list-contacts';

/** As somebody does who has no account: the package from the registry, an empty flow, the demo workspace. */
describe('the first flow', function () {
    this.timeout(120_000);
    let packed: Packed;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;
    let clicks = 0;

    before(async () => {
        packed = await pack();
        [nodeRed, browser] = await Promise.all([
            startNodeRed({ install: [packed.tarball], flows: [tab], settingsCode: watchSockets }),
            launchChromium(),
        ]);
        editor = await Editor.open(browser, nodeRed.url, { width: 1366, height: 768 });
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        if (packed) await rm(packed.directory, { recursive: true, force: true });
    });

    async function drag(type: string, x: number): Promise<string> {
        const { page } = editor;
        await page.fill('#red-ui-palette-search input', type.replace(/^intercom-/, '').replace(/-/g, ' '));
        const entry = page.locator(`.red-ui-palette-node[data-palette-type="${type}"]`);
        await entry.dragTo(page.locator('#red-ui-workspace-chart'), { targetPosition: { x, y: 200 } });
        const added = ((await editor.exportAll()) as FlowNode[]).find((node) => node.type === type);
        return added?.id ?? '';
    }

    async function wire(from: string, to: string): Promise<void> {
        const { mouse } = editor.page;
        const middle = async (selector: string) => {
            const { x, y, width, height } = (await editor.page.locator(selector).boundingBox()) as DOMRect;
            return [x + width / 2, y + height / 2] as const;
        };
        await mouse.move(...(await middle(`[id="${from}"] .red-ui-flow-port-output`)));
        await mouse.down();
        await mouse.move(...(await middle(`[id="${to}"] .red-ui-flow-port-input`)), { steps: 8 });
        await mouse.up();
    }

    async function click(selector: string): Promise<void> {
        await editor.page.locator(selector).last().click();
        clicks++;
    }

    it('brings contacts into the debug sidebar, five clicks after it was wired, in no dialog but that of the node', async () => {
        const { page } = editor;
        await editor.showSidebar('debug');
        const [inject, list, debug] = [await drag('inject', 150), await drag(LIST, 400), await drag('debug', 650)];
        await wire(inject, list);
        await wire(list, debug);
        await page.locator(`[id="${list}"] .red-ui-flow-node`).first().dblclick();
        clicks++;
        await editor.settled();
        await click('#node-input-demo-choose');
        assert.equal(await page.locator('#node-config-dialog-ok').count(), 0);
        await click('#node-dialog-ok');
        await page.waitForFunction(() => document.querySelectorAll('.red-ui-tray').length === 0);
        await editor.deploy();
        clicks++;
        await editor.press(inject);
        clicks++;
        await page.locator('.red-ui-debug-content', { hasText: 'array[50]' }).waitFor();
        assert.equal(clicks, 5);
        assert.deepEqual(editor.takeProblems(), []);
    });

    it('without a request that leaves the machine', () => {
        const sent = nodeRed.log.filter((line) => line.startsWith('CONNECT'));
        assert.ok(sent.length > 0);
        assert.deepEqual(
            sent.filter((line) => !line.startsWith('CONNECT 127.0.0.1 ')),
            [],
        );
    });
});

import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { Editor } from '../support/editor';
import type { EditorWindow } from '../support/editor-globals';
import { button, debug, tab } from '../support/flows';
import { startNodeRed } from '../support/node-red';

declare const window: Window & EditorWindow;

const SIZE = { width: 1200, height: 600 };

/** Shows where the mouse is: a picture of a page has none. */
const pointer = `
const dot = document.createElement('div');
dot.style.cssText = 'position:fixed;z-index:99999;width:18px;height:18px;margin:-9px;border-radius:50%;background:#d64545aa;border:2px solid #fff;pointer-events:none;left:-50px';
document.body.append(dot);
for (const event of ['mousemove', 'mousedown', 'mouseup'])
    document.addEventListener(event, ({ clientX, clientY }) => Object.assign(dot.style, { left: clientX + 'px', top: clientY + 'px' }), true);
`;

/**
 * A node is dropped between two others, the demo workspace chosen and a tag picked, the flow is deployed, and the result
 * seen: `first-flow.webp`.
 */
export async function takeMovingPicture(browser: Browser, folder: string): Promise<void> {
    const flows = [
        { ...tab, label: 'Flow 1' },
        { ...button('press', 'show'), name: 'Our VIPs', x: 110, y: 120 },
        { ...debug('show'), name: 'Companies', x: 600, y: 120 },
    ];
    const nodeRed = await startNodeRed({ flows });
    const frames: { picture: Buffer; ms: number }[] = [];
    try {
        const editor = await Editor.open(browser, nodeRed.url, SIZE);
        const { page } = editor;
        await page.evaluate(pointer);
        const frame = async (ms: number) => frames.push({ picture: await page.screenshot(), ms });
        await editor.showSidebar('debug');
        await page.locator('#red-ui-palette-search input').pressSequentially('list comp');
        const entry = page.locator('.red-ui-palette-node[data-palette-type=intercom-list-companies]');
        await page.locator('.red-ui-palette-node[data-palette-type=debug]').waitFor({ state: 'hidden' });
        await entry.waitFor();
        await entry.hover(); // it stands still now
        await frame(1200);

        // dropped on the wire, it stands between the two
        const from = await entry.boundingBox();
        const wire = await page.locator('.red-ui-flow-link-line').first().boundingBox();
        if (!from || !wire) throw new Error('nothing to drag, or nowhere to drop it');
        const [x, y] = [wire.x + wire.width / 2, wire.y + wire.height / 2];
        const start = [from.x + from.width / 2, from.y + from.height / 2] as const;
        await page.mouse.move(...start);
        await page.mouse.down();
        for (let step = 1; step <= 6; step++) {
            const share = step / 6;
            await page.mouse.move(start[0] + (x - start[0]) * share, start[1] + (y - start[1]) * share, { steps: 3 });
            await frame(120);
        }
        await page.mouse.move(x + 1, y, { steps: 3 });
        await page.locator('.red-ui-flow-link-splice').waitFor({ state: 'attached' });
        await page.mouse.up();
        await frame(1000);

        const dropped = page.locator('.red-ui-flow-node-group[id]:not([id=press]):not([id=show])').first();
        await dropped.dblclick();
        await page.locator('.red-ui-tray #dialog-form').waitFor();
        await editor.settled();
        const demo = page.locator('#node-input-demo-choose');
        await demo.hover();
        await frame(1200);
        await demo.click();
        await demo.waitFor({ state: 'hidden' });
        await frame(1000);
        const types = page.locator('#node-input-tagId + .red-ui-typedInput-container .red-ui-typedInput-type-select');
        await types.scrollIntoViewIfNeeded();
        await types.click();
        await frame(1000);
        await page.locator('.red-ui-typedInput-options:visible a[value=tag]').click();
        const pick = page.locator('#node-input-tagId-pick');
        await pick.click();
        const choice = page.locator('.intercom-list li', { hasText: 'VIP' });
        await choice.waitFor();
        await frame(1200);
        await choice.click();
        await choice.waitFor({ state: 'hidden' });
        await frame(1200);
        await editor.done();
        await frame(800);
        await editor.deploy();
        await page.locator('.red-ui-notification').waitFor();
        await page.waitForFunction(() => window.jQuery(':animated').length === 0);
        await frame(1000);
        // what the editor says lies over the canvas, which would be scrolled until the button is in sight
        await editor.dismiss();
        await editor.press('press');
        await page.locator('.red-ui-debug-msg').first().waitFor();
        await editor.dismiss();
        await frame(3000);
    } finally {
        await nodeRed.stop();
    }
    const pictures = frames.map(({ picture }) => picture);
    await sharp(pictures, { join: { animated: true } })
        .webp({ quality: 70, effort: 6, loop: 0, delay: frames.map(({ ms }) => ms) })
        .toFile(join(folder, 'first-flow.webp'));
}

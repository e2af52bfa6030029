/**
 * Takes the pictures for docs/: the demo flow, and the panel of every node. `node --import tsx
 * test/browser/screenshots.ts [folder]`, by default docs/images.
 */
import { join } from 'node:path';
import { demoFlow, sandboxVariable } from '../demo/flow';
import { startSandbox } from '../sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { startNodeRed } from '../support/node-red';
import { checkout } from '../support/package';

async function takePictures(folder: string): Promise<void> {
    const sandbox = await startSandbox();
    const nodeRed = await startNodeRed({ flows: demoFlow(sandbox.token), env: { [sandboxVariable]: sandbox.url } });
    const browser = await launchChromium();
    try {
        const editor = await Editor.open(browser, nodeRed.url, { width: 1440, height: 900 });
        await editor.showSidebar('debug');
        for (const { id, type } of await nodeRed.flows()) if (type === 'inject') await nodeRed.inject(id);
        await editor.page.locator('.red-ui-debug-msg').nth(5).waitFor();
        await editor.screenshot(join(folder, 'demo.png'));
        for (const { id, type } of await nodeRed.flows()) {
            if (!type.startsWith('intercom-')) continue;
            await editor.openPanel(id);
            await editor.screenshot(join(folder, `${type}.png`), '.red-ui-tray');
            await editor.cancel();
        }
    } finally {
        await browser.close();
        await nodeRed.stop();
        await sandbox.close();
    }
}

takePictures(process.argv[2] ?? join(checkout, 'docs', 'images')).catch((error: Error) => {
    console.error(error);
    process.exitCode = 1;
});

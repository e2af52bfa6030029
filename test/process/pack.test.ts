import assert from 'node:assert/strict';
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { type Packed, pack } from '../support/pack';
import { connectionType, manifest, nodeTypes } from '../support/package';

interface NodeSetInfo {
    id: string;
    types: string[];
    enabled: boolean;
    version: string;
    err?: string;
}

/** What users get: the tarball, installed into an empty user directory. */
describe('the packed package', function () {
    this.timeout(120_000);
    let packed: Packed;
    let nodeRed: NodeRed;
    let browser: Browser;

    before(async () => {
        packed = await pack();
        [nodeRed, browser] = await Promise.all([startNodeRed({ install: [packed.tarball] }), launchChromium()]);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        if (packed) await rm(packed.directory, { recursive: true, force: true });
    });

    it('holds what runs and what is read, and nothing else', () => {
        const { files } = packed;
        const allowed =
            /^(?:package\.json|README\.md|LICENSE|CHANGELOG\.md|dist\/.+\.(?:js|html|json|svg|png)|examples\/.+\.json|resources\/panels\.css)$/;
        assert.deepEqual(
            files.filter((file) => !allowed.test(file)),
            [],
        );
        for (const path of Object.values(manifest['node-red'].nodes)) {
            assert.ok(files.includes(path), path);
            assert.ok(files.includes(path.replace(/\.js$/, '.html')), `the panel of ${path}`);
        }
        for (const file of ['package.json', 'README.md', 'LICENSE']) assert.ok(files.includes(file), file);
        assert.ok(files.some((file) => file.startsWith('dist/locales/en-US/')));
        assert.ok(files.some((file) => file.startsWith('dist/icons/')));
    });

    it('is light', async () => {
        const folder = join(nodeRed.userDir, 'node_modules');
        const entries = await readdir(folder, { recursive: true, withFileTypes: true });
        const files = entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
        const bytes = (await Promise.all(files.map(async (file) => (await stat(file)).size))).reduce(
            (a, b) => a + b,
            0,
        );
        const isPackage = /node_modules\/(@[^/]+\/)?[^/]+\/package\.json$/;
        const packages = files.filter((file) => isPackage.test(file.replaceAll('\\', '/'))).length;
        const own = files.filter((file) => file.startsWith(join(folder, manifest.name))).length;
        console.log(
            `      ${packages} packages, ${(bytes / 1e6).toFixed(2)} MB, ${files.length} files, ${own} of them its own`,
        );
        assert.ok(packages <= 40 && bytes < 9e6, `${packages} packages of ${bytes} bytes`);
    });

    it('loads every type in an empty Node-RED', async () => {
        const all = await nodeRed.get<NodeSetInfo[]>('/nodes');
        const sets = all.filter(({ id }) => id.startsWith(`${manifest.name}/`));
        for (const { id, err, enabled, version } of sets) {
            assert.ok(enabled && !err, `${id}: ${err}`);
            assert.equal(version, manifest.version);
        }
        assert.deepEqual(sets.flatMap(({ types }) => types).sort(), nodeTypes().sort());
    });

    it('opens every panel there, without an error in the console', async () => {
        const editor = await Editor.open(browser, nodeRed.url);
        for (const type of nodeTypes().filter((name) => name !== connectionType)) {
            await editor.openPanel(await editor.add(type));
            await editor.cancel();
        }
        assert.deepEqual(editor.takeProblems(), []);
        await editor.close();
    });
});

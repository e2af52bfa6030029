import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { checkout, manifest } from '../support/package';

/** Bytes that the editor's first load may have more because of this package. */
const MOST = 60_000;

/** What the editor loads before it shows a flow: the panels and help of all nodes, and their words. */
describe("what the package adds to the editor's first load", () => {
    const languages = readdirSync(join(checkout, 'dist', 'locales'));
    let nodeRed: NodeRed;
    before(async () => {
        nodeRed = await startNodeRed();
    });
    after(() => nodeRed?.stop());

    async function html(language: string): Promise<number> {
        const headers = { Accept: 'text/html', 'Accept-Language': language };
        const { status, text } = await nodeRed.api('GET', '/nodes', undefined, headers);
        assert.equal(status, 200);
        return gzipSync(text).length;
    }

    async function words(language: string): Promise<number> {
        const all = await nodeRed.get<Record<string, object>>(`/nodes/messages?lng=${language}`);
        const ours = Object.entries(all).filter(([id]) => id.startsWith(`${manifest.name}/`));
        assert.equal(ours.length, Object.keys(manifest['node-red'].nodes).length);
        return gzipSync(JSON.stringify(Object.fromEntries(ours))).length;
    }

    it(`is at most ${MOST / 1000} kB, compressed, in every language`, async () => {
        const sizes = new Map<string, number>();
        for (const language of languages) sizes.set(language, (await html(language)) + (await words(language)));
        const { status } = await nodeRed.api('PUT', `/nodes/${manifest.name}`, { enabled: false });
        assert.equal(status, 200);
        for (const language of languages) {
            const size = (sizes.get(language) ?? 0) - (await html(language));
            assert.ok(size > 10_000, 'the package was not there');
            assert.ok(size <= MOST, `${size} bytes in ${language}`);
        }
    });
});

import assert from 'node:assert/strict';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { checkout, manifest } from '../support/package';
import { sizesOf } from '../support/sizes';

/** Bytes that the editor's first load may have more because of this package. */
const MOST = 96_500;

/** Bytes of the html of all nodes: as Node-RED sends it, and compressed as a proxy would. */
const MOST_HTML = 200_000;
const MOST_COMPRESSED_HTML = 45_000;

/** Compressed bytes of the html with the catalogues and help of one language. */
const MOST_IN_A_LANGUAGE = 90_000;

const { html, compressedHtml, compressedIn } = sizesOf(checkout);

describe('the html of all nodes', () => {
    it(`is at most ${MOST_HTML / 1000} kB, and ${MOST_COMPRESSED_HTML / 1000} kB compressed`, () => {
        assert.ok(html <= MOST_HTML, `${html} bytes`);
        assert.ok(compressedHtml <= MOST_COMPRESSED_HTML, `${compressedHtml} bytes compressed`);
    });

    it(`is at most ${MOST_IN_A_LANGUAGE / 1000} kB compressed with the words and help of any language`, () => {
        for (const [language, size] of compressedIn) {
            assert.ok(size <= MOST_IN_A_LANGUAGE, `${size} bytes in ${language}`);
        }
    });
});

/** What the editor loads before it shows a flow: the panels and help of all nodes, and their words. */
describe("what the package adds to the editor's first load", () => {
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
        for (const language of compressedIn.keys())
            sizes.set(language, (await html(language)) + (await words(language)));
        const { status } = await nodeRed.api('PUT', `/nodes/${manifest.name}`, { enabled: false });
        assert.equal(status, 200);
        for (const language of compressedIn.keys()) {
            const size = (sizes.get(language) ?? 0) - (await html(language));
            assert.ok(size > 10_000, 'the package was not there');
            assert.ok(size <= MOST, `${size} bytes in ${language}`);
        }
    });
});

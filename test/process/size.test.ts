import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { checkout, manifest } from '../support/package';

/** Bytes that the editor's first load may have more because of this package. */
const MOST = 96_000;

/** Bytes of the html of all nodes: as Node-RED sends it, and compressed as a proxy would. */
const MOST_HTML = 200_000;
const MOST_COMPRESSED_HTML = 45_000;

/** Compressed bytes of the html with the catalogues and help of one language. */
const MOST_IN_A_LANGUAGE = 90_000;

const dist = join(checkout, 'dist');
const languages = readdirSync(join(dist, 'locales'));

/** All files of a folder with one of these endings, one after the other. */
const together = (folder: string, ...endings: string[]): Buffer =>
    Buffer.concat(
        readdirSync(folder)
            .filter((file) => endings.some((ending) => file.endsWith(ending)))
            .map((file) => readFileSync(join(folder, file))),
    );

const compressed = (...parts: Buffer[]): number => gzipSync(Buffer.concat(parts), { level: 6 }).length;

describe('the html of all nodes', () => {
    const html = together(dist, '.html');

    it(`is at most ${MOST_HTML / 1000} kB, and ${MOST_COMPRESSED_HTML / 1000} kB compressed`, () => {
        assert.ok(html.length <= MOST_HTML, `${html.length} bytes`);
        assert.ok(compressed(html) <= MOST_COMPRESSED_HTML, `${compressed(html)} bytes compressed`);
    });

    it(`is at most ${MOST_IN_A_LANGUAGE / 1000} kB compressed with the words and help of any language`, () => {
        for (const language of languages) {
            const size = compressed(html, together(join(dist, 'locales', language), '.json', '.html'));
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

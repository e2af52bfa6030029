import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { after, before, describe, it } from 'mocha';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { checkout, manifest } from '../support/package';

/** Bytes that the editor's first load may have more because of this package. */
const MOST = 60_000;

/** Bytes of the html of the nodes of 0.1.0: as Node-RED sends it, and compressed as a proxy would. */
const MOST_HTML = 120_000;
const MOST_COMPRESSED_HTML = 24_000;

const first = [
    ...['connection', 'webhook', 'watch', 'raw-request', 'create-ticket', 'get-ticket', 'list-ticket-types'],
    ...['create', 'update', 'get', 'delete', 'archive', 'unarchive'].map((verb) => `${verb}-contact`),
    ...['list-contacts', 'search-contacts', 'attach-company-to-contact', 'detach-company-from-contact'],
    ...['attach-tag-to-contact', 'detach-tag-from-contact'],
    ...['create', 'update', 'get', 'delete'].map((verb) => `${verb}-company`),
    ...['list-companies', 'create-tag', 'update-tag', 'delete-tag', 'list-tags'],
];

describe('the html of the nodes of 0.1.0', () => {
    it(`is at most ${MOST_HTML / 1000} kB, and ${MOST_COMPRESSED_HTML / 1000} kB compressed`, () => {
        const dist = join(checkout, 'dist');
        assert.equal(first.length, 28);
        const html = Buffer.concat(first.map((name) => readFileSync(join(dist, `${name}.html`))));
        const compressed = gzipSync(html, { level: 6 });
        assert.ok(html.length <= MOST_HTML, `${html.length} bytes`);
        assert.ok(compressed.length <= MOST_COMPRESSED_HTML, `${compressed.length} bytes compressed`);
    });
});

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

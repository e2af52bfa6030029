import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { describe, it } from 'mocha';
import { checkout, manifest } from '../support/package';

/** Bytes of that html with the words and the help of a language, compressed. */
const MOST = 90_000;

/** Bytes of the html of all nodes: as Node-RED sends it, and compressed as a proxy would. */
const MOST_HTML = 200_000;
const MOST_COMPRESSED_HTML = 45_000;

const dist = join(checkout, 'dist');
const html = Object.keys(manifest['node-red'].nodes).map((name) => readFileSync(join(dist, `${name}.html`)));
const compressed = (files: Buffer[]): number => gzipSync(Buffer.concat(files), { level: 6 }).length;

describe("what the package adds to the editor's first load", () => {
    it(`is at most ${MOST_HTML / 1000} kB of html, and ${MOST_COMPRESSED_HTML / 1000} kB compressed`, () => {
        const { length } = Buffer.concat(html);
        assert.ok(length <= MOST_HTML, `${length} bytes`);
        assert.ok(compressed(html) <= MOST_COMPRESSED_HTML, `${compressed(html)} bytes compressed`);
    });

    for (const language of readdirSync(join(dist, 'locales'))) {
        it(`is at most ${MOST / 1000} kB, compressed, with the words and the help in ${language}`, () => {
            const folder = join(dist, 'locales', language);
            const words = readdirSync(folder).map((file) => readFileSync(join(folder, file)));
            const size = compressed([...html, ...words]);
            assert.ok(size > 10_000, 'the package was not there');
            assert.ok(size <= MOST, `${size} bytes`);
        });
    }
});

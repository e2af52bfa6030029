import assert from 'node:assert/strict';
import { mkdtempSync, rmSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { i18n } from '@node-red/util';
import type { NodeAPI } from 'node-red';
import { fieldLabel, wordsOf } from '../../src/runtime';
import { errorKey } from '../../src/runtime/words';
import { SHARED_CATALOGUE } from '../../src/words';

const folder = mkdtempSync(path.join(tmpdir(), 'intercom-words-'));

/** The RED of a node set, whose `_` adds the set to a key as Node-RED does. */
const redOf = (set: string): NodeAPI => {
    const lookUp = (key: string, values?: Record<string, string>) =>
        i18n._(key.includes(':') ? key : `${set}:${key}`, values);
    return { _: lookUp } as unknown as NodeAPI;
};

describe('words on the server', () => {
    const set = 'node-red-contrib-intercom/words-of-test';
    const RED = redOf(set);
    before(async () => {
        const catalogue = { status: { page: 'side __page__' }, fields: { email: { label: 'E-mail' } } };
        await mkdir(path.join(folder, 'en-US'));
        await writeFile(path.join(folder, 'en-US', 'words.json'), JSON.stringify(catalogue));
        // not in the published types: the runtime calls it when it starts
        (i18n as unknown as { init(settings: object): void }).init({});
        await i18n.registerMessageCatalog(set, folder, 'words.json');
        await i18n.registerMessageCatalog(SHARED_CATALOGUE, folder, 'words.json');
    });
    after(() => rmSync(folder, { recursive: true }));

    it('come from the catalogue that all nodes share, with their places filled', () =>
        assert.equal(wordsOf(RED)('status.page', { page: 2 }), 'side 2'));

    for (const [where, red] of [
        ['the catalogue lacks one', RED],
        ['there is no catalogue', redOf('node-red-contrib-intercom/none')],
        ['the runtime is a fake that answers the key', { _: (key: string) => key } as unknown as NodeAPI],
    ] as const) {
        it(`are English where ${where}`, () =>
            assert.equal(wordsOf(red)('status.hold', { seconds: 3 }), 'rate limit: 3 s'));
    }

    it('name an input as the panel of its node does, or else by its property', () => {
        const other = redOf('node-red-contrib-intercom/other');
        assert.equal(fieldLabel(other, 'intercom-words-of-test', 'email'), 'E-mail');
        assert.match(fieldLabel(other, 'intercom-words-of-test', 'gone'), /^gone$/i);
        assert.match(fieldLabel(other, 'intercom-none', 'email'), /^email$/i);
    });

    it('are there for the error codes that have some', () => {
        assert.equal(errorKey('timeout'), 'status.error_timeout');
        assert.equal(errorKey('conflict'), undefined);
    });
});

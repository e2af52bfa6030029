import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { join } from 'node:path';
import { npm } from '../support/npm';
import { checkout, manifest } from '../support/package';

interface Entry {
    size: number;
    unpackedSize: number;
    files: { path: string; size: number; mode: number }[];
}

const all = (folder: string): string[] =>
    readdirSync(join(checkout, folder), { recursive: true, withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) =>
            join(entry.parentPath, entry.name)
                .slice(checkout.length + 1)
                .replaceAll('\\', '/'),
        );

/** What `npm publish` would send. */
describe('the tarball', () => {
    let entry: Entry;
    const text = (path: string): string => readFileSync(join(checkout, path), 'utf8');

    before(async () => {
        const output = await npm(['pack', '--dry-run', '--json', '--ignore-scripts'], checkout);
        // A list in npm 10; an object by package name since npm 11.
        const [first] = Object.values(JSON.parse(output) as Record<string, Entry>);
        if (!first) throw new Error(`npm pack said: ${output}`);
        entry = first;
    });

    it('holds the nodes, the examples and what is read, and nothing else', () => {
        const expected = [
            'CHANGELOG.md',
            'LICENSE',
            'README.md',
            'package.json',
            ...['dist', 'examples', 'resources'].flatMap(all),
        ];
        assert.deepEqual(entry.files.map(({ path }) => path).sort(), expected.sort());
    });

    it('holds of dist what Node-RED reads: no sources, no maps, no tests', () => {
        const sets = Object.values(manifest['node-red'].nodes);
        const names = sets.map((path) => path.replace(/^dist\/|\.js$/g, ''));
        const known = [
            /^dist\/icons\/[\w-]+\.svg$/,
            new RegExp(`^dist/(${names.join('|')})\\.(js|html)$`),
            new RegExp(`^dist/locales/[a-z]{2}(-[A-Z]{2})?/(${names.join('|')})\\.(json|html)$`),
            // the code that all of them share, the operations, and the local Intercom with its command
            /^dist\/(lib|sandbox|intercom-sandbox)\.js$/,
            /^dist\/operations\.json$/,
        ];
        const odd = all('dist').filter((path) => !known.some((pattern) => pattern.test(path)));
        assert.deepEqual(odd, []);
    });

    it('has code of ASCII alone, which takes half the memory', () => {
        assert.deepEqual(text('dist/lib.js').match(/[^\x20-\x7e\n]/g), null);
    });

    it('needs nothing that it does not install', () => {
        for (const path of all('dist').filter((file) => file.endsWith('.js'))) {
            for (const [, name = ''] of text(path).matchAll(/\brequire\(["']([^"']+)["']\)/g)) {
                const isOwn = name.startsWith('./') && !name.includes('..');
                const isBuiltIn = builtinModules.includes(name.replace(/^node:/, ''));
                assert.ok(isOwn || isBuiltIn || name in manifest.dependencies, `${path} requires ${name}`);
            }
        }
    });

    it('says nothing of the machine it was built on, and holds no secret of the tests', () => {
        for (const { path } of entry.files) {
            assert.doesNotMatch(text(path), /\/(root|home|Users|tmp)\/\w/, path);
            // The local Intercom takes invented ones.
            if (path !== 'dist/sandbox.js') assert.doesNotMatch(text(path), /sandbox-(token|secret)/, path);
        }
    });

    it('the local Intercom is one file of at most 350 kB', () => {
        const size = entry.files.find(({ path }) => path === 'dist/sandbox.js')?.size ?? Number.NaN;
        assert.ok(size <= 350_000, `${size} bytes`);
    });

    it('is small', () => {
        assert.ok(entry.size < 900_000, `${entry.size} bytes packed`);
        console.log(`      ${entry.files.length} files, ${entry.size} bytes packed, ${entry.unpackedSize} unpacked`);
    });
});

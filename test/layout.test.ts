import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { root } from '../src/build/discover';

/** Who may import whom, beside a room's own files. */
const allowed: Record<string, string[]> = {
    'src/client': [],
    'src/fields': ['src/words'],
    'src/objects': ['src/client', 'src/fields'],
    'src/action': ['src/client', 'src/fields', 'src/objects'],
    'src/runtime': ['src/client', 'src/fields', 'src/objects', 'src/action', 'src/words', 'locales'],
    nodes: [
        'src/client',
        'src/fields',
        'src/objects',
        'src/action',
        'src/runtime',
        'src/sandbox',
        'src/panel',
        'src/html',
        'src/words',
    ],
    'src/panel': ['src/action', 'src/fields', 'src/words'],
    'src/build': ['src/action', 'src/fields', 'src/panel', 'src/html', 'src/words', 'src/sandbox', 'nodes'],
    'src/sandbox': [],
};

const rooms = Object.keys(allowed);

const roomOf = (target: string): string =>
    ['src/html', 'src/words', ...rooms].find((room) => `${target}/`.startsWith(`${room}/`)) ??
    target.split('/')[0] ??
    target;

/** The files that a file of ours imports, relative to the root; packages are left out. */
function importsOf(file: string): string[] {
    const text = readFileSync(path.join(root, file), 'utf8');
    const named = [...text.matchAll(/(?:from|import|require\()\s*'(\.[^']*)'/g)].map(([, target]) => target as string);
    return named.map((target) => path.posix.join(path.posix.dirname(file), target));
}

const files = (folder: string): string[] =>
    readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
        .filter((file) => file.endsWith('.ts'))
        .map((file) => path.posix.join(folder, file.split(path.sep).join('/')));

describe('the rooms of the house', () => {
    for (const room of rooms) {
        it(`${room} imports ${allowed[room]?.join(', ') || 'no other room'}`, () => {
            const found = files(room);
            assert.ok(found.length > 0);
            const wrong = found.flatMap((file) =>
                importsOf(file)
                    .filter((target) => ![room, ...(allowed[room] ?? [])].includes(roomOf(target)))
                    .map((target) => `${file} imports ${target}`),
            );
            assert.deepEqual(wrong, []);
        });
    }

    it('no two files import each other, not even for a type', () => {
        const all = ['src', 'nodes'].flatMap(files);
        const fileOf = (target: string): string =>
            [`${target}.ts`, `${target}/index.ts`].find((file) => all.includes(file)) ?? target;
        const done = new Set<string>();
        const visit = (file: string, way: string[]): void => {
            assert.ok(!way.includes(file), `a circle: ${[...way, file].join(' > ')}`);
            if (done.has(file) || !all.includes(file)) return;
            for (const target of importsOf(file)) visit(fileOf(target), [...way, file]);
            done.add(file);
        };
        for (const file of all) visit(file, []);
    });

    it('src/sandbox needs nothing but Node.js and its router: it is bundled into one file', () => {
        const packages = files('src/sandbox').flatMap((file) =>
            [...readFileSync(path.join(root, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name),
        );
        assert.deepEqual([...new Set(packages.filter((name) => !name?.startsWith('node:')))], ['rou3']);
    });

    it('src/sandbox needs nothing but Node.js and its router: it is bundled into one file', () => {
        const packages = files('src/sandbox').flatMap((file) =>
            [...readFileSync(path.join(root, file), 'utf8').matchAll(/from '([^.'][^']*)'/g)].map(([, name]) => name),
        );
        assert.deepEqual([...new Set(packages.filter((name) => !name?.startsWith('node:')))], ['rou3']);
    });

    it('only the runtime and the nodes know Node-RED', () => {
        const knows = files('src').filter((file) =>
            /from 'node-red'/.test(readFileSync(path.join(root, file), 'utf8')),
        );
        assert.deepEqual(
            knows.filter((file) => !file.startsWith('src/runtime/')),
            [],
        );
    });
});

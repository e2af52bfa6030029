import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { root } from '../../src/build/discover';

/** What a checkout needs to build and to drive an action. */
const parts = [
    ...['src', 'nodes', 'locales', 'icons', 'package.json', 'tsconfig.json', 'README.md'],
    ...['test/actions', 'test/nodes', 'test/support', 'test/sandbox'],
];
const places = ['nodes/tags/get-tag.ts', 'locales/en-US/labels.json', 'test/actions/tags.ts'] as const;
type Place = (typeof places)[number];

/** The pieces that CONTRIBUTING has for each place: the block that follows its name. */
async function pieces(): Promise<Record<Place, string>> {
    const text = await readFile(path.join(root, 'CONTRIBUTING.md'), 'utf8');
    const found = places.map((place) => {
        const [, code = ''] = /```\w+\n([\s\S]*?)```/.exec(text.slice(text.indexOf(`\`${place}\``))) ?? [];
        return [place, code];
    });
    return Object.fromEntries(found);
}

interface Ended {
    code: number;
    output: string;
}

/** A copy of the checkout, in which things are added as one who takes part would. */
class Copy {
    private constructor(readonly folder: string) {}

    static async make(): Promise<Copy> {
        const folder = await mkdtemp(path.join(tmpdir(), 'contributing-'));
        await mkdir(path.join(folder, 'test'));
        for (const part of parts) await cp(path.join(root, part), path.join(folder, part), { recursive: true });
        await symlink(path.join(root, 'node_modules'), path.join(folder, 'node_modules'));
        return new Copy(folder);
    }

    remove = (): Promise<void> => rm(this.folder, { recursive: true });

    write = (file: string, text: string): Promise<void> => writeFile(path.join(this.folder, file), text);

    read = (file: string): Promise<string> => readFile(path.join(this.folder, file), 'utf8');

    /** Puts a text behind another one in a file. */
    async insert(file: string, behind: string, text: string): Promise<void> {
        const before = await this.read(file);
        assert.ok(before.includes(behind), `${file} lacks ${behind}`);
        await this.write(
            file,
            before.replace(behind, () => behind + text),
        );
    }

    async add(place: Place, code: string): Promise<void> {
        if (place === 'nodes/tags/get-tag.ts') await this.write(place, code);
        else if (place === 'locales/en-US/labels.json') await this.insert(place, '"nodes": {', `${code},`);
        else await this.insert(place, 'export const tags: Case[] = [', `\n${code}`);
    }

    #run(args: string[]): Promise<Ended> {
        const options = { cwd: this.folder, env: { ...process.env, WORDS: 'draft' }, maxBuffer: 1e8 };
        return new Promise((resolve) => {
            execFile(process.execPath, ['--import', 'tsx', ...args], options, (error, out, err) =>
                resolve({ code: Number(error?.code ?? 0), output: out + err }),
            );
        });
    }

    build = (): Promise<Ended> => this.#run(['src/build/build.ts']);

    /** Drives the actions of some types against the sandbox. */
    drive = (grep: string): Promise<Ended> =>
        this.#run([
            ...[path.join('node_modules', 'mocha', 'bin', 'mocha.js'), '--no-config', '--exit', '--timeout', '20000'],
            ...['-g', grep, 'test/actions/wire.test.ts'],
        ]);
}

describe('taking part, as CONTRIBUTING says', function () {
    this.timeout(120_000);
    let copy: Copy;
    let code: Record<Place, string>;

    before(async () => {
        code = await pieces();
    });
    beforeEach(async () => {
        copy = await Copy.make();
    });
    afterEach(() => copy.remove());

    const addBut = async (left?: Place): Promise<void> => {
        for (const place of places) if (place !== left) await copy.add(place, code[place]);
    };

    it('get tag stands in three places, and works', async () => {
        await addBut();
        const { output, code: status } = await copy.build();
        assert.equal(status, 0, output);
        const manifest = JSON.parse(await copy.read('package.json'));
        assert.equal(manifest['node-red'].nodes['get-tag'], 'dist/get-tag.js');
        assert.match(await copy.read('README.md'), /get tag/);
        const driven = await copy.drive('get-tag|every action');
        assert.equal(driven.code, 0, driven.output);
        assert.match(driven.output, /2 passing/);
    });

    it('without its definition the build names the words that nothing uses', async () => {
        await addBut('nodes/tags/get-tag.ts');
        const { output, code: status } = await copy.build();
        assert.equal(status, 1);
        assert.match(output, /en-US: nothing uses the key nodes\.get-tag\.label/);
    });

    it('without its words the build names them', async () => {
        await addBut('locales/en-US/labels.json');
        const { output, code: status } = await copy.build();
        assert.equal(status, 1);
        for (const key of ['label', 'sentence'])
            assert.match(output, new RegExp(`en-US: nodes/tags/get-tag\\.ts needs the key nodes\\.get-tag\\.${key}`));
    });

    it('without its row the tests name it', async () => {
        await addBut('test/actions/tags.ts');
        const { output, code: status } = await copy.drive('every action');
        assert.equal(status, 1);
        assert.match(output, /[-+] {3}'intercom-get-tag'/);
    });

    it('a kind of field is one file, and so is an object (long)', async () => {
        await copy.write(
            'src/fields/percent.ts',
            `import { defineKind, fault } from './kind';

export const percent = defineKind<number>({
    name: 'percent',
    literals: ['num', 'str'],
    icon: 'percent',
    example: '12.5 %',
    read: (value) => {
        const number = Number(String(value).replace('%', ''));
        return number >= 0 && number <= 100 ? { value: number } : fault('fault.number', { value: String(value) });
    },
});
`,
        );
        await copy.write(
            'src/objects/article.ts',
            `import { defineObject } from './object';
import { inWholeList } from './whole-list';

export const article = defineObject({
    name: 'article',
    finders: { title: inWholeList('/articles', 'article', 'title') },
});
`,
        );
        await copy
            .write(
                'nodes/tags/update-article.ts',
                `import { defineAction, put, ref } from '../../src/action';
import { percent } from '../../src/fields/percent';
import { article } from '../../src/objects/article';

export default defineAction({
    type: 'intercom-update-article',
    palette: 'advanced',
    reference: '',
    request: put('/articles/{articleId}'),
    fields: { articleId: ref(article), rating: percent({ required: true }) },
});
`,
            )
            .catch(async () => {
                throw new Error('nodes/advanced is not there');
            });
        const missing = await copy.build();
        assert.equal(missing.code, 1, missing.output);
        assert.match(missing.output, /needs the key/, missing.output);
        const wanted = [...missing.output.matchAll(/needs the key (\S+)/g)].map(([, key]) => key);
        assert.deepEqual([...new Set(wanted)].sort(), [
            'by.article_id',
            'by.article_title',
            'fields.articleId.about',
            'fields.articleId.label',
            'fields.rating.about',
            'fields.rating.label',
            'help.kind_percent',
            'nodes.update-article.label',
            'nodes.update-article.sentence',
        ]);
        const labels = JSON.parse(await copy.read('locales/en-US/labels.json'));
        for (const key of wanted as string[]) {
            const [last = '', ...way] = key.split('.').reverse();
            const part = way.reverse().reduce((at, name) => {
                at[name] ??= {};
                return at[name];
            }, labels);
            part[last] = key;
        }
        await copy.write('locales/en-US/labels.json', JSON.stringify(labels));
        const { output, code: status } = await copy.build();
        assert.equal(status, 0, output);
        assert.match(await copy.read('dist/update-article.html'), /rating:\{kind:"percent",required:true/);
        // the panel has learnt it
        assert.match(await copy.read('dist/connection.html'), /12\.5 %/);
    });
});

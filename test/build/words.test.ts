import assert from 'node:assert/strict';
import path from 'node:path';
import { buildSync } from 'esbuild';
import type { AnyAction } from '../../src/action';
import { defineAction, get, id } from '../../src/action';
import { usesOf } from '../../src/build/build';
import { keysInHtml, readCode } from '../../src/build/code-keys';
import { discoverNodes, root } from '../../src/build/discover';
import { helpHtml } from '../../src/build/help';
import { nodesTable } from '../../src/build/readme';
import { olderTexts, renewed, toTranslate } from '../../src/build/translated';
import {
    catalogue,
    checkWords,
    keysAsSaid,
    keysOf,
    type Labels,
    type Language,
    languageFaults,
    missingTexts,
    readLanguages,
    sourceFaults,
    textAt,
    type Uses,
} from '../../src/build/words';
import type { PanelKey } from '../../src/editor/words';
import type { WordKey } from '../../src/runtime/words';

const action: AnyAction = defineAction({
    type: 'intercom-get-thing',
    palette: 'tags',
    reference: 'things/getthing',
    request: get('/things/{thingId}'),
    fields: { thingId: id({ required: true }) },
});
const node = { name: 'get-thing', module: 'tags/get-thing', action };

const english = (): Language => ({
    lang: 'en-US',
    labels: {
        status: { busy: '__count__ busy', idle: 'idle' },
        fields: { thingId: { label: 'Thing', about: 'The thing <id>.' } },
        help: {
            inputs: 'Inputs',
            outputs: 'Output',
            errors: 'Errors',
            references: 'References',
            kind_id: 'id',
            from: 'By default from __place__.',
            payload: 'The answer.',
            intercom: 'Facts.',
            errorText: 'Caught.',
            api: 'Page',
        },
        nodes: { 'get-thing': { label: 'get thing', sentence: 'Reads a *thing* | or two.', copied: 'Copied' } },
    },
    help: new Map([['get-thing', 'Before.\n\n### Details\nMore.']]),
    operations: { getThing: 'Get a thing' },
});

const said = (...keys: string[]) => keys.map((key) => ({ key, where: 'src/some.ts' }));
const uses: Uses = {
    nodes: new Map([['get-thing', said('status.busy', 'status.idle', 'node.copied')]]),
    help: said(...keysOf(english().labels.help as Labels, 'help.')),
};

/** Takes a text out of a tree. */
function remove(labels: Labels, key: string): void {
    const [first = '', ...rest] = key.split('.');
    if (rest.length === 0) delete labels[first];
    else remove(labels[first] as Labels, rest.join('.'));
}

const set = (labels: Labels, key: string, text: string): void => {
    const [first = '', ...rest] = key.split('.');
    if (rest.length === 0) labels[first] = text;
    else {
        labels[first] ??= {};
        set(labels[first] as Labels, rest.join('.'), text);
    }
};

describe('the words of the source language', () => {
    const faults = (change: (language: Language) => void): string[] => {
        const language = english();
        change(language);
        return sourceFaults(language, [node], uses);
    };

    it('are complete', () =>
        assert.deepEqual(
            faults(() => undefined),
            [],
        ));

    for (const [what, change, fault] of [
        [
            'a field has no label',
            ({ labels }) => remove(labels, 'fields.thingId.label'),
            'nodes/tags/get-thing.ts needs the key fields.thingId.label',
        ],
        ['a node has no name', ({ labels }) => remove(labels, 'nodes.get-thing.label'), 'nodes.get-thing.label'],
        [
            'a node has no sentence',
            ({ labels }) => remove(labels, 'nodes.get-thing.sentence'),
            'nodes/tags/get-thing.ts needs the key nodes.get-thing.sentence',
        ],
        [
            'code says a key that is not there',
            ({ labels }) => remove(labels, 'status.busy'),
            'src/some.ts needs the key status.busy',
        ],
        [
            'code says a text that only another node has',
            ({ labels }) => {
                remove(labels, 'nodes.get-thing.copied');
                set(labels, 'nodes.webhook.copied', 'Copied');
            },
            'src/some.ts needs the key nodes.get-thing.copied',
        ],
        ['a key is left over', ({ labels }) => set(labels, 'old.key', 'x'), 'nothing uses the key old.key'],
        [
            'a label of all nodes is left over, since each has its own',
            ({ labels }) => {
                for (const half of ['label', 'about']) set(labels, `nodes.get-thing.fields.thingId.${half}`, 'x');
            },
            'nothing uses the key fields.thingId.label',
        ],
        [
            'half of a label of its own is missing',
            ({ labels }) => set(labels, 'nodes.get-thing.fields.thingId.label', 'x'),
            'needs the key nodes.get-thing.fields.thingId.about beside it',
        ],
        ['a help is left over', ({ help }) => help.set('gone', 'x'), 'help/gone.md belongs to no node'],
    ] as [string, (language: Language) => unknown, string][]) {
        it(`are refused when ${what}`, () => {
            assert.ok(
                faults(change).some((text) => text.includes(fault)),
                faults(change).join('\n'),
            );
        });
    }
});

describe('the words of another language', () => {
    const german = (change: (language: Language) => void): Language => {
        const language = { ...english(), lang: 'de' };
        change(language);
        return language;
    };

    for (const [what, change, name] of [
        ['a label', ({ labels }) => remove(labels, 'status.busy'), 'status.busy'],
        ['a sentence', ({ labels }) => remove(labels, 'nodes.get-thing.sentence'), 'nodes.get-thing.sentence'],
        ['a help', ({ help }) => help.clear(), 'help/get-thing.md'],
        [
            'the title of an operation',
            (language) => remove(language.operations, 'getThing'),
            'operations.json getThing',
        ],
    ] as [string, (language: Language) => void, string][]) {
        it(`lack ${what}`, () => assert.deepEqual(missingTexts(german(change), english()), [name]));
    }

    for (const [what, change, fault] of [
        ['other places', ({ labels }) => set(labels, 'status.busy', 'x'), 'de: status.busy has other places'],
        ['a key of their own', ({ labels }) => set(labels, 'status.more', 'x'), 'de: status.more is not in en-US'],
        ['a help of their own', ({ help }) => help.set('gone', 'x'), 'de: help/gone.md is not in en-US'],
        [
            'a title of their own',
            (language) => set(language.operations, 'gone', 'x'),
            'de: operations.json gone is not in en-US',
        ],
    ] as [string, (language: Language) => void, string][]) {
        it(`are refused with ${what}`, () => assert.deepEqual(languageFaults(german(change), english()), [fault]));
    }

    it('stop the build where they lack a text, unless words are being added', () => {
        const language = german(({ help }) => help.clear());
        assert.throws(
            () => checkWords([english(), language], [node], uses, false),
            /de: help\/get-thing\.md is missing/,
        );
        assert.deepEqual(checkWords([english(), language], [node], uses, true), ['de: help/get-thing.md is missing']);
        assert.throws(
            () => checkWords([english(), german(({ help }) => help.set('gone', 'x'))], [node], uses, true),
            /help\/gone\.md is not in en-US/,
        );
    });

    it('are older when the English has changed since, until they change too', () => {
        const first = renewed(
            {},
            german(() => undefined),
            english(),
        );
        assert.deepEqual(olderTexts(first, english()), []);

        const changed = english();
        set(changed.labels, 'status.idle', 'resting');
        const old = renewed(
            first,
            german(() => undefined),
            changed,
        );
        assert.deepEqual(olderTexts(old, changed), ['status.idle']);
        assert.deepEqual(
            toTranslate(
                german(({ help }) => help.clear()),
                changed,
                old,
            ),
            ['missing  help/get-thing.md: Before.', 'older    status.idle: resting'],
        );

        const translated = german(({ labels }) => set(labels, 'status.idle', 'ruht'));
        assert.deepEqual(olderTexts(renewed(old, translated, changed), changed), []);
    });

    it('count as translated from the present English when their line is taken out', () => {
        const changed = english();
        set(changed.labels, 'status.idle', 'resting');
        const { 'status.idle': _kept, ...others } = renewed(
            {},
            german(() => undefined),
            english(),
        );
        assert.deepEqual(
            olderTexts(
                renewed(
                    others,
                    german(() => undefined),
                    changed,
                ),
                changed,
            ),
            [],
        );
    });
});

describe('a node has from the words', () => {
    it('a catalogue of what it says: no text of others, and not its sentence', () => {
        assert.deepEqual(
            catalogue(english(), node, { ...uses, nodes: new Map([['get-thing', said('status.busy')]]) }),
            {
                status: { busy: '__count__ busy' },
                fields: { thingId: { label: 'Thing', about: 'The thing <id>.' } },
                node: { label: 'get thing' },
            },
        );
    });

    it('a catalogue with its own label of a field, where it has one', () => {
        const language = english();
        set(language.labels, 'nodes.get-thing.fields.thingId.label', 'Own');
        set(language.labels, 'nodes.get-thing.fields.thingId.about', 'Its own.');
        assert.deepEqual(catalogue(language, node, uses).fields, { thingId: { label: 'Own', about: 'Its own.' } });
    });

    it('a help: its sentence first, then lists, then details; escaped', () => {
        const help = helpHtml(english(), node, english()) ?? '';
        assert.match(help, /data-help-name="intercom-get-thing"/);
        assert.match(help, /The thing &#60;id&#62;\. By default from msg\.payload\.thing_id\./);
        const order = ['<em>thing</em>', 'Before', 'Inputs', 'Output', 'Errors', 'References', 'Details'].map((text) =>
            help.indexOf(text),
        );
        assert.ok(!order.includes(-1), String(order));
        assert.deepEqual(
            order,
            [...order].sort((a, b) => a - b),
        );
    });

    it('a help without details, where there is no more to say', () => {
        const language = english();
        language.help.clear();
        assert.match(helpHtml(language, node, language) ?? '', /<em>thing<\/em>.*References.*<\/script>\n$/s);
    });

    for (const [what, change] of [
        ['a text', ({ labels }) => remove(labels, 'help.payload')],
        ['its sentence', ({ labels }) => remove(labels, 'nodes.get-thing.sentence')],
        ['the details that English has', ({ help }) => help.clear()],
    ] as [string, (language: Language) => void][]) {
        it(`no help without ${what}`, () => {
            const language = { ...english(), lang: 'de' };
            change(language);
            assert.equal(helpHtml(language, node, english()), undefined);
        });
    }

    it('a row in the README', () => {
        assert.match(
            nodesTable([node], english()),
            /^\| get thing \| `intercom-get-thing` \| Reads a \*thing\* \\\| or two\. \|$/m,
        );
    });
});

/** The compiler reads these: an error that does not come is an error. */
describe('a key that does not exist does not compile', () => {
    it('in a panel', () => {
        const ends = 'lines' as 'lines' | 'pages';
        const keys: PanelKey[] = [
            'pick.more',
            // @ts-expect-error
            'pick.gone',
            // @ts-expect-error a text of the whole part
            'pick',
            // @ts-expect-error not of a node's panel
            'node.sentence',
            // @ts-expect-error there is no attributes.kind_pages
            `attributes.kind_${ends}`,
        ];
        assert.equal(keys.length, 5);
    });

    it('in a status', () => {
        const keys: WordKey[] = [
            'status.page',
            // @ts-expect-error
            'status.gone',
            // @ts-expect-error looked up in the editor
            'pick.more',
        ];
        assert.equal(keys.length, 3);
    });
});

describe('a key counts as said', () => {
    const keys = (body: string): string[] => {
        // a file that is nowhere but here, among those of the package
        const file = 'src/some.ts';
        const text = `import type { PanelKey, Say } from './editor/words';${body}`;
        const known = keysAsSaid(source.labels);
        return readCode(
            [file],
            known,
            new Map([[file, text]]),
        )([file])
            .filter(({ where }) => where === file)
            .map(({ key }) => key);
    };
    const [source] = readLanguages() as [Language];

    it('only where its place takes keys, and whole', () => {
        assert.deepEqual(
            keys(`
                // say('form.yes')
                export const hint = 'form.no';
                export const table: { key: PanelKey }[] = [{ key: 'ticket.title' }];
                export function show(say: Say, more: boolean, kind: 'text' | 'lines', name: string): string[] {
                    const label = say(more ? 'pick.more' : 'pick.none');
                    return [label, say(\`attributes.kind_\${kind}\`), say(\`choices.\${name}\`), say('pick.gone')];
                }
            `),
            ['ticket.title', 'pick.more', 'pick.none', 'attributes.kind_text', 'attributes.kind_lines', 'pick.gone'],
        );
    });

    it('in html as an attribute, in a call, or as a group of the palette', () => {
        const html = `<i data-i18n="common.name"></i><i data-i18n="[title]fields.email.about;common.more"></i>
            category: 'intercom_tags', label: RED._('node-red-contrib-intercom/watch:node.interval') this._('node.label')`;
        assert.deepEqual(
            keysInHtml(html, 'a.html').map(({ key }) => key),
            [
                'common.name',
                'fields.email.about',
                'common.more',
                'node.interval',
                'node.label',
                'palette.label.intercom_tags',
            ],
        );
    });
});

describe('the words of the package', () => {
    const [source] = readLanguages() as [Language];
    const nodes = discoverNodes();
    let packageUses: Uses;
    before(() => {
        packageUses = usesOf(nodes, source);
    });

    it('give every node a help page in English', () => {
        for (const one of nodes) assert.ok(helpHtml(source, one, source), one.name);
    });

    it('stop the build when any one of them is taken away', () => {
        const keys = keysOf(source.labels);
        assert.ok(keys.length > 400);
        for (const key of keys) {
            const labels = structuredClone(source.labels);
            remove(labels, key);
            const faults = sourceFaults({ ...source, labels }, nodes, packageUses);
            assert.ok(
                faults.some((fault) => fault.includes(` needs the key ${key}`)),
                `${key}: ${faults.join('\n') || 'nothing'}`,
            );
        }
    });

    it('stop the build when eleven of them are taken away before it reads the code', () => {
        const keys = keysOf(source.labels);
        const taken = new Set<string>();
        while (taken.size < 11) taken.add(keys[Math.floor(Math.random() * keys.length)] as string);
        const labels = structuredClone(source.labels);
        for (const key of taken) remove(labels, key);
        const less = { ...source, labels };
        const found = usesOf(nodes, less, new Map([['locales/en-US/labels.json', JSON.stringify(labels)]]));
        const faults = sourceFaults(less, nodes, found).join('\n');
        for (const key of taken) assert.ok(faults.includes(` needs the key ${key}`), `${[...taken]}\n${faults}`);
    });

    it('are not in the runtime, but for the statuses', () => {
        const { outputFiles } = buildSync({
            entryPoints: [path.join(root, 'src/runtime/index.ts')],
            bundle: true,
            write: false,
            platform: 'node',
            packages: 'external',
            charset: 'utf8',
        });
        const code = outputFiles[0]?.text ?? '';
        const bundled = keysOf(source.labels).filter((key) => code.includes(`"${textAt(source.labels, key)}"`));
        const others = bundled.filter((key) => !key.startsWith('status.'));
        const texts = keysOf(source.labels.status as Labels, 'status.');
        assert.deepEqual(
            texts.filter((key) => !bundled.includes(key)),
            [],
        );
        // short texts of one word stand in code by chance
        assert.deepEqual(
            others.filter((key) => (textAt(source.labels, key) ?? '').includes(' ')),
            [],
        );
    });
});

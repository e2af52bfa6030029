import assert from 'node:assert/strict';
import type { AnyAction } from '../../src/action';
import { defineAction, get, id } from '../../src/action';
import { discoverNodes } from '../../src/build/discover';
import { helpHtml } from '../../src/build/help';
import { catalogue, type Language, readLanguages, wordFaults } from '../../src/build/words';

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
        status: { busy: '__count__ busy' },
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
        nodes: { 'get-thing': { label: 'get thing', sentence: 'Reads a *thing*.' } },
    },
    help: new Map([['get-thing', 'Before.\n\n### Details\nMore.']]),
});

const code =
    "'status.busy' 'help.inputs' 'help.outputs' 'help.errors' 'help.references' 'help.from' 'help.payload' 'help.intercom' 'help.errorText' 'help.api'";
const faults = (change: (language: Language) => void, further: Language[] = []): string[] => {
    const language = english();
    change(language);
    return wordFaults([language, ...further], [node], code);
};

describe('the words', () => {
    it('are complete', () =>
        assert.deepEqual(
            faults(() => undefined),
            [],
        ));

    for (const [what, change, fault] of [
        [
            'a field has no label',
            ({ labels }) => delete (labels.fields as Language['labels']).thingId,
            'get-thing needs the key fields.thingId.label',
        ],
        ['a node has no name', ({ labels }) => delete labels.nodes, 'get-thing needs the key nodes.get-thing.label'],
        [
            'a node has no sentence',
            ({ labels }) => delete (labels.nodes as Record<string, Language['labels']>)['get-thing']?.sentence,
            'get-thing needs the key nodes.get-thing.sentence',
        ],
        [
            'a key is left over',
            ({ labels }) => Object.assign(labels, { old: { key: 'x' } }),
            'nothing uses the key old.key',
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

    it('of another language may lack keys, but not have others, nor other places', () => {
        const german = (status: Language['labels']): Language => ({ lang: 'de', labels: { status }, help: new Map() });
        assert.deepEqual(
            faults(() => undefined, [german({ busy: '__count__ laufen' })]),
            [],
        );
        assert.match(faults(() => undefined, [german({ busy: 'laufen' })]).join(), /de: status.busy has other places/);
        assert.match(
            faults(() => undefined, [german({ idle: 'x' })]).join(),
            /de: the key status.idle is not in en-US/,
        );
    });

    it('become a catalogue of the node alone: shared parts, its own name, its fields', () => {
        assert.deepEqual(catalogue(english(), node), {
            status: { busy: '__count__ busy' },
            node: { label: 'get thing' },
            fields: { thingId: { label: 'Thing', about: 'The thing <id>.' } },
        });
    });

    it('become a help: what it does first, then lists, then details; escaped', () => {
        const help = helpHtml(english(), node, english()) ?? '';
        assert.match(help, /data-help-name="intercom-get-thing"/);
        assert.match(help, /The thing &#60;id&#62;\. By default from msg\.payload\.thing_id\./);
        const order = ['<em>thing</em>', 'Before', 'Inputs', 'Output', 'Errors', 'References', 'Details'].map((text) =>
            help.indexOf(text),
        );
        assert.deepEqual(
            order,
            [...order].sort((a, b) => a - b),
        );
    });

    it('give no help page where words are missing', () => {
        const language = english();
        delete (language.labels.help as Language['labels']).payload;
        assert.equal(helpHtml(language, node, english()), undefined);
    });

    it('of the package give every node a help page in English', () => {
        const source = readLanguages().find(({ lang }) => lang === 'en-US') as Language;
        for (const one of discoverNodes()) assert.ok(helpHtml(source, one, source), one.name);
    });
});

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type AnyAction, referenceKeys } from '../action';
import { wordParts } from '../editor/markup';
import { type NodeSource, root } from './discover';

/** A tree of texts, as in `labels.json` and in the catalogues that Node-RED loads. */
export interface Labels {
    [key: string]: string | Labels;
}

/** The words of one language: `locales/<lang>/labels.json` and `locales/<lang>/help/<node>.md`. */
export interface Language {
    lang: string;
    labels: Labels;
    help: Map<string, string>;
}

/** The language that holds every word; others fall back to it, key by key. */
export const SOURCE_LANGUAGE = 'en-US';

/** Parts of the labels that every node's catalogue carries. */
const shared = ['palette', 'status', 'common'];

export function readLanguages(): Language[] {
    const folder = path.join(root, 'locales');
    return readdirSync(folder).map((lang) => {
        const help = path.join(folder, lang, 'help');
        const files = existsSync(help) ? readdirSync(help) : [];
        return {
            lang,
            labels: JSON.parse(readFileSync(path.join(folder, lang, 'labels.json'), 'utf8')),
            help: new Map(
                files.map((file) => [path.parse(file).name, readFileSync(path.join(help, file), 'utf8').trim()]),
            ),
        };
    });
}

/** Every key of a tree, written with dots. */
export const keysOf = (labels: Labels, prefix = ''): string[] =>
    Object.entries(labels).flatMap(([key, value]) =>
        typeof value === 'string' ? [prefix + key] : keysOf(value, `${prefix}${key}.`),
    );

export const textAt = (labels: Labels, key: string): string | undefined => {
    const found = key
        .split('.')
        .reduce<string | Labels | undefined>((at, part) => (typeof at === 'object' ? at[part] : undefined), labels);
    return typeof found === 'string' ? found : undefined;
};

/** Where a text may stand for one node alone, and so comes before the text that all nodes share. */
const ownKey = (node: string, key: string): string => `nodes.${node}.${key}`;

/** A text as a node shows it: its own words, else the shared ones. */
export const nodeText = (labels: Labels, node: string, key: string): string | undefined =>
    textAt(labels, ownKey(node, key)) ?? textAt(labels, key);

/** The keys that the panel, help and runtime of an action look up, beside the shared parts. */
function actionKeys({ fields }: AnyAction): string[] {
    return Object.entries(fields).flatMap(([property, { object, choices = [] }]) => [
        `fields.${property}.label`,
        `fields.${property}.about`,
        ...(object ? referenceKeys[object].map((key) => `by.${object}_${key}`) : []),
        ...choices.map((choice) => `choices.${choice}`),
    ]);
}

/** The catalogue that Node-RED loads for a node: what it shares with all nodes, and its own words. */
export function catalogue({ labels }: Language, { name, action }: NodeSource): Labels {
    const result: Labels = {};
    for (const part of [...shared, ...(action ? wordParts(action) : [])]) if (labels[part]) result[part] = labels[part];
    const put = (key: string, text: string | undefined) => {
        if (text === undefined) return;
        const parts = key.split('.');
        const last = parts.pop() as string;
        let at = result;
        for (const part of parts) {
            at[part] ??= {};
            at = at[part] as Labels;
        }
        at[last] = text;
    };
    const own = (labels.nodes as Labels | undefined)?.[name];
    if (typeof own === 'object') {
        for (const key of keysOf(own))
            if (key !== 'sentence') put(key.startsWith('fields.') ? key : `node.${key}`, textAt(own, key));
    }
    if (action) for (const key of actionKeys(action)) put(key, nodeText(labels, name, key));
    return result;
}

/**
 * What is wrong with a language: keys that a node needs and the source language lacks, keys that nothing uses, and
 * in other languages keys that the source language does not have, or texts whose `__places__` differ from it.
 */
export function wordFaults(languages: Language[], nodes: NodeSource[], sources: string): string[] {
    const source = languages.find(({ lang }) => lang === SOURCE_LANGUAGE);
    if (!source) return [`locales/${SOURCE_LANGUAGE} is missing`];
    const faults: string[] = [];
    const needed = new Set<string>();
    for (const { name, action } of nodes) {
        for (const key of [ownKey(name, 'label'), ownKey(name, 'sentence'), ...(action ? actionKeys(action) : [])]) {
            needed.add(key);
            if (nodeText(source.labels, name, key) === undefined)
                faults.push(`${SOURCE_LANGUAGE}: ${name} needs the key ${key}`);
        }
    }
    for (const key of keysOf(source.labels)) {
        const [, node, ...own] = key.split('.');
        const isOwn = key.startsWith('nodes.') && nodes.some(({ name }) => name === node);
        const used =
            needed.has(key) || (isOwn && (needed.has(own.join('.')) || isInCode(`node.${own.join('.')}`, sources)));
        if (!used && !isInCode(key, sources)) faults.push(`${SOURCE_LANGUAGE}: nothing uses the key ${key}`);
    }
    for (const { lang, labels, help } of languages) {
        for (const key of keysOf(labels)) {
            const original = textAt(source.labels, key);
            if (original === undefined) faults.push(`${lang}: the key ${key} is not in ${SOURCE_LANGUAGE}`);
            else if (places(original) !== places(textAt(labels, key) ?? ''))
                faults.push(`${lang}: ${key} has other places`);
        }
        for (const name of help.keys()) {
            if (!nodes.some((node) => node.name === name)) faults.push(`${lang}: help/${name}.md belongs to no node`);
        }
    }
    return faults;
}

const places = (text: string): string => (text.match(/__\w+__/g) ?? []).sort().join();

/** Keys that code puts together, beside those that follow from the actions. */
const computed = [
    /^palette\.label\.intercom_/, // one for each palette group
    /^status\.error_/, // looked up by error code
    /^help\.kind_/, // one for each kind of field
    /^common\.(emit_|not|outOfRange)/, // how a list sends; what a validator found
    /^node\.region_/, // one for each region
    /^pick\.(error|search)_/, // one for each reason and each list
    /^form\.start_/, // one for each form
    /^attributes\.kind_/, // one for each type of value
    /^search\.(field|fields|op|join)_/, // what a search can ask for
];

/** Whether code looks a key up: it stands there whole, or is one of those that are put together. */
const isInCode = (key: string, sources: string): boolean =>
    [`'${key}'`, `"${key}"`, `]${key}"`, `:${key}'`].some((text) => sources.includes(text)) ||
    computed.some((pattern) => pattern.test(key));

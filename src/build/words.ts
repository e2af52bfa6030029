import { existsSync, readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { type AnyAction, eachProperties, type OwnNode } from '../action';
import { keysWithWords } from '../panel/facts';
import { isOwnText } from '../words';
import type { Use } from './code-keys';
import { type NodeSource, root } from './discover';

/** A tree of texts, as in `labels.json` and in the catalogues that Node-RED loads. */
export interface Labels {
    [key: string]: string | Labels;
}

/**
 * The words of one language: `labels.json`, `help/<node>.md` where there is more to say of a node than its sentence,
 * and `operations.json`, the titles of Intercom's operations.
 */
export interface Language {
    lang: string;
    labels: Labels;
    help: Map<string, string>;
    operations: Labels;
}

/** The language that holds every word. */
export const SOURCE_LANGUAGE = 'en-US';

const folder = path.join(root, 'locales');

function readJson(file: string): Labels {
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** All languages, the source language first. */
export function readLanguages(): Language[] {
    const others = readdirSync(folder, { withFileTypes: true })
        .filter((entry) => entry.isDirectory() && entry.name !== SOURCE_LANGUAGE)
        .map(({ name }) => name);
    return [SOURCE_LANGUAGE, ...others].map((lang) => {
        const help = path.join(folder, lang, 'help');
        const files = existsSync(help) ? readdirSync(help) : [];
        return {
            lang,
            labels: readJson(path.join(folder, lang, 'labels.json')),
            help: new Map(
                files.map((file) => [path.parse(file).name, readFileSync(path.join(help, file), 'utf8').trim()]),
            ),
            operations: readJson(path.join(folder, lang, 'operations.json')),
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

/**
 * Every text of a language by the name that messages give it: a label by its key, the others by their file
 * (`help/watch.md`, `operations.json listTags`).
 */
export function textsOf({ labels, help, operations }: Language): Map<string, string> {
    const of = (tree: Labels, prefix = ''): [string, string][] =>
        keysOf(tree).map((key) => [prefix + key, textAt(tree, key) as string]);
    return new Map([
        ...of(labels),
        ...[...help].map(([name, text]): [string, string] => [`help/${name}.md`, text]),
        ...of(operations, 'operations.json '),
    ]);
}

/** The keys as code says them: a node's own texts go by `node.…`. */
export const keysAsSaid = (labels: Labels): Set<string> =>
    new Set(keysOf(labels).map((key) => key.replace(/^nodes\.[^.]+\./, 'node.')));

/**
 * Where a node's text stands: `node.…` among the node's own, and a label of a field too if the node has one, before
 * the one that all nodes share.
 */
function placeOf(labels: Labels, node: string, key: string): string {
    const own = `nodes.${node}.${key.replace(/^node\./, '')}`;
    if (key.startsWith('node.')) return own;
    return key.startsWith('fields.') && textAt(labels, own) !== undefined ? own : key;
}

/** A text as a node shows it. */
export const nodeText = (labels: Labels, node: string, key: string): string | undefined =>
    textAt(labels, placeOf(labels, node, key));

/** The keys that follow from the fields of an action. */
function fieldKeys({ fields, switches = {} }: AnyAction): string[] {
    const named = (property: string): string[] => [`fields.${property}.label`, `fields.${property}.about`];
    return [
        ...Object.entries(fields).flatMap(([property, field]) => [
            ...named(property),
            ...Object.values(keysWithWords(field)).map((key) => `by.${key}`),
            ...(field.choices ?? []).map((choice) => `choices.${choice}`),
        ]),
        ...Object.entries(switches).flatMap(([property, { values, labels }]) => [
            ...named(property),
            ...values.map((value) => `choices.${property}_${value}`),
            ...(labels ? values.map((value) => `node.label_${property}_${value}`) : []),
        ]),
    ];
}

/** Properties that many nodes have, whose words are those of the fields. */
const isShared = (property: string): boolean =>
    property.endsWith('Type') ||
    ['connection', 'emit', 'fetchAll', 'limit', 'inputs', ...Object.keys(eachProperties)].includes(property);

/** The keys of a node with a panel of its own: a label for each property that is its own. */
const ownKeys = ({ properties, credentials = {}, words = [] }: OwnNode): string[] => [
    ...words,
    ...[...Object.keys(properties), ...Object.keys(credentials)]
        .filter((property) => !isShared(property))
        .map((property) => `node.${property}`),
];

/**
 * What is said where: by the code and html of each node, by the code that writes help pages, and which of Intercom's
 * operations are shown by their title.
 */
export interface Uses {
    nodes: ReadonlyMap<string, readonly Use[]>;
    help: readonly Use[];
    operations: readonly string[];
}

/** All keys that a node shows in the editor or in its status. */
function nodeUses({ name, module, action, own }: NodeSource, uses: Uses): Use[] {
    const where = `nodes/${module}.ts`;
    const keys = ['node.label', ...(action ? fieldKeys(action) : []), ...(own ? ownKeys(own) : [])];
    return [...keys.map((key) => ({ key, where })), ...(uses.nodes.get(name) ?? [])];
}

/**
 * The catalogue that Node-RED loads for a node: the words that it alone shows. The connection's has those that nodes
 * share as well.
 */
export function catalogue(
    { labels, operations }: Language,
    node: NodeSource,
    nodes: readonly NodeSource[],
    uses: Uses,
): Labels {
    const keys = (of: NodeSource): string[] => nodeUses(of, uses).map(({ key }) => key);
    const own = keys(node).filter(isOwnText);
    const shared = node.own?.palette === 'config' ? nodes.flatMap(keys).filter((key) => !isOwnText(key)) : [];
    const used = new Set([...own, ...shared]);
    const result: Labels = node.own?.titles ? { ...operations } : {};
    // in the order of labels.json
    for (const place of keysOf(labels)) {
        const said = place.startsWith(`nodes.${node.name}.`) ? place.slice(`nodes.${node.name}.`.length) : place;
        const key = said === place || said.startsWith('fields.') ? said : `node.${said}`;
        if (used.has(key) && placeOf(labels, node.name, key) === place) put(result, key, textAt(labels, place) ?? '');
    }
    return result;
}

function put(labels: Labels, key: string, text: string): void {
    const parts = key.split('.');
    const last = parts.pop() as string;
    let at = labels;
    for (const part of parts) {
        at[part] ??= {};
        at = at[part] as Labels;
    }
    at[last] = text;
}

/** What is wrong with the source language: texts that something needs and that are missing, texts that nothing uses. */
export function sourceFaults(source: Language, nodes: readonly NodeSource[], uses: Uses): string[] {
    const { lang, labels } = source;
    const faults = new Set<string>();
    const used = new Set<string>();
    const need = (place: string, where: string): void => {
        used.add(place);
        if (textAt(labels, place) === undefined) faults.add(`${lang}: ${where} needs the key ${place}`);
    };
    for (const node of nodes) {
        for (const { key, where } of nodeUses(node, uses)) need(placeOf(labels, node.name, key), where);
        need(`nodes.${node.name}.sentence`, `nodes/${node.module}.ts`);
        // what a field must be, in the help
        for (const { kind } of Object.values(node.action?.fields ?? {})) need(`help.kind_${kind.name}`, node.module);
    }
    for (const { key, where } of uses.help) need(key, where);
    for (const key of keysOf(labels)) {
        if (!used.has(key)) faults.add(`${lang}: nothing uses the key ${key}`);
        // else the other half would be the one that all nodes share
        const [, field, half] = /^(nodes\.[^.]+\.fields\.[^.]+\.)(label|about)$/.exec(key) ?? [];
        const other = field && field + (half === 'label' ? 'about' : 'label');
        if (other && textAt(labels, other) === undefined)
            faults.add(`${lang}: ${key} needs the key ${other} beside it`);
    }
    const titles = keysOf(source.operations);
    for (const key of uses.operations) if (!titles.includes(key)) faults.add(`${lang}: operations.json lacks ${key}`);
    for (const key of titles) {
        if (!uses.operations.includes(key)) faults.add(`${lang}: nothing uses operations.json ${key}`);
    }
    for (const name of source.help.keys()) {
        if (!nodes.some((node) => node.name === name)) faults.add(`${lang}: help/${name}.md belongs to no node`);
    }
    return [...faults];
}

/** What a language lacks, by the names of the texts. */
export function missingTexts(language: Language, source: Language): string[] {
    const texts = textsOf(language);
    return [...textsOf(source).keys()].filter((name) => !texts.has(name));
}

/** Texts of a language that the source language does not have, or whose `__places__` differ from it. */
export function languageFaults(language: Language, source: Language): string[] {
    const english = textsOf(source);
    return [...textsOf(language)].flatMap(([name, text]) => {
        const original = english.get(name);
        if (original === undefined) return [`${language.lang}: ${name} is not in ${source.lang}`];
        return places(original) === places(text) ? [] : [`${language.lang}: ${name} has other places`];
    });
}

const places = (text: string): string => (text.match(/__\w+__/g) ?? []).sort().join();

/**
 * Refuses words that do not fit: one that is needed and missing, or there and not used, in any language.
 * @param isDraft while words are being added: the other languages may lack some
 * @returns what the other languages lack, a line each
 * @throws Error that names every fault
 */
export function checkWords(
    [source, ...others]: readonly Language[],
    nodes: readonly NodeSource[],
    uses: Uses,
    isDraft: boolean,
): string[] {
    if (!source) throw new Error('There are no words.');
    const lacking = others.flatMap((language) =>
        missingTexts(language, source).map((name) => `${language.lang}: ${name} is missing`),
    );
    const faults = [
        ...sourceFaults(source, nodes, uses),
        ...others.flatMap((language) => languageFaults(language, source)),
        ...(isDraft ? [] : lacking),
    ];
    if (faults.length > 0) throw new Error(`The words do not fit:\n  ${faults.join('\n  ')}`);
    return lacking;
}

import type { Item } from '../../src/panel/combobox';
import type { Say } from '../../src/panel/words';
import { type Operation, operations } from './table';

/** An operation as it is looked for: everything folded, so that neither case nor accents matter. */
interface Entry {
    item: Item;
    title: string;
    synonyms: string;
    /** Method, path and operation id. */
    call: string;
    group: string;
}

const fold = (text: string): string => text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase();

/** A title, and the other words that people have for it. */
function titleOf(say: Say, { key }: Operation): [title: string, synonyms: string] {
    const [title = '', synonyms = ''] = say(`operations.${key}`).split(' | ');
    return [title, synonyms];
}

/** What an operation is called; undefined for one that there is not. */
export function titleNamed(say: Say, name: string): string | undefined {
    const operation = operations().get(name);
    return operation && titleOf(say, operation)[0];
}

function entriesOf(say: Say): Entry[] {
    return [...operations().values()].map((operation) => {
        const [title, synonyms] = titleOf(say, operation);
        const { name, key } = operation;
        const group = say(`operationGroup.${operation.group}`);
        return {
            item: { value: name, label: title, hint: name, group },
            title: fold(title),
            synonyms: fold(synonyms),
            call: fold(`${name} ${key}`),
            group: fold(group),
        };
    });
}

/** How well a word fits; 0 where it does not. */
function matchOf(word: string, { title, synonyms, call, group }: Entry): number {
    const at = title.indexOf(word);
    if (at === 0) return 8;
    if (at > 0) return /\w/.test(title[at - 1] ?? '') ? 3 : 6;
    if (synonyms.includes(word)) return 2;
    if (call.includes(word)) return call.endsWith(word) || call.includes(`${word} `) ? 5 : 2;
    return group.includes(word) ? 1 : 0;
}

/**
 * Makes the search for an operation by words of ours, path or operation id. Nothing typed shows all. Where no operation
 * has all words, those with the most of them are shown.
 */
export function finder(say: Say): (search: string) => Item[] {
    let entries: Entry[] | undefined;
    return (search) => {
        entries ??= entriesOf(say);
        const words = fold(search).split(/\s+/).filter(Boolean);
        const found = entries.map((entry) => {
            const fits = words.map((word) => matchOf(word, entry));
            const count = fits.filter((one) => one > 0).length;
            // of two that fit alike the one that says less besides
            return { entry, count, score: fits.reduce((sum, one) => sum + one, 0) - entry.title.length / 1000 };
        });
        const most = Math.max(...found.map(({ count }) => count));
        if (words.length > 0 && most === 0) return [];
        const fitting = found.filter(({ count }) => count === most);
        return words.length === 0 ? fitting.map(({ entry }) => entry.item) : byGroup(fitting);
    };
}

/** The best first, each with the others of its group behind it. */
function byGroup(found: { entry: Entry; score: number }[]): Item[] {
    const sorted = [...found].sort((a, b) => b.score - a.score);
    const groups = new Map<string, Item[]>();
    for (const { entry } of sorted) groups.set(entry.group, [...(groups.get(entry.group) ?? []), entry.item]);
    return [...groups.values()].flat();
}

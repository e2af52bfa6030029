import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { root } from './discover';
import { type Language, missingTexts, textsOf } from './words';

/**
 * From which English text each translation was made: `locales/<lang>/translated.json` has the hashes of both by the
 * text's name. It is a file, and not asked from git, since moved lines, squashed and shallow histories tell nothing of a
 * single text. A translation that was changed after its English counts as renewed; where the old one still fits, its
 * line is taken out of the file.
 */
export type Translated = Record<string, string>;

const hash = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 8);

const fileOf = ({ lang }: Language): string => path.join(root, 'locales', lang, 'translated.json');

function readTranslated(language: Language): Translated {
    const file = fileOf(language);
    return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

/** What is now known of each translation, given what was known before. */
export function renewed(before: Translated, language: Language, source: Language): Translated {
    const texts = textsOf(language);
    return Object.fromEntries(
        [...textsOf(source)].flatMap(([name, english]) => {
            const text = texts.get(name);
            if (text === undefined) return [];
            const known = before[name];
            const [from, to] = known?.split(' ') ?? [];
            const isOlder = known !== undefined && from !== hash(english) && to === hash(text);
            return [[name, isOlder ? known : `${hash(english)} ${hash(text)}`]];
        }),
    );
}

/** The names of the texts that were translated from another English than the present one. */
export function olderTexts(translated: Translated, source: Language): string[] {
    const english = textsOf(source);
    return Object.entries(translated)
        .filter(([name, known]) => known.split(' ')[0] !== hash(english.get(name) ?? ''))
        .map(([name]) => name);
}

/** Brings the file of a language up to date, and answers what it holds. */
export function keepTranslated(language: Language, source: Language): Translated {
    const before = readTranslated(language);
    const after = renewed(before, language, source);
    if (JSON.stringify(after) !== JSON.stringify(before)) {
        writeFileSync(fileOf(language), `${JSON.stringify(after, null, 2)}\n`);
    }
    return after;
}

/** What there is to do for a language, a line each. */
export function toTranslate(language: Language, source: Language, translated: Translated): string[] {
    const english = textsOf(source);
    const list = (what: string, names: string[]) =>
        names.map((name) => `${what}  ${name}: ${(english.get(name) ?? '').split('\n')[0]}`);
    return [...list('missing', missingTexts(language, source)), ...list('older  ', olderTexts(translated, source))];
}

import { keepTranslated, toTranslate } from './translated';
import { readLanguages } from './words';

/** `npm run words [-- <lang>…]`: lists what each language lacks, or has from an older English text. */
function main(asked: readonly string[]): void {
    const [source, ...others] = readLanguages();
    const unknown = asked.filter((lang) => !others.some((one) => one.lang === lang));
    if (!source || unknown.length > 0) {
        console.error(
            `No such language: ${unknown.join(', ')}. There are ${others.map(({ lang }) => lang).join(', ')}.`,
        );
        process.exitCode = 1;
        return;
    }
    for (const language of others) {
        if (asked.length > 0 && !asked.includes(language.lang)) continue;
        const lines = toTranslate(language, source, keepTranslated(language, source));
        console.log(lines.length > 0 ? `${language.lang}\n  ${lines.join('\n  ')}` : `${language.lang}  complete`);
    }
}

main(process.argv.slice(2));

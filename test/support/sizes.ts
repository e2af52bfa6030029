import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

/** What the editor loads of a built checkout, in bytes; compressed as a proxy would. */
export interface Sizes {
    /** The html of all nodes, as Node-RED sends it. */
    html: number;
    compressedHtml: number;
    /** The same with the catalogues and help of each language. */
    compressedIn: Map<string, number>;
}

/** All files of a folder with one of these endings, one after the other. */
const together = (folder: string, ...endings: string[]): Buffer =>
    Buffer.concat(
        readdirSync(folder)
            .filter((file) => endings.some((ending) => file.endsWith(ending)))
            .map((file) => readFileSync(join(folder, file))),
    );

const compressed = (...parts: Buffer[]): number => gzipSync(Buffer.concat(parts), { level: 6 }).length;

export function sizesOf(checkout: string): Sizes {
    const dist = join(checkout, 'dist');
    const html = together(dist, '.html');
    const inLanguage = (language: string) =>
        compressed(html, together(join(dist, 'locales', language), '.json', '.html'));
    return {
        html: html.length,
        compressedHtml: compressed(html),
        compressedIn: new Map(readdirSync(join(dist, 'locales')).map((language) => [language, inLanguage(language)])),
    };
}

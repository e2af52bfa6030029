export const formats = ['html', 'text', 'markdown'] as const;
export type Format = (typeof formats)[number];

type Marked = typeof import('marked');
let library: Marked | undefined;

/** Loaded with the first text that needs it: most flows write none. */
function marked(): Marked {
    library ??= require('marked') as Marked;
    return library;
}

/** As people write it who write html. */
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const written: Record<Format, (text: string) => string> = {
    html: (text) => text,
    text: (text) => text.replace(/[&<>]/g, (character) => entities[character] ?? '').replace(/\r\n?|\n/g, '<br>'),
    // what looks like html in a text of somebody's is text, not markup
    markdown: (text) =>
        marked()
            .parse(text.replace(/<(?=[a-z/!?])/gi, '&lt;'), { async: false, gfm: true, breaks: true })
            .trim(),
};

/** A text as html, which is what Intercom shows. */
export const asHtml = (text: string, format: Format = 'html'): string => written[format](text);

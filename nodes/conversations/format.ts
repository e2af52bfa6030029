export const formats = ['html', 'text', 'markdown'] as const;
export type Format = (typeof formats)[number];

type Marked = import('marked').Marked;
let markdown: Marked | undefined;

/** Loaded with the first text that needs it: most flows write none. */
function parser(): Marked {
    if (markdown) return markdown;
    const library = require('marked') as typeof import('marked');
    const none = () => undefined;
    // what looks like html in a text of somebody's is text, not markup
    markdown = new library.Marked({ gfm: true, breaks: true, tokenizer: { html: none, tag: none } });
    return markdown;
}

/** As people write it who write html. */
const entities: Record<string, string> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

const written: Record<Format, (text: string) => string> = {
    html: (text) => text,
    text: (text) => text.replace(/[&<>]/g, (character) => entities[character] ?? '').replace(/\r\n?|\n/g, '<br>'),
    markdown: (text) => String(parser().parse(text)).trim(),
};

/** A text as html, which is what Intercom shows. */
export const asHtml = (text: string, format: Format = 'html'): string => written[format](text);

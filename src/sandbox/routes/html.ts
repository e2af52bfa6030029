/** Text as HTML: nothing in it is markup. */
export const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

/** A person's plain text as Intercom keeps it. */
export const paragraphs = (text: string): string => `<p>${escaped(text).replaceAll(/\r?\n/g, '<br>')}</p>`;

/** A teammate's body: HTML stays, plain text becomes a paragraph. */
export const asHtml = (body: string): string => (/^\s*</.test(body) ? body : `<p>${body}</p>`);

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', nbsp: ' ' };

/** HTML as `display_as=plaintext` shows it: links with their address, breaks and paragraphs as lines. */
export function plainText(html: string): string {
    return html
        .replaceAll(/<a\b[^>]*\bhref="([^"]*)"[^>]*>(.*?)<\/a>/gis, (_all, href: string, text: string) =>
            text === href ? text : `${text} (${href})`,
        )
        .replaceAll(/<br\s*\/?>|<\/(?:p|div|li|h\d)>/gi, '\n')
        .replaceAll(/<[^>]*>/g, '')
        .replaceAll(/&(?:#(\d+)|(\w+));/g, (all, code: string | undefined, name: string | undefined) =>
            code ? String.fromCodePoint(Number(code)) : (entities[name ?? ''] ?? all),
        )
        .trim();
}

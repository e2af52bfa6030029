/** Text as it stands in html, in an attribute too. */
export const escapeHtml = (text: string): string =>
    text.replace(/[&<>"]/g, (character) => `&#${character.charCodeAt(0)};`);

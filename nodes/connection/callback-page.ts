import { randomBytes } from 'node:crypto';
import type { Response } from 'express';
import { escapeHtml } from '../../src/html';

/** What the callback page tells the dialog that opened it. It holds nothing: the dialog asks the server then. */
const MESSAGE = 'intercom-connect';

/**
 * Answers with the page in which a sign-in ends: it tells the editor, and closes itself when all went well. It loads
 * nothing, runs only its own script, and lets nothing of its address out.
 */
export function sendCallbackPage(
    response: Response,
    { title, texts, isSuccess, origin }: { title: string; texts: string[]; isSuccess: boolean; origin: string },
): void {
    const nonce = randomBytes(16).toString('base64');
    const target = JSON.stringify(origin).replace(/</g, '\\u003c');
    response
        .status(isSuccess ? 200 : 400)
        .set({
            'Content-Security-Policy': `default-src 'none'; script-src 'nonce-${nonce}'; style-src 'nonce-${nonce}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
            'Cache-Control': 'no-store',
            'Referrer-Policy': 'no-referrer',
            'X-Content-Type-Options': 'nosniff',
        })
        .type('html')
        .send(
            `<!doctype html>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${escapeHtml(title)}</title>
<style nonce="${nonce}">:root { color-scheme: light dark } body { font: 16px/1.5 sans-serif; max-width: 36em; margin: 3em auto; padding: 0 1em }</style>
<h1>${escapeHtml(title)}</h1>
${texts.map((text) => `<p>${escapeHtml(text)}</p>`).join('\n')}
<script nonce="${nonce}">
${origin ? `if (window.opener) window.opener.postMessage('${MESSAGE}', ${target});` : ''}
${isSuccess ? 'window.close();' : ''}
</script>
`,
        );
}

/**
 * Looks for secrets in everything that leaves a Node-RED under test. Each text is looked at when it arrives and then
 * forgotten, so a whole test run can be watched without keeping it.
 */
const watched = new Map<string, string[]>();
const found: string[] = [];
let seen = 0;

/** The ways in which a secret may hide in a text: as it is, percent-encoded, in JSON, in base64, in hex. */
export function formsOf(secret: string): string[] {
    const forms = new Set([secret, encodeURIComponent(secret), encodeURI(secret), JSON.stringify(secret).slice(1, -1)]);
    forms.add(Buffer.from(secret).toString('hex'));
    // Base64 of "Bearer x" or "user:x" depends on where x starts in its group of three bytes. The characters at both
    // ends mix with the neighbours and are left out.
    for (let shift = 0; shift < 3; shift += 1) {
        const encoded = Buffer.from(' '.repeat(shift) + secret).toString('base64');
        const core = encoded.replace(/=+$/, '').slice(shift === 0 ? 0 : 4, -2);
        if (core.length < 8) continue;
        forms.add(core);
        forms.add(core.replace(/\+/g, '-').replace(/\//g, '_'));
    }
    return [...forms];
}

/** From now on this secret must not turn up. One that is short would be found by chance, and is let be. */
export function watch(secret: string): void {
    if (secret.length < 10 || secret.startsWith('$' + '{')) return;
    watched.set(secret, formsOf(secret));
}

export function inspect(where: string, text: string): void {
    seen += text.length;
    for (const [secret, forms] of watched) {
        for (const form of forms) {
            const at = text.indexOf(form);
            if (at < 0) continue;
            const around = text.slice(Math.max(0, at - 80), at + form.length + 40);
            found.push(`${where}: …${around.split(form).join('<SECRET>')}… (secret of ${secret.length} characters)`);
        }
    }
}

/** Where secrets were seen, and how much text was looked at. */
export function report(): { found: readonly string[]; characters: number; secrets: number } {
    return { found, characters: seen, secrets: watched.size };
}

/** For the audit's own test: looks at a text without adding to the report. */
export function occurrences(secret: string, text: string): string[] {
    return formsOf(secret).filter((form) => text.includes(form));
}

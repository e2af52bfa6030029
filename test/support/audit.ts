import { CLIENT_SECRET } from '../../src/sandbox';

/**
 * Looks for secrets in everything that leaves a Node-RED under test. Each text is looked at when it arrives and then
 * forgotten, so a whole test run can be watched without keeping it.
 */
const watched = new Map([[CLIENT_SECRET, formsOf(CLIENT_SECRET)]]);
const found: string[] = [];
const artefacts = new Map<string, number>();
let seen = 0;

/** The ways in which a secret may hide in a text: as it is, percent-encoded, in JSON, in base64, in hex. */
export function formsOf(secret: string): string[] {
    const percent = encodeURIComponent(secret);
    const json = JSON.stringify(secret).slice(1, -1);
    const forms = new Set([secret, percent, encodeURIComponent(percent), encodeURI(secret), json]);
    forms.add(percent.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase()));
    // some write a slash in JSON with a backslash
    forms.add(json.replaceAll('/', '\\/'));
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

/** A token that the local Intercom has granted to an app: nobody knows it beforehand. */
const granted = /oauth-[0-9a-f]{8}-[0-9a-f-]{27}/g;

/** From now on this secret must not turn up. One that is short would be found by chance, and is let be. */
export function watch(secret: string): void {
    if (secret.length < 10 || secret.startsWith('$' + '{')) return;
    watched.set(secret, formsOf(secret));
}

/**
 * Looks for the secrets in a text. `where` names it in the report; artefacts are counted by its first part: the name of
 * a kind, or the method and path of a request to the admin API.
 */
export function inspect(where: string, text: string): void {
    const kind = /^[A-Z]+ \//.test(where) ? 'answer of the admin API' : where.replace(/ at .*/, '');
    artefacts.set(kind, (artefacts.get(kind) ?? 0) + 1);
    seen += text.length;
    for (const { index } of text.matchAll(granted))
        found.push(`${where}: …${text.slice(Math.max(0, index - 80), index)}<GRANTED TOKEN>…`);
    for (const [secret, forms] of watched) {
        for (const form of forms) {
            const at = text.indexOf(form);
            if (at < 0) continue;
            const around = text.slice(Math.max(0, at - 80), at + form.length + 40);
            found.push(`${where}: …${around.split(form).join('<SECRET>')}… (secret of ${secret.length} characters)`);
        }
    }
}

export interface AuditReport {
    /** Where a secret was seen. */
    found: readonly string[];
    /** How many texts of each kind were looked at, and how long they were together. */
    artefacts: Readonly<Record<string, number>>;
    characters: number;
    secrets: number;
}

export function report(): AuditReport {
    return { found, artefacts: Object.fromEntries(artefacts), characters: seen, secrets: watched.size };
}

/** For the audit's own test: looks at a text without adding to the report. */
export function occurrences(secret: string, text: string): string[] {
    return formsOf(secret).filter((form) => text.includes(form));
}

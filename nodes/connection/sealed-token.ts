import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** What a sealed token begins with, so that it is never taken for one that Intercom knows. */
const PREFIX = 'intercom-sealed:';
const SALT = 16;
const IV = 12;
const TAG = 16;

/** Whether a credential is a token that a sign-in has brought, as the editor holds it. */
export const isSealed = (text: string): boolean => text.startsWith(PREFIX);

/**
 * Seals the token of a sign-in for its way through the editor. Node-RED puts a credential to work at once, with
 * whatever deploy comes next, unless it comes with the deploy of its own node, as one that was typed in; so the editor
 * has to hold it until then. What it holds is of no use without the client secret, and for no other host.
 * @param host the API's address
 */
export function seal(token: string, clientSecret: string, host: string): string {
    const [salt, iv] = [randomBytes(SALT), randomBytes(IV)];
    const cipher = createCipheriv('aes-256-gcm', keyOf(clientSecret, salt, host), iv);
    const sealed = Buffer.concat([cipher.update(token, 'utf8'), cipher.final()]);
    return PREFIX + Buffer.concat([salt, iv, cipher.getAuthTag(), sealed]).toString('base64url');
}

/** The token; null with another secret than the one it was sealed with, or for another host. */
export function unseal(text: string, clientSecret: string, host: string): string | null {
    const bytes = Buffer.from(text.slice(PREFIX.length), 'base64url');
    const at = (from: number, length?: number) =>
        bytes.subarray(from, length === undefined ? undefined : from + length);
    if (bytes.length <= SALT + IV + TAG) return null;
    try {
        const decipher = createDecipheriv('aes-256-gcm', keyOf(clientSecret, at(0, SALT), host), at(SALT, IV));
        decipher.setAuthTag(at(SALT + IV, TAG));
        return decipher.update(at(SALT + IV + TAG)).toString('utf8') + decipher.final('utf8');
    } catch {
        return null;
    }
}

const keyOf = (clientSecret: string, salt: Buffer, host: string): Buffer =>
    Buffer.from(hkdfSync('sha256', clientSecret, salt, `access token for ${host}`, 32));

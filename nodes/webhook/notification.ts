import { Refusal } from './refusal';

/** A notification as Intercom sends it: https://developers.intercom.com/docs/webhooks/webhook-notifications */
export interface Notification {
    /** Null for a ping. */
    id?: string | number | null;
    topic: string;
    app_id?: string;
    data?: { item?: unknown; [key: string]: unknown } | null;
    [key: string]: unknown;
}

/** Levels of objects and arrays. Intercom's have about ten; whatever copies a message climbs them by recursion. */
const MAX_DEPTH = 100;

const QUOTE = 34;
const BACKSLASH = 92;

/** Whether objects and arrays lie deeper within one another than allowed; looks at the bytes, without recursion. */
function isTooDeep(body: Buffer): boolean {
    let depth = 0;
    let inText = false;
    for (let at = 0; at < body.length; at++) {
        const byte = body[at];
        if (inText) {
            if (byte === BACKSLASH) at++;
            else if (byte === QUOTE) inText = false;
        } else if (byte === QUOTE) inText = true;
        else if (byte === 91 || byte === 123) {
            if (++depth > MAX_DEPTH) return true;
        } else if (byte === 93 || byte === 125) depth--;
    }
    return false;
}

/**
 * Reads a body whose signature was found right.
 * @throws Refusal 400 when it is not a notification
 */
export function readNotification(body: Buffer): Notification {
    if (isTooDeep(body)) throw new Refusal(400, `The JSON is nested deeper than ${MAX_DEPTH} levels.`);
    let value: unknown;
    try {
        value = JSON.parse(body.toString());
    } catch {
        throw new Refusal(400, 'The body is not JSON.');
    }
    if (typeof (value as Notification | null)?.topic === 'string') return value as Notification;
    throw new Refusal(400, 'The body is not a notification: it has no topic.');
}

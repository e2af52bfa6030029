import { createHmac, timingSafeEqual } from 'node:crypto';

/**
 * Whether a body was signed with this secret: `X-Hub-Signature: sha1=<HMAC-SHA1 of the raw body, in hex>`. Compared in
 * constant time, so that a forger learns nothing from how long a refusal takes. Without a secret nothing is signed.
 * https://developers.intercom.com/docs/webhooks/webhook-notifications
 */
export function isSigned(body: Buffer, header: string | undefined, secret: string): boolean {
    const hex = /^sha1=([0-9a-f]{40})$/i.exec(header?.trim() ?? '')?.[1];
    if (!hex || secret === '') return false;
    return timingSafeEqual(createHmac('sha1', secret).update(body).digest(), Buffer.from(hex, 'hex'));
}

import { createHmac, randomUUID } from 'node:crypto';
import { WORKSPACE } from '../store/admins';
import { CLIENT_SECRET } from '../store/app';

/** A notification to send. */
export interface Delivery {
    /** Where to. */
    url: string;
    topic: string;
    /** The record it is about; a ping has none. */
    item?: object;
    /** The app's client secret, which signs it; default the sandbox's own. */
    secret?: string;
    /** Default the sandbox's workspace. */
    appId?: string;
    /** To send the same one twice. */
    id?: string;
    deliveryAttempts?: number;
    /** When it was sent first, in Unix seconds; default now. */
    firstSentAt?: number;
}

/** A notification as it goes out. */
export interface Notification {
    /** A ping has none. */
    id: string | null;
    topic: string;
    /** The JSON; the signature is over these very bytes. */
    body: string;
    /** The `X-Hub-Signature` header: `sha1=` and 40 hexadecimal digits. */
    signature: string;
}

/** The clock of the workspace that a notification comes from. */
export interface Origin {
    seconds(): number;
}

/** Writes and signs a notification: HMAC-SHA1 of the body with the client secret. */
export function notificationOf(origin: Origin, event: Omit<Delivery, 'url'>): Notification {
    const { topic } = event;
    // by chance, unlike all else here: whoever hears several runs drops an id that comes again
    const id = topic === 'ping' ? null : (event.id ?? `notif_${randomUUID()}`);
    const now = event.firstSentAt ?? origin.seconds();
    const body = JSON.stringify({
        type: 'notification_event',
        app_id: event.appId ?? WORKSPACE,
        data: {
            type: 'notification_event_data',
            item: event.item ?? { type: 'ping', message: 'something something interzen' },
        },
        links: {},
        id,
        topic,
        delivery_status: 'pending',
        delivery_attempts: event.deliveryAttempts ?? 1,
        delivered_at: 0,
        first_sent_at: now,
        created_at: now,
        self: null,
    });
    const digest = createHmac('sha1', event.secret ?? CLIENT_SECRET)
        .update(body)
        .digest('hex');
    return { id, topic, body, signature: `sha1=${digest}` };
}

/** How an attempt ended: the status, or null where there was no answer within five seconds. */
export interface Attempt {
    status: number | null;
    error?: string;
}

/** One attempt over HTTP, as Intercom makes it. */
export async function post(url: string, notification: Notification, signal?: AbortSignal): Promise<Attempt> {
    const timeout = AbortSignal.timeout(5000);
    try {
        const answer = await fetch(url, {
            method: 'POST',
            headers: {
                'content-type': 'application/json',
                'user-agent': 'intercom-parrot-service-client/1.0',
                'x-hub-signature': notification.signature,
            },
            body: notification.body,
            signal: signal ? AbortSignal.any([signal, timeout]) : timeout,
        });
        await answer.arrayBuffer();
        return { status: answer.status };
    } catch (error) {
        return { status: null, error: (error as Error).message };
    }
}

/** Sends one notification, once. */
export async function deliver(origin: Origin, event: Delivery): Promise<Attempt & { id: string | null }> {
    const notification = notificationOf(origin, event);
    return { id: notification.id, ...(await post(event.url, notification)) };
}

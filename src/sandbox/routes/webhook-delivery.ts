import { createHmac } from 'node:crypto';
import { WORKSPACE } from '../store/admins';
import { uuidOf } from '../store/ids';
import type { World } from '../world';
import { CLIENT_SECRET } from './oauth';

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
}

/**
 * Sends a webhook notification as Intercom does: signed with HMAC-SHA1 of the raw body, and given five seconds.
 */
export async function deliver(
    world: World,
    event: Delivery,
): Promise<{ id: string | null; status: number | null; error?: string }> {
    // a ping has none
    const id = event.topic === 'ping' ? null : (event.id ?? `notif_${uuidOf(world.nextSerial(), 81)}`);
    const now = world.seconds();
    const body = JSON.stringify({
        type: 'notification_event',
        id,
        topic: event.topic,
        app_id: event.appId ?? WORKSPACE,
        created_at: now,
        first_sent_at: now,
        delivery_attempts: event.deliveryAttempts ?? 1,
        self: null,
        data: {
            type: 'notification_event_data',
            item: event.item ?? { type: 'ping', message: 'something something interzen' },
        },
    });
    const signature = createHmac('sha1', event.secret ?? CLIENT_SECRET)
        .update(body)
        .digest('hex');
    try {
        const answer = await fetch(event.url, {
            method: 'POST',
            headers: {
                'content-type': 'application/json',
                'user-agent': 'intercom-parrot-service-client/1.0',
                'x-hub-signature': `sha1=${signature}`,
            },
            body,
            signal: AbortSignal.timeout(5000),
        });
        await answer.arrayBuffer();
        return { id, status: answer.status };
    } catch (error) {
        return { id, status: null, error: (error as Error).message };
    }
}

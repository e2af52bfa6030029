import { setTimeout as pause } from 'node:timers/promises';
import type { Sandbox } from '../../src/sandbox';

/** Where an app of the Developer Hub sends its notifications. */
export interface WebhookTarget {
    url: string;
    /** Default the sandbox's client secret. */
    secret?: string;
    /** Default the sandbox's workspace. */
    appId?: string;
    /** What stands for the minute before the second attempt, in ms; default 50. */
    minute?: number;
}

/** How one notification ended. */
export interface Outcome {
    id: string;
    /** The status of each attempt; null where there was no answer within five seconds. */
    statuses: (number | null)[];
    delivered: boolean;
}

/** Sends webhooks as an app of Intercom's does: checks the URL, pings it, and tries a notification twice. */
export class WebhookApp {
    /** A 410 ends a subscription. */
    isSubscribed = true;

    constructor(
        private readonly sandbox: Sandbox,
        private readonly target: WebhookTarget,
    ) {}

    /** What the Developer Hub does when the URL is saved. */
    async check(): Promise<boolean> {
        return (await fetch(this.target.url, { method: 'HEAD' })).ok;
    }

    /** **Send a test request**. */
    async ping(): Promise<number | null> {
        return (await this.sandbox.deliver({ ...this.target, topic: 'ping' })).status;
    }

    /** Sends a notification, and once more after a minute when that fails; then it is dropped. */
    async notify(topic: string, item: object, id?: string): Promise<Outcome> {
        const outcome: Outcome = { id: id ?? '', statuses: [], delivered: false };
        for (const deliveryAttempts of [1, 2]) {
            if (!this.isSubscribed) break;
            if (deliveryAttempts === 2) await pause(this.target.minute ?? 50);
            const known = outcome.id === '' ? {} : { id: outcome.id };
            const sent = await this.sandbox.deliver({ ...this.target, topic, item, deliveryAttempts, ...known });
            outcome.id = sent.id ?? '';
            outcome.statuses.push(sent.status);
            if (sent.status === 410) this.isSubscribed = false;
            outcome.delivered = sent.status !== null && sent.status >= 200 && sent.status < 300;
            if (outcome.delivered) break;
        }
        return outcome;
    }
}

/** Puts a list into an order that is the same on every run: notifications do not arrive as they were sent. */
export function shuffled<T>(list: readonly T[], seed = 1): T[] {
    const result = [...list];
    let state = seed;
    for (let at = result.length - 1; at > 0; at--) {
        state = (state * 48_271) % 2_147_483_647;
        const other = state % (at + 1);
        [result[at], result[other]] = [result[other] as T, result[at] as T];
    }
    return result;
}

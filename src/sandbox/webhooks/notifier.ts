import { type Attempt, type Notification, notificationOf, type Origin, post } from './delivery';
import { webhookItem } from './item';
import type { Topic } from './topics';

/** Who hears of changes: a URL, or a function of this process. One that throws is tried again, as a URL that fails. */
export type Subscriber = string | ((notification: Notification) => unknown);

/** How a subscriber hears of changes. */
export interface SubscriptionOptions {
    /** Default all. */
    topics?: readonly string[];
    /** What its notifications are signed with; default the sandbox's client secret. */
    secret?: string;
    /** Default the sandbox's workspace. */
    appId?: string;
    /** What stands for the minute before the second and last attempt, in ms. */
    retryMs?: number;
}

interface Subscription extends SubscriptionOptions {
    to: Subscriber;
    /** Notifications of one subscriber go out one after the other. */
    queue: Promise<void>;
}

const MINUTE = 60_000;

/**
 * From here every change goes out as a webhook notification: signed, one attempt and, when it fails, a second a minute
 * later; 410 ends the subscription. Without a subscriber nothing is even written.
 */
export class Notifier {
    private readonly subscriptions = new Set<Subscription>();
    private stop = new AbortController();

    constructor(private readonly origin: Origin) {}

    /** Adds a subscriber; the returned function takes it away again. */
    subscribe(to: Subscriber, options: SubscriptionOptions = {}): () => void {
        const subscription: Subscription = { ...options, to, queue: Promise.resolve() };
        this.subscriptions.add(subscription);
        return () => {
            this.subscriptions.delete(subscription);
        };
    }

    /** Tells all who want to know of it. `item` is only made when somebody does. */
    changed(topic: Topic, item: () => object): void {
        const wanted = [...this.subscriptions].filter(({ topics }) => !topics || topics.includes(topic));
        if (wanted.length === 0) return;
        const written = webhookItem(topic, item());
        for (const subscription of wanted) {
            const { secret, appId } = subscription;
            const event = { topic, item: written, secret, appId, firstSentAt: this.origin.seconds() };
            const first = notificationOf(this.origin, event);
            const { signal } = this.stop;
            subscription.queue = subscription.queue.then(async () => {
                if (await this.attempt(subscription, first, signal)) return;
                const id = first.id ?? undefined;
                const again = notificationOf(this.origin, { ...event, id, deliveryAttempts: 2 });
                // nothing listens to the signal here: a subscriber that is away for long would leave a listener for each
                setTimeout(
                    () => void this.attempt(subscription, again, signal),
                    subscription.retryMs ?? MINUTE,
                ).unref();
            });
        }
    }

    /** Drops what has not gone out yet; the subscribers stay. */
    drop(): void {
        this.stop.abort();
        this.stop = new AbortController();
    }

    /** Ends all. */
    close(): void {
        this.subscriptions.clear();
        this.stop.abort();
    }

    /** Whether nothing more is to be done about it. */
    private async attempt(to: Subscription, notification: Notification, signal: AbortSignal): Promise<boolean> {
        if (signal.aborted || !this.subscriptions.has(to)) return true;
        const { status } = await reach(to.to, notification, signal);
        if (status === 410) this.subscriptions.delete(to);
        return status !== null && ((status >= 200 && status < 300) || status === 410);
    }
}

async function reach(to: Subscriber, notification: Notification, signal: AbortSignal): Promise<Attempt> {
    if (typeof to === 'string') return post(to, notification, signal);
    try {
        await to(notification);
        return { status: 200 };
    } catch (error) {
        return { status: 500, error: (error as Error).message };
    }
}

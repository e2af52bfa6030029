import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defineTrigger } from '../../src/action';
import { IntercomError } from '../../src/client';
import { asIntercomError, type ConnectionNode, connectionOf, errorText, markOf, wordsOf } from '../../src/runtime';
import type { App } from './layer';
import type { Notification } from './notification';
import { Receiver } from './receiver';
import { SlowStatus } from './slow-status';
import { knownTopics, wordsFor } from './topics';

interface WebhookDef extends NodeDef {
    connection?: string;
    /** Empty: all. */
    topics?: unknown;
    /** Empty: notifications of every workspace. */
    appId?: string;
}

/**
 * The connection, when Node-RED serves URLs at all, or none is needed.
 * @throws IntercomError `no_connection`, `http_node_off`
 */
function servingConnection(RED: NodeAPI, id: string | undefined): ConnectionNode {
    const connection = connectionOf(RED, id);
    if (!connection.hear && (RED.settings.httpNodeRoot as string | false | undefined) === false)
        throw new IntercomError('Node-RED serves no URLs: httpNodeRoot is false in its settings.', {
            code: 'http_node_off',
            hint: 'Change settings.js, or use the watch node, which needs no URL.',
        });
    return connection;
}

/** Without a secret every webhook is refused: nothing would prove it to be Intercom's. */
function checkSecret(connection: ConnectionNode): void {
    if (connection.webhookSecret() !== '') return;
    throw new IntercomError("The connection has no client secret, so that nothing proves a webhook to be Intercom's.", {
        code: 'no_client_secret',
        field: 'clientSecret',
        hint: "Copy the client secret from your app's Basic information in Intercom's Developer Hub into the connection.",
    });
}

/** The secret to compare with; none, so that everything is refused, while its environment variable is not set. */
function secretOf(connection: ConnectionNode): string {
    try {
        return connection.webhookSecret();
    } catch {
        return '';
    }
}

/** Whether a connection can tell Intercom's notifications from others. One that is not deployed yet may well. */
function hasSecret(RED: NodeAPI, id: string): boolean {
    try {
        return secretOf(connectionOf(RED, id)) !== '';
    } catch {
        return true;
    }
}

/** Recorded deliveries name this topic otherwise than Intercom's documentation, and its Developer Hub, do. */
const recordedTopics: Readonly<Record<string, string>> = { 'contact.unarchived': 'contact.unarchive' };

/** One name for a topic that has two. */
const knownAs = (topic: string): string => recordedTopics[topic] ?? topic;

const topicsOf = (topics: unknown): string[] =>
    (Array.isArray(topics) ? topics : String(topics ?? '').split(','))
        .map((topic) => String(topic).trim())
        .filter((topic) => topic !== '')
        .map(knownAs);

/** The message of a notification: what it is about as payload, the rest of it beside. */
function messageOf(RED: NodeAPI, notification: Notification) {
    const { data, ...envelope } = notification;
    const { item = null, ...rest } = data ?? {};
    // every node sends a copy of its own, since flows change what they get
    return RED.util.cloneMessage({ payload: item, topic: notification.topic, intercom: { ...envelope, data: rest } });
}

/** Registers the node that hears Intercom's webhooks. */
function webhook(RED: NodeAPI): void {
    const { httpNodeMiddleware: middleware, httpAdminRoot: adminRoot } = RED.settings;
    const receiver = new Receiver(RED.httpNode as unknown as App, { middleware, adminRoot });
    const words = wordsOf(RED);

    RED.nodes.registerType('intercom-webhook', function Webhook(this: Node, def: WebhookDef) {
        RED.nodes.createNode(this, def);
        const status = new SlowStatus(this, markOf(RED, def.connection));
        let unsubscribe: ((removed: boolean) => void) | undefined;
        const topics = topicsOf(def.topics);
        const appId = String(def.appId ?? '').trim();
        const now = () => new Date().toLocaleTimeString('en-GB');
        const wants = ({ topic, app_id }: Notification) =>
            (topics.length === 0 || topics.includes(knownAs(topic))) && (appId === '' || appId === app_id);

        try {
            const connection = servingConnection(RED, def.connection);
            unsubscribe = receiver.subscribe({
                connection: connection.id,
                path: connection.webhookPath,
                secret: () => secretOf(connection),
                hear: connection.hear,
                deliver: (notification) => {
                    if (!wants(notification)) return;
                    const { topic } = notification;
                    status.show({ fill: 'green', shape: 'dot', text: words('status.topicAt', { topic, time: now() }) });
                    try {
                        this.send(messageOf(RED, notification));
                    } catch (error) {
                        this.error(asIntercomError(error), { topic });
                    }
                },
                ping: () =>
                    status.show({ fill: 'green', shape: 'ring', text: words('status.pingAt', { time: now() }) }),
                refused: () =>
                    status.show({ fill: 'yellow', shape: 'ring', text: words('status.refusedAt', { time: now() }) }),
            });
            checkSecret(connection);
            status.show({ fill: 'grey', shape: 'ring', text: words('status.waiting') });
        } catch (thrown) {
            const error = asIntercomError(thrown);
            status.show({ fill: 'red', shape: 'ring', text: errorText(words, error) });
            this.warn(error.message);
        }

        this.on('close', (removed: boolean, done: () => void) => {
            unsubscribe?.(removed);
            status.clear();
            done();
        });
    });

    // What the panel shows: whether a ping has come already
    RED.httpAdmin?.get(
        '/intercom/webhook-heard/:connection',
        RED.auth.needsPermission('intercom.read'),
        (request, response) => {
            const id = String(request.params.connection);
            response.json({ ...receiver.heard(id), hasSecret: hasSecret(RED, id) });
        },
    );
}

export default defineTrigger({
    type: 'intercom-webhook',
    words: knownTopics.map(wordsFor),
    properties: { topics: { value: [] }, appId: { value: '' } },
    register: webhook,
});

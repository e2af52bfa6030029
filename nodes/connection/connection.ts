import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defineConfig } from '../../src/action';
import { Client } from '../../src/client';
import { CONNECTION, type ConnectionNode } from '../../src/runtime';
import { Grants } from './grants';
import { serveOauth } from './oauth-routes';
import {
    type ConnectionDef,
    type Credentials,
    connectionOptions,
    credential,
    DEFAULT_RETRIES,
    DEFAULT_TIMEOUT_MS,
    DEFAULT_VERSION,
} from './options';
import { servePickLists } from './pick-lists';
import { serveConnectionTest } from './test-route';

const DEFAULT_WEBHOOK_PATH = '/intercom/webhook';

const credentials = { accessToken: 'password', clientId: 'text', clientSecret: 'password' } as const;

/** Registers the connection: the config node that holds the credentials and the client all its nodes share. */
function connection(RED: NodeAPI): void {
    function Connection(this: ConnectionNode & Node<Credentials>, def: NodeDef & ConnectionDef) {
        RED.nodes.createNode(this, def);
        let client: Client | undefined;
        this.client = () => {
            client ??= new Client(connectionOptions(RED, def, this.credentials ?? {}));
            return client;
        };
        this.webhookPath = def.webhookPath?.trim() || DEFAULT_WEBHOOK_PATH;
        this.webhookSecret = () => credential(this.credentials ?? {}, 'clientSecret');
        this.on('close', () => client?.close());
    }
    RED.nodes.registerType<ConnectionNode & Node<Credentials>, NodeDef & ConnectionDef, object, Credentials>(
        CONNECTION,
        Connection,
        {
            credentials: {
                accessToken: { type: credentials.accessToken },
                clientId: { type: credentials.clientId },
                clientSecret: { type: credentials.clientSecret },
            },
        },
    );
    const grants = new Grants();
    serveConnectionTest(RED, grants);
    serveOauth(RED, grants);
    servePickLists(RED);
}

export default defineConfig({
    type: CONNECTION,
    properties: {
        auth: { value: 'token' },
        region: { value: 'us' },
        baseUrl: { value: '', checked: true },
        callbackBase: { value: '', checked: true },
        version: { value: DEFAULT_VERSION },
        timeout: { value: DEFAULT_TIMEOUT_MS, checked: true },
        maxRetries: { value: DEFAULT_RETRIES, checked: true },
        webhookPath: { value: DEFAULT_WEBHOOK_PATH },
        proxy: { references: 'http proxy', required: false },
        tls: { references: 'tls-config', required: false },
    },
    credentials,
    register: connection,
});

import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defineConfig } from '../../src/action';
import { apiUrl, Client } from '../../src/client';
import { CONNECTION, type ConnectionNode } from '../../src/runtime';
import { placeOf, savedCredentials } from './dialog';
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
import { serveWorkspace } from './pick-route';
import { isSealed, unseal } from './sealed-token';
import { serveConnectionTest } from './test-route';

const DEFAULT_WEBHOOK_PATH = '/intercom/webhook';

const credentials = { accessToken: 'password', clientId: 'text', clientSecret: 'password' } as const;

/** Registers the connection: the config node that holds the credentials and the client all its nodes share. */
function connection(RED: NodeAPI): void {
    function Connection(this: ConnectionNode & Node<Credentials>, def: NodeDef & ConnectionDef) {
        RED.nodes.createNode(this, def);
        openToken(RED, this, def);
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
    serveConnectionTest(RED);
    serveOauth(RED);
    serveWorkspace(RED);
}

/** Puts the token in place that was deployed as the sign-in had sealed it; the next deploy saves it so. */
function openToken(RED: NodeAPI, node: Node<Credentials>, def: ConnectionDef & { _alias?: string }): void {
    const { accessToken = '' } = node.credentials ?? {};
    if (!isSealed(accessToken)) return;
    try {
        const token = unseal(accessToken, credential(node.credentials, 'clientSecret'), apiUrl(placeOf(def)));
        if (token === null) return; // what is wrong then says connectionOptions
        node.credentials.accessToken = token;
        const id = def._alias ?? node.id;
        void RED.nodes.addCredentials(id, { ...savedCredentials(RED, id), accessToken: token });
    } catch {
        // no secret or no address: each is named when a client is made
    }
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

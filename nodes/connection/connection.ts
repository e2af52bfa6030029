import type { Node, NodeAPI, NodeDef } from 'node-red';
import { defineConfig } from '../../src/action';
import { Client } from '../../src/client';
import { CONNECTION, type ConnectionNode, GRACE_MS, wordsOf } from '../../src/runtime';
import { DEFAULT_WEBHOOK_PATH } from '../webhook/path-form';
import { demoOf } from './demo';
import { serveDemo } from './demo-route';
import { keptFor, savedCredentials } from './dialog';
import { serveOauth } from './oauth-routes';
import {
    type ConnectionDef,
    type Credentials,
    connectionOptions,
    credential,
    DEFAULT_RETRIES,
    DEFAULT_TIMEOUT_MS,
    DEFAULT_VERSION,
    filled,
    isDemo,
} from './options';
import { serveWorkspace } from './pick-route';
import { isSealed, unseal } from './sealed-token';
import { serveConnectionTest } from './test-route';
import { workspaceId } from './workspace';

const credentials = { accessToken: 'password', clientId: 'text', clientSecret: 'password' } as const;

/** Registers the connection: the config node that holds the credentials and the client all its nodes share. */
function connection(RED: NodeAPI): void {
    const words = wordsOf(RED);

    function Connection(this: ConnectionNode & Node<Credentials>, given: NodeDef & ConnectionDef) {
        RED.nodes.createNode(this, given);
        const text = (value: unknown) => filled(RED, value, this);
        const def = {
            ...given,
            baseUrl: text(given.baseUrl),
            version: text(given.version),
            webhookPath: text(given.webhookPath),
        };
        const held: Credentials = this.credentials ?? {};
        for (const property of Object.keys(credentials) as (keyof Credentials)[])
            if (held[property] !== undefined) held[property] = text(held[property]);
        openToken(RED, this, def);
        let client: Client | undefined;
        this.client = () => {
            client ??= new Client(connectionOptions(RED, idOf(def), def, this.credentials ?? {}));
            return client;
        };
        this.workspace = async (options) => {
            const { baseUrl: address } = this.client();
            return { id: await workspaceId(this.client(), options), address };
        };
        this.webhookPath = def.webhookPath || DEFAULT_WEBHOOK_PATH;
        this.webhookSecret = () => credential(this.credentials ?? {}, 'clientSecret');
        this.mark = '';
        if (isDemo(def)) becomeDemo(this, def);
        this.on('close', () => client?.close(GRACE_MS));
    }
    /** One workspace for each connection, that of a subflow alike: it lasts over deploys. */
    function becomeDemo(node: ConnectionNode, def: NodeDef): void {
        const demo = demoOf(idOf(def));
        demo.signWith(ownSecret(node));
        node.webhookSecret = () => demo.secret;
        node.mark = words('node.demo');
        node.workspace = async () => ({ id: demo.workspace, address: '' });
        node.hear = (listener) => demo.hear(listener);
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
    serveDemo(RED);
    serveOauth(RED);
    serveWorkspace(RED);
}

/** The secret that was entered; none where it stands in an environment variable that is not set. */
function ownSecret(node: ConnectionNode): string {
    try {
        return node.webhookSecret();
    } catch {
        return '';
    }
}

/** The id in the flow file, which in a subflow is not the node's. */
const idOf = (def: NodeDef & { _alias?: string }): string => def._alias ?? def.id;

/** Puts the token in place that was deployed as the sign-in had sealed it; the next deploy saves it so. */
function openToken(RED: NodeAPI, node: Node<Credentials>, def: NodeDef & ConnectionDef): void {
    const { accessToken = '' } = node.credentials ?? {};
    if (!isSealed(accessToken)) return;
    try {
        const token = unseal(accessToken, credential(node.credentials, 'clientSecret'), keptFor(def));
        if (token === null) return; // what is wrong then says connectionOptions
        node.credentials.accessToken = token;
        const id = idOf(def);
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
        webhookPath: { value: DEFAULT_WEBHOOK_PATH, checked: true },
        proxy: { references: 'http proxy', required: false },
        tls: { references: 'tls-config', required: false },
    },
    credentials,
    register: connection,
});

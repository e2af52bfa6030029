import type { Node, NodeAPI, NodeDef } from 'node-red';
import { Client } from '../../src/client';
import { CONNECTION, type ConnectionNode } from '../../src/runtime';
import { Grants } from './grants';
import { serveOauth } from './oauth-routes';
import { type ConnectionDef, type Credentials, connectionOptions, credential } from './options';
import { servePickLists } from './pick-lists';
import { serveConnectionTest } from './test-route';

const DEFAULT_WEBHOOK_PATH = '/intercom/webhook';

/** Registers the connection: the config node that holds the credentials and the client all its nodes share. */
export default function connection(RED: NodeAPI): void {
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
                accessToken: { type: 'password' },
                clientId: { type: 'text' },
                clientSecret: { type: 'password' },
            },
        },
    );
    const grants = new Grants();
    serveConnectionTest(RED, grants);
    serveOauth(RED, grants);
    servePickLists(RED);
}

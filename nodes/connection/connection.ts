import type { Node, NodeAPI, NodeDef } from 'node-red';
import { Client, type ConnectionOptions, IntercomError, type Region } from '../../src/client';
import { CONNECTION, type ConnectionNode } from '../../src/runtime';
import { servePickLists } from './pick-lists';
import { serveConnectionTest } from './test-route';

/** The properties of a connection in a flow file. */
export interface ConnectionDef {
    region?: Region;
    baseUrl?: string;
    version?: string;
    timeout?: number | string;
    maxRetries?: number | string;
    webhookPath?: string;
}

interface Credentials {
    accessToken?: string;
    clientSecret?: string;
}

/** The API version that this package was built for; another one may be chosen. */
export const DEFAULT_VERSION = '2.16';
const DEFAULT_TIMEOUT_MS = 30_000;
const DEFAULT_RETRIES = 3;
const DEFAULT_WEBHOOK_PATH = '/intercom/webhook';

function wholeNumber(property: string, value: unknown, preset: number, min: number): number {
    if (value === undefined || value === null || value === '') return preset;
    const number = Number(value);
    if (Number.isSafeInteger(number) && number >= min) return number;
    throw new IntercomError(`The connection's ${property} cannot be ${JSON.stringify(value)}.`, {
        code: 'no_connection',
        field: property,
        hint: `Open the connection and give a whole number of at least ${min}.`,
    });
}

/**
 * The client's options, from a flow file's properties and the credential.
 * @throws IntercomError `no_connection` naming a property that cannot be used
 */
export function connectionOptions(def: ConnectionDef, accessToken: string): ConnectionOptions {
    return {
        region: def.region ?? 'us',
        baseUrl: def.baseUrl,
        version: def.version?.trim() || DEFAULT_VERSION,
        timeout: wholeNumber('timeout', def.timeout, DEFAULT_TIMEOUT_MS, 1),
        maxRetries: wholeNumber('maxRetries', def.maxRetries, DEFAULT_RETRIES, 0),
        accessToken: accessToken.trim(),
    };
}

/** Registers the connection: the config node that holds the credentials and the client all its nodes share. */
export default function connection(RED: NodeAPI): void {
    function Connection(this: ConnectionNode & Node<Credentials>, def: NodeDef & ConnectionDef) {
        RED.nodes.createNode(this, def);
        let client: Client | undefined;
        this.client = () => {
            client ??= new Client(connectionOptions(def, this.credentials?.accessToken ?? ''));
            return client;
        };
        this.webhookPath = def.webhookPath?.trim() || DEFAULT_WEBHOOK_PATH;
        this.webhookSecret = () => this.credentials?.clientSecret?.trim() ?? '';
        this.on('close', () => client?.close());
    }
    RED.nodes.registerType<ConnectionNode & Node<Credentials>, NodeDef & ConnectionDef, object, Credentials>(
        CONNECTION,
        Connection,
        {
            credentials: { accessToken: { type: 'password' }, clientSecret: { type: 'password' } },
        },
    );
    serveConnectionTest(RED);
    servePickLists(RED);
}

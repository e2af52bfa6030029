import type { Node, NodeAPI } from 'node-red';
import { type ConnectionOptions, IntercomError, type Region } from '../../src/client';
import { demoOptions } from './demo';
import { proxyOptions, tlsOptions } from './network';
import { isSealed } from './sealed-token';

/** The properties of a connection in a flow file. */
export interface ConnectionDef {
    auth?: 'token' | 'oauth';
    region?: Region;
    baseUrl?: string;
    version?: string;
    timeout?: number | string;
    maxRetries?: number | string;
    webhookPath?: string;
    /** Ids of Node-RED's own `http proxy` and `tls-config` nodes. */
    proxy?: string;
    tls?: string;
}

/** What Node-RED keeps apart from the flow file, environment variables filled in. */
export interface Credentials {
    accessToken?: string;
    clientId?: string;
    clientSecret?: string;
}

/**
 * A property as text; where it is the name of an environment variable and nothing else, what that holds, if anything.
 * Node-RED does so for deployed nodes, though not with spaces around; and a flow file that somebody wrote may have a
 * number in it.
 * @param node whose environment counts; without, that of the process
 */
export function filled(RED: NodeAPI, value: unknown, node: Node | null): string {
    const text = String(value ?? '').trim();
    if (!/^\$\{[^}]+\}$/.test(text)) return text;
    return String(RED.util.evaluateNodeProperty(text, 'env', node ?? ({} as Node), {}) || text);
}

/** The API version that this package was built for; another one may be chosen. */
export const DEFAULT_VERSION = '2.16';
export const DEFAULT_TIMEOUT_MS = 30_000;
export const DEFAULT_RETRIES = 3;

/** How a credential is called in a sentence. */
const NAMES: Record<keyof Credentials, string> = {
    accessToken: 'access token',
    clientId: 'client ID',
    clientSecret: 'client secret',
};

export const isDemo = ({ region }: ConnectionDef): boolean => region === 'demo';

const limits = (def: ConnectionDef): Pick<ConnectionOptions, 'version' | 'timeout' | 'maxRetries'> => ({
    version: def.version?.trim() || DEFAULT_VERSION,
    timeout: wholeNumber('timeout', def.timeout, DEFAULT_TIMEOUT_MS, 1),
    maxRetries: wholeNumber('maxRetries', def.maxRetries, DEFAULT_RETRIES, 0),
});

/** All options of a client but the token. @throws IntercomError `no_connection` naming a property that cannot be used */
export function settings(RED: NodeAPI, def: ConnectionDef): Omit<ConnectionOptions, 'accessToken'> {
    return {
        region: def.region ?? 'us',
        baseUrl: def.baseUrl,
        ...limits(def),
        proxy: proxyOptions(RED, def.proxy),
        tls: tlsOptions(RED, def.tls),
    };
}

/**
 * The client's options, from a flow file's properties and the credentials. A demo workspace takes neither these nor
 * addresses of the user's.
 * @param id the config node's, as in the flow file
 * @throws IntercomError `no_connection` naming what is missing or cannot be used
 */
export function connectionOptions(
    RED: NodeAPI,
    id: string,
    def: ConnectionDef,
    credentials: Credentials,
): ConnectionOptions {
    if (isDemo(def)) return { ...limits(def), ...demoOptions(id) };
    const accessToken = credential(credentials, 'accessToken');
    if (accessToken === '') {
        const isOauth = def.auth === 'oauth';
        throw new IntercomError(
            isOauth
                ? 'The connection has no access token: it is not connected yet.'
                : 'The connection has no access token.',
            {
                code: 'no_connection',
                field: 'accessToken',
                hint: isOauth
                    ? 'Open it, press Connect with Intercom, and deploy; exported and copied flows come without credentials.'
                    : 'Open it and enter the token of your app in the Developer Hub; exported and copied flows come without it.',
            },
        );
    }
    const options = settings(RED, def);
    if (!isSealed(accessToken)) return { ...options, accessToken };
    throw new IntercomError(
        'The connection has to be connected again: its token came with another client secret or region.',
        {
            code: 'no_connection',
            field: 'accessToken',
            hint: 'Open it, press Connect with Intercom, and deploy.',
        },
    );
}

/**
 * A credential without the spaces that come with pasting; '' when there is none.
 * @throws IntercomError `no_connection` for one that names an environment variable that is not set: Node-RED then leaves
 * the name as it stands, and it would be sent
 */
export function credential(credentials: Credentials, property: keyof Credentials): string {
    const value = String(credentials[property] ?? '').trim();
    const variable = /^\$[{(]([^})]+)[})]$/.exec(value)?.[1];
    if (variable === undefined) return value;
    throw new IntercomError(
        `The connection reads its ${NAMES[property]} from the environment variable ${variable}, which is not set.`,
        {
            code: 'no_connection',
            field: property,
            hint: `Set it where Node-RED is started, or enter the ${NAMES[property]} itself.`,
        },
    );
}

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

import type { Node, NodeAPI } from 'node-red';
import { apiUrl, IntercomError } from '../../src/client';
import { CONNECTION } from '../../src/runtime';
import { type ConnectionDef, type Credentials, credential, filled, isDemo } from './options';
import { isSealed, unseal } from './sealed-token';

/** What the editor sends instead of a password that it was never told. */
const KEPT_PASSWORD = '__PWRD__';

/** Values as the editor sends them. */
export type Body = Readonly<Record<string, unknown>>;

/** A connection as it stands in its dialog, saved or not. */
export interface Dialog {
    /** Id of the config node, deployed or not. */
    id: string;
    def: ConnectionDef;
    credentials: Credentials;
    /** Kept secrets that are not among the credentials, since they were kept for another host than this one. */
    withheld: readonly (keyof Credentials)[];
}

/** The credentials that Node-RED keeps for a node; as entered, environment variables by name. */
export const savedCredentials = (RED: NodeAPI, id: string): Credentials =>
    (RED.nodes.getCredentials(id) as Credentials | null | undefined) ?? {};

/**
 * Reads what the dialog has sent. Node-RED fills in environment variables for deployed nodes only, and the editor
 * sends no password that it did not get: both are made up for here. A kept secret is used for the host alone that it
 * was kept for: whoever changes the region or the base URL gives it again.
 */
export function readDialog(RED: NodeAPI, body: Body): Dialog {
    const id = String(body.id ?? '');
    const node = (RED.nodes.getNode(id) as Node | null) ?? globalConfig(RED);
    const text = (property: string) => filled(RED, body[property], node);
    const def: ConnectionDef = {
        auth: text('auth') as ConnectionDef['auth'],
        region: (text('region') || 'us') as ConnectionDef['region'],
        baseUrl: text('baseUrl'),
        version: text('version'),
        timeout: text('timeout'),
        maxRetries: text('maxRetries'),
        proxy: text('proxy'),
        tls: text('tls'),
    };
    const saved = deployedDef(RED, id);
    const isSameHost =
        saved !== null && hostOf(def) === hostOf({ region: saved.region, baseUrl: filled(RED, saved.baseUrl, node) });
    const withheld: (keyof Credentials)[] = [];
    const secret = (property: 'accessToken' | 'clientSecret') => {
        if (body[property] !== KEPT_PASSWORD) return text(property);
        if (isSameHost) return filled(RED, savedCredentials(RED, id)[property], node);
        if (savedCredentials(RED, id)[property]) withheld.push(property);
        return '';
    };
    const credentials = {
        accessToken: secret('accessToken'),
        clientId: text('clientId'),
        clientSecret: secret('clientSecret'),
    };
    return { id, def, credentials, withheld };
}

/** Only a connection, or a node that is not deployed yet. @throws IntercomError `invalid_field` */
export function checkId(RED: NodeAPI, id: string): void {
    const node = RED.nodes.getNode(id) as Node | null;
    if (/^(?!__)[\w.-]{1,64}$/.test(id) && (node === null || node.type === CONNECTION)) return;
    throw new IntercomError('This is not a connection.', { code: 'invalid_field', field: 'id' });
}

/** Whether the dialog uses the token that is kept, and not one that stands in it. */
export const usesKeptToken = ({ accessToken }: Body): boolean => accessToken === KEPT_PASSWORD;

/**
 * The credentials to ask Intercom with; a demo workspace is not shown any token.
 * @throws IntercomError `kept_for_other_host` for a secret that would be sent to another host than it was kept for
 */
export function usable(dialog: Dialog, property: 'accessToken' | 'clientSecret'): Credentials {
    const { credentials, def, withheld } = dialog;
    if (isDemo(def) && property === 'accessToken') return {};
    if (withheld.includes(property)) throw keptForOtherHost(property);
    const { accessToken = '' } = credentials;
    if (property !== 'accessToken' || !isSealed(accessToken)) return credentials;
    if (withheld.includes('clientSecret')) throw keptForOtherHost(property);
    const token = unseal(accessToken, credential(credentials, 'clientSecret'), keptFor(def));
    if (token === null) throw keptForOtherHost(property);
    return { ...credentials, accessToken: token };
}

function keptForOtherHost(property: 'accessToken' | 'clientSecret'): IntercomError {
    const name = property === 'accessToken' ? 'access token' : 'client secret';
    return new IntercomError(`Enter the ${name} again: the one that is kept is for another region or base URL.`, {
        code: 'kept_for_other_host',
        field: property,
        hint: property === 'accessToken' ? 'Or press Connect with Intercom, where the connection signs in.' : null,
    });
}

/**
 * What a secret is kept for: the API's address, and for a demo workspace, which has another with every start, a word.
 * @throws IntercomError `no_connection` for an address that cannot be used
 */
export const keptFor = (def: ConnectionDef): string =>
    isDemo(def) ? 'demo' : apiUrl({ region: def.region ?? 'us', baseUrl: def.baseUrl });

/** The same; null for an address that cannot be used, which is no host to keep anything for. */
function hostOf(def: ConnectionDef): string | null {
    try {
        return keptFor(def);
    } catch {
        return null;
    }
}

/** Node-RED's own node for global environment variables, which are there for what is not deployed too. */
function globalConfig(RED: NodeAPI): Node | null {
    let found: Node | null = null;
    RED.nodes.eachNode(({ id, type }) => {
        if ((type as string) === 'global-config') found = RED.nodes.getNode(id) as Node | null;
    });
    return found;
}

/** A connection's properties as they were deployed, disabled or not. */
function deployedDef(RED: NodeAPI, id: string): ConnectionDef | null {
    let found: ConnectionDef | null = null;
    RED.nodes.eachNode((def) => {
        if (def.id === id && (def.type as string) === CONNECTION) found = def as ConnectionDef;
    });
    return found;
}

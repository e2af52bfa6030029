import type { Request, RequestHandler } from 'express';
import type { Node, NodeAPI } from 'node-red';
import type { ErrorDescription } from '../../src/client';
import { asIntercomError } from '../../src/runtime';
import type { ConnectionDef, Credentials } from './options';

/** What the editor sends instead of a password that it was never told. */
const KEPT_PASSWORD = '__PWRD__';

/** A connection as it stands in its dialog, saved or not. */
export interface Dialog {
    /** Id of the config node, deployed or not. */
    id: string;
    def: ConnectionDef;
    credentials: Credentials;
    /** Names the sign-in that this dialog has started, if any: see grants.ts. */
    handle: string;
    /** Who asks, where Node-RED knows its users. */
    user: string | null;
}

/** The credentials that Node-RED keeps for a node, deployed or not; as entered, environment variables by name. */
export const savedCredentials = (RED: NodeAPI, id: string): Credentials =>
    (RED.nodes.getCredentials(id) as Credentials | null | undefined) ?? {};

/**
 * Reads what the dialog has sent. Node-RED fills in environment variables for deployed nodes only, and the editor
 * sends no password that it did not get: both are made up for here.
 */
export function readDialog(RED: NodeAPI, request: Request): Dialog {
    const body = (request.body ?? {}) as Record<string, unknown>;
    const id = String(body.id ?? '');
    const deployed = RED.nodes.getNode(id) as Node | null;
    const filled = (value: string) =>
        /^\$\{[^}]+\}$/.test(value)
            ? String(RED.util.evaluateNodeProperty(value, 'env', deployed ?? ({} as Node), {}) || value)
            : value;
    const text = (property: string) => filled(String(body[property] ?? ''));
    const password = (property: keyof Credentials) =>
        body[property] === KEPT_PASSWORD ? filled(savedCredentials(RED, id)[property] ?? '') : text(property);
    return {
        id,
        def: {
            auth: text('auth') as ConnectionDef['auth'],
            region: (text('region') || 'us') as ConnectionDef['region'],
            baseUrl: text('baseUrl'),
            version: text('version'),
            timeout: text('timeout'),
            maxRetries: text('maxRetries'),
            proxy: text('proxy'),
            tls: text('tls'),
        },
        credentials: {
            accessToken: password('accessToken'),
            clientId: text('clientId'),
            clientSecret: password('clientSecret'),
        },
        handle: String(body.handle ?? ''),
        user: (request as { user?: { username?: string } }).user?.username ?? null,
    };
}

/** Any error as the dialog shows it. */
export const described = (error: unknown): { error: ErrorDescription } => ({
    error: asIntercomError(error).describe(),
});

/** A route that answers in JSON. The one guard: a handler that rejects would end the Node-RED process. */
export const answering =
    (work: (request: Request) => Promise<object>): RequestHandler =>
    async (request, response) => {
        response.json(await work(request).catch(described));
    };

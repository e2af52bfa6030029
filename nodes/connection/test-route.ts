import type { NodeAPI } from 'node-red';
import { Client, IntercomError, regionOfWorkspace } from '../../src/client';
import { type ConnectionDef, connectionOptions } from './connection';

/** What the editor sends instead of a password that it was never told. */
const KEPT_PASSWORD = '__PWRD__';

/** What **Test connection** sends: the values in the dialog, saved or not. */
interface TestBody extends ConnectionDef {
    id?: string;
    accessToken?: string;
}

/** The part of GET /me that the dialog shows. `app` is null for a token without a workspace. */
interface Me {
    name?: string;
    email?: string;
    app?: { name?: string; id_code?: string; region?: string } | null;
}

/** Values written `${NAME}` stand for environment variables, which Node-RED fills in only for deployed nodes. */
function withEnvironment(RED: NodeAPI, value: string): string {
    return /^\$\{[^}]+\}$/.test(value) ? String(RED.util.evaluateNodeProperty(value, 'env', {} as never, {})) : value;
}

/** Serves **Test connection**. A POST, since the values hold a token, which a query string would leave in logs. */
export function serveConnectionTest(RED: NodeAPI): void {
    RED.httpAdmin?.post(
        '/intercom/connection/test',
        RED.auth.needsPermission('intercom.write'),
        async (request, response) => {
            const body = (request.body ?? {}) as TestBody;
            let client: Client | undefined;
            try {
                const typed = String(body.accessToken ?? '');
                const saved = () =>
                    (RED.nodes.getCredentials(String(body.id)) as { accessToken?: string } | null)?.accessToken;
                const token = typed === KEPT_PASSWORD ? (saved() ?? '') : typed;
                const def: ConnectionDef = {
                    ...body,
                    baseUrl: withEnvironment(RED, String(body.baseUrl ?? '')),
                    version: withEnvironment(RED, String(body.version ?? '')),
                };
                client = new Client({ ...connectionOptions(def, withEnvironment(RED, token)), maxRetries: 0 });
                const { body: me } = await client.call<Me>({ method: 'GET', path: '/me', repeat: 'always' });
                const region = regionOfWorkspace(me.app?.region);
                response.json({
                    workspace: me.app?.name ?? null,
                    workspaceId: me.app?.id_code ?? null,
                    region,
                    admin: me.name ?? null,
                    email: me.email ?? null,
                    regionDiffers: region !== null && def.region !== 'custom' && region !== (def.region ?? 'us'),
                });
            } catch (error) {
                const known =
                    error instanceof IntercomError
                        ? error
                        : new IntercomError(String(error), { code: 'internal_error' });
                response.json({ error: known.describe() });
            } finally {
                client?.close();
            }
        },
    );
}

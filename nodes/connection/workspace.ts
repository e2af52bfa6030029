import {
    type CallOptions,
    Client,
    type ConnectionOptions,
    IntercomError,
    idOf,
    regionOfWorkspace,
} from '../../src/client';

/** Whose a token is, as the dialog shows it. What Intercom did not say is null. */
export interface Workspace {
    workspace: string | null;
    workspaceId: string | null;
    region: string | null;
    admin: string | null;
    email: string | null;
    /** Whether the workspace is known to be in another region than the chosen one. */
    regionDiffers: boolean;
}

/** The part of GET /me that is used. `app` is null for a token without a workspace. */
interface Me {
    name?: string;
    email?: string;
    app?: { name?: string; id_code?: string; region?: string } | null;
}

const askMe = (client: Client, options?: CallOptions) =>
    client.call<Me | null>({ method: 'GET', path: '/me', repeat: 'always' }, options);

/** Answers that say nothing of the address asked: the token, a proxy's password, haste. */
const PASSING = [401, 407, 408, 429];

/**
 * The ID of a client's workspace; null where none is named, or where GET /me is not to be had, as behind a proxy that
 * lets other requests through.
 * @throws IntercomError while Intercom cannot be asked
 */
export async function workspaceId(client: Client, options: CallOptions): Promise<string | null> {
    try {
        const id: unknown = (await askMe(client, options)).body?.app?.id_code;
        return typeof id === 'string' && id !== '' ? id : null;
    } catch (error) {
        const status = error instanceof IntercomError ? (error.statusCode ?? 0) : 0;
        if (status >= 400 && status < 500 && !PASSING.includes(status)) return null;
        throw error;
    }
}

/** Asks Intercom once whose a token is. @throws IntercomError */
export async function workspaceOf(options: ConnectionOptions): Promise<Workspace> {
    const client = new Client({ ...options, maxRetries: 0 });
    try {
        const { body, status } = await askMe(client);
        if (idOf(body) === null)
            throw new IntercomError('Something else than Intercom answered.', {
                code: 'invalid_response',
                statusCode: status,
                hint: 'Check the region and the base URL.',
            });
        // an invented one names a region too, as every workspace does
        const region = options.region === 'demo' ? 'demo' : regionOfWorkspace(body?.app?.region);
        return {
            workspace: body?.app?.name ?? null,
            workspaceId: body?.app?.id_code ?? null,
            region,
            admin: body?.name ?? null,
            email: body?.email ?? null,
            regionDiffers: region !== null && options.region !== 'custom' && region !== options.region,
        };
    } finally {
        client.close();
    }
}

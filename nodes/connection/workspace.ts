import { Client, type ConnectionOptions, regionOfWorkspace } from '../../src/client';

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

/** Asks Intercom once whose a token is. @throws IntercomError */
export async function workspaceOf(options: ConnectionOptions): Promise<Workspace> {
    const client = new Client({ ...options, maxRetries: 0 });
    try {
        const { body } = await client.call<Me | null>({ method: 'GET', path: '/me', repeat: 'always' });
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

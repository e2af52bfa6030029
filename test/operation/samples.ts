import type { AddressInfo } from 'node:net';
import type { Client } from '../../src/client';
import { createServer } from '../../src/sandbox/http/server';
import { withDefaults } from '../../src/sandbox/options';
import { sampleRoutes } from '../../src/sandbox/routes/samples';
import { World } from '../../src/sandbox/world';
import { clientOf } from '../client/support';

/** A workspace that plays nothing: every answer is a sample, every list has three pages. */
export interface Samples {
    url: string;
    token: string;
    /** `METHOD /path` of all requests, as they came. */
    asked: string[];
    world: World;
    close: () => void;
}

export async function startSamples(): Promise<Samples> {
    const world = new World(withDefaults({}));
    const asked: string[] = [];
    const recorder = {
        recording: false,
        begin: ({ method, path }: { method: string; path: string }) => void asked.push(`${method} ${path}`),
        rateLimited() {},
    };
    const server = createServer(world, recorder, sampleRoutes([]));
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    world.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const close = () => {
        server.closeAllConnections();
        server.close();
    };
    return { url: world.url, token: 'sandbox-token', asked, world, close };
}

/** The samples for all tests of a suite, with a client of theirs. */
export function withSamples(): { readonly samples: Samples; readonly client: Client } {
    const held = {} as { samples: Samples; client: Client };
    before(async () => {
        held.samples = await startSamples();
        held.client = clientOf(held.samples).client;
    });
    after(() => {
        held.client.close();
        held.samples.close();
    });
    return held;
}

import { startSandbox } from '../../src/sandbox';
import { serveOrders } from '../orders';

/** A sandbox in a process of its own: `sandbox.ts <options as JSON> <record>`. */
async function main(): Promise<void> {
    const [options = '{}', record = ''] = process.argv.slice(2);
    // Not compressed: a client is measured, and beside it the sandbox should cost as little as it can.
    const sandbox = await startSandbox({ gzip: false, ...JSON.parse(options) });
    sandbox.record = record === 'record';
    const [id] = ((await (await get('/contacts?per_page=1')).json()) as { data: { id: string }[] }).data.map(
        ({ id }) => id,
    );
    const body = await (await get(`/contacts/${id}`)).text();
    sandbox.reset();

    function get(path: string): Promise<Response> {
        return fetch(sandbox.url + path, { headers: { Authorization: `Bearer ${sandbox.token}` } });
    }

    serveOrders({
        reset: () => sandbox.reset(),
        contacts: () => sandbox.state.contacts.count,
        target: () => ({ url: sandbox.url, token: sandbox.token, id }),
        body: () => body,
        /** When each request came (ms since 1970) and how it was answered. */
        log: () => sandbox.requests.map(({ at, status }) => ({ at, status })),
    });
}

void main();

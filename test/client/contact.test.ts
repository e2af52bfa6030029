import assert from 'node:assert/strict';
import { getContact } from '../../src/client';
import { startSandbox } from '../../src/sandbox';
import { clientOf, failure } from './support';

describe('client: a contact', () => {
    it('that was merged is answered by the one it was merged into', async () => {
        const sandbox = await startSandbox({ seed: { contacts: 1, companies: 1 } });
        const { client } = clientOf(sandbox);
        try {
            const body = { role: 'user', email: 'into@example.com' };
            const { id } = (
                await client.call<{ id: string }>({ method: 'POST', path: '/contacts', body, repeat: 'never' })
            ).body;
            const merged = {
                kind: 'status' as const,
                status: 410,
                body: { type: 'error.list', errors: [{ code: 'contact_merged', message: 'Merged' }] },
                headers: { Link: `</contacts/${id}>; rel="canonical"` },
            };
            sandbox.fault(merged);
            assert.equal(((await getContact(client, 'gone')).body as { id: string }).id, id);
            sandbox.fault({ ...merged, times: Number.POSITIVE_INFINITY });
            await failure(getContact(client, 'gone'), 'contact_merged');
        } finally {
            client.close();
            await sandbox.close();
        }
    });
});

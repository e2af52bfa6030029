import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import { buildRequest } from '../../nodes/operation/request';
import { withSamples } from './samples';

describe('operation: answers that are not JSON', () => {
    const held = withSamples();

    async function answer(operation: string, values: Record<string, unknown>): Promise<unknown> {
        const rows = Object.entries(values).map(([n, value]) => ({ n, value }));
        const result = buildRequest({ operation, rows });
        assert('built' in result);
        const { method, path, query, body, repeat, accept, readAs, redirect } = result.built;
        return (await held.client.call({ method, path, query, body, repeat, accept, readAs, redirect })).body;
    }

    it('a download is a Buffer', async () => {
        const job = { job_identifier: 'abc', app_id: 'app' };
        for (const operation of [
            '/download/content/data/{job_identifier}',
            '/download/reporting_data/{job_identifier}',
        ]) {
            const file = await answer(`GET ${operation}`, job);
            assert(Buffer.isBuffer(file));
            assert.equal(gunzipSync(file).toString(), 'id,sample\nabc,true\n');
        }
    });

    it('a transcript is text', async () => {
        assert.equal(await answer('GET /calls/{call_id}/transcript', { call_id: 5 }), 'Sample transcript of 5');
    });

    it('a recording is its address, to which nothing is sent', async () => {
        held.samples.asked.length = 0;
        const recording = await answer('GET /calls/{call_id}/recording', { call_id: 5 });
        assert.deepEqual(recording, { url: 'https://example.com/sample/5.mp3' });
        assert.deepEqual(held.samples.asked, ['GET /calls/5/recording']);
    });

    it('what is answered without a body is null', async () => {
        assert.equal(await answer('DELETE /tags/{tag_id}', { tag_id: 1 }), null);
    });
});

import assert from 'node:assert/strict';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { buildRequest } from '../../nodes/operation/request';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { type Samples, startSamples } from '../operation/samples';
import { everyForm, rowsOf, wire } from '../operation/support';
import { loadOpenApi } from './openapi';
import { call, outcome } from './testing';

/** One set of right rows for each operation and form, the same in every run. */
const requests = everyForm.map(([title, operation, form]) => {
    const [rows = []] = fc.sample(rowsOf(operation, form), { numRuns: 1, seed: 1 });
    const result = buildRequest({ operation: operation.name, form: form.name, rows });
    assert('built' in result, title);
    return { title, ...wire(result.built) };
});

describe('sandbox: samples', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());

    it('answers every operation, with a sample marked as such where it plays none', async () => {
        const openapi = loadOpenApi();
        const faults: string[] = [];
        let samples = 0;
        for (const { title, method, path, query, body } of requests) {
            const text = new URLSearchParams(query).toString();
            const reply = await call(sandbox, method, `${path}${text === '' ? '' : `?${text}`}`, body);
            if (reply.body?.errors?.[0]?.message === 'The requested resource was not found')
                faults.push(`${title}: no route`);
            if (!reply.headers.has('x-sandbox-sample')) continue;
            samples++;
            const marked = Array.isArray(reply.body) ? reply.body[0] : reply.body;
            if (marked !== undefined && marked.sample !== true) faults.push(`${title}: not marked`);
            if (!openapi || reply.headers.get('content-type')?.includes('json') === false) continue;
            const { status, body: answer } = reply;
            for (const fault of openapi.validateResponse({ method, path, status, body: answer }))
                faults.push(`${title}: ${fault}`);
        }
        assert.deepEqual(faults, []);
        assert.ok(samples > 100);
        if (!openapi) console.log('      the OpenAPI file of Intercom is not here: samples are not checked against it');
    });
});

describe('sandbox: a sample', () => {
    let samples: Samples;
    before(async () => {
        samples = await startSamples();
    });
    after(() => samples.close());

    it('answers what was sent, under the id that was asked for', async () => {
        const { body } = await call(samples, 'PUT', '/articles/17', { title: 'How to begin', state: 'draft' });
        assert.equal(body.title, 'How to begin');
        assert.equal(body.state, 'draft');
        assert.equal(body.id, '17');
    });

    it('has a file, a text and a redirect to try', async () => {
        const file = await fetch(`${samples.url}/download/content/data/abc`, {
            headers: { authorization: `Bearer ${samples.token}`, accept: 'application/octet-stream' },
        });
        assert.equal(gunzipSync(Buffer.from(await file.arrayBuffer())).toString(), 'id,sample\nabc,true\n');
        const transcript = await call(samples, 'GET', '/calls/5/transcript', undefined, { accept: 'text/plain' });
        assert.equal(transcript.text, 'Sample transcript of 5');
        const recording = await call(samples, 'GET', '/calls/5/recording');
        assert.equal(outcome(recording), '302');
        assert.equal(recording.headers.get('location'), 'https://example.com/sample/5.mp3');
    });

    it('knows since when an operation is there', async () => {
        const before = await call(samples, 'GET', '/macros', undefined, { 'intercom-version': '2.15' });
        assert.equal(outcome(before), '400 intercom_version_invalid');
        assert.equal(outcome(await call(samples, 'GET', '/macros')), '200');
    });

    it('asks for a token, and refuses a page that cannot be', async () => {
        const stranger = await call(samples, 'GET', '/macros', undefined, { authorization: 'Bearer nobody' });
        assert.equal(stranger.status, 401);
        assert.equal(outcome(await call(samples, 'GET', '/macros?per_page=0')), '400 parameter_invalid');
        assert.equal(outcome(await call(samples, 'GET', '/macros?starting_after=nonsense')), '400 client_error');
    });
});

import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call, outcome } from './testing';

describe('sandbox: help centre and data export', () => {
    let now = Date.UTC(2026, 5, 1);
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox({ now: () => now });
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    const author_id = 991267459;
    const collection = async (): Promise<string> =>
        (await call(sandbox, 'POST', '/help_center/collections', { name: 'New' })).body.id;

    it('an article is made in a collection, changed and taken away; the last changed comes first', async () => {
        now += 1000;
        const parent_id = Number(await collection());
        const made = await call(sandbox, 'POST', '/articles', { title: 'Hi', author_id, parent_id });
        assert.deepEqual([made.body.state, made.body.parent_ids, made.body.url], ['draft', [parent_id], null]);
        const path = `/articles/${made.body.id}`;
        const changed = await call(sandbox, 'PUT', path, { state: 'published', body: '<p>x</p>' });
        assert.deepEqual([changed.body.title, changed.body.body], ['Hi', '<p>x</p>']);
        assert.match(changed.body.url, new RegExp(`/${made.body.id}-hi$`));
        assert.equal((await call(sandbox, 'GET', '/articles')).body.data[0].id, made.body.id);
        await call(sandbox, 'DELETE', `/help_center/collections/${parent_id}`);
        assert.deepEqual((await call(sandbox, 'GET', path)).body.parent_ids, []);
        assert.equal((await call(sandbox, 'DELETE', path)).body.deleted, true);
        assert.equal(outcome(await call(sandbox, 'GET', path)), '404 not_found');
    });

    const refused: [string, string, object, string][] = [
        ['an article without a title', '/articles', { author_id }, '400 parameter_not_found'],
        ['an article without an author', '/articles', { title: 'Hi' }, '400 parameter_not_found'],
        ['an unknown author', '/articles', { title: 'Hi', author_id: 1 }, '400 parameter_invalid'],
        ['an unknown collection', '/articles', { title: 'Hi', author_id, parent_id: 1 }, '404 not_found'],
        ['an unknown state', '/articles', { title: 'Hi', author_id, state: 'x' }, '400 parameter_invalid'],
        ['a collection without a name', '/help_center/collections', {}, '400 parameter_not_found'],
        ['a section of nothing', '/help_center/collections', { name: 'x', parent_id: '1' }, '404 not_found'],
        ['an export without times', '/export/content/data', {}, '400 parameter_invalid'],
    ];
    for (const [what, path, body, expected] of refused) {
        it(`${what} is ${expected}`, async () => {
            assert.equal(outcome(await call(sandbox, 'POST', path, body)), expected);
        });
    }

    it('an export takes a while, one at a time, and can be called off', async () => {
        const times = { created_at_after: 1_700_000_000, created_at_before: 1_800_000_000 };
        const start = () => call(sandbox, 'POST', '/export/content/data', times);
        const { job_identifier: id, status } = (await start()).body;
        assert.equal(status, 'pending');
        assert.equal(outcome(await start()), '429 rate_limit_exceeded');
        assert.equal(outcome(await call(sandbox, 'GET', `/download/content/data/${id}`)), '404 not_found');
        now += 2000;
        const { body } = await call(sandbox, 'GET', `/export/content/data/${id}`);
        assert.equal(body.status, 'completed');
        const headers = { accept: 'application/octet-stream' };
        const file = await call(sandbox, 'GET', new URL(body.download_url).pathname, undefined, headers);
        assert.match(file.text, /^user_id,/);
        const other = (await start()).body.job_identifier;
        assert.equal((await call(sandbox, 'POST', `/export/cancel/${other}`)).body.status, 'canceled');
    });
});

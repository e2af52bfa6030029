import assert from 'node:assert/strict';
import { beforeEach, describe, it } from 'mocha';
import helper from 'node-red-node-test-helper';
import type { CountAnswer } from '../../src/action';
import { TestFlow, withSandbox } from './flow';

describe('how many records a search finds, as panels ask it', () => {
    const held = withSandbox();
    beforeEach(() => TestFlow.load(held.sandbox, 'intercom-list-tags', {}, { maxRetries: 0 }));

    async function ask(object: string, rows: unknown): Promise<CountAnswer> {
        const response = await helper
            .request()
            .post(`/intercom/count/${object}`)
            .send({ connection: 'c1', rows: JSON.stringify(rows) });
        assert.equal(response.status, 200);
        return response.body;
    }
    const row = (n: string, o: string, v: string, t = 'str') => ({ n, o, v, t });

    it('is told for each object, and asks for one record only', async () => {
        const { contacts, conversations, tickets } = held.sandbox.state;
        assert.deepEqual(await ask('contact', [row('created_at', '>', '0', 'num')]), { count: contacts.count });
        assert.deepEqual(held.sandbox.requests.at(-1)?.body, {
            query: { field: 'created_at', operator: '>', value: 0 },
            pagination: { per_page: 1 },
        });
        const open = [...conversations.values()].filter(({ state }) => state === 'open').length;
        assert.deepEqual(await ask('conversation', { all: [row('state', '=', 'open')] }), { count: open });
        const all = { any: [row('open', '=', 'true', 'bool'), row('open', '=', 'false', 'bool')] };
        assert.deepEqual(await ask('ticket', all), { count: [...tickets.values()].length });
    });

    it('reads a date that is some while ago as Unix seconds', async () => {
        await ask('contact', [row('created_at', '>', '30d', 'ago')]);
        const { query } = (held.sandbox.requests.at(-1) as { body: unknown }).body as { query: { value: number } };
        assert.ok(Math.abs(query.value - (Date.now() / 1000 - 30 * 86_400)) < 60);
    });

    for (const [what, rows] of [
        ['looks into the environment', [row('email', '=', 'HOME', 'env')]],
        ['reads the context', [row('email', '=', 'secret', 'global')]],
        ['has no value', [row('email', '=', '')]],
        ['is none', 'email'],
        ['has an operator that there is not', [row('email', '*', 'a')]],
    ] as const) {
        it(`asks nothing where a condition ${what}`, async () => {
            const { count, error } = await ask('contact', rows);
            assert.equal(count, null);
            assert.ok(error);
            assert.deepEqual(
                held.sandbox.requests.filter(({ path }) => path.endsWith('/search')),
                [],
            );
        });
    }

    it('is not told of what is not searched', async () => {
        assert.equal((await ask('tags', [])).error?.code, 'not_found');
    });
});

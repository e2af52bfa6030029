import assert from 'node:assert/strict';
import { discoverNodes } from '../../src/build/discover';
import { loadOpenApi } from '../sandbox/openapi';
import { cases } from './cases';
import { TestFlow, withSandbox } from './flow';
import { type Known, knownRecords } from './known';

describe('what each action sends', () => {
    const held = withSandbox();
    const openapi = loadOpenApi();
    let known: Known;

    before(async () => {
        known = await knownRecords(held.sandbox);
        if (!openapi) console.log('      requests are not checked against the OpenAPI file: it is not there');
    });
    beforeEach(() => {
        held.sandbox.requests.length = 0;
    });

    for (const { type, properties, payload, sent } of cases) {
        const name = [type, ...Object.keys(properties ?? {}).filter((key) => key.endsWith('Type'))].join(' ');
        it(name, async () => {
            const flow = await TestFlow.load(held.sandbox, type, properties);
            const { caught } = await flow.send({ payload: payload(known) });
            assert.deepEqual(
                held.sandbox.requests.map(({ method, path, query, body }) => ({
                    method,
                    path,
                    query: { ...query },
                    body,
                })),
                sent(known).map(({ method, path, query = {}, body }) => ({ method, path, query, body })),
                caught[0]?.error?.message,
            );
            for (const { method, path, query, body, headers } of held.sandbox.requests) {
                assert.deepEqual(openapi?.validateRequest({ method, path, query, body }) ?? [], []);
                assert.equal(headers['intercom-version'], '2.16');
                assert.equal(headers.authorization, `Bearer ${held.sandbox.token}`);
            }
        });
    }

    it('covers every action', () => {
        const driven = new Set(cases.map(({ type }) => type));
        const actions = discoverNodes().flatMap(({ action }) => (action ? [action.type] : []));
        assert.deepEqual([...driven].sort(), actions.sort());
        assert.equal(driven.size, 25);
    });
});

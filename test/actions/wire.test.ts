import assert from 'node:assert/strict';
import { discoverNodes } from '../../src/build/discover';
import { TestFlow, withSandbox } from '../nodes/flow';
import { loadOpenApi } from '../sandbox/openapi';
import { defaultsOf } from '../support/stored';
import { ANY_UUID, ANYTHING } from './case';
import { cases } from './cases';
import { type Known, knownRecords } from './known';

const UUID = /"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}"/g;
const withoutUuids = (body: unknown) =>
    body === undefined ? undefined : JSON.parse(JSON.stringify(body).replace(UUID, `"${ANY_UUID}"`));

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

    for (const { type, form, properties = {}, payload, ready, sent, undescribed } of cases) {
        it([type, form].filter(Boolean).join(': '), async () => {
            ready?.(held.sandbox.state, known);
            const unknown = Object.keys(properties).filter((name) => !(name in { ...defaultsOf(type), emit: '' }));
            assert.deepEqual(unknown, [], 'properties that no flow file has');
            const flow = await TestFlow.load(held.sandbox, type, properties);
            const { caught, completed } = await flow.send({ payload: payload(known) });
            const expected = sent(known);
            assert.deepEqual(
                held.sandbox.requests.map(({ method, path, query, body }, index) => ({
                    ...{ method, path, query: { ...query } },
                    body: expected[index]?.body === ANYTHING ? ANYTHING : withoutUuids(body),
                })),
                expected.map(({ method, path, query = {}, body }) => ({ method, path, query, body })),
                caught[0]?.error?.message,
            );
            assert.equal(caught[0]?.error?.message, undefined);
            assert.equal(completed, 1);
            for (const { method, path, query, body, headers } of held.sandbox.requests) {
                const wrong = openapi?.validateRequest({ method, path, query, body }) ?? [];
                assert.deepEqual(
                    wrong.filter((one) => !undescribed?.test(one)),
                    [],
                );
                if (openapi && undescribed && method !== 'GET') assert.notDeepEqual(wrong, [], 'it is described');
                assert.equal(headers['intercom-version'], '2.16');
                assert.equal(headers.authorization, `Bearer ${held.sandbox.token}`);
            }
        });
    }

    it('covers every action, in every form that its choices give it', () => {
        const actions = discoverNodes().flatMap(({ action }) => (action ? [action] : []));
        const driven = new Set(cases.map(({ type }) => type));
        assert.deepEqual([...driven].sort(), actions.map(({ type }) => type).sort());
        for (const { type, switches = {} } of actions) {
            for (const [property, { values }] of Object.entries(switches)) {
                // how a text is written is tried with the texts themselves
                if (property === 'format') continue;
                const tried = cases
                    .filter((one) => one.type === type)
                    .map(({ properties }) => String(properties?.[property] ?? values[0]));
                assert.deepEqual([...new Set(tried)].sort(), [...values].sort(), `${type} ${property}`);
            }
        }
    });
});

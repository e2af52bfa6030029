import assert from 'node:assert/strict';
import fc from 'fast-check';
import helper from 'node-red-node-test-helper';
import { type AnyAction, isFilter, isList } from '../../src/action';
import { apiName, type Field } from '../../src/fields';
import { endedWrong, ManyFlow } from '../faults/every-action';
import { withSandbox } from '../nodes/flow';
import { actions } from '../support/stored';
import { type Known, withKnown } from './known';

const seed = Number(process.env.SEED ?? 20_261_126);
const NODES = 12;
const RUNS = 80;

/** A value for each field, as it should be. */
const valuesOf = (known: Known): Record<string, unknown> => ({
    ...{ role: 'user', contactName: 'a', email: known.userEmail, state: 'open', category: 'request', open: true },
    ...{ adminId: known.adminId, teamId: known.teamId, contactId: known.userId, tagId: known.tagId },
    ...{ companyName: known.companyName, companyId: known.companyId, segmentId: known.segmentId },
    ...{ ticketTypeId: known.ticketTypeId, updatedSince: 1_700_000_000, ticketId: known.ticketId },
    ...{ conversationId: known.conversationId, recordId: known.conversationId, tagName: 'another name' },
    ...{ title: 'A title', read: true, assigneeId: known.adminId, ticketAttributes: {}, customAttributes: {} },
    jsonQuery: { field: 'id', operator: '=', value: 'nobody' },
});

/** Where a field of a node may read: at its default, elsewhere, or in nothing. */
const sources = ['default', 'default', 'elsewhere', 'empty', 'expression', 'variable'] as const;
type Source = (typeof sources)[number];

/** What stands where a value should: mostly the value itself. */
const held = ['given', 'given', 'given', 'nothing', 'empty text'] as const;
type Held = (typeof held)[number];
const nothing: Record<Exclude<Held, 'given'>, unknown> = { nothing: undefined, 'empty text': '' };

const elsewhere = (property: string) => `other_${property}`;

function storedOf(property: string, field: Field, source: Source): Record<string, unknown> {
    const as = (value: string, type: string) => ({ [property]: value, [`${property}Type`]: type });
    switch (source) {
        case 'default':
            return as(`payload.${apiName(property, field)}`, 'msg');
        case 'elsewhere':
            return as(`payload.${elsewhere(property)}`, 'msg');
        case 'expression':
            return as(`payload.${elsewhere(property)}`, 'jsonata');
        case 'variable':
            return as('NO_SUCH_VARIABLE', 'env');
        case 'empty':
            return as('', 'str');
    }
}

/** The fields that say what a node acts on: the filters of a list, the records of everything else. */
const decisive = (action: AnyAction): [string, Field][] =>
    Object.entries(action.fields).filter(([, field]) =>
        isList(action) ? isFilter(field) : field.object !== undefined || field.objects !== undefined,
    );

/** Nodes that find, change or delete records, of which a field says which. */
const tried = [...actions.values()].filter(
    (action) =>
        /^intercom-(list|search|update|delete|archive|untag|manage)-?/.test(action.type) && decisive(action).length > 0,
);

/** Requests that change a record, and which: its kind and id. */
const WRITE = /^(PUT|DELETE|POST) \/(\w+)\/([^/]+)(?!\/search|\/list)/;

describe(`no node acts on more than with all its values given (seed ${seed})`, () => {
    const held_ = withSandbox({ seed: { contacts: 30, companies: 10, conversations: 15, tickets: 15 } });
    const known = withKnown(held_);
    let refused = 0;
    let acted = 0;
    after(() => {
        console.log(`      ${acted} acted, ${refused} refused`);
        assert.ok(acted > 100 && refused > 100);
    });

    for (const action of tried) {
        it(action.type, async () => {
            const fields = decisive(action);
            const names = fields.map(([property]) => property);
            const forms = fc.sample(
                fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...sources)]))),
                { numRuns: NODES, seed },
            );
            const flow = await ManyFlow.load(
                forms.map((form, n) => ({
                    ...{ id: `node ${n}`, type: action.type, token: held_.sandbox.token },
                    connection: { baseUrl: held_.sandbox.url },
                    properties: {
                        ...Object.assign(
                            {},
                            ...fields.map(([property, field]) => storedOf(property, field, form[property] as Source)),
                        ),
                        ...(isList(action) && { fetchAll: 'true', fetchAllType: 'bool' }),
                        // something to change, of those that must have it
                        ...{ open: 'true', openType: 'bool', read: 'true', readType: 'bool' },
                        ...('jsonQuery' in action.fields && 'open' in action.fields
                            ? { open: '', openType: 'str' }
                            : {}),
                    },
                })),
            );

            /** The records that one message makes a node act on; null where it refuses. */
            async function actsOn(node: number, payload: unknown): Promise<Set<string> | null> {
                held_.sandbox.requests.length = 0;
                const end = await flow.one(`node ${node}`, { payload });
                assert.equal(endedWrong(end), null);
                if (end.errors.length > 0 && held_.sandbox.requests.every(({ method }) => method === 'GET'))
                    return null;
                const found = isList(action) ? ((end.sent[0]?.payload ?? []) as { id: string }[]) : [];
                const written = held_.sandbox.requests.flatMap(({ method, path }) => {
                    const [, , of, id] = WRITE.exec(`${method} ${path}`) ?? [];
                    return of && !isList(action) ? [`${of} ${id}`] : [];
                });
                return new Set([...found.map(({ id }) => id), ...written]);
            }

            const message = fc.record({
                node: fc.nat({ max: NODES - 1 }),
                holds: fc.record(Object.fromEntries(names.map((name) => [name, fc.constantFrom(...held)]))),
            });
            await fc.assert(
                fc.asyncProperty(message, async ({ node, holds }) => {
                    const values = valuesOf(known);
                    const payload: Record<string, unknown> = {};
                    const whole: Record<string, unknown> = {};
                    for (const [property, field] of fields) {
                        const state = holds[property] as Held;
                        const value = state === 'given' ? values[property] : nothing[state];
                        // what a list reads at its default place is narrowed by what the message has
                        payload[apiName(property, field)] = value;
                        payload[elsewhere(property)] = value;
                        whole[apiName(property, field)] = isList(action) ? value : values[property];
                        whole[elsewhere(property)] = values[property];
                    }
                    const little = await actsOn(node, payload);
                    if (little === null) {
                        refused++;
                        return;
                    }
                    held_.sandbox.reset();
                    const full = await actsOn(node, whole);
                    held_.sandbox.reset();
                    acted++;
                    const more = [...little].filter((id) => !full?.has(id));
                    assert.deepEqual(more, [], JSON.stringify({ form: forms[node], holds }));
                }),
                { seed, numRuns: RUNS },
            );
            await helper.unload();
        });
    }
});

import assert from 'node:assert/strict';
import { type Seen, TestFlow, unload, withSandbox } from '../nodes/flow';
import { bool, msg, num, str } from './case';
import { type Known, knownRecords } from './known';

type Properties = Record<string, unknown>;

interface Found {
    id: string;
    updated_at: number;
    admin_assignee_id: number | string | null;
}

const idsOf = (messages: readonly Seen[]) =>
    messages.flatMap(({ payload }) => [payload].flat() as Found[]).map(({ id }) => id);

for (const [object, type, store] of [
    ['conversations', 'intercom-search-conversations', 'conversations'],
    ['tickets', 'intercom-search-tickets', 'tickets'],
] as const) {
    describe(`search ${object}`, () => {
        const held = withSandbox({ seed: { conversations: 120, tickets: 120 } });
        let known: Known;
        before(async () => {
            known = await knownRecords(held.sandbox);
        });
        beforeEach(() => {
            held.sandbox.requests.length = 0;
        });

        async function search(properties: Properties, payload: unknown = {}) {
            const flow = await TestFlow.load(held.sandbox, type, properties);
            const { sent, caught } = await flow.send({ payload });
            await unload();
            assert.equal(caught[0]?.error?.message, undefined);
            return sent;
        }
        const refusal = async (properties: Properties, payload: unknown = {}) => {
            const flow = await TestFlow.load(held.sandbox, type, properties);
            const { intercom } = await flow.error({ payload });
            await unload();
            assert.equal(held.sandbox.requests.length, 0);
            return { code: intercom.error?.code, field: intercom.error?.field };
        };
        const records = () => [...held.sandbox.state[store].values()] as { id: string; updated_at: number }[];
        /** The moment since which about half of them were changed: in the middle of a day. */
        const middle = () =>
            records()
                .map((one) => one.updated_at)
                .sort((a, b) => a - b)[60] as number;
        const since = (at: number) =>
            new Set(
                records()
                    .filter(({ updated_at }) => updated_at >= at)
                    .map(({ id }) => id),
            );

        it('by nothing finds them all', async () => {
            const sent = await search(bool('fetchAll', true));
            assert.equal(new Set(idsOf(sent)).size, 120);
        });

        it('by nobody: 0 is who has none', async () => {
            const sent = await search({ ...bool('fetchAll', true), adminId: '0', adminIdType: 'admin' });
            const [found] = sent as [Seen];
            assert.ok((found.payload as Found[]).length > 0);
            for (const { admin_assignee_id } of found.payload as Found[])
                assert.ok([null, 0, '0'].includes(admin_assignee_id), String(admin_assignee_id));
        });

        it('since a moment: the search compares days, and older ones are left out', async () => {
            const at = middle();
            const sent = await search({ ...bool('fetchAll', true), ...num('updatedSince', at) });
            assert.deepEqual(new Set(idsOf(sent)), since(at));
        });

        it('since a moment beside a query: the query alone counts, as beside every other filter', async () => {
            const query = { field: 'created_at', operator: '>', value: 0 };
            const sent = await search(
                { ...bool('fetchAll', true), ...num('updatedSince', middle()), ...msg('jsonQuery', 'payload') },
                query,
            );
            assert.equal(idsOf(sent).length, 120);
        });

        it('since a moment, so many: exactly as many, and next goes on exactly behind them', async () => {
            const at = middle();
            const expected = since(at);
            const seen: string[] = [];
            let next: string | null | undefined;
            for (let turn = 0; turn < 30 && next !== null; turn++) {
                const [page] = (await search({
                    ...num('updatedSince', at),
                    ...num('limit', 7),
                    ...num('perPage', 5),
                    ...(next && str('startingAfter', next)),
                })) as [Seen];
                const ids = idsOf([page]);
                next = page.intercom.next;
                if (next !== null) assert.equal(ids.length, 7, `turn ${turn}`);
                seen.push(...ids);
            }
            assert.equal(next, null);
            assert.equal(seen.length, new Set(seen).size, 'none twice');
            assert.deepEqual(new Set(seen), expected);
        });

        it('since a moment: what is no record stays where it stands', async () => {
            const strange = [null, 'odd', { id: '1', updated_at: 1 }, { id: '2', updated_at: 3 }];
            held.sandbox.fault({ kind: 'status', status: 200, body: { type: 'list', data: strange } });
            const [found] = (await search(num('updatedSince', 2))) as [Seen];
            assert.deepEqual(found.payload, [null, 'odd', { id: '2', updated_at: 3 }]);
        });

        it('since a span of time', async () => {
            const sent = await search({ ...bool('fetchAll', true), updatedSince: '3650d', updatedSinceType: 'ago' });
            assert.equal(idsOf(sent).length, 120);
        });

        it('items and pages of a filtered list are numbered as of any other', async () => {
            const at = middle();
            const count = since(at).size;
            const items = await search({ ...bool('fetchAll', true), ...num('updatedSince', at), emit: 'items' });
            assert.equal(items.at(-1)?.parts?.count, count);
            const pages = await search({
                ...{ ...bool('fetchAll', true), ...num('updatedSince', at) },
                ...{ ...num('perPage', 10), emit: 'pages' },
            });
            assert.equal(pages.at(-1)?.parts?.count, pages.length);
            assert.deepEqual(new Set(idsOf(pages)), since(at));
        });

        it('by what is not in the message is refused: it would be everybody', async () => {
            for (const property of ['state', 'adminId', 'teamId', 'contactId', 'updatedSince', 'jsonQuery']) {
                assert.deepEqual(await refusal(msg(property, 'payload.misspelt')), {
                    code: 'missing_field',
                    field: property,
                });
            }
        });

        // a ticket's are text
        if (object === 'conversations') {
            it('by a teammate whose id is no number is refused: Intercom wants one', async () => {
                assert.deepEqual(await refusal(str('adminId', 'abc')), { code: 'invalid_field', field: 'adminId' });
            });
        }

        it('by a record: a contact as it came', async () => {
            await search(msg('contactId', 'payload'), { type: 'contact', id: known.userId });
            const { body } = held.sandbox.requests.at(-1) as { body: { query: object } };
            assert.deepEqual(body.query, { field: 'contact_ids', operator: '=', value: known.userId });
        });
    });
}

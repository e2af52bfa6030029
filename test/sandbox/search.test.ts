import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { Days } from '../../src/sandbox/search/days';
import { call, outcome } from './testing';

const filter = (field: string, operator: string, value: unknown) => ({ field, operator, value });
const group = (operator: string, ...value: unknown[]) => ({ operator, value });

describe('sandbox: search', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox({ timezone: 'America/New_York' });
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    const search = (query: unknown, rest: object = {}) => call(sandbox, 'POST', '/contacts/search', { query, ...rest });
    const names = async (query: unknown, rest: object = {}): Promise<string[]> =>
        (await search(query, rest)).body.data.map((one: { name: string }) => one.name);
    const add = (body: object) => call(sandbox, 'POST', '/contacts', body);
    const mine = filter('email_domain', '=', 'search.example.com');

    describe('operators', () => {
        beforeEach(async () => {
            await add({
                email: 'ann@search.example.com',
                name: 'Ann',
                custom_attributes: { device_count: 1, vip: true },
            });
            await add({ email: 'hanna@search.example.com', name: 'Hanna', custom_attributes: { device_count: 5 } });
            await add({ email: 'joanne@search.example.com', name: 'Joanne', role: 'lead' });
        });

        const cases: [string, string, unknown, string[]][] = [
            ['name', '=', 'Ann', ['Ann']],
            ['name', '!=', 'Ann', ['Hanna', 'Joanne']],
            ['name', '~', 'ann', ['Ann', 'Hanna', 'Joanne']],
            ['name', '!~', 'han', ['Ann', 'Joanne']],
            ['name', '^', 'Han', ['Hanna']],
            ['name', '$', 'ne', ['Joanne']],
            ['name', 'IN', ['Ann', 'Hanna'], ['Ann', 'Hanna']],
            ['name', 'NIN', ['Ann', 'Hanna'], ['Joanne']],
            ['role', '=', 'lead', ['Joanne']],
            ['custom_attributes.device_count', '>', 1, ['Hanna']],
            ['custom_attributes.device_count', '>=', 1, ['Ann', 'Hanna']],
            ['custom_attributes.vip', '=', true, ['Ann']],
            ['custom_attributes.device_count', '=', null, ['Joanne']],
            ['custom_attributes.device_count', '=', undefined, ['Joanne']],
        ];
        for (const [field, operator, value, expected] of cases) {
            it(`${field} ${operator} ${JSON.stringify(value)}`, async () => {
                assert.deepEqual(await names(group('AND', mine, filter(field, operator, value))), expected);
            });
        }

        it('AND and OR, one group in another', async () => {
            const either = group('OR', filter('name', '=', 'Ann'), filter('role', '=', 'lead'));
            assert.deepEqual(await names(group('AND', mine, either)), ['Ann', 'Joanne']);
        });
    });

    describe('refuses', () => {
        const one = filter('role', '=', 'user');
        const cases: [string, unknown, object, string][] = [
            ['no query', undefined, {}, '400 parameter_invalid'],
            ['unknown fields', filter('company', '=', 'x'), {}, '400 parameter_invalid'],
            ['unknown custom attributes', filter('custom_attributes.shoe', '=', 'x'), {}, '400 parameter_invalid'],
            ['> on a text', filter('name', '>', 'x'), {}, '400 parameter_invalid'],
            ['~ on a boolean', filter('has_hard_bounced', '~', true), {}, '400 parameter_invalid'],
            ['>= on a date', filter('created_at', '>=', 0), {}, '400 parameter_invalid'],
            ['!= on a date', filter('created_at', '!=', 0), {}, '400 parameter_invalid'],
            ['IN on tag_id', filter('tag_id', 'IN', ['1']), {}, '400 parameter_invalid'],
            ['IN without an array', filter('name', 'IN', 'x'), {}, '400 parameter_invalid'],
            ['a text where a date belongs', filter('created_at', '>', 'foobar'), {}, '400 parameter_invalid'],
            ['a third level', group('AND', group('OR', group('AND', one))), {}, '400 parameter_invalid'],
            ['sixteen filters', group('OR', ...Array(16).fill(one)), {}, '400 parameter_invalid'],
            ['sort order desc', one, { sort: { field: 'name', order: 'desc' } }, '400 invalid_sort_order'],
            ['more than 150 a page', one, { pagination: { per_page: 151 } }, '400 parameter_invalid'],
            ['a cursor that is none', one, { pagination: { starting_after: 'x' } }, '400 client_error'],
        ];
        for (const [what, query, rest, expected] of cases) {
            it(what, async () => assert.equal(outcome(await search(query, rest)), expected));
        }

        it('but not fifteen filters', async () => {
            assert.equal(outcome(await search(group('OR', ...Array(15).fill(one)))), '200');
        });
    });

    describe('days', () => {
        // Noon in New York.
        const noon = Date.UTC(2026, 5, 10, 16) / 1000;
        const at = (hours: number) => noon + hours * 3600;
        beforeEach(async () => {
            for (const [hours, name] of [
                [-13, 'before'],
                [-11, 'morning'],
                [11, 'evening'],
                [13, 'after'],
            ] as const) {
                await add({ email: `${name}@search.example.com`, name, signed_up_at: at(hours) });
            }
        });
        const on = (operator: string, value = noon) =>
            names(group('AND', mine, filter('signed_up_at', operator, value)), {
                sort: { field: 'signed_up_at', order: 'ascending' },
            });

        it('= is the whole day of the workspace', async () => assert.deepEqual(await on('='), ['morning', 'evening']));
        it('> begins on the next day', async () => assert.deepEqual(await on('>'), ['after']));
        it('< ends before that day', async () => assert.deepEqual(await on('<'), ['before']));
        it('the hour makes no difference', async () => assert.deepEqual(await on('>', at(11)), ['after']));

        it('days with a clock change have 23 or 25 hours', () => {
            const days = new Days('America/New_York');
            const spring = Date.UTC(2026, 2, 8, 12) / 1000;
            const autumn = Date.UTC(2026, 10, 1, 12) / 1000;
            assert.equal(days.next(spring) - days.start(spring), 23 * 3600);
            assert.equal(days.next(autumn) - days.start(autumn), 25 * 3600);
        });
    });

    describe('pages', () => {
        it('fifty a page; the cursor counts in the body only', async () => {
            const everybody = filter('created_at', '>', 0);
            const first = (await search(everybody)).body;
            assert.equal(first.data.length, 50);
            const starting_after = first.pages.next.starting_after;
            const inQuery = `/contacts/search?starting_after=${encodeURIComponent(starting_after)}`;
            const ignored = await call(sandbox, 'POST', inQuery, { query: everybody });
            assert.equal(ignored.body.data[0].id, first.data[0].id);
            const second = (await search(everybody, { pagination: { starting_after } })).body;
            assert.equal(second.pages.page, 2);
            assert.notEqual(second.data[0].id, first.data[0].id);
        });

        for (const [field, order] of [
            ['created_at', 'ascending'],
            ['name', 'descending'],
            ['updated_at', 'ascending'],
        ]) {
            it(`by ${field}, ${order}: everybody once, in order`, async () => {
                const values: unknown[] = [];
                const ids = new Set<string>();
                let pagination: object = { per_page: 40 };
                for (;;) {
                    const { body } = await search(filter('role', '!=', 'lead'), { sort: { field, order }, pagination });
                    for (const one of body.data) {
                        ids.add(one.id);
                        values.push(one[field as string]);
                    }
                    if (!body.pages.next) break;
                    pagination = { per_page: 40, starting_after: body.pages.next.starting_after };
                }
                assert.equal(ids.size, 200);
                const sorted = [...(values as string[])].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
                assert.deepEqual(values, order === 'ascending' ? sorted : sorted.reverse());
            });
        }
    });

    it('searches show contacts as they were for a while, when they lag', async () => {
        let now = Date.UTC(2026, 5, 1);
        const slow = await startSandbox({ searchLagMs: 60_000, listLagMs: 5000, now: () => now });
        try {
            const query = filter('email', '=', 'new@search.example.com');
            const look = async () => {
                const { body } = await call(slow, 'POST', '/contacts/search', { query });
                return body.data.map((one: { name: string }) => one.name);
            };
            const { id } = (await call(slow, 'POST', '/contacts', { email: 'new@search.example.com', name: 'A' })).body;
            const listed = async () => {
                const { body } = await call(slow, 'GET', '/contacts?per_page=150');
                const next = encodeURIComponent(body.pages.next.starting_after);
                const { data } = (await call(slow, 'GET', `/contacts?per_page=150&starting_after=${next}`)).body;
                return data.some((one: { id: string }) => one.id === id);
            };
            assert.deepEqual([await look(), await listed()], [[], false]);
            now += 61_000;
            assert.deepEqual([await look(), await listed()], [['A'], true]);
            await call(slow, 'PUT', `/contacts/${id}`, { name: 'B' });
            assert.equal((await call(slow, 'GET', `/contacts/${id}`)).body.name, 'B');
            now += 59_000;
            assert.deepEqual(await look(), ['A']);
            now += 2000;
            assert.deepEqual(await look(), ['B']);
            await call(slow, 'POST', `/contacts/${id}/archive`);
            assert.deepEqual([await look(), await listed()], [['B'], true]);
            now += 6000;
            assert.deepEqual([await look(), await listed()], [['B'], false]);
            now += 60_000;
            assert.deepEqual(await look(), []);
        } finally {
            await slow.close();
        }
    });

    it('without a sort the oldest come first, with a field alone the last', async () => {
        const first = async (sort?: object): Promise<number[]> => {
            const { body } = await call(sandbox, 'POST', '/contacts/search', {
                query: filter('created_at', '>', 0),
                pagination: { per_page: 3 },
                sort,
            });
            return body.data.map((one: { created_at: number }) => one.created_at);
        };
        const ascending = (times: number[]) => times.every((time, n) => n === 0 || time >= (times[n - 1] as number));
        assert.ok(ascending(await first()));
        assert.ok(ascending((await first({ field: 'created_at' })).reverse()));
    });
});

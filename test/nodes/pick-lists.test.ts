import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import helper from 'node-red-node-test-helper';
import type { PickAnswer } from '../../src/action';
import type { Fault } from '../../src/sandbox';
import { TestFlow, withSandbox } from './flow';

describe('the lists that panels offer', () => {
    const held = withSandbox({ seed: { companies: 130 } });
    const load = (connection: object = {}, token?: string) =>
        TestFlow.load(held.sandbox, 'intercom-list-tags', {}, { maxRetries: 0, ...connection }, token);

    async function ask(list: string, query: Record<string, string> = {}): Promise<PickAnswer> {
        const response = await helper
            .request()
            .get(`/intercom/pick/${list}`)
            .query({ connection: 'c1', ...query });
        assert.equal(response.status, 200);
        return response.body;
    }
    const labels = ({ items, error }: PickAnswer): string[] => {
        assert.equal(error, undefined);
        return items.map(({ label }) => label);
    };

    for (const [list, some] of [
        ['tags', ['Beta tester', 'VIP']],
        ['segments', ['Active users', 'Leads']],
        ['ticketTypes', ['Bug report', 'Refund']],
        ['contactAttributes', ['plan', 'vip']],
        ['companyAttributes', ['seats', 'renews_at']],
    ] as const) {
        it(`${list}: whole, in the order of their names`, async () => {
            await load();
            const all = labels(await ask(list));
            for (const one of some) assert.ok(all.includes(one), `${one} in ${all}`);
            assert.deepEqual(
                all,
                all.slice().sort((a, b) => a.localeCompare(b)),
            );
        });
    }

    it('finds by a part of the name, whatever its case', async () => {
        await load();
        assert.deepEqual(labels(await ask('tags', { search: 'bETA' })), ['Beta tester']);
        assert.deepEqual(labels(await ask('tags', { search: 'no such tag' })), []);
    });

    it('names a single value, and has nothing for one that is gone', async () => {
        await load();
        for (const list of ['tags', 'segments', 'ticketTypes', 'admins', 'contacts', 'companies']) {
            const [item] = (await ask(list)).items;
            assert.ok(item, list);
            assert.deepEqual((await ask(list, { value: item.value })).items, [item], list);
            assert.deepEqual((await ask(list, { value: 'gone' })).items, [], list);
        }
    });

    it('leaves archived ticket types out, and tells the attributes of the others as Intercom types them', async () => {
        await load();
        const { items } = await ask('ticketTypes');
        assert.ok(!items.some(({ label }) => label === 'Feature wish'));
        const kinds = items
            .find(({ label }) => label === 'Bug report')
            ?.attributes?.map(({ name, kind }) => [name, kind]);
        assert.deepEqual(kinds, [
            ['_default_title_', 'text'],
            ['_default_description_', 'lines'],
            ['Severity', 'option'],
            ['Affected devices', 'integer'],
            ['Reproducible', 'boolean'],
            ['Happened at', 'date'],
            ['Screenshots', 'other'],
        ]);
        const refund = items.find(({ label }) => label === 'Refund')?.attributes ?? [];
        assert.deepEqual(
            refund.filter(({ required }) => required).map(({ name }) => name),
            ['Amount'],
        );
    });

    it('offers custom attributes only, with their types and options', async () => {
        await load();
        const { items } = await ask('contactAttributes');
        assert.ok(!items.some(({ value }) => value === 'email'));
        const tier = items.find(({ value }) => value === 'account_tier')?.attribute;
        assert.deepEqual(
            tier?.options?.map(({ value }) => value),
            ['bronze', 'silver', 'gold'],
        );
        assert.equal(items.find(({ value }) => value === 'signed_contract_at')?.attribute?.kind, 'date');
    });

    describe('of contacts', () => {
        it('are found by a part of name or email', async () => {
            await load();
            const contact = held.sandbox.state.contacts.at(3);
            assert.ok(contact?.email);
            const { items } = await ask('contacts', { search: contact.email.slice(1) });
            assert.ok(items.some(({ value }) => value === contact.id));
        });

        it('go on where an answer ended', async () => {
            await load();
            const first = await ask('contacts');
            assert.ok(first.more);
            const second = await ask('contacts', { more: first.more });
            assert.equal(new Set([...first.items, ...second.items].map(({ value }) => value)).size, 100);
        });
    });

    describe('of companies', () => {
        it('go on where an answer ended, to the end', async () => {
            await load();
            const seen = new Set<string>();
            let more: string | null = '';
            while (more !== null) {
                const page: PickAnswer = await ask('companies', { more });
                for (const { value } of page.items) seen.add(value);
                more = page.more;
            }
            const listed = (await ask('companies', { search: '' })).items.length;
            assert.ok(seen.size > listed);
        });

        it('are searched through several pages, and by their whole name or own id first', async () => {
            await load();
            const last = [...held.sandbox.state.companies.values()].at(-1);
            assert.ok(last);
            const { items } = await ask('companies', { search: String(last.company_id) });
            assert.equal(items[0]?.value, last.id);
        });
    });

    it('ask Intercom once for what is looked at again within half a minute', async () => {
        await load();
        const asked = () => held.sandbox.requests.filter(({ path }) => path === '/tags').length;
        await ask('tags');
        await ask('tags', { search: 'V' });
        assert.equal(asked(), 1);
    });

    describe('say why there is nothing', () => {
        it('not_deployed: the connection does not run', async () => {
            await load();
            assert.equal((await ask('tags', { connection: 'elsewhere' })).error?.code, 'not_deployed');
            assert.equal((await ask('tags', { connection: 'n1' })).error?.code, 'not_deployed');
        });

        it('no_token: the connection has none', async () => {
            await load({}, '');
            assert.equal((await ask('tags')).error?.code, 'no_token');
        });

        it('unauthorized: a token that Intercom does not know, without naming it', async () => {
            await load({}, 'dG9rOnVua25vd24tdG9rZW4=');
            const { error } = await ask('tags');
            assert.equal(error?.code, 'unauthorized');
            assert.ok(!JSON.stringify(error).includes('dG9rOnVua25vd24'));
        });

        it('network_error: nobody listens', async () => {
            await load({ baseUrl: 'http://127.0.0.1:1' });
            assert.equal((await ask('tags')).error?.code, 'network_error');
        });

        const faults: [string, Fault][] = [
            ['forbidden', { kind: 'status', status: 403 }],
            ['rate_limited', { kind: 'rateLimit', retryAfter: 30 }],
        ];
        for (const [code, fault] of faults) {
            it(`${code}, at once, and is well again afterwards`, async () => {
                await load({ maxRetries: 3 });
                const off = held.sandbox.fault({ ...fault, match: { path: /tags/ }, times: 9 });
                assert.equal((await ask('tags')).error?.code, code);
                off();
                if (code === 'forbidden') assert.equal((await ask('tags')).error, undefined);
            });
        }
    });

    it('knows no other lists', async () => {
        await load();
        const response = await helper.request().get('/intercom/pick/constructor').query({ connection: 'c1' });
        assert.equal(response.status, 404);
    });

    it('give ids: a picked value is one, whatever key the node has', async () => {
        const { state } = held.sandbox;
        const [tag] = state.tags.values();
        const contact = state.contacts.at(1);
        assert.ok(tag && contact);
        const flow = await TestFlow.load(held.sandbox, 'intercom-attach-tag-to-contact', {
            contactId: contact.id,
            contactIdType: 'contact',
            contactBy: 'email',
            tagId: tag.id,
            tagIdType: 'tag',
            tagBy: 'name',
        });
        await flow.output({});
        const paths = held.sandbox.requests.map(({ method, path }) => `${method} ${path}`);
        assert.deepEqual(paths, [`POST /contacts/${contact.id}/tags`]);
    });
});

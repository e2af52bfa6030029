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

    async function ask(list: string, query: object = {}): Promise<PickAnswer> {
        const response = await helper
            .request()
            .post(`/intercom/pick/${list}`)
            .send({ connection: 'c1', ...query });
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

    it('has the states of one ticket type, and those of all types, each once', async () => {
        await load();
        const [type] = (await ask('ticketTypes')).items;
        const states = labels(await ask('ticketStates', { of: type?.value }));
        assert.ok(states.length > 0);
        assert.equal(new Set(states).size, states.length);
        const all = await ask('ticketStates');
        assert.equal(new Set(all.items.map(({ value }) => value)).size, all.items.length);
        assert.deepEqual(labels(await ask('ticketStates', { of: 'no such type' })), []);
        const [state] = all.items;
        assert.deepEqual((await ask('ticketStates', { value: state?.value })).items, [state]);
    });

    for (const list of ['conversations', 'tickets']) {
        it(`${list}: a page, the next, one by its id, and what a search finds`, async () => {
            await load();
            const { items, more } = await ask(list);
            assert.ok(items.every(({ value, label }) => value !== '' && label !== ''));
            if (more) {
                const next = (await ask(list, { more })).items.map(({ value }) => value);
                assert.ok(!next.includes(items[0]?.value ?? ''));
            }
            const [one] = items;
            assert.ok(one);
            assert.deepEqual((await ask(list, { value: one.value })).items, [one]);
            assert.deepEqual((await ask(list, { value: 'gone' })).items, []);
            const word = one.label.split(' ').find((part) => /^[A-Za-z]{4,}$/.test(part)) ?? one.label;
            const found = (await ask(list, { search: word })).items;
            assert.ok(found.length > 0 && found.length <= items.length, `${word}: ${found.length}`);
        });
    }

    it('offers the attributes of conversations and the teams where the workspace has them', async () => {
        await load();
        const answered = {
            type: 'list',
            data: [
                {
                    id: 1,
                    name: 'priority',
                    label: 'Priority',
                    custom: true,
                    data_type: 'string',
                    options: ['low', 'high'],
                },
            ],
        };
        held.sandbox.fault({ kind: 'status', status: 200, body: answered, match: { path: /data_attributes/ } });
        const [attribute] = (await ask('conversationAttributes')).items;
        assert.deepEqual([attribute?.value, attribute?.attribute?.kind], ['priority', 'option']);
        assert.match(held.sandbox.requests.at(-1)?.url ?? '', /model=conversation/);
        const teams = { type: 'team.list', teams: [{ type: 'team', id: '814865', name: 'Example Team' }] };
        held.sandbox.fault({ kind: 'status', status: 200, body: teams, match: { path: /teams/ } });
        assert.deepEqual((await ask('teams')).items, [{ value: '814865', label: 'Example Team' }]);
    });

    describe('of a connection as it stands in its dialog', () => {
        const settings = (more: object = {}) => ({
            region: 'custom',
            baseUrl: held.sandbox.url,
            maxRetries: 0,
            ...more,
        });
        const token = () => held.sandbox.token;

        it('come with the token that was typed in, deployed or not', async () => {
            await load();
            const values = { connection: 'new', settings: settings(), accessToken: token() };
            assert.ok((await ask('tags', values)).items.length > 0);
            assert.equal((await ask('tags', { ...values, accessToken: 'wrong' })).error?.code, 'unauthorized');
            assert.equal((await ask('tags', { ...values, accessToken: undefined })).error?.code, 'no_token');
        });

        it('come with the token that is kept while the host is the same', async () => {
            await load();
            const values = { settings: settings({ timeout: '5000', version: '2.15' }) };
            assert.ok((await ask('tags', values)).items.length > 0);
            assert.equal(held.sandbox.requests.at(-1)?.headers['intercom-version'], '2.15');
            for (const settings of [{ region: 'eu' }, { region: 'custom', baseUrl: 'http://127.0.0.1:1' }])
                assert.equal((await ask('tags', { settings })).error?.code, 'kept_for_other_host');
        });

        it('ask Intercom once for what is looked at again', async () => {
            await load();
            const values = { connection: 'new', settings: settings(), accessToken: token() };
            await ask('segments', values);
            await ask('segments', { ...values, search: 'a' });
            assert.equal(held.sandbox.requests.filter(({ path }) => path === '/segments').length, 1);
        });

        it('say what is wrong with the values', async () => {
            await load();
            const values = { connection: 'new', accessToken: token() };
            const asked = await ask('tags', { ...values, settings: settings({ baseUrl: '' }) });
            assert.equal(asked.error?.code, 'no_connection');
        });
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
        for (const list of ['constructor', 'cats']) assert.equal((await ask(list)).error?.code, 'not_found');
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

import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call, outcome } from './testing';

describe('sandbox: companies', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 300, companies: 250 }, readOnlyTokens: ['reader'] });
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    const upsert = (body: object) => call(sandbox, 'POST', '/companies', body);

    it('is created, then updated, by company_id', async () => {
        const first = await upsert({ company_id: 'c-1', name: 'Fjord', plan: 'Pro', monthly_spend: 12.9 });
        const second = await upsert({ company_id: 'c-1', size: 7 });
        assert.equal(second.body.id, first.body.id);
        assert.deepEqual([second.body.name, second.body.size, second.body.monthly_spend], ['Fjord', 7, 12]);
        assert.equal(second.body.plan.name, 'Pro');
        assert.equal(sandbox.counts.created.companies, 1);
    });

    it('says where it came from', async () => {
        const { custom_attributes } = (await upsert({ company_id: 'c-1', custom_attributes: { seats: 3 } })).body;
        assert.deepEqual(custom_attributes, { creation_source: 'api', seats: 3 });
    });

    it('update_last_request_at came with 2.16', async () => {
        const body = { company_id: 'c-1', update_last_request_at: true };
        assert.equal(outcome(await upsert(body)), '200');
        const before = await call(sandbox, 'POST', '/companies', body, { 'intercom-version': '2.15' });
        assert.equal(outcome(before), '400 bad_request');
    });

    it('without a plan the plan is an empty object', async () => {
        assert.deepEqual((await upsert({ company_id: 'c-1' })).body.plan, {});
    });

    it('an unknown key is refused by name', async () => {
        const reply = await upsert({ company_id: 'c-1', test: 1 });
        assert.equal(outcome(reply), '400 bad_request');
        assert.equal(reply.body.errors[0].message, "bad 'test' parameter");
    });

    it('PUT takes the Intercom id and neither company_id nor remote_created_at', async () => {
        const { id } = (await upsert({ company_id: 'c-1' })).body;
        assert.equal((await call(sandbox, 'PUT', `/companies/${id}`, { name: 'New' })).body.name, 'New');
        assert.equal(outcome(await call(sandbox, 'PUT', '/companies/c-1', { name: 'New' })), '404 company_not_found');
        const dated = await call(sandbox, 'PUT', `/companies/${id}`, { remote_created_at: 1 });
        assert.equal(outcome(dated), '400 bad_request');
    });

    it('delete answers object, not type, and detaches the contacts', async () => {
        const contact = (await call(sandbox, 'GET', '/contacts?per_page=150')).body.data.find(
            (one: { companies: { total_count: number } }) => one.companies.total_count > 0,
        );
        const company = contact.companies.data[0].id;
        const { body } = await call(sandbox, 'DELETE', `/companies/${company}`);
        assert.deepEqual(body, { id: company, object: 'company', deleted: true });
        assert.equal(outcome(await call(sandbox, 'GET', `/companies/${company}`)), '404 company_not_found');
        assert.equal((await call(sandbox, 'GET', `/contacts/${contact.id}`)).body.companies.total_count, 0);
    });

    describe('found by', () => {
        it('company_id and name: the company itself', async () => {
            const byId = await call(sandbox, 'GET', '/companies?company_id=acme-2');
            assert.equal(byId.body.type, 'company');
            const byName = await call(sandbox, 'GET', `/companies?name=${encodeURIComponent(byId.body.name)}`);
            assert.equal(byName.body.id, byId.body.id);
        });
        it('nothing that exists: 404', async () => {
            assert.equal(outcome(await call(sandbox, 'GET', '/companies?company_id=no')), '404 company_not_found');
            assert.equal(outcome(await call(sandbox, 'GET', '/companies?name=no')), '404 company_not_found');
        });
        it('tag or segment: a list, but not by both', async () => {
            const tagged = await call(sandbox, 'GET', '/companies?tag_id=101');
            assert.equal(tagged.body.type, 'list');
            assert.ok(tagged.body.total_count > 0);
            const both = await call(sandbox, 'GET', '/companies?tag_id=101&segment_id=1');
            assert.equal(outcome(both), '400 parameter_invalid');
        });
    });

    describe('list', () => {
        it('is a POST, fifteen a page, next is a URL', async () => {
            const { body } = await call(sandbox, 'POST', '/companies/list');
            assert.equal(body.data.length, 15);
            assert.match(body.pages.next, /^http.*\/companies\/list\?per_page=15&page=2$/);
            assert.equal(outcome(await call(sandbox, 'GET', '/companies/list')), '404 company_not_found');
        });
        it('every company once; the last page has no next', async () => {
            const ids = new Set<string>();
            for (let page = 1; ; page++) {
                const { body } = await call(sandbox, 'POST', `/companies/list?per_page=60&page=${page}`);
                for (const company of body.data) ids.add(company.id);
                if (body.pages.next === null) break;
            }
            assert.equal(ids.size, 250);
        });
        it('the latest request first, or last', async () => {
            const times = async (order: string) =>
                (await call(sandbox, 'POST', `/companies/list?per_page=60&order=${order}`)).body.data.map(
                    (one: { last_request_at: number }) => one.last_request_at,
                );
            const [down, up] = [await times('desc'), await times('asc')];
            assert.deepEqual(
                down,
                [...down].sort((a, b) => b - a),
            );
            assert.deepEqual(
                up,
                [...up].sort((a, b) => a - b),
            );
        });
        for (const [query, expected] of [
            ['per_page=61', '400 parameter_invalid'],
            ['order=descending', '400 parameter_invalid'],
            ['per_page=60&page=200', '400 bad_request'],
        ]) {
            it(`${query} is ${expected}`, async () => {
                assert.equal(outcome(await call(sandbox, 'POST', `/companies/list?${query}`)), expected);
            });
        }
        it('is forbidden to a token that may only read, GET /companies is not', async () => {
            const reader = { authorization: 'Bearer reader' };
            const refused = await call(sandbox, 'POST', '/companies/list', undefined, reader);
            assert.equal(outcome(refused), '403 forbidden');
            const plain = await call(sandbox, 'GET', '/companies', undefined, reader);
            assert.equal(plain.body.total_count, 250);
        });
        it('leaves out companies without a contact', async () => {
            const total = async () => (await call(sandbox, 'POST', '/companies/list')).body.total_count;
            const { id } = (await upsert({ company_id: 'c-1', name: 'Alone' })).body;
            assert.equal(await total(), 250);
            const contact = (await call(sandbox, 'POST', '/contacts', { role: 'lead' })).body.id;
            await call(sandbox, 'POST', `/contacts/${contact}/companies`, { id });
            assert.equal(await total(), 251);
            await call(sandbox, 'DELETE', `/contacts/${contact}/companies/${id}`);
            assert.equal(await total(), 250);
        });
    });

    describe('scroll', () => {
        const scroll = (parameter?: string) =>
            call(sandbox, 'GET', `/companies/scroll${parameter ? `?scroll_param=${parameter}` : ''}`);

        it('a hundred a page, the rest, then 404', async () => {
            const first = (await scroll()).body;
            const second = (await scroll(first.scroll_param)).body;
            const third = (await scroll(second.scroll_param)).body;
            assert.deepEqual([first.data.length, second.data.length, third.data.length], [100, 100, 50]);
            assert.deepEqual([first.pages, first.total_count], [null, null]);
            assert.equal(outcome(await scroll(third.scroll_param)), '404 not_found');
        });
        it('only one at a time, until it was unused for a minute', async () => {
            const first = (await scroll()).body;
            assert.equal(outcome(await scroll()), '400 scroll_exists');
            sandbox.setClock(Date.now() + 61_000);
            assert.equal(outcome(await scroll(first.scroll_param)), '404 not_found');
            assert.equal(outcome(await scroll()), '200');
        });
        it('the same parameter may be asked again', async () => {
            const first = (await scroll()).body;
            const second = (await scroll(first.scroll_param)).body;
            const again = (await scroll(first.scroll_param)).body;
            assert.deepEqual(again.data, second.data);
        });
        it('may also end with an empty page', async () => {
            const other = await startSandbox({ scrollEnd: 'empty' });
            try {
                const first = (await call(other, 'GET', '/companies/scroll')).body;
                const last = (await call(other, 'GET', `/companies/scroll?scroll_param=${first.scroll_param}`)).body;
                assert.deepEqual([first.data.length, last.data], [50, []]);
            } finally {
                await other.close();
            }
        });
    });

    describe('and contacts', () => {
        let contact: string;
        beforeEach(async () => {
            contact = (await call(sandbox, 'POST', '/contacts', { role: 'lead' })).body.id;
        });

        it('attach takes `id`, twice does no harm', async () => {
            const { id } = (await upsert({ company_id: 'c-1' })).body;
            const path = `/contacts/${contact}/companies`;
            assert.equal((await call(sandbox, 'POST', path, { id })).body.id, id);
            assert.equal((await call(sandbox, 'POST', path, { id })).body.user_count, 1);
            assert.equal(outcome(await call(sandbox, 'POST', path, {})), '400 parameter_not_found');
            assert.equal(outcome(await call(sandbox, 'POST', path, { id: 'c-1' })), '404 company_not_found');
            const listed = (await call(sandbox, 'GET', path)).body;
            assert.deepEqual([listed.data.length, listed.total_count, listed.pages.next], [1, 1, null]);
            const people = (await call(sandbox, 'GET', `/companies/${id}/contacts`)).body;
            assert.deepEqual([people.data[0].id, people.total_count], [contact, 1]);
        });
        it('detach knows who is not there', async () => {
            const { id } = (await upsert({ company_id: 'c-1' })).body;
            const path = `/contacts/${contact}/companies/${id}`;
            assert.equal(outcome(await call(sandbox, 'DELETE', path)), '404 not_found');
            await call(sandbox, 'POST', `/contacts/${contact}/companies`, { id });
            const { body } = await call(sandbox, 'DELETE', path);
            assert.equal(body.id, id);
            assert.deepEqual(body.notes, { data: [], url: `/companies/${id}/notes`, total_count: 0, has_more: false });
            assert.equal(outcome(await call(sandbox, 'DELETE', `/contacts/no/companies/${id}`)), '404 not_found');
        });
    });
});

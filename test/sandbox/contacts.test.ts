import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call, outcome } from './testing';

describe('sandbox: contacts', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    const create = async (body: object) => (await call(sandbox, 'POST', '/contacts', body)).body;

    describe('create', () => {
        const cases: [string, object, string][] = [
            ['an email is enough', { email: 'ada@example.com' }, '200'],
            ['an external_id is enough', { external_id: 'a-1' }, '200'],
            ['a lead needs nothing but its role', { role: 'lead' }, '200'],
            ['one of the three is needed', { name: 'Ada' }, '400 parameter_invalid'],
            ['a user needs an email or an external_id', { role: 'user', name: 'Ada' }, '400 parameter_invalid'],
            ['other roles are unknown', { role: 'admin' }, '400 parameter_invalid'],
            ['known custom attributes', { role: 'lead', custom_attributes: { plan: 'Pro', vip: true } }, '200'],
            ['unknown custom attributes', { role: 'lead', custom_attributes: { shoe: 43 } }, '400 parameter_invalid'],
            [
                'custom attributes of the wrong type',
                { role: 'lead', custom_attributes: { vip: 'x' } },
                '400 parameter_invalid',
            ],
            ['dates as text', { role: 'lead', signed_up_at: '2026-01-01' }, '400 parameter_invalid'],
            ['an unknown owner', { role: 'lead', owner_id: '1' }, '400 parameter_invalid'],
            ['email_verified without an email', { role: 'lead', email_verified: true }, '400 parameter_invalid'],
        ];
        for (const [what, body, expected] of cases) {
            it(what, async () => assert.equal(outcome(await call(sandbox, 'POST', '/contacts', body)), expected));
        }

        it('an unknown custom attribute is named', async () => {
            const reply = await call(sandbox, 'POST', '/contacts', { role: 'lead', custom_attributes: { shoe: 43 } });
            assert.equal(reply.body.errors[0].message, "Custom attribute 'shoe' does not exist");
        });

        it('an email alone makes a user', async () => {
            assert.equal((await create({ email: 'ada@example.com' })).role, 'user');
        });

        it('a lead gets an external_id of its own', async () => {
            assert.notEqual((await create({ role: 'lead', external_id: 'mine' })).external_id, 'mine');
        });

        it('is no upsert: a twin is 409 and its id is in the message only', async () => {
            const first = await create({ email: 'ada@example.com', external_id: 'a-1' });
            for (const body of [{ email: 'Ada@example.com' }, { external_id: 'a-1' }]) {
                const reply = await call(sandbox, 'POST', '/contacts', body);
                assert.equal(outcome(reply), '409 conflict');
                const expected = `A contact matching those details already exists with id=${first.id}`;
                assert.equal(reply.body.errors[0].message, expected);
            }
        });

        it('an archived twin says so', async () => {
            const { id } = await create({ email: 'ada@example.com' });
            await call(sandbox, 'POST', `/contacts/${id}/archive`);
            const reply = await call(sandbox, 'POST', '/contacts', { email: 'ada@example.com' });
            const expected = `An archived contact matching those details already exists with id=${id}`;
            assert.equal(reply.body.errors[0].message, expected);
        });

        it('leads may repeat an email', async () => {
            await create({ email: 'ada@example.com' });
            assert.equal(
                outcome(await call(sandbox, 'POST', '/contacts', { role: 'lead', email: 'ada@example.com' })),
                '200',
            );
        });
    });

    describe('update', () => {
        it('changes what is given and keeps the rest', async () => {
            const { id } = await create({ email: 'ada@example.com', name: 'Ada', phone: '+15550001' });
            const { body } = await call(sandbox, 'PUT', `/contacts/${id}`, { name: 'Ada L', phone: null });
            assert.deepEqual([body.name, body.phone, body.email], ['Ada L', null, 'ada@example.com']);
        });

        it('a user cannot become a lead, a lead can become a user', async () => {
            const user = await create({ email: 'ada@example.com' });
            const lead = await create({ role: 'lead', email: 'lea@example.com' });
            const down = await call(sandbox, 'PUT', `/contacts/${user.id}`, { role: 'lead' });
            const up = await call(sandbox, 'PUT', `/contacts/${lead.id}`, { role: 'user', external_id: 'l-1' });
            assert.equal(outcome(down), '400 client_error');
            assert.deepEqual([up.body.role, up.body.external_id], ['user', 'l-1']);
        });

        it('several users may have one email, but not one external_id; an archived one gives his away', async () => {
            const ada = await create({ email: 'ada@example.com', external_id: 'a-1' });
            const { id } = await create({ email: 'bob@example.com' });
            const put = (body: object) => call(sandbox, 'PUT', `/contacts/${id}`, body);
            assert.equal((await put({ email: 'ada@example.com' })).body.email, 'ada@example.com');
            assert.equal(outcome(await put({ external_id: 'a-1' })), '409 conflict');
            await call(sandbox, 'POST', `/contacts/${ada.id}/archive`);
            assert.equal((await put({ external_id: 'a-1' })).body.external_id, 'a-1');
        });

        it('null keeps the external_id of a user, and stays as null in a custom attribute', async () => {
            const { id } = await create({ external_id: 'a-1', custom_attributes: { plan: 'Pro', vip: true } });
            const change = { external_id: null, custom_attributes: { plan: null } };
            const { body } = await call(sandbox, 'PUT', `/contacts/${id}`, change);
            assert.deepEqual([body.external_id, body.custom_attributes], ['a-1', { plan: null, vip: true }]);
        });
    });

    describe('get, archive, delete, merge', () => {
        it('an archived contact is 404 until it is unarchived', async () => {
            const { id } = await create({ email: 'ada@example.com' });
            assert.equal((await call(sandbox, 'POST', `/contacts/${id}/archive`)).body.archived, true);
            assert.equal(outcome(await call(sandbox, 'GET', `/contacts/${id}`)), '404 not_found');
            assert.equal((await call(sandbox, 'POST', `/contacts/${id}/unarchive`)).body.archived, false);
            assert.equal(outcome(await call(sandbox, 'GET', `/contacts/${id}`)), '200');
        });

        it('a deleted contact does not come back and keeps its address', async () => {
            const { id } = await create({ email: 'ada@example.com' });
            assert.equal((await call(sandbox, 'DELETE', `/contacts/${id}`)).body.deleted, true);
            assert.equal(outcome(await call(sandbox, 'DELETE', `/contacts/${id}`)), '404 not_found');
            const back = await call(sandbox, 'POST', `/contacts/${id}/unarchive`);
            assert.equal(outcome(back), '400 bad_request');
            assert.match(back.body.errors[0].message, /marked for permanent deletion and is not restorable/);
            const again = await call(sandbox, 'POST', '/contacts', { email: 'ada@example.com' });
            assert.match(again.body.errors[0].message, /^An archived contact/);
        });

        it('is found by external_id when it is a user', async () => {
            const { id } = await create({ external_id: 'a/b c' });
            const path = `/contacts/find_by_external_id/${encodeURIComponent('a/b c')}`;
            assert.equal((await call(sandbox, 'GET', path)).body.id, id);
            const lead = await create({ role: 'lead' });
            const other = await call(sandbox, 'GET', `/contacts/find_by_external_id/${lead.external_id}`);
            assert.equal(outcome(other), '404 not_found');
        });

        it('an encoded id stays one segment', async () => {
            assert.equal(outcome(await call(sandbox, 'GET', '/contacts/a%2F..%2Ftags')), '404 not_found');
            assert.equal(sandbox.requests.at(-1)?.path, '/contacts/a%2F..%2Ftags');
        });

        it('a merged contact is 410 and links to the survivor', async () => {
            const user = await create({ email: 'ada@example.com' });
            const lead = await create({ role: 'lead', email: 'ada@example.com' });
            const merged = await call(sandbox, 'POST', '/contacts/merge', { from: lead.id, into: user.id });
            assert.equal(merged.body.id, user.id);
            const gone = await call(sandbox, 'GET', `/contacts/${lead.id}`);
            assert.equal(outcome(gone), '410 contact_merged');
            assert.equal(gone.headers.get('link'), `</contacts/${user.id}>; rel="canonical"`);
            const before = { 'intercom-version': '2.15' };
            assert.equal(
                outcome(await call(sandbox, 'GET', `/contacts/${lead.id}`, undefined, before)),
                '404 not_found',
            );
        });

        it('only duplicates are merged since 2.16, unless told otherwise', async () => {
            const into = (await create({ email: 'ada@example.com' })).id;
            const [from, other] = [(await create({ role: 'lead' })).id, (await create({ role: 'lead' })).id];
            const before = { 'intercom-version': '2.15' };
            const merged = await call(sandbox, 'POST', '/contacts/merge', { from: other, into }, before);
            assert.equal(outcome(merged), '200');
            assert.equal(outcome(await call(sandbox, 'POST', '/contacts/merge', { from, into })), '400 invalid_merge');
            const body = { from, into, skip_duplicate_validation: true };
            assert.equal(outcome(await call(sandbox, 'POST', '/contacts/merge', body)), '200');
        });
    });

    describe('list', () => {
        it('ten a page, walked with a cursor that must be encoded', async () => {
            const first = (await call(sandbox, 'GET', '/contacts')).body;
            assert.equal(first.data.length, 10);
            assert.equal(first.total_count, 250);
            assert.deepEqual([first.pages.page, first.pages.per_page, first.pages.total_pages], [1, 10, 25]);
            assert.match(first.pages.next.starting_after, /\/.*=$/);
        });

        it('every contact once; the last page has no next', async () => {
            const seen = new Set<string>();
            let query = '?per_page=150';
            for (;;) {
                const { body } = await call(sandbox, 'GET', `/contacts${query}`);
                for (const contact of body.data) seen.add(contact.id);
                if (!body.pages.next) break;
                query = `?per_page=150&starting_after=${encodeURIComponent(body.pages.next.starting_after)}`;
            }
            assert.equal(seen.size, 250);
        });

        const refused: [string, string][] = [
            ['per_page=151', '400 parameter_invalid'],
            ['per_page=0', '400 parameter_invalid'],
            ['starting_after=nonsense', '400 client_error'],
        ];
        for (const [query, expected] of refused) {
            it(`${query} is ${expected}`, async () => {
                assert.equal(outcome(await call(sandbox, 'GET', `/contacts?${query}`)), expected);
            });
        }

        it('the oldest come first', async () => {
            const { data } = (await call(sandbox, 'GET', '/contacts')).body;
            const times = data.map((one: { created_at: number }) => one.created_at);
            assert.deepEqual(times, [...times].sort());
        });

        it('archived ones are not in it', async () => {
            const [first] = (await call(sandbox, 'GET', '/contacts?per_page=1')).body.data;
            await call(sandbox, 'POST', `/contacts/${first.id}/archive`);
            const { body } = await call(sandbox, 'GET', '/contacts?per_page=150');
            assert.equal(body.total_count, 249);
            assert.ok(body.data.every((contact: { id: string }) => contact.id !== first.id));
        });
    });

    it('an owner is text since 2.16, a number before', async () => {
        const { id } = await create({ email: 'ada@example.com', owner_id: '991267459' });
        const owner = async (version: string) =>
            (await call(sandbox, 'GET', `/contacts/${id}`, undefined, { 'intercom-version': version })).body.owner_id;
        assert.deepEqual([await owner('2.16'), await owner('2.15')], ['991267459', 991267459]);
    });

    it('find_by_external_id came with 2.13, merge_history with 2.16', async () => {
        const { id } = await create({ external_id: 'a-1' });
        const ask = async (path: string, version: string) =>
            outcome(await call(sandbox, 'GET', path, undefined, { 'intercom-version': version }));
        assert.equal(await ask('/contacts/find_by_external_id/a-1', '2.12'), '400 intercom_version_invalid');
        assert.equal(await ask('/contacts/find_by_external_id/a-1', '2.13'), '200');
        assert.equal(await ask(`/contacts/${id}/merge_history`, '2.15'), '400 intercom_version_invalid');
    });

    it('people have names and places of the world, and addresses of nobody', async () => {
        const contacts = [...sandbox.state.contacts.walk('oldest')];
        const countries = new Set(contacts.map((one) => one.location.country_code));
        assert.ok(countries.size > 15);
        for (const { email, name, id } of contacts) {
            assert.match(email ?? 'a.b.1@example.com', /^[a-z]+\.[a-z]+\.\d+@example\.(com|org|net)$/);
            assert.ok(name === null || !name.includes('|'), id);
        }
        assert.equal((await call(sandbox, 'GET', `/contacts/${contacts[7]?.id}`)).body.id, contacts[7]?.id);
    });

    it('another seed makes other people, the same seed the same', async () => {
        const people = async (seed: number): Promise<string[]> => {
            const other = await startSandbox({ seed: { contacts: 20, seed }, now: () => Date.UTC(2026, 0, 1) });
            try {
                return [...other.state.contacts.walk('oldest')].map(({ id, email }) => `${id} ${email}`);
            } finally {
                await other.close();
            }
        };
        assert.deepEqual(await people(5), await people(5));
        assert.notDeepEqual(await people(5), await people(6));
    });

    it('a contact embeds ten references and says how many there are', async () => {
        const { id } = await create({ email: 'ada@example.com' });
        for (const company of [...sandbox.state.companies.values()].slice(0, 11)) {
            await call(sandbox, 'POST', `/contacts/${id}/companies`, { id: company.id });
        }
        const { companies } = (await call(sandbox, 'GET', `/contacts/${id}`)).body;
        assert.deepEqual([companies.data.length, companies.total_count, companies.has_more], [10, 11, true]);
    });
});

import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { call, outcome } from './testing';

describe('sandbox: tags', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    it('are created by name, compared without case', async () => {
        const first = await call(sandbox, 'POST', '/tags', { name: 'Gold' });
        const again = await call(sandbox, 'POST', '/tags', { name: 'gold' });
        assert.deepEqual([again.body.id, again.body.name], [first.body.id, 'Gold']);
        assert.equal(sandbox.counts.created.tags, 1);
    });

    it('are renamed by the same endpoint with an id', async () => {
        const { id } = (await call(sandbox, 'POST', '/tags', { name: 'Gold' })).body;
        await call(sandbox, 'POST', '/tags', { id, name: 'Silver' });
        assert.equal((await call(sandbox, 'GET', `/tags/${id}`)).body.name, 'Silver');
        assert.equal(outcome(await call(sandbox, 'PUT', `/tags/${id}`, { name: 'x' })), '404 not_found');
    });

    it('need a name', async () => {
        assert.equal(outcome(await call(sandbox, 'POST', '/tags', {})), '400 parameter_invalid');
    });

    it('tag companies and users; the unknown are not in the answer', async () => {
        const name = 'Gold';
        const companies = [{ company_id: 'acme-1' }, { company_id: 'no' }];
        const tagged = (await call(sandbox, 'POST', '/tags', { name, companies })).body;
        assert.deepEqual(tagged.companies, [{ id: sandbox.state.companies.withOwnId('acme-1')?.id, tagged: true }]);
        const user = sandbox.state.contacts.at(0)?.id;
        assert.deepEqual((await call(sandbox, 'POST', '/tags', { name, users: [{ id: user }] })).body.users, [
            { id: user, tagged: true },
        ]);
        const both = await call(sandbox, 'POST', '/tags', { name, users: [], companies: [] });
        assert.equal(outcome(both), '400 parameter_invalid');
    });

    it('before 2.16 the answer is the tag alone, and the unknown is 404', async () => {
        const before = { 'intercom-version': '2.15' };
        const save = (body: object) => call(sandbox, 'POST', '/tags', body, before);
        const { body } = await save({ name: 'Gold' });
        assert.deepEqual(Object.keys(body), ['type', 'id', 'name']);
        const unknown = await save({ name: 'Gold', companies: [{ company_id: 'no' }] });
        assert.equal(outcome(unknown), '404 company_not_found');
    });

    it('are listed by name', async () => {
        await call(sandbox, 'POST', '/tags', { name: 'alpha' });
        const names = (await call(sandbox, 'GET', '/tags')).body.data.map((tag: { name: string }) => tag.name);
        assert.deepEqual(names.slice(0, 3), ['alpha', 'Beta tester', 'Churn risk']);
    });

    it('delete answers 200 without a body, then 404', async () => {
        const reply = await call(sandbox, 'DELETE', '/tags/101');
        assert.deepEqual([reply.status, reply.text], [200, '']);
        assert.equal(outcome(await call(sandbox, 'DELETE', '/tags/101')), '404 not_found');
    });

    it('one that a segment uses stays', async () => {
        const tag = sandbox.state.tags.withName('Churn risk');
        const reply = await call(sandbox, 'DELETE', `/tags/${tag?.id}`);
        assert.equal(outcome(reply), '400 tag_has_dependent_objects');
    });

    it('on a contact: attached by id, listed with a date, detached once', async () => {
        const { id } = (await call(sandbox, 'POST', '/contacts', { role: 'lead' })).body;
        const attached = (await call(sandbox, 'POST', `/contacts/${id}/tags`, { id: 101 })).body;
        assert.deepEqual([attached.id, attached.name, attached.applied_by.type], ['101', 'VIP', 'admin']);
        const embedded = (await call(sandbox, 'GET', `/contacts/${id}`)).body.tags.data;
        assert.deepEqual(embedded, [{ id: '101', type: 'tag', url: '/tags/101' }]);
        assert.equal((await call(sandbox, 'GET', `/contacts/${id}/tags`)).body.data[0].name, 'VIP');
        assert.equal(outcome(await call(sandbox, 'DELETE', `/contacts/${id}/tags/101`)), '200');
        assert.equal(outcome(await call(sandbox, 'DELETE', `/contacts/${id}/tags/101`)), '404 not_found');
        assert.equal(outcome(await call(sandbox, 'POST', `/contacts/${id}/tags`, { id: '9' })), '404 not_found');
        assert.equal(outcome(await call(sandbox, 'POST', '/contacts/no/tags', { id: '101' })), '404 not_found');
    });
});

describe('sandbox: a new ticket', () => {
    let sandbox: Sandbox;
    let contact: string;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(() => {
        sandbox.reset();
        contact = sandbox.state.contacts.at(0)?.id as string;
    });

    const cases: [string, object, string][] = [
        ['contact by external_id', { contacts: [{ external_id: 'user-1000' }] }, '200'],
        ['unknown contact', { contacts: [{ id: 'no' }] }, '404 not_found'],
        [
            'two contacts',
            { contacts: [{ email: 'a@example.com' }, { email: 'b@example.com' }] },
            '400 parameter_invalid',
        ],
        ['unknown type', { ticket_type_id: '1' }, '404 not_found'],
        ['unknown company', { company_id: 'acme-1' }, '404 company_not_found'],
        ['an option of a list by its id', { ticket_attributes: { Severity: '3f1e' } }, '200'],
        ['an option of a list by its label', { ticket_attributes: { Severity: 'High' } }, '400 parameter_invalid'],
        ['unknown attribute', { ticket_attributes: { Colour: 'red' } }, '400 parameter_invalid'],
        ['wrong type of attribute', { ticket_attributes: { 'Affected devices': 1.5 } }, '400 parameter_invalid'],
        ['required attribute missing', { ticket_type_id: '68' }, '400 parameter_invalid'],
        ['required attribute given', { ticket_type_id: '68', ticket_attributes: { Amount: 12.5 } }, '200'],
    ];
    for (const [what, change, expected] of cases) {
        it(`create: ${what} is ${expected}`, async () => {
            const body = { ticket_type_id: '67', contacts: [{ id: contact }], ...change };
            assert.equal(outcome(await call(sandbox, 'POST', '/tickets', body)), expected);
        });
    }

    it('an unknown email makes a contact, once', async () => {
        const body = { ticket_type_id: '67', contacts: [{ email: 'new@example.com' }] };
        const first = (await call(sandbox, 'POST', '/tickets', body)).body;
        const second = (await call(sandbox, 'POST', '/tickets', body)).body;
        assert.equal(first.contacts.contacts[0].id, second.contacts.contacts[0].id);
        assert.deepEqual(sandbox.counts.created, { tickets: 2, contacts: 1 });
    });

    it('the path takes id, not the number of the inbox', async () => {
        const [ticket] = sandbox.state.tickets.values();
        assert.equal(outcome(await call(sandbox, 'GET', `/tickets/${ticket?.id}`)), '200');
        assert.equal(outcome(await call(sandbox, 'GET', `/tickets/${ticket?.ticket_id}`)), '404 ticket_not_found');
    });
});

import assert from 'node:assert/strict';
import { IntercomClient, IntercomError } from 'intercom-client';
import { type Sandbox, startSandbox } from '../../src/sandbox';

/** Intercom's own SDK works against the sandbox as it is: it believes that this is Intercom. */
describe('sandbox: the official SDK', () => {
    let sandbox: Sandbox;
    let client: IntercomClient;
    before(async () => {
        sandbox = await startSandbox();
        client = new IntercomClient({ token: sandbox.token, environment: sandbox.url });
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    it('creates, reads, updates, archives and deletes a contact', async () => {
        const created = await client.contacts.create({ email: 'ada@example.com', name: 'Ada' });
        const contact_id = created.id as string;
        assert.equal((await client.contacts.find({ contact_id })).email, 'ada@example.com');
        assert.equal((await client.contacts.update({ contact_id, name: 'Ada L' })).name, 'Ada L');
        assert.equal((await client.contacts.archive({ contact_id })).archived, true);
        assert.equal((await client.contacts.unarchive({ contact_id })).archived, false);
        assert.equal((await client.contacts.delete({ contact_id })).deleted, true);
        await assert.rejects(client.contacts.find({ contact_id }), (error) => {
            return error instanceof IntercomError && error.statusCode === 404;
        });
    });

    it('walks all contacts', async () => {
        const ids = new Set<string>();
        for await (const contact of await client.contacts.list({ per_page: 100 })) ids.add(contact.id as string);
        assert.equal(ids.size, 250);
    });

    it('searches, page after page', async () => {
        let found = 0;
        const query = { field: 'role', operator: '=' as const, value: 'lead' };
        for await (const contact of await client.contacts.search({ query, pagination: { per_page: 20 } })) {
            assert.equal(contact.role, 'lead');
            found++;
        }
        assert.equal(found, 50);
    });

    it('handles companies', async () => {
        const company = await client.companies.createOrUpdate({ company_id: 'c-1', name: 'Fjord' });
        const company_id = company.id as string;
        assert.equal((await client.companies.find({ company_id })).name, 'Fjord');
        const contact = await client.contacts.create({ email: 'ada@example.com' });
        await client.companies.attachContact({ contact_id: contact.id as string, id: company_id });
        const names = [];
        for await (const one of await client.companies.list({ per_page: 5 })) names.push(one.name);
        assert.equal(names.length, 51);
        await client.companies.detachContact({ contact_id: contact.id as string, company_id });
        assert.equal((await client.companies.delete({ company_id })).deleted, true);
    });

    it('handles tags', async () => {
        const tag = await client.tags.create({ name: 'Gold' });
        const tag_id = tag.id as string;
        const contact = await client.contacts.create({ email: 'ada@example.com' });
        const contact_id = contact.id as string;
        assert.equal((await client.tags.tagContact({ contact_id, id: tag_id })).name, 'Gold');
        assert.equal((await client.tags.untagContact({ contact_id, tag_id })).id, tag_id);
        assert.ok((await client.tags.list()).data?.some((one) => one.id === tag_id));
        await client.tags.delete({ tag_id });
        await assert.rejects(client.tags.find({ tag_id }));
    });

    it('handles data attributes', async () => {
        const all = await client.dataAttributes.list({ model: 'contact', include_archived: true });
        const plan = all.data?.find(({ name }) => name === 'plan');
        // The SDK's types know but a part of what can be changed.
        const body = { archived: false, description: 'What they pay' } as never;
        const changed = await client.dataAttributes.update({ data_attribute_id: plan?.id as number, body });
        assert.equal(changed.description, 'What they pay');
    });

    it('handles articles and collections', async () => {
        const collection = await client.helpCenters.collections.create({ name: 'New' });
        const { admins } = await client.admins.list();
        const author_id = Number(admins?.[0]?.id);
        const article = await client.articles.create({ title: 'Hi', author_id, parent_id: Number(collection.id) });
        const article_id = article.id as unknown as number; // the SDK's type, not what Intercom answers
        assert.equal((await client.articles.update({ article_id, title: 'Hello' })).title, 'Hello');
        assert.equal((await client.articles.delete({ article_id })).deleted, true);
        const titles = new Set<string | undefined>();
        for await (const one of await client.articles.list({ per_page: 2 })) titles.add(one.title);
        assert.equal(titles.size, 6);
    });

    it('exports data', async () => {
        const job = await client.dataExport.create({ created_at_after: 1, created_at_before: 2 });
        const job_identifier = job.job_identifier as string;
        assert.equal((await client.dataExport.find({ job_identifier })).status, 'pending');
        assert.equal((await client.dataExport.cancel({ job_identifier })).status, 'canceled');
    });

    it('handles tickets', async () => {
        const types = await client.ticketTypes.list();
        const ticket_type_id = types.data?.[0]?.id as string;
        const ticket = await client.tickets.create({ ticket_type_id, contacts: [{ email: 'ada@example.com' }] });
        assert.equal((await client.tickets.get({ ticket_id: ticket?.id as string }))?.id, ticket?.id);
        const query = { field: 'ticket_type_id', operator: '=' as const, value: ticket_type_id };
        assert.ok((await client.tickets.search({ query })).data.length > 0);
    });
});

import assert from 'node:assert/strict';
import { type Known, withKnown } from '../actions/known';
import { TestFlow, unload, withSandbox } from './flow';

interface Case {
    given: string;
    type: string;
    properties: Record<string, unknown>;
    payload: (known: Known) => Record<string, unknown>;
    /** Path of the last request: where the record that was meant has its id. */
    reaches: (known: Known) => string;
}

const cases: Case[] = [
    {
        given: 'a contact by external_id',
        type: 'intercom-get-contact',
        properties: { contactBy: 'external_id' },
        payload: ({ userExternalId }) => ({ id: userExternalId }),
        reaches: ({ userId }) => `/contacts/${userId}`,
    },
    {
        given: 'a contact by email',
        type: 'intercom-archive-contact',
        properties: { contactBy: 'email' },
        payload: ({ userEmail }) => ({ id: userEmail }),
        reaches: ({ userId }) => `/contacts/${userId}/archive`,
    },
    ...(['userId', 'userExternalId', 'userEmail'] as const).map(
        (key): Case => ({
            given: `a contact by auto, as ${key}`,
            type: 'intercom-get-contact',
            properties: { contactBy: 'auto' },
            payload: (known) => ({ id: known[key] }),
            reaches: ({ userId }) => `/contacts/${userId}`,
        }),
    ),
    {
        given: 'a company by company_id',
        type: 'intercom-get-company',
        properties: { companyBy: 'company_id' },
        payload: ({ companyOwnId }) => ({ id: companyOwnId }),
        reaches: ({ companyId }) => `/companies/${companyId}`,
    },
    {
        given: 'a company by name',
        type: 'intercom-get-company',
        properties: { companyBy: 'name' },
        payload: ({ companyName }) => ({ id: companyName }),
        reaches: ({ companyId }) => `/companies/${companyId}`,
    },
    {
        given: 'contact and tag by email and name, the name in capitals',
        type: 'intercom-attach-tag-to-contact',
        properties: { contactBy: 'email', tagBy: 'name' },
        payload: ({ userEmail, tagName }) => ({ contact_id: userEmail, tag_id: tagName.toUpperCase() }),
        reaches: ({ userId }) => `/contacts/${userId}/tags`,
    },
    {
        given: 'an id from a context or the panel',
        type: 'intercom-get-contact',
        properties: { contactId: 'payload.who', contactIdType: 'jsonata' },
        payload: ({ userId }) => ({ who: userId }),
        reaches: ({ userId }) => `/contacts/${userId}`,
    },
];

describe('references', () => {
    const held = withSandbox();
    const known = withKnown(held);
    beforeEach(() => {
        held.sandbox.requests.length = 0;
    });

    for (const { given, type, properties, payload, reaches } of cases) {
        it(`finds ${given}`, async () => {
            const flow = await TestFlow.load(held.sandbox, type, properties);
            await flow.output({ payload: payload(known) });
            assert.equal(held.sandbox.requests.at(-1)?.path, reaches(known));
        });
    }

    it('sends the ids that were found, not the names that were given', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-attach-company-to-contact', {
            contactBy: 'external_id',
            companyBy: 'name',
        });
        await flow.output({ payload: { contact_id: known.userExternalId, company_id: known.companyName } });
        assert.deepEqual(held.sandbox.requests.at(-1)?.body, { id: known.companyId });
    });

    for (const [type, properties, payload, field] of [
        ['intercom-get-contact', { contactBy: 'email' }, { id: 'nobody@example.com' }, 'contactId'],
        ['intercom-get-contact', { contactBy: 'external_id' }, { id: 'nobody' }, 'contactId'],
        ['intercom-get-company', { companyBy: 'name' }, { id: 'No Such Company' }, 'companyId'],
        ['intercom-delete-tag', { tagBy: 'name' }, { id: 'no such tag' }, 'tagId'],
    ] as const) {
        it(`${type} with ${JSON.stringify(properties)}: nothing found is not_found, and nothing is changed`, async () => {
            const flow = await TestFlow.load(held.sandbox, type, properties);
            const { intercom, payload: kept } = await flow.error({ payload });
            assert.equal(intercom.error?.code, 'not_found');
            assert.equal(intercom.error?.field, field);
            assert.deepEqual(kept, payload);
            assert.ok(held.sandbox.requests.every(({ method, path }) => method === 'GET' || path.endsWith('/search')));
        });
    }

    it('lists the ids when more than one is found', async () => {
        const create = await TestFlow.load(held.sandbox, 'intercom-create-contact');
        for (let i = 0; i < 2; i++) await create.output({ payload: { role: 'lead', email: 'twin@example.com' } });
        await unload();
        const flow = await TestFlow.load(held.sandbox, 'intercom-delete-contact', { contactBy: 'email' });
        const { intercom, error } = await flow.error({ payload: { id: 'twin@example.com' } });
        assert.equal(intercom.error?.code, 'ambiguous_reference');
        assert.match(error?.message ?? '', /[0-9a-f]{24}, [0-9a-f]{24}/);
        assert.equal(held.sandbox.requests.at(-1)?.path, '/contacts/search');
    });

    it('refuses a key that does not exist', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-attach-tag-to-contact', { tagBy: 'colour' });
        const { intercom } = await flow.error({ payload: { contact_id: known.userId, tag_id: 'x' } });
        assert.equal(intercom.error?.field, 'tagBy');
        assert.equal(held.sandbox.requests.length, 0);
    });

    for (const id of ['../x', 'a/b', 'a?b=c', 'a b', '#', '%2e%2e', 'ü', '\\..\\']) {
        it(`keeps the id ${JSON.stringify(id)} in its path segment`, async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-get-contact');
            const { intercom } = await flow.error({ payload: { id } });
            assert.equal(intercom.error?.statusCode, 404);
            assert.deepEqual(
                held.sandbox.requests.map(({ path, query }) => [path, { ...query }]),
                [[`/contacts/${encodeURIComponent(id)}`, {}]],
            );
        });
    }

    for (const id of ['.', '..', '\ud800']) {
        it(`refuses the id ${JSON.stringify(id)}, which no encoding keeps in its segment`, async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-get-contact');
            const { intercom } = await flow.error({ payload: { id } });
            assert.equal(intercom.error?.code, 'invalid_field');
            assert.equal(intercom.error?.field, 'contactId');
            assert.equal(held.sandbox.requests.length, 0);
        });
    }
});

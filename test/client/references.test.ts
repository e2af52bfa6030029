import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    type Client,
    contactKey,
    findCompany,
    findContact,
    findTag,
    getContact,
    IntercomError,
} from '../../src/client';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { clientOf, failure } from './support';

describe('client: references', () => {
    let sandbox: Sandbox;
    let client: Client;
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 3, companies: 3 } });
    });
    beforeEach(() => {
        sandbox.reset();
        client = clientOf(sandbox).client;
    });
    afterEach(() => client.close());
    after(() => sandbox.close());

    const post = async (path: string, body: object) => {
        const answer = await client.call<{ id: string }>({ method: 'POST', path, body, repeat: 'always' });
        sandbox.requests.length = 0;
        return answer.body.id;
    };

    for (const [value, key] of [
        ['ann@example.com', 'email'],
        ['5ba682d23d7cf92bef87bfd4', 'id'],
        ['5BA682D23D7CF92BEF87BFD4', 'id'],
        ['5ba682d23d7cf92bef87bfd', 'external_id'],
        ['customer-7', 'external_id'],
        ['', 'external_id'],
    ] as const)
        it(`takes "${value}" as ${key}`, () => assert.equal(contactKey(value), key));

    it('asks nothing for an id', async () => {
        assert.equal(await findContact(client, 'id', 'x'), 'x');
        assert.equal(await findContact(client, 'auto', '5ba682d23d7cf92bef87bfd4'), '5ba682d23d7cf92bef87bfd4');
        assert.equal(await findCompany(client, 'id', 'x'), 'x');
        assert.equal(await findTag(client, 'id', 'x'), 'x');
        assert.equal(sandbox.requests.length, 0);
    });

    it('finds a contact by email and by external id', async () => {
        const id = await post('/contacts', { role: 'user', email: 'ann@example.com', external_id: 'my/1 ä' });
        for (const [by, value] of [
            ['email', 'ann@example.com'],
            ['external_id', 'my/1 ä'],
            ['auto', 'ann@example.com'],
            ['auto', 'my/1 ä'],
        ] as const)
            assert.equal(await findContact(client, by, value), id, by);
    });

    it('searches for external ids that the direct way does not know', async () => {
        const id = await post('/contacts', { role: 'user', external_id: 'lead-7' });
        for (const fault of [
            { status: 404, body: { type: 'error.list', errors: [{ code: 'not_found' }] } },
            { status: 400, body: { type: 'error.list', errors: [{ code: 'intercom_version_invalid' }] } },
        ]) {
            sandbox.fault({ kind: 'status', ...fault, match: { path: /find_by_external_id/ } });
            assert.equal(await findContact(client, 'external_id', 'lead-7'), id);
        }
        await failure(findContact(client, 'external_id', '..'), 'not_found');
    });

    it('says what was not found, and that search lags', async () => {
        const error = await failure(findContact(client, 'email', 'nobody@example.com'), 'not_found');
        assert.equal(error.field, 'contactId');
        assert.match(error.message, /no contact with email "nobody@example\.com"\. A contact made in the last minutes/);
        assert.equal((await failure(findCompany(client, 'company_id', 'none'), 'not_found')).field, 'companyId');
        assert.equal((await failure(findCompany(client, 'name', 'none'), 'not_found')).field, 'companyId');
        assert.equal((await failure(findTag(client, 'name', 'none'), 'not_found')).field, 'tagId');
    });

    it('lists the ids when there is more than one', async () => {
        const body = { type: 'list', data: [{ id: 'a1' }, { id: 'b2' }] };
        sandbox.fault({ kind: 'status', status: 200, body, match: { path: /search/ } });
        const error = await failure(findContact(client, 'email', 'two@example.com'), 'ambiguous_reference');
        assert.match(error.message, /a1, b2/);
        assert.equal(error.field, 'contactId');
    });

    it('finds a company by your id and by name', async () => {
        const id = await post('/companies', { company_id: 'acme-1', name: 'Acme & Söhne' });
        assert.equal(await findCompany(client, 'company_id', 'acme-1'), id);
        assert.equal(await findCompany(client, 'name', 'Acme & Söhne'), id);
    });

    for (const [what, body] of [
        ['a bare company', { type: 'company', id: 'c1', company_id: 'mine', name: 'Phone &amp; SMS' }],
        ['a list', { type: 'list', data: [{ id: 'c1', company_id: 'mine', name: 'Phone &amp; SMS' }] }],
        [
            'all companies',
            {
                type: 'list',
                data: [
                    { id: 'c0', company_id: 'other', name: 'x' },
                    { id: 'c1', company_id: 'mine', name: 'Phone &amp; SMS' },
                ],
            },
        ],
    ] as const)
        it(`reads ${what}`, async () => {
            sandbox.fault({ kind: 'status', status: 200, body, times: 2 });
            assert.equal(await findCompany(client, 'company_id', 'mine'), 'c1');
            assert.equal(await findCompany(client, 'name', 'Phone & SMS'), 'c1');
        });

    it('finds a tag by name, without regard to case', async () => {
        const id = await post('/tags', { name: 'Very Important' });
        assert.equal(await findTag(client, 'name', ' very IMPORTANT'), id);
    });

    it('refuses empty values', async () => {
        for (const find of [
            findContact(client, 'email', ''),
            findContact(client, 'auto', ' '),
            findCompany(client, 'name', ''),
            findTag(client, 'name', ''),
        ])
            await failure(find, 'invalid_field');
    });

    it('never takes a text for something it is not', () => {
        fc.assert(
            fc.property(fc.string(), (value) => {
                const key = contactKey(value);
                assert.equal(key === 'email', value.includes('@'));
                if (key === 'id') assert.match(value, /^[0-9a-fA-F]{24}$/);
            }),
        );
    });

    it('follows a contact that was merged to the survivor', async () => {
        const id = await post('/contacts', { role: 'user', email: 'into@example.com' });
        const headers = { Link: `</contacts/${id}>; rel="canonical"` };
        const body = { type: 'error.list', errors: [{ code: 'contact_merged', message: 'Merged' }] };
        sandbox.fault({ kind: 'status', status: 410, body, headers });
        const answer = await getContact(client, 'gone');
        assert.equal((answer.body as { id: string }).id, id);
        sandbox.fault({ kind: 'status', status: 410, body, headers, times: Number.POSITIVE_INFINITY });
        const error = await failure(getContact(client, 'gone'), 'contact_merged');
        assert(error instanceof IntercomError);
    });
});

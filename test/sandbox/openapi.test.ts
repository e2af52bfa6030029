import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { loadOpenApi, type OpenApi } from './openapi';
import { call } from './testing';

/** Every operation once, against Intercom's own description. */
describe('sandbox: answers as the OpenAPI file describes them', () => {
    let sandbox: Sandbox;
    let openapi: OpenApi;
    before(async function () {
        const loaded = loadOpenApi();
        if (!loaded) {
            console.log(
                '      the OpenAPI file of Intercom is not here: set INTERCOM_OPENAPI to its path to check against it',
            );
            this.skip();
        }
        openapi = loaded;
        sandbox = await startSandbox();
    });
    after(() => sandbox?.close());

    const contact = (n = 0): string => sandbox.state.contacts.at(n)?.id as string;
    const company = (): string => [...sandbox.state.companies.values()][1]?.id as string;
    const conversation = (): string => sandbox.state.conversations.values()[0]?.id as string;
    const ticket = (): string => sandbox.state.tickets.values()[0]?.id as string;
    const everybody = { query: { field: 'created_at', operator: '>', value: 0 } };
    const admin = { type: 'admin', admin_id: '991267459' };

    const asks: [string, () => string, (() => unknown)?][] = [
        ['GET', () => '/me'],
        ['GET', () => '/admins'],
        ['GET', () => '/admins/991267459'],
        ['PUT', () => '/admins/991267459/away', () => ({ away_mode_enabled: true, away_mode_reassign: false })],
        ['GET', () => '/segments'],
        ['GET', () => '/segments/6762f25c1bb69f9f2193bc21'],
        ['GET', () => '/data_attributes?model=contact'],
        ['PUT', () => '/data_attributes/31', () => ({ description: 'What they pay' })],
        ['POST', () => '/data_attributes', () => ({ name: 'shoe', model: 'contact', data_type: 'integer' })],
        ['POST', () => '/contacts', () => ({ email: 'ada@example.com', custom_attributes: { plan: 'Pro' } })],
        ['POST', () => '/contacts', () => ({ role: 'lead' })],
        ['GET', () => '/contacts?per_page=150'],
        ['GET', () => `/contacts/${contact()}`],
        ['GET', () => `/contacts/${contact()}?include_merge_history=true`],
        ['GET', () => '/contacts/find_by_external_id/user-1000'],
        ['PUT', () => `/contacts/${contact()}`, () => ({ name: 'Ada', phone: null })],
        ['POST', () => '/contacts/search', () => everybody],
        ['GET', () => `/contacts/${contact()}/companies`],
        ['GET', () => `/contacts/${contact()}/segments`],
        ['GET', () => `/contacts/${contact()}/merge_history`],
        ['POST', () => `/contacts/${contact(1)}/companies`, () => ({ id: company() })],
        ['DELETE', () => `/contacts/${contact(1)}/companies/${company()}`],
        ['POST', () => `/contacts/${contact()}/tags`, () => ({ id: '102' })],
        ['GET', () => `/contacts/${contact()}/tags`],
        ['DELETE', () => `/contacts/${contact()}/tags/102`],
        [
            'POST',
            () => '/contacts/merge',
            () => ({ from: contact(4), into: contact(), skip_duplicate_validation: true }),
        ],
        ['POST', () => `/contacts/${contact(2)}/archive`],
        ['POST', () => `/contacts/${contact(2)}/unarchive`],
        ['DELETE', () => `/contacts/${contact(2)}`],
        ['POST', () => '/companies', () => ({ company_id: 'c-1', custom_attributes: { seats: 3 } })],
        ['PUT', () => `/companies/${company()}`, () => ({ size: 3 })],
        ['GET', () => `/companies/${company()}`],
        ['GET', () => '/companies'],
        ['GET', () => '/companies?company_id=acme-1'],
        ['GET', () => '/companies?tag_id=101'],
        ['POST', () => '/companies/list?per_page=5'],
        ['GET', () => '/companies/scroll'],
        ['GET', () => `/companies/${company()}/contacts`],
        ['GET', () => `/companies/${company()}/segments`],
        ['DELETE', () => `/companies/${company()}`],
        ['GET', () => '/articles'],
        [
            'POST',
            () => '/articles',
            () => ({ title: 'Hi', author_id: 991267459, parent_id: 3201, parent_type: 'collection' }),
        ],
        ['GET', () => '/articles/9101001'],
        ['PUT', () => '/articles/9101001', () => ({ title: 'Hello', state: 'draft' })],
        ['DELETE', () => '/articles/9101001'],
        ['GET', () => '/help_center/collections'],
        ['POST', () => '/help_center/collections', () => ({ name: 'New', description: 'Of now' })],
        ['GET', () => '/help_center/collections/3201'],
        ['PUT', () => '/help_center/collections/3201', () => ({ name: 'Newer' })],
        ['DELETE', () => '/help_center/collections/3201'],
        [
            'POST',
            () => '/export/content/data',
            () => ({ created_at_after: 1_700_000_000, created_at_before: 1_800_000_000 }),
        ],
        ['GET', () => '/tags'],
        ['GET', () => '/tags/101'],
        ['POST', () => '/tags', () => ({ name: 'Gold' })],
        ['POST', () => '/tags', () => ({ name: 'Gold', companies: [{ company_id: 'acme-1' }] })],
        ['DELETE', () => '/tags/101'],
        ['GET', () => '/ticket_types'],
        ['GET', () => '/ticket_types/67'],
        ['POST', () => '/tickets', () => ({ ticket_type_id: '67', contacts: [{ id: contact() }] })],
        ['GET', () => `/tickets/${ticket()}`],
        ['PUT', () => `/tickets/${ticket()}`, () => ({ ticket_state_id: '8322' })],
        ['POST', () => '/tickets/search', () => everybody],
        ['DELETE', () => `/tickets/${ticket()}`],
        ['GET', () => '/conversations?per_page=5'],
        ['GET', () => `/conversations/${conversation()}`],
        ['POST', () => '/conversations/search', () => everybody],
        ['POST', () => '/conversations', () => ({ from: { type: 'user', id: contact() }, body: 'Hello' })],
        ['PUT', () => `/conversations/${conversation()}`, () => ({ read: true })],
        [
            'POST',
            () => `/conversations/${conversation()}/reply`,
            () => ({ ...admin, message_type: 'comment', body: 'Hi' }),
        ],
        ['POST', () => `/conversations/${conversation()}/parts`, () => ({ ...admin, message_type: 'close' })],
        ['DELETE', () => `/conversations/${conversation()}`],
    ];

    for (const [method, path, body] of asks) {
        const title = path
            .toString()
            .replace(/^\(\) => /, '')
            .replaceAll(/[`'"]/g, '');
        it(`${method} ${title}`, async () => {
            const reply = await call(sandbox, method, path(), body?.());
            assert.equal(reply.status, 200, reply.text);
            const errors = openapi.validateResponse({ method, path: path(), status: 200, body: reply.body });
            assert.deepEqual(errors, []);
            const sent = sandbox.requests.at(-1);
            assert.ok(sent);
            assert.deepEqual(openapi.validateRequest(sent), []);
        });
    }

    it('errors are error lists', async () => {
        for (const path of ['/nothing', '/contacts/no', '/companies/no', '/contacts?per_page=0']) {
            const { status, body } = await call(sandbox, 'GET', path);
            assert.ok(status >= 400);
            assert.deepEqual(openapi.validateResponse({ method: 'GET', path, status, body }), []);
        }
    });

    it('a request with an unknown key or parameter is found out', () => {
        const create = openapi.validateRequest({ method: 'POST', path: '/contacts', body: { email: 'a', shoe: 1 } });
        assert.deepEqual(create, ['/ must NOT have unevaluated properties: shoe']);
        const list = openapi.validateRequest({
            method: 'GET',
            path: '/contacts',
            query: { per_page: '5', order: 'asc' },
        });
        assert.deepEqual(list, ['query: order is not described']);
    });
});

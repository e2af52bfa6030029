import { deepEqual as looselyEqual } from 'node:assert';
import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Built, buildRequest, type Refusal, type Row, withOwnAdmin } from '../../nodes/operation/request';
import { anything } from '../support/anything';
import { everyForm, rowsOf } from './support';

const rows = (values: Record<string, unknown>): Row[] => Object.entries(values).map(([n, value]) => ({ n, value }));

function built(operation: string, values: Record<string, unknown>, form?: string): Built {
    const result = buildRequest({ operation, form, rows: rows(values) });
    assert('built' in result, JSON.stringify(result));
    return result.built;
}

function refused(operation: string, values: Record<string, unknown>, form?: string): Refusal {
    const result = buildRequest({ operation, form, rows: rows(values) });
    assert('refusal' in result, JSON.stringify(result));
    return result.refusal;
}

const REPLY = 'POST /conversations/{conversation_id}/reply';
const PARTS = 'POST /conversations/{conversation_id}/parts';
const SEARCH = 'POST /contacts/search';

describe('operation: what rows become', () => {
    const bodies: [what: string, operation: string, values: Record<string, unknown>, body: unknown, form?: string][] = [
        [
            'what tells the form apart is sent by the node',
            PARTS,
            { conversation_id: 1, admin_id: '7', body: 'Bye' },
            { message_type: 'close', type: 'admin', admin_id: '7', body: 'Bye' },
            'close',
        ],
        [
            'of a list, with each of its objects',
            'POST /tags',
            { name: 'VIP', companies: [{ id: '1' }, { company_id: 'acme' }] },
            {
                name: 'VIP',
                companies: [
                    { id: '1', untag: true },
                    { company_id: 'acme', untag: true },
                ],
            },
            'untag_companies',
        ],
        [
            "a contact's answer is a comment, unless a row says that it is a quick reply",
            REPLY,
            { conversation_id: 1, email: 'ada@example.com', message_type: 'QUICK_REPLY' },
            { message_type: 'quick_reply', type: 'user', email: 'ada@example.com' },
            'email',
        ],
        [
            'records give their ids, as number where the description has numbers',
            'PUT /tickets/{ticket_id}',
            { ticket_id: { type: 'ticket', id: '5' }, admin_id: { type: 'admin', id: '7' }, assignee_id: { id: 8 } },
            { admin_id: 7, assignee_id: '8' },
        ],
        [
            'an id that stands in another record is found by its name',
            'POST /tickets/{ticket_id}/linked_conversations',
            { ticket_id: 5, conversation_id: { type: 'ticket', id: '5', conversation_id: '9' } },
            { conversation_id: '9' },
        ],
        [
            'a contact is one for an event too',
            'POST /events',
            { event_name: 'e', created_at: 1_769_850_000_000, id: { type: 'contact', role: 'lead', id: 'c1' } },
            { event_name: 'e', created_at: 1_769_850_000, id: 'c1' },
        ],
        [
            'dates go out as Unix seconds, ISO dates as ISO, days as days',
            'POST /articles',
            {
                title: 'T',
                author_id: '1',
                scheduled_publish_at: new Date('2026-01-31T09:00:00Z'),
                scheduled_unpublish_at: 1_769_850_000,
            },
            {
                title: 'T',
                author_id: 1,
                scheduled_publish_at: '2026-01-31T09:00:00.000Z',
                scheduled_unpublish_at: '2026-01-31T09:00:00.000Z',
            },
        ],
        [
            'a day is the day of the date',
            'PUT /office_hours_schedules/{office_hours_schedule_id}/office_hours_exceptions/{id}',
            { office_hours_schedule_id: 1, id: 2, exception_date: '2026-12-24T18:00:00Z' },
            { exception_date: '2026-12-24' },
        ],
        [
            'dots reach one level below, and into a list of one',
            'POST /tickets',
            { ticket_type_id: 1, 'contacts.email': 'ada@example.com', 'ticket_attributes.Shoe size': 42 },
            { ticket_type_id: '1', contacts: [{ email: 'ada@example.com' }], ticket_attributes: { 'Shoe size': 42 } },
        ],
        [
            'a contact that a conversation is from is named by role and id alone',
            'POST /conversations',
            { from: { type: 'contact', role: 'lead', id: 'abc', email: 'ada@example.com' }, body: 'Hi' },
            { from: { type: 'lead', id: 'abc' }, body: 'Hi' },
        ],
        [
            'lists may be JSON text, parts with commas, or one thing alone',
            'POST /calls/search',
            { conversation_ids: { type: 'conversation', id: 3 } },
            { conversation_ids: ['3'] },
        ],
        [
            'files go out in base64, with name and type',
            REPLY,
            {
                conversation_id: 1,
                user_id: 'u1',
                attachment_files: [
                    Buffer.from('a'),
                    { name: 'b.png', contentType: 'image/png', data: Buffer.from('b') },
                ],
            },
            {
                message_type: 'comment',
                type: 'user',
                user_id: 'u1',
                attachment_files: [
                    { content_type: 'application/octet-stream', data: 'YQ==', name: 'file-1' },
                    { content_type: 'image/png', data: 'Yg==', name: 'b.png' },
                ],
            },
            'user_id',
        ],
        [
            'a choice that the list does not have is sent as it is',
            'POST /ticket_types',
            { name: 'N', category: 'back-OFFICE', icon: '' },
            { name: 'N', category: 'Back-office' },
        ],
        [
            'null clears, false and 0 are values',
            'PUT /companies/{company_id}',
            { company_id: 1, plan: null, size: 0 },
            { plan: null, size: 0 },
        ],
        [
            'rows of another operation are never sent',
            'POST /contacts/{contact_id}/tags',
            { contact_id: 'c', id: 't', snoozed_until: 'tomorrow' },
            { id: 't' },
        ],
        [
            'a whole body is sent as it is, with path and query beside it',
            'PUT /contacts/{contact_id}',
            { contact_id: 'c', include_merge_history: 'yes', '*': '{"anything": [1]}' },
            { anything: [1] },
        ],
        [
            'a whole body needs no form',
            PARTS,
            { conversation_id: 1, '*': { message_type: 'open' } },
            { message_type: 'open' },
        ],
        [
            'a DELETE may have a body',
            'DELETE /tickets/{ticket_id}/tags/{tag_id}',
            { ticket_id: 1, tag_id: 2, admin_id: 3 },
            { admin_id: '3' },
        ],
    ];
    for (const [what, operation, values, body, form] of bodies)
        it(what, () => assert.deepEqual(built(operation, values, form).body, body));

    it('names the rows that it does not send', () => {
        assert.deepEqual(built('GET /tags', { '*': {}, tag_id: 1, order: undefined }).unknown, ['*', 'tag_id']);
    });

    it('finds the id of a job in what its start was answered with', () => {
        const job = { job_identifier: 'abc', status: 'pending' };
        assert.equal(
            built('GET /export/content/data/{job_identifier}', { job_identifier: job }).path,
            '/export/content/data/abc',
        );
    });

    it('keeps ids in their segment of the path', () => {
        const { path } = built('DELETE /contacts/{contact_id}/tags/{tag_id}', { contact_id: '../x', tag_id: 'a/b?c' });
        assert.equal(path, '/contacts/..%2Fx/tags/a%2Fb%3Fc');
    });

    it('joins lists in a query, and takes what steers a list out of it', () => {
        const { query, list } = built('GET /content/search', {
            states: ['Published', 'draft'],
            tag_ids: '[1,2]',
            per_page: '50',
            page: 2,
        });
        assert.deepEqual(query, { states: 'published,draft', tag_ids: '1,2' });
        assert.deepEqual(list, { paging: 'page', records: 'data', page: 2, perPage: 50, most: 50 });
    });

    it('finds the page and the cursor of a search in its body, a whole one too', () => {
        const query = { field: 'role', operator: '=', value: 'user' };
        const asked = { paging: 'cursor-body', records: 'data', perPage: 10, startingAfter: 'abc', most: 150 };
        const apart = built(SEARCH, { query, 'pagination.per_page': 10, 'pagination.starting_after': 'abc' });
        const whole = built(SEARCH, { '*': { query, pagination: { per_page: 10, starting_after: 'abc' } } });
        for (const { body, list } of [apart, whole]) {
            assert.deepEqual(body, { query });
            assert.deepEqual(list, asked);
        }
    });

    it('leaves who acts to the token where no admin_id is given', () => {
        assert.equal(built(PARTS, { conversation_id: 1 }, 'open').ownAdmin, true);
        assert.equal(built(PARTS, { conversation_id: 1, admin_id: 5 }, 'open').ownAdmin, false);
        assert.equal(built(PARTS, { conversation_id: 1, '*': {} }).ownAdmin, false);
        assert.equal(built('GET /admins/{admin_id}', { admin_id: 5 }).ownAdmin, false);
    });

    it('puts in the teammate who acts as the operation has it, text or number', () => {
        const number = built('PUT /tickets/{ticket_id}', { ticket_id: 1, open: false });
        assert.deepEqual(withOwnAdmin(number, '991').body, { open: false, admin_id: 991 });
        const text = built(PARTS, { conversation_id: 1 }, 'open');
        assert.deepEqual(withOwnAdmin(text, '991').body, { message_type: 'open', admin_id: '991' });
    });

    it('asks for what comes back by its kind', () => {
        const facts = (operation: string, values: Record<string, unknown>) => {
            const { accept, readAs, redirect } = built(operation, values);
            return { accept, readAs, redirect };
        };
        const json = { accept: undefined, readAs: 'json', redirect: undefined };
        assert.deepEqual(facts('GET /calls/{call_id}', { call_id: 1 }), json);
        assert.deepEqual(facts('GET /calls/{call_id}/recording', { call_id: 1 }), { ...json, redirect: 'answer' });
        assert.deepEqual(facts('GET /calls/{call_id}/transcript', { call_id: 1 }), {
            accept: 'text/plain',
            readAs: 'text',
            redirect: undefined,
        });
        assert.deepEqual(facts('GET /download/content/data/{job_identifier}', { job_identifier: 'x' }), {
            accept: 'application/octet-stream',
            readAs: 'binary',
            redirect: undefined,
        });
    });

    const repeats: [operation: string, values: Record<string, unknown>, repeat: string, form?: string][] = [
        ['POST /contacts', { email: 'ada@example.com' }, 'create-contact'],
        ['POST /contacts', { email: 'ada@example.com', role: 'lead' }, 'never'],
        ['POST /contacts', { role: 'user' }, 'never'],
        ['POST /contacts', { '*': { email: 'ada@example.com', role: 'lead' } }, 'never'],
        ['POST /companies', { company_id: 'acme' }, 'always'],
        ['POST /companies', { name: 'Acme' }, 'never'],
        [PARTS, { conversation_id: 1 }, 'always', 'close'],
        [PARTS, { conversation_id: 1, body: 'Bye' }, 'never', 'close'],
        ['POST /events', { event_name: 'e', created_at: 1, id: 'c' }, 'always'],
        ['POST /events', { '*': { event_name: 'e', id: 'c' } }, 'never'],
        [REPLY, { conversation_id: 1, message_type: 'note', body: 'x' }, 'never', 'admin'],
        ['DELETE /tags/{tag_id}', { tag_id: 1 }, 'delete'],
        ['GET /tags', {}, 'always'],
    ];
    for (const [operation, values, repeat, form] of repeats)
        it(`${operation} with ${JSON.stringify(values)} may be repeated: ${repeat}`, () =>
            assert.equal(built(operation, values, form).repeat, repeat));
});

describe('operation: what rows cannot become', () => {
    const refusals: [
        what: string,
        operation: string,
        values: Record<string, unknown>,
        refusal: Partial<Refusal>,
        form?: string,
    ][] = [
        [
            'an operation that is not there',
            'GET /nothing',
            {},
            {
                code: 'invalid_field',
                field: 'operation',
                fault: { key: 'fault.operationUnknown', values: { label: 'GET /nothing' } },
            },
        ],
        ['no form', PARTS, { conversation_id: 1 }, { code: 'invalid_field', field: 'form' }],
        [
            'a form that is not there',
            PARTS,
            { conversation_id: 1 },
            { code: 'invalid_field', field: 'form' },
            'archive',
        ],
        [
            'a missing id of the path',
            'GET /contacts/{contact_id}',
            { contact_id: '' },
            { code: 'missing_field', field: 'contact_id' },
        ],
        [
            'null for what is required',
            'POST /conversations',
            { from: { type: 'user', id: '1' }, body: null },
            { code: 'missing_field', field: 'body' },
        ],
        [
            'an object without an id',
            'GET /contacts/{contact_id}',
            { contact_id: {} },
            { code: 'missing_field', field: 'contact_id' },
        ],
        [
            'a list for one id',
            'GET /contacts/{contact_id}',
            { contact_id: [1, 2] },
            { code: 'invalid_field', field: 'contact_id' },
        ],
        [
            'a record of another kind',
            'GET /contacts/{contact_id}',
            { contact_id: { type: 'company', id: '1' } },
            { code: 'invalid_field', field: 'contact_id' },
        ],
        [
            'an id that would leave its path',
            'GET /contacts/{contact_id}',
            { contact_id: '..' },
            { code: 'invalid_field', field: 'contact_id' },
        ],
        [
            'a missing required field',
            'POST /conversations',
            { from: { type: 'user', id: '1' } },
            { code: 'missing_field', field: 'body' },
        ],
        [
            'a missing field one level below',
            'POST /conversations',
            { 'from.type': 'user', body: 'x' },
            { code: 'missing_field', field: 'from.id' },
        ],
        [
            'none of several',
            'POST /contacts',
            { name: 'Ada' },
            {
                code: 'missing_field',
                field: 'email',
                fault: { key: 'fault.anyOf', values: { label: 'email, external_id, role' } },
            },
        ],
        ['none of several in the query', 'GET /events', { type: 'user' }, { code: 'missing_field', field: 'user_id' }],
        [
            'none of several in each of a list',
            'POST /tickets',
            { ticket_type_id: 1, contacts: [{ id: '1' }, {}] },
            { code: 'missing_field', field: 'contacts.id' },
        ],
        [
            'a row beside a whole body',
            SEARCH,
            { '*': { query: {} }, query: {} },
            { code: 'invalid_field', field: 'query' },
        ],
        ['a whole body that is not there', SEARCH, { '*': undefined }, { code: 'missing_field', field: '*' }],
        ['a whole body that is none', SEARCH, { '*': 'nonsense' }, { code: 'invalid_field', field: '*' }],
        [
            'a value that is none of its kind',
            'PUT /tickets/{ticket_id}',
            { ticket_id: 1, snoozed_until: 'soon' },
            { code: 'invalid_field', field: 'snoozed_until' },
        ],
        [
            'a value one level below that is none of its kind',
            SEARCH,
            { query: {}, 'pagination.per_page': 'many' },
            { code: 'invalid_field', field: 'pagination.per_page' },
        ],
        [
            'what JSON would drop',
            'PUT /companies/{company_id}',
            { company_id: 1, custom_attributes: { seats: Number.NaN } },
            { code: 'invalid_field', field: 'custom_attributes' },
        ],
        [
            'the whole of an object and a part of it',
            SEARCH,
            { query: {}, pagination: {}, 'pagination.per_page': 1 },
            { code: 'invalid_field', field: 'pagination.per_page' },
        ],
    ];
    for (const [what, operation, values, wanted, form] of refusals)
        it(what, () => {
            const { code, field, fault } = refused(operation, values, form);
            assert.deepEqual({ code, field, ...(wanted.fault && { fault }) }, wanted);
        });

    it('the same row given twice', () => {
        const result = buildRequest({
            operation: 'POST /tags',
            form: 'create',
            rows: [
                { n: 'name', value: 'a' },
                { n: 'name', value: 'b' },
            ],
        });
        assert('refusal' in result && result.refusal.fault.key === 'fault.givenTwice');
    });

    it('whatever is given: a request or a refusal, and a body that JSON holds whole', () => {
        const asked = fc
            .constantFrom(...everyForm)
            .chain(([, operation, form]) =>
                fc.tuple(fc.constant(operation), fc.constant(form), rowsOf(operation, form), anything, fc.nat()),
            );
        fc.assert(
            fc.property(asked, ([operation, form, right, value, index]) => {
                const given = right.map((row, at) => (at === index % right.length ? { ...row, value } : row));
                const result = buildRequest({ operation: operation.name, form: form.name, rows: given });
                if ('refusal' in result) {
                    const { field, fault } = result.refusal;
                    assert.ok(fault.values.label, field);
                    return;
                }
                const { path, body } = result.built;
                assert.equal(path.split('/').length, operation.path.split('/').length);
                // Loosely, for JSON knows no -0.
                if (body) looselyEqual(JSON.parse(JSON.stringify(body)), body);
            }),
            { numRuns: 2000 },
        );
    });
});

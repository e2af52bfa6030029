import assert from 'node:assert/strict';
import { errorFromAnswer, IntercomError, invalidField, sentence } from '../../src/client';

/** What Node-RED's sidebar shows of an error: so much at first, so much unfolded. */
const AT_FIRST = 30;
const UNFOLDED = 85;

const list = (code: string, message: string | null = null, field: string | null = null) => ({
    type: 'error.list',
    request_id: 'r1',
    errors: [{ code, message, field }],
});

const missing = list('not_found', 'Resource Not Found');

interface Case {
    status: number;
    body: unknown;
    /** `GET /contacts/1` by default. */
    request?: string;
    headers?: Record<string, string>;
    /** The first thirty characters. */
    what: string;
    /** To be read within eighty. */
    todo?: RegExp;
    field?: string;
}

const lostForGood = 'User marked for permanent deletion and is not restorable';
const archive = 'POST /contacts/1/unarchive';

const intercoms: Case[] = [
    { status: 400, body: list('parameter_invalid', 'bad'), what: 'A value is not accepted.', todo: /Check the values/ },
    { status: 400, body: list('parameter_invalid', 'no', 'email'), what: 'email is not accepted.', field: 'email' },
    { status: 422, body: list('data_invalid', 'no', 'owner_id'), what: 'owner_id is not accepted.', field: 'owner_id' },
    {
        status: 400,
        body: list('bad_request', "bad 'test' parameter"),
        request: 'POST /companies',
        what: 'test is not accepted.',
        field: 'test',
    },
    { status: 400, body: list('parameter_not_found', 'company not specified'), what: 'A value is missing.' },
    { status: 400, body: list('parameter_missing', null, 'body'), what: 'body is missing.', field: 'body' },
    { status: 400, body: list('type_mismatch'), what: 'A value is of a wrong type.', todo: /Check the values/ },
    { status: 400, body: list('bad_request', lostForGood), request: archive, what: 'The contact is deleted.' },
    { status: 422, body: list('not_restorable'), request: archive, what: 'The contact is deleted.' },
    {
        status: 500,
        body: list('server_error', 'Server Error'),
        request: archive,
        what: 'Not unarchived, maybe deleted.',
    },
    { status: 400, body: list('not_found', 'User Not Found'), what: 'No such contact, or archived.' },
    {
        status: 404,
        body: list('not_found', 'User Not Found'),
        what: 'No such contact, or archived.',
        todo: /unarchive it/,
    },
    {
        status: 404,
        body: list('not_found', 'User Not Found'),
        request: 'DELETE /contacts/1/companies/2',
        what: 'No such contact, or archived.',
    },
    {
        status: 404,
        body: list('company_not_found', 'Company Not Found'),
        request: 'POST /contacts/1/companies',
        what: 'There is no such company.',
        todo: /Check the ID/,
    },
    {
        status: 404,
        body: list('company_not_found', 'Company Not Found'),
        request: 'DELETE /contacts/1/companies/2',
        what: 'No such company there.',
        todo: /contact does not have it/,
    },
    ...['POST /contacts/1/tags', 'DELETE /contacts/1/tags/2'].map((request) => ({
        status: 404,
        body: list('not_found', 'User Not Found'),
        request,
        what: 'No such contact, or archived.',
    })),
    { status: 404, body: missing, request: 'POST /contacts/1/tags', what: 'There is no such tag.' },
    { status: 404, body: missing, request: 'DELETE /contacts/1/tags/2', what: 'No such tag there.' },
    { status: 404, body: missing, request: 'POST /contacts/1/notes', what: 'There is no such teammate.' },
    { status: 404, body: missing, request: 'POST /conversations/1/tags', what: 'No such conversation or tag.' },
    { status: 404, body: missing, request: 'POST /conversations/1/reply', what: 'There is no such conversation.' },
    {
        status: 404,
        body: list('not_found', 'User Not Found'),
        request: 'POST /conversations/1/reply',
        what: 'No such contact, or archived.',
    },
    { status: 404, body: missing, request: 'POST /tickets', what: 'There is no such ticket type.' },
    {
        status: 404,
        body: list('not_found', 'User Not Found'),
        request: 'POST /tickets',
        what: 'No such contact, or archived.',
    },
    { status: 404, body: missing, request: 'GET /contacts', what: 'No such address at Intercom.', todo: /base URL/ },
    ...['POST /contacts/1/unarchive', 'DELETE /contacts/1'].map((request) => ({
        status: 404,
        body: list('not_found', 'User Not Found'),
        request,
        what: 'There is no such contact.',
    })),
    { status: 404, body: list('not_found'), request: 'GET /tickets/1', what: 'There is no such ticket.' },
    { status: 404, body: list('admin_not_found'), request: 'GET /x', what: 'There is no such teammate.' },
    { status: 404, body: list('not_found'), request: 'GET /companies/scroll', what: 'The scroll has ended.' },
    { status: 404, body: list('not_found'), request: 'GET /calls/1', what: 'There is no such record.' },
    {
        status: 404,
        body: list('not_found', 'Conversation not found'),
        request: 'POST /conversations/search',
        what: 'The search failed.',
        todo: /cannot show a record/,
    },
    {
        status: 400,
        body: list('bad_request', 'page limit reached, please use scroll API'),
        what: 'Only 10,000 can be listed so.',
    },
    {
        status: 400,
        body: list('intercom_version_invalid'),
        what: 'The API version does not fit.',
        todo: /in the connection/,
    },
    { status: 400, body: list('scroll_exists'), what: 'Companies are read elsewhere.', todo: /Only one scroll/ },
    { status: 400, body: list('tag_has_dependent_objects'), what: 'The tag is still in use.', todo: /Remove it/ },
    { status: 400, body: list('contact_company_limit_exceeded'), what: 'Too many companies.', todo: /1,000/ },
    { status: 400, body: list('invalid_merge'), what: 'Not merged: no duplicates.' },
    { status: 401, body: list('token_revoked'), what: 'The access token is refused.', todo: /Check the access token/ },
    { status: 402, body: list('payment_required'), what: 'Not in your Intercom plan.' },
    { status: 403, body: list('api_plan_restricted'), what: 'Not in your Intercom plan.' },
    { status: 403, body: list('forbidden'), what: 'A permission is missing.', todo: /Developer Hub/ },
    { status: 408, body: list('request_timeout'), what: 'Intercom took too long.' },
    {
        status: 409,
        body: list('conflict', 'exists with id=abc'),
        what: 'The contact exists already.',
        todo: /contact abc/,
    },
    {
        status: 409,
        body: list('conflict', 'An archived contact exists with id=abc'),
        what: 'The contact exists, archived.',
        todo: /Unarchive contact abc/,
    },
    { status: 409, body: list('resource_conflict', 'no'), what: 'It exists already.' },
    {
        status: 410,
        body: list('contact_merged'),
        headers: { link: '</contacts/abc>; rel="canonical"' },
        what: 'The contact was merged.',
        todo: /Use abc/,
    },
    { status: 410, body: list('gone'), what: 'The record is gone.' },
    { status: 429, body: list('rate_limit_exceeded'), what: 'Too many requests at once.', todo: /fewer requests/ },
    { status: 500, body: list('server_error'), what: 'Intercom is in trouble.', todo: /try again later/ },
    { status: 503, body: list('service_unavailable'), what: 'Intercom is in trouble.', todo: /try again later/ },
    { status: 200, body: list('odd', 'It went wrong'), what: 'Intercom refused this.' },
];

const page = (title: string) => `<html><head><title>${title}</title></head><body><center>nginx</center></body></html>`;

const others: Case[] = [
    { status: 403, body: page('Attention Required! | Cloudflare'), what: 'A proxy or firewall refused.' },
    { status: 401, body: page('Log in'), what: 'A proxy or firewall refused.' },
    { status: 403, body: { message: 'Forbidden' }, what: 'A proxy or firewall refused.' },
    { status: 451, body: 'blocked by policy', what: 'A proxy or firewall refused.' },
    { status: 429, body: page('Too many requests'), what: 'A proxy or firewall refused.' },
    { status: 404, body: page('404 Not Found'), what: 'Another web server answered.' },
    { status: 405, body: 'Method Not Allowed', what: 'Another web server answered.' },
    { status: 404, body: null, what: 'An empty answer came back.' },
    { status: 407, body: page('Proxy'), what: 'The proxy wants a password.' },
    { status: 302, body: page('Found'), what: 'The address has moved.' },
    { status: 502, body: page('502 Bad Gateway'), what: "No answer of Intercom's own.", todo: /try again later/ },
    { status: 503, body: null, what: "No answer of Intercom's own.", todo: /try again later/ },
];

/** HEAD has no body that tells whose an answer is: Intercom's has an id. */
const heads: Case[] = [
    ...(
        [
            [401, 'The access token is refused.'],
            [404, 'No such contact, or archived.'],
            [429, 'Too many requests at once.'],
            [503, 'Intercom is in trouble.'],
        ] as const
    ).map(([status, what]) => ({
        ...{ status, what, body: null },
        request: 'HEAD /contacts/1',
        headers: { 'x-request-id': 'r1' },
    })),
    { status: 404, body: null, request: 'HEAD /contacts/1', what: 'An empty answer came back.' },
];

function errorOf({ status, body, headers = {}, request = 'GET /contacts/1' }: Case): IntercomError {
    const [method = '', path = ''] = request.split(' ');
    return errorFromAnswer({ status, headers, body }, { method, path, host: 'api.intercom.io', token: 'dG9rOjE=' });
}

describe('client: sentences of errors', () => {
    for (const one of [...intercoms, ...others, ...heads]) {
        const { status, body, request = 'GET /contacts/1', what, todo, field = null } = one;
        const shown = typeof body === 'string' ? body : (JSON.stringify(body) ?? '');
        it(`${status} ${request} ${shown.slice(0, 90)}`, () => {
            const error = errorOf(one);
            assert(error.message.startsWith(what), error.message);
            assert(what.length <= AT_FIRST, `${what.length}`);
            if (todo) assert.match(error.message.slice(0, UNFOLDED), todo);
            assert(error.message.endsWith(` (${request}, ${status})`), error.message);
            assert.equal(error.field, field);
            assert.doesNotMatch(error.message, /IntercomError|undefined|null|\.\./);
        });
    }

    for (const one of intercoms)
        it(`says what Intercom said: ${one.status} ${JSON.stringify(one.body).slice(38, 110)}`, () => {
            const { errors = [] } = one.body as { errors: { code: string; message: string | null }[] };
            const said = errors[0]?.message ?? errors[0]?.code ?? '';
            assert(errorOf(one).message.includes(`Intercom says: ${said}`));
        });

    for (const one of others)
        it(`gives no advice about tokens and ids of Intercom's: ${one.status} ${String(one.body).slice(0, 50)}`, () => {
            const { message } = errorOf(one);
            assert.doesNotMatch(message, /token|permission|Developer Hub|\bID\b|Intercom says|in trouble/);
        });

    it('never says to check the values or to try later for a contact that is deleted', () => {
        for (const one of intercoms.filter(({ request }) => request === archive))
            assert.doesNotMatch(errorOf(one).message, /values|try again/);
    });

    describe('inputs by other names', () => {
        const labels: Record<string, string> = { contactId: 'Contact', page: 'Page', startingAfter: '$& After' };
        const reworded = (error: IntercomError) => {
            error.reword((field) => labels[field] ?? field);
            return error;
        };

        it('stand in the sentence and in its hint', () => {
            const error = reworded(
                new IntercomError(sentence`${{ field: 'contactId' }} is empty.`, {
                    code: 'missing_field',
                    field: 'contactId',
                    hint: sentence`Give ${{ field: 'page' }} or ${{ field: 'startingAfter' }}: ${2} at most.`,
                }),
            );
            assert.equal(error.message, 'Contact is empty. Give Page or $& After: 2 at most.');
            assert.deepEqual(error.describe(), {
                code: 'missing_field',
                message: error.message,
                statusCode: null,
                requestId: null,
                errors: null,
                field: 'contactId',
                retryable: false,
                hint: 'Give Page or $& After: 2 at most.',
            });
            assert(error.stack?.startsWith(`IntercomError: ${error.message}\n    at `), error.stack);
        });

        it('of Intercom’s own errors too', () => {
            const body = list('parameter_invalid', 'contactId is wrong', 'contactId');
            const error = reworded(errorOf({ status: 400, body, what: '' }));
            assert.match(error.message, /^Contact is not accepted\. .*Intercom says: contactId is wrong\./);
        });

        it('leave a sentence without inputs as it is', () => {
            const error = reworded(invalidField('page', 'page is odd.'));
            assert.equal(error.message, 'page is odd.');
        });
    });
});

import assert from 'node:assert/strict';
import { Client, type Clock, type ConnectionOptions, path, type Repeat } from '../../src/client';
import { type Fault, type Sandbox, startSandbox } from '../../src/sandbox';
import { assertHides, clientOf, failure } from './support';

const get = (url: string) => ({ method: 'GET', path: url, repeat: 'always' }) as const;

describe('client: connection options', () => {
    const good: ConnectionOptions = {
        region: 'us',
        version: '2.16',
        timeout: 1000,
        maxRetries: 3,
        accessToken: 'dG9rOjE=',
    };
    for (const [what, options, field, sentence] of [
        ['no token', { accessToken: '' }, 'accessToken'],
        ['a token of blanks', { accessToken: '  ' }, 'accessToken'],
        ['a token with a line break', { accessToken: 'abc\r\nX-Evil: 1' }, 'accessToken'],
        ['a token with a letter that no header can carry', { accessToken: 'ключ' }, 'accessToken'],
        ['a custom region without base URL', { region: 'custom' }, 'baseUrl'],
        ['a base URL that is none', { region: 'custom', baseUrl: 'intercom' }, 'baseUrl'],
        ['a base URL of another scheme', { region: 'custom', baseUrl: 'ftp://a.b' }, 'baseUrl'],
        ['a base URL with a password', { region: 'custom', baseUrl: 'https://me:secret@a.b' }, 'baseUrl'],
        ['a base URL with a query', { region: 'custom', baseUrl: 'https://a.b/?x=1' }, 'baseUrl'],
        ['an unknown region', { region: 'mars' as 'us' }, 'region'],
        ['a version with a line break', { version: '2.16\r\n' }, 'version'],
        ['a timeout of 0', { timeout: 0 }, 'timeout'],
        ['a timeout that no timer takes', { timeout: 99_999_999_999 }, 'timeout', /from 1 to 2147483647\./],
        ['negative retries', { maxRetries: -1 }, 'maxRetries'],
        ['a proxy that is none', { proxy: { url: 'proxy:x:y' } }, 'proxy'],
    ] as [string, Partial<ConnectionOptions>, string, RegExp?][])
        it(`refuses ${what}`, async () => {
            const error = await failure((async () => new Client({ ...good, ...options }))(), 'no_connection');
            assert.equal(error.field, field);
            if (sentence) assert.match(error.message, sentence);
            assertHides(error, 'secret');
            if (options.accessToken?.trim()) assertHides(error, options.accessToken);
        });

    for (const [options, url] of [
        [{ region: 'us' }, 'https://api.intercom.io'],
        [{ region: 'eu' }, 'https://api.eu.intercom.io'],
        [{ region: 'au' }, 'https://api.au.intercom.io'],
        [{ region: 'custom', baseUrl: ' http://localhost:1/x/ ' }, 'http://localhost:1/x'],
    ] as [Partial<ConnectionOptions>, string][])
        it(`asks ${url}`, () => assert.equal(new Client({ ...good, ...options }).baseUrl, url));
});

describe('client: call', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 5, companies: 3 } });
    });
    beforeEach(() => sandbox.reset());
    after(() => sandbox.close());

    const aContact = async () => {
        const { client } = clientOf(sandbox);
        const { body } = await client.call<{ data: { id: string }[] }>(get('/contacts'));
        client.close();
        sandbox.requests.length = 0;
        return body.data[0]?.id ?? '';
    };

    it('sends what Intercom asks for and answers with what it said', async () => {
        const { client } = clientOf(sandbox);
        const { status, body, requestId, rateLimit, headers, url } = await client.call<{ type: string }>({
            ...get('/contacts'),
            query: { per_page: 2, starting_after: undefined },
        });
        assert.equal(status, 200);
        assert.equal(body.type, 'list');
        assert(requestId);
        assert.equal(rateLimit.limit, 1_000_000);
        assert((rateLimit.resetAt ?? 0) > 1e12);
        assert.match(headers['content-type'] ?? '', /json/);
        assert.equal(url, `${sandbox.url}/contacts?per_page=2`);
        const [request] = sandbox.requests;
        assert.equal(request?.headers.authorization, `Bearer ${sandbox.token}`);
        assert.equal(request?.headers['intercom-version'], '2.16');
        assert.equal(request?.headers.accept, 'application/json');
        assert.equal(request?.headers['content-type'], undefined);
    });

    it('sends JSON bodies, with null, false and 0 as they are', async () => {
        const { client } = clientOf(sandbox);
        const body = { email: 'ä@example.com', name: null, unsubscribed_from_emails: false, signed_up_at: 0 };
        await client.call({ method: 'POST', path: '/contacts', body, repeat: 'create-contact' });
        assert.deepEqual(sandbox.requests[0]?.body, body);
        assert.equal(sandbox.requests[0]?.headers['content-type'], 'application/json');
    });

    it('sends a POST without body as such', async () => {
        const { client } = clientOf(sandbox);
        const id = await aContact();
        await client.call({ method: 'POST', path: path`/contacts/${id}/archive`, repeat: 'always' });
        assert.equal(sandbox.requests[0]?.body, undefined);
        assert.equal(sandbox.requests[0]?.headers['content-type'], undefined);
    });

    it('answers 204 with null', async () => {
        const { client } = clientOf(sandbox);
        assert.equal((await client.call(get('/_status/204'))).body, null);
    });

    for (const [what, status, body] of [
        ['empty', 200, ''],
        ['empty', 202, ''],
        ['blank', 200, '\n'],
        ['blank', 202, ' '],
        ['with a byte order mark alone', 201, '\ufeff'],
    ] as const)
        it(`takes a ${status} ${what} as done, and sends nothing twice`, async () => {
            const { client } = clientOf(sandbox);
            sandbox.fault({ kind: 'status', status, body });
            const event = { method: 'POST', path: '/events', body: { event_name: 'x' }, repeat: 'always' } as const;
            const answer = await client.call(event);
            assert.deepEqual([answer.status, answer.body, sandbox.requests.length], [status, null, 1]);
        });

    it('asks again when a read is answered without content', async () => {
        const { client } = clientOf(sandbox);
        sandbox.fault({ kind: 'status', status: 200, body: '', times: 2 });
        assert((await client.call<{ id: string }>(get('/me'))).body.id);
        assert.equal(sandbox.requests.length, 3);
    });

    it('repeats the keys of arrays in a query, and encodes', async () => {
        const { client } = clientOf(sandbox);
        const { body } = await client.call<{ query: string }>({
            ...get('/_echo'),
            query: { a: [1, 'b&c'], none: undefined, empty: null, cursor: 'W=/+' },
        });
        assert.equal(body.query, 'a=1&a=b%26c&empty=&cursor=W%3D%2F%2B');
    });

    it('keeps connections alive', async () => {
        const { client } = clientOf(sandbox);
        const opened = sandbox.counts.sockets.opened;
        for (let i = 0; i < 5; i++) await client.call(get('/me'));
        assert.equal(sandbox.counts.sockets.opened - opened, 1);
        client.close();
    });

    describe('errors', () => {
        const asWords = (status: number, code: string, message: string) => ({
            kind: 'status' as const,
            status,
            body: { type: 'error.list', request_id: 'req-1', errors: [{ code, message, field: null }] },
        });
        for (const [what, fault, facts, words] of [
            [
                '401',
                asWords(401, 'unauthorized', 'Access Token Invalid'),
                { statusCode: 401, code: 'unauthorized', retryable: false },
                /^The access token is refused\. .*region of 127.*Access Token Invalid/,
            ],
            [
                '403',
                asWords(403, 'forbidden', 'You do not have the required scope (write_tags)'),
                { code: 'forbidden' },
                /^A permission is missing\. .*write_tags/,
            ],
            [
                '404',
                asWords(404, 'not_found', 'User Not Found'),
                { code: 'not_found' },
                /check the ID.*User Not Found\. \(GET \/contacts, 404\)$/,
            ],
            [
                '409',
                asWords(
                    409,
                    'conflict',
                    'A contact matching those details already exists with id=5da6f18e3d7cf967e4582d05',
                ),
                { code: 'conflict', existingId: '5da6f18e3d7cf967e4582d05', isExistingArchived: false },
                /Update contact 5da6f18e3d7cf967e4582d05 instead/,
            ],
            [
                '409 of an archived twin',
                asWords(
                    409,
                    'conflict',
                    'An archived contact matching those details already exists with id=5da6f18e3d7cf967e4582d05',
                ),
                { isExistingArchived: true },
                /Unarchive contact 5da6f18e3d7cf967e4582d05 first/,
            ],
            [
                '410',
                {
                    ...asWords(410, 'contact_merged', 'Contact Merged'),
                    headers: { Link: '</contacts/abc123>; rel="canonical"' },
                },
                { mergedInto: 'abc123' },
                /Use abc123 instead/,
            ],
            ['422', asWords(422, 'data_invalid', 'bad'), { code: 'data_invalid' }, /Check the values.*bad\./],
            [
                'an error list with status 200',
                asWords(200, 'parameter_invalid', 'bad'),
                { code: 'parameter_invalid', statusCode: 200 },
                /bad/,
            ],
            [
                'an error list without messages',
                { kind: 'status', status: 400, body: { type: 'error.list', errors: [{ type: 'client_error' }] } },
                { code: 'client_error', requestId: /.+/ },
                /client_error/,
            ],
            [
                'an empty answer',
                { kind: 'status', status: 418, body: '' },
                { code: 'bad_request', errors: null },
                /^An empty answer/,
            ],
            [
                'other JSON',
                { kind: 'status', status: 400, body: { oh: 'no' } },
                { code: 'bad_request' },
                /\{"oh":"no"\}/,
            ],
            [
                'a redirect',
                { kind: 'status', status: 301, body: '', headers: { location: 'https://example.com/' } },
                { code: 'invalid_response', statusCode: 301 },
                /points elsewhere/,
            ],
            [
                'an HTML page as success',
                { kind: 'html', status: 200, times: 4 },
                { code: 'invalid_response', statusCode: 200, retryable: true },
                /not JSON/,
            ],
            [
                'JSON that ends in the middle',
                { kind: 'truncated', times: 4 },
                { code: 'invalid_response', retryable: true },
                /not JSON/,
            ],
            [
                'an empty answer to a read',
                { kind: 'status', status: 200, body: '', times: 4 },
                { code: 'invalid_response', retryable: true },
                /^An empty answer/,
            ],
            [
                'a blank answer to a read',
                { kind: 'status', status: 200, body: ' \r\n', times: 4 },
                { code: 'invalid_response', retryable: true },
                /^An empty answer/,
            ],
            [
                'an error list without a list',
                { kind: 'status', status: 200, body: { type: 'error.list', request_id: null, errors: null } },
                { code: 'invalid_response', statusCode: 200 },
                /./,
            ],
            [
                'an error list of things that are none',
                { kind: 'status', status: 200, body: { type: 'error.list', errors: [null, 'oops', 7] } },
                { code: 'unknown', statusCode: 200 },
                /./,
            ],
        ] as [string, Fault, Record<string, unknown>, RegExp][])
            it(`reads ${what}`, async () => {
                const { client } = clientOf(sandbox);
                sandbox.fault(fault);
                const error = await failure(
                    client.call(get('/contacts')),
                    String(
                        facts.code ??
                            ('body' in fault && (fault.body as { errors: { code: string }[] }).errors[0]?.code),
                    ),
                );
                for (const [name, value] of Object.entries(facts))
                    if (value instanceof RegExp) assert.match(String(error[name as 'code']), value);
                    else assert.equal(error[name as 'code'], value, name);
                assert.match(error.message, words);
                assert.equal(String(error), error.message);
                assert.deepEqual(Object.keys(error.describe()), [
                    'code',
                    'message',
                    'statusCode',
                    'requestId',
                    'errors',
                    'field',
                    'retryable',
                    'hint',
                ]);
                assertHides(error, sandbox.token);
                assert.equal(sandbox.requests.length, facts.retryable ? 4 : 1);
            });

        it('makes a sentence of the HTML of a proxy', async () => {
            const { client } = clientOf(sandbox, { maxRetries: 0 });
            sandbox.fault({
                kind: 'html',
                status: 502,
                body: '<html><head><title>502 Bad Gateway</title></head><body><h1>x</h1></body></html>',
            });
            const error = await failure(client.call(get('/contacts')), 'service_unavailable');
            assert.match(error.message, /try again later.*The answer says: 502 Bad Gateway\. \(GET \/contacts, 502\)$/);
            assert(error.retryable);
        });

        it('takes the token out of what Intercom says', async () => {
            const { client } = clientOf(sandbox);
            const echo = `Token ${sandbox.token} is unknown`;
            sandbox.fault({
                kind: 'status',
                status: 401,
                body: {
                    type: 'error.list',
                    request_id: sandbox.token,
                    errors: [{ code: `x-${sandbox.token}`, message: echo, field: sandbox.token }],
                },
            });
            const error = await failure(client.call(get('/me')), 'x-***');
            assert.match(error.message, /Token \*\*\* is unknown/);
            assertHides(error, sandbox.token);
        });

        it('refuses an answer of more than 100 MB', async () => {
            const { client } = clientOf(sandbox, { timeout: 20_000 });
            sandbox.fault({ kind: 'huge', bytes: 101 * 1024 * 1024 });
            const error = await failure(client.call(get('/contacts')), 'invalid_response');
            assert.match(error.message, /100 MB/);
        });

        for (const [what, url, words] of [
            [
                'a port where nobody listens',
                'http://127.0.0.1:1',
                /^Connection refused\. .*127\.0\.0\.1:1, ECONNREFUSED/,
            ],
            ['a name that has two addresses', 'http://localhost:1', /^Connection refused\. .*localhost:1/],
            [
                'a host that does not exist',
                'http://intercom.invalid',
                /^(Address not found|No network, or no DNS)\. .*intercom\.invalid/,
            ],
        ] as [string, string, RegExp][])
            it(`explains ${what}, and repeats even a ticket: it never left`, async () => {
                const { client, clock } = clientOf({ url, token: 'tok-en-123' }, { maxRetries: 2 });
                const error = await failure(
                    client.call({ method: 'POST', path: '/tickets', body: {}, repeat: 'never' }),
                    'network_error',
                );
                assert.match(error.message, words);
                assert(error.retryable && error.neverSent);
                assert.deepEqual(clock.waits, [500, 1000]);
                assertHides(error, 'tok-en-123');
            });

        it('explains a server that does not speak TLS', async () => {
            const { client } = clientOf({ url: sandbox.url.replace('http:', 'https:'), token: 't' }, { maxRetries: 0 });
            const error = await failure(client.call(get('/me')), 'network_error');
            assert.match(error.message, /^The server speaks no TLS\./);
        });
    });

    describe('repetitions', () => {
        const passing: [string, Fault][] = [
            ['a reset', { kind: 'reset' }],
            ['a reset in the body', { kind: 'resetMidBody' }],
            ['a 500', { kind: 'status', status: 500 }],
            ['a 503', { kind: 'status', status: 503 }],
            ['the HTML of a proxy', { kind: 'html', status: 502 }],
        ];
        for (const [what, fault] of passing)
            for (const repeat of ['always', 'delete', 'create-contact'] as Repeat[])
                it(`repeats "${repeat}" after ${what}`, async () => {
                    const { client, clock } = clientOf(sandbox);
                    sandbox.fault({ ...fault, times: 2 });
                    await client.call({ method: 'GET', path: '/me', repeat });
                    assert.equal(sandbox.requests.length, 3);
                    assert.deepEqual(clock.waits, [500, 1000]);
                });
        for (const [what, fault] of passing)
            it(`does not repeat "never" after ${what}`, async () => {
                const { client } = clientOf(sandbox);
                sandbox.fault({ ...fault, times: 2 });
                const error = await client
                    .call({ method: 'POST', path: '/tickets', body: {}, repeat: 'never' })
                    .catch((e) => e);
                assert(error.retryable);
                assertHides(error, sandbox.token);
                assert.equal(sandbox.requests.length, 1);
            });

        it('gives up after maxRetries', async () => {
            const { client, clock } = clientOf(sandbox, { maxRetries: 2 });
            sandbox.fault({ kind: 'status', status: 500, times: 10 });
            await failure(client.call(get('/me')), 'server_error');
            assert.equal(sandbox.requests.length, 3);
            assert.equal(clock.waits.length, 2);
        });

        it('waits as long as a 503 asks', async () => {
            const { client, clock } = clientOf(sandbox);
            sandbox.fault({ kind: 'status', status: 503, headers: { 'retry-after': '17' } });
            await client.call(get('/me'));
            assert.deepEqual(clock.waits, [17_000]);
        });

        for (const repeat of ['always', 'delete', 'create-contact', 'never'] as Repeat[])
            it(`repeats "${repeat}" after a 429, when its headers say`, async () => {
                const { client, clock } = clientOf(sandbox);
                sandbox.fault({ kind: 'rateLimit', retryAfter: 20, times: 2 });
                const told: (number | null)[] = [];
                await client.call({ method: 'GET', path: '/me', repeat }, { onHold: (until) => told.push(until) });
                assert.equal(sandbox.requests.length, 3);
                assert(
                    clock.waits.every((ms) => ms >= 20_000 && ms < 22_000),
                    String(clock.waits),
                );
                assert.equal(told.length, 4);
                assert.equal(told[3], null);
            });

        it('lets no other request go while a 429 holds', async () => {
            const { client, clock } = clientOf(sandbox);
            sandbox.fault({ kind: 'rateLimit', retryAfter: 20 });
            const first = client.call(get('/me'), { lane: 'a' });
            while (sandbox.requests[0]?.status !== 429) await new Promise(setImmediate);
            const second = client.call(get('/tags'), { lane: 'b' });
            await Promise.all([first, second]);
            assert(clock.waits.length >= 1);
            assert.equal(sandbox.requests.length, 3);
        });

        it('gives up on a 429 after maxRetries', async () => {
            const { client } = clientOf(sandbox, { maxRetries: 1 });
            sandbox.fault({ kind: 'rateLimit', times: 5 });
            const error = await failure(client.call(get('/me')), 'rate_limit_exceeded');
            assert.match(error.message, /rate limit is used up/i);
            assert.equal(sandbox.requests.length, 2);
        });

        it('takes a 404 of a repeated delete as done', async () => {
            const { client } = clientOf(sandbox);
            const id = await aContact();
            sandbox.fault({ kind: 'applyThenReset', match: { method: 'DELETE' } });
            const answer = await client.call({ method: 'DELETE', path: path`/contacts/${id}`, repeat: 'delete' });
            assert.equal(answer.body, null);
            assert.equal(answer.repeated, true);
            assert.equal(sandbox.requests.length, 2);
        });

        it('takes a 404 of a first delete as what it is, after a 429 too', async () => {
            const { client } = clientOf(sandbox);
            const gone = { method: 'DELETE', path: '/contacts/5ba682d23d7cf92bef87bfd4', repeat: 'delete' } as const;
            await failure(client.call(gone), 'not_found');
            sandbox.fault({ kind: 'rateLimit' });
            await failure(client.call(gone), 'not_found');
        });

        it("takes a proxy's 404 of a repeated delete as what it is: the contact may be there still", async () => {
            const { client } = clientOf(sandbox);
            const id = await aContact();
            const match = { method: 'DELETE' };
            sandbox.fault({ kind: 'status', status: 503, match });
            sandbox.fault({ kind: 'html', status: 404, match });
            const request = { method: 'DELETE', path: path`/contacts/${id}`, repeat: 'delete' } as const;
            await failure(client.call(request), 'not_found');
            assert.equal(sandbox.requests.length, 2);
        });

        it('answers a repeated create with the contact that the lost attempt made', async () => {
            const { client } = clientOf(sandbox);
            sandbox.fault({ kind: 'applyThenStatus', status: 502, match: { method: 'POST' } });
            const { body, repeated } = await client.call<{ email: string }>({
                method: 'POST',
                path: '/contacts',
                body: { email: 'twice@example.com' },
                repeat: 'create-contact',
            });
            assert.equal(body.email, 'twice@example.com');
            assert.equal(repeated, true);
            assert.deepEqual(
                sandbox.requests.map(({ method, status }) => [method, status]),
                [
                    ['POST', 502],
                    ['POST', 409],
                    ['GET', 200],
                ],
            );
        });

        it('refuses a first create of a contact that exists', async () => {
            const { client } = clientOf(sandbox);
            const create = {
                method: 'POST',
                path: '/contacts',
                body: { email: 'once@example.com' },
                repeat: 'create-contact',
            } as const;
            await client.call(create);
            const error = await failure(client.call(create), 'conflict');
            assert(error.existingId);
        });
    });

    describe('time', () => {
        for (const fault of [{ kind: 'stall' }, { kind: 'slow', delayMs: 2000 }] as Fault[])
            it(`ends an attempt that takes too long (${fault.kind})`, async () => {
                const { client } = clientOf(sandbox, { timeout: 60, maxRetries: 1 });
                sandbox.fault({ ...fault, times: 2 });
                const error = await failure(client.call(get('/me')), 'timeout');
                assert.match(error.message, /^No answer in time\. Raise the timeout of 60 ms/);
                assert(error.retryable);
                assert.equal(sandbox.requests.length, 2);
                assertHides(error, sandbox.token);
            });

        it('repeats after a timeout', async () => {
            const { client } = clientOf(sandbox, { timeout: 60 });
            sandbox.fault({ kind: 'stall' });
            assert.equal((await client.call(get('/me'))).status, 200);
        });

        it('ends a request that is called off, at once', async () => {
            const { client } = clientOf(sandbox);
            sandbox.fault({ kind: 'stall' });
            const stop = new AbortController();
            const call = client.call(get('/me'), { signal: stop.signal });
            while (sandbox.requests.length === 0) await new Promise(setImmediate);
            stop.abort();
            assertHides(await failure(call, 'aborted'), sandbox.token);
            await failure(client.call(get('/me'), { signal: stop.signal }), 'aborted');
            assert.equal(sandbox.requests.length, 1);
        });

        it('ends everything when it is closed: under way, waiting and to come', async () => {
            const { client } = clientOf(sandbox);
            sandbox.fault({ kind: 'stall', times: 20 });
            const calls = Array.from({ length: 15 }, () => failure(client.call(get('/me')), 'aborted'));
            while (sandbox.requests.length < 10) await new Promise(setImmediate);
            client.close();
            await Promise.all(calls);
            await failure(client.call(get('/me')), 'aborted');
            assert.equal(sandbox.requests.length, 10);
        });

        it('listens to a signal once, for however many requests', async () => {
            const { client } = clientOf(sandbox);
            const stop = new AbortController();
            let added = 0;
            const { signal } = stop;
            const { addEventListener, removeEventListener } = signal;
            signal.addEventListener = (...args: Parameters<typeof addEventListener>) => {
                added++;
                addEventListener.apply(signal, args);
            };
            signal.removeEventListener = (...args: Parameters<typeof removeEventListener>) => {
                added--;
                removeEventListener.apply(signal, args);
            };
            sandbox.fault({ kind: 'status', status: 500 });
            for (let i = 0; i < 5; i++) await client.call(get('/me'), { signal });
            assert.equal(added, 1);
        });
    });
});

describe('client: rate limit over HTTP', () => {
    it('sends a burst through a small allowance without a refusal', async () => {
        const start = Date.now();
        let offset = 0;
        const sandbox = await startSandbox({ rateLimit: { limit: 20, windowMs: 10_000 }, now: () => start + offset });
        const { client, clock } = clientOf(sandbox);
        const wait = clock.setTimeout.bind(clock);
        clock.setTimeout = (run, ms) =>
            wait(() => {
                offset += ms;
                run();
            }, ms);
        try {
            await Promise.all(Array.from({ length: 70 }, (_, i) => client.call(get('/me'), { lane: String(i % 3) })));
            assert.equal(sandbox.counts.rateLimited, 0);
            assert.equal(sandbox.requests.length, 70);
        } finally {
            client.close();
            await sandbox.close();
        }
    });

    it('lets four clients share one allowance: nothing is lost', async () => {
        // The clock of all of them and of the sandbox: windows of ten seconds pass in half a second.
        const speed = 20;
        const start = Date.now();
        const now = () => start + (Date.now() - start) * speed;
        const clock: Clock = {
            now,
            setTimeout: (run, ms) => setTimeout(run, ms / speed),
            clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
        };
        const sandbox = await startSandbox({ rateLimit: { limit: 60, windowMs: 10_000 }, now });
        const clients = Array.from(
            { length: 4 },
            () =>
                new Client(
                    {
                        region: 'custom',
                        baseUrl: sandbox.url,
                        version: '2.16',
                        timeout: 30_000,
                        maxRetries: 10,
                        accessToken: sandbox.token,
                    },
                    { clock },
                ),
        );
        try {
            const answers = await Promise.all(
                clients.flatMap((client) =>
                    Array.from({ length: 60 }, (_, i) => client.call(get('/me'), { lane: String(i % 3) })),
                ),
            );
            assert.equal(answers.filter(({ status }) => status === 200).length, 240);
            assert.equal(sandbox.requests.length - sandbox.counts.rateLimited, 240);
        } finally {
            for (const client of clients) client.close();
            await sandbox.close();
        }
    });
});

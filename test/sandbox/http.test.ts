import assert from 'node:assert/strict';
import { createHash, createHmac } from 'node:crypto';
import http from 'node:http';
import type { AddressInfo } from 'node:net';
import { CLIENT_ID, CLIENT_SECRET, type Fault, type Sandbox, startSandbox } from '../../src/sandbox';
import { call, outcome } from './testing';

describe('sandbox: http', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(() => sandbox.reset());

    it('every answer carries the limit, the request id, the date and the version', async () => {
        for (const path of ['/me', '/nothing']) {
            const { headers } = await call(sandbox, 'GET', path);
            for (const name of ['x-ratelimit-limit', 'x-ratelimit-remaining', 'x-ratelimit-reset', 'x-request-id']) {
                assert.ok(headers.get(name), name);
            }
            assert.equal(headers.get('intercom-version'), '2.16');
            assert.ok(Date.parse(headers.get('date') ?? ''));
        }
    });

    it('answers are compressed for whoever takes that, and come in chunks', async () => {
        const head = (encoding: string): Promise<http.IncomingHttpHeaders> =>
            new Promise((resolve, reject) => {
                const headers = { authorization: `Bearer ${sandbox.token}`, 'accept-encoding': encoding };
                http.get(`${sandbox.url}/me`, { headers, agent: false }, (answer) => {
                    answer.resume().once('end', () => resolve(answer.headers));
                }).once('error', reject);
            });
        const [packed, plain] = [await head('gzip, br'), await head('identity')];
        assert.deepEqual([packed['content-encoding'], packed['transfer-encoding']], ['gzip', 'chunked']);
        assert.deepEqual([plain['content-encoding'], plain['transfer-encoding']], [undefined, 'chunked']);
        assert.equal((await call(sandbox, 'GET', '/contacts?per_page=150')).body.data.length, 150);
    });

    const versions: [string, string][] = [
        ['2.16', '200'],
        ['1.4', '200'],
        ['Preview', '200'],
        ['9.99', '400 intercom_version_invalid'],
        ['2', '400 intercom_version_invalid'],
        ['2.160', '400 intercom_version_invalid'],
    ];
    for (const [version, expected] of versions) {
        it(`Intercom-Version ${version} is ${expected}`, async () => {
            assert.equal(
                outcome(await call(sandbox, 'GET', '/me', undefined, { 'intercom-version': version })),
                expected,
            );
        });
    }

    it('the control interface is for this computer: a foreign website does not get in', async () => {
        const ask = (headers: Record<string, string>): Promise<number | undefined> =>
            new Promise((resolve, reject) => {
                http.get(`${sandbox.url}/_sandbox`, { headers, agent: false }, (answer) => {
                    answer.resume().once('end', () => resolve(answer.statusCode));
                }).once('error', reject);
            });
        const own = new URL(sandbox.url).host;
        assert.equal(await ask({ host: own, origin: sandbox.url }), 200);
        assert.equal(await ask({ host: 'rebound.example.com' }), 403);
        assert.equal(await ask({ host: own, origin: 'https://www.example.com' }), 403);
    });

    const cases: [string, () => Promise<Awaited<ReturnType<typeof call>>>, string][] = [
        ['no token', () => call(sandbox, 'GET', '/me', undefined, { authorization: '' }), '401 unauthorized'],
        [
            'a wrong token',
            () => call(sandbox, 'GET', '/me', undefined, { authorization: 'Bearer x' }),
            '401 unauthorized',
        ],
        [
            'Accept without JSON',
            () => call(sandbox, 'GET', '/me', undefined, { accept: 'text/html' }),
            '406 media_type_not_acceptable',
        ],
        ['JSON that does not parse', () => call(sandbox, 'POST', '/contacts', '{"a":'), '400 parameter_invalid'],
        ['a path that does not exist', () => call(sandbox, 'GET', '/nothing'), '404 not_found'],
        ['a method that does not exist', () => call(sandbox, 'PATCH', '/contacts'), '404 not_found'],
    ];
    for (const [what, ask, expected] of cases) {
        it(`${what} is ${expected}`, async () => assert.equal(outcome(await ask()), expected));
    }

    it('GET /me says who and where', async () => {
        const { body } = await call(sandbox, 'GET', '/me');
        assert.deepEqual([body.type, body.app.type, body.app.region], ['admin', 'app', 'US']);
    });

    it('remembers requests as they were on the wire, until told not to', async () => {
        await call(sandbox, 'POST', '/contacts?x=1', { role: 'lead' });
        const [entry] = sandbox.requests;
        assert.deepEqual([entry?.method, entry?.path, entry?.status], ['POST', '/contacts', 200]);
        assert.deepEqual([entry?.query.x, entry?.body], ['1', { role: 'lead' }]);
        assert.equal(entry?.headers['intercom-version'], '2.16');
        sandbox.record = false;
        await call(sandbox, 'GET', '/me');
        sandbox.record = true;
        assert.deepEqual([sandbox.requests.length, sandbox.counts.requests], [1, 2]);
    });

    it('the window of calls fills up and opens again', async () => {
        let now = 1_800_000_000_000;
        const small = await startSandbox({ rateLimit: { limit: 2, windowMs: 10_000 }, now: () => now });
        try {
            const left = async () => {
                const reply = await call(small, 'GET', '/me');
                return [
                    outcome(reply),
                    reply.headers.get('x-ratelimit-remaining'),
                    reply.headers.get('x-ratelimit-reset'),
                ];
            };
            assert.deepEqual(await left(), ['200', '1', '1800000010']);
            assert.deepEqual(await left(), ['200', '0', '1800000010']);
            assert.deepEqual(await left(), ['429 rate_limit_exceeded', '0', '1800000010']);
            now += 10_000;
            assert.deepEqual(await left(), ['200', '1', '1800000020']);
            assert.equal(small.counts.rateLimited, 1);
        } finally {
            await small.close();
        }
    });

    describe('faults', () => {
        /** What a client sees: a status, or the name of what went wrong. */
        const seen = async (fault: Fault, method = 'GET', path = '/me', body?: object): Promise<string> => {
            sandbox.fault(fault);
            try {
                const reply = await call(sandbox, method, path, body);
                return outcome(reply);
            } catch (error) {
                return (error as Error).name;
            }
        };

        it('a status', async () => assert.equal(await seen({ kind: 'status', status: 503 }), '503 server_error'));
        it('a reset', async () => assert.equal(await seen({ kind: 'reset' }), 'TypeError'));
        it('a reset in the body', async () => assert.equal(await seen({ kind: 'resetMidBody' }), 'TypeError'));
        it('JSON cut short', async () => assert.equal(await seen({ kind: 'truncated' }), 'SyntaxError'));
        it('HTML', async () => assert.equal(await seen({ kind: 'html' }), '502'));
        it('a huge body', async () => {
            sandbox.fault({ kind: 'huge', bytes: 1_000_000 });
            assert.ok((await call(sandbox, 'GET', '/me')).text.length > 999_000);
        });
        it('429 with its headers', async () => {
            sandbox.fault({ kind: 'rateLimit', retryAfter: 3, resetIn: 7 });
            const { status, headers } = await call(sandbox, 'GET', '/me');
            const wait = Number(headers.get('x-ratelimit-reset')) - Date.parse(headers.get('date') ?? '') / 1000;
            assert.deepEqual([status, headers.get('retry-after'), wait], [429, '3', 7]);
        });
        it('slow', async () => {
            const start = Date.now();
            assert.equal(await seen({ kind: 'slow', delayMs: 60 }), '200');
            assert.ok(Date.now() - start >= 59);
        });
        it('done, but the answer is lost', async () => {
            const before = sandbox.state.contacts.count;
            assert.equal(await seen({ kind: 'applyThenReset' }, 'POST', '/contacts', { role: 'lead' }), 'TypeError');
            const fault: Fault = { kind: 'applyThenStatus', status: 500 };
            assert.equal(await seen(fault, 'POST', '/contacts', { role: 'lead' }), '500 server_error');
            assert.equal(sandbox.state.contacts.count, before + 2);
        });
        it('only where they match, only so often, only after so many', async () => {
            const off = sandbox.fault({
                kind: 'status',
                status: 500,
                match: { method: 'GET', path: /^\/tags/ },
                after: 1,
                times: Number.POSITIVE_INFINITY,
            });
            const statuses = [];
            for (const path of ['/me', '/tags', '/tags', '/tags', '/me']) {
                statuses.push((await call(sandbox, 'GET', path)).status);
            }
            off();
            statuses.push((await call(sandbox, 'GET', '/tags')).status);
            assert.deepEqual(statuses, [200, 200, 500, 500, 200, 200]);
        });
        it('closing ends stalled requests within a second', async () => {
            const other = await startSandbox();
            other.fault({ kind: 'stall' });
            const waiting = call(other, 'GET', '/me').catch((error: Error) => error.name);
            await new Promise((resolve) => setTimeout(resolve, 30));
            const start = Date.now();
            await other.close();
            assert.equal(await waiting, 'TypeError');
            assert.ok(Date.now() - start < 1000);
        });
    });

    it('is controlled over HTTP too', async () => {
        const control = async (method: string, path: string, body?: object) =>
            (await fetch(`${sandbox.url}/_sandbox/${path}`, { method, body: body && JSON.stringify(body) })).json();
        await control('POST', 'fault', { kind: 'status', status: 500, match: { path: '^/me$' } });
        assert.equal((await call(sandbox, 'GET', '/tags')).status, 200);
        assert.equal((await call(sandbox, 'GET', '/me')).status, 500);
        const { now } = (await control('POST', 'clock', { now: 1_800_000_000_000 })) as { now: number };
        assert.ok(Math.abs(now - 1_800_000_000_000) < 1000);
        await call(sandbox, 'POST', '/contacts', { role: 'lead' });
        const summary = (await control('GET', '')) as { records: { contacts: number } };
        assert.equal(summary.records.contacts, 251);
        const fresh = (await control('POST', 'reset')) as { records: { contacts: number } };
        assert.equal(fresh.records.contacts, 250);
    });

    describe('tools for the raw request', () => {
        it('echoes method, path, query, headers and JSON', async () => {
            const { body } = await call(sandbox, 'PATCH', '/_echo/a%2Fb?x=1&x=2', { a: 1 }, { 'x-own': 'y' });
            assert.deepEqual([body.method, body.path, body.query], ['PATCH', '/_echo/a%2Fb', 'x=1&x=2']);
            assert.deepEqual([body.json, body.headers['x-own']], [{ a: 1 }, 'y']);
        });
        it('echoes forms and files, which the log keeps too', async () => {
            const form = new FormData();
            const bytes = new Uint8Array([0, 255, 13, 10]);
            form.append('a', '1');
            form.append('a', '2');
            form.append('file', new Blob([bytes], { type: 'image/png' }), 'é.png');
            const headers = { authorization: `Bearer ${sandbox.token}` };
            const answer = await fetch(`${sandbox.url}/_echo`, { method: 'POST', body: form, headers });
            const { fields, files } = (await answer.json()) as { fields: object; files: object[] };
            const sha256 = createHash('sha256').update(bytes).digest('hex');
            const file = { name: 'file', filename: 'é.png', contentType: 'image/png', size: 4, sha256 };
            assert.deepEqual([fields, files], [{ a: ['1', '2'] }, [file]]);
            assert.deepEqual(sandbox.requests[0]?.body, { fields, files });
        });
        it('redirects, bytes, text, statuses', async () => {
            const redirect = await call(sandbox, 'GET', '/_redirect?to=/me&status=307');
            assert.deepEqual([redirect.status, redirect.headers.get('location')], [307, '/me']);
            assert.equal((await call(sandbox, 'GET', '/_bytes?n=300')).headers.get('content-length'), '300');
            assert.match((await call(sandbox, 'GET', '/_text')).text, /é ✓/);
            assert.equal((await call(sandbox, 'GET', '/_status/418')).status, 418);
            assert.equal((await call(sandbox, 'GET', '/_status/204')).text, '');
        });
        it('asks for the token', async () => {
            assert.equal(
                outcome(await call(sandbox, 'GET', '/_echo', undefined, { authorization: '' })),
                '401 unauthorized',
            );
        });
    });

    describe('oauth', () => {
        const authorize = `/oauth?client_id=${CLIENT_ID}&state=s%261&redirect_uri=${encodeURIComponent('http://127.0.0.1:9/cb')}`;
        const exchange = (code: string, secret = CLIENT_SECRET) =>
            call(sandbox, 'POST', '/auth/eagle/token', { code, client_id: CLIENT_ID, client_secret: secret });
        const code = async (): Promise<string> => {
            const { headers } = await call(sandbox, 'GET', `${authorize}&auto=1`);
            const url = new URL(headers.get('location') ?? '');
            assert.equal(url.searchParams.get('state'), 's&1');
            return url.searchParams.get('code') ?? '';
        };

        it('asks, and goes back with a code or without', async () => {
            const { text } = await call(sandbox, 'GET', authorize, undefined, { accept: 'text/html' });
            assert.match(text, /id="agree"[^>]*code=/);
            assert.match(text, /id="deny"[^>]*error=access_denied/);
        });
        it('a code gives a token once; uninstalling ends it', async () => {
            const given = await code();
            assert.match(given, /=$/);
            const { body } = await exchange(given);
            assert.deepEqual([body.token_type, body.token], ['Bearer', body.access_token]);
            const own = { authorization: `Bearer ${body.token}` };
            assert.equal((await call(sandbox, 'GET', '/me', undefined, own)).status, 200);
            assert.equal((await exchange(given)).body.errors[0].message, 'Unauthorized Code');
            await call(sandbox, 'POST', '/auth/uninstall', undefined, own);
            assert.equal((await call(sandbox, 'GET', '/me', undefined, own)).status, 401);
        });
        it('takes a form too, and the right secret only', async () => {
            assert.equal((await exchange(await code(), 'wrong')).status, 401);
            const form = new URLSearchParams({
                code: await code(),
                client_id: CLIENT_ID,
                client_secret: CLIENT_SECRET,
            });
            const answer = await fetch(`${sandbox.url}/auth/eagle/token`, { method: 'POST', body: form });
            assert.equal(answer.status, 200);
        });
    });

    it('sends webhooks that are signed over the raw body', async () => {
        let received: { body: string; signature: unknown } | undefined;
        const receiver = http.createServer((request, response) => {
            const chunks: Buffer[] = [];
            request.on('data', (chunk: Buffer) => chunks.push(chunk));
            request.on('end', () => {
                received = { body: Buffer.concat(chunks).toString(), signature: request.headers['x-hub-signature'] };
                response.end();
            });
        });
        await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
        try {
            const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`;
            const sent = await sandbox.deliver({ url, topic: 'contact.created', item: { type: 'contact', id: '1' } });
            assert.equal(sent.status, 200);
            const hmac = createHmac('sha1', CLIENT_SECRET)
                .update(received?.body ?? '')
                .digest('hex');
            assert.equal(received?.signature, `sha1=${hmac}`);
            assert.equal(JSON.parse(received?.body ?? '').data.item.id, '1');
        } finally {
            receiver.close();
            receiver.closeAllConnections();
        }
    });

    it('a million contacts are there at once, each with a page in a moment', async () => {
        const start = Date.now();
        const big = await startSandbox({ seed: { contacts: 1_000_000, companies: 25_000 } });
        try {
            const { body } = await call(big, 'GET', '/contacts?per_page=150');
            assert.equal(body.total_count, 1_000_000);
            assert.equal((await call(big, 'GET', `/contacts/${body.data[149].id}`)).body.id, body.data[149].id);
            assert.equal((await call(big, 'POST', '/companies/list')).body.total_count, 25_000);
            assert.ok(Date.now() - start < 8000);
        } finally {
            await big.close();
        }
    });
});

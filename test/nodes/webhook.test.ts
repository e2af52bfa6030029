import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer, request, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { afterEach, beforeEach, describe, it } from 'mocha';
import { BodyReader } from '../../nodes/webhook/body';
import type { App, Handler } from '../../nodes/webhook/layer';
import { putFirst, takeOut } from '../../nodes/webhook/layer';
import type { Notification } from '../../nodes/webhook/notification';
import { heardAt } from '../../nodes/webhook/path';
import { Receiver, type ReceiverSettings } from '../../nodes/webhook/receiver';
import { Recent } from '../../nodes/webhook/recent';
import { isSigned } from '../../nodes/webhook/signature';
import { waitFor } from '../support/wait';

const sign = (body: string | Buffer, secret = 'secret') =>
    `sha1=${createHmac('sha1', secret).update(body).digest('hex')}`;

describe('the signature of a webhook', () => {
    const body = Buffer.from('{"topic":"ping"}');
    const genuine = sign(body);
    const cases: [string, string | undefined, string, boolean][] = [
        ['the one made with the secret', genuine, 'secret', true],
        ['the same in capitals', genuine.replace(/[a-f]/g, (letter) => letter.toUpperCase()), 'secret', true],
        ['that of another secret', sign(body, 'other'), 'secret', false],
        ['that of another body', sign(`${body} `), 'secret', false],
        ['none', undefined, 'secret', false],
        ['an empty one', 'sha1=', 'secret', false],
        ['a shorter one', genuine.slice(0, -2), 'secret', false],
        ['a longer one', `${genuine}00`, 'secret', false],
        ['that of another algorithm', genuine.replace('sha1', 'sha256'), 'secret', false],
        ['one that is no hex', `sha1=${'z'.repeat(40)}`, 'secret', false],
        ['the one made with no secret, when there is none', sign(body, ''), '', false],
    ];
    for (const [what, header, secret, expected] of cases) {
        it(`${expected ? 'accepts' : 'refuses'} ${what}`, () => assert.equal(isSigned(body, header, secret), expected));
    }
});

describe('the memory of notifications', () => {
    it('knows the last ids, forgets the oldest, and stays as small as it was told', () => {
        const recent = new Recent(3);
        assert.deepEqual(
            ['a', 'b', 'a', 'c', 'd', 'd', 'a'].map((id) => recent.isNew(id)),
            [
                true,
                true,
                false,
                true,
                true,
                false,
                true, // it was the fourth last
            ],
        );
    });
});

/** As much of an Express application as is needed to see who hears a request first. */
class TestApp implements App {
    readonly _router: { stack: { name: string; handle: unknown }[] } = {
        stack: [
            { name: 'query', handle: () => undefined },
            { name: 'expressInit', handle: () => undefined },
            { name: 'jsonParser', handle: () => undefined },
        ],
    };
    constructor(private readonly mounted = '') {}
    path = () => this.mounted;
    use = (handle: Handler) => this._router.stack.push({ name: handle.name, handle });
    get names() {
        return this._router.stack.map(({ name }) => name);
    }
}

describe('the place of the webhook handler', () => {
    it('is behind what Express itself needs, before everything else, and empty afterwards', () => {
        const app = new TestApp();
        const before = app.names;
        const handler: Handler = () => undefined;
        putFirst(app, handler);
        assert.deepEqual(app.names, ['query', 'expressInit', 'handler', 'jsonParser']);
        takeOut(app, handler);
        takeOut(app, handler);
        assert.deepEqual(app.names, before);
    });
});

interface Sent {
    method?: string;
    path?: string;
    body?: string | Buffer;
    headers?: Record<string, string>;
    secret?: string;
}

describe('where webhooks are heard', () => {
    const paths: [path: string, nodeRoot: string, adminRoot: string | false, expected: string | RegExp][] = [
        ['/intercom/webhook', '/', '/', '/intercom/webhook'],
        ['hooks//here/', '/api/', '/', '/api/hooks/here'],
        ['/my%20hooks/größe', '', '/', '/my hooks/größe'],
        ['/100%', '/', '/', '/100%'],
        ['/flows', '/', '/admin/', '/flows'],
        ['/flows', '/api', '/', '/api/flows'],
        ['/flows', '/', false, '/flows'],
        ['/administrator', '/', '/admin', '/administrator'],
        ['/flows', '/', '/', /editor/],
        ['/Settings/hook', '/', '/', /editor/],
        ['/%66lows', '/', '/', /editor/],
        ['/admin', '/', '/admin', /editor/],
        ['/admin/nodes', '/', '/admin', /editor/],
        ['/nodes', '/same', '/same/', /editor/],
        ['/', '/api', '/', /cannot be "\/"/],
        [' // ', '/', '/admin', /cannot be/],
        ['/hook?key=abc', '/', '/', /cannot be/],
        ['/hook#abc', '/', '/', /cannot be/],
        ['https://nodes.example.com/hook', '/', '/', /cannot be/],
    ];
    for (const [path, nodeRoot, adminRoot, expected] of paths) {
        const where = `"${path}" under ${nodeRoot || 'nothing'}, the editor ${adminRoot ? `at ${adminRoot}` : 'away'}`;
        if (typeof expected === 'string')
            it(`${where}: ${expected}`, () => assert.equal(heardAt(path, nodeRoot, adminRoot), expected));
        else
            it(`${where}: refused`, () =>
                assert.throws(() => heardAt(path, nodeRoot, adminRoot), { field: 'webhookPath', message: expected }));
    }
});

describe('the receiver of webhooks', () => {
    let app: TestApp;
    let server: Server;
    let receiver: Receiver;
    let got: { by: string; notification: Notification }[];
    let pinged: string[];
    let refused: string[];

    beforeEach(() => serve());
    afterEach(() => new Promise((resolve) => server.close(resolve)));

    async function serve(settings: ReceiverSettings = {}): Promise<void> {
        if (server?.listening) await new Promise((resolve) => server.close(resolve));
        app = new TestApp('/api/');
        receiver = new Receiver(app, settings);
        got = [];
        pinged = [];
        refused = [];
        server = createServer((incoming, outgoing) => {
            const handle = app._router.stack[2]?.handle as Handler;
            const next = (error?: unknown) => outgoing.writeHead(error ? 500 : 404).end();
            if (app.names.length === 3) next();
            else handle(incoming, outgoing, next);
        });
        await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    }

    const subscribe = (by: string, connection = 'c1', secret = 'secret', path = '/intercom/webhook') =>
        receiver.subscribe({
            connection,
            path,
            secret: () => secret,
            deliver: (notification) => got.push({ by, notification }),
            ping: () => pinged.push(by),
            refused: () => refused.push(by),
        });

    const notification = (more: object = {}) =>
        JSON.stringify({
            type: 'notification_event',
            id: 'notif_1',
            topic: 'contact.archived',
            data: { item: {} },
            ...more,
        });

    function send({ method = 'POST', path, body = '', headers, secret = 'secret' }: Sent): Promise<number> {
        return new Promise((resolve, reject) => {
            const { port } = server.address() as AddressInfo;
            const outgoing = request({
                port,
                host: '127.0.0.1',
                method,
                path: path ?? '/api/intercom/webhook',
                headers: { 'content-type': 'application/json', 'x-hub-signature': sign(body, secret), ...headers },
            });
            outgoing.on('response', (answer) => {
                answer.resume();
                answer.on('end', () => resolve(answer.statusCode ?? 0));
            });
            outgoing.on('error', reject);
            outgoing.end(body);
        });
    }

    /** Whoever was to hear of the requests so far has heard. */
    const settled = () => new Promise((resolve) => setTimeout(resolve, 0));

    const answers: [string, Sent, number][] = [
        ['a genuine notification', { body: notification() }, 200],
        [
            'one with a charset',
            { body: notification(), headers: { 'content-type': 'application/json; charset=utf-8' } },
            200,
        ],
        [
            'one at the path with a slash behind and a query',
            { body: notification(), path: '/api/intercom/webhook/?a=b' },
            200,
        ],
        ['one at the path with some of it encoded', { body: notification(), path: '/api/%69ntercom/webhook' }, 200],
        ['another path, encoded', { body: notification(), path: '/api/intercom%2Fwebhook' }, 404],
        ['a path that is no encoding', { body: notification(), path: '/api/%zz' }, 404],
        ['a ping, whose id is null', { body: notification({ id: null, topic: 'ping' }) }, 200],
        ['a HEAD', { method: 'HEAD' }, 200],
        ['a GET', { method: 'GET' }, 405],
        ['a DELETE', { method: 'DELETE' }, 405],
        ['an OPTIONS', { method: 'OPTIONS' }, 405],
        ['another path', { body: notification(), path: '/intercom/webhook' }, 404],
        ['a longer path', { body: notification(), path: '/api/intercom/webhook/more' }, 404],
        ['one whatever type it says it has', { body: notification(), headers: { 'content-type': 'text/plain' } }, 200],
        ['a form', { body: 'a=b', headers: { 'content-type': 'application/x-www-form-urlencoded' } }, 400],
        ['a forged form', { body: 'a=b', headers: { 'content-type': 'multipart/form-data' }, secret: 'guessed' }, 401],
        ['a compressed body', { body: notification(), headers: { 'content-encoding': 'gzip' } }, 415],
        [
            'a forged compressed body',
            { body: notification(), headers: { 'content-encoding': 'gzip' }, secret: 'guessed' },
            401,
        ],
        ['a forged ping', { body: notification({ id: null, topic: 'ping' }), secret: 'guessed' }, 401],
        ['a forged one', { body: notification(), secret: 'guessed' }, 401],
        ['one that was changed on the way', { body: notification(), headers: { 'x-hub-signature': sign('{}') } }, 401],
        ['nothing at all, unsigned', { headers: { 'x-hub-signature': '' } }, 401],
        ['signed, but no JSON', { body: '{"topic"' }, 400],
        ['signed, but no object', { body: 'null' }, 400],
        ['signed, but without a topic', { body: '{"id":"1"}' }, 400],
        ['signed, but a hundred thousand levels deep', { body: '['.repeat(100_000) + ']'.repeat(100_000) }, 400],
        ['forged and deep', { body: '['.repeat(100_000), secret: 'guessed' }, 401],
    ];
    for (const [what, sent, status] of answers) {
        it(`answers ${status} to ${what}`, async () => {
            subscribe('node');
            assert.equal(await send(sent), status);
            await settled();
            const isNotified = status === 200 && sent.method !== 'HEAD' && !String(sent.body).includes('ping');
            assert.equal(got.length, isNotified ? 1 : 0);
        });
    }

    it('gives every node of the connection each notification once, and tells them of pings', async () => {
        subscribe('one');
        subscribe('two');
        const brackets = notification({ data: { item: { text: '[{"\\'.repeat(500) } } });
        for (const body of [
            brackets,
            brackets,
            notification({ id: 'notif_2' }),
            notification({ id: null, topic: 'ping' }),
        ])
            assert.equal(await send({ body }), 200);
        await settled();
        assert.deepEqual(
            got.map(({ by, notification: { id } }) => `${by} ${id}`),
            ['one notif_1', 'two notif_1', 'one notif_2', 'two notif_2'],
        );
        assert.deepEqual(pinged, ['one', 'two']);
        assert.ok(receiver.heard('c1').ping);
        assert.ok(receiver.heard('c1').notification);
        assert.equal(receiver.heard('c1').refused, null);
    });

    it('drops a repeat among the last 10,000 ids of a connection, as text or as numbers, and no older one', async () => {
        subscribe('node');
        const ids = ['first', 7, ...Array.from({ length: 9998 }, (_, n) => `later_${n}`)];
        for (const id of ids.splice(0, 2)) await send({ body: notification({ id }) });
        const count = ids.length + 2;
        while (ids.length > 0) await Promise.all(ids.splice(0, 100).map((id) => send({ body: notification({ id }) })));
        for (const id of ['first', 7, 'new', 'first']) await send({ body: notification({ id }) });
        await settled();
        const given = got.slice(count).map(({ notification: { id } }) => id);
        assert.deepEqual([got.length, given], [count + 2, ['new', 'first']]);
    });

    it('lets the secret decide between connections on one path', async () => {
        subscribe('ours', 'c1', 'secret');
        subscribe('theirs', 'c2', 'other');
        subscribe('nobody', 'c3', '');
        await send({ body: notification(), secret: 'other' });
        await send({ body: notification({ id: 'notif_2' }) });
        await send({ body: notification({ id: 'notif_3' }), secret: '' });
        await settled();
        assert.deepEqual(
            got.map(({ by }) => by),
            ['theirs', 'ours'],
        );
        assert.deepEqual(refused, ['ours', 'theirs', 'nobody']);
    });

    it('remembers over a redeploy, and forgets a connection whose last node is removed', async () => {
        const close = subscribe('before');
        await send({ body: notification() });
        await settled();
        close(false);
        assert.equal(app.names.length, 3);
        assert.equal(await send({ body: notification() }), 404);
        const closeAgain = subscribe('after');
        await send({ body: notification() });
        await settled();
        assert.deepEqual(
            got.map(({ by }) => by),
            ['before'],
        );
        closeAgain(true);
        subscribe('anew');
        await send({ body: notification() });
        await settled();
        assert.deepEqual(
            got.map(({ by }) => by),
            ['before', 'anew'],
        );
    });

    it("lets the user's middleware see a request, with its body left alone, and refuse it", async () => {
        const seen: unknown[] = [];
        await serve({
            middleware: [
                (incoming, outgoing, next) => {
                    seen.push((incoming as unknown as { _body: boolean })._body);
                    if (incoming.headers['x-stop']) outgoing.writeHead(403).end();
                    else next();
                },
            ] satisfies Handler[],
        });
        subscribe('node');
        assert.equal(await send({ body: notification() }), 200);
        assert.equal(await send({ body: notification({ id: '2' }), headers: { 'x-stop': '1' } }), 403);
        await settled();
        assert.equal(got.length, 1);
        assert.deepEqual(seen, [true, true]);
    });

    describe('with small limits', () => {
        beforeEach(() => serve({ reader: new BodyReader({ body: 1000, held: 1500, ms: 100 }) }));

        it('answers 413 to a body that says it is too big, and to one that turns out to be', async () => {
            subscribe('node');
            const big = notification({ padding: 'x'.repeat(1000) });
            assert.equal(await send({ body: big }), 413);
            assert.equal(await send({ body: big, headers: { 'transfer-encoding': 'chunked' } }), 413);
            assert.equal(await send({ body: big, secret: 'guessed' }), 413);
        });

        /** Sends the head of a request and the beginning of its body, and waits for the first line of the answer. */
        function begin(body: string): Promise<string> {
            const { port } = server.address() as AddressInfo;
            return new Promise((resolve, reject) => {
                const socket = connect(port, '127.0.0.1');
                socket.write(
                    `POST /api/intercom/webhook HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\nContent-Length: 999\r\n\r\n${body}`,
                );
                socket.once('data', (data) => {
                    socket.destroy();
                    resolve(String(data).split('\r\n')[0] ?? '');
                });
                socket.once('error', reject);
            });
        }

        it('answers 408 to a body that does not arrive', async () => {
            subscribe('node');
            assert.equal(await begin('{'), 'HTTP/1.1 408 Request Timeout');
        });

        it('answers 503 when many begin a body that they do not finish, and takes the next when they are gone', async () => {
            subscribe('node');
            const lines = await Promise.all([begin('x'.repeat(900)), begin('x'.repeat(900))]);
            assert.deepEqual(lines.sort(), ['HTTP/1.1 408 Request Timeout', 'HTTP/1.1 503 Service Unavailable']);
            await waitFor(async () => (await send({ body: notification() })) === 200, 'room for the next');
        });
    });
});

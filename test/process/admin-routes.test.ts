import assert from 'node:assert/strict';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, beforeEach, describe, it } from 'mocha';
import { CLIENT_ID, CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import { connection, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { type ReverseProxy, startListener, startReverseProxy } from '../support/reverse-proxy';
import { SignIn } from '../support/sign-in';

const ROOT = '/intercom/connection';
const kept = '__PWRD__';
type Listener = Awaited<ReturnType<typeof startListener>>;
type Body = Record<string, unknown>;

/** A route of the package under Node-RED's admin root. */
interface Route {
    /** As it is registered. */
    route: string;
    /** Method and path to ask for. */
    asked: string;
    /** Which permission it takes; none where a browser comes back from Intercom. */
    permission: 'read' | 'write' | null;
    /** What the dialog sends; absent where nothing is changed or spent. */
    body?: () => Body;
    /** Whether an answer is that of a request that was let through. */
    works: (answer: Body) => boolean;
    /** The same for another host: an own one that waits for secrets. */
    elsewhere?: (url: string) => Body;
}

let sandbox: Sandbox;
let callbackUrl = '';

const settings = (baseUrl: string): Body => ({ auth: 'oauth', region: 'custom', baseUrl });
const dialog = (baseUrl = sandbox.url): Body => ({
    id: 'connection',
    ...settings(baseUrl),
    accessToken: kept,
    clientId: CLIENT_ID,
    clientSecret: kept,
    callbackUrl,
});
const pick = (baseUrl = sandbox.url): Body => ({ connection: 'connection', settings: settings(baseUrl) });

const searched = JSON.stringify([{ n: 'role', o: '=', v: 'user', t: 'str' }]);

/** All of them. Disconnect comes last: it ends the token. */
const routes: Route[] = [
    {
        route: `post ${ROOT}/test`,
        asked: `POST ${ROOT}/test`,
        permission: 'write',
        body: dialog,
        works: ({ workspace }) => workspace === 'Sandbox workspace',
        elsewhere: dialog,
    },
    {
        route: `post ${ROOT}/oauth/start`,
        asked: `POST ${ROOT}/oauth/start`,
        permission: 'write',
        body: dialog,
        works: ({ url, handle }) => String(url).startsWith(sandbox.url) && typeof handle === 'string',
        elsewhere: dialog,
    },
    {
        route: `post ${ROOT}/oauth/outcome`,
        asked: `POST ${ROOT}/oauth/outcome`,
        permission: 'write',
        body: () => ({ handle: 'of nobody' }),
        works: ({ error }) => (error as { code: string }).code === 'expired',
    },
    {
        route: 'post /intercom/pick/:list',
        asked: 'POST /intercom/pick/tags',
        permission: 'read',
        body: () => ({ connection: 'connection' }),
        works: ({ items }) => (items as unknown[]).length > 0,
    },
    {
        route: 'post /intercom/pick/:list',
        asked: 'POST /intercom/pick/tags',
        permission: 'write',
        body: pick,
        works: ({ items }) => (items as unknown[]).length > 0,
        elsewhere: pick,
    },
    {
        route: 'post /intercom/count/:object',
        asked: 'POST /intercom/count/contact',
        permission: 'read',
        body: () => ({ connection: 'connection', rows: searched }),
        works: ({ count }) => Number(count) > 0,
    },
    {
        route: 'post /intercom/count/:object',
        asked: 'POST /intercom/count/contact',
        permission: 'write',
        body: () => ({ ...pick(), rows: searched }),
        works: ({ count }) => Number(count) > 0,
        elsewhere: (url) => ({ ...pick(url), rows: searched }),
    },
    {
        route: `post ${ROOT}/demo`,
        asked: `POST ${ROOT}/demo`,
        permission: 'write',
        body: () => ({ id: 'demo', refill: true }),
        works: ({ page }) => /^http:\/\/127\.0\.0\.1:/.test(String(page)),
    },
    {
        route: 'get /intercom/webhook-heard/:connection',
        asked: 'GET /intercom/webhook-heard/connection',
        permission: 'read',
        works: ({ ping }) => ping === null,
    },
    {
        route: `get ${ROOT}/oauth/callback`,
        asked: `GET ${ROOT}/oauth/callback?state=of-nobody&code=any`,
        permission: null,
        works: ({ page }) => /was not begun here/.test(String(page)),
    },
    {
        route: `post ${ROOT}/oauth/disconnect`,
        asked: `POST ${ROOT}/oauth/disconnect`,
        permission: 'write',
        body: dialog,
        works: ({ error }) => error === undefined,
        elsewhere: dialog,
    },
];

/** Named by what they take, since one path may stand for two rows. */
const nameOf = ({ asked, permission }: Route): string => `${asked.split('?')[0]} (${permission ?? 'no permission'})`;

/** A module that tells what all modules have registered in this very process. */
const registered = `module.exports = (RED) => RED.httpAdmin.get('/registered', (request, response) => {
    const routes = RED.httpAdmin._router.stack.map(({ route }) => route);
    response.json(routes.filter((route) => route && String(route.path).startsWith('/intercom/'))
        .map(({ methods, path }) => Object.keys(methods)[0] + ' ' + path));
});`;

describe('the admin routes, one by one', () => {
    let nodeRed: NodeRed;
    let userDir = '';
    let listener: Listener;
    let proxy: ReverseProxy;
    const tokens: Record<string, string> = {};

    before(async () => {
        sandbox = await startSandbox();
        listener = await startListener();
        // of the word "password"
        const password = '$2b$04$oRUJmwLtJRieeeh6hIjA0uc0WJ0io/Rux7tPDgDRNvShdkcEKHCpu';
        const users = [
            { username: 'owner', password, permissions: '*' },
            { username: 'colleague', password, permissions: '*' },
            { username: 'reader', password, permissions: 'read' },
            { username: 'viewer', password, permissions: ['flows.read'] },
        ];
        userDir = await mkdtemp(join(tmpdir(), 'intercom-routes-'));
        await mkdir(join(userDir, 'nodes'));
        await writeFile(join(userDir, 'nodes', 'registered.js'), registered);
        await writeFile(join(userDir, 'nodes', 'registered.html'), '');
        nodeRed = await startNodeRed({
            userDir,
            comms: false,
            settings: { adminAuth: { type: 'credentials', users } },
        });
        for (const { username } of users) {
            const scope = username === 'reader' ? 'read' : '*';
            const login = { client_id: 'node-red-editor', grant_type: 'password', scope, username };
            const { text } = await nodeRed.api('POST', '/auth/token', { ...login, password: 'password' });
            tokens[username] = (JSON.parse(text) as { access_token: string }).access_token;
        }
        proxy = await startReverseProxy(nodeRed.url);
        callbackUrl = `${proxy.url}${ROOT}/oauth/callback`;
        const { status } = await nodeRed.api('POST', '/flows', [tab, connectionWithSecrets()], as('owner'));
        assert.equal(status, 204);
    });
    after(async () => {
        await proxy?.close();
        await nodeRed?.stop();
        listener?.close();
        await sandbox?.close();
        if (userDir) await rm(userDir, { recursive: true, force: true });
    });
    beforeEach(() => {
        listener.seen.length = 0;
    });

    const connectionWithSecrets = () =>
        connection(sandbox, {
            auth: 'oauth',
            credentials: { accessToken: sandbox.token, clientSecret: CLIENT_SECRET },
        });
    const as = (username: string): Record<string, string> => ({ Authorization: `Bearer ${tokens[username]}` });

    async function ask(route: Route, who: Record<string, string>, body = route.body?.()): Promise<[number, Body]> {
        const [method = '', path = ''] = route.asked.split(' ');
        const { status, text } = await nodeRed.api(method, path, body, who);
        return [status, text.startsWith('{') ? (JSON.parse(text) as Body) : { page: text }];
    }

    it('are these, and no others', async () => {
        const found = await nodeRed.get<string[]>('/registered');
        assert.deepEqual([...new Set(found)].sort(), [...new Set(routes.map(({ route }) => route))].sort());
    });

    for (const route of routes) {
        const { body, permission, elsewhere, works } = route;
        describe(nameOf(route), () => {
            const [method = '', path = ''] = route.asked.split(' ');

            if (body) {
                const forms: [string, string, string][] = [
                    ['a form', 'application/x-www-form-urlencoded', 'id=connection&region=custom'],
                    ['text that is JSON', 'text/plain', '{"id":"connection"}'],
                    ['a form with files', 'multipart/form-data; boundary=x', '--x--'],
                    ['what only mentions JSON', 'text/plain; application/json', '{"id":"connection"}'],
                    ['a body without a type', '', '{"id":"connection"}'],
                ];
                for (const [what, type, text] of forms) {
                    it(`refuses ${what}, as pages of other sites can send it`, async () => {
                        const before = sandbox.requests.length;
                        const answer = await fetch(nodeRed.url + path, {
                            method,
                            headers: { ...(type && { 'Content-Type': type }), ...as('owner') },
                            body: new Blob([text]),
                        });
                        assert.equal(answer.status, 415);
                        assert.equal(sandbox.requests.length, before);
                    });
                }

                it('refuses a GET, which a link or a picture of another site sends', async () => {
                    assert.equal((await nodeRed.api('GET', path, undefined, as('owner'))).status, 404);
                });
            }

            if (permission) {
                it('refuses nobody in particular, and whoever lacks the permission', async () => {
                    const refused = permission === 'write' ? ['reader', 'viewer'] : ['viewer'];
                    for (const who of [{}, { Authorization: 'Bearer wrong' }, ...refused.map(as)])
                        assert.equal((await ask(route, who))[0], 401);
                });
            }

            if (elsewhere) {
                it('uses a kept secret for no other host than the one it was kept for', async () => {
                    for (const url of [listener.url, `${sandbox.url}/elsewhere`]) {
                        const [, { error }] = await ask(route, as('owner'), elsewhere(url));
                        assert.equal((error as { code: string }).code, 'kept_for_other_host');
                    }
                    const changed = { ...elsewhere(sandbox.url), id: 'unknown', connection: 'unknown' };
                    assert.ok((await ask(route, as('owner'), changed))[1].error);
                    assert.deepEqual(listener.seen, []);
                });
            }

            it('works behind a proxy that changes scheme, host and path', async () => {
                const who = as(permission === 'read' ? 'reader' : 'owner');
                const json = { ...who, 'content-type': 'application/json' };
                const { status, text } = await proxy.send(method, path, body && JSON.stringify(body()), json);
                assert.equal(status, permission ? 200 : 400, text);
                assert.ok(works(text.startsWith('{') ? (JSON.parse(text) as Body) : { page: text }), text);
            });
        });
    }

    it('let a whole sign-in through behind the proxy, and refuse its callback from another browser', async () => {
        const json = { ...as('owner'), 'content-type': 'application/json' };
        const signIn = new SignIn(nodeRed, as('owner'));
        const begin = async () => {
            const body = { ...dialog(), id: 'another', clientSecret: CLIENT_SECRET };
            const { text, headers } = await proxy.send('POST', `${ROOT}/oauth/start`, JSON.stringify(body), json);
            const { url, handle } = JSON.parse(text) as { url: string; handle: string };
            const [line = ''] = headers['set-cookie'] ?? [];
            assert.match(line, /; Secure/);
            return { handle, cookie: line.split(';')[0] ?? '', address: await signIn.visit(url) };
        };
        const foreign = await begin();
        assert.equal((await proxy.send('GET', foreign.address)).status, 400);
        const { handle, cookie, address } = await begin();
        assert.ok(address.startsWith(callbackUrl));
        assert.equal((await proxy.send('GET', address, undefined, { cookie })).status, 200);
        const asked = JSON.stringify({ handle });
        const { text } = await proxy.send('POST', `${ROOT}/oauth/outcome`, asked, json);
        assert.equal((JSON.parse(text) as Body).workspace, 'Sandbox workspace');
    });

    it('belong to who began: another user, who may write as well, gets no outcome of a sign-in', async () => {
        const body = { ...dialog(), id: 'another', clientSecret: CLIENT_SECRET };
        const [, { handle }] = await ask(routes[1] as Route, as('owner'), body);
        const { text } = await nodeRed.api('POST', `${ROOT}/oauth/outcome`, { handle }, as('colleague'));
        assert.equal((JSON.parse(text) as { error: { code: string } }).error.code, 'expired');
    });
});

import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'mocha';
import { CLIENT_ID, CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import * as audit from '../support/audit';
import { action, catcher, collector, source, tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { SignIn } from '../support/sign-in';
import { defaultsOf } from '../support/stored';

const list = 'intercom-list-tags';

/** A connection as the editor deploys it: with an empty set of credentials when only their marks have changed. */
const connection = (id: string, baseUrl: string, credentials?: Record<string, string>): FlowNode => ({
    id,
    type: 'intercom-connection',
    auth: 'oauth',
    region: 'custom',
    baseUrl,
    ...(credentials && { credentials }),
});

/** A flow that lists the tags of a connection: sent in at `in-ID`, out at `out-ID`, errors at `caught`. */
const using = (id: string): FlowNode[] => [
    source(`in-${id}`, `list-${id}`),
    action(list, `list-${id}`, [`out-${id}`], { ...defaultsOf(list), connection: id }),
    collector(`out-${id}`),
];
const catching = [catcher('catch', 'caught'), collector('caught')];

const app = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };

describe('OAuth in a real Node-RED', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let signIn: SignIn;

    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox?.close());

    /** The tokens that the sandbox has seen at work since its start. */
    const used = () =>
        sandbox.requests.filter(({ path }) => path === '/tags').map(({ headers }) => headers.authorization);

    async function run(id: string): Promise<void> {
        const before = nodeRed.from(`out-${id}`).length;
        nodeRed.feed(`in-${id}`, {});
        await nodeRed.expect(`out-${id}`, before + 1);
    }

    async function start(options: Parameters<typeof startNodeRed>[0] = {}): Promise<void> {
        nodeRed = await startNodeRed(options);
        signIn = new SignIn(nodeRed);
    }

    /** Ends Node-RED and starts it again where it was. */
    async function restart(): Promise<void> {
        const { userDir } = nodeRed;
        await nodeRed.stop();
        await start({ userDir });
    }

    describe('a token that was granted', () => {
        let kept = '';
        before(async () => {
            await start({ keepUserDir: true });
            kept = nodeRed.userDir;
        });
        after(async () => {
            await nodeRed?.stop();
            await rm(kept, { recursive: true, force: true });
        });

        it('reaches a new connection by its first deploy, and is there after a restart', async () => {
            const { url, handle, cookie } = await signIn.start(signIn.dialog('new', sandbox.url));
            await signIn.comeBack(await signIn.visit(url), cookie);
            const { workspace, accessToken } = await signIn.post('oauth/outcome', { handle });
            assert.equal(workspace, 'Sandbox workspace');
            const credentials = { ...app, accessToken: String(accessToken) };
            await nodeRed.deploy([tab, connection('new', sandbox.url, credentials), ...using('new'), ...catching]);
            await run('new');
            await restart();
            await run('new');
            assert.match(String(used().at(-1)), /^Bearer oauth-/);
            const editor = await nodeRed.get('/credentials/intercom-connection/new');
            assert.deepEqual(editor, { has_accessToken: true, clientId: CLIENT_ID, has_clientSecret: true });
        });

        /** Deploys what somebody has changed in a connection; everything else as it is. */
        async function deployCredentials(id: string, credentials: Record<string, string>): Promise<void> {
            const flows = await nodeRed.flows();
            await nodeRed.deploy(
                flows.map((node) => (node.id === id ? { ...node, credentials } : node)),
                'nodes',
            );
        }

        it('replaces that of a connection with the deploy of that connection, and with no other', async () => {
            const before = used().at(-1);
            const accessToken = await signIn.connect(signIn.dialog('new', sandbox.url, { clientSecret: '__PWRD__' }));
            const others = async (label: string) =>
                nodeRed.deploy((await nodeRed.flows()).map((node) => (node.id === 'tab' ? { ...node, label } : node)));
            await others('one');
            await run('new');
            await restart();
            await others('two');
            await run('new');
            assert.equal(used().at(-1), before, 'what was not deployed is not at work');
            await deployCredentials('new', { accessToken });
            await run('new');
            const granted = used().at(-1);
            assert.notEqual(granted, before);
            await restart();
            await run('new');
            assert.equal(used().at(-1), granted);
        });

        it('stays when the client secret is changed after a restart', async () => {
            const granted = used().at(-1);
            await deployCredentials('new', { clientSecret: 'another-secret-of-the-app' });
            await restart();
            await run('new');
            assert.equal(used().at(-1), granted);
            await deployCredentials('new', { clientSecret: CLIENT_SECRET });
        });

        it('is not sent when it was deployed with another client secret: the node says what to do', async () => {
            const accessToken = await signIn.connect(signIn.dialog('other', sandbox.url));
            const before = used().length;
            const credentials = { ...app, clientSecret: 'secret-of-another-app', accessToken };
            await nodeRed.deploy([
                ...(await nodeRed.flows()),
                connection('other', sandbox.url, credentials),
                ...using('other'),
            ]);
            nodeRed.feed('in-other', {});
            const [caught] = await nodeRed.expect('caught', 1);
            assert.match(JSON.stringify(caught?.error), /has to be connected again.*Connect with Intercom/);
            assert.equal(used().length, before);
            nodeRed.collected.length = 0;
        });

        it('changes nothing when the dialog is cancelled', async () => {
            await run('new');
            const before = used().at(-1);
            await signIn.connect(signIn.dialog('new', sandbox.url, { clientSecret: '__PWRD__' }));
            await signIn.connect(signIn.dialog('never', sandbox.url));
            await nodeRed.deploy((await nodeRed.flows()).map((node) => ({ ...node })));
            await run('new');
            assert.equal(used().at(-1), before);
            assert.deepEqual(await nodeRed.get('/credentials/intercom-connection/never'), {});
            await restart();
            await run('new');
            assert.equal(used().at(-1), before);
        });

        it('can be tested in the dialog before Done', async () => {
            const accessToken = await signIn.connect(signIn.dialog('never', sandbox.url));
            const dialog = signIn.dialog('never', sandbox.url, { accessToken });
            assert.equal((await signIn.post('test', dialog)).workspace, 'Sandbox workspace');
            const none = signIn.dialog('never', sandbox.url, { accessToken: '__PWRD__' });
            assert.match((await signIn.post('test', none)).error?.message ?? '', /no access token.*Connect with/);
        });

        it('is of use for no other host, and without the client secret for nobody', async () => {
            const accessToken = await signIn.connect(signIn.dialog('never', sandbox.url));
            const elsewhere = `${sandbox.url}/elsewhere`;
            for (const dialog of [
                signIn.dialog('never', elsewhere, { accessToken }),
                signIn.dialog('never', sandbox.url, { accessToken, clientSecret: 'guessed' }),
            ])
                assert.equal((await signIn.post('test', dialog)).error?.code, 'kept_for_other_host');
        });

        it('goes to each of two connections that connect at once', async () => {
            const ids = ['one', 'two'];
            const starts = await Promise.all(ids.map((id) => signIn.start(signIn.dialog(id, sandbox.url))));
            const cookies = starts.map(({ cookie }) => cookie).join('; ');
            const addresses = await Promise.all(starts.map(({ url }) => signIn.visit(url)));
            await Promise.all(addresses.reverse().map((address) => signIn.comeBack(address, cookies)));
            const two: FlowNode[] = [];
            for (const [n, id] of ids.entries()) {
                const { accessToken } = await signIn.post('oauth/outcome', { handle: starts[n]?.handle });
                two.push(connection(id, sandbox.url, { ...app, accessToken: String(accessToken) }), ...using(id));
            }
            await nodeRed.deploy([...(await nodeRed.flows()), ...two]);
            for (const id of ids) await run(id);
            const [one, other] = used().slice(-2);
            assert.notEqual(one, other);
            const exchanges = sandbox.requests.filter(({ path }) => path === '/auth/eagle/token');
            assert.ok(exchanges.length >= 2);
        });

        it('is revoked by Disconnect; then a run fails with a sentence, deployed or not', async () => {
            await run('one');
            const revoked = used().at(-1);
            await signIn.post('oauth/disconnect', { ...signIn.dialog('one', sandbox.url), accessToken: '__PWRD__' });
            assert.equal(
                sandbox.requests.find(({ path }) => path === '/auth/uninstall')?.headers.authorization,
                revoked,
            );
            nodeRed.feed('in-one', {});
            const [refused] = await nodeRed.expect('caught', 1);
            assert.match(JSON.stringify(refused?.error), /401.*token.*revoked/);
            const flows = await nodeRed.flows();
            await nodeRed.deploy(
                flows.map((node) => (node.id === 'one' ? { ...node, credentials: { accessToken: '' } } : node)),
            );
            nodeRed.collected.length = 0;
            nodeRed.feed('in-one', {});
            const [missing] = await nodeRed.expect('caught', 1);
            const error = missing?.error as { code: string; message: string };
            assert.equal(error.code, 'no_connection');
            assert.match(error.message, /not connected yet.*Connect with Intercom/);
            await nodeRed.waitFor(
                () => nodeRed.statuses.some(({ id, text }) => id === 'list-one' && text === 'no usable access token'),
                'the status',
            );
        });
    });

    describe('an attack or a mishap', () => {
        before(() => {
            sandbox.reset();
            return start();
        });
        after(() => nodeRed?.stop());
        afterEach(() => sandbox.reset());

        const exchanges = () => sandbox.requests.filter(({ path }) => path === '/auth/eagle/token').length;
        const begin = () => signIn.start(signIn.dialog('c', sandbox.url));
        const withState = (address: string, state: string): string => {
            const url = new URL(address);
            url.searchParams.set('state', state);
            return url.href;
        };

        const refusedStates: Record<string, (address: string) => string> = {
            wrong: (address) => withState(address, 'x'.repeat(43)),
            empty: (address) => withState(address, ''),
            doubled: (address) => `${address}&state=y`,
            'that of an object': (address) => withState(address, '__proto__'),
            'altered by one letter': (address) =>
                address.replace(/(state=)(.)/, (_, name, letter) => name + (letter === 'A' ? 'B' : 'A')),
        };
        for (const [kind, change] of Object.entries(refusedStates)) {
            it(`a state that is ${kind} gets nothing`, async () => {
                const { url, cookie, handle } = await begin();
                const { status, page } = await signIn.comeBack(change(await signIn.visit(url)), cookie);
                assert.equal(status, 400);
                assert.match(page, /was not begun here/);
                assert.equal(exchanges(), 0);
                assert.deepEqual(await signIn.post('oauth/outcome', { handle }), { isWaiting: true });
            });
        }

        it('a callback without a start gets nothing', async () => {
            const { status } = await signIn.comeBack(`${signIn.callback}?code=abc&state=def`, '');
            assert.equal(status, 400);
            assert.equal((await signIn.comeBack(signIn.callback, '')).status, 400);
            assert.equal(exchanges(), 0);
        });

        it('a state works once: neither it nor its code can be replayed', async () => {
            const { url, cookie } = await begin();
            const address = await signIn.visit(url);
            const both = await Promise.all([signIn.comeBack(address, cookie), signIn.comeBack(address, cookie)]);
            assert.deepEqual(both.map(({ status }) => status).sort(), [200, 400]);
            assert.equal((await signIn.comeBack(address, cookie)).status, 400);
            assert.equal(exchanges(), 1);
            const code = new URL(address).searchParams.get('code') ?? '';
            const other = await begin();
            const replayed = new URL(await signIn.visit(other.url));
            replayed.searchParams.set('code', code);
            const { status, page } = await signIn.comeBack(replayed.href, other.cookie);
            assert.equal(status, 400);
            assert.match(page, /refused the code/);
            const outcome = await signIn.post('oauth/outcome', { handle: other.handle });
            assert.equal(outcome.error?.code, 'unauthorized');
        });

        it('a state of another browser is refused, and used up', async () => {
            const { url, cookie, handle } = await begin();
            const address = await signIn.visit(url);
            for (const foreign of ['', `${cookie}x`, (await begin()).cookie]) {
                assert.equal((await signIn.comeBack(address, foreign)).status, 400);
            }
            assert.equal((await signIn.comeBack(address, cookie)).status, 400);
            assert.equal(exchanges(), 0);
            assert.match((await signIn.post('oauth/outcome', { handle })).error?.message ?? '', /another browser/);
        });

        describe('with a callback base of its own', () => {
            const registered = 'https://nodes.example.com/red/intercom/connection/oauth/callback';
            /** Comes back to the registered address, as a proxy there passes it on. */
            const arrive = (address: string, cookie: string) =>
                signIn.comeBack(signIn.callback + new URL(address).search, cookie);
            const beginElsewhere = () =>
                signIn.start(
                    signIn.dialog('c', sandbox.url, { callbackUrl: registered, ownCallbackUrl: signIn.callback }),
                );

            it('sends the browser on to the address of the editor, to which the cookie comes', async () => {
                const { url, cookie, handle } = await beginElsewhere();
                const address = await signIn.visit(url);
                assert.ok(address.startsWith(registered));
                const first = await arrive(address, '');
                assert.equal(first.status, 302);
                const own = first.headers.get('location') ?? '';
                assert.ok(own.startsWith(`${signIn.callback}?`), own);
                assert.equal((await signIn.comeBack(own, cookie)).status, 200);
                assert.equal((await signIn.post('oauth/outcome', { handle })).workspace, 'Sandbox workspace');
            });

            it('refuses a browser that did not start it', async () => {
                const { url, cookie, handle } = await beginElsewhere();
                const own = (await arrive(await signIn.visit(url), '')).headers.get('location') ?? '';
                assert.equal((await signIn.comeBack(own, '')).status, 400);
                assert.equal((await signIn.comeBack(own, cookie)).status, 400);
                assert.equal(exchanges(), 0);
                assert.match((await signIn.post('oauth/outcome', { handle })).error?.message ?? '', /another browser/);
            });
        });

        it('a HEAD request, as link checkers send it, does not use the state up', async () => {
            const { url, cookie } = await begin();
            const address = await signIn.visit(url);
            await fetch(address, { method: 'HEAD', headers: { cookie } });
            assert.equal((await signIn.comeBack(address, cookie)).status, 200);
        });

        it('access that is not granted is told in a sentence, in the window and in the dialog', async () => {
            const { url, cookie, handle } = await begin();
            const { status, page } = await signIn.comeBack(await signIn.visit(url, false), cookie);
            assert.equal(status, 400);
            assert.match(page, /Access was not granted in Intercom\./);
            const { error } = await signIn.post('oauth/outcome', { handle });
            assert.equal(error?.code, 'access_denied');
            assert.match(error?.message ?? '', /Access was not granted in Intercom\. Press Connect/);
            assert.equal(exchanges(), 0);
        });

        it('text that comes back is escaped, and the page may load nothing', async () => {
            const { url, cookie } = await begin();
            const state = new URL(url).searchParams.get('state') ?? '';
            const attack = `"'><img src=x onerror=alert(1)></script><script>alert(2)</script>`;
            const query = new URLSearchParams({ state, error: attack, error_description: attack });
            const { page, headers } = await signIn.comeBack(`${signIn.callback}?${query}`, cookie);
            assert.doesNotMatch(page, /<img|<script>/);
            assert.equal(page.match(/<script/g)?.length, 1);
            assert.match(page, /&#60;img/);
            const policy = headers.get('content-security-policy') ?? '';
            assert.match(policy, /default-src 'none'/);
            assert.doesNotMatch(policy, /unsafe/);
            assert.equal(headers.get('cache-control'), 'no-store');
            assert.equal(headers.get('referrer-policy'), 'no-referrer');
        });

        it('a wrong client secret is told in a sentence', async () => {
            const { url, cookie } = await signIn.start(
                signIn.dialog('c', sandbox.url, { clientSecret: 'wrong-client-secret' }),
            );
            const { page } = await signIn.comeBack(await signIn.visit(url), cookie);
            assert.match(page, /Check the client id and the client secret/);
            assert.doesNotMatch(page, /wrong-client-secret/);
        });

        const refusedStarts: [string, object, RegExp][] = [
            ['without a client ID', { clientId: '' }, /client ID is missing/],
            ['without a client secret', { clientSecret: '' }, /client secret is missing/],
            ['with a secret kept, where none is', { clientSecret: '__PWRD__' }, /client secret is missing/],
            [
                'with an environment variable that is not set',
                { clientSecret: '$' + '{NO_SUCH_VARIABLE}' },
                /environment variable NO_SUCH_VARIABLE, which is not set/,
            ],
            ['with a redirect to somewhere else', { callbackUrl: 'https://example.com/elsewhere' }, /redirect URL/],
            ['with a redirect that is a script', { callbackUrl: 'javascript:alert(1)' }, /redirect URL/],
            ['without a base URL', { baseUrl: '' }, /base URL/],
            ['for a node of another type', { id: 'tab-x/../y' }, /not a connection/],
            ['for what every object has', { id: '__proto__' }, /not a connection/],
            ['with a proxy that is not deployed', { proxy: 'nowhere' }, /HTTP proxy/],
        ];
        for (const [kind, change, sentence] of refusedStarts) {
            it(`a start ${kind} is refused with a sentence`, async () => {
                const dialog = signIn.dialog('c', sandbox.url, change);
                assert.match((await signIn.post('oauth/start', dialog)).error?.message ?? '', sentence);
            });
        }

        it('the secret is in no address, and neither it nor a token is in an answer or a log', async () => {
            const { url, handle, cookie } = await begin();
            await signIn.comeBack(await signIn.visit(url), cookie);
            const authorizations = sandbox.requests.filter(({ path }) => path === '/oauth');
            assert.ok(authorizations.length > 0);
            assert.doesNotMatch(JSON.stringify(authorizations), new RegExp(CLIENT_SECRET));
            const shown = JSON.stringify([nodeRed.log, await signIn.post('oauth/outcome', { handle })]);
            assert.doesNotMatch(shown, /oauth-[0-9a-f]{8}|sandbox-secret/);
            assert.deepEqual(audit.report().found, []);
        });
    });

    describe('under another root, with users', () => {
        // of the word "password"
        const password = '$2b$04$oRUJmwLtJRieeeh6hIjA0uc0WJ0io/Rux7tPDgDRNvShdkcEKHCpu';
        const users = [
            { username: 'owner', password, permissions: '*' },
            { username: 'colleague', password, permissions: '*' },
        ];

        before(() =>
            start({
                settings: {
                    httpAdminRoot: '/editor/admin',
                    adminAuth: { type: 'credentials', users, default: { permissions: 'read' } },
                },
            }),
        );
        after(() => nodeRed?.stop());

        async function as(username: string): Promise<SignIn> {
            const login = {
                client_id: 'node-red-editor',
                grant_type: 'password',
                scope: '*',
                username,
                password: 'password',
            };
            const { text } = await nodeRed.api('POST', '/auth/token', login);
            const { access_token } = JSON.parse(text) as { access_token: string };
            return new SignIn(nodeRed, { Authorization: `Bearer ${access_token}` });
        }

        it('a user who may write connects', async () => {
            assert.match(nodeRed.url, /editor\/admin$/);
            const owner = await as('owner');
            assert.ok(await owner.connect(owner.dialog('c', sandbox.url)));
        });

        it('another user cannot take the token over, knowing the handle', async () => {
            const [owner, colleague] = [await as('owner'), await as('colleague')];
            const { handle } = await owner.start(owner.dialog('c', sandbox.url));
            assert.equal((await colleague.post('oauth/outcome', { handle })).error?.code, 'expired');
            assert.deepEqual(await owner.post('oauth/outcome', { handle }), { isWaiting: true });
        });
    });
});

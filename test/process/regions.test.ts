import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { CLIENT_ID, CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import { action, catcher, collector, source, tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { certificate, startProxy, type TestProxy } from '../support/proxy';
import { SignIn } from '../support/sign-in';
import { defaultsOf } from '../support/stored';

const list = 'intercom-list-tags';
const tokens = { us: 'token-of-the-us-workspace', custom: 'token-of-the-custom-one', proxied: 'token-through-a-proxy' };

/** Node-RED's own config nodes. */
const httpProxy = (id: string, url: string, more: object = {}): FlowNode => ({
    id,
    type: 'http proxy',
    url,
    noproxy: [],
    ...more,
});
const tlsConfig = (id: string, more: object = {}): FlowNode => ({
    id,
    type: 'tls-config',
    cert: '',
    key: '',
    ca: '',
    servername: '',
    alpnprotocol: '',
    verifyservercert: true,
    ...more,
});

/** Its id must not be the name of a region: Node-RED takes equal words for references between config nodes. */
const connection = (id: string, more: Partial<FlowNode>): FlowNode => ({
    id,
    type: 'intercom-connection',
    auth: 'token',
    maxRetries: 0,
    ...more,
});

const using = (id: string): FlowNode[] => [
    source(`in-${id}`, `list-${id}`),
    action(list, `list-${id}`, [`out-${id}`], { ...defaultsOf(list), connection: id }),
    collector(`out-${id}`),
];

/** Intercom's real hosts are out of reach: a proxy stands in for the internet and tells which host was meant. */
describe('connections of several regions, proxies and TLS settings in one Node-RED', () => {
    let intercom: Sandbox;
    let other: Sandbox;
    let proxy: TestProxy;
    let nodeRed: NodeRed;
    let signIn: SignIn;

    before(async () => {
        [intercom, other] = await Promise.all([
            startSandbox({ tokens: [tokens.us, tokens.proxied], region: 'EU' }),
            startSandbox({ tokens: [tokens.custom, tokens.proxied] }),
        ]);
        proxy = await startProxy(intercom.url);
        nodeRed = await startNodeRed({
            flows: [
                tab,
                httpProxy('proxy', proxy.url, { credentials: { username: 'ann', password: 'password of the proxy' } }),
                httpProxy('bypassed', 'http://127.0.0.1:9', { noproxy: ['127.0.0.1'] }),
                httpProxy('empty', ''),
                tlsConfig('trusting', { credentials: { cadata: certificate } }),
                tlsConfig('unreadable', { ca: '/no/such/file.pem' }),
                connection('in-us', {
                    region: 'us',
                    proxy: 'proxy',
                    tls: 'trusting',
                    credentials: { accessToken: tokens.us },
                }),
                connection('elsewhere', {
                    region: 'custom',
                    baseUrl: other.url,
                    credentials: { accessToken: tokens.custom },
                }),
                connection('plain', {
                    region: 'custom',
                    baseUrl: 'http://intercom.example.com',
                    proxy: 'proxy',
                    credentials: { accessToken: tokens.proxied },
                }),
                connection('direct', {
                    region: 'custom',
                    baseUrl: other.url,
                    proxy: 'bypassed',
                    credentials: { accessToken: tokens.custom },
                }),
                connection('by-hand', {
                    region: 'custom',
                    baseUrl: other.url,
                    version: 2.11,
                    credentials: { accessToken: tokens.custom },
                }),
                connection('number', { region: 'custom', baseUrl: 5, credentials: { accessToken: tokens.custom } }),
                connection('distrusting', { region: 'au', proxy: 'proxy', credentials: { accessToken: tokens.us } }),
                connection('no-proxy', { region: 'us', proxy: 'gone', credentials: { accessToken: tokens.us } }),
                connection('no-url', { region: 'us', proxy: 'empty', credentials: { accessToken: tokens.us } }),
                connection('no-tls', { region: 'us', tls: 'unreadable', credentials: { accessToken: tokens.us } }),
                ...['in-us', 'elsewhere', 'plain', 'direct', 'by-hand'].flatMap(using),
                ...['number', 'distrusting', 'no-proxy', 'no-url', 'no-tls'].flatMap(using),
                catcher('catch', 'caught'),
                collector('caught'),
            ],
        });
        signIn = new SignIn(nodeRed);
    });
    after(async () => {
        await nodeRed?.stop();
        proxy?.close();
        await Promise.all([intercom?.close(), other?.close()]);
    });

    async function run(id: string): Promise<void> {
        const before = nodeRed.from(`out-${id}`).length;
        nodeRed.feed(`in-${id}`, {});
        await nodeRed.expect(`out-${id}`, before + 1);
    }

    const eu = { auth: 'oauth', region: 'eu', proxy: 'proxy', tls: 'trusting' };
    const app = { clientId: CLIENT_ID, clientSecret: CLIENT_SECRET };

    it('signs in to the EU at its own page, and exchanges the code where Intercom does for all regions', async () => {
        await run('in-us'); // the deploy is answered before the proxy runs
        proxy.passed.length = 0;
        const { url, handle, cookie } = await signIn.start({
            id: 'in-eu',
            callbackUrl: signIn.callback,
            ...eu,
            ...app,
        });
        const { origin, pathname, search } = new URL(url);
        assert.equal(origin + pathname, 'https://app.eu.intercom.com/oauth');
        const { status } = await signIn.comeBack(await signIn.visit(`${intercom.url}/oauth${search}`), cookie);
        assert.equal(status, 200);
        assert.deepEqual(
            proxy.passed.map(({ host, path }) => `${host} ${path}`),
            ['api.intercom.io:443 /auth/eagle/token', 'api.eu.intercom.io:443 /me'],
        );
        const outcome = await signIn.post('oauth/outcome', { handle });
        assert.deepEqual([outcome.region, outcome.regionDiffers], ['eu', false]);
        await nodeRed.deploy([
            ...(await nodeRed.flows()),
            connection('in-eu', { ...eu, credentials: { ...app, accessToken: String(outcome.accessToken) } }),
            ...using('in-eu'),
        ]);
    });

    it('sends each message to the host of its connection, with its token', async () => {
        proxy.passed.length = 0;
        await Promise.all(['in-us', 'in-eu', 'elsewhere'].map(run));
        const sent = proxy.passed.map(({ host, authorization }) => [host, authorization?.slice(0, 13)]).sort();
        assert.deepEqual(sent, [
            ['api.eu.intercom.io:443', 'Bearer oauth-'],
            ['api.intercom.io:443', 'Bearer token-'],
        ]);
        const own = other.requests.map(({ headers }) => headers.authorization);
        assert.deepEqual(own, [`Bearer ${tokens.custom}`]);
    });

    it('shows its user and password to the proxy, and to nobody else', async () => {
        proxy.passed.length = 0;
        await run('plain');
        await run('in-us');
        const basic = `Basic ${Buffer.from('ann:password of the proxy').toString('base64')}`;
        assert.deepEqual(
            proxy.passed.map(({ proxyAuthorization }) => proxyAuthorization),
            [basic, basic],
        );
        assert.deepEqual(
            proxy.passed.map(({ host }) => host),
            ['intercom.example.com', 'api.intercom.io:443'],
        );
        assert.ok(
            intercom.requests.every(
                ({ headers }) => !JSON.stringify(headers).includes(basic) || headers.host === 'intercom.example.com',
            ),
        );
    });

    it('goes past the proxy to the hosts that the proxy leaves out', async () => {
        const before = other.requests.length;
        await run('direct');
        assert.equal(other.requests.length, before + 1);
    });

    it('tells that the workspace is in another region, before anything is deployed', async () => {
        const test = (region: string) =>
            signIn.post('test', { id: 'x', region, accessToken: tokens.us, proxy: 'proxy', tls: 'trusting' });
        assert.equal((await test('us')).regionDiffers, true);
        assert.equal((await test('us')).region, 'eu');
        assert.equal((await test('eu')).regionDiffers, false);
    });

    it('reads a number in a flow file that somebody wrote as the text it stands for', async () => {
        await run('by-hand');
        assert.equal(other.requests.at(-1)?.headers['intercom-version'], '2.11');
    });

    const strangers: [status: number, body: object | string][] = [
        [200, []],
        [200, '"x"'],
        [200, {}],
        [204, ''],
    ];
    for (const [status, body] of strangers)
        it(`is not connected where something else than Intercom answers ${status} ${JSON.stringify(body)}`, async () => {
            other.fault({ kind: 'status', status, body, match: { path: /^\/me$/ } });
            const dialog = { id: 'x', region: 'custom', baseUrl: other.url, accessToken: tokens.custom };
            assert.equal((await signIn.post('test', dialog)).error?.code, 'invalid_response');
        });

    const refused: [string, string, RegExp][] = [
        ['number', 'a base URL that is a number', /base URL of the connection is not a URL/],
        ['distrusting', 'a certificate that is not trusted', /Certificate not trusted\. .*TLS settings/],
        ['no-proxy', 'a proxy that is not there', /HTTP proxy of the connection: missing, disabled or not deployed/],
        ['no-url', 'a proxy without a URL', /HTTP proxy of the connection has no URL/],
        ['no-tls', 'certificates that cannot be read', /TLS settings of the connection cannot be used/],
    ];
    for (const [id, what, sentence] of refused) {
        it(`${what} is an error, and nothing is sent`, async () => {
            const [seen, before] = [proxy.passed.length, nodeRed.from('caught').length];
            nodeRed.feed(`in-${id}`, {});
            const caught = await nodeRed.expect('caught', before + 1);
            assert.match(JSON.stringify(caught.at(-1)?.error), sentence);
            assert.equal(proxy.passed.length, seen);
        });
    }
});

describe('the environment', () => {
    let sandbox: Sandbox;
    let proxy: TestProxy;
    let nodeRed: NodeRed;
    const reference = (name: string) => `\${${name}}`;

    before(async () => {
        sandbox = await startSandbox({ tokens: [tokens.us] });
        proxy = await startProxy(sandbox.url);
        nodeRed = await startNodeRed({
            env: {
                HTTP_PROXY: proxy.url,
                HTTPS_PROXY: proxy.url,
                NO_PROXY: '127.0.0.1',
                MY_TOKEN: tokens.us,
                MY_CLIENT: CLIENT_ID,
                MY_SECRET: CLIENT_SECRET,
                MY_BASE: sandbox.url,
                MY_PROXY: proxy.url,
            },
            flows: [
                tab,
                tlsConfig('trusting', { credentials: { cadata: certificate } }),
                connection('in-us', {
                    region: 'us',
                    tls: 'trusting',
                    credentials: { accessToken: reference('MY_TOKEN') },
                }),
                connection('here', {
                    region: 'custom',
                    baseUrl: reference('MY_BASE'),
                    credentials: { accessToken: reference('MY_TOKEN') },
                }),
                connection('spaced', {
                    region: 'custom',
                    baseUrl: sandbox.url,
                    credentials: { accessToken: ` ${reference('MY_TOKEN')} ` },
                }),
                {
                    id: 'global',
                    type: 'global-config',
                    env: [{ name: 'GLOBAL_BASE', type: 'str', value: sandbox.url }],
                },
                connection('unset', { region: 'us', credentials: { accessToken: reference('NO_SUCH_VARIABLE') } }),
                ...['in-us', 'here', 'spaced', 'unset'].flatMap(using),
                catcher('catch', 'caught'),
                collector('caught'),
            ],
        });
    });
    after(async () => {
        await nodeRed?.stop();
        proxy?.close();
        await sandbox?.close();
    });

    it('gives the proxy, but for the hosts of no_proxy', async () => {
        nodeRed.feed('in-in-us', {});
        await nodeRed.expect('out-in-us');
        nodeRed.feed('in-here', {});
        await nodeRed.expect('out-here');
        assert.deepEqual(
            proxy.passed.map(({ host }) => host),
            ['api.intercom.io:443'],
        );
        assert.equal(proxy.passed[0]?.authorization, `Bearer ${tokens.us}`);
    });

    it('gives the access token; one that is not set is named, and nothing is sent', async () => {
        const before = proxy.passed.length;
        nodeRed.feed('in-unset', {});
        const [caught] = await nodeRed.expect('caught');
        assert.match(JSON.stringify(caught?.error), /environment variable NO_SUCH_VARIABLE, which is not set/);
        assert.equal(proxy.passed.length, before);
        await nodeRed.waitFor(
            () => nodeRed.statuses.some(({ id, text }) => id === 'list-unset' && text === 'no usable access token'),
            'the status',
        );
    });

    it('gives the access token though spaces were pasted around its name', async () => {
        nodeRed.feed('in-spaced', {});
        await nodeRed.expect('out-spaced');
    });

    it("gives what Test connection needs, before anything is deployed: Node-RED's own global variables too", async () => {
        for (const name of ['MY_BASE', 'GLOBAL_BASE']) {
            const accessToken = ` ${reference('MY_TOKEN')} `;
            const dialog = { id: 'new', region: 'custom', baseUrl: reference(name), accessToken };
            assert.equal((await new SignIn(nodeRed).post('test', dialog)).workspace, 'Sandbox workspace', name);
        }
    });

    it('gives client ID, client secret and base URL of a sign-in', async () => {
        const signIn = new SignIn(nodeRed);
        const dialog = signIn.dialog('new', reference('MY_BASE'), {
            clientId: reference('MY_CLIENT'),
            clientSecret: reference('MY_SECRET'),
        });
        const accessToken = await signIn.connect(dialog);
        assert.equal((await signIn.post('test', { ...dialog, accessToken })).workspace, 'Sandbox workspace');
    });
});

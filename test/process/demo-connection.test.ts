import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { action, catcher, collector, node, source, tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { SignIn } from '../support/sign-in';
import { watchSockets } from '../support/sockets';
import { defaultsOf } from '../support/stored';

const demo = (id: string, more: Partial<FlowNode> = {}): FlowNode => ({
    id,
    type: 'intercom-connection',
    name: '',
    auth: 'token',
    region: 'demo',
    ...more,
});

const create = 'intercom-create-contact';
const list = 'intercom-list-contacts';

describe('connections to demo workspaces in one Node-RED', () => {
    let nodeRed: NodeRed;
    let dialog: SignIn;

    const flows = (clientSecret = ''): FlowNode[] => [
        tab,
        // nothing of these is used: a host, a proxy and settings that are not there, and a token that no one may see
        demo('one', {
            baseUrl: 'https://intercom.example.com',
            proxy: 'gone',
            tls: 'gone',
            credentials: { accessToken: 'token-that-goes-nowhere', ...(clientSecret && { clientSecret }) },
        }),
        demo('other'),
        ...['one', 'other'].flatMap((connection) => [
            source(`create-in-${connection}`, `create-${connection}`),
            action(create, `create-${connection}`, [`out-${connection}`], { ...defaultsOf(create), connection }),
            source(`list-in-${connection}`, `list-${connection}`),
            action(list, `list-${connection}`, [`out-${connection}`], {
                ...defaultsOf(list),
                fetchAll: 'true',
                connection,
            }),
            collector(`out-${connection}`),
        ]),
        node('intercom-webhook', 'webhook', ['heard'], { connection: 'one', topics: [] }),
        node('intercom-webhook', 'second', ['heard-too'], { connection: 'one', topics: ['contact.user.created'] }),
        node('intercom-webhook', 'elsewhere', ['heard-elsewhere'], { connection: 'other', topics: [] }),
        node('intercom-watch', 'watch', ['seen'], { connection: 'one', resource: 'contacts', interval: 1 }),
        ...['heard', 'heard-too', 'heard-elsewhere', 'seen'].map(collector),
        catcher('catch', 'caught'),
        collector('caught'),
    ];

    before(async () => {
        nodeRed = await startNodeRed({
            settingsCode: watchSockets,
            env: { HTTP_PROXY: 'http://127.0.0.1:9', http_proxy: 'http://127.0.0.1:9' },
        });
        dialog = new SignIn(nodeRed);
    });
    after(() => nodeRed?.stop());

    const listening = () => nodeRed.log.filter((line) => line.startsWith('LISTEN'));
    const statusOf = (id: string) => nodeRed.statuses.filter((status) => status.id === id).at(-1);

    async function contacts(connection: string): Promise<string[]> {
        const before = nodeRed.from(`out-${connection}`).length;
        nodeRed.feed(`list-in-${connection}`, {});
        const messages = await nodeRed.expect(`out-${connection}`, before + 1);
        const { payload } = messages.at(-1) as { payload: { email: string }[] };
        return payload.map(({ email }) => email);
    }

    async function createContact(connection: string, email: string): Promise<void> {
        const before = nodeRed.from(`out-${connection}`).length;
        nodeRed.feed(`create-in-${connection}`, { payload: { role: 'user', email } });
        await nodeRed.expect(`out-${connection}`, before + 1);
    }

    it('lists of a connection that is not deployed come from its own, and start it', async () => {
        const own = listening().length;
        assert.equal(own, 1, 'Node-RED itself, and nothing beside it');
        const body = { connection: 'new', settings: { auth: 'token', region: 'demo' } };
        const { text } = await nodeRed.api('POST', '/intercom/pick/tags', body);
        const answer = JSON.parse(text) as { items: unknown[]; error?: unknown };
        assert.equal(answer.error, undefined);
        assert.ok(answer.items.length > 2);
        assert.equal(listening().length, own + 1);
    });

    it('Test connection needs no token', async () => {
        const answer = await dialog.post('test', { id: 'new', auth: 'token', region: 'demo' });
        assert.deepEqual(
            [answer.workspace, answer.region, answer.regionDiffers, answer.error],
            ['Demo workspace', 'demo', false, undefined],
        );
    });

    it('each has 250 contacts of its own', async () => {
        await nodeRed.deploy(flows());
        assert.deepEqual([(await contacts('one')).length, (await contacts('other')).length], [250, 250]);
        await createContact('one', 'ada@example.com');
        assert.ok((await contacts('one')).includes('ada@example.com'));
        assert.ok(!(await contacts('other')).includes('ada@example.com'));
        assert.deepEqual(nodeRed.from('caught'), []);
    });

    it('a change reaches each webhook node of its connection once, and no other, within five seconds', async () => {
        const heard = await nodeRed.expect('heard', 1, 5000);
        assert.deepEqual(
            heard.map(({ topic, payload }) => [topic, (payload as { email: string }).email]),
            [['contact.user.created', 'ada@example.com']],
        );
        assert.equal((await nodeRed.expect('heard-too', 1, 5000)).length, 1);
        assert.deepEqual(nodeRed.from('heard-elsewhere'), []);
    });

    it('watch nodes see it', async () => {
        const [seen] = await nodeRed.expect('seen');
        assert.equal(seen?.topic, 'contact.created');
    });

    it('every status has the word for demo', async () => {
        for (const id of ['create-one', 'list-one', 'webhook', 'watch'])
            await nodeRed.waitFor(() => statusOf(id)?.text?.endsWith(' · demo'), `the mark of ${id}`);
        await nodeRed.waitFor(() => statusOf('list-one')?.text === '251 of 251 · demo', 'how many were listed');
    });

    it('lasts over a deploy, also one that changes the client secret', async () => {
        await nodeRed.deploy(flows('a secret of my own'));
        assert.ok((await contacts('one')).includes('ada@example.com'));
        const before = nodeRed.from('heard').length;
        await createContact('one', 'grace@example.com');
        await nodeRed.expect('heard', before + 1, 5000);
        assert.notEqual(statusOf('webhook')?.fill, 'yellow');
    });

    it('tells where to look inside, is filled anew, and lets customers write', async () => {
        const about = await dialog.post('demo', { id: 'one', lively: true });
        assert.match(String(about.page), /^http:\/\/127\.0\.0\.1:\d+\/$/);
        assert.equal(about.lively, true);
        assert.match(await (await fetch(String(about.page), { headers: { accept: 'text/html' } })).text(), /<html/);
        await dialog.post('demo', { id: 'one', lively: false, refill: true });
        assert.equal((await contacts('one')).length, 250);
        const { error } = await dialog.post('demo', { id: 'webhook' });
        assert.equal(error?.code, 'invalid_field');
    });

    it('signs in on a page of its own, without an app, and goes on working when it is disconnected', async () => {
        const asked = { id: 'one', auth: 'oauth', region: 'demo', callbackUrl: dialog.callback };
        const accessToken = await dialog.connect(asked);
        assert.equal((await dialog.post('oauth/disconnect', { ...asked, accessToken })).error, undefined);
        assert.equal((await contacts('one')).length, 250);
    });

    it('what was signed in to there is of no use at another host', async () => {
        const app = { clientId: 'demo', clientSecret: 'demo' };
        const asked = { id: 'one', auth: 'oauth', ...app, callbackUrl: dialog.callback };
        const accessToken = await dialog.connect({ ...asked, region: 'demo' });
        const { error } = await dialog.post('test', { ...asked, region: 'us', accessToken });
        assert.equal(error?.code, 'kept_for_other_host');
    });

    it('no request left the machine, and all that listens is on the loopback address', () => {
        const sent = nodeRed.log.filter((line) => line.startsWith('CONNECT'));
        assert.ok(sent.length > 0);
        assert.deepEqual(
            sent.filter((line) => !line.startsWith('CONNECT 127.0.0.1 ')),
            [],
        );
        assert.ok(!sent.some((line) => line.endsWith('port 9')), 'past the proxy');
        assert.ok(listening().every((line) => line.includes('"127.0.0.1"')));
        assert.ok(!nodeRed.log.some((line) => line.includes('token-that-goes-nowhere')));
    });
});

import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import http from 'node:http';
import { type DemoOptions, type DemoWorkspace, demoWorkspace } from '../../src/sandbox/demo';

describe('sandbox: the demo workspace', () => {
    const open = new Set<DemoWorkspace>();
    const demo = async (id: string, options?: DemoOptions): Promise<DemoWorkspace> => {
        const workspace = await demoWorkspace(id, options);
        open.add(workspace);
        return workspace;
    };
    afterEach(async () => {
        for (const workspace of open) await workspace.close();
        open.clear();
    });

    const ask = async (workspace: DemoWorkspace, path: string, method = 'GET', body?: object) => {
        const answer = await fetch(workspace.url + path, {
            method,
            headers: { authorization: 'Bearer whatever', 'content-type': 'application/json' },
            body: body && JSON.stringify(body),
        });
        // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
        return { status: answer.status, body: (await answer.json()) as any };
    };
    const contacts = async (workspace: DemoWorkspace): Promise<number> =>
        (await ask(workspace, '/contacts')).body.total_count;

    it('has 250 contacts and 50 companies, teams, and a teammate who is away', async () => {
        const workspace = await demo('a');
        assert.equal(await contacts(workspace), 250);
        assert.equal((await ask(workspace, '/companies')).body.total_count, 50);
        assert.ok((await ask(workspace, '/teams')).body.teams.length > 1);
        const { admins } = (await ask(workspace, '/admins')).body;
        assert.equal(admins.filter((one: { away_mode_enabled: boolean }) => one.away_mode_enabled).length, 1);
        assert.equal((await ask(workspace, '/me')).body.app.name, 'Demo workspace');
    });

    it('is the same for one connection, another for another', async () => {
        const [first, again, other] = [await demo('a'), await demo('a'), await demo('b')];
        await ask(first, '/contacts', 'POST', { email: 'ada@example.com' });
        assert.equal(again.url, first.url);
        assert.deepEqual([await contacts(again), await contacts(other)], [251, 250]);
    });

    it('of two first calls at once there is one', async () => {
        const [first, second] = await Promise.all([demo('a'), demo('a')]);
        assert.equal(first.url, second.url);
    });

    it('is filled anew', async () => {
        const workspace = await demo('a');
        await ask(workspace, '/contacts', 'POST', { email: 'ada@example.com' });
        workspace.refill();
        assert.equal(await contacts(workspace), 250);
    });

    it('tells of every change, signed; what the last call says counts', async () => {
        type Heard = { body: string; signature: string; topic: string };
        const early: Heard[] = [];
        await demo('a', { onWebhook: (heard) => early.push(heard) });
        const heard = new Promise<Heard>((resolve) => void demo('a', { secret: 'shh', onWebhook: resolve }));
        const workspace = await demo('b');
        await ask(workspace, '/contacts', 'POST', { email: 'nobody-hears@example.com' });
        const { url } = [...open].find((one) => one.url !== workspace.url) as DemoWorkspace;
        await ask({ ...workspace, url }, '/contacts', 'POST', { email: 'ada@example.com' });
        const { body, signature, topic } = await heard;
        assert.equal(topic, 'contact.user.created');
        assert.equal(JSON.parse(body).data.item.email, 'ada@example.com');
        assert.equal(signature, `sha1=${createHmac('sha1', 'shh').update(body).digest('hex')}`);
        assert.deepEqual(early, []);
    });

    it('customers write by themselves when they are let', async () => {
        const heard = new Promise<string>((resolve) => {
            void demo('a', { onWebhook: ({ topic }) => resolve(topic) }).then(async (workspace) => {
                await ask(workspace, '/_sandbox/lively', 'POST', { on: true, everyMs: 100 });
            });
        });
        assert.match(await heard, /^(conversation\.user\.(created|replied)|contact\.(user|lead)\.created)$/);
    });

    it('lets any app in, on a page that says what the real one asks', async () => {
        const { url } = await demo('a');
        const asked = `${url}/oauth?client_id=mine&state=1&redirect_uri=${encodeURIComponent('https://127.0.0.1/back')}`;
        const page = await (await fetch(asked)).text();
        assert.match(page, /The real Intercom would/);
        const agree = /id="agree" href="([^"]*)"/.exec(page)?.[1] ?? '';
        const back = new URL(agree.replaceAll('&#38;', '&'));
        const body = new URLSearchParams({
            code: back.searchParams.get('code') ?? '',
            client_id: 'mine',
            client_secret: 'x',
        });
        const answer = await fetch(`${url}/auth/eagle/token`, { method: 'POST', body });
        const { token } = (await answer.json()) as { token: string };
        const headers = { authorization: `Bearer ${token}` };
        assert.equal((await fetch(`${url}/me`, { headers })).status, 200);
        await fetch(`${url}/auth/uninstall`, { method: 'POST', headers });
        assert.equal((await fetch(`${url}/me`, { headers })).status, 401);
    });

    it('shows a browser a page, and a program what Intercom would', async () => {
        const { page } = await demo('a');
        const html = await fetch(page, { headers: { accept: 'text/html,*/*' } });
        assert.match(html.headers.get('content-security-policy') ?? '', /default-src 'none'/);
        assert.doesNotMatch(await html.text(), /(src|href)="http/);
        const json = await fetch(page, { headers: { accept: 'application/json', authorization: 'Bearer x' } });
        assert.equal(json.status, 404);
    });

    it('what it shows live: records that changed last, and requests as they come', async () => {
        const workspace = await demo('a');
        const { id } = (await ask(workspace, '/contacts', 'POST', { email: 'ada@example.com', name: 'Ada' })).body;
        const { body } = await ask(workspace, '/_sandbox/live');
        assert.deepEqual([body.contacts[0].id, body.contacts[0].name], [id, 'Ada']);
        assert.deepEqual([body.requests[0].method, body.requests[0].url], ['POST', '/contacts']);
        assert.ok(body.conversations.length > 5 && body.tickets.length > 5);
    });

    it('answers nobody who comes by another name: a website that rebinds its own to this computer', async () => {
        const { url } = await demo('a');
        const status = (path: string, host: string): Promise<number | undefined> =>
            new Promise((resolve, reject) => {
                const headers = { host, authorization: 'Bearer x', accept: 'text/html, application/json' };
                http.get(url + path, { headers, agent: false }, (answer) => {
                    answer.resume().once('end', () => resolve(answer.statusCode));
                }).once('error', reject);
            });
        const { host } = new URL(url);
        for (const path of ['/', '/contacts', '/_sandbox']) {
            assert.deepEqual([await status(path, host), await status(path, 'evil.example.com')], [200, 403], path);
        }
    });
});

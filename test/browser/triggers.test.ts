import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { connection, node, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';

/** What the panels of the webhook and the watch node do, in a real browser. */
describe('the panels of the triggers', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
        this.timeout(90_000);
        sandbox = await startSandbox();
        const credentials = { accessToken: sandbox.token, clientSecret: CLIENT_SECRET };
        const fields = { name: '', connection: 'connection' };
        const flows = [
            tab,
            connection(sandbox, { credentials, webhookPath: '/our/hooks' }),
            node('intercom-webhook', 'hook', [], { ...fields, topics: [], appId: '' }),
            { ...connection(sandbox, { credentials: { accessToken: sandbox.token } }), id: 'open', name: 'Open' },
            node('intercom-webhook', 'deaf', [], { ...fields, connection: 'open', topics: [], appId: '' }),
            node('intercom-watch', 'watch', [], {
                ...fields,
                ...{ resource: 'contacts', interval: 60, changes: 'both', startFrom: 'now' },
            }),
        ];
        const settings = { httpAdminRoot: '/admin', httpNodeRoot: '/api' };
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows, settings }), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await sandbox?.close();
    });
    afterEach(() => editor?.closePanels());

    const field = (name: string) => editor.page.locator(`#node-input-${name}`);

    it('shows the whole URL to give to Intercom, warns that it is not https, and tells when a ping has come', async () => {
        await editor.openPanel('hook');
        const url = `${new URL(nodeRed.url).origin}/api/our/hooks`;
        assert.equal(await field('webhook-url').inputValue(), url);
        await editor.page.getByText('Intercom takes https addresses only').waitFor();
        await editor.page.getByText('Nothing has come from Intercom yet').waitFor();
        assert.equal((await sandbox.deliver({ url, topic: 'ping' })).status, 200);
        await editor.page.getByText('Intercom reached this URL: ping at').waitFor();
        assert.equal((await sandbox.deliver({ url, topic: 'ping', secret: 'other' })).status, 401);
        await editor.page.getByText('the signature was missing or wrong').waitFor();
    });

    it('says that nothing can come while the connection has no client secret', async () => {
        await editor.openPanel('deaf');
        await editor.page.getByText('has no client secret, so every notification is refused').waitFor();
    });

    it('finds topics by their words, as by their names', async () => {
        await editor.openPanel('hook');
        await field('webhook-topic').fill('bot rep');
        assert.deepEqual(await editor.page.locator('.intercom-topics code').allTextContents(), [
            'conversation.operator.replied',
        ]);
    });

    it('takes topics from the list, and any other text', async () => {
        await editor.openPanel('hook');
        await field('webhook-topic').fill('ticket.c');
        await editor.page.getByLabel('ticket.created').check();
        await field('webhook-topic').fill('brand.new');
        await field('webhook-topic').press('Enter');
        await field('webhook-topic').fill('another.one');
        await field('webhook-add').click();
        await editor.page.getByLabel('another.one').uncheck();
        await editor.done();
        assert.deepEqual((await editor.exported('hook')).topics, ['ticket.created', 'brand.new']);
        await editor.openPanel('hook');
        assert.match(await editor.visibleText(), /Only: Ticket created, brand\.new/);
        await editor.cancel();
        assert.deepEqual((await editor.exported('hook')).topics, ['ticket.created', 'brand.new']);
    });

    it('keeps a date as what it is everywhere, and goes back to now', async () => {
        await editor.openPanel('watch');
        await field('watch-from').selectOption('date');
        await field('watch-date').fill('2026-01-31T08:30:00');
        await editor.done();
        const { startFrom } = await editor.exported('watch');
        const expected = await editor.page.evaluate(() => new Date('2026-01-31T08:30:00').toISOString());
        assert.equal(startFrom, expected.replace('.000Z', 'Z'));
        await editor.openPanel('watch');
        assert.match(await field('watch-date').inputValue(), /^2026-01-31T08:30/);
        await field('watch-from').selectOption('now');
        await editor.done();
        assert.equal((await editor.exported('watch')).startFrom, 'now');
    });

    const intervals: [string, boolean][] = [
        ['1', true],
        ['3600', true],
        ['', true],
        ['0', false],
        ['soon', false],
    ];
    it('says what is wrong with an interval', async () => {
        for (const [interval, valid] of intervals) {
            await editor.set('watch', { interval });
            assert.equal((await editor.state('watch')).valid, valid, interval);
        }
    });
});

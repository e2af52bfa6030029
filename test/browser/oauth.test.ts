import assert from 'node:assert/strict';
import { rm } from 'node:fs/promises';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, Page } from 'playwright-core';
import { CLIENT_ID, CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import * as audit from '../support/audit';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action, catcher, collector, source, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType } from '../support/package';
import { defaultsOf } from '../support/stored';

const list = 'intercom-list-tags';
const result = '#node-config-input-test-result';
const field = (property: string) => `#node-config-input-${property}`;

describe('Connect with Intercom in a real browser', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;
    let connection: string;

    before(async function () {
        this.timeout(90_000);
        sandbox = await startSandbox();
        const flows = [
            tab,
            source('in', 'list'),
            action(list, 'list', ['out'], { ...defaultsOf(list), connection: '' }),
            collector('out'),
            catcher('catch', 'caught'),
            collector('caught'),
        ];
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows, keepUserDir: true }), launchChromium()]);
        await open();
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        if (nodeRed) await rm(nodeRed.userDir, { recursive: true, force: true });
        await sandbox?.close();
    });
    afterEach(() => {
        assert.deepEqual(editor.takeProblems(), []);
        assert.deepEqual(audit.report().found, []);
    });

    async function open(): Promise<void> {
        editor = await Editor.open(browser, nodeRed.url);
        // Intercom's own pages, in the window that Connect opens
        await editor.page.context().route(`${sandbox.url}/**`, (route) => route.continue());
    }

    async function restart(): Promise<void> {
        const { userDir } = nodeRed;
        await editor.close();
        await nodeRed.stop();
        nodeRed = await startNodeRed({ userDir });
        await open();
    }

    const shown = async (text: RegExp): Promise<string> => {
        await editor.page.locator(result).filter({ hasText: text }).waitFor();
        return editor.visibleText(result);
    };

    /** Presses Connect, and does in the window what a person would. */
    async function signIn(press: '#agree' | '#deny'): Promise<Page> {
        const opened = editor.page.waitForEvent('popup');
        await editor.page.click(field('connect'));
        const popup = await opened;
        await popup.locator(press).click();
        return popup;
    }

    async function run(): Promise<void> {
        const before = nodeRed.from('out').length;
        nodeRed.feed('in', {});
        await nodeRed.expect('out', before + 1);
    }

    async function failure(): Promise<string> {
        const before = nodeRed.from('caught').length;
        nodeRed.feed('in', {});
        const caught = await nodeRed.expect('caught', before + 1);
        return JSON.stringify(caught.at(-1)?.error);
    }

    it('shows the exact redirect URL, from an address of its own if given, and says when it is not HTTPS', async () => {
        await editor.openPanel('list');
        await editor.page.click('#node-input-btn-connection-add');
        await editor.settled();
        await editor.page.selectOption(field('auth'), 'oauth');
        await editor.page.selectOption(field('region'), 'custom');
        const { page } = editor;
        assert.equal(
            await editor.visibleText(field('callbackUrl')),
            `${nodeRed.url}/intercom/connection/oauth/callback`,
        );
        assert.match(await editor.visibleText('#node-config-input-callbackUrl-note'), /https:\/\//);
        await page.fill(field('callbackBase'), 'https://nodes.example.com/red');
        assert.equal(
            await editor.visibleText(field('callbackUrl')),
            'https://nodes.example.com/red/intercom/connection/oauth/callback',
        );
        assert.equal(await editor.visibleText('#node-config-input-callbackUrl-note'), '');
        await page.click(field('callbackUrl-copy'));
        await page.fill(field('callbackBase'), '');
        assert.deepEqual(await editor.rawKeysInSight(), []);
        assert.deepEqual(await editor.unlabelled(), []);
        assert.equal(await editor.sidewaysScroll(), 0);
    });

    it('says what is missing before anybody goes to Intercom', async () => {
        await editor.page.fill(field('baseUrl'), sandbox.url);
        await editor.page.fill(field('clientId'), CLIENT_ID);
        await editor.page.click(field('connect'));
        await shown(/client secret is missing/i);
        await editor.page.fill(field('clientSecret'), CLIENT_SECRET);
    });

    it('tells in a sentence that access was not granted', async () => {
        const popup = await signIn('#deny');
        await popup.getByText('Access was not granted').waitFor();
        await shown(/Access was not granted in Intercom/);
        await popup.close();
    });

    it('connects, shows workspace, region and admin, and closes the window', async () => {
        const popup = await signIn('#agree');
        if (!popup.isClosed()) await popup.waitForEvent('close');
        const text = await shown(/Connected to/);
        for (const part of [/Sandbox workspace/, /United States/, /Save this dialog and deploy/])
            assert.match(text, part);
        await editor.page.click('#node-config-dialog-ok');
        await editor.page.locator('#node-dialog-ok').waitFor();
        await editor.settled();
        await editor.done();
    });

    it('runs with the token after a deploy, and after a restart of Node-RED', async () => {
        await editor.deploy();
        await run();
        assert.match(String(sandbox.requests.at(-1)?.headers.authorization), /^Bearer oauth-/);
        await restart();
        await run();
        connection = (await nodeRed.flows()).find(({ type }) => type === connectionType)?.id ?? '';
        assert.doesNotMatch(JSON.stringify(await editor.exportAll()), /oauth-[0-9a-f]|sandbox-secret/);
    });

    it('leaves everything as it was when it is opened again and cancelled, connected anew or not', async () => {
        const before = sandbox.requests.at(-1)?.headers.authorization;
        await editor.openPanel(connection);
        await shown(/Connected\. Test connection/);
        await editor.done();
        assert.equal((await editor.state(connection)).changed, false);
        await editor.openPanel(connection);
        await signIn('#agree');
        await shown(/Connected to/);
        await editor.cancel();
        assert.equal(await editor.dirty(), false);
        await run();
        assert.equal(sandbox.requests.at(-1)?.headers.authorization, before);
    });

    it('connects anew: Done makes it deployable, and the deploy changes the token', async () => {
        const before = sandbox.requests.at(-1)?.headers.authorization;
        await editor.openPanel(connection);
        await signIn('#agree');
        await shown(/Connected to/);
        await editor.done();
        assert.equal((await editor.state(connection)).changed, true);
        await editor.deploy();
        await run();
        const after = sandbox.requests.at(-1)?.headers.authorization;
        assert.notEqual(after, before);
        await restart();
        await run();
        assert.equal(sandbox.requests.at(-1)?.headers.authorization, after);
    });

    it('disconnects: the token is revoked, and a run fails with a clear error', async () => {
        const token = sandbox.requests.at(-1)?.headers.authorization;
        await editor.openPanel(connection);
        await editor.page.click(field('disconnect'));
        await shown(/takes the app out of the workspace/);
        await editor.page.click(`${result} button`);
        await shown(/Disconnected/);
        assert.equal(sandbox.requests.at(-1)?.path, '/auth/uninstall');
        assert.equal(sandbox.requests.at(-1)?.headers.authorization, token);
        assert.match(await failure(), /token.*revoked/);
        await editor.done();
        await editor.deploy();
        assert.match(await failure(), /not connected yet.*Connect with Intercom/);
        await editor.openPanel(connection);
        await shown(/Not connected yet/);
        assert.equal(await editor.page.locator(field('disconnect')).isVisible(), false);
        await editor.cancel();
    });

    it('says in the panel and in the status what a connection lacks that came by import', async () => {
        const bare = { region: 'custom', baseUrl: sandbox.url };
        const imported: [string, RegExp][] = [
            [await editor.addConfig(connectionType, bare), /Missing: Access token\./],
            [await editor.addConfig(connectionType, { ...bare, auth: 'oauth' }), /Missing: Client ID, Client secret\./],
        ];
        for (const [id, missing] of imported) {
            await editor.openPanel(id);
            await shown(missing);
            await editor.cancel();
        }
        nodeRed.statuses.length = 0;
        const flows = (await nodeRed.flows()).map((node) =>
            node.id === 'list' ? { ...node, connection: 'imported' } : node,
        );
        await nodeRed.deploy([...flows, { id: 'imported', type: connectionType, ...bare }]);
        await nodeRed.waitFor(
            () => nodeRed.statuses.some(({ id, text }) => id === 'list' && text === 'no usable access token'),
            'the status',
        );
        assert.match(await failure(), /exported and copied flows come without/);
    });
});

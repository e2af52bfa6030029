import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import type { EditorWindow } from '../support/editor-globals';
import { tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { checkout } from '../support/package';

declare const window: Window & EditorWindow;

const CONNECTION = 'intercom-connection';
const examples = readdirSync(join(checkout, 'examples')).map((file): [string, FlowNode[]] => [
    file,
    JSON.parse(readFileSync(join(checkout, 'examples', file), 'utf8')) as FlowNode[],
]);

let browser: Browser;
let nodeRed: NodeRed;
let editor: Editor;

const connections = async (): Promise<FlowNode[]> =>
    ((await editor.exportAll()) as FlowNode[]).filter(({ type }) => type === CONNECTION);
const connectionsUsed = async (): Promise<unknown[]> => {
    const nodes = (await editor.exportAll()) as FlowNode[];
    return [...new Set(nodes.filter((node) => 'connection' in node).map((node) => node.connection))];
};
const connectionOf = async (id: string): Promise<unknown> => (await editor.exported(id)).connection;
const undo = () => editor.page.evaluate(() => (window.RED as unknown as { history: { pop(): void } }).history.pop());
const removeAll = async () => {
    const nodes = (await editor.exportAll()) as FlowNode[];
    for (const { id, type } of nodes) if (type !== 'tab') await editor.remove(id);
    await editor.page.evaluate(() => localStorage.clear());
};

before(async () => {
    [nodeRed, browser] = await Promise.all([
        startNodeRed({ flows: [tab], modules: ['@flowfuse/node-red-dashboard'] }),
        launchChromium(),
    ]);
    editor = await Editor.open(browser, nodeRed.url);
});
after(async () => {
    await browser?.close();
    await nodeRed?.stop();
});
afterEach(async () => {
    await editor.closePanels();
    await removeAll();
    assert.deepEqual(editor.takeProblems(), []);
});

describe('the connection that is there', () => {
    it('is what a new node takes, when it is the only one', async () => {
        assert.equal(await connectionOf(await editor.add('intercom-list-contacts')), '');
        const own = await editor.addConfig(CONNECTION, { region: 'demo' });
        const id = await editor.add('intercom-get-contact');
        assert.equal(await connectionOf(id), own);
        assert.equal((await editor.state(id)).valid, true);
        assert.equal(await connectionOf(await editor.add('intercom-watch')), own);
    });

    it('is offered as the demo workspace where there is none; Cancel and undo take it back', async () => {
        const id = await editor.add('intercom-list-contacts');
        const offer = editor.page.locator('#node-input-demo-choose');
        const made = () => editor.page.locator('#node-input-connection option:checked').innerText();
        const dirty = await editor.dirty();
        await editor.openPanel(id);
        await offer.click();
        assert.equal(await made(), 'Intercom connection · demo');
        assert.equal(await offer.isVisible(), false);
        await editor.cancel();
        assert.deepEqual(await connections(), []);
        assert.equal(await editor.dirty(), dirty);

        await editor.openPanel(id);
        await offer.click();
        await editor.done();
        const [connection] = await connections();
        assert.deepEqual(await connectionsUsed(), [connection?.id]);
        assert.equal(connection?.region, 'demo');
        assert.equal((await editor.state(id)).valid, true);
        assert.equal(await connectionOf(await editor.add('intercom-get-contact')), connection?.id);

        await undo();
        await undo();
        assert.deepEqual(await connections(), []);
        assert.equal(await connectionOf(id), '');
    });

    it('stays after Cancel where it was made in its own dialog, or changed there', async () => {
        const id = await editor.add('intercom-watch');
        await editor.openPanel(id);
        await editor.page.click('#node-input-demo-choose');
        await editor.page.click('#node-input-btn-connection-edit');
        await editor.settled();
        await editor.page.fill('#node-config-input-name', 'Playground');
        await editor.page.click('#node-config-dialog-ok');
        await editor.page.locator('#node-dialog-cancel').waitFor();
        await editor.settled();
        await editor.cancel();
        assert.deepEqual(
            (await connections()).map(({ name }) => name),
            ['Playground'],
        );
        await editor.openPanel(id);
        assert.equal(await editor.page.locator('#node-input-demo-choose').isVisible(), false);
    });

    it('of several, is the one last chosen in this editor; before, none is', async () => {
        const [, second] = [
            await editor.addConfig(CONNECTION, { name: 'first', region: 'demo' }),
            await editor.addConfig(CONNECTION, { name: 'second', region: 'demo' }),
        ];
        const id = await editor.add('intercom-list-contacts');
        assert.equal(await connectionOf(id), '');
        await editor.openPanel(id);
        await editor.page.selectOption('#node-input-connection', second);
        await editor.done();
        assert.equal(await connectionOf(await editor.add('intercom-list-contacts')), second);
    });

    it('is one for eight imported examples', async () => {
        for (const [, nodes] of examples.slice(0, 8)) await editor.import(nodes);
        const all = await connections();
        assert.equal(all.length, 1);
        assert.deepEqual(await connectionsUsed(), [all[0]?.id]);
    });

    it('is one more for eight imported examples, where there are two and none is chosen', async () => {
        const own = [
            await editor.addConfig(CONNECTION, { name: 'first', region: 'demo' }),
            await editor.addConfig(CONNECTION, { name: 'second', region: 'demo' }),
        ];
        for (const [, nodes] of examples.slice(0, 8)) await editor.import(nodes);
        const others = (await connections()).filter(({ id }) => !own.includes(id));
        assert.equal(others.length, 1);
        assert.deepEqual(await connectionsUsed(), [others[0]?.id]);
    });

    it('is used by all examples at once, and by none any more when that is undone', async () => {
        const own = await editor.addConfig(CONNECTION, { region: 'demo' });
        const before = ((await editor.exportAll()) as FlowNode[]).length;
        await editor.import(examples.flatMap(([, nodes]) => nodes));
        assert.equal((await connections()).length, 1);
        assert.deepEqual(await connectionsUsed(), [own]);
        await undo();
        assert.equal(((await editor.exportAll()) as FlowNode[]).length, before);
    });

    const imported = (more: object): FlowNode[] => [
        { id: 'theirs', type: CONNECTION, name: 'Theirs', auth: 'token', region: 'us', ...more },
        { id: 'node', type: 'intercom-list-contacts', x: 100, y: 100, wires: [[]], connection: 'theirs' },
    ];
    for (const [what, more] of [
        ['another region', { region: 'eu' }],
        ['a base URL', { region: 'custom', baseUrl: 'https://intercom.example.com' }],
        ['another version', { version: '2.11' }],
        ['another webhook path', { webhookPath: '/hook' }],
        ['credentials', { credentials: { accessToken: 'x' } }],
    ] as const)
        it(`is not taken instead of an imported one with ${what}`, async () => {
            await editor.addConfig(CONNECTION, { region: 'demo' });
            await editor.import(imported(more));
            const theirs = (await connections()).find(({ name }) => name === 'Theirs');
            assert.deepEqual(await connectionsUsed(), [theirs?.id]);
        });

    it('is never taken instead of one that comes back by undo', async () => {
        await editor.addConfig(CONNECTION, { region: 'demo' });
        const own = await editor.addConfig(CONNECTION, { name: 'My own' });
        await editor.page.evaluate((id) => {
            const { RED } = window as unknown as {
                RED: {
                    nodes: { remove(id: string): object; node(id: string): object };
                    history: { push(event: object): void };
                };
            };
            const node = RED.nodes.node(id);
            RED.nodes.remove(id);
            RED.history.push({ t: 'delete', nodes: [node], links: [], dirty: true });
        }, own);
        assert.equal((await connections()).length, 1);
        await undo();
        assert.equal((await connections()).length, 2);
    });
});

describe("the connection's dialog", () => {
    const field = (property: string) => editor.page.locator(`#node-config-input-${property}`);
    const result = () => field('test-result').innerText();

    /** As the button beside the connection's select does. */
    async function openNew(): Promise<void> {
        await editor.page.evaluate((type) => window.RED.editor.editConfig('', type, '_ADD_'), CONNECTION);
        await editor.settled();
    }

    it('is called by a name, not by the type', async () => {
        const id = await editor.add('intercom-list-contacts');
        await editor.openPanel(id);
        assert.match(await editor.page.locator('#node-input-connection').innerText(), /Add new Intercom connection/);
        await editor.page.hover('#node-input-btn-connection-add');
        const tip = editor.page.locator('.red-ui-popover');
        await tip.waitFor();
        assert.equal(await tip.innerText(), 'Add new Intercom connection config node');
        await editor.cancel();
        await openNew();
        const tray = await editor.page.locator('.red-ui-tray').last().innerText();
        assert.match(tray, /Add new Intercom connection config node/);
        assert.doesNotMatch(tray, /intercom-connection/);
    });

    it('offers the demo workspace first, in one click, to whoever has no token', async () => {
        await openNew();
        assert.equal(await field('region').locator('option').first().getAttribute('value'), 'demo');
        assert.equal(await field('region').inputValue(), 'us');
        await field('demo-choose').click();
        assert.equal(await field('region').inputValue(), 'demo');
        const text = await editor.visibleText();
        assert.match(text, /Everything in it is invented, and nothing leaves this computer/);
        for (const property of ['accessToken', 'baseUrl', 'clientId', 'clientSecret', 'proxy', 'tls', 'demo-choose'])
            assert.equal(await field(property).isVisible(), false, property);
        assert.deepEqual(await editor.rawKeysInSight(), []);
        assert.deepEqual(await editor.unlabelled(), []);
        assert.equal(await editor.sidewaysScroll(), 0);
    });

    it('says in three steps where the token is, until there is one', async () => {
        await openNew();
        const steps = editor.page.locator('.intercom-token-steps');
        assert.match(await steps.innerText(), /Developer Hub\s+.*Configure > Authentication.*\s+.*access token/);
        assert.equal(await steps.locator('li').count(), 3);
        await field('accessToken').fill('a token');
        assert.equal(await steps.isVisible(), false);
    });

    it('tests the demo workspace, takes its name, and forgets the result with another region or way', async () => {
        await openNew();
        await field('demo-choose').click();
        await field('test').click();
        await editor.page.waitForFunction(() =>
            document.querySelector('#node-config-input-test-result')?.textContent?.includes('Connected to the demo'),
        );
        assert.equal(await field('name').inputValue(), 'Demo workspace');
        for (const [property, value] of [
            ['auth', 'oauth'],
            ['region', 'eu'],
        ] as const) {
            await field('test').click();
            await editor.page.waitForFunction(() =>
                document.querySelector('#node-config-input-test-result .intercom-result:not(.intercom-result-busy)'),
            );
            await field(property).selectOption(value);
            assert.equal(await result(), '', property);
        }
    });

    it('shows where to look inside, fills it anew, and lets customers write', async () => {
        await openNew();
        await field('demo-choose').click();
        await editor.page.waitForFunction(
            () => document.querySelector('#node-config-input-demo-page')?.textContent !== '',
        );
        const page = await field('demo-page').innerText();
        assert.match(page, /^http:\/\/127\.0\.0\.1:\d+\/$/);
        const total = async (): Promise<number> => {
            const headers = { authorization: 'Bearer x' };
            return ((await (await fetch(`${page}contacts`, { headers })).json()) as { total_count: number })
                .total_count;
        };
        const headers = { authorization: 'Bearer x', 'content-type': 'application/json' };
        await fetch(`${page}contacts`, { method: 'POST', headers, body: '{"email":"ada@example.com"}' });
        assert.equal(await total(), 251);
        await field('demo-refill').click();
        await editor.page.waitForFunction(() =>
            document.querySelector('#node-config-input-test-result')?.textContent?.includes('as it was at first'),
        );
        assert.equal(await total(), 250);
        const lively = async () => ((await (await fetch(`${page}_sandbox/live`)).json()) as { lively: boolean }).lively;
        for (const on of [true, false]) {
            await field('demo-lively').setChecked(on);
            await nodeRed.waitFor(async () => (await lively()) === on, `customers to write: ${on}`);
        }
    });

    it('ends its label in the word for demo', async () => {
        await openNew();
        await field('name').fill('Playground');
        await field('demo-choose').click();
        await editor.done();
        await editor.openPanel(await editor.add('intercom-list-contacts'));
        const chosen = editor.page.locator('#node-input-connection option:checked');
        assert.equal(await chosen.innerText(), 'Playground · demo');
    });

    it('gives panels their lists before it is deployed', async () => {
        const id = await editor.add('intercom-attach-tag-to-contact');
        await editor.set(id, {
            tagId: '',
            tagIdType: 'tag',
            connection: await editor.addConfig(CONNECTION, { region: 'demo' }),
        });
        await editor.openPanel(id);
        await editor.page.locator('[data-property="tagId"] .intercom-pick > button').first().click();
        await editor.page.locator('.intercom-list li').first().waitFor();
        assert.ok((await editor.page.locator('.intercom-list li').count()) > 2);
    });

    it('says what is wrong in the language of the editor', async () => {
        const german = await Editor.open(browser, nodeRed.url, { language: 'de' });
        try {
            const id = await german.addConfig(CONNECTION, { region: 'custom', baseUrl: 'http://127.0.0.1:9' });
            await german.openPanel(id);
            await german.page.fill('#node-config-input-accessToken', 'a-token');
            await german.page.click('#node-config-input-test');
            const shown = german.page.locator('#node-config-input-test-result .intercom-result-error');
            await shown.waitFor();
            const words = JSON.parse(readFileSync(join(checkout, 'dist/locales/de/connection.json'), 'utf8')) as {
                pick: { error_network_error: string };
            };
            assert.ok((await shown.innerText()).startsWith(words.pick.error_network_error));
        } finally {
            await german.close();
        }
    });
});

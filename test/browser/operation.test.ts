import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, Locator } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { button, connection, debug, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';

const type = 'intercom-operation';

/** Any operation of Intercom's, as somebody does it who has never seen the API: one Node-RED, one editor. */
describe('any operation, in the editor', function () {
    this.timeout(60_000);
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
        this.timeout(90_000);
        sandbox = await startSandbox();
        const flows = [tab, connection(sandbox), button('press', ''), debug('show')];
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows }), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await sandbox?.close();
    });
    afterEach(async () => {
        await editor?.closePanels();
        await editor?.load();
        assert.deepEqual(editor?.takeProblems(), []);
    });

    const panel = (selector: string): Locator => editor.page.locator(`.intercom-panel ${selector}`);
    /** The row of an input, by Intercom's name of it. */
    const row = (name: string): Locator =>
        panel('.intercom-inputs .form-row').filter({ has: editor.page.getByText(name, { exact: true }) });
    const names = (): Promise<string[]> => panel('.intercom-inputs .form-row > label > span').allInnerTexts();
    const press = (key: string): Promise<void> => editor.page.keyboard.press(key);

    /** Looks for an operation, and takes the first that is found. */
    async function choose(words: string): Promise<void> {
        await panel('#node-input-operation-find').click();
        await editor.page.keyboard.type(words);
        await editor.page.locator('.intercom-list [role=option].intercom-active').waitFor();
        await press('Enter');
    }
    /** Chooses a type in the menu of a row, as a person does. */
    async function setType(name: string, label: string): Promise<void> {
        await row(name).locator('.red-ui-typedInput-type-select').click();
        await editor.page.locator('.red-ui-typedInput-options:visible a', { hasText: label }).first().click();
    }
    async function write(name: string, text: string): Promise<void> {
        await setType(name, 'string');
        await row(name).locator('.red-ui-typedInput-input').fill(text);
    }
    /** Chooses from the workspace's list for a row. */
    async function pick(name: string, label: string): Promise<void> {
        await row(name).locator('.intercom-open').click();
        await editor.page.locator('.intercom-list [role=option]', { hasText: label }).first().click();
    }
    const add = (name: string): Promise<unknown> => panel('.intercom-add').selectOption(name);

    /** A node dragged out of the palette, with its panel open. */
    async function fromPalette(): Promise<string> {
        const before = new Set(((await editor.exportAll()) as { id: string }[]).map(({ id }) => id));
        const filter = editor.page.locator('#red-ui-palette-search input');
        await filter.fill('operation');
        await editor.page
            .locator(`.red-ui-palette-node[data-palette-type="${type}"]`)
            .dragTo(editor.page.locator('#red-ui-workspace-chart'), { targetPosition: { x: 330, y: 200 } });
        const added = ((await editor.exportAll()) as { id: string }[]).find(({ id }) => !before.has(id));
        assert.ok(added, 'nothing was dropped');
        await editor.page.locator(`[id="${added.id}"] .red-ui-flow-node`).first().dblclick();
        await editor.settled();
        if (!(await panel('#node-input-connection').inputValue()).includes('connection'))
            await panel('#node-input-connection').selectOption('connection');
        return added.id;
    }

    const tasks: { title: string; words: string; fill: () => Promise<unknown>; sent: object }[] = [
        {
            title: 'set a teammate away',
            words: 'teammate away',
            fill: async () => {
                await pick('admin_id', 'Robin Keller');
                await setType('away_mode_enabled', 'boolean');
                await setType('away_mode_reassign', 'boolean');
            },
            sent: {
                method: 'PUT',
                path: '/admins/991267459/away',
                body: { away_mode_enabled: true, away_mode_reassign: true },
            },
        },
        {
            title: 'convert a conversation to a ticket',
            words: 'conversation ticket',
            fill: async () => {
                await write('conversation_id', '215020');
                await pick('ticket_type_id', 'Bug report');
                await add('attributes');
                await row('attributes').locator('.red-ui-typedInput-input').fill('{"_default_title_":"Broken"}');
            },
            sent: {
                method: 'POST',
                path: '/conversations/215020/convert',
                body: { ticket_type_id: '67', attributes: { _default_title_: 'Broken' } },
            },
        },
        {
            title: 'merge contacts',
            words: 'merge contacts',
            fill: async () => {
                await write('from', '66a056172750cfa800000004');
                await pick('into', 'Lucía Vidal');
            },
            sent: {
                method: 'POST',
                path: '/contacts/merge',
                body: { from: '66a056172750cfa800000004', into: '665b692db75a794c00000000' },
            },
        },
        {
            title: 'create an external page',
            words: 'create external page',
            fill: async () => {
                await write('title', 'Opening hours');
                await write('html', '<p>Nine to five</p>');
                await write('source_id', '1');
                await write('external_id', 'hours');
            },
            sent: {
                method: 'POST',
                path: '/ai/external_pages',
                body: {
                    title: 'Opening hours',
                    html: '<p>Nine to five</p>',
                    source_id: 1,
                    external_id: 'hours',
                    locale: 'en',
                },
            },
        },
    ];

    for (const { title, words, fill, sent } of tasks) {
        it(`${title}: in less than a minute from the palette`, async () => {
            const start = performance.now();
            const id = await fromPalette();
            await choose(words);
            console.log(await names());
            await fill();
            await editor.screenshot(`/tmp/t/oppanel/shot-${words}.png`);
            await editor.done();
            console.log(await editor.exported(id), await editor.state(id), performance.now() - start);
            void sent;
        });
    }
});

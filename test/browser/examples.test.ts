import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { type Broker, startBroker } from '../examples/broker';
import { examples, nodeOf } from '../examples/example';
import { type Inbox, startInbox } from '../examples/inbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { tab } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType, manifest } from '../support/package';

const dashboard = '@flowfuse/node-red-dashboard';

/** A button on the canvas, and the debug node that shows what came of it. */
type Step = readonly [button: string, result: string];

/** How a person uses each example in the demo workspace, in the order in which they are imported. */
const uses: Record<string, (use: Use) => Promise<void>> = {
    'First contact': pressing(['Ada', 'The new contact'], ['Ada', 'Why, and what to do']),
    'Life of a contact': pressing(['A contact for a day', 'Deleted']),
    'Life of a conversation': pressing(
        ['A customer writes', 'It is there'],
        ['Offer two answers', 'Offered'],
        ['It is solved', 'Closed'],
    ),
    'Companies and their people': pressing(['Example Ltd', 'The company'], ['Ada joins', 'Ada works there']),
    'Tag sync': pressing(['The list', 'Given']),
    'Sign-up': pressing(['Ada signs up', 'Welcomed']),
    'Readable errors': pressing(['Nobody', 'For a person']),
    'Raw request': pressing(['Whose token is it?', 'The teammate']),
    'Away switch': pressing(['I am away', 'Away?']),
    'Desk lamp': pressing(['Every minute', 'The lamp']),
    'SLA watchdog': pressing(['Every five minutes', 'Reported']),
    'Nightly export to CSV': pressing(['Every night', 'Page written']),
    'Nightly export of conversations': pressing(['Every night', 'Page written']),
    'Device alarm to ticket and back': pressing(
        ['It is warm', 'The ticket'],
        ['Ask', 'Who has it'],
        ['It is cold', 'Its state'],
    ),
    'Rename and delete tags': pressing(['Which are there?', 'A tag'], ['Beta tester', 'The tag']),
    async 'Tag clean-up'(use) {
        await use.ask('/tags', { name: 'tmp-unused' });
        await use.press('Dry run', 'Would be deleted');
        await use.press('Really', 'Deleted');
    },
    async 'CSV to companies'(use) {
        await use.file('companies.csv', 'company_id,name\ncsv-1,Acme\ncsv-2,Umbrella\n');
        await use.press('Import', 'Progress');
    },
    async 'CSV to contacts'(use) {
        await use.file('contacts.csv', 'role,external_id,email\nuser,1,one@example.com\nuser,2,two@example.com\n');
        await use.press('Import', 'Progress');
    },
    async 'Form to contact'(use) {
        const page = await use.opens('/intercom-form');
        await page.fill('[name=name]', 'Grace');
        await page.fill('[name=email]', 'grace@example.com');
        await page.locator('button').click();
        await page.getByText('Thank you, Grace').waitFor();
        await page.close();
    },
    async 'Language model answers first'(use) {
        use.model.answer = () => ({ choices: [{ message: { content: 'In **Settings**.' } }] });
        await use.customerWrites();
        await use.shows('Answered');
    },
    async 'Chat and back'(use) {
        await use.customerWrites();
        await use.shows('What the chat says');
    },
    async 'Triage by rules'(use) {
        await use.customerWrites();
        await use.shows('Where it went');
    },
    async 'Webhook router'(use) {
        await use.customerWrites();
        await use.shows('A customer writes');
    },
    async 'Webhooks to MQTT'(use) {
        await use.nodeRed.waitFor(() => use.broker.subscribed.length > 0, 'the other side to listen');
        await use.customerWrites();
        await use.shows('A customer writes');
    },
    async 'Watch for changes'(use) {
        const { id } = nodeOf('Watch for changes', 'Contacts');
        await use.nodeRed.waitFor(() => use.nodeRed.statuses.some((status) => status.id === id), 'it to watch');
        await use.ask('/contacts', { role: 'user', email: 'watched@example.com' });
        await use.shows('New');
    },
    async 'Support wall'(use) {
        const page = await use.opens('/dashboard/wall');
        const open = async () => Number(await page.locator('.wall .figure[data-name=Open]').textContent());
        const query = { field: 'state', operator: '=', value: 'open' };
        const isRight = async () =>
            (await open()) === (await use.ask<{ total_count: number }>('/conversations/search', { query })).total_count;
        await use.nodeRed.waitFor(isRight, 'the number of open conversations', 5000);
        const before = await open();
        await use.customerWrites();
        await use.nodeRed.waitFor(async () => (await open()) === before + 1, 'one more', 5000);
        await page.close();
    },
};

function pressing(...steps: Step[]): (use: Use) => Promise<void> {
    return async (use) => {
        for (const [button, result] of steps) await use.press(button, result);
    };
}

/** One example in the editor. */
class Use {
    constructor(
        private readonly name: string,
        readonly editor: Editor,
        readonly nodeRed: NodeRed,
        readonly broker: Broker,
        readonly model: Inbox,
        private readonly demo: string,
    ) {}

    async press(button: string, result: string): Promise<void> {
        await this.editor.press(nodeOf(this.name, button).id);
        await this.shows(result);
    }

    /** A page of the flow's own, as soon as it is there: a deploy is answered before the flows have started. */
    async opens(path: string): Promise<Page> {
        await this.nodeRed.waitFor(async () => (await this.nodeRed.api('GET', path)).status === 200, path);
        const page = await this.editor.page.context().newPage();
        await page.goto(this.nodeRed.url + path);
        return page;
    }

    /** Waits for what a debug node shows in the sidebar. */
    async shows(debug: string): Promise<void> {
        await this.editor.page
            .locator(`.red-ui-debug-msg-node-${nodeOf(this.name, debug).id}`)
            .first()
            .waitFor();
    }

    /** A request of somebody else's to the demo workspace. */
    async ask<T>(path: string, body: object): Promise<T> {
        const headers = { Authorization: 'Bearer of somebody else', 'Content-Type': 'application/json' };
        const answer = await fetch(this.demo + path, { method: 'POST', headers, body: JSON.stringify(body) });
        assert.ok(answer.ok, `${path} answered ${answer.status}`);
        return (await answer.json()) as T;
    }

    async customerWrites(): Promise<void> {
        const query = { field: 'email', operator: '=', value: 'ada@example.com' };
        const { data } = await this.ask<{ data: { id: string }[] }>('/contacts/search', { query });
        await this.ask('/conversations', { from: { type: 'user', id: data[0]?.id }, body: 'Is anybody there?' });
    }

    file(name: string, text: string): Promise<void> {
        return writeFile(join(this.nodeRed.userDir, name), text);
    }
}

async function connectionsOf(editor: Editor): Promise<{ there: FlowNode[]; used: unknown[] }> {
    const all = (await editor.exportAll()) as FlowNode[];
    return {
        there: all.filter(({ type }) => type === connectionType),
        used: [...new Set(all.flatMap(({ connection }) => (connection ? [connection] : [])))],
    };
}

describe('the examples in the editor', () => {
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;
    let broker: Broker;
    let model: Inbox;
    let demo = '';

    before(async () => {
        [broker, model] = await Promise.all([startBroker(), startInbox()]);
        [nodeRed, browser] = await Promise.all([
            startNodeRed({ flows: [tab], modules: [dashboard] }),
            launchChromium(),
        ]);
        editor = await Editor.open(browser, nodeRed.url, { width: 1366, height: 900 });
        await editor.showSidebar('debug');
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await Promise.all([broker?.close(), model?.close()]);
    });
    afterEach(() => assert.deepEqual(editor.takeProblems(), []));

    /** What a person changes after the import besides the connection: where the other services are. */
    async function place([tabNode, ...nodes]: FlowNode[]): Promise<void> {
        for (const { id, type } of nodes) {
            if (type === 'mqtt-broker') await editor.set(id, { broker: '127.0.0.1', port: String(broker.port) });
            if (type === 'intercom-watch') await editor.set(id, { interval: 1 });
        }
        await editor.setEnv(tabNode?.id ?? '', { MODEL_URL: model.url, CHAT_URL: model.url });
    }

    it('are all used by this test', () => {
        assert.deepEqual(Object.keys(uses).sort(), examples.map(({ name }) => name).sort());
    });

    for (const [index, [name, use]] of Object.entries(uses).entries())
        it(`${name}: is imported without a question, deployed and used`, async () => {
            const { nodes = [] } = examples.find((one) => one.name === name) ?? {};
            const { asked } = await editor.importExample(manifest.name, name);
            assert.deepEqual(asked, []);
            await editor.showTab(nodes[0]?.id ?? '');
            await place(nodes);
            if (index === 0) {
                // the connection that came with the first is made the person's own
                await editor.openPanel((await connectionsOf(editor)).there[0]?.id ?? '');
                await editor.page.click('#node-config-input-demo-choose');
                const page = editor.page.locator('#node-config-input-demo-page');
                await page.filter({ hasText: 'http' }).waitFor();
                demo = (await page.innerText()).replace(/\/$/, '');
                await editor.done();
            }
            const before = nodeRed.starts;
            await editor.deploy();
            // what comes while the flows start is answered by nobody, and sent again after a minute
            await nodeRed.waitFor(() => nodeRed.starts > before, 'the flows to start');
            await use(new Use(name, editor, nodeRed, broker, model, demo));
        });

    it('share the connection that came with the first, and leave no other behind', async () => {
        const { there, used } = await connectionsOf(editor);
        assert.deepEqual(
            there.map(({ id, region }) => [id, region]),
            [[nodeOf('First contact', 'Create the contact').connection, 'demo']],
        );
        assert.deepEqual(used, [there[0]?.id]);
        const deployed = await nodeRed.flows();
        assert.equal(deployed.filter(({ type }) => type === connectionType).length, 1);
    });
});

describe('the support wall in an editor without the dashboard', () => {
    let nodeRed: NodeRed;
    let browser: Browser;

    before(async () => {
        const settings = { externalModules: { palette: { allowInstall: true, denyList: [dashboard] } } };
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows: [tab], settings }), launchChromium()]);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
    });

    it('offers to install it, in the version that the wall was tried with', async () => {
        const editor = await Editor.open(browser, nodeRed.url, { width: 1366, height: 900 });
        const { said, asked } = await editor.importExample(manifest.name, 'Support wall');
        assert.match(said, /These nodes are not currently installed.*required/);
        assert.ok(said.split('\n').includes(dashboard), said);
        assert.ok(asked.includes('Install all'), asked.join());
        const install = editor.page.waitForRequest((one) => one.method() === 'POST' && one.url().endsWith('/nodes'));
        await editor.page.locator('.red-ui-notification button', { hasText: 'Install all' }).click();
        const { version } = JSON.parse(readFileSync(require.resolve(`${dashboard}/package.json`), 'utf8')) as FlowNode;
        assert.deepEqual((await install).postDataJSON(), { module: dashboard, version });
    });
});

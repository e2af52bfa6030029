import assert from 'node:assert/strict';
import { isDeepStrictEqual } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { type Sandbox, type SandboxState, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType } from '../support/package';
import { type Broker, startBroker } from './broker';
import { examples } from './example';

const WALL = 'Support wall';
const module = '@flowfuse/node-red-dashboard';

/** What the wall shows, read as a person reads it. */
interface Seen {
    lamp: string | null;
    figures: Record<string, string>;
    load: Record<string, string>;
}

/** The imported flow, with a token and a broker, and the sign switched on. */
function wall(sandbox: Sandbox, broker: Broker): FlowNode[] {
    const { nodes = [] } = examples.find(({ name }) => name === WALL) ?? {};
    return nodes.map(({ d: _off, ...node }) => {
        if (node.type === 'mqtt-broker') return { ...node, broker: '127.0.0.1', port: broker.port };
        if (node.type !== connectionType) return node;
        return { ...node, region: 'custom', baseUrl: sandbox.url, credentials: { accessToken: sandbox.token } };
    });
}

async function see(page: Page): Promise<Seen> {
    const read = (selector: string): Promise<Record<string, string>> =>
        page
            .locator(selector)
            .evaluateAll((all) =>
                Object.fromEntries(all.map((one) => [one.getAttribute('data-name'), one.textContent])),
            );
    return {
        lamp: await page.locator('.wall .lamp').getAttribute('aria-label'),
        figures: await read('.wall .figure'),
        load: await read('.load .count'),
    };
}

/** What it has to show. */
function expected({ conversations }: SandboxState, names: Record<string, string>): Seen {
    const all = conversations.values();
    const open = all.filter(({ state }) => state === 'open');
    const waits = open.flatMap(({ waiting_since }) => (waiting_since ? [Date.now() / 1000 - waiting_since] : [0]));
    const minutes = Math.floor(Math.max(0, ...waits) / 60);
    const inHours = minutes < 2880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1440)} d`;
    return {
        lamp: minutes < 15 ? 'green' : minutes < 60 ? 'yellow' : 'red',
        figures: {
            Open: String(open.length),
            Unassigned: String(open.filter((one) => !one.admin_assignee_id && !one.team_assignee_id).length),
            Snoozed: String(all.filter(({ state }) => state === 'snoozed').length),
            'Longest wait': minutes < 60 ? `${minutes} min` : inHours,
        },
        load: Object.fromEntries(
            Object.entries(names).map(([id, name]) => [
                name,
                String(open.filter((one) => String(one.admin_assignee_id) === id).length),
            ]),
        ),
    };
}

describe('the support wall', () => {
    let sandbox: Sandbox;
    let broker: Broker;
    let nodeRed: NodeRed;
    let browser: Browser;
    let page: Page;
    const names: Record<string, string> = {};
    const problems: string[] = [];

    before(async () => {
        sandbox = await startSandbox();
        const { admins } = (await ask('GET', '/admins')) as { admins: { id: string; name: string }[] };
        for (const { id, name } of admins) names[id] = name;
        broker = await startBroker();
        nodeRed = await startNodeRed({ flows: wall(sandbox, broker), modules: [module] });
        browser = await launchChromium();
        page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
        page.on('pageerror', (error) => problems.push(error.message));
        await page.goto(`${nodeRed.url}/dashboard/wall`);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await broker?.close();
        await sandbox?.close();
    });

    async function ask(method: string, path: string, body?: object): Promise<unknown> {
        const headers = { Authorization: `Bearer ${sandbox.token}`, 'Content-Type': 'application/json' };
        const answer = await fetch(sandbox.url + path, { method, headers, body: body && JSON.stringify(body) });
        assert.ok(answer.ok, `${method} ${path} answered ${answer.status}`);
        return answer.json();
    }

    /** Waits until the wall is right, at most five seconds. */
    async function isRight(what: string): Promise<Seen> {
        const same = async () => isDeepStrictEqual(await see(page), expected(sandbox.state, names));
        try {
            await nodeRed.waitFor(same, what, 5000);
        } catch {
            assert.deepEqual(await see(page), expected(sandbox.state, names), what);
        }
        return see(page);
    }

    it('shows what is open, unassigned and snoozed, the longest wait, and who has how many', async () => {
        await page.locator('.wall .figure').first().waitFor();
        await page.locator('.load .count').first().waitFor();
        const { lamp, figures, load } = await isRight('the wall');
        assert.equal(lamp, 'red');
        assert.ok(Number(figures.Open) > 0 && Number(figures.Snoozed) > 0 && Number(figures.Unassigned) > 0);
        assert.deepEqual(Object.keys(load).sort(), ['Luca Moreau', 'Mei Tanaka', 'Robin Keller']);
        await page.locator('.nrdb-ui-chart canvas').waitFor();
    });

    it('is right within five seconds after each change', async () => {
        const [somebody] = [sandbox.state.contacts.at(0)];
        const from = { type: 'user', id: somebody?.id };
        const { conversation_id: id } = (await ask('POST', '/conversations', { from, body: 'Hello?' })) as {
            conversation_id: string;
        };
        await isRight('a new conversation');
        const manage = (body: object) => ask('POST', `/conversations/${id}/parts`, { admin_id: '991267459', ...body });
        await manage({ message_type: 'assignment', type: 'admin', assignee_id: '991267461' });
        const { load } = await isRight('an assignment');
        assert.notEqual(load['Luca Moreau'], '0');
        await manage({ message_type: 'snoozed', snoozed_until: Math.floor(Date.now() / 1000) + 3600 });
        await isRight('a snooze');
        await manage({ message_type: 'open' });
        await isRight('one that is open again');
        for (const one of sandbox.state.conversations.values()) if (one.id !== id) one.state = 'closed';
        const { lamp } = await isRight('one that has just been asked');
        assert.equal(lamp, 'green');
        await manage({ message_type: 'close', type: 'admin' });
        const { figures } = await isRight('an empty desk');
        assert.deepEqual(figures, { Open: '0', Unassigned: '0', Snoozed: '0', 'Longest wait': '0 min' });
    });

    it('tells a lamp and a sign the same, kept for whoever comes later', async () => {
        const last = (topic: string) => broker.published.filter((one) => one.topic === topic).at(-1);
        const sign = last('intercom/wall');
        assert.equal(sign?.retain, true);
        const { open, colour, load } = JSON.parse(sign?.payload ?? '') as Record<string, unknown>;
        assert.deepEqual([open, colour, (load as unknown[]).length], [0, 'green', 3]);
        assert.deepEqual(
            [last('intercom/wall/colour')?.payload, last('intercom/wall/colour')?.retain],
            ['green', true],
        );
    });

    it('is dark where the screen is', async () => {
        const colour = () =>
            page
                .locator('.nrdb-ui-group .v-card')
                .first()
                .evaluate((one) => getComputedStyle(one).backgroundColor);
        assert.equal(await colour(), 'rgb(255, 255, 255)');
        await page.emulateMedia({ colorScheme: 'dark' });
        await nodeRed.waitFor(async () => (await colour()) === 'rgb(22, 27, 34)', 'dark cards');
        assert.deepEqual(problems, []);
    });
});

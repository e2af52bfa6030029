/**
 * Takes the pictures for docs/: `npm run screenshots`, or with another folder behind it than docs/images. The dark ones
 * need Node-RED 5 (NODE_RED_PATH, and NODE_RED_NODE for its Node.js): 4.1 has no dark theme, and they are left out.
 */
import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import sharp from 'sharp';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { demoFlow } from '../demo/flow';
import { examples } from '../examples/example';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action } from '../support/flows';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { checkout, connectionType } from '../support/package';
import { defaultsOf } from '../support/stored';
import { takeMovingPicture } from './moving-picture';

type Theme = 'light' | 'dark';

/** A panel, filled in as somebody would, and what is done in it before the picture is taken. */
interface Panel {
    type: string;
    fields: (sandbox: Sandbox) => Record<string, unknown>;
    themes: Theme[];
    act?: (editor: Editor) => Promise<unknown>;
}

const tagCalled = (sandbox: Sandbox, name: string): string | undefined =>
    sandbox.state.tags.values().find((tag) => tag.name === name)?.id;
const json = (property: string, value: unknown) => ({ [property]: JSON.stringify(value), [`${property}Type`]: 'json' });
const loaded = (selector: string) => (editor: Editor) => editor.page.locator(selector).first().waitFor();

const panels: Record<string, Panel> = {
    'panel-create-contact': {
        type: 'intercom-create-contact',
        themes: ['light', 'dark'],
        fields: () => ({
            role: 'user',
            roleType: 'str',
            ...json('customAttributes', { plan: 'pro', vip: true, device_count: 3, account_tier: 'gold' }),
        }),
        // the list of a choice tells that the types have come
        act: loaded('select.intercom-row-value:has(option[value=gold])'),
    },
    'panel-attach-tag': {
        type: 'intercom-attach-tag-to-contact',
        themes: ['light', 'dark'],
        fields: (sandbox) => ({
            contactId: 'payload.email',
            contactBy: 'email',
            tagId: tagCalled(sandbox, 'VIP'),
            tagIdType: 'tag',
        }),
        act: async (editor) => {
            await editor.page.click('#node-input-tagId-pick');
            await loaded('.intercom-list li')(editor);
        },
    },
    'panel-list-companies': {
        type: 'intercom-list-companies',
        themes: ['light', 'dark'],
        fields: (sandbox) => ({
            tagId: tagCalled(sandbox, 'Partner'),
            tagIdType: 'tag',
            fetchAll: 'true',
            emit: 'pages',
            perPage: '60',
            perPageType: 'num',
        }),
        act: loaded('.intercom-pick-id:not(:empty)'),
    },
    'search-builder': {
        type: 'intercom-search-contacts',
        themes: ['light', 'dark'],
        fields: (sandbox) => ({
            ...Object.fromEntries(
                ['role', 'contactName', 'email'].flatMap((one) => [
                    [one, ''],
                    [`${one}Type`, 'str'],
                ]),
            ),
            ...json('jsonQuery', {
                operator: 'AND',
                value: [
                    { field: 'role', operator: '=', value: 'user' },
                    { field: 'last_seen_at', operator: '>', value: Date.UTC(2026, 0, 31, 10) / 1000 },
                    { field: 'tag_id', operator: '=', value: tagCalled(sandbox, 'Beta tester') },
                    { field: 'custom_attributes.plan', operator: 'IN', value: ['pro', 'team'] },
                ],
            }),
        }),
        act: loaded('.intercom-pick-id:not(:empty)'),
    },
    'ticket-form': {
        type: 'intercom-create-ticket',
        themes: ['light', 'dark'],
        fields: () => ({
            ticketTypeId: '67',
            ticketTypeIdType: 'ticketType',
            ...json('ticketAttributes', {
                _default_title_: 'The export stops half way',
                _default_description_: 'It ends after the first page, since Monday.',
                Severity: '3f1d',
                'Affected devices': 2,
                Reproducible: true,
            }),
        }),
        act: loaded('.intercom-ticket .form-row'),
    },
};

const connection = 'intercom-demo-connection';

function panelNodes(sandbox: Sandbox): FlowNode[] {
    return Object.entries(panels).map(([id, { type, fields }], n) => ({
        ...action(type, id, [], { ...defaultsOf(type), ...fields(sandbox), connection, x: 200, y: 60 + 60 * n }),
        z: 'panels',
    }));
}

/** Whether this Node-RED looks different in its dark theme. */
async function hasDarkTheme(editor: Editor): Promise<boolean> {
    const background = (): Promise<string> =>
        editor.page.evaluate(() => getComputedStyle(document.body).getPropertyValue('--red-ui-primary-background'));
    await editor.setTheme('light');
    const light = await background();
    await editor.setTheme('dark');
    const dark = await background();
    await editor.setTheme('light');
    return light !== dark;
}

/** Waits until no node works any more and the icons are there. */
async function still({ page }: Editor): Promise<void> {
    const busy = page.locator('.red-ui-flow-node-status-label', { hasText: /requesting|in flight/ });
    await busy.first().waitFor({ state: 'detached' });
    await page.waitForLoadState('networkidle');
}

async function takeDemo(nodeRed: NodeRed, browser: Browser, folder: string): Promise<void> {
    const editor = await Editor.open(browser, nodeRed.url, { width: 1440, height: 900 });
    await editor.showSidebar('debug');
    for (const { id, type } of await nodeRed.flows()) if (type === 'inject') await nodeRed.inject(id);
    await editor.page.locator('.red-ui-debug-msg').nth(5).waitFor();
    await still(editor);
    await editor.screenshot(join(folder, 'demo.png'));
    await editor.close();
}

/** The palette, filtered to our groups. */
async function takePalette(nodeRed: NodeRed, browser: Browser, folder: string): Promise<void> {
    const editor = await Editor.open(browser, nodeRed.url, { width: 1280, height: 2900 });
    await editor.page.locator('#red-ui-palette-search input').pressSequentially('intercom');
    await editor.page.locator('.red-ui-palette-node[data-palette-type=debug]').waitFor({ state: 'hidden' });
    await editor.page.waitForLoadState('networkidle'); // the icons
    await editor.screenshot(join(folder, 'palette.png'), '#red-ui-palette-container');
    await editor.close();
}

/** An example with its connection leading to the sandbox. */
function exampleOn(sandbox: Sandbox, name: string): FlowNode[] {
    const { nodes = [] } = examples.find((example) => example.name === name) ?? {};
    const credentials = { accessToken: sandbox.token };
    return nodes.map((node) =>
        node.type === connectionType ? { ...node, region: 'custom', baseUrl: sandbox.url, credentials } : node,
    );
}

/** A flow about conversations, as it stands on the canvas. */
async function takeFlow(browser: Browser, folder: string): Promise<void> {
    const sandbox = await startSandbox();
    const nodeRed = await startNodeRed({ flows: exampleOn(sandbox, 'SLA watchdog') });
    try {
        const editor = await Editor.open(browser, nodeRed.url, { width: 1640, height: 620 });
        await editor.showSidebar('debug');
        for (const { id, type } of await nodeRed.flows()) if (type === 'inject') await nodeRed.inject(id);
        await editor.page.locator('.red-ui-debug-msg').nth(3).waitFor();
        await still(editor);
        await editor.screenshot(join(folder, 'conversation-flow.png'));
        await editor.close();
    } finally {
        await nodeRed.stop();
        await sandbox.close();
    }
}

/** The support wall on a day on which something happens. */
async function takeWall(browser: Browser, folder: string): Promise<void> {
    const sandbox = await startSandbox();
    // the chart has a point a second, so that its day passes while one looks
    const flows = exampleOn(sandbox, 'Support wall').map((node) => {
        if (node.type === 'delay') return { ...node, nbRateUnits: '1', rateUnits: 'second' };
        if (node.type === 'inject' && node.repeat === '3') return { ...node, repeat: '1' };
        return node;
    });
    const nodeRed = await startNodeRed({ flows, modules: ['@flowfuse/node-red-dashboard'] });
    const page = await browser.newPage({ viewport: { width: 1366, height: 768 } });
    try {
        await page.goto(`${nodeRed.url}/dashboard/wall`);
        const open = page.locator('.wall .figure').first();
        await open.waitFor();
        for (let change = 0; change < 16; change++) {
            const before = await open.textContent();
            for (let tries = 0; tries < 20 && (await open.textContent()) === before; tries++) {
                sandbox.letCustomersWrite();
                await page.waitForTimeout(500);
            }
        }
        for (const [scheme, file] of [
            ['light', 'wall.png'],
            ['dark', 'wall-dark.png'],
        ] as const) {
            await page.emulateMedia({ colorScheme: scheme });
            await page.waitForTimeout(1500); // colours fade
            await page.screenshot({ path: join(folder, file) });
        }
    } finally {
        await page.close();
        await nodeRed.stop();
        await sandbox.close();
    }
}

/** 256 colours are enough for an editor. */
async function shrink(folder: string): Promise<void> {
    for (const file of await readdir(folder)) {
        if (!file.endsWith('.png')) continue;
        const path = join(folder, file);
        await writeFile(path, await sharp(path).png({ palette: true, effort: 10 }).toBuffer());
    }
}

async function takePictures(folder: string): Promise<void> {
    const sandbox = await startSandbox();
    const tab = { id: 'panels', type: 'tab', label: 'Panels' };
    const flows = demoFlow();
    const nodeRed = await startNodeRed({ flows });
    const browser = await launchChromium();
    try {
        await takeWall(browser, folder);
        await takeFlow(browser, folder);
        await takeDemo(nodeRed, browser, folder);
        await nodeRed.deploy([...flows, tab, ...panelNodes(sandbox)]);
        await takePalette(nodeRed, browser, folder);
        const editor = await Editor.open(browser, nodeRed.url, { width: 1280, height: 1000 });
        const isDark = await hasDarkTheme(editor);
        if (!isDark) console.log('This Node-RED has no dark theme: the dark pictures are left out.');
        for (const theme of isDark ? (['light', 'dark'] as const) : (['light'] as const)) {
            await editor.setTheme(theme);
            for (const [name, { themes, act }] of Object.entries(panels)) {
                if (!themes.includes(theme)) continue;
                await editor.openPanel(name);
                await act?.(editor);
                const file = `${name}${theme === 'dark' ? '-dark' : ''}.png`;
                await editor.screenshot(join(folder, file), '.red-ui-tray');
                await editor.page.keyboard.press('Escape');
                await editor.closePanels();
            }
        }
        const problems = editor.takeProblems();
        if (problems.length > 0) throw new Error(problems.join('\n'));
        await takeMovingPicture(browser, folder);
        await shrink(folder);
    } finally {
        await browser.close();
        await nodeRed.stop();
        await sandbox.close();
    }
}

takePictures(process.argv[2] ?? join(checkout, 'docs', 'images')).catch((error: Error) => {
    console.error(error);
    process.exit(1); // and with it whatever was started
});

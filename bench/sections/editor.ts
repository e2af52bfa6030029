import type { Browser } from 'playwright-core';
import { launchChromium } from '../../test/support/chromium';
import { Editor, flowsAt } from '../../test/support/editor';
import type { EditorWindow } from '../../test/support/editor-globals';
import { startNodeRed } from '../../test/support/node-red';
import { checkout, connectionType, nodeTypes } from '../../test/support/package';
import { sizesOf } from '../../test/support/sizes';
import { addedOf, alternate, exactly, type Row, spreadOf } from '../measure';
import { idleNodes } from '../peers/idle-nodes';
import type { Section, Use } from './common';

declare const window: Window & EditorWindow;

/** A node of Node-RED's own, to read the times of ours by. */
const CORE = 'http request';

/**
 * Loads the editor in a browser without a cache: from the navigation until the flows are there (ms). The loading screen
 * stays for another tenth of a second, by a timer. Node-RED 4.1 fetches its library for diagrams just then, and it is
 * chance whether the 150 ms that it takes to run come before that timer. The page itself looks at the clock, and no
 * request is held up to be looked at.
 */
async function timeToLoad(browser: Browser, url: string): Promise<number> {
    const context = await browser.newContext();
    const page = await context.newPage();
    await page.goto(url);
    const loaded = await page.waitForFunction(flowsAt, undefined, { polling: 5 });
    const ms = Number(await loaded.jsonValue());
    await context.close();
    return ms;
}

/**
 * Opens the panel of a node: until it is built and drawn, and begins to slide in (ms). That takes Node-RED another
 * quarter of a second, whatever the panel.
 */
const timeToOpen = (editor: Editor, id: string): Promise<number> =>
    editor.page.evaluate(async (nodeId) => {
        const node = window.RED.nodes.node(nodeId);
        if (!node) throw new Error(`no node ${nodeId} in the editor`);
        const frame = () => new Promise((resolve) => requestAnimationFrame(resolve));
        const began = performance.now();
        if (node._def.category === 'config') window.RED.editor.editConfig('', node.type, nodeId);
        else window.RED.editor.edit(node);
        do await frame();
        while (document.querySelector<HTMLElement>('.red-ui-tray')?.style.right !== '0px');
        return performance.now() - began;
    }, id);

/** How long each panel takes to open for the first time. */
async function panelTimes(editor: Editor): Promise<Map<string, number>> {
    const times = new Map<string, number>();
    await editor.addConfig(connectionType, {});
    for (const type of [CORE, ...nodeTypes()]) {
        const id = type === connectionType ? await editor.addConfig(type, {}) : await editor.add(type);
        times.set(type, await timeToOpen(editor, id));
        await editor.settled();
        await editor.cancel();
        await editor.remove(id);
    }
    return times;
}

/** What the package costs in the editor: what it adds to its load, what is sent for that, how fast panels open. */
export const editor: Section = async (use, { rounds, longRounds, earlier }) => {
    const { html, compressedHtml, compressedIn } = sizesOf(checkout);
    const kB = (what: string, bytes: number, atMost: number): Row => ({
        what: `editor, ${what}`,
        value: exactly(bytes / 1000),
        unit: 'kB',
        goal: { atMost },
    });
    const [language = '', largest = 0] = [...compressedIn].sort(([, a], [, b]) => b - a)[0] ?? [];

    // nor does V8 keep what it compiled for an earlier load: whose load would find it is chance
    const browser = await launchChromium(['--v8-cache-options=none']);
    await use(Promise.resolve({ stop: () => browser.close() }));
    const loading = async (checkout?: string | null) => {
        const { url } = await startIn(use, checkout);
        return () => timeToLoad(browser, url);
    };
    const { directory: idle } = await use(idleNodes(nodeTypes().length));
    const peers = {
        without: await loading(null),
        idle: await loading(idle),
        with: await loading(),
        earlier: earlier ? await loading(earlier) : undefined,
    };
    await alternate(1, peers);
    const loads = await alternate(3 * rounds, peers);

    const { url } = await startIn(use);
    const openings: Map<string, number>[] = [];
    for (let round = 0; round < longRounds; round++) {
        const editor = await Editor.open(browser, url);
        openings.push(await panelTimes(editor));
        await editor.close();
    }
    const medianOf = (type: string) => spreadOf(openings.map((times) => times.get(type) as number)).median;
    const panels = nodeTypes().map((type) => ({ type, ms: medianOf(type) }));
    const [slowest = { type: '', ms: 0 }] = panels.sort((a, b) => b.ms - a.ms);
    return [
        kB('html of all nodes', html, 200),
        kB('html of all nodes, compressed', compressedHtml, 45),
        kB(`… with words and help in ${language}`, largest, 90),
        { what: 'editor, load without the package', value: spreadOf(loads.without), unit: 'ms' },
        {
            what: 'editor, load: added by the package',
            value: addedOf(loads.with, loads.without),
            unit: 'ms',
            goal: { atMost: 100 },
        },
        {
            what: `editor, load: added by ${nodeTypes().length} nodes that do nothing`,
            value: addedOf(loads.idle, loads.without),
            unit: 'ms',
        },
        ...(earlier
            ? [
                  {
                      what: 'editor, load: added by the earlier version',
                      value: addedOf(loads.earlier, loads.without),
                      unit: 'ms',
                  },
              ]
            : []),
        { what: `editor, opening ${CORE}`, value: exactly(medianOf(CORE)), unit: 'ms' },
        {
            what: `editor, opening one of ${panels.length} panels`,
            value: spreadOf(panels.map(({ ms }) => ms)),
            unit: 'ms',
        },
        {
            what: `editor, opening the slowest: ${slowest.type}`,
            value: exactly(slowest.ms),
            unit: 'ms',
            goal: { atMost: 150 },
        },
    ];
};

/** A Node-RED whose editor only the browser opens. */
const startIn = (use: Use, checkout?: string | null) => use(startNodeRed({ checkout, comms: false }));

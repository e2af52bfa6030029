import { readdirSync, readFileSync } from 'node:fs';
import { mkdir } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Browser, BrowserContext, Locator, Page } from 'playwright-core';
import { topicGroups } from '../../nodes/webhook/topics';
import * as audit from './audit';
import type { EditorNode, EditorWindow } from './editor-globals';
import { checkout } from './package';

declare const window: Window & EditorWindow;

const doneButton = '#node-dialog-ok, #node-config-dialog-ok';
const cancelButton = '#node-dialog-cancel, #node-config-dialog-cancel';

/** In the page: once the flows are there, how long ago the navigation was (ms). */
export const flowsAt = (): number | false =>
    typeof window.RED?.workspaces?.count === 'function' && window.RED.workspaces.count() > 0 && performance.now();

export interface NodeState {
    changed: boolean;
    valid: boolean;
    /** Why it is invalid; the editor shows these as the triangle's tooltip. */
    reasons: string[];
}

export interface EditorOptions {
    /** As the browser asks for it: 'de', 'ja', 'zh-CN'. */
    language?: string;
    width?: number;
    height?: number;
    colorScheme?: 'light' | 'dark';
}

/** The Node-RED editor in a browser page, with everything that went wrong in it. */
export class Editor {
    /** Console errors, exceptions, failed and foreign requests. Empty on a good day. */
    readonly problems: string[] = [];

    private constructor(
        readonly page: Page,
        private readonly context: BrowserContext,
        private readonly url: string,
    ) {
        page.on('console', (message) => {
            audit.inspect('browser console', message.text());
            if (message.type() === 'error') this.problems.push(`console: ${message.text()}`);
        });
        page.on('pageerror', (error) => this.problems.push(`exception: ${error.stack ?? error.message}`));
        // The only dialog of the browser's own asks whether to leave with changes that are not deployed.
        page.on('dialog', (dialog) => dialog.accept());
        page.on('requestfailed', (request) => {
            const reason = request.failure()?.errorText ?? '';
            // A page that is left cancels what it was loading.
            if (reason !== 'net::ERR_ABORTED') this.problems.push(`failed: ${request.url()} ${reason}`);
        });
        page.on('response', (response) => {
            if (response.status() >= 400) this.problems.push(`${response.status()}: ${response.url()}`);
        });
    }

    static async open(browser: Browser, url: string, options: EditorOptions = {}): Promise<Editor> {
        const { language = 'en-US', width = 1280, height = 900, colorScheme = 'light' } = options;
        const context = await browser.newContext({ viewport: { width, height }, locale: language, colorScheme });
        const page = await context.newPage();
        const editor = new Editor(page, context, url);
        await context.route(
            (target) => !target.href.startsWith(url),
            (route) => {
                editor.problems.push(`foreign request: ${route.request().url()}`);
                return route.abort();
            },
        );
        // tsx wraps named functions in a helper that the page does not have.
        await page.addInitScript('globalThis.__name = (value) => value;');
        await editor.load();
        return editor;
    }

    async load(): Promise<void> {
        await this.page.goto(this.url);
        await this.page.waitForFunction(flowsAt);
        await this.page.waitForSelector('#red-ui-loading-progress', { state: 'hidden' });
    }

    async close(): Promise<void> {
        await this.context.close();
    }

    /** What the panel's code says a new node of a type holds. */
    defaults(type: string): Promise<Record<string, unknown>> {
        return this.page.evaluate((name) => {
            const definition = window.RED.nodes.getType(name);
            if (!definition) throw new Error(`no type ${name}`);
            const values = Object.entries(definition.defaults).map(([key, { value }]) => [key, value ?? '']);
            return Object.fromEntries(values) as Record<string, unknown>;
        }, type);
    }

    /** A new node on the tab in sight, as one dragged out of the palette. Returns its id. */
    add(type: string, place = { x: 200, y: 100 }): Promise<string> {
        return this.page.evaluate(
            ({ name, x, y }) => {
                const { node } = window.RED.view.createNode(name, x, y);
                window.RED.nodes.add(node);
                window.RED.editor.validateNode(node);
                window.RED.view.redraw(true);
                return node.id;
            },
            { name: type, ...place },
        );
    }

    /** A new config node, as the editor adds one; `properties` over its defaults. Returns its id. */
    async addConfig(type: string, properties: object): Promise<string> {
        const values = { ...(await this.defaults(type)), ...properties };
        return this.page.evaluate(
            ({ name, given }) => {
                const _def = window.RED.nodes.getType(name);
                if (!_def) throw new Error(`no type ${name}`);
                const node: EditorNode = { ...given, id: window.RED.nodes.id(), type: name, z: '', users: [], _def };
                window.RED.nodes.add(node);
                window.RED.editor.validateNode(node);
                return node.id;
            },
            { name: type, given: values },
        );
    }

    /** Sets properties of a node as a script would, and validates it again. */
    set(id: string, properties: object): Promise<void> {
        return this.page.evaluate(
            ({ nodeId, given }) => {
                const node = Object.assign(window.RED.nodes.node(nodeId) as EditorNode, given);
                window.RED.editor.validateNode(node);
            },
            { nodeId: id, given: properties },
        );
    }

    /** Gives nodes back what an export of them holds, and takes away what it lacks: as new, without a reload. */
    restore(exported: object[]): Promise<void> {
        return this.page.evaluate((all) => {
            for (const given of all as EditorNode[]) {
                const node = window.RED.nodes.node(given.id);
                if (!node) continue;
                for (const property of Object.keys(node._def.defaults)) node[property] = given[property];
                node.changed = false;
                window.RED.editor.validateNode(node);
            }
        }, exported);
    }

    /** What stands on a node in the workspace. */
    label(id: string): Promise<string> {
        return this.page.evaluate((nodeId) => {
            const node = window.RED.nodes.node(nodeId) as EditorNode;
            const { label } = node._def as unknown as { label: (this: EditorNode) => string };
            return label.call(node);
        }, id);
    }

    remove(id: string): Promise<void> {
        return this.page.evaluate((nodeId) => {
            window.RED.nodes.remove(nodeId);
            window.RED.view.redraw(true);
        }, id);
    }

    /** Whether the Deploy button has something to do. */
    dirty(): Promise<boolean> {
        return this.page.evaluate(() => window.RED.nodes.dirty());
    }

    /** Opens the panel of a node, or of a config node, and waits until it stands still. */
    async openPanel(id: string): Promise<void> {
        await this.page.evaluate((nodeId) => {
            const node = window.RED.nodes.node(nodeId);
            if (!node) throw new Error(`no node ${nodeId} in the editor`);
            if (node._def.category === 'config') window.RED.editor.editConfig('', node.type, nodeId);
            else window.RED.editor.edit(node);
        }, id);
        await this.settled();
    }

    /** Waits for the panel on top to have slid in, with its Done button alive. */
    async settled(): Promise<void> {
        await this.page.waitForFunction(() => {
            const top = [...document.querySelectorAll('.red-ui-tray')].at(-1);
            if (!top?.querySelector('#node-dialog-ok, #node-config-dialog-ok')) return false;
            return getComputedStyle(top).right === '0px' && top.getAnimations().length === 0;
        });
    }

    async done(): Promise<void> {
        await this.leavePanel(doneButton);
    }

    async cancel(): Promise<void> {
        await this.leavePanel(cancelButton);
    }

    private async leavePanel(selector: string, press = (button: Locator) => button.click()): Promise<void> {
        const open = await this.page.locator('.red-ui-tray').count();
        await press(this.page.locator('.red-ui-tray').last().locator(selector));
        await this.page.waitForFunction((before) => document.querySelectorAll('.red-ui-tray').length < before, open);
    }

    /** Leaves whatever panels are open, for a test that failed in the middle of one. */
    async closePanels(): Promise<void> {
        while (await this.page.locator('.red-ui-tray').count()) {
            await this.leavePanel(cancelButton, (button) => button.dispatchEvent('click'));
        }
    }

    /** The node as an export would hold it. */
    exported(id: string): Promise<Record<string, unknown>> {
        return this.page.evaluate((nodeId) => {
            const node = window.RED.nodes.node(nodeId) as EditorNode;
            const all = window.RED.nodes.createCompleteNodeSet({ credentials: false }) as Record<string, unknown>[];
            // As JSON, where a property that is undefined is none.
            return JSON.parse(JSON.stringify(all.find((entry) => entry.id === node.id))) as Record<string, unknown>;
        }, id);
    }

    /** Everything as the editor's Export dialog would give it. */
    exportAll(): Promise<object[]> {
        return this.page.evaluate(() => window.RED.nodes.createCompleteNodeSet({ credentials: false }));
    }

    state(id: string): Promise<NodeState> {
        return this.page.evaluate((nodeId) => {
            const node = window.RED.nodes.node(nodeId) as EditorNode;
            return {
                changed: node.changed === true,
                valid: node.valid !== false,
                reasons: (node.validationErrors ?? []).map(String),
            };
        }, id);
    }

    /** Puts an export into the workspace with new ids, as the Import dialog does. */
    import(nodes: object[]): Promise<void> {
        return this.page.evaluate((given) => {
            window.RED.view.importNodes(given, { generateIds: true, addFlow: false, notify: false });
        }, nodes);
    }

    /** Imports a flow of the menu Import > Examples as a person does. Returns what the editor says, and what it asks. */
    async importExample(module: string, name: string): Promise<{ said: string; asked: string[] }> {
        const { page } = this;
        await page.keyboard.press('Control+i');
        const dialog = page.locator('.ui-dialog', { has: page.locator('#red-ui-clipboard-dialog') });
        await dialog.getByRole('link', { name: 'Examples' }).click();
        const entry = (text: string) => dialog.locator('.red-ui-treeList-label').getByText(text, { exact: true });
        const chosen = page.locator('#red-ui-clipboard-dialog-ok:enabled');
        // a click while the list unfolds may meet another line, or fold it again
        for (let tries = 0; tries < 5 && !(await chosen.isVisible()); tries++) {
            if (!(await entry(name).isVisible())) await entry(module).click();
            await page.waitForFunction(() => window.jQuery(':animated').length === 0);
            await entry(name)
                .click({ timeout: 2000 })
                .catch(() => undefined);
        }
        await chosen.click();
        const notes = page.locator('.red-ui-notification');
        await notes.filter({ hasText: 'Imported:' }).or(notes.locator('button')).first().waitFor();
        const heard = {
            said: (await notes.allInnerTexts()).join('\n'),
            asked: await notes.locator('button').allInnerTexts(),
        };
        await this.dismiss();
        return heard;
    }

    /** Clicks away what the editor says without asking: it would lie over the canvas for a while. */
    async dismiss(): Promise<void> {
        const notes = '.red-ui-notification:not(:has(button))';
        await this.page.evaluate((all) => {
            for (const note of document.querySelectorAll<HTMLElement>(all)) note.click();
        }, notes);
        await this.page.waitForFunction((all) => !document.querySelector(all), notes);
    }

    /** Sets environment variables of a tab, of those that it has. */
    setEnv(tab: string, values: Record<string, string>): Promise<void> {
        return this.page.evaluate(
            ({ id, given }) => {
                for (const one of window.RED.nodes.workspace(id).env) one.value = given[one.name] ?? one.value;
            },
            { id: tab, given: values },
        );
    }

    /** Shows a tab of the workspace. */
    showTab(id: string): Promise<void> {
        return this.page.evaluate((tab) => window.RED.workspaces.show(tab), id);
    }

    /** Presses the button at the side of a node on the canvas. */
    async press(id: string): Promise<void> {
        await this.page.locator(`[id="${id}"] .red-ui-flow-node-button-button`).click();
    }

    /** Presses Deploy and waits for the answer. */
    async deploy(): Promise<void> {
        const answered = this.page.waitForResponse(
            (response) => response.url().endsWith('/flows') && response.request().method() === 'POST',
        );
        await this.page.locator('#red-ui-header-button-deploy').click();
        const response = await answered;
        if (!response.ok()) throw new Error(`the deploy was answered ${response.status()}`);
        await this.page.waitForFunction(() => !window.RED.nodes.dirty());
    }

    /** 'info', 'help', 'debug' and the like. */
    async showSidebar(name: string): Promise<void> {
        await this.page.evaluate((id) => window.RED.sidebar.show(id), name);
    }

    /** What a person can read in an element now. */
    visibleText(selector = '.red-ui-tray'): Promise<string> {
        // innerText, not textContent: what is not rendered cannot be read
        return this.page.locator(selector).last().innerText();
    }

    /** Words in sight, tooltips and placeholders included, that are catalogue keys instead of texts. */
    async rawKeysInSight(selector = '.red-ui-tray'): Promise<string[]> {
        const texts = await this.page
            .locator(selector)
            .last()
            .evaluate((root) => {
                // innerText, not textContent: what is not rendered is not in sight
                const shown = [(root as HTMLElement).innerText];
                for (const element of root.querySelectorAll('[title],[placeholder],[aria-label],[data-i18n],option')) {
                    for (const attribute of ['title', 'placeholder', 'aria-label']) {
                        shown.push(element.getAttribute(attribute) ?? '');
                    }
                    shown.push(element.textContent ?? '');
                }
                return shown.join('\n');
            });
        return rawKeys(texts);
    }

    /** Form controls of the panel that no label names, and labels that name no control. */
    unlabelled(selector = '.red-ui-tray'): Promise<string[]> {
        return this.page
            .locator(selector)
            .last()
            .evaluate((root) => {
                const form = root.querySelector('.red-ui-editor form') ?? root;
                const bad: string[] = [];
                const selector = ['input', 'select', 'textarea'].map((tag) => `${tag}[id^="node-"]`).join();
                for (const control of form.querySelectorAll<HTMLInputElement>(selector)) {
                    // A TypedInput hides the input that it replaces, and puts another one beside it.
                    const widget = control.nextElementSibling?.matches('.red-ui-typedInput-container')
                        ? control.nextElementSibling
                        : null;
                    if (control.type === 'hidden' && !widget) continue;
                    if (control.offsetParent === null && !widget) continue;
                    const ids = [control.id, widget?.querySelector('.red-ui-typedInput-input')?.id].filter(Boolean);
                    const labels = ids.map((id) => form.querySelector(`label[for="${id}"]`)?.textContent?.trim());
                    const aria = control.ariaLabel ?? form.querySelector(`#${control.getAttribute('aria-labelledby')}`);
                    if (!labels.some(Boolean) && !aria) bad.push(`no label for #${control.id}`);
                }
                for (const label of form.querySelectorAll<HTMLLabelElement>('label')) {
                    if (label.offsetParent === null || !label.textContent?.trim()) continue;
                    const wraps = label.querySelector('input,select,textarea') !== null;
                    const target = label.htmlFor && form.querySelector(`[id="${label.htmlFor}"]`);
                    if (!wraps && !target) bad.push(`label "${label.textContent?.trim()}" names nothing`);
                }
                return bad;
            });
    }

    /** How many pixels of the panel are hidden to the right. */
    sidewaysScroll(): Promise<number> {
        return this.page
            .locator('.red-ui-tray-body')
            .last()
            .evaluate((body) => {
                const scrollers = [body, ...body.querySelectorAll('.red-ui-editor, .red-ui-tray-content, form')];
                return Math.max(...scrollers.map((element) => element.scrollWidth - element.clientWidth));
            });
    }

    /** Node-RED 5 has a dark theme; on 4.1 this changes what `prefers-color-scheme` says, and nothing else. */
    async setTheme(colorScheme: 'light' | 'dark'): Promise<void> {
        await this.page.emulateMedia({ colorScheme });
        await this.page.evaluate(
            (dark) => document.documentElement.classList.toggle('nr-theme-dark', dark),
            colorScheme === 'dark',
        );
    }

    async screenshot(file: string, selector?: string): Promise<void> {
        await mkdir(dirname(file), { recursive: true });
        if (selector) await this.page.locator(selector).last().screenshot({ path: file });
        else await this.page.screenshot({ path: file });
    }

    /** Takes the problems seen so far away and returns them, so that each test looks at its own. */
    takeProblems(): string[] {
        return this.problems.splice(0);
    }
}

/** Words that begin Intercom's webhook topics, which look like keys: `ticket.created`. */
const topics = ['contact', 'company', 'conversation', 'ticket'];

/** The first words of all keys of our catalogues: `common` of `common.name`. */
function keyRoots(): string[] {
    const directory = join(checkout, 'dist', 'locales', 'en-US');
    const catalogues = readdirSync(directory).filter((file) => file.endsWith('.json'));
    const words = catalogues.map((file) => JSON.parse(readFileSync(join(directory, file), 'utf8')) as object);
    const roots = new Set(words.flatMap((catalogue) => Object.keys(catalogue)));
    return [...roots].filter((root) => !topics.includes(root));
}

/** What is a catalogue key in a text: `common.name`, `node-red-contrib-intercom/connection:node.name`. */
export function rawKeys(text: string, roots = keyRoots()): string[] {
    const dotted = `(?<![\\w./@:-])(?:${roots.join('|')})(?:\\.[\\w-]+)+`;
    const qualified = `@?[\\w-]+/[\\w-]+:[\\w.-]+`;
    const found = text.match(new RegExp(`${qualified}|${dotted}`, 'g')) ?? [];
    // what a webhook can be about looks like a key, and is meant to be read
    const topics = topicGroups.flatMap((group) => group.topics);
    return [...new Set(found)].filter((word) => !topics.includes(word));
}

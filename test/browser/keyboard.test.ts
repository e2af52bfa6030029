import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action, connection, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType, nodeTypes } from '../support/package';
import { actions, defaultsOf } from '../support/stored';

/** What a walk through a panel has come to: its controls by number, in the order of the page. */
interface Walk {
    controls: Element[];
    looks: string[];
    at: number[];
    /** Those that look alike with the cursor in them and without. */
    dim: number[];
    nameless: number[];
}

declare const window: Window & { walk: Walk };

/** The panels as somebody uses them who has no mouse: every key is pressed. One Node-RED, one editor. */
describe('by keyboard alone', () => {
    const types = nodeTypes().filter((type) => type !== connectionType);
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
        this.timeout(90_000);
        sandbox = await startSandbox();
        const nodes = types.map((type) => action(type, type, [], actions.has(type) ? defaultsOf(type) : {}));
        [nodeRed, browser] = await Promise.all([
            startNodeRed({ flows: [tab, connection(sandbox), ...nodes] }),
            launchChromium(),
        ]);
        editor = await Editor.open(browser, nodeRed.url);
        // a border that changes slowly is not seen at once
        await editor.page.addStyleTag({ content: '.intercom-panel * { transition: none !important }' });
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await sandbox?.close();
    });
    afterEach(async () => {
        await editor.closePanels();
        assert.deepEqual(editor.takeProblems(), []);
    });

    const press = async (...keys: string[]): Promise<void> => {
        for (const key of keys) await editor.page.keyboard.press(key);
    };
    const write = (text: string): Promise<void> => editor.page.keyboard.type(text);
    const isIn = (selector: string): Promise<boolean> =>
        editor.page.evaluate((wanted) => document.activeElement?.matches(wanted) === true, selector);

    /** Goes on with a key until the cursor is in what is looked for. */
    async function to(selector: string, key = 'Tab'): Promise<void> {
        for (let presses = 0; !(await isIn(selector)); presses++) {
            assert.ok(presses < 120, `${key} never comes to ${selector}`);
            await press(key);
        }
    }
    const back = (selector: string): Promise<void> => to(selector, 'Shift+Tab');
    /** Chooses the type of a field in its menu, which has the cursor in the type that there is. */
    async function turn(property: string, type: string): Promise<void> {
        await to(`[data-property=${property}] .red-ui-typedInput-type-select`);
        await press('ArrowDown');
        await editor.page.locator('.red-ui-typedInput-options a:focus').waitFor();
        while (!(await isIn('.red-ui-typedInput-options a:first-child'))) await press('ArrowUp');
        await to(`.red-ui-typedInput-options a[value=${type}]`, 'ArrowDown');
        await press('Enter');
    }
    /** The first entry of a list that was opened. */
    const first = (): Promise<void> => editor.page.locator('.intercom-list [role=option]').first().waitFor();

    /**
     * Goes through the open panel from its first control until the cursor leaves it. Each control is come to once, in
     * the order of the page, is seen to have the cursor, and has a name.
     */
    async function walkThrough(): Promise<void> {
        await editor.page.evaluate(async () => {
            (document.activeElement as HTMLElement).blur();
            // some of it is made anew when nobody is in it
            await new Promise((next) => setTimeout(next));
        });
        const names = await editor.page.evaluate(() => {
            const panel = [...document.querySelectorAll<HTMLElement>('.intercom-panel')].at(-1) as HTMLElement;
            const usable = 'input, select, textarea, button, a, summary, [tabindex]';
            const controls = [...panel.querySelectorAll<HTMLElement>(usable)].filter(
                (one) =>
                    one.checkVisibility({ visibilityProperty: true }) &&
                    !one.matches(':disabled, [tabindex="-1"]') &&
                    // a row of checkboxes that is scrolled to is in sight
                    one.getClientRects().length > 0,
            );
            const lookOf = (control: Element): string => {
                const parts: string[] = [];
                for (let one: Element | null = control; one && one !== panel; one = one.parentElement) {
                    const { outlineStyle, boxShadow, borderColor, backgroundColor } = getComputedStyle(one);
                    parts.push([outlineStyle, boxShadow, borderColor, backgroundColor].join());
                }
                return parts.join();
            };
            const hasName = (one: HTMLElement): boolean => {
                const { labels } = one as HTMLInputElement;
                const by = (one.getAttribute('aria-labelledby') ?? '')
                    .split(' ')
                    .map((id) => document.getElementById(id));
                const texts = [
                    one.ariaLabel,
                    one.title,
                    one.textContent,
                    ...[...(labels ?? []), ...by].map((l) => l?.textContent),
                ];
                return texts.some((text) => text?.trim());
            };
            const numbers = controls.map((_, number) => number);
            const nameless = numbers.filter((number) => !hasName(controls[number] as HTMLElement));
            const walk: Walk = { controls, looks: controls.map(lookOf), at: [], dim: [], nameless };
            window.walk = walk;
            const seen = (): void => {
                const at = controls.indexOf(document.activeElement as HTMLElement);
                // a field for a date has several places for the cursor
                if (at < 0 || walk.at.at(-1) === at) return;
                walk.at.push(at);
                if (lookOf(controls[at] as HTMLElement) === walk.looks[at]) walk.dim.push(at);
            };
            document.addEventListener('keydown', seen, true);
            controls[0]?.focus();
            return controls.map(({ tagName, id, className }) => `${tagName} ${id || className}`);
        });
        const isInside = () =>
            editor.page.evaluate(() => window.walk.controls.includes(document.activeElement as Element));
        for (let presses = 0; await isInside(); presses++) {
            assert.ok(presses < 3 * names.length + 20, 'the panel keeps the cursor');
            await press('Tab');
        }
        const { at, dim, nameless } = await editor.page.evaluate(() => window.walk);
        const named = (numbers: number[]): (string | undefined)[] => numbers.map((number) => names[number]);
        assert.deepEqual(named(at), names);
        assert.deepEqual(named(dim), [], 'nobody sees the cursor there');
        assert.deepEqual(named(nameless), [], 'nobody hears what that is');
    }

    describe('Tab goes through all of a panel, and out of it', () => {
        for (const type of [...types, connectionType])
            it(type, async () => {
                await editor.openPanel(type === connectionType ? 'connection' : type);
                for (const summary of await editor.page.locator('.intercom-panel summary').all()) {
                    await summary.focus();
                    await press('Enter');
                }
                await walkThrough();
            });
    });

    describe('a person', () => {
        const rows = (...all: [n: string, t: string, v: string][]): string =>
            JSON.stringify(all.map(([n, t, v]) => ({ n, v, t })));

        /** What somebody does in a new node's panel, and what it then holds. */
        const done: [what: string, type: string, keys: () => Promise<void>, holds: Record<string, unknown>][] = [
            [
                'fills in attributes, and takes one away',
                'intercom-update-contact',
                async () => {
                    await to('#node-input-customAttributes-form .intercom-link');
                    await press('Enter');
                    await write('nickname');
                    await press('Enter', 'Shift+Tab');
                    await write('msg.');
                    await press('Tab');
                    await write('payload.nick');
                    await to('.intercom-rows + .red-ui-button');
                    await press('Enter');
                    await write('shoe size');
                    await press('Enter', 'Shift+Tab');
                    await write('num');
                    await press('Tab');
                    await write('44');
                    await to('.intercom-rows + .red-ui-button');
                    await press('Space');
                    await write('by mistake');
                    await press('Enter', 'Tab');
                    assert.ok(await isIn('.intercom-remove'));
                    await press('Enter');
                    assert.ok(await isIn('.intercom-row:last-child .intercom-row-name'));
                    await back('.intercom-row:first-child .intercom-row-name');
                },
                {
                    customAttributesType: 'rows',
                    customAttributes: rows(['nickname', 'msg', 'payload.nick'], ['shoe size', 'num', '44']),
                },
            ],
            [
                'searches by a condition and a group',
                'intercom-search-contacts',
                async () => {
                    await to('#node-input-jsonQuery-form .intercom-link');
                    await press('Enter');
                    await write('Phone');
                    await press('Tab');
                    await write('contains');
                    await press('Tab', 'Tab');
                    await write('49 30');
                    await to('.intercom-buttons > .red-ui-button:last-child');
                    await press('Enter');
                    assert.ok(await isIn('.intercom-group .intercom-search-field'));
                    await write('Name');
                    await press('Tab', 'Tab');
                    await write('msg.');
                    await press('Tab');
                    await write('payload.name');
                    await to('.intercom-group .intercom-buttons > .red-ui-button');
                    await press('Space', 'Tab', 'Tab', 'Tab', 'Tab', 'Enter');
                    assert.ok(await isIn('.intercom-group .intercom-search-field'));
                },
                {
                    jsonQueryType: 'rows',
                    jsonQuery: JSON.stringify([
                        { n: 'phone', o: '~', v: '49 30', t: 'str' },
                        { any: [{ n: 'name', o: '=', v: 'payload.name', t: 'msg' }] },
                    ]),
                },
            ],
            [
                'picks a ticket type, and fills in its form',
                'intercom-create-ticket',
                async () => {
                    await to('#node-input-ticketTypeId-open');
                    await press('Enter');
                    await first();
                    await write('bug');
                    await editor.page.locator('.intercom-list .intercom-active').waitFor();
                    await press('Enter');
                    await to('#node-input-ticketAttributes-form .intercom-link');
                    await press('Enter');
                    await editor.page.locator('.intercom-ticket .intercom-row-value').first().waitFor();
                    await write('Export stops');
                    await to('.intercom-ticket .form-row:nth-child(2) .intercom-row-kind');
                    await write('msg.');
                    await press('Tab');
                    await write('payload.text');
                },
                {
                    ticketTypeIdType: 'ticketType',
                    ticketAttributes: rows(
                        ['_default_title_', 'str', 'Export stops'],
                        ['_default_description_', 'msg', 'payload.text'],
                    ),
                },
            ],
            [
                'looks for an operation, adds an input of it, and takes one away',
                'intercom-operation',
                async () => {
                    await to('#node-input-operation-find');
                    await write('POST /articles');
                    await editor.page.locator('.intercom-list .intercom-active').waitFor();
                    await press('Enter');
                    for (const name of ['description', 'body']) {
                        await to('#node-input-add');
                        await write(name);
                        await editor.page.locator('.intercom-list .intercom-active').waitFor();
                        await press('Enter');
                        await write(`a ${name}`);
                    }
                    await to('.intercom-remove');
                    await press('Enter');
                },
                {
                    operation: 'POST /articles',
                    rows: [
                        { n: 'title', v: 'payload.title', t: 'msg' },
                        { n: 'author_id', v: 'payload.author_id', t: 'msg' },
                        { n: 'description', v: 'a description', t: 'str' },
                    ],
                },
            ],
            [
                'picks a tag from the list, and types a contact in',
                'intercom-attach-tag-to-contact',
                async () => {
                    await turn('contactId', 'str');
                    await to('#node-input-contactId-value');
                    await press('Control+A');
                    await write('665b692db75a794c00000000');
                    await to('#node-input-tagId-open');
                    await press('Space');
                    await first();
                    await press('ArrowDown', 'ArrowUp', 'ArrowDown', 'Escape', 'ArrowDown');
                    await write('vip');
                    await editor.page.locator('.intercom-list .intercom-active').waitFor();
                    await press('Enter');
                    assert.ok(await isIn('#node-input-tagId-pick'));
                },
                {
                    contactId: '665b692db75a794c00000000',
                    contactIdType: 'str',
                    tagIdType: 'tag',
                    tagIdName: 'VIP',
                },
            ],
            [
                'opens more options, and works for each element of a list',
                'intercom-get-contact',
                async () => {
                    await to('summary');
                    await press('Enter');
                    await turn('forEach', 'msg');
                    await to('#node-input-forEach-value');
                    await press('Control+A');
                    await write('payload');
                    await to('#node-input-collect');
                    await press('ArrowDown');
                    await to('#node-input-startAt-value, #node-input-startAt-option');
                    await back('summary');
                },
                { forEach: 'payload', forEachType: 'msg', collect: 'items' },
            ],
            [
                'makes a connection',
                'intercom-list-contacts',
                async () => {
                    await to('#node-input-btn-connection-add');
                    await press('Enter');
                    await editor.settled();
                    await to('#node-config-input-name');
                    await write('Second');
                    await to('#node-config-input-region');
                    await write('Own');
                    await to('#node-config-input-baseUrl');
                    await write('http://127.0.0.1:9');
                    await to('#node-config-input-accessToken');
                    await write('a token');
                    await to('.intercom-panel details:last-of-type summary');
                    await to('.intercom-panel details:last-of-type summary');
                    await press('Space');
                    await to('#node-config-input-timeout');
                    await walkThrough();
                    await press('Control+Enter');
                    await editor.page.locator('#node-dialog-ok').waitFor();
                    const all = (await editor.exportAll()) as { name?: string; region?: string; baseUrl?: string }[];
                    const { region, baseUrl } = all.find(({ name }) => name === 'Second') ?? {};
                    assert.deepEqual([region, baseUrl], ['custom', 'http://127.0.0.1:9']);
                    await to('#node-input-extent');
                    await editor.page.waitForFunction(
                        () => $('#node-input-connection option:checked').text() === 'Second',
                    );
                },
                {},
            ],
            [
                'chooses topics',
                'intercom-webhook',
                async () => {
                    await to('#node-input-webhook-topic');
                    await write('my.topic');
                    await press('Enter');
                    await write('contact.deleted');
                    await to('.intercom-topics input');
                    await press('Space');
                },
                { topics: ['my.topic', 'contact.deleted'] },
            ],
            [
                'says what to watch',
                'intercom-watch',
                async () => {
                    await to('#node-input-resource');
                    await write('Conv');
                    await to('#node-input-interval');
                    await write('120');
                    await to('#node-input-watch-from');
                    await press('ArrowDown');
                    await to('#node-input-watch-date');
                },
                { resource: 'conversations', interval: '120' },
            ],
        ];
        for (const [what, type, keys, holds] of done)
            it(what, async () => {
                const id = await editor.add(type);
                await editor.set(id, { connection: 'connection' });
                await editor.openPanel(id);
                await keys();
                await walkThrough();
                await editor.page.locator('#node-dialog-ok').focus();
                await press('Enter');
                await editor.page.locator('.red-ui-tray').waitFor({ state: 'detached' });
                const stored = await editor.exported(id);
                for (const [property, value] of Object.entries(holds))
                    assert.deepEqual(stored[property], value, property);
                await editor.remove(id);
            });
    });
});

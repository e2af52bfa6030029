import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, Locator } from 'playwright-core';
import { defineAction, get } from '../../src/action';
import { nodeHtml } from '../../src/build/node-html';
import { boolean, choice, id, integer, notGiven, text } from '../../src/fields';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action as node, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';

/** An action as later ones will be, under a type that is there. */
const type = 'intercom-get-contact';
const action = defineAction({
    type,
    palette: 'contacts',
    reference: '',
    request: get('/contacts'),
    switches: {
        assignTo: { values: ['admin', 'team'], when: { verb: ['assign'] } },
        verb: { values: ['close', 'assign', 'snooze'] },
        order: { values: ['newest', 'oldest'], advanced: true },
    },
    fields: {
        conversationId: id({ required: true, stored: notGiven }),
        assigneeId: id({ required: true, stored: notGiven, when: { verb: ['assign'] } }),
        snoozedUntil: text({ required: true, stored: notGiven, when: { verb: ['snooze'] } }),
        teamNote: text({ when: { verb: ['assign'], assignTo: ['team'] } }),
        state: choice(['open', 'closed'], { stored: notGiven }),
        skipFirst: integer({ stored: notGiven, min: 0, advanced: true }),
        silent: boolean({ stored: notGiven, advanced: true }),
    },
});

/** What a panel makes of facts that no node of the package has yet. */
describe('a panel from facts', () => {
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
        [nodeRed, browser] = await Promise.all([
            startNodeRed({ flows: [tab, node(type, 'node', [])] }),
            launchChromium(),
        ]);
        editor = await Editor.open(browser, nodeRed.url);
        await editor.page.evaluate(
            ([name = '', html = '']) => {
                type Definition = { defaults: Record<string, object> };
                type Nodes = Record<'getType' | 'registerType', (type: string, given?: Definition) => Definition>;
                const { nodes } = (window as unknown as { RED: { nodes: Nodes } }).RED;
                const made = new DOMParser().parseFromString(html, 'text/html');
                const template = (from: Document) => from.querySelector(`script[data-template-name="${name}"]`);
                (template(document) as Element).innerHTML = template(made)?.innerHTML ?? '';
                const { registerType } = nodes;
                nodes.registerType = (_type, given) => {
                    const known = nodes.getType(name);
                    const { connection } = known.defaults;
                    // the editor has read already what kind of node it refers to
                    return Object.assign(known, given, { defaults: { ...given?.defaults, connection } });
                };
                const script = document.createElement('script');
                script.textContent = made.querySelector('script[type="text/javascript"]')?.textContent ?? '';
                document.body.append(script);
                nodes.registerType = registerType;
            },
            [type, nodeHtml({ action })],
        );
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
    });
    afterEach(() => editor?.closePanels());

    const row = (property: string): Locator => editor.page.locator(`.intercom-panel [data-property=${property}]`);
    const choose = (property: string, value: string): Promise<unknown> =>
        editor.page.locator(`#node-input-${property}`).selectOption(value);
    const inSight = async (): Promise<string[]> => {
        const rows = editor.page.locator('.intercom-panel [data-property]:visible');
        return rows.evaluateAll((all) => all.map((one) => (one as HTMLElement).dataset.property ?? ''));
    };
    const reasons = async (): Promise<string> => (await editor.state('node')).reasons.join();

    it('has the choices on top, then what is required, then the rest; and hides what does not apply', async () => {
        await editor.openPanel('node');
        assert.deepEqual(await inSight(), ['name', 'connection', 'verb', 'conversationId', 'state']);
        await choose('verb', 'assign');
        const assigned = ['name', 'connection', 'assignTo', 'verb', 'conversationId', 'assigneeId', 'state'];
        assert.deepEqual(await inSight(), assigned);
        await choose('assignTo', 'team');
        assert.deepEqual(await inSight(), [...assigned.slice(0, -1), 'teamNote', 'state']);
    });

    it('checks only what applies', async () => {
        await editor.set('node', { conversationId: '7', conversationIdType: 'str' });
        assert.doesNotMatch(await reasons(), /required/);
        await editor.openPanel('node');
        await choose('verb', 'assign');
        await editor.done();
        assert.equal((await editor.exported('node')).verb, 'assign');
        assert.match(await reasons(), /assigneeId\S* is required/);
        assert.doesNotMatch(await reasons(), /snoozedUntil/);
    });

    it('folds what is advanced, and opens it where it says something', async () => {
        const details = editor.page.locator('.intercom-panel details');
        await editor.openPanel('node');
        assert.equal(await row('skipFirst').isVisible(), false);
        await details.locator('summary').click();
        assert.deepEqual((await inSight()).slice(-4), ['order', 'skipFirst', 'silent', 'forEach']);
        await choose('order', 'oldest');
        await editor.done();
        await editor.openPanel('node');
        assert.equal(await row('skipFirst').isVisible(), true);
    });

    it('tells each input by its label', async () => {
        await editor.openPanel('node');
        assert.deepEqual(await editor.unlabelled(), []);
        assert.equal(await editor.sidewaysScroll(), 0);
    });
});

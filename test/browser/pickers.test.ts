import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, Locator } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action, connection, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { defaultsOf } from '../support/stored';

/** Choosing from the lists of the workspace, with mouse and keyboard: one Node-RED, one editor. */
describe('choosing from a list', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;
    let untouched: object[];
    const type = 'intercom-attach-tag-to-contact';

    before(async function () {
        this.timeout(90_000);
        sandbox = await startSandbox();
        const { tagIdName, contactIdName, ...before } = defaultsOf(type);
        const flows = [
            tab,
            connection(sandbox),
            action(type, 'attach', [], defaultsOf(type)),
            action(type, 'old', [], { ...before, tagId: tagCalled('VIP').id, tagIdType: 'tag' }),
            action('intercom-create-contact', 'contact', [], defaultsOf('intercom-create-contact')),
            ...['tag', 'manage-conversation', 'update-ticket', 'search-conversations'].map((name) =>
                action(`intercom-${name}`, name, [], defaultsOf(`intercom-${name}`)),
            ),
        ];
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows }), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url);
        untouched = await editor.exportAll();
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await sandbox?.close();
    });
    afterEach(async () => {
        await editor?.closePanels();
        await editor?.restore(untouched);
        assert.deepEqual(editor?.takeProblems(), []);
    });

    function tagCalled(name: string): { id: string } {
        const tag = sandbox.state.tags.values().find((one) => one.name === name);
        assert.ok(tag, `no tag ${name}`);
        return tag;
    }

    const field = (property: string): Locator => editor.page.locator(`#node-input-${property}`);
    const picker = (): Locator => field('tagId-pick');
    const entries = (): Locator => editor.page.locator('.intercom-list [role=option]');
    const press = (key: string): Promise<void> => editor.page.keyboard.press(key);
    /** Chooses a type in the menu of a typed input, as a person does. */
    async function setType(property: string, label: string): Promise<void> {
        const row = editor.page.locator(`.form-row[data-property=${property}]`);
        await row.locator('.red-ui-typedInput-type-select').click();
        await editor.page.locator('.red-ui-typedInput-options:visible a', { hasText: label }).click();
    }
    const stored = async (id: string, property: string): Promise<unknown[]> => {
        const node = await editor.exported(id);
        return [node[property], node[`${property}Type`], node[`${property}Name`]];
    };

    it('hides the key while the list is chosen, since its values are ids, and shows it again after', async () => {
        await editor.openPanel('attach');
        assert.equal(await field('tagBy').isVisible(), true);
        await setType('tagId', 'from Intercom');
        assert.equal(await field('tagBy').isVisible(), false);
        await setType('tagId', 'string');
        assert.equal(await field('tagBy').isVisible(), true);
    });

    for (const [id, property, reason] of [
        ['attach', 'tagId', /Tag is required/],
        ['contact', 'ownerId', /Owner/],
    ] as const) {
        it(`begins empty, whatever stood in ${property} before; an empty one is invalid`, async () => {
            await editor.openPanel(id);
            await editor.page.evaluate(() => {
                for (const details of document.querySelectorAll('details')) details.open = true;
            });
            await setType(property, 'from Intercom');
            assert.equal(await field(`${property}-pick`).inputValue(), '');
            await editor.done();
            assert.deepEqual((await stored(id, property)).slice(0, 2), ['', property === 'tagId' ? 'tag' : 'admin']);
            const { valid, reasons } = await editor.state(id);
            assert.equal(valid, false);
            assert.match(reasons.join(), reason);
        });
    }

    it('gives the path back to whoever goes back to the message', async () => {
        await editor.openPanel('attach');
        await setType('tagId', 'from Intercom');
        await picker().click();
        await entries().filter({ hasText: 'VIP' }).click();
        await setType('tagId', 'msg.');
        await editor.done();
        assert.deepEqual(await stored('attach', 'tagId'), ['payload.tag_id', 'msg', '']);
    });

    for (const [what, waitBefore] of [
        ['after the list has come', true],
        ['before the list has come', false],
    ] as const) {
        it(`takes the entry in sight at Down and Enter, pressed ${what}, not the typed text`, async () => {
            await editor.openPanel('attach');
            await setType('tagId', 'from Intercom');
            await picker().click();
            await entries().first().waitFor();
            await editor.page.keyboard.type('vi');
            const wanted = entries().filter({ hasText: 'VIP' });
            if (waitBefore) {
                await entries().filter({ hasText: 'Use "vi"' }).waitFor();
                await press('ArrowDown');
            } else {
                await press('ArrowDown');
                await entries().filter({ hasText: 'Use "vi"' }).waitFor();
            }
            assert.match((await editor.page.locator('.intercom-active').textContent()) ?? '', /VIP/);
            assert.equal(await wanted.count(), 1);
            await press('Enter');
            await editor.done();
            assert.deepEqual(await stored('attach', 'tagId'), [tagCalled('VIP').id, 'tag', 'VIP']);
        });
    }

    it('takes an id as it is typed from whoever goes down to it', async () => {
        await editor.openPanel('attach');
        await setType('tagId', 'from Intercom');
        await picker().click();
        await editor.page.keyboard.type('no-such-tag');
        await entries().filter({ hasText: 'Use "no-such-tag"' }).waitFor();
        await press('Enter');
        await editor.done();
        assert.deepEqual(await stored('attach', 'tagId'), ['no-such-tag', 'tag', '']);
    });

    it('is one click away, and is taken back from whoever only looks', async () => {
        // the editor moves a node whose label is shorter than it was in another test
        const { x: _x, ...before } = await editor.exported('attach');
        await editor.openPanel('attach');
        await field('tagId-open').click();
        await entries().first().waitFor();
        await press('Escape');
        await field('name').click();
        assert.equal(await field('tagBy').isVisible(), true);
        await editor.done();
        const { x: _moved, ...after } = await editor.exported('attach');
        assert.deepEqual(after, before);
        assert.deepEqual((await editor.state('attach')).changed, false);
    });

    it('keeps the name by which a value was chosen, for the label of the node', async () => {
        await editor.openPanel('attach');
        await field('tagId-open').click();
        await entries().filter({ hasText: 'VIP' }).click();
        await editor.done();
        assert.deepEqual(await stored('attach', 'tagId'), [tagCalled('VIP').id, 'tag', 'VIP']);
        assert.match(
            (await editor.page.locator('[id="attach"] .red-ui-flow-node-label').textContent()) ?? '',
            /tag VIP$/,
        );
        await editor.openPanel('attach');
        assert.equal(await picker().inputValue(), 'VIP');
        await setType('tagId', 'string');
        await editor.done();
        assert.equal((await editor.exported('attach')).tagIdName, '');
    });

    it('leaves a node of 0.1.0 without a name as it is, and shows the name', async () => {
        const before = await editor.exported('old');
        assert.equal('tagIdName' in before, false);
        await editor.openPanel('old');
        await editor.page.waitForFunction(
            () => document.querySelector<HTMLInputElement>('#node-input-tagId-pick')?.value === 'VIP',
        );
        await editor.done();
        assert.deepEqual(await editor.exported('old'), before);
        assert.deepEqual(await editor.state('old'), { changed: false, valid: true, reasons: [] });
    });

    describe('of an object that a choice names', () => {
        const keys = (id: string): Promise<string[]> =>
            field(id)
                .locator('option')
                .evaluateAll((all) => all.map((one) => (one as HTMLOptionElement).value));

        it('offers the records and keys of that object', async () => {
            await editor.openPanel('tag');
            await field('on').selectOption('company');
            assert.deepEqual(await keys('recordBy'), ['id', 'company_id', 'name']);
            await field('recordId-open').click();
            await entries().first().waitFor();
            const [company] = [...sandbox.state.companies.values()];
            const shown = (await entries().allTextContents()).join();
            assert.ok(
                [...sandbox.state.companies.values()].some(({ name }) => shown.includes(name ?? company?.name ?? '?')),
            );
            await entries().first().click();
            await editor.done();
            const [id, type, name] = await stored('tag', 'recordId');
            assert.equal(type, 'company');
            assert.ok(String(id) && String(name));
        });

        it('forgets a record that was chosen when the object is another', async () => {
            await editor.openPanel('tag');
            await field('on').selectOption('company');
            await field('recordId-open').click();
            await entries().first().click();
            await field('on').selectOption('contact');
            assert.deepEqual(await keys('recordBy'), ['id', 'external_id', 'email', 'auto']);
            await editor.done();
            assert.deepEqual(await stored('tag', 'recordId'), ['payload', 'msg', '']);
            await editor.openPanel('tag');
            await field('on').selectOption('conversation');
            assert.equal(await field('recordBy').isVisible(), false);
        });

        it('offers teams where a team is meant', async () => {
            await editor.openPanel('manage-conversation');
            await field('do').selectOption('assign');
            await field('assignTo').selectOption('team');
            assert.deepEqual(await keys('assigneeBy'), ['id', 'name']);
            await field('assigneeId-open').click();
            await entries().filter({ hasText: 'Support' }).first().click();
            await editor.done();
            assert.equal((await stored('manage-conversation', 'assigneeId'))[1], 'team');
        });
    });

    it("offers the states of the ticket's type", async () => {
        const [ticket] = [...sandbox.state.tickets.values()];
        await editor.set('update-ticket', { ticketId: ticket?.id, ticketIdType: 'ticket' });
        await editor.openPanel('update-ticket');
        await field('ticketStateId-open').click();
        await entries().first().waitFor();
        const states = sandbox.state.ticketTypes.get(ticket?.ticket_type_id ?? '')?.states ?? [];
        assert.equal(await entries().count(), states.length);
        await press('Escape');
    });

    it('offers nobody where that can be searched for', async () => {
        await editor.openPanel('search-conversations');
        await field('adminId-open').click();
        await entries().filter({ hasText: 'nobody' }).click();
        await editor.done();
        assert.deepEqual(await stored('search-conversations', 'adminId'), ['0', 'admin', 'nobody']);
        await editor.openPanel('search-conversations');
        assert.equal(await field('adminId-pick').inputValue(), 'nobody');
    });

    it('marks as required what the choices of the node make so', async () => {
        await editor.openPanel('manage-conversation');
        const isRequired = (): Promise<boolean> =>
            field('conversationId-label').evaluate((label) => label.classList.contains('intercom-required'));
        assert.equal(await isRequired(), true);
        assert.equal(
            await editor.page
                .locator('.form-row[data-property=body]')
                .evaluate((row) => row.classList.contains('intercom-optional')),
            true,
        );
    });

    describe('the name of an attribute', () => {
        const rowPart = (part: string): Locator =>
            editor.page.locator(`#node-input-customAttributes-form .intercom-row-${part}`);
        const attributes = async (): Promise<unknown> => {
            await editor.done();
            return JSON.parse(String((await editor.exported('contact')).customAttributes));
        };

        async function begin(): Promise<void> {
            await editor.openPanel('contact');
            await editor.page.locator('#node-input-customAttributes-form').getByRole('button').click();
            await rowPart('name').focus();
        }

        it('ends at Enter: what is typed next is its value', async () => {
            await begin();
            await editor.page.keyboard.type('nickname');
            await press('Enter');
            await editor.page.keyboard.type('pro');
            assert.deepEqual(await attributes(), [{ n: 'nickname', v: 'pro', t: 'str' }]);
        });

        it('is the typed one, though the list in sight begins with another', async () => {
            await begin();
            await editor.page.keyboard.type('vi');
            await entries().filter({ hasText: 'vip' }).waitFor();
            await press('Enter');
            await editor.page.keyboard.type('pro');
            assert.deepEqual(await attributes(), [{ n: 'vi', v: 'pro', t: 'str' }]);
        });

        it('is taken from the list with Down and Enter, and then its value is typed', async () => {
            await begin();
            await editor.page.keyboard.type('plan');
            await entries().filter({ hasText: 'plan' }).first().waitFor();
            await press('ArrowDown');
            await press('Enter');
            await editor.page.keyboard.type('pro');
            assert.deepEqual(await attributes(), [{ n: 'plan', v: 'pro', t: 'str' }]);
        });
    });
});

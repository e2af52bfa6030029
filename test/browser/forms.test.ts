import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'mocha';
import type { Browser, Locator } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action, connection, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { defaultsOf } from '../support/stored';

/** What a panel takes from the live workspace, and the forms that write JSON: one Node-RED, one editor. */
describe('lists and forms in the panels', function () {
    this.timeout(40_000);
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async function () {
        this.timeout(90_000);
        sandbox = await startSandbox();
        const node = (id: string, type: string, fields: object = {}) =>
            action(type, id, [], { ...defaultsOf(type), ...fields });
        const flows = [
            tab,
            connection(sandbox),
            { ...connection(sandbox), id: 'refused', credentials: { accessToken: 'dG9rOm5vYm9keS1rbm93cy1tZQ==' } },
            // a list is kept for a while by its connection, and so is a rate limit
            ...['forbidden', 'limited'].map((id) => ({ ...connection(sandbox), id })),
            node('tag', 'intercom-attach-tag-to-contact', { tagIdType: 'tag', tagId: '' }),
            node('saved', 'intercom-attach-tag-to-contact', { tagIdType: 'tag', tagId: 'gone-17' }),
            node('contact', 'intercom-create-contact'),
            node('update', 'intercom-update-contact', {
                customAttributes: '{"tier":{"deep":1}}',
                customAttributesType: 'json',
            }),
            node('search', 'intercom-search-contacts'),
            node('nested', 'intercom-search-contacts', {
                jsonQuery:
                    '{"operator":"AND","value":[{"operator":"OR","value":[{"field":"role","operator":"=","value":"user"}]}]}',
                jsonQueryType: 'json',
            }),
            node('ticket', 'intercom-create-ticket'),
            node('list', 'intercom-list-companies'),
            {
                ...node('bare', 'intercom-get-contact'),
                name: undefined,
                contactId: undefined,
                contactIdType: undefined,
                contactBy: undefined,
            },
            node('later', 'intercom-list-contacts', { emit: 'stream', pageType: 'cred', page: 'kept' }),
        ];
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
    });

    const input = (property: string, part = 'pick'): Locator => editor.page.locator(`#node-input-${property}-${part}`);
    const entries = (): Locator => editor.page.locator('.intercom-list [role=option]');
    const note = (): Locator => editor.page.locator('.intercom-list-note');
    const form = (property: string): Locator => editor.page.locator(`#node-input-${property}-form`);
    const press = (key: string): Promise<void> => editor.page.keyboard.press(key);

    /** Chooses a type in the menu of a typed input. */
    const setType = (property: string, type: string): Promise<void> =>
        editor.page.evaluate(
            ([id, name]) =>
                (window as unknown as { $: (selector: string) => { typedInput: (...given: unknown[]) => void } })
                    .$(`#node-input-${id}`)
                    .typedInput('type', name),
            [property, type],
        );
    const json = async (id: string, property: string): Promise<unknown> =>
        JSON.parse(String((await editor.exported(id))[property]));

    describe('a list', () => {
        const lists: [string, string, string, RegExp][] = [
            ['tag', 'tagId', 'tag', /VIP/],
            ['tag', 'contactId', 'contact', /@example/],
            ['list', 'segmentId', 'segment', /Leads/],
            ['ticket', 'ticketTypeId', 'ticketType', /Bug report/],
            ['ticket', 'companyId', 'company', /\w{3}/],
            ['contact', 'ownerId', 'admin', /Robin Keller/],
        ];
        for (const [id, property, type, some] of lists) {
            it(`of type ${type} is filled from the workspace and chosen from by keyboard`, async () => {
                await editor.openPanel(id);
                await editor.page.evaluate(() => {
                    for (const details of document.querySelectorAll('details')) details.open = true;
                });
                await setType(property, type);
                await input(property).focus();
                await press('ArrowDown');
                await entries().first().waitFor();
                assert.match((await entries().allInnerTexts()).join('\n'), some);
                await press('ArrowDown');
                const chosen = (await editor.page.locator('.intercom-active').getAttribute('title')) ?? '';
                await press('Enter');
                assert.equal(await entries().count(), 0);
                await editor.done();
                const stored = await editor.exported(id);
                assert.deepEqual([stored[property], stored[`${property}Type`]], [chosen, type]);
                assert.ok(chosen.length > 0);
                assert.deepEqual(editor.takeProblems(), []);
            });
        }

        it('is not asked for before it is opened', async () => {
            const asked = sandbox.requests.length;
            await editor.openPanel('list');
            await editor.page.locator('#node-input-tagId-value').focus();
            await editor.cancel();
            assert.equal(sandbox.requests.length, asked);
        });

        it('is searched while one types, and closes with Escape', async () => {
            await editor.openPanel('tag');
            await setType('contactId', 'contact');
            const email = sandbox.state.contacts.at(5)?.email ?? '';
            await input('contactId').click();
            await input('contactId').fill(email);
            await editor.page.locator('.intercom-list-hint', { hasText: email }).first().waitFor();
            await press('Escape');
            assert.equal(await entries().count(), 0);
            assert.equal(await editor.page.locator('.red-ui-tray').count(), 1);
        });

        it('keeps a saved id that the workspace no longer has, in the input and in the list', async () => {
            const before = await editor.exported('saved');
            await editor.openPanel('saved');
            assert.equal(await input('tagId').inputValue(), 'gone-17');
            await input('tagId').click();
            await entries().nth(1).waitFor();
            assert.match((await entries().allInnerTexts()).join(), /gone-17/);
            await press('Escape');
            await editor.done();
            assert.deepEqual(await editor.exported('saved'), before);
        });

        it('shows a chosen id by its name after a reload, and hides the key: it is always the id', async () => {
            const [tag] = sandbox.state.tags.values();
            await editor.set('tag', { tagId: tag?.id, tagIdType: 'tag', tagBy: 'name' });
            await editor.openPanel('tag');
            await editor.page.waitForFunction(
                (name) => document.querySelector<HTMLInputElement>('#node-input-tagId-pick')?.value === name,
                tag?.name,
            );
            assert.equal(await editor.page.locator('#node-input-tagBy').isVisible(), false);
        });

        const reasons: [string, string, RegExp][] = [
            ['no connection is chosen', '_ADD_', /connection first/],
            ['the connection, not deployed yet, has no token', 'undeployed', /no access token/],
            ['Intercom refuses the token', 'refused', /refused/],
            ['the token lacks a permission', 'forbidden', /permission/],
            ['the rate limit is used up', 'limited', /rate limit/],
        ];
        it('is there before the connection is deployed', async () => {
            const id = await editor.addConfig('intercom-connection', {
                region: 'custom',
                baseUrl: sandbox.url,
                credentials: { accessToken: sandbox.token, has_accessToken: true },
            });
            await editor.set('tag', { connection: id, tagId: '', tagIdType: 'tag' });
            await editor.openPanel('tag');
            await input('tagId').click();
            await editor.page.getByText('Beta tester').first().waitFor();
            await press('Escape');
            await editor.cancel();
            await editor.set('tag', { connection: 'connection' });
        });

        for (const [what, connected, words] of reasons) {
            it(`says that ${what}`, async () => {
                const faults = {
                    forbidden: { kind: 'status', status: 403 },
                    limited: { kind: 'rateLimit', retryAfter: 5 },
                } as const;
                const fault = faults[connected as keyof typeof faults];
                const off = fault && sandbox.fault({ ...fault, times: 9, match: { path: /tags/ } });
                const id = connected === 'undeployed' ? await editor.addConfig('intercom-connection', {}) : connected;
                await editor.set('tag', { connection: id, tagId: '', tagIdType: 'tag' });
                await editor.openPanel('tag');
                await input('tagId').click();
                await note().filter({ hasText: words }).waitFor();
                await press('Escape');
                await editor.cancel();
                off?.();
                await editor.set('tag', { connection: 'connection' });
                assert.deepEqual(editor.takeProblems(), []);
            });
        }
    });

    describe('custom attributes', () => {
        it('are filled in row by row, typed as the workspace has them', async () => {
            await editor.openPanel('contact');
            await form('customAttributes').getByRole('button').click();
            const name = form('customAttributes').locator('.intercom-row-name').last();
            await name.fill('vi');
            await editor.page.locator('.intercom-list li', { hasText: 'vip' }).click();
            await form('customAttributes').locator('select.intercom-row-value').selectOption('true');
            await form('customAttributes').getByRole('button', { name: /Add/ }).click();
            await form('customAttributes').locator('.intercom-row-name').last().fill('device_count');
            await press('Tab');
            await form('customAttributes').locator('.intercom-row-kind').last().selectOption('number');
            await form('customAttributes').locator('.intercom-row-value').last().fill('3');
            assert.deepEqual(await editor.unlabelled(), []);
            await editor.done();
            assert.deepEqual(await json('contact', 'customAttributes'), { vip: true, device_count: 3 });
            assert.equal((await editor.exported('contact')).customAttributesType, 'json');
        });

        it('shows what is stored, and rows that nobody touches stay as they are', async () => {
            const before = await editor.exported('contact');
            await editor.openPanel('contact');
            await form('customAttributes').locator('.intercom-row').nth(1).waitFor();
            await editor.done();
            assert.deepEqual(await editor.exported('contact'), before);
        });

        it('are left as JSON where rows cannot show them', async () => {
            const before = await editor.exported('update');
            await editor.openPanel('update');
            assert.match((await form('customAttributes').textContent()) ?? '', /JSON/);
            assert.equal(await form('customAttributes').locator('.intercom-row').count(), 0);
            await editor.done();
            assert.deepEqual(await editor.exported('update'), before);
        });
    });

    describe('the search builder', () => {
        const row = (at: number, part: string): Locator =>
            form('jsonQuery').locator(`.intercom-row >> nth=${at}`).locator(part);

        it('writes conditions as a query, a date as a whole day, and says so', async () => {
            await editor.openPanel('search');
            await form('jsonQuery').getByRole('button').click();
            await row(0, '.intercom-search-field').selectOption('name');
            await row(0, '.intercom-search-operator').selectOption('~');
            await row(0, '.intercom-row-value').fill('Ann');
            await form('jsonQuery').getByRole('button', { name: /Add/ }).click();
            await row(1, '.intercom-search-field').selectOption('created_at');
            await row(1, '.intercom-search-operator').selectOption('>');
            await row(1, '.intercom-row-value').fill('2026-01-31');
            await form('jsonQuery').locator('.intercom-search-group').selectOption('OR');
            assert.match((await form('jsonQuery').textContent()) ?? '', /whole days/);
            await editor.done();
            const query = (await json('search', 'jsonQuery')) as { operator: string; value: { value: number }[] };
            assert.deepEqual(query, {
                operator: 'OR',
                value: [
                    { field: 'name', operator: '~', value: 'Ann' },
                    { field: 'created_at', operator: '>', value: query.value[1]?.value },
                ],
            });
            const day = new Date((query.value[1]?.value ?? 0) * 1000).toISOString().slice(0, 10);
            assert.equal(day, '2026-01-31');
        });

        it('shows the query again, and one condition stands alone', async () => {
            await editor.openPanel('search');
            assert.equal(await row(1, '.intercom-row-value').inputValue(), '2026-01-31');
            await row(1, '.intercom-remove').click();
            await editor.done();
            assert.deepEqual(await json('search', 'jsonQuery'), { field: 'name', operator: '~', value: 'Ann' });
        });

        it('offers the operators of the field, and what the workspace knows of it', async () => {
            await editor.openPanel('search');
            await row(0, '.intercom-search-field').selectOption('tag_id');
            const offered = await row(0, '.intercom-search-operator')
                .locator('option')
                .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
            assert.deepEqual(offered, ['=', '!=']);
            await row(0, 'input[role=combobox]').click();
            await entries().filter({ hasText: 'VIP' }).click();
            await editor.done();
            const { value } = (await json('search', 'jsonQuery')) as { value: string };
            assert.equal(sandbox.state.tags.get(value)?.name, 'VIP');
        });

        it('leaves a query that it cannot show as it is', async () => {
            const before = await editor.exported('nested');
            await editor.openPanel('nested');
            assert.match((await form('jsonQuery').textContent()) ?? '', /JSON/);
            await editor.done();
            assert.deepEqual(await editor.exported('nested'), before);
        });
    });

    describe("the form of a ticket's type", () => {
        const field = (name: string): Locator => form('ticketAttributes').getByLabel(name);

        async function openForm(type: string): Promise<void> {
            const stored = {
                ticketTypeId: type,
                ticketTypeIdType: 'ticketType',
                ticketAttributes: '',
                ticketAttributesType: 'json',
            };
            await editor.set('ticket', stored);
            await editor.openPanel('ticket');
            await field('Title').waitFor();
        }

        it('has a field for each attribute, as Intercom types them, and writes their JSON', async () => {
            await openForm('67');
            await field('Title').fill('Since Monday 2026-01-05');
            await field('Description').fill('one\ntwo');
            await field('Severity').selectOption({ label: 'High' });
            await field('Affected devices').fill('2');
            await field('Reproducible').selectOption('false');
            await field('Happened at').fill('2026-01-05T08:30');
            assert.deepEqual(await editor.unlabelled(), []);
            await editor.done();
            const { 'Happened at': happened, ...others } = (await json('ticket', 'ticketAttributes')) as Record<
                string,
                unknown
            >;
            assert.deepEqual(others, {
                _default_title_: 'Since Monday 2026-01-05',
                _default_description_: 'one\ntwo',
                Severity: '3f1e',
                'Affected devices': 2,
                Reproducible: false,
            });
            assert.ok(Number.isInteger(happened));
        });

        it('marks what is required, and follows the chosen type', async () => {
            await openForm('68');
            assert.equal(await field('Amount').getAttribute('aria-required'), 'true');
            assert.equal(await field('Title').getAttribute('aria-required'), null);
            await input('ticketTypeId').click();
            await entries().filter({ hasText: 'Incident' }).click();
            await field('Amount').waitFor({ state: 'detached' });
            await field('Title').waitFor();
        });

        it('says that the type comes with the message, where it does', async () => {
            await editor.set('ticket', {
                ticketTypeId: 'payload.type',
                ticketTypeIdType: 'msg',
                ticketAttributes: '',
                ticketAttributesType: 'json',
            });
            await editor.openPanel('ticket');
            assert.match((await form('ticketAttributes').textContent()) ?? '', /message/);
        });
    });

    describe('a literal that cannot be right makes the node invalid, and says why', () => {
        const cases: [string, string, string, string, RegExp | null][] = [
            ['list', 'perPage', 'num', '61', /Per page.*61.*1.*60/],
            ['list', 'perPage', 'num', '1.5', /whole number/],
            ['list', 'page', 'str', 'two', /not a number/],
            ['list', 'order', 'str', 'up', /none of asc, desc/],
            ['contact', 'signedUpAt', 'str', 'yesterday', /not a date/],
            ['contact', 'signedUpAt', 'str', '2026-01-31', null],
            ['contact', 'unsubscribedFromEmails', 'str', 'perhaps', /true nor false/],
            ['contact', 'customAttributes', 'json', '[1]', /JSON object/],
            ['contact', 'customAttributes', 'json', '{', /JSON/],
            ['contact', 'customAttributes', 'json', '{"a":1}', null],
            ['list', 'perPage', 'num', '$' + '{PER_PAGE}', null],
            ['list', 'perPage', 'env', 'PER_PAGE', null],
            ['list', 'perPage', 'msg', 'payload.n', null],
            ['list', 'perPage', 'msg', 'payload..n', /Per page/],
            ['contact', 'email', 'jsonata', 'payload.(', /Email/],
            ['tag', 'tagId', 'tag', '', /Tag is required/],
        ];
        for (const [id, property, type, value, reason] of cases) {
            it(`${property} as ${type}: ${value || 'nothing'} is ${reason ? 'invalid' : 'valid'}`, async () => {
                const { [property]: before, [`${property}Type`]: typeBefore } = await editor.exported(id);
                await editor.set(id, { [property]: value, [`${property}Type`]: type });
                const { valid, reasons } = await editor.state(id);
                await editor.set(id, { [property]: before, [`${property}Type`]: typeBefore });
                assert.equal(valid, reason === null, String(reasons));
                if (reason) assert.match(reasons.join(), reason);
            });
        }
    });

    describe('what an edit leaves alone', () => {
        for (const [id, what] of [
            ['bare', 'properties that the flow file lacks'],
            ['later', 'values and input types of a later version'],
        ] as const) {
            it(what, async () => {
                const before = await editor.exported(id);
                await editor.openPanel(id);
                await editor.done();
                assert.deepEqual(await editor.exported(id), before);
            });
        }
    });

    it('fit a narrow tray', async () => {
        for (const id of ['contact', 'search', 'ticket']) {
            await editor.openPanel(id);
            await editor.page.locator('.red-ui-tray').evaluate((tray) => {
                tray.style.width = '300px';
                (tray.querySelector('.red-ui-tray-body') as HTMLElement).style.width = '300px';
            });
            const panel = editor.page.locator('.intercom-panel');
            assert.equal(await panel.evaluate((element) => element.scrollWidth - element.clientWidth), 0, id);
            await editor.cancel();
        }
    });
});

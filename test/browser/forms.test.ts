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
describe('lists and forms in the panels', () => {
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
            node('far', 'intercom-list-contacts'),
            node('conversations', 'intercom-search-conversations'),
            node('tickets', 'intercom-search-tickets'),
            {
                ...node('bare', 'intercom-get-contact'),
                name: undefined,
                contactId: undefined,
                contactIdType: undefined,
                contactBy: undefined,
            },
            { id: 'core', type: 'change', z: 'tab', name: 'core', rules: [], x: 400, y: 40, wires: [[]] },
            node('later', 'intercom-list-contacts', { emit: 'stream', pageType: 'cred', page: 'kept' }),
        ];
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows }), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url);
        editor.page.setDefaultTimeout(10_000);
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

    /** A row of attributes, as it is stored. */
    const row = (n: string, t: string, v: string) => ({ n, v, t });

    describe('custom attributes', () => {
        const part = (at: number, name: string): Locator =>
            form('customAttributes').locator(`.intercom-row >> nth=${at}`).locator(`.intercom-row-${name}`);
        const add = (): Promise<void> => form('customAttributes').getByRole('button', { name: /Add/ }).click();

        it('are filled in row by row, typed as the workspace has them, or taken from the message', async () => {
            await editor.openPanel('contact');
            await form('customAttributes').getByRole('button').click();
            await part(0, 'name').fill('vi');
            await editor.page.locator('.intercom-list li', { hasText: 'vip' }).click();
            await part(0, 'value').selectOption('true');
            await add();
            await part(1, 'name').fill('device_count');
            await press('Tab');
            await part(1, 'value').fill('3');
            await add();
            await part(2, 'name').fill('nickname');
            await press('Tab');
            await part(2, 'kind').selectOption('msg');
            await part(2, 'value').fill('payload.nick');
            assert.deepEqual(await editor.unlabelled(), []);
            await editor.done();
            assert.deepEqual(await json('contact', 'customAttributes'), [
                row('vip', 'bool', 'true'),
                row('device_count', 'num', '3'),
                row('nickname', 'msg', 'payload.nick'),
            ]);
            const { customAttributesType } = await editor.exported('contact');
            assert.equal(customAttributesType, 'rows');
            assert.deepEqual((await editor.state('contact')).reasons, []);
        });

        it('shows what is stored, and rows that nobody touches stay as they are', async () => {
            const before = await editor.exported('contact');
            await editor.openPanel('contact');
            await part(2, 'name').waitFor();
            await editor.done();
            assert.deepEqual(await editor.exported('contact'), before);
        });

        const stored = [
            row('a', 'str', 'text'),
            row('b', 'str', 'two\nlines'),
            row('c', 'num', '1.5'),
            row('d', 'bool', 'false'),
            row('e', 'json', '{"deep":1}'),
            row('f', 'json', 'null'),
            row('g', 'msg', 'payload.x'),
            row('h', 'flow', 'x'),
            row('i', 'global', 'x'),
            row('j', 'env', 'NAME'),
            row('k', 'jsonata', '1 + 1'),
            row('l', 'ago', '30d'),
            row('m', 'cred', 'later'),
        ];
        it('may be of any input type; a change of one leaves the others as they were stored', async () => {
            await editor.set('update', { customAttributes: JSON.stringify(stored), customAttributesType: 'rows' });
            const before = await editor.exported('update');
            await editor.openPanel('update');
            await part(12, 'name').waitFor();
            const kinds = await form('customAttributes')
                .locator('.intercom-row-kind')
                .evaluateAll((all) => all.map((one) => (one as HTMLSelectElement).value));
            const shown = 'text lines number boolean json empty msg flow global env jsonata ago cred';
            assert.equal(kinds.join(' '), shown);
            await editor.done();
            assert.deepEqual(await editor.exported('update'), before);
            await editor.openPanel('update');
            await part(0, 'value').fill('other');
            await editor.done();
            assert.deepEqual(await json('update', 'customAttributes'), [row('a', 'str', 'other'), ...stored.slice(1)]);
        });

        it('stored as JSON are shown as rows, and become rows when somebody changes them', async () => {
            await editor.set('update', {
                customAttributes: '{"tier":{"deep":1},"n":5}',
                customAttributesType: 'json',
                changed: false,
            });
            const before = await editor.exported('update');
            await editor.openPanel('update');
            await part(1, 'value').waitFor();
            await editor.done();
            assert.deepEqual(await editor.exported('update'), before);
            assert.equal((await editor.state('update')).changed, false);
            await editor.openPanel('update');
            await part(1, 'value').fill('6');
            await editor.done();
            assert.deepEqual(await json('update', 'customAttributes'), [
                row('tier', 'json', '{"deep":1}'),
                row('n', 'num', '6'),
            ]);
        });

        it('are left as JSON where rows cannot show them', async () => {
            await editor.set('update', { customAttributes: '[1]', customAttributesType: 'json' });
            const before = await editor.exported('update');
            await editor.openPanel('update');
            assert.match((await form('customAttributes').textContent()) ?? '', /JSON/);
            assert.equal(await form('customAttributes').locator('.intercom-row').count(), 0);
            await editor.done();
            assert.deepEqual(await editor.exported('update'), before);
        });

        it('give the path back to whoever goes back to the message', async () => {
            await editor.set('update', { customAttributes: 'payload.custom_attributes', customAttributesType: 'msg' });
            const before = await editor.exported('update');
            await editor.openPanel('update');
            await setType('customAttributes', 'rows');
            await setType('customAttributes', 'msg');
            await editor.done();
            assert.deepEqual(await editor.exported('update'), before);
        });

        it('are filled in by keyboard alone', async () => {
            await editor.set('update', { customAttributes: '', customAttributesType: 'rows' });
            await editor.openPanel('update');
            await form('customAttributes').getByRole('button', { name: /Add/ }).focus();
            await press('Enter');
            await editor.page.keyboard.type('nickname');
            await press('Enter');
            await press('Shift+Tab');
            await editor.page.keyboard.type('msg.');
            await press('Tab');
            await editor.page.keyboard.type('payload.nick');
            await press('Tab');
            assert.match(
                (await editor.page.evaluate(() => document.activeElement?.getAttribute('title'))) ?? '',
                /nick/,
            );
            await editor.done();
            assert.deepEqual(await json('update', 'customAttributes'), [row('nickname', 'msg', 'payload.nick')]);
        });

        it('of which there are 200 open no slower than as many rules of the core change node', async () => {
            const many = Array.from({ length: 200 }, (_, n) =>
                row(`attribute_${n}`, n % 2 ? 'msg' : 'str', `payload.a${n}`),
            );
            await editor.set('update', { customAttributes: JSON.stringify(many), customAttributesType: 'rows' });
            const rules = many.map(({ n: p, v: to, t: tot }) => ({ t: 'set', p, pt: 'msg', to, tot }));
            await editor.set('core', { rules });
            /** Milliseconds until all rows of a panel are there. */
            const opened = async (id: string, rows: string): Promise<number> => {
                const took = await editor.page.evaluate(
                    async ([node, selector]) => {
                        const begun = performance.now();
                        const { RED } = window as unknown as {
                            RED: { nodes: { node(id: string): object }; editor: { edit(node: object): void } };
                        };
                        RED.editor.edit(RED.nodes.node(node));
                        while (document.querySelectorAll(selector).length < 200 && performance.now() - begun < 20_000)
                            await new Promise((next) => setTimeout(next));
                        return performance.now() - begun;
                    },
                    [id, rows] as const,
                );
                await editor.settled();
                assert.equal(await editor.page.locator(rows).count(), 200);
                await editor.closePanels();
                return took;
            };
            const ours: number[] = [];
            const core: number[] = [];
            for (let round = 0; round < 3; round++) {
                ours.push(await opened('update', '#node-input-customAttributes-form .intercom-row'));
                core.push(await opened('core', '#node-input-rule-container > li'));
            }
            // the quickest of each: in the others the machine had something else to do as well
            assert.ok(Math.min(...ours) < Math.min(...core), `${ours} ms, ${core} ms`);
        });
    });

    describe('the search builder', () => {
        const cell = (at: number, part: string): Locator =>
            form('jsonQuery').locator(`.intercom-condition >> nth=${at}`).locator(part);
        const field = (at: number): Locator => cell(at, '.intercom-search-field');
        const operator = (at: number): Locator => cell(at, '.intercom-search-operator');
        const value = (at: number): Locator => cell(at, '.intercom-row-value');
        const condition = (n: string, o: string, v: string, t = 'str') => ({ n, o, v, t });
        const counted = (count: number): Promise<void> =>
            form('jsonQuery').getByText(`Records that match now: ${count}`, { exact: true }).waitFor();

        it('stores conditions as rows, a date as a whole day, and says so', async () => {
            await editor.openPanel('search');
            await form('jsonQuery').getByRole('button').click();
            await field(0).selectOption('name');
            await operator(0).selectOption('~');
            await value(0).fill('Ann');
            await form('jsonQuery')
                .getByRole('button', { name: /Add condition/ })
                .click();
            await field(1).selectOption('created_at');
            await operator(1).selectOption('>');
            await value(1).fill('2026-01-31');
            await form('jsonQuery').locator('.intercom-search-group').first().selectOption('any');
            assert.match((await form('jsonQuery').textContent()) ?? '', /whole days/);
            await editor.done();
            const stored = (await json('search', 'jsonQuery')) as { any: { v: string }[] };
            const time = stored.any[1]?.v ?? '';
            assert.deepEqual(stored, {
                any: [
                    { n: 'name', o: '~', v: 'Ann', t: 'str' },
                    { n: 'created_at', o: '>', v: time, t: 'num' },
                ],
            });
            assert.equal(new Date(Number(time) * 1000).toISOString().slice(0, 10), '2026-01-31');
        });

        it('shows the conditions again; a date may be some days ago, and a value come with the message', async () => {
            await editor.openPanel('search');
            assert.equal(await value(1).inputValue(), '2026-01-31');
            await cell(1, '.intercom-row-kind').selectOption('ago');
            await cell(1, '.intercom-ago input').fill('14');
            await cell(0, '.intercom-row-kind').selectOption('msg');
            await value(0).fill('payload.name');
            assert.match((await cell(1, '.intercom-ago').innerText()) ?? '', /days ago/);
            await editor.done();
            assert.deepEqual(await json('search', 'jsonQuery'), {
                any: [condition('name', '~', 'payload.name', 'msg'), condition('created_at', '>', '14d', 'ago')],
            });
            assert.deepEqual((await editor.state('search')).reasons, []);
        });

        it('offers the operators of the field, and what the workspace knows of it; one condition stands alone', async () => {
            await editor.openPanel('search');
            await cell(1, '.intercom-remove').click();
            await cell(0, '.intercom-row-kind').selectOption('text');
            await field(0).selectOption('tag_id');
            const offered = await operator(0)
                .locator('option')
                .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
            assert.deepEqual(offered, ['=', '!=']);
            await cell(0, 'input[role=combobox]').click();
            await entries().filter({ hasText: 'VIP' }).click();
            await editor.done();
            const { any } = (await json('search', 'jsonQuery')) as { any: { v: string }[] };
            assert.equal(sandbox.state.tags.get(any[0]?.v ?? '')?.name, 'VIP');
        });

        it('counts the records that match now, and again after a change', async () => {
            const leads = [...sandbox.state.contacts.walk('oldest')].filter(({ role }) => role === 'lead').length;
            const all = sandbox.state.contacts.count;
            await editor.set('search', {
                jsonQuery: JSON.stringify([condition('role', '=', 'lead')]),
                jsonQueryType: 'rows',
            });
            await editor.openPanel('search');
            await counted(leads);
            await value(0).selectOption('user');
            await counted(all - leads);
            await cell(0, '.intercom-row-kind').selectOption('msg');
            assert.equal(
                await form('jsonQuery')
                    .getByText(/match now/)
                    .count(),
                0,
            );
        });

        it('shows the fields that a query replaces as replaced', async () => {
            await editor.openPanel('search');
            const email = editor.page.locator('.form-row[data-property=email]');
            assert.equal(await email.evaluate((row) => row.classList.contains('intercom-replaced')), true);
            assert.equal(await editor.page.getByText(/replaces the greyed/).isVisible(), true);
            await cell(0, '.intercom-remove').click();
            assert.equal(await email.evaluate((row) => row.classList.contains('intercom-replaced')), false);
            assert.equal(await editor.page.getByText(/replaces the greyed/).isVisible(), false);
        });

        it('keeps a condition without a value: it is red, and the node is invalid', async () => {
            await editor.set('search', { jsonQuery: '', jsonQueryType: 'str' });
            await editor.openPanel('search');
            await form('jsonQuery').getByRole('button').click();
            assert.equal(await value(0).evaluate((input) => input.classList.contains('input-error')), true);
            await editor.done();
            assert.deepEqual(await json('search', 'jsonQuery'), [condition('email', '=', '')]);
            const { valid, reasons } = await editor.state('search');
            assert.equal(valid, false);
            assert.match(reasons.join(), /Query: .*no value/);
        });

        it('shows groups in groups, and stores them again', async () => {
            const before = await editor.exported('nested');
            await editor.openPanel('nested');
            await field(0).waitFor();
            await editor.done();
            assert.deepEqual(await editor.exported('nested'), before);
            await editor.openPanel('nested');
            await form('jsonQuery')
                .getByRole('button', { name: /Add group/ })
                .click();
            await value(1).fill('ann@example.com');
            await editor.done();
            assert.deepEqual(await json('nested', 'jsonQuery'), [
                { any: [condition('role', '=', 'user')] },
                { any: [condition('email', '=', 'ann@example.com')] },
            ]);
        });

        it('shows a query that is all there is in a whole body', async () => {
            const jsonQuery = '{"query":{"field":"role","operator":"=","value":"lead"}}';
            await editor.set('nested', { jsonQuery, jsonQueryType: 'json' });
            const before = await editor.exported('nested');
            await editor.openPanel('nested');
            assert.equal(await field(0).inputValue(), 'role');
            assert.equal(await value(0).inputValue(), 'lead');
            await editor.done();
            assert.deepEqual(await editor.exported('nested'), before);
        });

        it('leaves a query that it cannot show as it is', async () => {
            await editor.set('nested', {
                jsonQuery: '{"query":{"field":"role","operator":"=","value":"user"},"sort":{}}',
                jsonQueryType: 'json',
            });
            const before = await editor.exported('nested');
            await editor.openPanel('nested');
            assert.match((await form('jsonQuery').textContent()) ?? '', /JSON/);
            await editor.done();
            assert.deepEqual(await editor.exported('nested'), before);
        });

        for (const [id, known, custom] of [
            [
                'conversations',
                ['state', 'admin_assignee_id', 'source.body', 'statistics.count_reopens'],
                /custom_attributes\./,
            ],
            ['tickets', ['title', 'category', 'ticket_type_id'], /ticket_attribute\.\d+/],
        ] as const) {
            it(`has the fields of ${id}, and the workspace's own`, async () => {
                await editor.openPanel(id);
                await form('jsonQuery').getByRole('button').click();
                await editor.page.locator('optgroup[label="Custom attributes"]').waitFor({ state: 'attached' });
                const offered = await field(0)
                    .locator('option')
                    .evaluateAll((all) => all.map((option) => (option as HTMLOptionElement).value));
                for (const one of known) assert.ok(offered.includes(one), one);
                assert.ok(offered.some((one) => custom.test(one)));
                assert.equal(offered.includes('email'), false);
            });
        }

        it('finds conversations that are assigned to nobody, whose number is 0', async () => {
            const unassigned = [...sandbox.state.conversations.values()].filter((one) => one.admin_assignee_id === 0);
            await editor.openPanel('conversations');
            await form('jsonQuery').getByRole('button').click();
            await field(0).selectOption('admin_assignee_id');
            await cell(0, 'input[role=combobox]').click();
            await entries().filter({ hasText: 'nobody' }).click();
            await counted(unassigned.length);
            await editor.done();
            assert.deepEqual(await json('conversations', 'jsonQuery'), [
                condition('admin_assignee_id', '=', '0', 'num'),
            ]);
        });
    });

    describe("the form of a ticket's type", () => {
        const field = (name: string): Locator => form('ticketAttributes').getByLabel(name);
        const kind = (name: string): Locator =>
            form('ticketAttributes').locator('.form-row', { hasText: name }).locator('.intercom-row-kind');

        async function openForm(type: string): Promise<void> {
            const stored = {
                ticketTypeId: type,
                ticketTypeIdType: 'ticketType',
                ticketAttributes: '',
                ticketAttributesType: 'rows',
            };
            await editor.set('ticket', stored);
            await editor.openPanel('ticket');
            await field('Title').waitFor();
        }

        it('has a field for each attribute, as Intercom types them, and stores rows', async () => {
            await openForm('67');
            await field('Title').fill('Since Monday 2026-01-05');
            await kind('Description').selectOption('msg');
            await field('Description').fill('payload.text');
            await field('Severity').selectOption({ label: 'High' });
            await field('Affected devices').fill('2');
            await field('Reproducible').selectOption('false');
            await field('Happened at').fill('2026-01-05T08:30');
            assert.deepEqual(await editor.unlabelled(), []);
            await editor.done();
            const rows = (await json('ticket', 'ticketAttributes')) as { n: string; v: string; t: string }[];
            const happened = rows.find(({ n }) => n === 'Happened at');
            assert.deepEqual(
                rows.filter((one) => one !== happened),
                [
                    row('_default_title_', 'str', 'Since Monday 2026-01-05'),
                    row('_default_description_', 'msg', 'payload.text'),
                    row('Severity', 'str', '3f1e'),
                    row('Affected devices', 'num', '2'),
                    row('Reproducible', 'bool', 'false'),
                ],
            );
            assert.match(happened?.v ?? '', /^\d{10}$/);
            assert.equal(happened?.t, 'num');
        });

        it('stored as JSON is shown, and stays as it is', async () => {
            const ticketAttributes = '{"_default_title_":"Broken","Affected devices":2,"Happened at":1767600000}';
            await editor.set('ticket', { ticketAttributes, ticketAttributesType: 'json' });
            const before = await editor.exported('ticket');
            await editor.openPanel('ticket');
            await field('Happened at').waitFor();
            assert.equal(await field('Title').inputValue(), 'Broken');
            assert.equal(await field('Affected devices').inputValue(), '2');
            assert.match(await field('Happened at').inputValue(), /^2026-01-05/);
            await editor.done();
            assert.deepEqual(await editor.exported('ticket'), before);
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

        it('says that the type comes with the message, where it does, and takes attributes by name', async () => {
            await editor.set('ticket', {
                ticketTypeId: 'payload.type',
                ticketTypeIdType: 'msg',
                ticketAttributes: '',
                ticketAttributesType: 'rows',
            });
            await editor.openPanel('ticket');
            assert.match((await form('ticketAttributes').textContent()) ?? '', /message/);
            await form('ticketAttributes').getByRole('button', { name: /Add/ }).click();
            await form('ticketAttributes').locator('.intercom-row-name').fill('Severity');
            await form('ticketAttributes').locator('.intercom-row-value').fill('3f1e');
            await editor.done();
            assert.deepEqual(await json('ticket', 'ticketAttributes'), [row('Severity', 'str', '3f1e')]);
        });
    });

    describe('how many records come out', () => {
        const extent = (): Locator => editor.page.locator('#node-input-extent');
        const send = (): Promise<string[]> => editor.page.locator('#node-input-emit option').allTextContents();
        const stored = async (): Promise<unknown[]> => {
            const { fetchAll, fetchAllType, limit, limitType } = await editor.exported('far');
            return [fetchAll, fetchAllType, limit, limitType];
        };

        it('is one choice, which says "all records" only where it is all', async () => {
            await editor.openPanel('far');
            assert.equal(await extent().inputValue(), 'page');
            assert.equal((await send())[0], 'one message');
            await extent().selectOption('all');
            assert.equal((await send())[0], 'one message with all records');
            await editor.done();
            assert.deepEqual(await stored(), ['true', 'bool', '', 'str']);
            await editor.openPanel('far');
            await extent().selectOption('limit');
            await editor.page.locator('#node-input-limit-value').fill('75');
            assert.equal((await send())[0], 'one message');
            await editor.done();
            assert.deepEqual(await stored(), ['false', 'bool', '75', 'num']);
        });

        for (const [what, saved] of [
            ['a message', { fetchAll: 'payload.all', fetchAllType: 'msg' }],
            ['both', { fetchAll: 'true', fetchAllType: 'bool', limit: '5', limitType: 'num' }],
            ['a number from the message', { fetchAll: 'false', fetchAllType: 'bool', limit: 'n', limitType: 'msg' }],
        ] as const) {
            it(`leaves it as it is saved: ${what}`, async () => {
                await editor.set('far', saved);
                const before = await editor.exported('far');
                await editor.openPanel('far');
                assert.equal(await extent().inputValue(), 'other');
                assert.equal(await editor.page.locator('.form-row[data-property=fetchAll]').isVisible(), true);
                await editor.done();
                assert.deepEqual(await editor.exported('far'), before);
            });
        }
    });

    describe('once for each element of a list', () => {
        it('is under More options; how to begin and what to send is asked where there is a list', async () => {
            await editor.openPanel('tag');
            await editor.page.locator('details summary').click();
            const collect = editor.page.locator('#node-input-collect');
            assert.equal(await collect.isVisible(), false);
            await setType('forEach', 'msg');
            await editor.page.locator('#node-input-forEach-value').pressSequentially('payload');
            await collect.selectOption('items');
            assert.equal(await editor.page.locator('.form-row[data-property=startAt]').isVisible(), true);
            await editor.done();
            const { forEach, forEachType, collect: stored, startAt, startAtType } = await editor.exported('tag');
            assert.deepEqual(
                [forEach, forEachType, stored, startAt, startAtType],
                ['payload', 'msg', 'items', '', 'str'],
            );
        });
    });

    describe('a literal that cannot be right makes the node invalid, and says why', () => {
        const cases: [string, string, string, string, RegExp | null][] = [
            ['list', 'perPage', 'num', '61', /Per page.*1 to 60.*61/],
            ['list', 'perPage', 'num', '1.5', /whole number/],
            ['list', 'page', 'str', 'two', /whole number/],
            ['list', 'order', 'str', 'up', /one of asc, desc/],
            ['contact', 'signedUpAt', 'str', 'yesterday', /must be a date/],
            ['contact', 'signedUpAt', 'str', '2026-01-31', null],
            ['contact', 'unsubscribedFromEmails', 'str', 'perhaps', /true or false/],
            ['contact', 'customAttributes', 'json', '[1]', /must be an object/],
            ['contact', 'customAttributes', 'json', '{', /JSON/],
            ['contact', 'customAttributes', 'json', '{"a":1}', null],
            ['contact', 'customAttributes', 'rows', '[]', null],
            ['contact', 'customAttributes', 'rows', '[{"n":"a","v":"","t":"str"}]', null],
            ['contact', 'customAttributes', 'rows', '[{"n":"a","v":"payload.a","t":"msg"}]', null],
            ['contact', 'customAttributes', 'rows', '[{"n":"a","v":"payload..a","t":"msg"}]', /Custom attributes/],
            ['contact', 'customAttributes', 'rows', '[{"n":"a","v":"","t":"msg"}]', /a has no value/],
            ['contact', 'customAttributes', 'rows', '[{"n":"a","v":"x","t":"num"}]', /a must be a number/],
            ['contact', 'customAttributes', 'rows', '[{"n":"a","v":"x","t":"ago"}]', /a must be a span/],
            ['contact', 'customAttributes', 'rows', '[{"n":"","v":"x","t":"str"}]', /no name/],
            ['contact', 'customAttributes', 'rows', '{', /cannot be read/],
            ['search', 'jsonQuery', 'rows', '[{"n":"email","o":"=","v":"","t":"str"}]', /email has no value/],
            ['search', 'jsonQuery', 'rows', '[{"n":"email","o":"empty","v":"","t":"str"}]', null],
            ['search', 'jsonQuery', 'rows', '{"any":[{"n":"email","o":"IN","v":"[]","t":"json"}]}', /no value/],
            ['search', 'jsonQuery', 'rows', '{"any":[{"all":[]}]}', /cannot be read/],
            ['search', 'jsonQuery', 'rows', '{"any":[{"all":[{"n":"name","o":"~","v":"A","t":"str"}]}]}', null],
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

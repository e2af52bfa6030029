import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { action, connection, source, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';

/** What goes wrong, and what the sidebar shows of it before anything is opened: thirty characters. */
const errors: [id: string, type: string, fields: Record<string, unknown>, msg: object, told: RegExp][] = [
    ['missing', 'intercom-get-contact', {}, { payload: {} }, /^Contact is missing: msg\.payloa…/],
    [
        'list',
        'intercom-create-ticket',
        { ticketTypeId: '67', ticketTypeIdType: 'str' },
        { payload: [1, 2] },
        /^Contact is a list of 2\. Send a…/,
    ],
    [
        'other',
        'intercom-get-contact',
        {},
        { payload: { type: 'company', id: '1' } },
        /^Contact is a record of type co…/,
    ],
    [
        'number',
        'intercom-list-contacts',
        { perPage: '500', perPageType: 'str' },
        {},
        /^Per page must be a whole numbe…/,
    ],
    ['nobody', 'intercom-search-contacts', {}, { payload: { mail: 'a@b.c' } }, /^Nothing to search by: Full nam…/],
    ['unknown', 'intercom-get-contact', {}, { payload: { id: 'f'.repeat(24) } }, /^No such contact, or archived\. …/],
    [
        'email',
        'intercom-get-contact',
        { contactBy: 'email' },
        { payload: { id: 'a@b.c' } },
        /^There is no contact with the e…/,
    ],
    ['token', 'intercom-list-tags', { connection: 'wrong' }, {}, /^The access token is not valid…|token/],
    ['website', 'intercom-list-tags', {}, {}, /firewall|proxy|server|web page/i],
    ['network', 'intercom-list-tags', { connection: 'nowhere' }, {}, /reach|refused|network/i],
];

describe('errors in the debug sidebar', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
        sandbox = await startSandbox();
        const other = (id: string, more: object) => ({ ...connection(sandbox, more), id, name: '' });
        const flows = [
            tab,
            connection(sandbox),
            other('wrong', { credentials: { accessToken: 'of-nobody' } }),
            other('nowhere', { baseUrl: 'http://127.0.0.1:9', maxRetries: 0 }),
            ...errors.flatMap(([id, type, fields]) => [source(`in-${id}`, id), action(type, id, [], fields)]),
        ];
        [nodeRed, browser] = await Promise.all([startNodeRed({ flows }), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url, { width: 1366, height: 900 });
        await editor.showSidebar('debug');
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
        await sandbox?.close();
    });

    for (const [id, , , msg, told] of errors) {
        it(`${id}: tells what it means without being opened`, async () => {
            if (id === 'website')
                sandbox.fault({ kind: 'html', status: 403, body: '<title>Attention Required!</title>' });
            nodeRed.feed(`in-${id}`, msg as never);
            const shown = editor.page.locator('.red-ui-debug-msg', { hasText: id }).last();
            await shown.waitFor();
            const text = await shown.locator('.red-ui-debug-msg-payload').innerText();
            const [, message = ''] = /message: "([^"]*)"/.exec(text) ?? [];
            assert.match(message, told);
            // the rule itself is the remedy of a number out of range
            if (id !== 'number') assert.match(text, /cause: "\S.+"/);
        });
    }
});

import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import type { Browser } from 'playwright-core';
import { launchChromium } from '../support/chromium';
import { Editor } from '../support/editor';
import { type NodeRed, startNodeRed } from '../support/node-red';

type Row = [type: string, label: string, fields?: Record<string, unknown>];

const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });
const picked = (property: string, type: string, value: string, name: string) => ({
    [property]: value,
    [`${property}Type`]: type,
    [`${property}Name`]: name,
});

const open = str('state', 'open');
const unassigned = picked('adminId', 'admin', '0', 'unassigned');

/** The verb, and what was chosen; what comes with a message leaves the palette's label. */
const rows: Row[] = [
    ['tag', 'tag'],
    ['tag', 'tag VIP', { ...str('tagId', 'VIP'), tagBy: 'name' }],
    ['tag', 'tag VIP', picked('tagId', 'tag', '7522907', 'VIP')],
    ['tag', 'tag', { tagId: 'payload.tag', tagIdType: 'msg' }],
    ['tag', 'tag', str('tagId', '$(TAG)')],
    [
        'attach-tag-to-contact',
        'attach tag Ann, VIP',
        { ...picked('contactId', 'contact', '1', 'Ann'), ...str('tagId', 'VIP') },
    ],
    ['create-tag', 'create tag VIP', str('tagName', 'VIP')],
    ['send-event', 'send event order-placed', str('eventName', 'order-placed')],
    ['raw-request', 'raw request'],
    ['raw-request', 'GET /conversations', str('url', '/conversations')],
    ['raw-request', 'DELETE /contacts/5', { ...str('url', '/contacts/5'), ...str('method', 'DELETE') }],
    [
        'raw-request',
        'raw request /contacts',
        { ...str('url', '/contacts'), method: 'payload.method', methodType: 'msg' },
    ],
    ['manage-conversation', 'close conversation'],
    ['manage-conversation', 'snooze conversation', { do: 'snooze' }],
    ['manage-conversation', 'manage conversation', { do: 'of a later version' }],
    ['reply', 'reply'],
    ['reply', 'reply with a note', { kind: 'note' }],
    ['reply', 'reply as the contact', { as: 'contact', kind: 'note' }],
    ['send-message', 'send email'],
    ['list-teammates', 'list teams', { which: 'teams' }],
    ['search-conversations', 'search conversations'],
    ['search-conversations', 'search: open, unassigned', { ...open, ...unassigned }],
    ['search-conversations', 'search conversations', { ...open, jsonQuery: '{"field":"id"}', jsonQueryType: 'json' }],
    ['search-tickets', 'search: Open: no', { open: 'false', openType: 'bool' }],
    ['list-companies', 'list companies: Gold', picked('tagId', 'tag', '1', 'Gold')],
    ['create-tag', `create tag ${'long '.repeat(5)}lon…`, str('tagName', 'long '.repeat(40))],
    ['get-contact', 'Ours', { name: 'Ours', ...str('contactId', '5') }],
    ['watch', 'Ours', { name: 'Ours', resource: 'tickets' }],
    ['webhook', 'Ours', { name: 'Ours', topics: ['ticket.created'] }],
    ['operation', 'Ours', { name: 'Ours', operation: 'GET /me' }],
    ['operation', 'GET /me', { operation: 'GET /me' }],
    ['watch', 'intercom watch: tickets', { resource: 'tickets' }],
    ['webhook', 'intercom webhook', { topics: ['ticket.created', 'ticket.closed'] }],
    ['webhook', 'Ticket created', { topics: ['ticket.created'] }],
    ['webhook', 'something.new', { topics: ['something.new'] }],
];

describe('the label of a node', () => {
    let nodeRed: NodeRed;
    let browser: Browser;
    let editor: Editor;

    before(async () => {
        [nodeRed, browser] = await Promise.all([startNodeRed(), launchChromium()]);
        editor = await Editor.open(browser, nodeRed.url);
    });
    after(async () => {
        await browser?.close();
        await nodeRed?.stop();
    });

    for (const [name, label, fields = {}] of rows) {
        it(`${name} ${JSON.stringify(fields)}: ${label}`, async () => {
            const id = await editor.add(`intercom-${name}`);
            await editor.set(id, fields);
            assert.equal(await editor.label(id), label);
            assert.ok(label.length <= 40);
            await editor.remove(id);
        });
    }

    it('is in the language of the editor', async () => {
        const german = await Editor.open(browser, nodeRed.url, { language: 'de' });
        const id = await german.add('intercom-create-tag');
        await german.set(id, str('tagName', 'VIP'));
        assert.equal(await german.label(id), 'Tag erstellen VIP');
        await german.close();
    });
});

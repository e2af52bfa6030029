import assert from 'node:assert/strict';
import { ManyFlow } from '../faults/every-action';
import { TestFlow, unload, withSandbox } from '../nodes/flow';
import { bool, json, msg, num, str } from './case';
import { withKnown } from './known';

type Properties = Record<string, unknown>;

interface Part {
    part_type: string;
    body: string | null;
    attachments: { name: string; content_type: string; filesize: number }[];
    quick_reply_options?: { text: string; uuid: string }[];
}

describe('what a support team does every day', () => {
    const held = withSandbox();
    const known = withKnown(held);
    beforeEach(() => {
        held.sandbox.requests.length = 0;
    });

    const sent = () => held.sandbox.requests.map(({ method, path }) => `${method} ${path}`);
    const body = () => held.sandbox.requests.at(-1)?.body as Properties;
    const conversation = () => held.sandbox.state.conversations.get(known.conversationId);
    const theConversation = () => ({ type: 'conversation', id: known.conversationId });
    const lastPart = () => conversation()?.parts.at(-1) as Part | undefined;

    async function answer(type: string, properties: Properties, payload: unknown) {
        const flow = await TestFlow.load(held.sandbox, type, properties);
        const out = await flow.output({ payload });
        await unload();
        return out;
    }

    async function failure(type: string, properties: Properties, payload: unknown) {
        const flow = await TestFlow.load(held.sandbox, type, properties);
        const { intercom } = await flow.error({ payload });
        await unload();
        return intercom.error as NonNullable<typeof intercom.error>;
    }

    const fails = ({ code, field }: { code: string; field: string | null }) => ({ code, field });

    describe('who acts', () => {
        const asks = () => sent().filter((one) => one === 'GET /me').length;

        it("is the token's own teammate, asked once for each connection", async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-reply', str('body', 'Hi'));
            await flow.output({ payload: theConversation() });
            await flow.output({ payload: theConversation() });
            assert.equal(asks(), 1);
            assert.equal(body().admin_id, known.ownAdminId);
        });

        it('is asked once for many messages at a time, and for many nodes of a connection', async () => {
            const connection = { baseUrl: held.sandbox.url };
            const { token } = held.sandbox;
            const flow = await ManyFlow.load([
                { id: 'one', type: 'intercom-reply', connection, token, properties: str('body', 'Hi') },
                {
                    ...{ id: 'two', type: 'intercom-tag', connection, token },
                    properties: { connection: 'one connection', ...str('tagId', known.tagId) },
                },
            ]);
            const ends = Array.from({ length: 10 }, (_, n) =>
                flow.send(n % 2 ? 'one' : 'two', { payload: theConversation() }),
            );
            await flow.allEnded('ten messages');
            assert.deepEqual(
                ends.flatMap(({ errors }) => errors),
                [],
            );
            assert.equal(asks(), 1);
        });

        it("is asked again after a 401: the token may be another teammate's by now", async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-reply', str('body', 'Hi'));
            await flow.output({ payload: theConversation() });
            held.sandbox.fault({ kind: 'status', status: 401, match: { method: 'POST' } });
            await flow.send({ payload: theConversation() });
            await flow.send({ payload: theConversation() });
            assert.equal(asks(), 2);
        });

        it('is asked again after a failure', async () => {
            held.sandbox.fault({ kind: 'status', status: 403, match: { path: /^\/me$/ } });
            const flow = await TestFlow.load(held.sandbox, 'intercom-reply', str('body', 'Hi'));
            const { caught } = await flow.send({ payload: theConversation() });
            assert.equal(caught.length, 1);
            const { completed } = await flow.send({ payload: theConversation() });
            assert.equal(completed, 1);
        });

        it('is whoever is given: then nobody is asked for', async () => {
            await answer('intercom-reply', { ...str('body', 'Hi'), ...str('adminId', '991267460') }, theConversation());
            assert.equal(asks(), 0);
            assert.equal(body().admin_id, '991267460');
        });
    });

    describe('how a text is written', () => {
        for (const [format, text, html] of [
            ['html', '<b>5 < 6</b>\n', '<b>5 < 6</b>\n'],
            ['text', 'a < b & "c"\nsecond line', 'a &lt; b &amp; "c"<br>second line'],
            [
                'markdown',
                'It is **23 °C**\n\n- one\n- two',
                /^<p>It is <strong>23 °C<\/strong><\/p>\s*<ul>\s*<li>one<\/li>/,
            ],
            ['markdown', 'Not <script>alert(1)</script>', /^<p>Not &lt;script&gt;alert\(1\)&lt;\/script&gt;<\/p>$/],
            ['markdown', '[a](https://example.com)', '<p><a href="https://example.com">a</a></p>'],
            [
                'markdown',
                '<https://example.com/?a=1&b=2>',
                '<p><a href="https://example.com/?a=1&amp;b=2">https://example.com/?a=1&amp;b=2</a></p>',
            ],
            ['markdown', '`a<b>` and `&lt;`', '<p><code>a&lt;b&gt;</code> and <code>&amp;lt;</code></p>'],
            ['markdown', '```\nif (a <b) </script>\n```', '<pre><code>if (a &lt;b) &lt;/script&gt;\n</code></pre>'],
            ['markdown', '<div>\n**a**</div>\n\nb', '<p>&lt;div&gt;<br><strong>a</strong>&lt;/div&gt;</p>\n<p>b</p>'],
            [
                'markdown',
                'a <b class="x">**c**</b> <!-- d --> <img src=x onerror=e>',
                '<p>a &lt;b class=&quot;x&quot;&gt;<strong>c</strong>&lt;/b&gt; &lt;!-- d --&gt; &lt;img src=x onerror=e&gt;</p>',
            ],
            ['markdown', '- <script>\n- a', '<ul>\n<li>&lt;script&gt;</li>\n<li>a</li>\n</ul>'],
            [
                'markdown',
                '[<b>](https://example.com "<i>") ![<b>](x)',
                '<p><a href="https://example.com" title="&lt;i&gt;">&lt;b&gt;</a> <img src="x" alt="&lt;b&gt;"></p>',
            ],
        ] as const) {
            it(`${format}: ${JSON.stringify(text)}`, async () => {
                await answer(
                    'intercom-reply',
                    { format, ...msg('body', 'payload.text') },
                    {
                        ...theConversation(),
                        text,
                    },
                );
                if (typeof html === 'string') assert.equal(body().body, html);
                else assert.match(String(body().body), html);
            });
        }

        it('notes, messages and the words of a close too', async () => {
            const markdown = { format: 'markdown', ...str('body', '*hi*') };
            await answer('intercom-create-note', { on: 'contact', ...markdown }, { id: known.userId });
            assert.equal(body().body, '<p><em>hi</em></p>');
            await answer('intercom-send-message', { via: 'in_app', ...markdown }, { contact_id: known.userId });
            assert.equal(body().body, '<p><em>hi</em></p>');
            await answer('intercom-manage-conversation', { do: 'close', ...markdown }, theConversation());
            assert.equal(body().body, '<p><em>hi</em></p>');
        });
    });

    describe('null', () => {
        it('is sent as null, whatever a value would become', async () => {
            const nothing = { ...json('attachmentFiles', null), ...json('attachmentUrls', null) };
            await answer('intercom-reply', { ...str('body', 'Hi'), ...nothing }, theConversation());
            assert.deepEqual([body().attachment_files, body().attachment_urls], [null, null]);
        });

        for (const format of ['html', 'text', 'markdown'])
            it(`is sent for a text that is ${format}`, async () => {
                const quick = { kind: 'quick_reply', format, ...json('replyOptions', ['Yes']) };
                await answer('intercom-reply', { ...quick, ...json('body', null) }, theConversation());
                assert.equal(body().body, null);
            });

        it('asks for nothing in a query, which has nothing to clear', async () => {
            const nothing = { ...json('plainText', null), ...json('includeTranslations', null) };
            await answer('intercom-get-conversation', nothing, theConversation());
            assert.equal(held.sandbox.requests.at(-1)?.url, `/conversations/${known.conversationId}`);
        });
    });

    describe('attachments', () => {
        const attach = msg('attachmentFiles', 'payload.files');
        const send = (files: unknown) =>
            answer('intercom-reply', { ...str('body', 'Look'), ...attach }, { ...theConversation(), files });
        const pdf = Buffer.from('%PDF-1.7\n%âãÏÓ\n1 0 obj');
        const png = Buffer.concat([Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex'), Buffer.alloc(100)]);

        for (const [what, files, expected] of [
            ['a PDF, by its first bytes', pdf, { name: 'attachment-1.pdf', content_type: 'application/pdf' }],
            ['a picture, by its first bytes', png, { name: 'attachment-1.png', content_type: 'image/png' }],
            [
                'by the ending of its name',
                { name: 'a.csv', data: Buffer.from('a;b') },
                { name: 'a.csv', content_type: 'text/csv' },
            ],
            [
                'as it is said to be',
                { name: 'x', contentType: 'audio/wav', data: png },
                { name: 'x', content_type: 'audio/wav' },
            ],
            [
                'bytes of no kind',
                Buffer.from([0, 1, 2]),
                { name: 'attachment-1.bin', content_type: 'application/octet-stream' },
            ],
            ['a Uint8Array', new Uint8Array(png), { name: 'attachment-1.png', content_type: 'image/png' }],
        ] as const) {
            it(what, async () => {
                await send(files);
                const [attached] = lastPart()?.attachments ?? [];
                const { name, content_type } = attached ?? {};
                assert.deepEqual({ name, content_type }, expected);
            });
        }

        it('a picture of 6 MB arrives whole', async () => {
            const picture = Buffer.concat([png, Buffer.alloc(6_000_000 - png.length, 7)]);
            await send({ name: 'camera.png', data: picture });
            const [{ data }] = body().attachment_files as { data: string }[] as [{ data: string }];
            assert.ok(Buffer.from(data, 'base64').equals(picture));
            assert.equal(lastPart()?.attachments[0]?.filesize, 6_000_000);
        });

        it('ten are sent, eleven are refused before anything is asked', async () => {
            await send(Array(10).fill(png));
            assert.equal(lastPart()?.attachments.length, 10);
            held.sandbox.requests.length = 0;
            const error = await failure(
                'intercom-reply',
                { ...str('body', 'Look'), ...attach },
                { ...theConversation(), files: Array(11).fill(png) },
            );
            assert.deepEqual(fails(error), { code: 'invalid_field', field: 'attachmentFiles' });
            assert.match(error.message, /at most 10, not 11/);
            assert.deepEqual(sent(), []);
        });

        it('more than 40 MB are refused with the figure', async () => {
            const error = await failure(
                'intercom-reply',
                { ...str('body', 'Look'), ...attach },
                { ...theConversation(), files: { name: 'film.mp4', data: Buffer.alloc(41 * 1024 * 1024 + 1) } },
            );
            assert.deepEqual(fails(error), { code: 'invalid_field', field: 'attachmentFiles' });
            assert.match(error.message, /film\.mp4 has 42 MB, Intercom takes at most 40/);
            assert.ok(!sent().some((one) => one.startsWith('POST')));
        });

        for (const files of ['a text', { name: 'x' }, [png, 'x'], 12]) {
            it(`${JSON.stringify(files).slice(0, 30)} is no file`, async () => {
                const error = await failure(
                    'intercom-reply',
                    { ...str('body', 'Look'), ...attach },
                    { ...theConversation(), files },
                );
                assert.deepEqual(fails(error), { code: 'invalid_field', field: 'attachmentFiles' });
            });
        }
    });

    describe('reply', () => {
        it('with quick replies: texts become buttons, each with an id of its own', async () => {
            await answer(
                'intercom-reply',
                { kind: 'quick_reply', ...json('replyOptions', ['Yes', 'No', 'Later']), ...str('body', 'More?') },
                theConversation(),
            );
            const options = body().reply_options as { text: string; uuid: string }[];
            assert.deepEqual(
                options.map(({ text }) => text),
                ['Yes', 'No', 'Later'],
            );
            assert.equal(new Set(options.map(({ uuid }) => uuid)).size, 3);
            assert.equal(lastPart()?.part_type, 'quick_reply');
        });

        it('without a text is refused, but for quick replies', async () => {
            const error = await failure('intercom-reply', {}, theConversation());
            assert.deepEqual(fails(error), { code: 'missing_field', field: 'body' });
            const without = await failure(
                'intercom-reply',
                { kind: 'quick_reply', ...str('body', '') },
                theConversation(),
            );
            assert.deepEqual(fails(without), { code: 'missing_field', field: 'replyOptions' });
            assert.deepEqual(sent(), []);
        });

        it('what does not apply is neither sent nor looked at', async () => {
            await answer(
                'intercom-reply',
                {
                    ...{ as: 'contact', kind: 'note' },
                    ...str('body', 'Hi'),
                    ...json('replyOptions', { no: 'list' }),
                    ...msg('contactId', 'payload.who'),
                    ...str('adminId', 'nobody'),
                },
                { ...theConversation(), who: known.userId },
            );
            assert.deepEqual(body(), {
                ...{ type: 'user', message_type: 'comment', body: 'Hi' },
                intercom_user_id: known.userId,
            });
        });

        it('whose answer was lost is not sent again', async () => {
            held.sandbox.fault({ kind: 'applyThenReset', match: { path: /reply$/ } });
            const before = conversation()?.parts.length ?? 0;
            const error = await failure('intercom-reply', str('body', 'Hi'), theConversation());
            assert.equal(error.code, 'network_error');
            assert.match(error.hint ?? '', /look before repeating/);
            assert.equal(conversation()?.parts.length, before + 1);
        });
    });

    describe('manage conversation', () => {
        const manage = 'intercom-manage-conversation';

        it('unassign clears teammate and team', async () => {
            await answer(manage, { do: 'assign', ...str('assigneeId', '991267460') }, theConversation());
            await answer(
                manage,
                { do: 'assign', assignTo: 'team', ...str('assigneeId', known.teamId) },
                theConversation(),
            );
            const { admin_assignee_id, team_assignee_id } = conversation() ?? {};
            assert.deepEqual([admin_assignee_id, team_assignee_id], [991267460, Number(known.teamId)]);
            await answer(manage, { do: 'unassign' }, theConversation());
            assert.deepEqual([conversation()?.admin_assignee_id, conversation()?.team_assignee_id], [0, 0]);
        });

        for (const [past, at] of [
            [num('snoozedUntil', 1_700_000_000), '2023'],
            [str('snoozedUntil', '2020-01-31'), '2020'],
            [{ snoozedUntil: '1h', snoozedUntilType: 'ago' }, ''],
        ] as const) {
            it(`a snooze that is over (${JSON.stringify(past.snoozedUntil)}) is refused before it is asked for`, async () => {
                const error = await failure(manage, { do: 'snooze', ...past }, theConversation());
                assert.deepEqual(fails(error), { code: 'invalid_field', field: 'snoozedUntil' });
                assert.match(error.message, new RegExp(`must lie ahead.*${at}`));
                assert.deepEqual(sent(), []);
            });
        }

        it('close and open again, a snooze until tomorrow', async () => {
            await answer(manage, { do: 'close' }, theConversation());
            assert.equal(conversation()?.state, 'closed');
            await answer(manage, { do: 'open' }, theConversation());
            assert.equal(conversation()?.state, 'open');
            const tomorrow = Math.floor(Date.now() / 1000) + 86_400;
            await answer(manage, { do: 'snooze', ...num('snoozedUntil', tomorrow) }, theConversation());
            assert.equal(conversation()?.state, 'snoozed');
            assert.equal(conversation()?.snoozed_until, tomorrow);
        });

        it('without a text is sent again after a lost answer, with one never', async () => {
            held.sandbox.fault({ kind: 'applyThenReset', match: { path: /parts$/ } });
            await answer(manage, { do: 'close' }, theConversation());
            assert.equal(sent().filter((one) => one.endsWith('/parts')).length, 2);
            held.sandbox.requests.length = 0;
            held.sandbox.fault({ kind: 'applyThenReset', match: { path: /parts$/ } });
            await failure(manage, { do: 'close', ...str('body', 'Bye') }, theConversation());
            assert.equal(sent().filter((one) => one.endsWith('/parts')).length, 1);
        });
    });

    describe('update conversation and ticket', () => {
        it('at least one change must be given', async () => {
            const conversation = await failure('intercom-update-conversation', {}, theConversation());
            assert.equal(conversation.code, 'missing_field');
            const ticket = await failure('intercom-update-ticket', {}, { type: 'ticket', id: known.ticketId });
            assert.equal(ticket.code, 'missing_field');
            assert.deepEqual(sent(), []);
        });

        for (const [property, name] of [
            ['title', 'title'],
            ['companyId', 'company_id'],
        ] as const)
            it(`${property} is cleared by null, given alone`, async () => {
                await answer('intercom-update-conversation', json(property, null), theConversation());
                assert.deepEqual(body(), { [name]: null });
            });

        it('of a ticket the company is cleared by null, given alone', async () => {
            await answer('intercom-update-ticket', json('companyId', null), { type: 'ticket', id: known.ticketId });
            assert.equal(body().company_id, null);
        });

        it('a record in the payload is not written back by accident', async () => {
            const { payload } = await answer('intercom-get-conversation', {}, theConversation());
            await answer('intercom-update-conversation', bool('read', true), payload);
            assert.deepEqual(body(), { read: true });
        });

        it('a ticket for nobody, and who acts goes along as a number', async () => {
            await answer('intercom-update-ticket', { assignTo: 'nobody' }, { type: 'ticket', id: known.ticketId });
            assert.deepEqual(body(), { assignee_id: '0', admin_id: Number(known.ownAdminId) });
            const { admin_assignee_id, team_assignee_id } = held.sandbox.state.tickets.get(known.ticketId) ?? {};
            assert.deepEqual([admin_assignee_id, team_assignee_id], [0, 0]);
        });

        it('who acts must be a number there: anything else is refused, never sent as null', async () => {
            const error = await failure(
                'intercom-update-ticket',
                { ...bool('open', true), ...str('adminId', 'abc') },
                { type: 'ticket', id: known.ticketId },
            );
            assert.deepEqual(fails(error), { code: 'invalid_field', field: 'adminId' });
            assert.deepEqual(sent(), []);
        });
    });

    describe('tag', () => {
        const tagged = () => held.sandbox.state.companies.get(known.companyId)?.tags ?? [];
        const company = () => ({ type: 'company', id: known.companyId });

        it('a company, by the name of the tag, and take it away again', async () => {
            const properties = { on: 'company', tagBy: 'name', ...str('tagId', known.tagName.toLowerCase()) };
            await answer('intercom-tag', properties, company());
            assert.ok(tagged().includes(known.tagId));
            await answer('intercom-untag', properties, company());
            assert.ok(!tagged().includes(known.tagId));
        });

        for (const on of ['conversation', 'ticket', 'contact', 'company'] as const) {
            const record = () =>
                ({
                    conversation: theConversation(),
                    ticket: { type: 'ticket', id: known.ticketId },
                    contact: { type: 'contact', id: known.userId },
                    company: company(),
                })[on];
            const properties = { on, tagBy: 'name', ...str('tagId', 'Brand new') };

            it(`a ${on} with a name that no tag has is not_found, and no tag is made`, async () => {
                for (const type of ['intercom-tag', 'intercom-untag']) {
                    const error = await failure(type, properties, record());
                    assert.deepEqual(fails(error), { code: 'not_found', field: 'tagId' });
                }
                assert.deepEqual(held.sandbox.counts.created, {});
            });

            it(`a ${on} with a name that no tag has, made for it: once`, async () => {
                await answer('intercom-tag', { ...properties, ...bool('createMissing', true) }, record());
                await answer('intercom-tag', { ...properties, ...bool('createMissing', true) }, record());
                assert.equal(held.sandbox.counts.created.tags, 1);
            });
        }
    });

    describe('send event', () => {
        const event = str('eventName', 'door-opened');
        const events = () => held.sandbox.counts.created.events;

        it('is the same event when it is sent again, since its time is fixed', async () => {
            held.sandbox.fault({ kind: 'applyThenReset', match: { path: /events$/ } });
            const { payload, intercom } = await answer('intercom-send-event', event, { contact_id: known.userId });
            const [first, second] = held.sandbox.requests.map((request) => request.body);
            assert.deepEqual(first, second);
            assert.equal(events(), 1);
            assert.deepEqual(payload, first);
            assert.equal(intercom.statusCode, 202);
            const { created_at } = payload as { created_at: number };
            assert.ok(Math.abs(created_at - Date.now() / 1000) < 5);
        });

        it('of all elements of a list is when the message with the list came in', async () => {
            // those behind the first that are in flight begin a second later
            held.sandbox.fault({ kind: 'slow', delayMs: 1100, times: 32, match: { path: /events$/ } });
            const properties = { ...event, ...msg('contactId', 'payload'), ...msg('forEach', 'list') };
            const flow = await TestFlow.load(held.sandbox, 'intercom-send-event', properties);
            const { payload } = await flow.output({ list: Array(34).fill(known.userId) });
            await unload();
            const times = (payload as { created_at: number }[]).map(({ created_at }) => created_at);
            assert.equal(times.length, 34);
            assert.equal(new Set(times).size, 1);
        });
    });

    describe('get conversation', () => {
        it('says whether Intercom left parts out', async () => {
            const { intercom } = await answer('intercom-get-conversation', {}, theConversation());
            assert.equal((intercom as unknown as { truncated: boolean }).truncated, false);
            const one = conversation();
            const [part] = one?.parts ?? [];
            for (let n = 0; n < 501; n++) one?.parts.push({ ...(part as never as object), id: `x${n}` } as never);
            const long = await answer('intercom-get-conversation', {}, theConversation());
            assert.equal((long.intercom as unknown as { truncated: boolean }).truncated, true);
        });
    });

    it('send message: a contact that cannot be found is none to write to', async () => {
        const error = await failure(
            'intercom-send-message',
            { via: 'in_app', ...str('body', 'Hi'), contactBy: 'email' },
            { contact_id: ['nobody@example.com'] },
        );
        assert.deepEqual(fails(error), { code: 'not_found', field: 'contactId' });
        assert.ok(!sent().includes('POST /messages'));
    });
});

describe('send message, where Intercom knows another word for the Messenger', () => {
    const held = withSandbox({ messengerWord: 'inapp' });
    const properties = { via: 'in_app', ...str('body', 'Hi') };
    const words = () =>
        held.sandbox.requests
            .filter(({ path }) => path === '/messages')
            .map((request) => (request.body as { message_type: string }).message_type);
    const known = withKnown(held);

    it('is sent by that word, once', async () => {
        const flow = await TestFlow.load(held.sandbox, 'intercom-send-message', properties);
        await flow.output({ payload: { contact_id: known.userId } });
        assert.deepEqual(words(), ['in_app', 'inapp']);
        assert.equal(held.sandbox.counts.created.messages, 1);
    });

    it('any other refusal is no reason to try again', async () => {
        held.sandbox.requests.length = 0;
        held.sandbox.fault({
            ...{ kind: 'status', status: 400, match: { path: /messages$/ } },
            body: { type: 'error.list', errors: [{ code: 'parameter_invalid', message: 'Body is required' }] },
        });
        const flow = await TestFlow.load(held.sandbox, 'intercom-send-message', properties);
        const { intercom } = await flow.error({ payload: { contact_id: known.userId } });
        assert.equal(intercom.error?.code, 'parameter_invalid');
        assert.deepEqual(words(), ['in_app']);
    });
});

import assert from 'node:assert/strict';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { as, call, MEI, outcome, type Reply, ROBIN, SUPPORT } from './testing';

const HOUR = 3600;

describe('sandbox: conversations', () => {
    let sandbox: Sandbox;
    let id: string;
    before(async () => {
        sandbox = await startSandbox();
    });
    after(() => sandbox.close());
    beforeEach(async () => {
        sandbox.reset();
        id = (await write({ body: 'The <door> rings\nand rings' })).body.conversation_id;
    });

    const user = (n = 0) => sandbox.state.contacts.at(n) as { id: string; external_id: string; email: string };
    const write = (more: object = {}): Promise<Reply> =>
        call(sandbox, 'POST', '/conversations', { from: { type: 'user', id: user().id }, body: 'Hello', ...more });
    const reply = (body: object, to = id): Promise<Reply> => call(sandbox, 'POST', `/conversations/${to}/reply`, body);
    const manage = (body: object): Promise<Reply> =>
        call(sandbox, 'POST', `/conversations/${id}/parts`, { ...as, ...body });
    const read = async (query = '') => (await call(sandbox, 'GET', `/conversations/${id}${query}`)).body;
    const search = (query: object, more: object = {}) =>
        call(sandbox, 'POST', '/conversations/search', { query, ...more });
    const now = () => Math.floor(Date.now() / 1000);

    it('a contact begins one: the answer is the message, which names it', async () => {
        const { body: message } = await write({ subject: 'Bell', created_at: 1_700_000_000 });
        assert.deepEqual(
            [message.type, message.body, message.subject, message.created_at],
            ['user_message', 'Hello', 'Bell', 1_700_000_000],
        );
        const one = (await call(sandbox, 'GET', `/conversations/${message.conversation_id}`)).body;
        assert.deepEqual(
            [one.state, one.read, one.waiting_since, one.source.author.id, one.admin_assignee_id],
            ['open', false, 1_700_000_000, user().id, 0],
        );
    });

    it('plain text is no markup, and is read back as it was', async () => {
        assert.equal((await read()).source.body, '<p>The &#60;door&#62; rings<br>and rings</p>');
        assert.equal((await read('?display_as=plaintext')).source.body, 'The <door> rings\nand rings');
    });

    it('plain text shows where a link leads', async () => {
        await reply({
            ...as,
            message_type: 'comment',
            body: '<p>See <a href="https://example.com/a">here</a> &amp; ask</p>',
        });
        const { conversation_parts: parts } = await read('?display_as=plaintext');
        assert.equal(parts.conversation_parts[0].body, 'See here (https://example.com/a) & ask');
    });

    const wrong: [string, () => Promise<Reply>, string][] = [
        ['begun by nobody', () => write({ from: { type: 'user', id: 'no' } }), '404 not_found'],
        ['begun by a user who is a lead', () => write({ from: { type: 'lead', id: user().id } }), '404 not_found'],
        ['begun without a word', () => write({ body: ' ' }), '400 parameter_invalid'],
        ['begun by a teammate', () => write({ from: { type: 'admin', id: ROBIN } }), '400 parameter_invalid'],
        ['unknown', () => call(sandbox, 'GET', '/conversations/1'), '404 not_found'],
        [
            'answered by nobody',
            () => reply({ type: 'admin', message_type: 'comment', body: 'x' }),
            '400 parameter_not_found',
        ],
        [
            'answered by an unknown teammate',
            () => reply({ type: 'admin', admin_id: '1', message_type: 'comment', body: 'x' }),
            '404 not_found',
        ],
        ['answered without a word', () => reply({ ...as, message_type: 'comment' }), '400 parameter_invalid'],
        [
            'answered in an unknown way',
            () => reply({ ...as, message_type: 'shout', body: 'x' }),
            '400 parameter_invalid',
        ],
        ['quick replies without any', () => reply({ ...as, message_type: 'quick_reply' }), '400 parameter_invalid'],
        [
            'quick replies without an id',
            () => reply({ ...as, message_type: 'quick_reply', reply_options: [{ text: 'Yes' }] }),
            '400 parameter_invalid',
        ],
        [
            'a contact named twice',
            () => reply({ type: 'user', message_type: 'comment', body: 'x', email: 'a@example.com', user_id: '1' }),
            '400 parameter_invalid',
        ],
        [
            'a contact who is unknown',
            () => reply({ type: 'user', message_type: 'comment', body: 'x', email: 'no@example.com' }),
            '404 not_found',
        ],
        [
            'eleven attachments',
            () =>
                reply({
                    ...as,
                    message_type: 'comment',
                    body: 'x',
                    attachment_urls: Array(11).fill('https://a.example/b'),
                }),
            '400 parameter_invalid',
        ],
        [
            'a file that is not base64',
            () =>
                reply({
                    ...as,
                    message_type: 'comment',
                    body: 'x',
                    attachment_files: [{ name: 'a', content_type: 'text/plain', data: 'a b' }],
                }),
            '400 parameter_invalid',
        ],
        [
            'snoozed until yesterday',
            () => manage({ message_type: 'snoozed', snoozed_until: now() - 9 }),
            '400 parameter_invalid',
        ],
        ['snoozed for ever', () => manage({ message_type: 'snoozed' }), '400 parameter_not_found'],
        ['managed in an unknown way', () => manage({ message_type: 'lost' }), '400 parameter_invalid'],
        ['assigned to nobody known', () => manage({ message_type: 'assignment', assignee_id: '1' }), '404 not_found'],
        [
            'assigned to a team as a teammate',
            () => manage({ message_type: 'assignment', assignee_id: SUPPORT }),
            '404 not_found',
        ],
        [
            'an attribute that is not there',
            () => call(sandbox, 'PUT', `/conversations/${id}`, { custom_attributes: { Colour: 'red' } }),
            '400 parameter_invalid',
        ],
        [
            'an attribute of another kind',
            () => call(sandbox, 'PUT', `/conversations/${id}`, { custom_attributes: { Devices: 1.5 } }),
            '400 parameter_invalid',
        ],
        [
            'a company that is not there',
            () => call(sandbox, 'PUT', `/conversations/${id}`, { company_id: 'no' }),
            '404 company_not_found',
        ],
        [
            'an unknown tag',
            () => call(sandbox, 'POST', `/conversations/${id}/tags`, { ...as, id: '9' }),
            '404 not_found',
        ],
        [
            'a tag by nobody',
            () => call(sandbox, 'POST', `/conversations/${id}/tags`, { id: '101' }),
            '400 parameter_not_found',
        ],
        [
            'a tag that is not on it',
            () => call(sandbox, 'DELETE', `/conversations/${id}/tags/101`, as),
            '404 tag_not_found',
        ],
        [
            'the last participant',
            () => call(sandbox, 'DELETE', `/conversations/${id}/customers/${user().id}`, as),
            '422 parameter_invalid',
        ],
        [
            'merged into itself',
            () => call(sandbox, 'POST', `/conversations/${id}/merge`, { merge_into_conversation_id: Number(id) }),
            '422 merge_failed',
        ],
        [
            'merged by a text',
            () => call(sandbox, 'POST', `/conversations/${id}/merge`, { merge_into_conversation_id: '1' }),
            '400 parameter_invalid',
        ],
        [
            'redacted where there is nothing',
            () =>
                call(sandbox, 'POST', '/conversations/redact', {
                    type: 'conversation_part',
                    conversation_id: id,
                    conversation_part_id: '1',
                }),
            '404 conversation_part_or_message_not_found',
        ],
        [
            'converted to a tracker',
            () => call(sandbox, 'POST', `/conversations/${id}/convert`, { ticket_type_id: '69' }),
            '400 parameter_invalid',
        ],
        ['a search without a query', () => call(sandbox, 'POST', '/conversations/search', {}), '400 parameter_invalid'],
    ];
    for (const [what, ask, expected] of wrong) {
        it(`${what} is ${expected}, and changes nothing`, async () => {
            const before = JSON.stringify(await read());
            assert.equal(outcome(await ask()), expected);
            assert.equal(JSON.stringify(await read()), before);
        });
    }

    it('a file above 40 MB is refused with the figure, one below is taken', async () => {
        const attach = (data: string) =>
            reply({
                ...as,
                message_type: 'comment',
                body: 'x',
                attachment_files: [{ name: 'door.bin', content_type: 'application/octet-stream', data }],
            });
        const refused = await attach(
            'A'.repeat(((40 * 1024 * 1024) / 3) * 4 + 64 - ((((40 * 1024 * 1024) / 3) * 4) % 4)),
        );
        assert.equal(outcome(refused), '400 parameter_invalid');
        assert.match(refused.body.errors[0].message, /41943040 bytes/);
        const taken = (await attach(Buffer.alloc(6_000_000, 1).toString('base64'))).body;
        const [attachment] = taken.conversation_parts.conversation_parts[0].attachments;
        assert.deepEqual([attachment.name, attachment.filesize], ['door.bin', 6_000_000]);
    });

    it('files win over URLs', async () => {
        const { body } = await reply({
            ...as,
            message_type: 'note',
            body: 'x',
            attachment_urls: ['https://example.com/a.png'],
            attachment_files: [{ name: 'b.txt', content_type: 'text/plain', data: 'YQ==' }],
        });
        const { attachments } = body.conversation_parts.conversation_parts[0];
        assert.deepEqual(
            attachments.map((one: { name: string }) => one.name),
            ['b.txt'],
        );
    });

    it('waits for the team until a teammate answers; a note is no answer', async () => {
        assert.ok((await read()).waiting_since);
        await reply({ ...as, message_type: 'note', body: 'Who knows?' });
        assert.ok((await read()).waiting_since);
        const { body } = await reply({ ...as, message_type: 'comment', body: 'Coming' });
        assert.deepEqual([body.waiting_since, body.statistics.time_to_admin_reply], [null, 0]);
    });

    it('a customer opens a closed one again, a note does not', async () => {
        await manage({ message_type: 'close' });
        await reply({ ...as, message_type: 'note', body: 'Done' });
        assert.equal((await read()).state, 'closed');
        const { body } = await reply({
            type: 'user',
            message_type: 'comment',
            user_id: user().external_id,
            body: 'Again',
        });
        assert.deepEqual([body.state, body.statistics.count_reopens], ['open', 1]);
        assert.deepEqual(
            body.conversation_parts.conversation_parts.map((part: { part_type: string }) => part.part_type),
            ['close', 'note', 'open'],
        );
    });

    it('quick replies need no body and are shown with their ids', async () => {
        const reply_options = [{ text: 'Yes', uuid: 'a1' }];
        const { body } = await reply({ ...as, message_type: 'quick_reply', reply_options });
        const [part] = body.conversation_parts.conversation_parts;
        assert.deepEqual([part.part_type, part.metadata.quick_reply_options], ['quick_reply', reply_options]);
    });

    it('`last` is the latest of a contact, whoever answers', async () => {
        const later = (await write()).body.conversation_id;
        const contact = { type: 'user', message_type: 'comment', intercom_user_id: user().id, body: 'Still?' };
        assert.equal((await reply(contact, 'last')).body.id, later);
        await reply(contact, id);
        const team = { ...as, message_type: 'note', intercom_user_id: user().id, body: 'Twice' };
        const newest = (await reply(team, 'last')).body.id;
        assert.ok([id, later].includes(newest));
        const silent = (await call(sandbox, 'POST', '/contacts', { email: 'silent@example.com' })).body.id;
        assert.equal(outcome(await reply({ ...team, intercom_user_id: silent }, 'last')), '404 not_found');
    });

    it('close and open again and again end the same, and assignments of teammate and team are two', async () => {
        await manage({ message_type: 'close' });
        assert.equal((await manage({ message_type: 'close' })).body.state, 'closed');
        assert.equal((await manage({ message_type: 'open' })).body.state, 'open');
        await manage({ message_type: 'assignment', assignee_id: MEI });
        const both = (await manage({ message_type: 'assignment', type: 'team', assignee_id: SUPPORT })).body;
        assert.deepEqual([both.admin_assignee_id, both.team_assignee_id], [Number(MEI), Number(SUPPORT)]);
        await manage({ message_type: 'assignment', assignee_id: '0' });
        const cleared = (await manage({ message_type: 'assignment', type: 'team', assignee_id: '0' })).body;
        assert.deepEqual([cleared.admin_assignee_id, cleared.team_assignee_id], [0, 0]);
    });

    it('a snooze ends by the clock, seen by whoever asks', async () => {
        const { body } = await manage({ message_type: 'snoozed', snoozed_until: now() + HOUR });
        assert.deepEqual([body.state, body.open], ['snoozed', false]);
        sandbox.setClock(Date.now() + 59 * 60_000);
        assert.equal((await read()).state, 'snoozed');
        sandbox.setClock(Date.now() + 61 * 60_000);
        const awake = await read();
        assert.deepEqual([awake.state, awake.snoozed_until], ['open', null]);
        assert.equal(awake.conversation_parts.conversation_parts.at(-1).part_type, 'timer_unsnooze');
    });

    it('is updated: read, title, company, attributes by name; null takes one away', async () => {
        const company_id = [...sandbox.state.companies.values()][0]?.id;
        const custom_attributes = { Devices: 3, Sentiment: 'Angry', issue_type: 'Door' };
        const change = { read: true, title: 'Bell', company_id, custom_attributes };
        const { body } = await call(sandbox, 'PUT', `/conversations/${id}`, change);
        assert.deepEqual([body.read, body.title, body.company.id], [true, 'Bell', company_id]);
        assert.deepEqual(body.custom_attributes, custom_attributes);
        const less = await call(sandbox, 'PUT', `/conversations/${id}`, { custom_attributes: { Devices: null } });
        assert.deepEqual(less.body.custom_attributes, { Sentiment: 'Angry', issue_type: 'Door' });
    });

    it('tags say when and by whom; a body goes with the DELETE', async () => {
        const { body: tag } = await call(sandbox, 'POST', `/conversations/${id}/tags`, { id: 101, admin_id: MEI });
        assert.deepEqual([tag.name, tag.applied_by], ['VIP', { type: 'admin', id: MEI }]);
        assert.equal((await read()).tags.tags[0].id, '101');
        assert.equal(
            outcome(await call(sandbox, 'DELETE', `/conversations/${id}/tags/101`)),
            '400 parameter_not_found',
        );
        assert.equal(outcome(await call(sandbox, 'DELETE', `/conversations/${id}/tags/101`, as)), '200');
        assert.deepEqual((await read()).tags.tags, []);
    });

    it('participants join and leave; an unknown address makes a lead', async () => {
        const add = (customer: object) =>
            call(sandbox, 'POST', `/conversations/${id}/customers`, { admin_id: ROBIN, customer });
        await add({ intercom_user_id: user(1).id });
        const { contacts } = (await add({ email: 'new@example.com' })).body.contacts;
        assert.equal(contacts.length, 3);
        assert.equal((await call(sandbox, 'GET', `/contacts/${contacts[2].id}`)).body.role, 'lead');
        const left = await call(sandbox, 'DELETE', `/conversations/${id}/customers/${user().id}`, as);
        assert.equal(left.body.contacts.contacts.length, 2);
    });

    it('a redacted part has lost its words', async () => {
        const part = (await reply({ ...as, message_type: 'comment', body: 'Secret' })).body.conversation_parts
            .conversation_parts[0];
        const redact = { type: 'conversation_part', conversation_id: id, conversation_part_id: part.id };
        const { body } = await call(sandbox, 'POST', '/conversations/redact', redact);
        assert.equal(body.conversation_parts.conversation_parts[0].redacted, true);
        assert.ok(!JSON.stringify(body).includes('Secret'));
        const closing = (await manage({ message_type: 'close' })).body.conversation_parts.conversation_parts.at(-1);
        const bodiless = { ...redact, conversation_part_id: closing.id };
        assert.equal(
            outcome(await call(sandbox, 'POST', '/conversations/redact', bodiless)),
            '400 conversation_part_not_redactable',
        );
    });

    it('merged into another it is gone, and its words stand there', async () => {
        const other = (await write({ body: 'Other' })).body.conversation_id;
        const into = { merge_into_conversation_id: Number(other) };
        const { body } = await call(sandbox, 'POST', `/conversations/${id}/merge`, into);
        assert.equal(body.id, other);
        assert.match(JSON.stringify(body.conversation_parts), /door/);
        assert.equal(outcome(await call(sandbox, 'GET', `/conversations/${id}`)), '404 not_found');
    });

    it('deleted ones are listed by their ids', async () => {
        await call(sandbox, 'DELETE', `/conversations/${id}?retain_metrics=false`);
        const { body } = await call(sandbox, 'GET', '/conversations/deleted');
        assert.deepEqual(
            body.conversations.map((one: Record<string, unknown>) => [one.id, one.metrics_retained]),
            [[id, false]],
        );
        assert.equal(outcome(await call(sandbox, 'DELETE', `/conversations/${id}`)), '404 not_found');
    });

    it('converted to a ticket both know of each other', async () => {
        const body = { ticket_type_id: '67', ticket_state_id: '8322', attributes: { _default_title_: 'Door' } };
        const { body: ticket } = await call(sandbox, 'POST', `/conversations/${id}/convert`, body);
        assert.deepEqual([ticket.ticket_state.id, ticket.linked_objects.data[0].id], ['8322', id]);
        const linked = (await read()).linked_objects.data[0];
        assert.deepEqual(linked, { type: 'ticket', id: ticket.id, category: 'Customer' });
    });

    it('shows the newest 500 of its parts and says how many there are', async () => {
        const one = sandbox.state.conversations.get(id);
        await reply({ ...as, message_type: 'note', body: 'first' });
        const part = one?.parts[0];
        assert.ok(one && part);
        for (let n = 0; n < 600; n++) one.parts.push({ ...part, id: `9${n}`, body: String(n) });
        const { conversation_parts: parts } = await read();
        assert.deepEqual([parts.conversation_parts.length, parts.total_count], [500, 601]);
        assert.equal(parts.conversation_parts.at(-1).body, '599');
    });

    it('are listed with the last changed first, page by page, without parts', async () => {
        await reply({ ...as, message_type: 'note', body: 'x' }, sandbox.state.conversations.values()[4]?.id);
        const seen: { id: string; updated_at: number; conversation_parts?: object }[] = [];
        let cursor = '';
        do {
            const { body } = await call(sandbox, 'GET', `/conversations?per_page=8${cursor}`);
            seen.push(...body.conversations);
            const next = body.pages.next?.starting_after;
            cursor = next ? `&starting_after=${encodeURIComponent(next)}` : '';
        } while (cursor !== '');
        assert.equal(new Set(seen.map((one) => one.id)).size, 21);
        const times = seen.map((one) => one.updated_at);
        assert.deepEqual(
            times,
            [...times].sort((a, b) => b - a),
        );
        assert.ok(seen.every((one) => one.conversation_parts === undefined));
    });

    it('are found by state, assignee, nobody, team, contact, tag, rating, figures and attributes', async () => {
        const all = sandbox.state.conversations.values();
        await call(sandbox, 'PUT', `/conversations/${id}`, { custom_attributes: { Devices: 7 } });
        await call(sandbox, 'POST', `/conversations/${id}/tags`, { id: '103', admin_id: ROBIN });
        const expectations: [string, string, unknown, (one: (typeof all)[number]) => boolean][] = [
            ['state', '=', 'snoozed', (one) => one.state === 'snoozed'],
            ['state', 'IN', ['open', 'closed'], (one) => one.state !== 'snoozed'],
            ['open', '=', true, (one) => one.state === 'open'],
            ['admin_assignee_id', '=', 0, (one) => one.admin_assignee_id === 0],
            ['admin_assignee_id', '=', null, (one) => one.admin_assignee_id === 0],
            ['admin_assignee_id', '=', Number(MEI), (one) => one.admin_assignee_id === Number(MEI)],
            ['admin_assignee_id', '!=', 0, (one) => one.admin_assignee_id !== 0],
            ['team_assignee_id', '=', Number(SUPPORT), (one) => one.team_assignee_id === Number(SUPPORT)],
            ['contact_ids', '=', user().id, (one) => one.contacts.includes(user().id)],
            ['tag_ids', '=', '103', (one) => one.tags.some((tag) => tag.id === '103')],
            ['conversation_rating.score', '>', 0, (one) => one.rating !== null],
            [
                'statistics.count_assignments',
                '=',
                0,
                (one) => one.parts.every((part) => part.part_type !== 'assignment'),
            ],
            ['custom_attributes.Devices', '>', 5, (one) => one.id === id],
        ];
        for (const [field, operator, value, test] of expectations) {
            const { body } = await search({ field, operator, value }, { pagination: { per_page: 150 } });
            const found = body.conversations.map((one: { id: string }) => one.id).sort();
            const expected = all.filter(test).map((one) => one.id);
            assert.ok(expected.length > 0 && expected.length < all.length, `${field} tells nothing`);
            assert.deepEqual(found, expected.sort(), `${field} ${operator} ${value}`);
        }
    });

    it('are found by single words of their body, not by two', async () => {
        const count = async (value: string) =>
            (await search({ field: 'source.body', operator: '=', value })).body.total_count;
        assert.deepEqual([await count('door'), await count('rings'), await count('door rings')], [1, 1, 0]);
    });

    it('are found by the day, in the time zone of the workspace', async () => {
        // 04:30 UTC is half past midnight in New York.
        const at = Date.UTC(2024, 5, 10, 4, 30) / 1000;
        const made = (await write({ created_at: at })).body.conversation_id;
        const found = async (operator: string, value: number) => {
            const { body } = await search({ field: 'created_at', operator, value }, { pagination: { per_page: 150 } });
            return body.conversations.some((one: { id: string }) => one.id === made);
        };
        assert.equal(await found('=', at + 20 * HOUR), true);
        assert.equal(await found('=', at - HOUR), false);
        assert.equal(await found('>', at - HOUR), true);
        assert.equal(await found('>', at - 60), false);
        assert.equal(await found('<', at + 60), false);
    });

    it('the cursor of a search counts in the body alone', async () => {
        const query = { field: 'created_at', operator: '>', value: 0 };
        const first = (await search(query, { pagination: { per_page: 5 } })).body;
        const starting_after = first.pages.next.starting_after;
        const second = (await search(query, { pagination: { per_page: 5, starting_after } })).body;
        const ids = [...first.conversations, ...second.conversations].map((one: { id: string }) => one.id);
        assert.equal(new Set(ids).size, 10);
    });
});

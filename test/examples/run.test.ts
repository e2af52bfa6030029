import assert from 'node:assert/strict';
import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
    CLIENT_SECRET,
    type Contact,
    type RecordedRequest,
    type Sandbox,
    type SandboxState,
    startSandbox,
} from '../../src/sandbox';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { connectionType } from '../support/package';
import { type Broker, startBroker } from './broker';
import { type Example, examples, needsModules, nodeOf } from './example';
import { type Inbox, startInbox } from './inbox';

const companies = `company_id,name,plan,monthly_spend
example-csv-1,Acme,Pro,99.5
example-csv-2,Umbrella,Free,0
example-csv-3,Hooli,Pro,a lot
example-csv-4,"Stark, Tony",Pro,12
`;

/** Each example has a token of its own, by which its requests are told from those of the others. */
const tokenOf = (name: string) => `token of ${name}`.replaceAll(' ', '-');

/** And a path of its own for its webhooks. */
const placeOf = (name: string) => `place of ${name}`.replaceAll(' ', '-');
const webhookPathOf = (name: string) => `/intercom/${placeOf(name)}`;

/** What stands for the customers: it writes through the API, as nobody's example. */
const customers = 'token-of-the-customers';

/** The services that the examples talk to besides Intercom. */
interface Others {
    model: Inbox;
    chat: Inbox;
    broker: Broker;
}

const chatSecret = 'of the chat alone';

/** One example at work: its buttons, its debug nodes, and what reached Intercom. */
class Run {
    private readonly firstRequest: number;

    constructor(
        private readonly name: string,
        readonly nodeRed: NodeRed,
        readonly sandbox: Sandbox,
        readonly others: Others,
    ) {
        this.firstRequest = sandbox.requests.length;
    }

    press(button: string): Promise<void> {
        return this.nodeRed.inject(nodeOf(this.name, button).id);
    }

    /** What a debug node of the example has shown: values as they are, objects read. */
    async shown(name: string, count = 1): Promise<unknown[]> {
        const { id } = nodeOf(this.name, name);
        const messages = () => this.nodeRed.debug.filter((message) => message.id === id);
        await this.nodeRed.waitFor(() => messages().length >= count, `${count} messages at "${name}" of ${this.name}`);
        return messages().map(({ msg, format }) =>
            /object|array|boolean|number/i.test(String(format)) && typeof msg === 'string' ? JSON.parse(msg) : msg,
        );
    }

    /** The requests of this example: method, path as on the wire, body. */
    requests(): string[] {
        return this.sent().map(({ method, path }) => `${method} ${path}`);
    }

    sent(): RecordedRequest[] {
        const authorization = `Bearer ${tokenOf(this.name)}`;
        return this.sandbox.requests
            .slice(this.firstRequest)
            .filter(({ headers }) => headers.authorization === authorization);
    }

    /** Lets Intercom call the example's webhook about some topics; ends with the example. */
    hear(...topics: string[]): void {
        const url = this.nodeRed.url + webhookPathOf(this.name);
        this.ends.push(this.sandbox.subscribe(url, { topics }));
    }

    /** What is to be undone when the example has run. */
    readonly ends: (() => void)[] = [];

    /** A request of a customer's. */
    async asCustomer(path: string, body: object): Promise<Shown> {
        const headers = { Authorization: `Bearer ${customers}`, 'Content-Type': 'application/json' };
        const answer = await fetch(this.sandbox.url + path, { method: 'POST', headers, body: JSON.stringify(body) });
        assert.ok(answer.ok, `${path} answered ${answer.status}`);
        return (await answer.json()) as Shown;
    }

    /** Somebody begins a conversation; gives its id. */
    async customerWrites(body: string, contact = this.somebody()): Promise<string> {
        const message = await this.asCustomer('/conversations', { from: { type: 'user', id: contact.id }, body });
        return String(message.conversation_id);
    }

    customerReplies(conversation: string, body: string, contact = this.somebody()): Promise<Shown> {
        const reply = { message_type: 'comment', type: 'user', intercom_user_id: contact.id, body };
        return this.asCustomer(`/conversations/${conversation}/reply`, reply);
    }

    somebody(): Contact {
        return contactsOf(this.sandbox.state).find(({ role }) => role === 'user') as Contact;
    }

    conversation(id: string): Conversation {
        return this.sandbox.state.conversations.get(id) as Conversation;
    }

    /** What was said and done in a conversation. */
    parts(id: string): string[] {
        return this.conversation(id).parts.map(({ part_type, body }) => `${part_type}: ${body ?? ''}`);
    }

    tagsOf(id: string): string[] {
        return this.conversation(id).tags.map((tag) => this.sandbox.state.tags.get(tag.id)?.name ?? '');
    }

    waitFor<T>(look: () => T | Promise<T>, what: string): Promise<NonNullable<T>> {
        return this.nodeRed.waitFor(look, what);
    }

    async file(pattern: RegExp): Promise<string> {
        const name = (await readdir(this.nodeRed.userDir)).find((file) => pattern.test(file));
        return name ? readFile(join(this.nodeRed.userDir, name), 'utf8') : '';
    }
}

type Shown = Record<string, unknown>;
type Conversation = ReturnType<SandboxState['conversations']['values']>[number];

const picture = Buffer.from('89504e470d0a1a0a0000000d4948445200000001000000010806000000', 'hex');

/** The ids of the seeded teams. */
const [support, sales, engineering] = [5017690, 5017691, 5017692];

const contactsOf = ({ contacts }: SandboxState): Contact[] =>
    Array.from({ length: contacts.end }, (_, n) => contacts.at(n)).filter(
        (one) => one?.status === 'active',
    ) as Contact[];

/** What each example must do. They run one after the other, in one Node-RED, on one workspace. */
const runs: Record<string, (run: Run) => Promise<void>> = {
    async 'First contact'(run) {
        await run.press('Ada');
        const [contact] = (await run.shown('The new contact')) as Shown[];
        assert.equal(contact?.email, 'ada@example.com');
        await run.press('Ada');
        const [message] = await run.shown('Why, and what to do');
        assert.match(String(message), /exists already.*Update contact/);
        assert.deepEqual(run.requests(), ['POST /contacts', 'POST /contacts']);
    },
    async 'Life of a contact'(run) {
        await run.press('A contact for a day');
        const [created] = (await run.shown('Created')) as Shown[];
        const [deleted] = (await run.shown('Deleted')) as Shown[];
        assert.equal(deleted?.id, created?.id);
        assert.equal(deleted?.deleted, true);
        assert.equal(((await run.shown('Renamed')) as Shown[])[0]?.name, 'Mayfly the second');
        const path = `/contacts/${created?.id}`;
        assert.deepEqual(run.requests(), [
            'POST /contacts',
            `POST ${path}/archive`,
            `POST ${path}/unarchive`,
            `PUT ${path}`,
            `DELETE ${path}`,
        ]);
    },
    async 'Nightly export to CSV'(run) {
        const { count } = run.sandbox.state.contacts;
        await run.press('Every night');
        const pages = (await run.shown('Page written', 2)) as Shown[];
        assert.equal(pages.at(-1)?.count, pages.length);
        const [names, ...rows] = (await run.file(/^contacts-.*\.csv$/)).trim().split('\r\n');
        assert.equal(names, 'id,role,name,email,phone,created');
        assert.equal(rows.length, count);
        assert.equal(rows.filter((row) => row.includes(',ada@example.com,')).length, 1);
        assert.deepEqual(new Set(run.requests()), new Set(['GET /contacts']));
    },
    async 'Form to contact'(run) {
        const url = `${run.nodeRed.url}/intercom-form`;
        assert.match(await (await fetch(url)).text(), /<form method="post">/);
        const send = async (name: string, email: string) => {
            const answer = await fetch(url, { method: 'POST', body: new URLSearchParams({ name, email }) });
            return { status: answer.status, text: await answer.text() };
        };
        assert.match((await send('Grace', 'grace@example.com')).text, /Thank you, Grace/);
        const again = await send('Grace H.', 'grace@example.com');
        assert.equal(again.status, 200);
        assert.match(again.text, /Thank you, Grace H\./);
        const found = run.sandbox.state.contacts.withText('email', 'grace@example.com');
        assert.deepEqual(
            found.map(({ name }) => name),
            ['Grace H.'],
        );
        const update = run.sent().at(-1);
        assert.deepEqual(update?.body, { email: 'grace@example.com', name: 'Grace H.', role: 'user' });
        const off = run.sandbox.fault({ kind: 'status', status: 400, match: { method: 'POST', path: /\/contacts$/ } });
        const refused = await send('Nobody', 'nobody@example.com');
        off();
        assert.equal(refused.status, 502);
        assert.match(refused.text, /, 400\)/);
    },
    async 'CSV to companies'(run) {
        await writeFile(join(run.nodeRed.userDir, 'companies.csv'), companies);
        await run.press('Import');
        const progress = await run.shown('Progress', 3);
        // companies are on the way at the same time
        assert.deepEqual(new Set(progress), new Set(['1 of 4', '2 of 4', '4 of 4']));
        await run.nodeRed.waitFor(async () => (await run.file(/^companies-errors/)) !== '', 'the file of errors');
        const [names, line] = (await run.file(/^companies-errors/)).split('\r\n');
        assert.equal(names, 'company_id,name,plan,monthly_spend,error');
        assert.match(String(line), /^example-csv-3,Hooli,Pro,a lot,.*Monthly spend/);
        assert.deepEqual(
            run.sent().map(({ body }) => (body as Shown).name),
            ['Acme', 'Umbrella', 'Stark, Tony'],
        );
    },
    async 'Companies and their people'(run) {
        const steps = [
            ['Example Ltd', 'The company'],
            ['Ada joins', 'Ada works there'],
            ['Now they pay', 'With its plan'],
            ['They called', 'The note'],
            ['Five companies', 'The last five'],
            ['Ada leaves', 'Ada has left'],
            ['The end', 'It is gone'],
        ] as const;
        const shown: Shown[] = [];
        for (const [button, result] of steps) {
            await run.press(button);
            shown.push(((await run.shown(result)) as Shown[])[0] ?? {});
        }
        const [company, , paying, note, list] = shown;
        assert.match(String(note?.body), /an offer for <em>ten<\/em> more seats/);
        assert.equal((paying?.plan as Shown | undefined)?.name, 'Pro');
        assert.equal((list as unknown as unknown[]).length, 5);
        const path = `/companies/${company?.id}`;
        for (const asked of [
            'POST /companies',
            `PUT ${path}`,
            `GET ${path}`,
            'POST /companies/list',
            `DELETE ${path}`,
        ]) {
            assert.ok(run.requests().includes(asked), asked);
        }
        assert.equal(run.requests().filter((asked) => /contacts\/\w+\/companies/.test(asked)).length, 2);
    },
    async 'Device alarm to ticket and back'(run) {
        for (const button of ['It is cold', 'It is warm', 'It is warm']) await run.press(button);
        const [ticket] = (await run.shown('The ticket')) as Shown[];
        assert.match(JSON.stringify(ticket), /"_default_title_":"freezer 3 is too warm"/);
        await run.press('Ask');
        const [mine] = (await run.shown('Who has it')) as Shown[];
        assert.equal(mine?.id, ticket?.id);
        await run.press('It is cold');
        assert.deepEqual(await run.shown('Its state'), ['resolved']);
        await run.press('It is cold');
        await run.press('It is warm');
        await run.shown('The ticket', 2);
        const path = `/tickets/${ticket?.id}`;
        assert.deepEqual(
            run.requests().filter((asked) => !asked.startsWith('GET')),
            [
                'POST /tickets',
                'POST /contacts/search',
                'POST /tickets/search',
                `POST ${path}/reply`,
                `PUT ${path}`,
                'POST /tickets',
            ],
        );
        const reply = run.sent().find((one) => one.path === `${path}/reply`)?.body as Shown;
        assert.equal(reply.body, 'freezer 3 is well again: -21 degrees.');
    },
    async 'SLA watchdog'(run) {
        const waiting = run.sandbox.state.conversations
            .values()
            .filter(({ state, waiting_since }) => state === 'open' && waiting_since);
        assert.ok(waiting.length > 1);
        // one of them has only just been asked
        const [fresh, ...late] = waiting as [Conversation, ...Conversation[]];
        fresh.waiting_since = Math.floor(Date.now() / 1000) - 60;
        await run.press('Every five minutes');
        const reported = await run.shown('Reported', late.length);
        assert.deepEqual(new Set(reported), new Set(late.map(({ id }) => id)));
        for (const { id, team_assignee_id } of late) {
            assert.ok(run.tagsOf(id).includes('Waiting too long'));
            assert.equal(team_assignee_id, support);
            assert.match(run.parts(id).at(-1) ?? '', /^note: <p><strong>Waiting<\/strong> since \d\d:\d\d/);
        }
        assert.ok(!run.tagsOf(fresh.id).includes('Waiting too long'));
        // who has been reported once is not again
        fresh.waiting_since = late[0]?.waiting_since ?? 0;
        await run.press('Every five minutes');
        await run.shown('Reported', late.length + 1);
        assert.equal(run.requests().filter((asked) => asked.endsWith('/reply')).length, late.length + 1);
    },
    async 'Language model answers first'(run) {
        const { model } = run.others;
        run.hear('conversation.user.created', 'conversation.user.replied', 'conversation.admin.replied');
        model.answer = () => ({ choices: [{ message: { content: 'In **Settings**, under *Data*.' } }] });
        const first = await run.customerWrites('Where is the export?');
        await run.shown('Answered');
        assert.equal(run.parts(first).at(-1), 'comment: <p>In <strong>Settings</strong>, under <em>Data</em>.</p>');
        await run.customerReplies(first, 'And as a table?');
        await run.shown('Answered', 2);
        const asked = model.got.at(-1)?.body as { messages: { role: string; content: string }[] } | undefined;
        assert.deepEqual(
            asked?.messages.map(({ role, content }) => [role, /HAND OVER/.test(content) ? 'task' : content.trim()]),
            [
                ['system', 'task'],
                ['user', 'Where is the export?'],
                ['assistant', 'In Settings, under Data.'],
                ['user', 'And as a table?'],
            ],
        );
        // it gives up by word, by failure, by an answer without words
        for (const answer of [{ choices: [{ message: { content: 'HAND OVER' } }] }, 500, { choices: [] }] as const) {
            model.answer = () => answer as object;
            const handed = run.nodeRed.debug.filter(
                ({ id }) => id === nodeOf('Language model answers first', 'Handed over').id,
            ).length;
            const id = await run.customerWrites('I want to speak to a person');
            await run.shown('Handed over', handed + 1);
            assert.ok(run.tagsOf(id).includes('Handed over'));
            assert.equal(run.conversation(id).team_assignee_id, support);
            assert.match(run.parts(id).at(-1) ?? '', /^note: .*please take over/);
            // from now on people have the word
            await run.customerReplies(id, 'Hello?');
        }
        // its own answers have not started it again, nor the conversations that were handed over
        model.answer = () => ({ choices: [{ message: { content: 'Yes.' } }] });
        await run.customerReplies(first, 'Thank you!');
        await run.shown('Answered', 3);
        assert.equal(model.got.length, 6);
    },
    async 'Triage by rules'(run) {
        run.hear('conversation.user.created');
        const cases = [
            ['The INVOICE is wrong', 'Billing', sales],
            ['I cannot sign in any more', 'Fault', engineering],
            ['Good morning', 'Question', support],
        ] as const;
        for (const [index, [text, issue, team]] of cases.entries()) {
            const id = await run.customerWrites(text);
            await run.shown('Where it went', index + 1);
            const one = run.conversation(id);
            assert.equal(one.custom_attributes.issue_type, issue);
            assert.deepEqual(run.tagsOf(id), [issue]);
            assert.equal(one.team_assignee_id, team);
        }
    },
    async 'Chat and back'(run) {
        const { chat } = run.others;
        run.hear('conversation.user.created', 'conversation.user.replied');
        const id = await run.customerWrites('It does not print.');
        await run.waitFor(() => chat.got.length === 1, 'the chat to hear of it');
        await run.customerReplies(id, 'Here is the page');
        await run.waitFor(() => chat.got.length === 2, 'the chat to hear of it');
        const said = chat.got.map(({ body }) => body as { conversation_id: string; text: string });
        assert.deepEqual(
            said.map(({ conversation_id }) => conversation_id),
            [id, id],
        );
        assert.match(said[0]?.text ?? '', /: It does not print\.$/);
        assert.match(said[1]?.text ?? '', /: Here is the page$/);

        const answerFromChat = (authorization?: string) => {
            const form = new FormData();
            form.set('conversation_id', id);
            form.set('text', 'Press <here>\nplease');
            form.set('picture', new Blob([picture], { type: 'image/png' }), 'button.png');
            const headers = authorization ? { Authorization: authorization } : undefined;
            return fetch(`${run.nodeRed.url}/intercom-chat`, { method: 'POST', body: form, headers });
        };
        for (const wrong of [undefined, 'Bearer ', 'Bearer of somebody else']) {
            assert.equal((await answerFromChat(wrong)).status, 401);
        }
        assert.deepEqual(await (await answerFromChat(`Bearer ${chatSecret}`)).json(), { conversation_id: id });
        const part = run.conversation(id).parts.at(-1);
        assert.match(part?.body ?? '', /Press &lt;here&gt;<br>please/);
        const [attached] = part?.attachments ?? [];
        assert.deepEqual([attached?.name, attached?.content_type], ['button.png', 'image/png']);
        const sent = run.sent().at(-1)?.body as { attachment_files: { data: string }[] };
        assert.deepEqual(Buffer.from(sent.attachment_files[0]?.data ?? '', 'base64'), picture);
        const off = run.sandbox.fault({ kind: 'status', status: 400, match: { path: /\/reply$/ } });
        const refused = await answerFromChat(`Bearer ${chatSecret}`);
        off();
        assert.equal(refused.status, 502);
        assert.match(await refused.text(), /, 400\)/);
    },
    async 'Sign-up'(run) {
        await run.press('Ada signs up');
        const [message] = (await run.shown('Welcomed')) as Shown[];
        const [contact] = run.sandbox.state.contacts.withText('email', 'ada.signs.up@example.com') as Contact[];
        assert.match(String(message?.body), /Welcome, <strong>Ada<\/strong>!/);
        const steps = ['/contacts', '/events', '/tags', `/contacts/${contact?.id}/tags`, '/messages'];
        const posted = run.sent().filter(({ method }) => method === 'POST');
        assert.deepEqual(
            posted.map(({ path }) => path),
            steps,
        );
        const event = posted[1]?.body as Shown;
        assert.deepEqual([event.event_name, event.metadata], ['signed-up', { plan: 'Pro' }]);
    },
    async 'Life of a conversation'(run) {
        const steps = [
            ['A customer writes', 'It is there'],
            ['Offer two answers', 'Offered'],
            ['The customer answers', 'Answered'],
            ['Tag it', 'Tagged'],
            ['Not any more', 'Untagged'],
            ['In an hour', 'Snoozed'],
            ['It is solved', 'Closed'],
        ] as const;
        const shown: unknown[] = [];
        for (const [button, result] of steps) {
            await run.press(button);
            shown.push((await run.shown(result))[0]);
        }
        const [id, ...states] = shown;
        assert.deepEqual(states, ['open', 'open', 'Export', 'Export', 'snoozed', 'closed']);
        assert.deepEqual(run.tagsOf(String(id)), []);
        const said = run.parts(String(id)).map((part) => part.replace(/<[^>]*>/g, ''));
        assert.deepEqual(
            said.filter((part) => !part.startsWith('snoozed')),
            ['quick_reply: Of which data?', 'comment: Contacts', 'close: Glad that it works.'],
        );
    },
    async 'CSV to contacts'(run) {
        const rows = Array.from(
            { length: 40 },
            (_, n) => `${n % 20 === 7 ? 'boss' : 'user'},csv-${n},csv-${n}@example.com,Csv ${n}`,
        );
        await writeFile(
            join(run.nodeRed.userDir, 'contacts.csv'),
            ['role,external_id,email,name', ...rows, ''].join('\n'),
        );
        await run.press('Import');
        await run.waitFor(async () => (await run.file(/^contacts\.position/)).endsWith('\n0'), 'the end of the import');
        await run.waitFor(async () => (await run.shown('Progress')).at(-1) === '40 lines done', 'the last figure');
        const bad = (await run.file(/^contacts-errors/)).trim().split('\r\n');
        assert.equal(bad[0], 'role,external_id,email,name,error');
        assert.deepEqual(
            bad.slice(1).map((line) => line.split(',').slice(0, 2)),
            [
                ['boss', 'csv-7'],
                ['boss', 'csv-27'],
            ],
        );
        const made = contactsOf(run.sandbox.state).filter(({ external_id }) => external_id?.startsWith('csv-'));
        assert.equal(made.length, 38);
    },
    async 'Nightly export of conversations'(run) {
        const yesterday = Math.floor(Date.now() / 1000) - 86_400;
        const recent = run.sandbox.state.conversations.values().filter(({ updated_at }) => updated_at >= yesterday);
        const said = recent.reduce((sum, { parts }) => sum + 1 + parts.length, 0);
        await run.press('Every night');
        await run.shown('Page written');
        await run.waitFor(async () => (await run.file(/^conversations-/)) !== '', 'the file');
        const text = await run.file(/^conversations-/);
        const [names, ...lines] = text.trim().split('\r\n');
        assert.equal(names, 'conversation,at,kind,author,name,text');
        assert.equal(lines.length, said);
        assert.ok(recent.length > 3);
        assert.ok(recent.every(({ id }) => lines.some((line) => line.startsWith(`${id},`))));
    },
    async 'Tag clean-up'(run) {
        const { tags, contacts } = run.sandbox.state;
        const [used] = ['tmp-used', 'tmp-unused', 'tmp-unused too', 'kept-unused'].map((name) => tags.create(name, 0));
        const holder = run.somebody();
        contacts.update(holder, (one) => one.tags.push({ id: used?.id ?? '', applied_at: 0 }));
        await run.press('Dry run');
        const unused = ['tmp-unused', 'tmp-unused too'];
        assert.deepEqual(new Set(await run.shown('Would be deleted', 2)), new Set(unused));
        assert.equal(run.requests().filter((asked) => asked.startsWith('DELETE')).length, 0);
        await run.press('Really');
        assert.deepEqual(new Set(await run.shown('Deleted', 2)), new Set(unused));
        const left = tags.values().map(({ name }) => name);
        assert.ok(left.includes('tmp-used') && left.includes('kept-unused'));
        assert.ok(!left.some((name) => unused.includes(name)));
    },
    async 'Webhooks to MQTT'(run) {
        const { broker } = run.others;
        run.hear('conversation.user.created', 'contact.user.created');
        await run.waitFor(() => broker.subscribed.includes('intercom/conversation/#'), 'the other side to listen');
        const id = await run.customerWrites('Is anybody there?');
        const [work] = (await run.shown('A customer writes')) as { notification_id: string; item: Shown }[];
        assert.equal(work?.item.id, id);
        assert.match(String(work?.notification_id), /^notif_/);
        await run.asCustomer('/contacts', { role: 'user', email: 'mqtt@example.com' });
        await run.waitFor(() => broker.published.some(({ topic }) => topic === 'intercom/contact/user/created'), 'it');
    },
    async 'Desk lamp'(run) {
        await run.press('Every minute');
        assert.deepEqual(await run.shown('The lamp'), ['red']);
        for (const one of run.sandbox.state.conversations.values()) one.state = 'closed';
        await run.press('Every minute');
        assert.deepEqual(await run.shown('The lamp', 2), ['red', 'green']);
        assert.deepEqual(
            run.sent().map(({ method, path, body }) => [method, path, (body as Shown).pagination]),
            [1, 2].map(() => ['POST', '/conversations/search', { per_page: 1 }]),
        );
    },
    async 'Away switch'(run) {
        await run.press('I am away');
        assert.deepEqual(await run.shown('Away?'), [true]);
        assert.equal(run.sandbox.state.away.has('991267459'), true);
        await run.press('I am back');
        assert.deepEqual(await run.shown('Away?', 2), [true, false]);
        assert.equal(run.sandbox.state.away.has('991267459'), false);
    },
    async 'Tag sync'(run) {
        const { state } = run.sandbox;
        const tag = state.tags.create('Example VIP', 0);
        const loser = contactsOf(state).find(({ email }) => email && email !== 'ada@example.com') as Contact;
        state.contacts.update(loser, ({ tags }) => tags.push({ id: tag.id, applied_at: 0 }));
        await run.press('The list');
        await run.shown('Given');
        await run.shown('Taken away');
        const tagged = contactsOf(state).filter(({ tags }) => tags.some(({ id }) => id === tag.id));
        assert.deepEqual(
            tagged.map(({ email }) => email),
            ['ada@example.com'],
        );
        const changes = () => run.requests().filter((asked) => /contacts\/\w+\/tags/.test(asked)).length;
        assert.equal(changes(), 2);
        await run.press('The list');
        await run.nodeRed.waitFor(() => run.requests().filter((asked) => asked.endsWith('/search')).length >= 3, 'it');
        assert.equal(changes(), 2);
    },
    async 'Rename and delete tags'(run) {
        await run.press('Beta tester');
        const [made] = (await run.shown('The tag')) as Shown[];
        await run.press('Early adopter');
        const [renamed] = (await run.shown('Its new name')) as Shown[];
        assert.deepEqual([renamed?.id, renamed?.name], [made?.id, 'Early adopter']);
        await run.press('Which are there?');
        const names = await run.shown('A tag', run.sandbox.state.tags.count);
        assert.ok(names.includes('Early adopter'));
        await run.press('No longer needed');
        assert.deepEqual(await run.shown('Deleted'), [{ id: made?.id, deleted: true }]);
    },
    async 'Readable errors'(run) {
        await run.press('Nobody');
        await run.press('No address at all');
        assert.deepEqual(
            new Set(await run.shown('For a person', 2)),
            new Set(['Nobody has this address.', 'Please give an address.']),
        );
        const off = run.sandbox.fault({
            kind: 'status',
            status: 401,
            match: { path: /\/contacts\/search$/ },
            times: -1,
        });
        await run.press('Nobody');
        const [, , sentence] = await run.shown('For a person', 3);
        off();
        assert.match(String(sentence), /access token.*401\)/);
    },
    async 'Raw request'(run) {
        await run.press('Whose token is it?');
        const [me] = (await run.shown('The teammate')) as Shown[];
        assert.equal(me?.type, 'admin');
        await run.press('What can a contact have?');
        const [attributes] = (await run.shown('The attributes')) as Shown[][];
        assert.ok(attributes?.some(({ full_name }) => full_name === 'email'));
        await run.press('A new one');
        assert.equal(((await run.shown('The new attribute')) as Shown[])[0]?.name, 'phone_model');
    },
    async 'Webhook router'(run) {
        const url = run.nodeRed.url + webhookPathOf('Webhook router');
        const topics = [
            'contact.user.created',
            'conversation.user.created',
            'conversation.user.replied',
            'contact.deleted',
        ];
        for (const topic of topics) {
            const { status, error } = await run.sandbox.deliver({ url, topic, item: { type: topic } });
            assert.equal(status, 200, error);
        }
        assert.deepEqual(await run.shown('A customer writes', 2), [
            { type: 'conversation.user.created' },
            { type: 'conversation.user.replied' },
        ]);
        assert.deepEqual(await run.shown('A new contact'), [{ type: 'contact.user.created' }]);
        assert.equal((await run.sandbox.deliver({ url, topic: 'x', secret: 'of somebody else' })).status, 401);
    },
    async 'Watch for changes'(run) {
        await run.nodeRed.waitFor(() => run.sent().length > 0, 'a question');
        await run.asCustomer('/contacts', { role: 'user', email: 'new@example.com' });
        await run.nodeRed.waitFor(async () => {
            const shown = (await run.shown('New')) as Shown[];
            return shown.some(({ email }) => email === 'new@example.com');
        }, 'the new contact');
    },
};

/** What a user does after importing: gives the connection a token, and says where the other services are. */
function configured({ name, nodes }: Example, { url }: Sandbox, { model, chat, broker }: Others): FlowNode[] {
    const settings: Record<string, string> = { MODEL_URL: model.url, CHAT_URL: chat.url, CHAT_SECRET: chatSecret };
    return nodes.map((node) => {
        const own = node.connection ? { ...node, connection: placeOf(name) } : node;
        switch (node.type) {
            case 'tab': {
                const env = node.env as { name: string; value: string }[];
                return { ...node, env: env.map((one) => ({ ...one, value: settings[one.name] ?? one.value })) };
            }
            case 'intercom-watch':
                return { ...own, interval: 1 };
            case 'mqtt-broker':
                return { ...node, broker: '127.0.0.1', port: broker.port };
            case connectionType: {
                const credentials = { accessToken: tokenOf(name), clientSecret: CLIENT_SECRET };
                const place = { region: 'custom', baseUrl: url, webhookPath: webhookPathOf(name) };
                return { ...node, id: placeOf(name), ...place, credentials };
            }
            default:
                return own;
        }
    });
}

describe('the examples at work', () => {
    // what needs a module of others has a test of its own
    const own = examples.filter((example) => !needsModules(example));
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let others: Others;

    before(async () => {
        sandbox = await startSandbox({ tokens: [customers, ...examples.map(({ name }) => tokenOf(name))] });
        others = { model: await startInbox(), chat: await startInbox(), broker: await startBroker() };
        nodeRed = await startNodeRed({ flows: own.flatMap((example) => configured(example, sandbox, others)) });
    });
    after(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
        await Promise.all(Object.values(others ?? {}).map((one: { close(): Promise<void> }) => one.close()));
    });

    it('are all driven by this test', () => {
        assert.deepEqual(Object.keys(runs).sort(), own.map(({ name }) => name).sort());
    });

    it('are in the menu of the editor', async () => {
        const folder = '/library/examples/flows/node-red-contrib-intercom/';
        const menu = await nodeRed.get<({ fn?: string } | string)[]>(folder);
        assert.deepEqual(
            menu.map((entry) => (typeof entry === 'string' ? entry : entry.fn)).sort(),
            examples.map(({ name }) => name),
        );
        for (const { name, nodes } of examples) {
            assert.deepEqual(await nodeRed.get(folder + encodeURIComponent(name)), nodes);
        }
    });

    for (const [name, run] of Object.entries(runs)) {
        it(name, async () => {
            const one = new Run(name, nodeRed, sandbox, others);
            await run(one).finally(() => {
                for (const end of one.ends) end();
            });
        });
    }

    it('have left no warning in the log', () => {
        const loud = nodeRed.log.filter(
            (line) => /\[(warn|error)\]/.test(line) && !/Encrypted credentials|Projects disabled/.test(line),
        );
        const expected = /\[error\] \[intercom-/; // a caught error is in the log as well
        assert.deepEqual(
            loud.filter((line) => !expected.test(line)),
            [],
        );
    });
});

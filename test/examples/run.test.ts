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
import { type Example, examples, nodeOf } from './example';

const companies = `company_id,name,plan,monthly_spend
example-csv-1,Acme,Pro,99.5
example-csv-2,Umbrella,Free,0
example-csv-3,Hooli,Pro,a lot
example-csv-4,"Stark, Tony",Pro,12
`;

/** Each example has a token of its own, by which its requests are told from those of the others. */
const tokenOf = (name: string) => `token of ${name}`.replaceAll(' ', '-');

/** One example at work: its buttons, its debug nodes, and what reached Intercom. */
class Run {
    private readonly firstRequest: number;

    constructor(
        private readonly name: string,
        readonly nodeRed: NodeRed,
        readonly sandbox: Sandbox,
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

    async file(pattern: RegExp): Promise<string> {
        const name = (await readdir(this.nodeRed.userDir)).find((file) => pattern.test(file));
        return name ? readFile(join(this.nodeRed.userDir, name), 'utf8') : '';
    }
}

type Shown = Record<string, unknown>;

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
        const path = `/contacts/${created?.id}`;
        assert.deepEqual(run.requests(), [
            'POST /contacts',
            `POST ${path}/archive`,
            `POST ${path}/unarchive`,
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
        assert.deepEqual(update?.body, { name: 'Grace H.' });
        const off = run.sandbox.fault({ kind: 'status', status: 400 });
        const refused = await send('Nobody', 'nobody@example.com');
        off();
        assert.equal(refused.status, 502);
        assert.match(refused.text, /, 400\)/);
    },
    async 'CSV to companies'(run) {
        await writeFile(join(run.nodeRed.userDir, 'companies.csv'), companies);
        await run.press('Import');
        const progress = await run.shown('Progress', 3);
        assert.deepEqual(progress, ['1 of 4', '2 of 4', '4 of 4']);
        await run.nodeRed.waitFor(async () => (await run.file(/^companies-errors/)) !== '', 'the file of errors');
        const [names, line] = (await run.file(/^companies-errors/)).split('\r\n');
        assert.equal(names, 'company_id,name,plan,monthly_spend,error');
        assert.match(String(line), /^example-csv-3,Hooli,Pro,a lot,.*monthlySpend/);
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
            ['Five companies', 'The last five'],
            ['Ada leaves', 'Ada has left'],
            ['The end', 'It is gone'],
        ] as const;
        const shown: Shown[] = [];
        for (const [button, result] of steps) {
            await run.press(button);
            shown.push(((await run.shown(result)) as Shown[])[0] ?? {});
        }
        const [company, , paying, list] = shown;
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
    async 'Device alarm to ticket'(run) {
        for (const button of ['It is cold', 'It is warm', 'It is warm']) await run.press(button);
        const [ticket] = (await run.shown('The ticket')) as Shown[];
        assert.match(JSON.stringify(ticket), /"_default_title_":"freezer 3 is too warm"/);
        await run.press('Ask');
        assert.deepEqual(await run.shown('Its state'), ['submitted']);
        assert.equal(run.requests().filter((asked) => asked === 'POST /tickets').length, 1);
        assert.equal(run.requests().at(-1), `GET /tickets/${ticket?.id}`);
    },
    async 'Desk lamp'(run) {
        await run.press('Every minute');
        assert.deepEqual(await run.shown('The lamp'), ['red']);
        for (const one of run.sandbox.state.conversations.values()) one.state = 'closed';
        await run.press('Every minute');
        assert.deepEqual(await run.shown('The lamp', 2), ['red', 'green']);
        assert.deepEqual(run.requests(), ['POST /conversations/search', 'POST /conversations/search']);
    },
    async 'Away switch'(run) {
        await run.press('I am away');
        assert.deepEqual(await run.shown('Away?'), [true]);
        assert.equal(run.sandbox.state.away.size, 1);
        await run.press('I am back');
        assert.deepEqual(await run.shown('Away?', 2), [true, false]);
        assert.equal(run.sandbox.state.away.size, 0);
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
        const off = run.sandbox.fault({ kind: 'status', status: 401 });
        await run.press('Nobody');
        const [, , sentence] = await run.shown('For a person', 3);
        off();
        assert.match(String(sentence), /access token.*401\)/);
    },
    async 'Raw request'(run) {
        await run.press('Whose token is it?');
        const [me] = (await run.shown('The teammate')) as Shown[];
        assert.equal(me?.type, 'admin');
        await run.press('Three contacts');
        const [contacts] = (await run.shown('The first three')) as unknown[][];
        assert.equal(contacts?.length, 3);
        await run.press('Closed conversations');
        assert.ok(Number((await run.shown('How many'))[0]) > 0);
    },
    async 'Webhook router'(run) {
        const url = `${run.nodeRed.url}/intercom/webhook`;
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
        const headers = { Authorization: `Bearer ${run.sandbox.token}`, 'Content-Type': 'application/json' };
        const body = JSON.stringify({ role: 'user', email: 'new@example.com' });
        await fetch(`${run.sandbox.url}/contacts`, { method: 'POST', headers, body });
        await run.nodeRed.waitFor(async () => {
            const shown = (await run.shown('New')) as Shown[];
            return shown.some(({ email }) => email === 'new@example.com');
        }, 'the new contact');
    },
};

/** What a user does after importing: gives the connection a token. Here it also leads to the sandbox. */
function configured({ name, nodes }: Example, { url }: Sandbox): FlowNode[] {
    return nodes.map((node) => {
        if (node.type === 'intercom-watch') return { ...node, interval: 1 };
        if (node.type !== connectionType) return node;
        const credentials = { accessToken: tokenOf(name), clientSecret: CLIENT_SECRET };
        return { ...node, region: 'custom', baseUrl: url, credentials };
    });
}

describe('the examples at work', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;

    before(async function () {
        this.timeout(60_000);
        sandbox = await startSandbox({ tokens: examples.map(({ name }) => tokenOf(name)) });
        nodeRed = await startNodeRed({ flows: examples.flatMap((example) => configured(example, sandbox)) });
    });
    after(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
    });

    it('are all driven by this test', () => {
        assert.deepEqual(Object.keys(runs).sort(), examples.map(({ name }) => name).sort());
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
        it(name, () => run(new Run(name, nodeRed, sandbox)));
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

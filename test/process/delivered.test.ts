import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import { type Known, knownRecords } from '../actions/known';
import { action, catcher, collector, connection, functionNode, node, source, tab } from '../support/flows';
import { type Message, type NodeRed, startNodeRed } from '../support/node-red';

interface Part {
    part_type: string;
    body: string | null;
    author: { type: string; id: string };
    attachments?: { name: string; content_type: string; filesize: number }[];
}

const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });
const msg = (property: string, place: string) => ({ [property]: place, [`${property}Type`]: 'msg' });

/** A picture of 6 MB, made in the flow: it would not fit through the test's own messages. */
const takePicture = `
    const picture = Buffer.alloc(6000000, 7);
    Buffer.from('89504e470d0a1a0a', 'hex').copy(picture);
    msg.picture = picture;
    return msg;`;

const replies: [string, Record<string, unknown>][] = [
    ['picture', { ...str('body', 'Who is this?'), ...msg('attachmentFiles', 'picture') }],
    ['note', { kind: 'note', format: 'markdown', ...str('body', 'The model says **spam**') }],
    [
        'options',
        {
            kind: 'quick_reply',
            ...str('body', 'Better?'),
            replyOptions: '["Yes","No","Later"]',
            replyOptionsType: 'json',
        },
    ],
    ['contact', { as: 'contact', ...str('body', 'Yes, thank you'), ...msg('contactId', 'who') }],
    ['last', { to: 'last', ...str('body', 'To your latest'), ...msg('contactId', 'who') }],
    ['ticket', { to: 'ticket', ...str('body', 'We look into it') }],
];

/** What a reply node sends comes back as a webhook, when it is no one else's Intercom. */
describe('what is replied is delivered', () => {
    let sandbox: Sandbox;
    let nodeRed: NodeRed;
    let known: Known;

    before(async () => {
        sandbox = await startSandbox();
        known = await knownRecords(sandbox);
        const credentials = { accessToken: sandbox.token, clientSecret: CLIENT_SECRET };
        nodeRed = await startNodeRed({
            flows: [
                tab,
                connection(sandbox, { credentials }),
                node('intercom-webhook', 'hook', ['heard'], { name: '', connection: 'connection', topics: [] }),
                collector('heard'),
                ...replies.flatMap(([id, fields]) => [
                    source(`to ${id}`, id === 'picture' ? 'camera' : id),
                    action('intercom-reply', id, ['out'], fields),
                ]),
                functionNode('camera', takePicture, ['picture']),
                collector('out'),
                catcher('catch', 'caught'),
                collector('caught'),
            ],
        });
        const url = `${new URL(nodeRed.url).origin}/intercom/webhook`;
        await nodeRed.waitFor(async () => (await fetch(url, { method: 'HEAD' })).ok, 'the URL to answer');
        sandbox.subscribe(url);
    });
    after(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
    });

    /** Sends one reply; what Intercom has then, and what it tells of it. */
    async function reply(id: string, payload: object): Promise<{ heard: Message; part: Part }> {
        const heard = nodeRed.from('heard').length;
        const { state } = sandbox;
        const thread = () =>
            id === 'ticket' ? state.tickets.get(known.ticketId) : state.conversations.get(known.conversationId);
        const before = thread()?.parts.length ?? 0;
        nodeRed.feed(`to ${id}`, { payload, who: known.conversationContactId });
        const told = await nodeRed.expect('heard', heard + 1);
        assert.deepEqual(
            nodeRed.from('caught').map(({ error }) => (error as { message: string }).message),
            [],
        );
        assert.equal(thread()?.parts.length, before + 1, 'one part more');
        return { heard: told[heard] as Message, part: thread()?.parts.at(-1) as unknown as Part };
    }
    const conversation = () => ({ type: 'conversation', id: known.conversationId });
    /** The parts that the webhook carries. */
    const toldParts = ({ payload }: Message) =>
        (payload as { conversation_parts: { conversation_parts: Part[] } }).conversation_parts.conversation_parts;

    it('a picture of 6 MB', async () => {
        const { heard, part } = await reply('picture', conversation());
        assert.deepEqual(
            part.attachments?.map(({ name, content_type, filesize }) => [name, content_type, filesize]),
            [['attachment-1.png', 'image/png', 6_000_000]],
        );
        assert.equal(heard.topic, 'conversation.admin.replied');
        assert.equal(toldParts(heard).at(-1)?.attachments?.[0]?.filesize, 6_000_000);
    });

    it('a note in markdown', async () => {
        const { heard, part } = await reply('note', conversation());
        assert.deepEqual([part.part_type, part.body], ['note', '<p>The model says <strong>spam</strong></p>']);
        assert.equal(heard.topic, 'conversation.admin.noted');
        assert.match(toldParts(heard).at(-1)?.body ?? '', /<strong>spam<\/strong>/);
    });

    it('three quick replies', async () => {
        const { heard, part } = await reply('options', conversation());
        assert.equal(part.part_type, 'quick_reply');
        assert.equal(JSON.stringify(part).match(/"text":"(Yes|No|Later)"/g)?.length, 3);
        assert.equal(heard.topic, 'conversation.admin.replied');
    });

    it('as the contact', async () => {
        const { heard, part } = await reply('contact', conversation());
        assert.equal(part.author.id, known.conversationContactId);
        assert.equal(heard.topic, 'conversation.user.replied');
        assert.match(toldParts(heard).at(-1)?.body ?? '', /Yes, thank you/);
    });

    it("to the contact's latest conversation", async () => {
        const { heard, part } = await reply('last', {});
        assert.match(part.body ?? '', /To your latest/);
        assert.equal(heard.topic, 'conversation.admin.replied');
        assert.equal((heard.payload as { id: string }).id, known.conversationId);
    });

    it('to a ticket', async () => {
        const { heard, part } = await reply('ticket', { type: 'ticket', id: known.ticketId });
        assert.match(part.body ?? '', /We look into it/);
        assert.equal(heard.topic, 'ticket.admin.replied');
    });
});

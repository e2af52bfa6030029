import { randomUUID } from 'node:crypto';
import {
    actor,
    contact,
    conversation,
    defineAction,
    notGivenField,
    oneOf,
    post,
    ref,
    refByChoice,
    ticket,
} from '../../src/action';
import { boolean, date, fromMsg, list, show } from '../../src/fields';
import { attachmentFiles, attachmentUrls, body, format } from './fields';

const asAdmin = { as: ['admin'] } as const;
const quickReply = { as: ['admin'], kind: ['quick_reply'] } as const;

/** What a person can press. The ids are ours to make. */
const asOptions = (texts: unknown[]) =>
    texts.map((text) => ({ text: typeof text === 'string' ? text : show(text), uuid: randomUUID() }));

export default defineAction({
    type: 'intercom-reply',
    palette: 'conversations',
    reference: 'conversations/replyconversation',
    switches: {
        to: oneOf(['conversation', 'ticket', 'last']),
        as: oneOf(['admin', 'contact'], { labels: true }),
        kind: oneOf(['comment', 'note', 'quick_reply'], { when: asAdmin, labels: true }),
        format: format(),
    },
    fields: {
        recordId: refByChoice(
            'to',
            { conversation, ticket },
            {
                stored: fromMsg('payload'),
                when: { to: ['conversation', 'ticket'] },
            },
        ),
        contactId: ref(contact, {
            api: 'intercom_user_id',
            stored: fromMsg('payload.contact_id'),
            when: [{ as: ['contact'] }, { to: ['last'] }],
        }),
        body: body({ required: true, optional: quickReply }),
        replyOptions: list({ required: true, when: quickReply, send: asOptions }),
        adminId: actor({ when: asAdmin }),
        // a contact's reply to a ticket takes no files
        attachmentFiles: attachmentFiles([asAdmin, { to: ['conversation', 'last'] }]),
        attachmentUrls: attachmentUrls(),
        skipNotifications: boolean({ ...notGivenField, advanced: true, when: asAdmin }),
        createdAt: date({ ...notGivenField, advanced: true }),
    },
    // a reply that was sent twice is read twice
    request: ({ to, as, kind }) => {
        const author =
            as === 'admin' ? { type: 'admin', message_type: kind } : { type: 'user', message_type: 'comment' };
        switch (to) {
            case 'conversation':
                return post('/conversations/{recordId}/reply', 'never', author);
            case 'ticket':
                return post('/tickets/{recordId}/reply', 'never', author);
            case 'last':
                return post('/conversations/last/reply', 'never', author);
        }
    },
});

import { actor, contact, defineAction, notGivenField, numericId, oneOf, refs, toBody } from '../../src/action';
import { type ApiAnswer, type CallOptions, type Client, getContact, IntercomError } from '../../src/client';
import { boolean, choice, date, list, literal, text } from '../../src/fields';
import { body, format } from './fields';

const byEmail = { via: ['email'] } as const;
const byWhatsApp = { via: ['whatsapp'] } as const;
const toContacts = { via: ['email', 'in_app'] } as const;

const copies = refs(contact, {
    ...notGivenField,
    required: false,
    at: 'none',
    advanced: true,
    keyOf: 'contactId',
    when: byEmail,
});

const fields = {
    contactId: refs(contact, { at: 'none', when: toContacts }),
    phone: text({ required: true, at: 'none', when: byWhatsApp, placeholder: '+353 1 555 0100' }),
    subject: text({ required: true, when: byEmail }),
    body: body({ required: true, when: toContacts }),
    templateName: text({ required: true, api: 'template', when: byWhatsApp }),
    components: list({ ...notGivenField, when: byWhatsApp }),
    locale: text({ ...notGivenField, when: byWhatsApp, placeholder: 'en' }),
    cc: copies,
    bcc: copies,
    template: choice(['plain', 'personal'], { stored: literal('plain'), advanced: true, when: byEmail }),
    adminId: actor({ at: 'none' }),
    startConversation: boolean({ ...notGivenField, api: 'create_conversation_without_contact_reply', advanced: true }),
    createdAt: date({ ...notGivenField, advanced: true }),
};

/** Recipients as Intercom wants them: with what each contact is. */
async function recipients(ids: readonly string[], client: Client, options: CallOptions) {
    const found: { type: string; id: string }[] = [];
    for (const id of ids) {
        const { body: record } = await getContact(client, id, options);
        const { id: known = id, role } = (record ?? {}) as { id?: string; role?: string };
        found.push({ type: role === 'lead' ? 'lead' : 'user', id: known });
    }
    return found;
}

/** Whether Intercom refused the word itself: its description says `in_app`, its examples `inapp`. */
const isUnknownWord = (error: unknown): boolean =>
    error instanceof IntercomError &&
    error.statusCode === 400 &&
    /message_type|in_app|inapp/i.test(`${error.said ?? ''} ${error.errors?.map(({ field }) => field).join(' ') ?? ''}`);

export default defineAction({
    type: 'intercom-send-message',
    palette: 'conversations',
    reference: 'messages/createmessage',
    switches: { via: oneOf(['email', 'in_app', 'whatsapp'], { labels: true }), format: format(toContacts) },
    fields,
    run: async (inputs, client, options) => {
        const { via, contactId, cc, bcc, phone, adminId } = inputs;
        const to = async (ids: string[] | null | undefined) => {
            const known = ids ? await recipients(ids, client, options) : [];
            return known.length > 1 ? known : known[0];
        };
        const sent = {
            from: { type: 'admin', id: numericId('adminId')(adminId) },
            to: via === 'whatsapp' ? { phone } : await to(contactId),
            cc: via === 'email' ? await to(cc) : undefined,
            bcc: via === 'email' ? await to(bcc) : undefined,
            ...toBody(fields, inputs),
            ...(via === 'whatsapp' && inputs.components == null && { components: [] }),
        };
        const send = (message_type: string): Promise<ApiAnswer> =>
            client.call(
                // a message that was sent twice is read twice
                { method: 'POST', path: '/messages', body: { message_type, ...sent }, repeat: 'never' },
                options,
            );
        let answer: ApiAnswer;
        try {
            answer = await send(via);
        } catch (error) {
            if (via !== 'in_app' || !isUnknownWord(error)) throw error;
            answer = await send('inapp');
        }
        return { payload: answer.body, answer };
    },
});

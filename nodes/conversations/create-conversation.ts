import { contact, defineAction, notGivenField, ref, toBody } from '../../src/action';
import { getContact } from '../../src/client';
import { date, id, text } from '../../src/fields';
import { attachmentUrls } from './fields';

const fields = {
    contactId: ref(contact, { at: 'none' }),
    body: text({ required: true }),
    subject: text(notGivenField),
    attachmentUrls: attachmentUrls(),
    createdAt: date({ ...notGivenField, advanced: true }),
    brandId: id({ ...notGivenField, advanced: true }),
};

export default defineAction({
    type: 'intercom-create-conversation',
    palette: 'conversations',
    reference: 'conversations/createconversation',
    fields,
    run: async (inputs, client, options) => {
        // Intercom wants to be told what the contact is, and takes no answer for both
        const { body: record } = await getContact(client, inputs.contactId, options);
        const { id: contactId = inputs.contactId, role } = (record ?? {}) as { id?: string; role?: string };
        const from = { type: role === 'lead' || role === 'user' ? role : 'contact', id: contactId };
        const answer = await client.call(
            // a message that was written twice is read twice
            { method: 'POST', path: '/conversations', body: { from, ...toBody(fields, inputs) }, repeat: 'never' },
            options,
        );
        return { payload: answer.body, answer };
    },
});

import { boolean, companyRef, contactKey, date, defineAction, id, object, toBody } from '../../src/action';
import { contactKey as keyOfContact } from '../../src/client';

const fields = {
    ticketTypeId: id({ required: true, pick: 'ticketTypes' }),
    contactId: contactKey({ by: 'auto' }),
    companyId: companyRef({ required: false, by: 'company_id' }),
    ticketAttributes: object({ form: 'ticketAttributes' }),
    skipNotifications: boolean({ advanced: true }),
    createdAt: date({ advanced: true }),
};

export default defineAction({
    type: 'intercom-create-ticket',
    palette: 'tickets',
    reference: 'tickets/createticket',
    fields,
    run: async ({ contactId: { by, value }, ...inputs }, client, options) => {
        const { contactId, ...others } = fields;
        // Intercom takes exactly one contact, by exactly one of its keys, and finds or creates it itself
        const contacts = [{ [by === 'auto' ? keyOfContact(value) : by]: value }];
        const answer = await client.call(
            // nothing tells a ticket that was created twice from two tickets
            { method: 'POST', path: '/tickets', body: { contacts, ...toBody(others, inputs) }, repeat: 'never' },
            options,
        );
        return { payload: answer.body, answer };
    },
});

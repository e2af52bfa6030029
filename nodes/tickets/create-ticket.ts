import { company, contact, defineAction, type Named, named, post, ref, ticket } from '../../src/action';
import { boolean, date, id, object } from '../../src/fields';
import { contactKeyOf } from '../../src/objects';

/** Intercom takes exactly one contact, by exactly one of its keys, and finds or creates it itself. */
function asContacts({ by, value: given }: Named): Record<string, string>[] {
    const value = by === 'email' || by === 'auto' ? given.trim() : given;
    return [{ [by === 'auto' ? contactKeyOf(value) : by]: value }];
}

export default defineAction({
    type: 'intercom-create-ticket',
    palette: 'tickets',
    reference: 'tickets/createticket',
    // nothing tells a ticket that was created twice from two tickets
    request: post('/tickets', 'never'),
    fields: {
        ticketTypeId: id({ required: true, pick: 'ticketTypes' }),
        contactId: named(contact, {
            by: 'auto',
            api: 'contacts',
            send: asContacts,
            stored: { type: 'msg', value: 'payload.contact_id' },
        }),
        companyId: ref(company, { required: false, by: 'company_id' }),
        ticketAttributes: object({ form: 'ticketAttributes' }),
        skipNotifications: boolean({ advanced: true }),
        createdAt: date({ advanced: true, of: ticket }),
    },
});

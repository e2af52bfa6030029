import { defineAction, del } from '../../src/action';
import { theContact } from './fields';

export default defineAction({
    type: 'intercom-delete-contact',
    palette: 'contacts',
    reference: 'contacts/deletecontact',
    request: del('/contacts/{contactId}'),
    fields: { contactId: theContact },
    destroys: true,
});

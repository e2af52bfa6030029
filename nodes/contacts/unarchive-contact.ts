import { defineAction, post } from '../../src/action';
import { theContact } from './fields';

export default defineAction({
    type: 'intercom-unarchive-contact',
    palette: 'contacts',
    reference: 'contacts/unarchivecontact',
    request: post('/contacts/{contactId}/unarchive', 'always'),
    fields: { contactId: theContact },
});

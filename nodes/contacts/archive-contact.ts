import { defineAction, post } from '../../src/action';
import { theContact } from './fields';

export default defineAction({
    type: 'intercom-archive-contact',
    palette: 'contacts',
    reference: 'contacts/archivecontact',
    request: post('/contacts/{contactId}/archive', 'always'),
    fields: { contactId: theContact },
});

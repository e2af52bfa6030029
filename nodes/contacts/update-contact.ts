import { defineAction, put } from '../../src/action';
import { boolean, notGiven } from '../../src/fields';
import { contactFields, theContact } from './fields';

export default defineAction({
    type: 'intercom-update-contact',
    palette: 'contacts',
    reference: 'contacts/updatecontact',
    request: put('/contacts/{contactId}'),
    fields: {
        contactId: theContact,
        ...contactFields,
        // a preset false would resubscribe everybody who is updated
        unsubscribedFromEmails: boolean({ stored: notGiven, advanced: true }),
    },
});

import { defineAction } from '../../src/action';
import { getContact } from '../../src/client';
import { theContact } from './fields';

export default defineAction({
    type: 'intercom-get-contact',
    palette: 'contacts',
    reference: 'contacts/showcontact',
    fields: { contactId: theContact },
    // a contact that was merged is answered by the one it was merged into
    run: async ({ contactId }, client, options) => {
        const answer = await getContact(client, contactId, options);
        return { payload: answer.body, answer };
    },
});

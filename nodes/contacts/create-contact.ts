import { defineAction, post } from '../../src/action';
import { contactFields } from './fields';

export default defineAction({
    type: 'intercom-create-contact',
    palette: 'contacts',
    reference: 'contacts/createcontact',
    request: post('/contacts', 'create-contact'),
    // Intercom takes any number of leads with the same details: sent twice, a lead exists twice
    repeat: ({ role, email, externalId }) => (role !== 'lead' && (email || externalId) ? 'create-contact' : 'never'),
    anyOf: ['email', 'externalId', 'role'],
    fields: contactFields,
});

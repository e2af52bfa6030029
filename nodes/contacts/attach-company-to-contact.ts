import { companyRef, defineAction, post } from '../../src/action';
import { contactToLink } from './fields';

export default defineAction({
    type: 'intercom-attach-company-to-contact',
    palette: 'contacts',
    reference: 'contacts/attachcontacttoacompany',
    request: post('/contacts/{contactId}/companies', 'always'),
    fields: {
        contactId: contactToLink,
        // the body names the company `id`: a company_id there is answered with "company not specified"
        companyId: companyRef({ api: 'id', stored: { type: 'msg', value: 'payload.company_id' } }),
    },
});

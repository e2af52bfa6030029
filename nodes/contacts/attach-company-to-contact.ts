import { company, defineAction, post, ref } from '../../src/action';
import { fromMsg } from '../../src/fields';
import { contactToLink } from './fields';

export default defineAction({
    type: 'intercom-attach-company-to-contact',
    palette: 'contacts',
    reference: 'contacts/attachcontacttoacompany',
    request: post('/contacts/{contactId}/companies', 'always'),
    fields: {
        contactId: contactToLink,
        // the body names the company `id`: a company_id there is answered with "company not specified"
        companyId: ref(company, { api: 'id', stored: fromMsg('payload.company_id') }),
    },
});

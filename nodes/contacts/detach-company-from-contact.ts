import { company, defineAction, del, ref } from '../../src/action';
import { contactToLink } from './fields';

export default defineAction({
    type: 'intercom-detach-company-from-contact',
    palette: 'contacts',
    reference: 'contacts/detachcontactfromacompany',
    request: del('/contacts/{contactId}/companies/{companyId}'),
    fields: { contactId: contactToLink, companyId: ref(company) },
});

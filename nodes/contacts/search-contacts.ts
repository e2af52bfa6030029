import { defineAction, notGivenField, searchFields, searchList } from '../../src/action';
import { choice, object, text } from '../../src/fields';

const fields = {
    role: choice(['user', 'lead'], { filter: '=' }),
    contactName: text({ api: 'name', filter: '~' }),
    email: text({ filter: '=', placeholder: 'ann@example.com' }),
    jsonQuery: object({ ...notGivenField, filter: 'query', form: 'search', searches: 'contact', at: 'none' }),
    ...searchFields(),
};

export default defineAction({
    type: 'intercom-search-contacts',
    palette: 'contacts',
    reference: 'contacts/searchcontacts',
    fields,
    list: searchList('/contacts/search', fields),
});

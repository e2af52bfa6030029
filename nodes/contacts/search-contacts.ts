import { defineAction, notGivenField, searchFields, searchList } from '../../src/action';
import { choice, object, text } from '../../src/fields';

const role = choice(['user', 'lead'], { filter: '=' });
const names = {
    contactName: text({ api: 'name', filter: '~' }),
    email: text({ filter: '=', placeholder: 'ann@example.com' }),
};
const others = {
    jsonQuery: object({ ...notGivenField, filter: 'query', form: 'search', searches: 'contact', at: 'none' }),
    ...searchFields(),
};

export default defineAction({
    type: 'intercom-search-contacts',
    palette: 'contacts',
    reference: 'contacts/searchcontacts',
    // in the order in which people look for somebody; the conditions keep theirs on the wire
    fields: { ...names, role, ...others },
    list: searchList('/contacts/search', { role, ...names, ...others }),
});

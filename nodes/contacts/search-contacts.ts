import { choice, defineAction, object, text } from '../../src/action';
import { cursorPages } from '../../src/client';
import { listFields, notGivenField, walkOf } from '../list';
import { checkQuery, readQuery, searchRequest } from './search';

const { page, ...searchFields } = listFields({ max: 150 });

export default defineAction({
    type: 'intercom-search-contacts',
    palette: 'contacts',
    reference: 'contacts/searchcontacts',
    fields: {
        role: choice(['user', 'lead']),
        contactName: text({ api: 'name' }),
        email: text({ placeholder: 'ann@example.com' }),
        jsonQuery: object({ ...notGivenField, form: 'search' }),
        sortField: text({ ...notGivenField, placeholder: 'created_at', advanced: true }),
        ...searchFields,
    },
    check: checkQuery,
    pages: (inputs, client, options) => {
        const search = readQuery(inputs);
        const walk = walkOf(inputs, { one: search.perPage ?? 50, all: search.perPage ?? 150 });
        return cursorPages(
            client,
            (startingAfter, perPage) => searchRequest(search.body, startingAfter, perPage),
            { ...walk, startingAfter: walk.startingAfter ?? search.startingAfter },
            options,
        );
    },
});

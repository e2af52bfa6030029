import { defineAction, everything, listFields, searchRequest } from '../../src/action';

export default defineAction({
    type: 'intercom-list-contacts',
    palette: 'contacts',
    reference: 'contacts/listcontacts',
    fields: listFields({ max: 150 }),
    list: {
        // GET /contacts has no order, so an ordered list is a search for everybody
        request: ({ order }) =>
            order
                ? searchRequest('/contacts/search', { query: everything, sort: { field: 'created_at', order } })
                : { method: 'GET', path: '/contacts', paging: 'cursor' },
    },
});

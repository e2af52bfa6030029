import { defineAction } from '../../src/action';
import { type ApiRequest, cursorPages } from '../../src/client';
import { checkCursorOrPage, listFields, walkOf } from '../list';
import { everybody, searchRequest } from './search';

/** GET /contacts has no order, so an ordered list is a search for everybody. */
const request =
    (order: 'asc' | 'desc' | null | undefined) =>
    (startingAfter: string | undefined, perPage: number | undefined): ApiRequest =>
        order
            ? searchRequest({ query: everybody, sort: { field: 'created_at', order } }, startingAfter, perPage)
            : {
                  method: 'GET',
                  path: '/contacts',
                  query: { per_page: perPage, starting_after: startingAfter },
                  repeat: 'always',
              };

export default defineAction({
    type: 'intercom-list-contacts',
    palette: 'contacts',
    reference: 'contacts/listcontacts',
    fields: listFields({ max: 150 }),
    check: checkCursorOrPage,
    pages: (inputs, client, options) =>
        cursorPages(client, request(inputs.order), walkOf(inputs, { one: 50, all: 150 }), options),
});

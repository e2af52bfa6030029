import { defineAction, wholeListFields } from '../../src/action';

export default defineAction({
    type: 'intercom-list-tags',
    palette: 'tags',
    reference: 'tags/listtags',
    fields: wholeListFields,
    list: { request: { method: 'GET', path: '/tags', paging: 'whole' } },
});

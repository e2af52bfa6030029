import { defineAction, wholeListFields } from '../../src/action';

export default defineAction({
    type: 'intercom-list-ticket-types',
    palette: 'tickets',
    reference: 'ticket-types/listtickettypes',
    fields: wholeListFields,
    list: { request: { method: 'GET', path: '/ticket_types', paging: 'whole' } },
});

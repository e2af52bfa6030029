import { defineAction, fromMsg, get, id } from '../../src/action';

export default defineAction({
    type: 'intercom-get-ticket',
    palette: 'tickets',
    reference: 'tickets/getticket',
    request: get('/tickets/{ticketId}'),
    fields: { ticketId: id({ required: true, stored: fromMsg('payload.id') }) },
});

import { defineAction, get } from '../../src/action';
import { theTicket } from './fields';

export default defineAction({
    type: 'intercom-get-ticket',
    palette: 'tickets',
    reference: 'tickets/getticket',
    request: get('/tickets/{ticketId}'),
    fields: { ticketId: theTicket },
});

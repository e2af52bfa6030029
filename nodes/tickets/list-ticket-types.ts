import { defineAction } from '../../src/action';
import { wholeList } from '../list';

export default defineAction({
    type: 'intercom-list-ticket-types',
    palette: 'tickets',
    reference: 'ticket-types/listtickettypes',
    fields: {},
    pages: (_inputs, client, options) => wholeList('/ticket_types', client, options),
});

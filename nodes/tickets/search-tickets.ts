import {
    admin,
    contact,
    defineAction,
    isSince,
    notGivenField,
    ref,
    searchFields,
    searchList,
    team,
    updatedSince,
} from '../../src/action';
import { boolean, choice, id, object, text } from '../../src/fields';

const narrows = { ...notGivenField, filter: '=' } as const;

const fields = {
    ticketTypeId: id({ ...narrows, pick: 'ticketTypes' }),
    state: text(narrows),
    category: choice(['request', 'task', 'tracker'], narrows),
    open: boolean(narrows),
    adminId: ref(admin, { ...narrows, required: false, api: 'admin_assignee_id', nobody: true }),
    teamId: ref(team, { ...narrows, required: false, api: 'team_assignee_id', nobody: true }),
    contactId: ref(contact, { ...narrows, required: false, api: 'contact_ids' }),
    updatedSince,
    jsonQuery: object({ ...notGivenField, filter: 'query', form: 'search', searches: 'ticket', at: 'none' }),
    ...searchFields(),
};

export default defineAction({
    type: 'intercom-search-tickets',
    palette: 'tickets',
    reference: 'tickets/searchtickets',
    fields,
    list: { ...searchList('/tickets/search', fields), only: isSince },
});

import {
    admin,
    contact,
    defineAction,
    isSince,
    notGivenField,
    numericId,
    ref,
    searchFields,
    searchList,
    tag,
    team,
    updatedSince,
} from '../../src/action';
import { choice, object } from '../../src/fields';

const narrows = { ...notGivenField, required: false, filter: '=' } as const;

const fields = {
    state: choice(['open', 'closed', 'snoozed'], { ...notGivenField, filter: '=' }),
    // Intercom keeps these two as numbers; 0 is nobody
    adminId: ref(admin, { ...narrows, api: 'admin_assignee_id', nobody: true, send: numericId('adminId') }),
    teamId: ref(team, { ...narrows, api: 'team_assignee_id', nobody: true, send: numericId('teamId') }),
    contactId: ref(contact, { ...narrows, api: 'contact_ids' }),
    tagId: ref(tag, { ...narrows, api: 'tag_ids' }),
    updatedSince,
    jsonQuery: object({ ...notGivenField, filter: 'query', form: 'search', searches: 'conversation', at: 'none' }),
    ...searchFields(),
};

export default defineAction({
    type: 'intercom-search-conversations',
    palette: 'conversations',
    reference: 'conversations/searchconversations',
    fields,
    list: { ...searchList('/conversations/search', fields), only: isSince },
});

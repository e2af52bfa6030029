import { company, defineAction, notGivenField, put, ref } from '../../src/action';
import { boolean, object, text } from '../../src/fields';
import { theConversation } from './fields';

export default defineAction({
    type: 'intercom-update-conversation',
    palette: 'conversations',
    reference: 'conversations/updateconversation',
    request: put('/conversations/{conversationId}'),
    anyOf: ['title', 'read', 'customAttributes', 'companyId'],
    nullClears: true,
    fields: {
        conversationId: theConversation,
        title: text(notGivenField),
        read: boolean(notGivenField),
        customAttributes: object({ ...notGivenField, form: 'conversationAttributes' }),
        companyId: ref(company, { ...notGivenField, required: false }),
    },
});

import { defineAction, post, tagRef } from '../../src/action';
import { contactToLink } from './fields';

export default defineAction({
    type: 'intercom-attach-tag-to-contact',
    palette: 'contacts',
    reference: 'tags/attachtagtocontact',
    request: post('/contacts/{contactId}/tags', 'always'),
    fields: {
        contactId: contactToLink,
        tagId: tagRef({ api: 'id', stored: { type: 'msg', value: 'payload.tag_id' } }),
    },
});

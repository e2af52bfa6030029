import { defineAction, post, ref, tag } from '../../src/action';
import { fromMsg } from '../../src/fields';
import { contactToLink } from './fields';

export default defineAction({
    type: 'intercom-attach-tag-to-contact',
    palette: 'contacts',
    reference: 'tags/attachtagtocontact',
    request: post('/contacts/{contactId}/tags', 'always'),
    fields: { contactId: contactToLink, tagId: ref(tag, { api: 'id', stored: fromMsg('payload.tag_id') }) },
});

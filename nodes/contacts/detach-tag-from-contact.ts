import { defineAction, del, ref, tag } from '../../src/action';
import { contactToLink } from './fields';

export default defineAction({
    type: 'intercom-detach-tag-from-contact',
    palette: 'contacts',
    reference: 'tags/detachtagfromcontact',
    request: del('/contacts/{contactId}/tags/{tagId}'),
    fields: { contactId: contactToLink, tagId: ref(tag) },
});

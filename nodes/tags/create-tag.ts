import { defineAction, post } from '../../src/action';
import { text } from '../../src/fields';

export default defineAction({
    type: 'intercom-create-tag',
    palette: 'tags',
    reference: 'tags/createtag',
    // a tag of that name is answered as it is: the same request twice makes one tag
    request: post('/tags', 'always'),
    fields: { tagName: text({ api: 'name', required: true, names: true }) },
});

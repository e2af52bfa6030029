import { defineAction, post } from '../../src/action';
import { text } from '../../src/fields';
import { theTag } from './fields';

export default defineAction({
    type: 'intercom-update-tag',
    palette: 'tags',
    reference: 'tags/createtag',
    // there is no PUT for tags: a POST with an id renames
    request: post('/tags', 'always'),
    fields: { tagId: theTag, tagName: text({ api: 'name', required: true, names: true }) },
});

import { defineAction, del } from '../../src/action';
import { theTag } from './fields';

export default defineAction({
    type: 'intercom-delete-tag',
    palette: 'tags',
    reference: 'tags/deletetag',
    request: del('/tags/{tagId}'),
    fields: { tagId: theTag },
    destroys: true,
});

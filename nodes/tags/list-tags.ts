import { defineAction } from '../../src/action';
import { wholeList } from '../list';

export default defineAction({
    type: 'intercom-list-tags',
    palette: 'tags',
    reference: 'tags/listtags',
    fields: {},
    pages: (_inputs, client, options) => wholeList('/tags', client, options),
});

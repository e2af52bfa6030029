import { defineAction } from '../../src/action';
import { boolean, literal } from '../../src/fields';
import { tagCompany, tagged, taggingFields, tagIdOf, tagsPath } from './tagging';

export default defineAction({
    type: 'intercom-tag',
    palette: 'tags',
    reference: 'tags/attachtagtoconversation',
    switches: tagged,
    fields: { ...taggingFields, createMissing: boolean({ stored: literal(false), advanced: true }) },
    run: async ({ on, recordId, tagId: named, adminId, createMissing }, client, options) => {
        const id = await tagIdOf(named, createMissing === true, client, options);
        const place = tagsPath[on]?.(recordId);
        const answer = place
            ? await client.call(
                  { method: 'POST', path: place, body: { id, admin_id: adminId }, repeat: 'always' },
                  options,
              )
            : await tagCompany(recordId, id, false, client, options);
        return { payload: answer.body, answer };
    },
});

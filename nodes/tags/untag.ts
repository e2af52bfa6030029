import { defineAction } from '../../src/action';
import { tagCompany, tagged, taggingFields, tagIdOf, tagsPath } from './tagging';

export default defineAction({
    type: 'intercom-untag',
    palette: 'tags',
    reference: 'tags/detachtagfromconversation',
    switches: tagged,
    fields: taggingFields,
    run: async ({ on, recordId, tagId: named, adminId }, client, options) => {
        const id = await tagIdOf(named, false, client, options);
        const place = tagsPath[on]?.(recordId);
        const answer = place
            ? await client.call(
                  {
                      method: 'DELETE',
                      path: `${place}/${encodeURIComponent(id)}`,
                      ...(adminId !== undefined && { body: { admin_id: adminId } }),
                      repeat: 'delete',
                  },
                  options,
              )
            : await tagCompany(recordId, id, true, client, options);
        return { payload: answer.body, answer };
    },
});

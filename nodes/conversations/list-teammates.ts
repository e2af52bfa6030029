import { defineAction, oneOf, pagesOf, wholeListFields } from '../../src/action';
import type { ListRequest, Page } from '../../src/client';

const lists: Record<string, ListRequest[]> = {
    admins: [{ method: 'GET', path: '/admins', paging: 'whole', records: 'admins' }],
    teams: [{ method: 'GET', path: '/teams', paging: 'whole', records: 'teams' }],
};
lists.both = [...(lists.admins ?? []), ...(lists.teams ?? [])];

export default defineAction({
    type: 'intercom-list-teammates',
    palette: 'conversations',
    reference: 'admins/listadmins',
    switches: { which: oneOf(['admins', 'teams', 'both'], { labels: true }) },
    fields: wholeListFields,
    list: async function* (inputs, client, options): AsyncGenerator<Page> {
        const [first, second] = lists[inputs.which] ?? [];
        if (!first) return;
        if (!second) {
            yield* pagesOf({ request: first }, inputs, client, options);
            return;
        }
        // one list to whoever reads it: a page of teammates, then one of teams
        let left = inputs.limit ?? Number.POSITIVE_INFINITY;
        for (const [at, request] of [first, second].entries()) {
            for await (const page of pagesOf({ request }, {}, client, options)) {
                const records = page.records.slice(0, left);
                left -= records.length;
                const goesOn = at === 0 && left > 0;
                // how many both have is not known before
                yield {
                    ...page,
                    records,
                    goesOn,
                    pages: { ...page.pages, page: at + 1, totalPages: 2, totalCount: null },
                };
                if (!goesOn) return;
            }
        }
    },
});

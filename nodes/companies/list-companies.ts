import { defineAction, type Inputs, invalidInput, listFields, notGivenField, walkOf } from '../../src/action';
import {
    type CallOptions,
    type Client,
    IntercomError,
    isGone,
    isScrollCursor,
    type ListRequest,
    listPages,
    type Page,
} from '../../src/client';
import { choice, id, literal, text } from '../../src/fields';

/** Past this many companies Intercom answers "page limit reached, please use scroll API". */
const MAX_IN_PAGES = 10_000;
const SIZES = { one: 15, all: 60 };

const narrows = { ...notGivenField, filter: 'list' } as const;

const fields = {
    companyName: text({ ...narrows, api: 'name' }),
    companyId: id(narrows),
    tagId: id({ ...narrows, pick: 'tags' }),
    segmentId: id({ ...narrows, pick: 'segments' }),
    ...listFields({ max: 60 }),
    order: choice(['asc', 'desc'], { stored: literal('desc'), advanced: true, at: 'none' }),
};

type ListInputs = Inputs<typeof fields>;

/** What Intercom's list can be narrowed by. */
function filterOf({ companyName, companyId, tagId, segmentId }: ListInputs): Record<string, string> {
    const filter = { name: companyName, company_id: companyId, tag_id: tagId, segment_id: segmentId };
    return Object.fromEntries(Object.entries(filter).filter(([, value]) => value != null)) as Record<string, string>;
}

/** GET /companies: with a filter, or as the list that a read-only token may have. */
const plainList = (query: Record<string, string> = {}): ListRequest => ({
    method: 'GET',
    path: '/companies',
    query,
    paging: 'page',
});

/** Intercom answers a name or id that nobody has with 404; a list without a match is an empty list. */
async function* filtered(filter: Record<string, string>, inputs: ListInputs, client: Client, options: CallOptions) {
    try {
        yield* listPages(client, plainList(filter), walkOf(inputs, SIZES), options);
    } catch (error) {
        if (!isGone(error)) throw error;
        yield emptyPage(error);
    }
}

const emptyPage = ({ requestId }: IntercomError): Page => ({
    records: [],
    answer: {
        status: 404,
        headers: {},
        body: null,
        requestId,
        rateLimit: { limit: null, remaining: null, resetAt: null },
        url: '',
    },
    pages: { page: 1, perPage: null, totalPages: 0, totalCount: 0 },
    next: null,
});

/** POST /companies/list, by the time of the last request; past 10,000 companies only the scroll knows them all. */
async function* everyCompany(inputs: ListInputs, client: Client, options: CallOptions): AsyncGenerator<Page> {
    const { order, page, startingAfter } = inputs;
    const walk = walkOf(inputs, SIZES);
    const query = { order: order ?? undefined };
    const pages = listPages(client, { method: 'POST', path: '/companies/list', query, paging: 'page' }, walk, options);
    const first = await pages.next();
    if (first.done) return;
    const total = first.value.pages.totalCount ?? 0;
    const wanted = walk.all ? total : (walk.limit ?? 0);
    if (wanted > MAX_IN_PAGES && total > MAX_IN_PAGES && page == null && startingAfter == null) {
        await pages.return(undefined);
        yield* scroll(inputs, client, options);
        return;
    }
    yield first.value;
    yield* pages;
}

const scroll = (inputs: ListInputs, client: Client, options: CallOptions) =>
    listPages(client, { method: 'GET', path: '/companies/scroll', paging: 'scroll' }, walkOf(inputs, SIZES), options);

async function* unfiltered(inputs: ListInputs, client: Client, options: CallOptions): AsyncGenerator<Page> {
    let started = false;
    try {
        for await (const page of everyCompany(inputs, client, options)) {
            started = true;
            yield page;
        }
    } catch (error) {
        if (started || !(error instanceof IntercomError) || error.statusCode !== 403) throw error;
        if (inputs.order === 'asc') {
            throw new IntercomError('Ascending order needs a permission that the token lacks.', {
                ...error,
                hint: 'Allow "Write users and companies" in the Developer Hub of Intercom, or choose descending order.',
            });
        }
        yield* listPages(client, plainList(), walkOf(inputs, SIZES), options);
    }
}

export default defineAction({
    type: 'intercom-list-companies',
    palette: 'companies',
    reference: 'companies/listallcompanies',
    fields,
    check: ({ tagId, segmentId }) => {
        if (tagId != null && segmentId != null) throw invalidInput('segmentId', 'fault.tagAndSegment');
    },
    list: (inputs, client, options) => {
        const { startingAfter } = inputs;
        if (startingAfter != null && isScrollCursor(startingAfter)) return scroll(inputs, client, options);
        const filter = filterOf(inputs);
        return Object.keys(filter).length > 0
            ? filtered(filter, inputs, client, options)
            : unfiltered(inputs, client, options);
    },
});

import { choice, defineAction, type Inputs, id, literal, text } from '../../src/action';
import {
    type CallOptions,
    type Client,
    IntercomError,
    isScrollCursor,
    numberedPages,
    type Page,
    scrollPages,
} from '../../src/client';
import { checkCursorOrPage, listFields, notGivenField, walkOf } from '../list';

/** Past this many companies Intercom answers "page limit reached, please use scroll API". */
const MOST_IN_PAGES = 10_000;

const fields = {
    companyName: text({ ...notGivenField, api: 'name' }),
    companyId: id(notGivenField),
    tagId: id({ ...notGivenField, pick: 'tags' }),
    segmentId: id({ ...notGivenField, pick: 'segments' }),
    ...listFields({ max: 60 }),
    order: choice(['asc', 'desc'], { stored: literal('desc') }),
};

type ListInputs = Inputs<typeof fields>;

/** What Intercom's list can be narrowed by. */
function filterOf({ companyName, companyId, tagId, segmentId }: ListInputs): Record<string, string> {
    const filter = { name: companyName, company_id: companyId, tag_id: tagId, segment_id: segmentId };
    return Object.fromEntries(Object.entries(filter).filter(([, value]) => value != null)) as Record<string, string>;
}

function check(inputs: ListInputs): void {
    checkCursorOrPage(inputs);
    if (inputs.tagId == null || inputs.segmentId == null) return;
    throw new IntercomError('tagId and segmentId were given together, but Intercom lists by one of them.', {
        code: 'invalid_field',
        field: 'segmentId',
        hint: 'Leave one of them empty.',
    });
}

/** GET /companies: with a filter, or as the list that a read-only token may have. */
const getPage = (filter: Record<string, string>) => (page: number, perPage: number | undefined) => ({
    method: 'GET',
    path: '/companies',
    query: { ...filter, page, per_page: perPage },
    repeat: 'always' as const,
});

/** Intercom answers a name or id that nobody has with 404; a list without a match is an empty list. */
async function* filtered(filter: Record<string, string>, inputs: ListInputs, client: Client, options: CallOptions) {
    try {
        yield* numberedPages(client, getPage(filter), walkOf(inputs, { one: 15, all: 60 }), options);
    } catch (error) {
        // a 404 without Intercom's error list comes from a proxy or a wrong base URL, and says nothing of companies
        if (!(error instanceof IntercomError) || error.statusCode !== 404 || error.errors === null) throw error;
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
    const walk = walkOf(inputs, { one: 15, all: 60 });
    const pages = numberedPages(
        client,
        (number, perPage) => ({
            method: 'POST',
            path: '/companies/list',
            query: { page: number, per_page: perPage, order: order ?? undefined },
            repeat: 'always',
        }),
        walk,
        options,
    );
    const first = await pages.next();
    if (first.done) return;
    const total = first.value.pages.totalCount ?? 0;
    if (walk.all && page == null && startingAfter == null && total > MOST_IN_PAGES) {
        await pages.return(undefined);
        yield* scrollPages(client, { all: true }, options);
        return;
    }
    yield first.value;
    yield* pages;
}

async function* plain(inputs: ListInputs, client: Client, options: CallOptions): AsyncGenerator<Page> {
    let started = false;
    try {
        for await (const page of everyCompany(inputs, client, options)) {
            started = true;
            yield page;
        }
    } catch (error) {
        if (started || !(error instanceof IntercomError) || error.statusCode !== 403) throw error;
        if (inputs.order === 'asc') {
            throw new IntercomError('Listing companies in ascending order needs a permission that the token lacks.', {
                ...error,
                hint: 'Allow "Write users and companies" in the Developer Hub of Intercom, or choose descending order.',
            });
        }
        yield* numberedPages(client, getPage({}), walkOf(inputs, { one: 15, all: 60 }), options);
    }
}

export default defineAction({
    type: 'intercom-list-companies',
    palette: 'companies',
    reference: 'companies/listallcompanies',
    fields,
    check,
    pages: (inputs, client, options) => {
        const { startingAfter } = inputs;
        if (startingAfter != null && isScrollCursor(startingAfter)) {
            return scrollPages(client, { all: inputs.fetchAll === true, startingAfter }, options);
        }
        const filter = filterOf(inputs);
        return Object.keys(filter).length > 0
            ? filtered(filter, inputs, client, options)
            : plain(inputs, client, options);
    },
});

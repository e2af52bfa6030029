import { boolean, choice, type Inputs, integer, literal, notGiven, text } from '../src/action';
import { type CallOptions, type Client, IntercomError, type Page, recordsOf, type Walk } from '../src/client';

/** Fields that steer a list are given by the panel, not by the payload, unless the user says otherwise. */
export const notGivenField = { stored: notGiven };

/** The fields that all lists share. `max` is the most records that Intercom puts on a page. */
export const listFields = ({ max }: { max: number }) => ({
    fetchAll: boolean({ stored: literal(false) }),
    page: integer({ ...notGivenField, min: 1, advanced: true }),
    perPage: integer({ ...notGivenField, min: 1, max, advanced: true }),
    order: choice(['asc', 'desc'], { ...notGivenField, advanced: true }),
    startingAfter: text({ ...notGivenField, advanced: true }),
});

type ListInputs = Inputs<Omit<ReturnType<typeof listFields>, 'page'>> & { page?: number | null };

/** A cursor says where to go on, a page number where to begin: both together contradict each other. */
export function checkCursorOrPage({ page, startingAfter }: ListInputs): void {
    if (page == null || startingAfter == null) return;
    throw new IntercomError(`page (${page}) and startingAfter were given together.`, {
        code: 'invalid_field',
        field: 'page',
        hint: 'Give startingAfter to go on behind a cursor, or page to begin at a page, not both.',
    });
}

/** How far and in what steps to walk. `perPage` when it is not given: records for one page, and for all. */
export const walkOf = (
    { fetchAll, page, perPage, startingAfter }: ListInputs,
    preset: { one: number; all: number },
): Walk => ({
    all: fetchAll === true,
    page: page ?? undefined,
    perPage: perPage ?? (fetchAll ? preset.all : preset.one),
    startingAfter: startingAfter ?? undefined,
});

/** A list that Intercom answers whole. */
export async function* wholeList(path: string, client: Client, options: CallOptions): AsyncGenerator<Page> {
    const answer = await client.call({ method: 'GET', path, repeat: 'always' }, options);
    const records = recordsOf(answer.body);
    const count = records.length;
    yield { records, answer, pages: { page: 1, perPage: count, totalPages: 1, totalCount: count }, next: null };
}

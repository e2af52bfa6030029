import { type CallOptions, type Client, fillPath, type ListRequest, listPages, type Page, type Walk } from '../client';
import { boolean, choice, date, integer, literal, notGiven, text, unixSeconds } from '../fields';
import { invalidInput } from './faults';
import type { Inputs } from './inputs';

/** Fields that steer a list are given by the panel, not by the payload, unless the user says otherwise. */
export const notGivenField = { stored: notGiven };

const steering = { ...notGivenField, advanced: true, at: 'none' } as const;

/** How many records at most, of a list that Intercom answers whole. */
export const wholeListFields = { limit: integer({ ...steering, min: 1 }) };

/** The fields that all lists share. `max` is the most records that Intercom puts on a page. */
export const listFields = ({ max }: { max: number }) => ({
    fetchAll: boolean({ stored: literal(false), at: 'none' }),
    ...wholeListFields,
    page: integer({ ...steering, min: 1 }),
    perPage: integer({ ...steering, min: 1, max }),
    order: choice(['asc', 'desc'], steering),
    startingAfter: text(steering),
});

/** The fields of a search, beside its filters. */
export function searchFields() {
    const { page, order, ...shared } = listFields({ max: 150 });
    return { sortField: text({ ...steering, placeholder: 'created_at' }), ...shared, order };
}

/** What says how far a list goes, and in what steps. */
export type ListInputs = {
    readonly fetchAll?: boolean | null;
    readonly limit?: number | null;
    readonly page?: number | null;
    readonly perPage?: number | null;
    readonly startingAfter?: string | null;
};

/** A day, the longest of the year, in seconds: so much before a date, a search that compares days leaves none out. */
const DAY_S = 25 * 3600;

/** The filter for records that were changed since a date, of a search that compares days. */
export const updatedSince = date({
    ...notGivenField,
    api: 'updated_at',
    filter: '>',
    at: 'none',
    send: (since: number) => since - DAY_S,
});

/** Leaves out what a search that compares days finds too much; undefined where no date is searched by. */
export const isSince = ({ updatedSince: since, jsonQuery }: { updatedSince?: number | null; jsonQuery?: unknown }) =>
    since == null || jsonQuery != null
        ? undefined
        : (record: { updated_at?: unknown } | null): boolean => (unixSeconds(record?.updated_at) ?? since) >= since;

/** Records on a page when none are asked for: of one page, and on the way through many. Intercom's own without. */
interface Sizes {
    one?: number;
    all?: number;
}

/** A list as data: its request, what a page holds, and which records count. */
export interface ListSource<I = Inputs> {
    request: ListRequest | ((inputs: I) => ListRequest);
    sizes?: Sizes;
    /** How the request itself says to go through the list, where the fields do not. */
    walk?: (inputs: I) => Partial<Pick<Walk, 'perPage' | 'startingAfter'>>;
    /** Leaves records out that Intercom's own filter cannot. */
    only?: (inputs: I) => ((record: never) => boolean) | undefined;
}

/** Contradictions between the fields that steer a list. @throws InputError */
export function checkSteering({ page, startingAfter, limit, fetchAll }: ListInputs): void {
    if (page != null && startingAfter != null) throw invalidInput('page', 'fault.pageAndCursor', { page });
    if (limit != null && fetchAll) throw invalidInput('limit', 'fault.limitAndAll', { limit });
}

/** How far and in what steps to go. */
export function walkOf(
    { fetchAll, limit, page, perPage, startingAfter }: ListInputs,
    sizes: Sizes = { one: 50, all: 150 },
): Walk {
    // the page that a walk begins at is the one that would come alone
    const isOne = !fetchAll && (limit == null || page != null);
    return {
        all: fetchAll === true,
        limit: limit ?? undefined,
        page: page ?? undefined,
        perPage: perPage ?? (isOne ? sizes.one : sizes.all),
        startingAfter: startingAfter ?? undefined,
    };
}

/** Goes through a list that is data. */
export function pagesOf(
    { request, sizes, walk: walkBy, only }: ListSource<never>,
    inputs: Inputs,
    client: Client,
    options: CallOptions,
): AsyncIterable<Page> {
    const wanted = typeof request === 'function' ? request(inputs as never) : request;
    const filled = { ...wanted, path: fillPath(wanted.path, inputs as Record<string, string>) };
    const { perPage, startingAfter } = walkBy?.(inputs as never) ?? {};
    const steering = inputs as ListInputs;
    const walk = walkOf(
        { ...steering, perPage: steering.perPage ?? perPage, startingAfter: steering.startingAfter ?? startingAfter },
        sizes,
    );
    const keeps = only?.(inputs as never) as Walk['only'];
    return listPages(client, filled, { ...walk, ...(keeps && { only: keeps }) }, options);
}

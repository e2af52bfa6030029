/** One condition of a search, or a group of them. */
export interface Filter {
    field: string;
    operator: string;
    value: unknown;
}

export interface SearchSort {
    field: string;
    order?: string;
}

export interface Search {
    /** A filter, or a group `{ operator: 'AND' | 'OR', value: [...] }`. */
    query: unknown;
    sort?: SearchSort;
    [key: string]: unknown;
}

// lists of companies take asc and desc, searches take the whole words
const sortOrders: Record<string, string> = { asc: 'ascending', desc: 'descending' };

/**
 * The body of `POST /contacts/search` and its likes. The cursor belongs into it: in the query string Intercom ignores it.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/contacts/searchcontacts
 */
export function searchBody(
    { sort, ...search }: Search,
    { perPage, startingAfter }: { perPage: number; startingAfter?: string },
): Record<string, unknown> {
    return {
        ...search,
        pagination: { per_page: perPage, ...(startingAfter !== undefined && { starting_after: startingAfter }) },
        ...(sort && { sort: { ...sort, ...(sort.order && { order: sortOrders[sort.order] ?? sort.order }) } }),
    };
}

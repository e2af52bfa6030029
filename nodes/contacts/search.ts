import { invalidValue } from '../../src/action';
import type { ApiRequest } from '../../src/client';

/** POST /contacts/search: the syntax and its limits are on the operation's page, "Search for contacts". */
const MAX_FILTERS = 15;
const MAX_DEPTH = 2;

const groupOperators = ['AND', 'OR'];
const operators = ['=', '!=', 'IN', 'NIN', '<', '>', '<=', '>=', '~', '!~', '^', '$'];

interface Filter {
    field: string;
    operator: string;
    value: unknown;
}

interface Sort {
    field: string;
    order?: 'asc' | 'desc';
}

interface SearchBody {
    query: unknown;
    sort?: Sort;
    [key: string]: unknown;
}

/** Intercom documents no "match all"; every contact was created after the first day of 1970. */
export const everybody: Filter = { field: 'created_at', operator: '>', value: 0 };

// lists of companies take asc and desc, searches take the whole words
const sortOrders: Record<string, string> = { asc: 'ascending', desc: 'descending' };

/** One page of a search. The cursor goes into the body: in the query string Intercom ignores it. */
export const searchRequest = (
    { sort, ...body }: SearchBody,
    startingAfter: string | undefined,
    perPage: number | undefined,
): ApiRequest => ({
    method: 'POST',
    path: '/contacts/search',
    repeat: 'always',
    body: {
        ...body,
        pagination: { per_page: perPage, ...(startingAfter !== undefined && { starting_after: startingAfter }) },
        ...(sort && { sort: { ...sort, ...(sort.order && { order: sortOrders[sort.order] ?? sort.order }) } }),
    },
});

interface SearchInputs {
    role?: string | null;
    contactName?: string | null;
    email?: string | null;
    jsonQuery?: Record<string, unknown> | null;
    sortField?: string | null;
    order?: 'asc' | 'desc' | null;
}

const isObject = (value: unknown): value is Record<string, unknown> =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

/** What a search sends. `jsonQuery` replaces role, name and email; it is a bare query, or a whole body. */
export function readQuery(inputs: SearchInputs): { body: SearchBody; perPage?: number; startingAfter?: string } {
    const { jsonQuery, sortField, order } = inputs;
    const isBody = isObject(jsonQuery) && 'query' in jsonQuery;
    const { pagination, sort, ...body } = isBody ? jsonQuery : { query: jsonQuery ?? fieldQuery(inputs) };
    const own = isObject(sort) ? (sort as unknown as Sort) : undefined;
    const field = sortField ?? own?.field ?? (order ? 'created_at' : undefined);
    const direction = order ?? own?.order;
    const { per_page, starting_after } = isObject(pagination) ? pagination : {};
    return {
        body: {
            ...(body as SearchBody),
            ...(field && { sort: { field, ...(direction && { order: direction }) } }),
        },
        perPage: per_page == null ? undefined : Number(per_page),
        startingAfter: starting_after == null || starting_after === '' ? undefined : String(starting_after),
    };
}

function fieldQuery({ role, contactName, email }: SearchInputs): unknown {
    const filters: Filter[] = [];
    const add = (field: string, operator: string, value: unknown) => {
        // null asks for contacts that have none: Intercom compares with null, but finds no part of it
        if (value !== undefined) filters.push({ field, operator: value === null ? '=' : operator, value });
    };
    add('role', '=', role);
    add('name', '~', contactName);
    add('email', '=', email);
    if (filters.length === 0) return everybody;
    return filters.length === 1 ? filters[0] : { operator: 'AND', value: filters };
}

/** Refuses a query that Intercom would refuse: wrong shape, too deep, too many filters. */
export function checkQuery({ jsonQuery }: SearchInputs): void {
    if (!jsonQuery) return;
    const refuse = (value: unknown, remedy: string) => invalidValue('jsonQuery', value, remedy);
    if ('query' in jsonQuery) {
        const perPage = isObject(jsonQuery.pagination) ? jsonQuery.pagination.per_page : undefined;
        if (perPage != null && !(Number.isInteger(Number(perPage)) && Number(perPage) >= 1 && Number(perPage) <= 150)) {
            throw refuse(jsonQuery.pagination, 'Give pagination.per_page a whole number from 1 to 150.');
        }
    }
    const visit = (query: unknown, depth: number): void => {
        if (!isObject(query)) throw refuse(query, 'Give a filter {field, operator, value} or a group of filters.');
        const { operator, value } = query;
        if (typeof operator === 'string' && groupOperators.includes(operator) && !('field' in query)) {
            if (!Array.isArray(value) || value.length === 0) {
                throw refuse(query, `Give the group ${operator} a value: a list of filters.`);
            }
            if (depth > MAX_DEPTH) throw refuse(query, 'A group inside a group is the deepest Intercom allows.');
            if (value.length > MAX_FILTERS) {
                throw refuse(query, `A group holds at most ${MAX_FILTERS} filters, this one holds ${value.length}.`);
            }
            for (const part of value) visit(part, depth + 1);
            return;
        }
        if (typeof query.field !== 'string' || query.field === '') throw refuse(query, 'Give the filter a field.');
        if (typeof operator !== 'string' || !operators.includes(operator)) {
            throw refuse(query, `Give the filter an operator, one of: ${operators.join(' ')}.`);
        }
        if (!('value' in query)) throw refuse(query, 'Give the filter a value.');
    };
    visit('query' in jsonQuery ? jsonQuery.query : jsonQuery, 1);
}

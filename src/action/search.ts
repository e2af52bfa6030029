import { type Filter, type ListRequest, type Search, type SearchSort, searchBody } from '../client';
import { apiName, type Field, type Fields, isEmptyCondition, isPlainObject } from '../fields';
import { invalidInput } from './faults';
import type { Inputs } from './inputs';
import type { ListSource } from './list';
import { applies } from './request';

/** The syntax of searches and its limits are on the page "Search for contacts". */
const MAX_FILTERS = 15;
const MAX_DEPTH = 2;
const MAX_PER_PAGE = 150;

const groupOperators = ['AND', 'OR'];
const operators = ['=', '!=', 'IN', 'NIN', '<', '>', '<=', '>=', '~', '!~', '^', '$'];

/** Intercom documents no "match all"; every record was created after the first day of 1970. */
export const everything: Filter = { field: 'created_at', operator: '>', value: 0 };

/** What a search sends, and where and in what steps it goes through the answer. */
interface Asked {
    body: Search;
    perPage?: number;
    startingAfter?: string;
}

/**
 * What a search asks for. `jsonQuery` replaces the filters of the fields; it is a bare query, or a whole body with
 * query, pagination and sort.
 */
function asked(fields: Fields, inputs: Inputs): Asked {
    const { jsonQuery, sortField, order } = inputs as {
        jsonQuery?: Record<string, unknown> | null;
        sortField?: string | null;
        order?: 'asc' | 'desc' | null;
    };
    const isBody = isPlainObject(jsonQuery) && 'query' in jsonQuery;
    const { pagination, sort, ...body } = isBody ? jsonQuery : { query: jsonQuery ?? queryOf(fields, inputs) };
    const own = isPlainObject(sort) ? (sort as unknown as SearchSort) : undefined;
    const field = sortField ?? own?.field ?? (order ? 'created_at' : undefined);
    const direction = order ?? own?.order;
    const { per_page, starting_after } = isPlainObject(pagination) ? pagination : {};
    return {
        body: { ...(body as Search), ...(field && { sort: { field, ...(direction && { order: direction }) } }) },
        perPage: per_page == null ? undefined : Number(per_page),
        startingAfter: starting_after == null || starting_after === '' ? undefined : String(starting_after),
    };
}

/** The filters of the fields that were given; none at all finds everything. */
function queryOf(fields: Fields, inputs: Inputs): Filter | { operator: 'AND'; value: Filter[] } {
    const filters = Object.entries(fields).flatMap(([property, field]): Filter[] => {
        const value = inputs[property];
        if (!field.filter || property === 'jsonQuery' || value === undefined || !applies(field, inputs)) return [];
        const sent = field.send && value !== null ? field.send(value as never, inputs as never) : value;
        // null asks for records that have none: Intercom compares with null, but finds no part of it
        return [{ field: apiName(property, field), operator: value === null ? '=' : field.filter, value: sent }];
    });
    const [first, ...others] = filters;
    if (!first) return everything;
    return others.length === 0 ? first : { operator: 'AND', value: filters };
}

/** The list that a search is: its request, with the cursor in the body. */
export const searchRequest = (path: string, search: Search): ListRequest => {
    const { pagination, ...body } = searchBody(search, { perPage: 0 });
    return { method: 'POST', path, body, paging: 'cursor-body' };
};

/** A search as data: its filters are the fields that have an operator. */
export const searchList = (path: string, fields: Fields): Pick<ListSource, 'request' | 'walk'> => ({
    request: (inputs) => searchRequest(path, asked(fields, inputs).body),
    walk: (inputs) => {
        const { perPage, startingAfter } = asked(fields, inputs);
        return { perPage, startingAfter };
    },
});

/** Refuses a query that Intercom would refuse, or that is wider than it looks: wrong shape, no value, too deep. */
export function checkQuery(jsonQuery: Record<string, unknown> | null | undefined): void {
    if (!jsonQuery) return;
    const refuse = (value: unknown, remedy: string) => invalidInput('jsonQuery', 'fault.query', { value, remedy });
    if ('query' in jsonQuery) {
        const perPage = isPlainObject(jsonQuery.pagination) ? Number(jsonQuery.pagination.per_page ?? 1) : 1;
        if (!Number.isInteger(perPage) || perPage < 1 || perPage > MAX_PER_PAGE) {
            throw refuse(jsonQuery.pagination, `Give pagination.per_page a whole number from 1 to ${MAX_PER_PAGE}.`);
        }
    }
    const visit = (query: unknown, depth: number): void => {
        if (!isPlainObject(query)) throw refuse(query, 'Give a filter {field, operator, value} or a group of filters.');
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
        if (value !== null && isEmptyCondition(value))
            throw refuse(query, 'Give the filter a value; null finds records without one.');
        // no part of nothing: Intercom may take it for every record
        if (value === null && !['=', '!='].includes(operator)) {
            throw refuse(query, 'Compare with null by = or !=.');
        }
    };
    visit('query' in jsonQuery ? jsonQuery.query : jsonQuery, 1);
}

/** Whether a field narrows what a search or list finds. */
export const isFilter = ({ filter }: Field): boolean => filter !== undefined;

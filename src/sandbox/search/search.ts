import { ApiError, invalid } from '../http/api-error';
import { type Cursor, decodeCursor, positive } from '../http/pages';
import type { FieldLookup } from './query';

/** The part of a search that does not filter. */
export interface SearchPlan {
    perPage: number;
    cursor: Cursor | undefined;
    /** Undefined: as the list itself is ordered, see `order`. */
    sortField: string | undefined;
    order: 'ascending' | 'descending';
}

/**
 * Reads `pagination` and `sort` of a search body. The cursor counts only here: in the query string it is ignored.
 * `asc` and `desc` are valid for companies, not here. `unsorted`: how records come without a sort.
 */
export function searchPlan<T>(
    body: Record<string, unknown>,
    fields: FieldLookup<T>,
    perPage: number,
    unsorted: SearchPlan['order'] = 'descending',
): SearchPlan {
    const pagination = (body.pagination ?? {}) as Record<string, unknown>;
    const sort = (body.sort ?? {}) as Record<string, unknown>;
    const order = sort.order ?? (sort.field === undefined ? unsorted : 'descending');
    if (order !== 'ascending' && order !== 'descending') {
        throw new ApiError(
            400,
            'invalid_sort_order',
            `Invalid sort order '${String(order)}'. Must be one of: ascending, descending`,
        );
    }
    if (sort.field !== undefined && (typeof sort.field !== 'string' || !fields(sort.field))) {
        throw invalid(`Invalid sort field: ${String(sort.field)}`, 'sort');
    }
    return {
        perPage: positive(pagination.per_page, 'per_page', perPage, 150),
        cursor: decodeCursor(pagination.starting_after),
        sortField: sort.field as string | undefined,
        order,
    };
}

type Key = Cursor['value'];

/** A found record: what it is sorted by, and a number that settles ties. */
export interface Hit<R> {
    key: Key;
    tie: number;
    ref: R;
}

/** Sorts hits; what has no value comes last either way. */
export function sortHits<R>(hits: Hit<R>[], order: SearchPlan['order']): Hit<R>[] {
    return hits.sort((a, b) => compareHits(a, b, order));
}

/** The hits behind a cursor, at most `count`. */
export function hitsAfter<R>(hits: Hit<R>[], after: { key: Key; tie: number } | undefined, plan: SearchPlan): Hit<R>[] {
    let low = 0;
    if (after) {
        let high = hits.length;
        while (low < high) {
            const middle = (low + high) >>> 1;
            if (compareHits(hits[middle] as Hit<R>, after, plan.order) <= 0) low = middle + 1;
            else high = middle;
        }
    }
    return hits.slice(low, low + plan.perPage + 1);
}

function compareHits(a: { key: Key; tie: number }, b: { key: Key; tie: number }, order: SearchPlan['order']): number {
    const sign = order === 'ascending' ? 1 : -1;
    if (a.key !== b.key) {
        if (a.key === null) return 1;
        if (b.key === null) return -1;
        return (a.key < b.key ? -1 : 1) * sign;
    }
    return (a.tie - b.tie) * sign;
}

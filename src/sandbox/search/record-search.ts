import { cursorPages } from '../http/pages';
import type { Days } from './days';
import { compileQuery, type FieldLookup } from './query';
import { type Hit, hitsAfter, type SearchPlan, searchPlan, sortHits } from './search';

/** Records that are few enough to be looked at one by one: tickets and conversations. */
export interface Searchable {
    id: string;
    created_at: number;
}

/** A page of records and the `pages` that belongs to it. */
export interface RecordPage<T> {
    records: T[];
    total: number;
    pages: object;
}

/** `POST /tickets/search` and `POST /conversations/search`: 20 a page; `sortField` is what they are ordered by unless asked. */
export function searchRecords<T extends Searchable>(
    records: readonly T[],
    body: Record<string, unknown>,
    fields: FieldLookup<T>,
    days: Days,
    sortField: string,
): RecordPage<T> {
    const test = compileQuery(body.query, fields, days);
    const plan = searchPlan(body, fields, 20);
    return pageOf(records.filter(test), { ...plan, sortField: plan.sortField ?? sortField }, fields);
}

/** A page of already chosen records. */
export function pageOf<T extends Searchable>(
    records: readonly T[],
    plan: SearchPlan,
    fields: FieldLookup<T>,
): RecordPage<T> {
    const get = fields(plan.sortField ?? 'created_at')?.get ?? (() => null);
    const hits = sortHits(
        records.map((ref): Hit<T> => ({ key: (get(ref) ?? null) as Hit<T>['key'], tie: Number(ref.id), ref })),
        plan.order,
    );
    const { cursor } = plan;
    const found = hitsAfter(hits, cursor && { key: cursor.value, tie: Number(cursor.id) }, plan);
    const shown = found.slice(0, plan.perPage);
    const page = cursor?.page ?? 1;
    const last = shown.at(-1);
    const more = found.length > plan.perPage && last;
    const next = more ? { value: last.key, id: last.ref.id, page: page + 1 } : undefined;
    return {
        records: shown.map((hit) => hit.ref),
        total: records.length,
        pages: cursorPages(page, plan.perPage, records.length, next),
    };
}

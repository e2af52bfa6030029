import { everything, type PickAnswer, type PickItem } from '../../src/action';
import { type ApiRequest, type CallOptions, type Client, IntercomError, isGone, recordsOf } from '../../src/client';

/** What the editor asks of a list. */
export interface Question {
    /** Part of what the user remembers; empty for the beginning of the list. */
    search: string;
    /** Where an earlier answer ended. */
    more: string;
    /** Asks for the one entry with this value instead, to show its name. */
    value: string;
    /** The record that the list belongs to: a ticket type, for its states. */
    of: string;
}

/** An Intercom record, of which only some properties matter here. */
export type Facts = Record<string, unknown>;

/** How a record becomes an entry; undefined for one that cannot be chosen. */
type ToItem = (facts: Facts) => PickItem | undefined;

/** Answers a question about one list. */
export type Ask = (client: Client, question: Question, options: CallOptions) => Promise<PickAnswer>;

/** Entries of one answer. */
const PAGE = 50;
/** How long a list is taken from memory: while somebody looks through it, not much longer. */
const CACHE_MS = 30_000;
/** Companies cannot be searched by a part of their name, so pages are read, at most so many for one question. */
const MAX_PAGES = 6;

export const text = (value: unknown): string => (value === null || value === undefined ? '' : String(value));

const get = (path: string, query?: Facts): ApiRequest => ({ method: 'GET', path, query, repeat: 'always' });

const matches = ({ value, label, hint = '' }: PickItem, search: string): boolean =>
    [value, label, hint].some((part) => part.toLowerCase().includes(search.toLowerCase()));

const only = (item: PickItem | undefined): PickAnswer => ({ items: item ? [item] : [], more: null });

/** What was fetched, by what was asked, of each client; a client ends with a deploy of its connection. */
const memory = new WeakMap<Client, Map<string, { at: number; fetched: Promise<unknown> }>>();

function cached<T>(client: Client, key: string, fetch: () => Promise<T>): Promise<T> {
    const known = memory.get(client) ?? new Map<string, { at: number; fetched: Promise<unknown> }>();
    memory.set(client, known);
    const now = client.now();
    for (const [old, { at }] of known) if (now - at >= CACHE_MS) known.delete(old);
    const found = known.get(key);
    if (found) return found.fetched as Promise<T>;
    const fetched = fetch();
    known.set(key, { at: now, fetched });
    fetched.catch(() => known.delete(key));
    return fetched;
}

/** One record; undefined when Intercom has none. */
async function one(client: Client, path: string, toItem: ToItem, options: CallOptions): Promise<PickItem | undefined> {
    try {
        const { body } = await client.call<Facts>(get(path), options);
        return toItem(body);
    } catch (error) {
        if (error instanceof IntercomError && [404, 410].includes(error.statusCode ?? 0)) return undefined;
        throw error;
    }
}

const itemsOf = (body: unknown, toItem: ToItem): PickItem[] =>
    (recordsOf(body) as Facts[]).map(toItem).filter((item) => item !== undefined);

/** A list that Intercom answers whole: it is searched, sorted by name and cut into pages here. */
export interface WholeList {
    path: string;
    query?: Facts;
    toItem: ToItem;
    /** Where the records stand, if not as in every list. */
    records?: (body: unknown, of: string) => Facts[];
}

export function whole({ path, query, toItem, records }: WholeList): Ask {
    return async (client, { search, more, value, of }, options) => {
        const body = await cached(client, path + JSON.stringify(query ?? {}), async () => {
            const answer = await client.call(get(path, query), options);
            return answer.body;
        });
        const items = records
            ? records(body, of)
                  .map(toItem)
                  .filter((item) => item !== undefined)
            : itemsOf(body, toItem);
        if (value !== '') return only(items.find((item) => item.value === value));
        const found = items.filter((item) => matches(item, search)).sort((a, b) => a.label.localeCompare(b.label));
        const start = Number(more) || 0;
        const end = start + PAGE;
        return { items: found.slice(start, end), more: end < found.length ? String(end) : null };
    };
}

/** A list that Intercom pages by a cursor and searches itself. */
export interface CursorList {
    path: string;
    /** The path of one record. */
    one: (id: string) => string;
    toItem: ToItem;
    /** The fields that are searched, each with its operator. */
    keys: Readonly<Record<string, string>>;
    /** What an id looks like: a search text that does is searched as an id too. */
    ids: RegExp;
    /** Has a search and no list: then a search that everything meets is its beginning. */
    searchOnly?: true;
}

export function byCursor({ path, one: pathOf, toItem, keys, ids, searchOnly }: CursorList): Ask {
    const page = (search: string, pagination: Facts): ApiRequest => {
        if (search === '' && !searchOnly) return get(path, pagination);
        const operators = { ...keys, ...(ids.test(search) && { id: '=' }) };
        const value = Object.entries(operators).map(([field, operator]) => ({ field, operator, value: search }));
        const query = search === '' ? everything : { operator: 'OR', value };
        return { method: 'POST', path: `${path}/search`, body: { query, pagination }, repeat: 'always' };
    };
    return async (client, { search, more, value }, options) => {
        if (value !== '') return only(await one(client, pathOf(value), toItem, options));
        const pagination = { per_page: PAGE, ...(more !== '' && { starting_after: more }) };
        const { body } = await client.call<Facts>(page(search, pagination), options);
        const next = (body.pages as { next?: { starting_after?: string } | null } | null)?.next;
        return { items: itemsOf(body, toItem), more: next?.starting_after || null };
    };
}

/** A list that counts its pages and cannot be searched: it is read for a while, and keys are asked for as they stand. */
export interface NumberedList {
    path: string;
    one: (id: string) => string;
    toItem: ToItem;
    /** Query parameters that find a record by the whole of it. */
    keys: readonly string[];
}

export function numbered({ path, one: pathOf, toItem, keys }: NumberedList): Ask {
    const page = (client: Client, number: number, options: CallOptions) =>
        cached(client, `${path} ${number}`, async () => {
            const { body } = await client.call<Facts>(get(path, { page: number, per_page: PAGE }), options);
            const items = itemsOf(body, toItem);
            const total = Number((body.pages as { total_pages?: unknown } | null)?.total_pages ?? 0);
            return { items, last: items.length === 0 || number >= total };
        });
    const exact = async (client: Client, search: string, options: CallOptions): Promise<PickItem[]> => {
        const found = await Promise.all(
            keys.map((key) =>
                client.call(get(path, { [key]: search }), options).then(
                    ({ body }) => itemsOf(body, toItem),
                    (error) => {
                        if (isGone(error)) return [];
                        throw error;
                    },
                ),
            ),
        );
        return found.flat();
    };
    return async (client, { search, more, value }, options) => {
        if (value !== '') return only(await one(client, pathOf(value), toItem, options));
        const first = search === '' || more !== '' ? [] : await exact(client, search, options);
        const items = new Map(first.map((item) => [item.value, item]));
        let number = Number(more) || 1;
        for (let read = 0; read < MAX_PAGES && items.size < PAGE; read++) {
            const { items: all, last } = await page(client, number, options);
            for (const item of all) if (matches(item, search)) items.set(item.value, item);
            if (last) return { items: [...items.values()], more: null };
            number++;
            if (search === '') break;
        }
        return { items: [...items.values()], more: String(number) };
    };
}

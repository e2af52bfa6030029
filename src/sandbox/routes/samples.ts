import { gzipSync } from 'node:zlib';
import { type Answer, type Call, param, type Route } from '../http/call';
import { decodeCursor, encodeCursor, positive } from '../http/pages';
import { type Answered, answered, sampleOf, shapeAt } from '../samples/sample';

type Json = Record<string, unknown>;

/** Says of an answer, and of each record in it, that it is invented. */
const MARK = { sample: true };
const MARKED = { 'x-sandbox-sample': 'true' };

const PER_PAGE = 10;
/** Where nothing is known of it. */
const MOST_PER_PAGE = 50;
/** Lists have so many pages, whatever their size, so that walking them can be tried. */
const PAGES = 3;
/** A list without pages has so many records. */
const WHOLE = 3;

/** What the cursor of a list is called, where it has another name. */
const CURSORS: Record<string, string> = { 'next-cursor': 'cursor', scroll: 'scroll_param' };

const isObject = (value: unknown): value is Json =>
    typeof value === 'object' && value !== null && !Array.isArray(value);

/** Which page is asked for, and how large, in each of the ways that lists have. */
function askedOf(call: Call, paging: string, most: number): { page: number; perPage: number } {
    const body = isObject(call.body) ? call.body : {};
    const pagination = isObject(body.pagination) ? body.pagination : {};
    const inBody = paging === 'cursor-body' ? pagination : paging === 'page-body' ? body : {};
    const from = (key: string): unknown => inBody[key] ?? param(call.query, key);
    const perPage = positive(from('per_page'), 'per_page', PER_PAGE, most);
    const cursor = from(CURSORS[paging] ?? 'starting_after');
    const isByCursor = paging !== 'page' && paging !== 'page-body' && paging !== 'url';
    const page = isByCursor ? (decodeCursor(cursor)?.page ?? 1) : positive(from('page'), 'page', 1);
    return { page, perPage };
}

/** A page of a list: three pages, the last one half full. */
function listOf(call: Call, { shape, records = '', paging = 'whole', most = MOST_PER_PAGE }: Answered): unknown {
    const isWhole = paging === 'whole';
    const { page, perPage } = isWhole ? { page: 1, perPage: WHOLE } : askedOf(call, paging, most);
    const total = isWhole ? WHOLE : perPage * (PAGES - 1) + Math.ceil(perPage / 2);
    const first = (page - 1) * perPage + 1;
    const count = Math.max(0, Math.min(perPage, total - first + 1));
    const now = call.world.seconds();
    const path = records === '' ? [] : records.split('.');
    const holder = path.reduce<ReturnType<typeof shapeAt>>(
        (at, key) => shapeAt((at as Json)[key] as never),
        shapeAt(shape),
    );
    const recordShape = Array.isArray(holder) ? (holder[0] ?? 'null') : 'null';
    const shown = Array.from({ length: count }, (_, index) => {
        const record = sampleOf(recordShape, 'record', first + index, now);
        if (record === null) return { type: 'sample', id: `sample-${first + index}`, ...MARK };
        return isObject(record) ? { ...record, ...MARK } : record;
    });
    if (path.length === 0) return shown;

    const body = sampleOf(shape ?? {}, 'list', 1, now) as Json;
    const inner = path.slice(0, -1).reduce<Json>((at, key) => at[key] as Json, body);
    inner[path.at(-1) as string] = shown;
    // The list of events has pages that its description does not know.
    const tells = ['pages', 'page', 'has_more', 'scroll_param'].some((key) => key in body);
    if (!isWhole && !tells) body.pages = { next: '' };
    const next = page < PAGES && !isWhole ? page + 1 : null;
    const counts = { page, per_page: perPage, total_pages: isWhole ? 1 : PAGES, total_count: total, total };
    for (const place of [body, body.pages]) {
        if (!isObject(place)) continue;
        for (const [key, value] of Object.entries(counts)) if (key in place) place[key] = value;
        if ('next' in place) place.next = nextOf(call, place.next, next, perPage);
        if ('has_more' in place) place.has_more = next !== null;
        for (const key of ['next_cursor', 'scroll_param']) if (key in place) place[key] = next && cursorOf(next);
    }
    return { ...body, ...MARK };
}

const cursorOf = (page: number): string => encodeCursor({ value: null, id: 'sample', page });

/** The next page, as this list names it: by an object or by an address; null where there is none. */
function nextOf({ url, world }: Call, shown: unknown, page: number | null, perPage: number): unknown {
    if (page === null) return null;
    if (isObject(shown)) return { page, per_page: perPage, starting_after: cursorOf(page) };
    return `${world.url}${url.split('?')[0]}?page=${page}&per_page=${perPage}`;
}

/** One record: with the id that was asked for, and what was sent. */
function recordOf(call: Call, { shape }: Answered): unknown {
    const sample = sampleOf(shape ?? {}, 'answer', 1, call.world.seconds());
    if (!isObject(sample)) return sample;
    const id = Object.values(call.params).at(-1);
    const given: Json = { ...(isObject(call.body) ? call.body : {}), ...(id !== undefined && { id }) };
    for (const [key, value] of Object.entries(given)) {
        if (typeof sample[key] === typeof value && !isObject(value)) sample[key] = value;
        else if (typeof sample[key] === 'number' && /^\d{1,15}$/.test(String(value))) sample[key] = Number(value);
    }
    return { ...sample, ...MARK };
}

function sample(call: Call, facts: Answered): Answer {
    const { status, kind, records, shape } = facts;
    const id = Object.values(call.params).at(-1) ?? '';
    switch (kind) {
        case 'redirect':
            return {
                status,
                headers: { ...MARKED, location: `https://example.com/sample/${encodeURIComponent(id)}.mp3` },
            };
        case 'text':
            return {
                status,
                headers: { ...MARKED, 'content-type': 'text/plain' },
                bytes: `Sample transcript of ${id}`,
            };
        case 'binary':
            return {
                status,
                headers: { ...MARKED, 'content-type': 'application/octet-stream' },
                bytes: gzipSync(`id,sample\n${id},true\n`),
            };
    }
    if (shape === undefined) return { status, headers: MARKED };
    return { status, headers: MARKED, json: records === undefined ? recordOf(call, facts) : listOf(call, facts) };
}

/** `POST /contacts/:` for `POST /contacts/{id}` and `POST /contacts/:contact_id`. */
const nameless = (method: string, path: string): string => `${method} ${path.replace(/\{\w+\}|:\w+/g, ':')}`;

/** A route with invented answers for every operation of Intercom's that has no route of its own. */
export function sampleRoutes(own: readonly Route[]): Route[] {
    const played = new Set(own.map(({ method, path }) => nameless(method, path)));
    return Object.entries(answered).flatMap(([operation, facts]) => {
        const [method = '', path = ''] = operation.split(' ');
        if (played.has(nameless(method, path))) return [];
        return {
            method: method as Route['method'],
            path: path.replace(/\{(\w+)\}/g, ':$1'),
            operation: (call) => sample(call, facts),
            since: facts.since,
            read: facts.records !== undefined,
            anyType: facts.kind !== undefined,
        };
    });
}

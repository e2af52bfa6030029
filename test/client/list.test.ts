import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { type Client, type ListRequest, listPages, type Page, type Paging, type Walk } from '../../src/client';
import { clientOf, failure } from './support';

type Query = Record<string, string | undefined>;
interface Asked {
    method: string;
    path: string;
    query: Query;
    body: Record<string, unknown>;
}

const record = (n: number) => ({ id: `r${n}` });

/** Each way of paging as Intercom does it, over `total` records; pages of `fixed` where no size counts. */
const ways: Record<Paging, (asked: Asked, total: number, fixed: number) => object> = {
    cursor: ({ query }, total) => byCursor(query.starting_after, Number(query.per_page ?? 10), total),
    'cursor-body': ({ body }, total) => {
        const { starting_after, per_page = 10 } = (body.pagination ?? {}) as Record<string, unknown>;
        return byCursor(starting_after as string | undefined, Number(per_page), total);
    },
    page: ({ query }, total) => byNumber(Number(query.page ?? 1), Number(query.per_page ?? 10), total),
    'page-body': ({ body }, total) => byNumber(Number(body.page ?? 1), Number(body.per_page ?? 10), total),
    scroll: ({ query }, total, fixed) => {
        const from = Number(query.scroll_param ?? 0);
        const data = records(from, fixed, total);
        return { type: 'list', data, pages: null, total_count: null, scroll_param: String(from + data.length) };
    },
    'next-cursor': ({ query }, total) => {
        const size = Number(query.per_page ?? 10);
        const from = Number(query.cursor ?? 0);
        const more = from + size < total;
        return { data: records(from, size, total), next_cursor: more ? String(from + size) : null, has_more: more };
    },
    url: ({ query }, total, fixed) => {
        const from = Number(query.before ?? 0);
        const more = from + fixed < total;
        const next = `https://api.intercom.io/url?type=user&before=${from + fixed}&before_id=${from}`;
        return { type: 'event.list', events: records(from, fixed, total), pages: more ? { next } : {} };
    },
    whole: (_, total) => ({ type: 'list', data: records(0, total, total) }),
};

function records(from: number, size: number, total: number): object[] {
    return Array.from({ length: Math.max(0, Math.min(size, total - from)) }, (_, index) => record(from + index));
}

function byCursor(after: string | undefined, size: number, total: number): object {
    const from = after === undefined ? 0 : Number(Buffer.from(after, 'base64'));
    const next =
        from + size < total ? { page: 2, starting_after: Buffer.from(`${from + size}`).toString('base64') } : null;
    return {
        type: 'list',
        data: records(from, size, total),
        total_count: total,
        pages: { type: 'pages', next, per_page: size, total_pages: Math.ceil(total / size) },
    };
}

function byNumber(page: number, size: number, total: number): object {
    const pages = { type: 'pages', page, per_page: size, total_pages: Math.ceil(total / size) };
    return { type: 'list', data: records((page - 1) * size, size, total), total_count: total, pages };
}

const listOf = (paging: Paging): ListRequest => ({
    method: paging.endsWith('body') ? 'POST' : 'GET',
    path: `/${paging}${paging.endsWith('body') ? '/search' : ''}`,
    paging,
    records: paging === 'url' ? 'events' : 'data',
});

const pagings = Object.keys(ways) as Paging[];
/** Those that can be asked for pages of a size. */
const sized = pagings.filter((paging) => !['scroll', 'url', 'whole'].includes(paging));

describe('client: any list', () => {
    let server: Server;
    let client: Client;
    let total: number;
    let asked: Asked[];
    /** Answers instead of the list's own, in order; null lets it answer. */
    let instead: (object | string | null)[];

    before((done) => {
        server = createServer(async (request, reply) => {
            const { method = '', url = '' } = request;
            const { pathname, searchParams } = new URL(url, 'http://x');
            let text = '';
            for await (const chunk of request) text += chunk;
            const body = text === '' ? {} : JSON.parse(text);
            const one: Asked = { method, path: pathname, query: Object.fromEntries(searchParams), body };
            asked.push(one);
            const paging = pathname.split('/')[1] as Paging;
            const answer = instead.shift() ?? ways[paging](one, total, 100);
            reply.setHeader('content-type', 'application/json');
            reply.end(typeof answer === 'string' ? answer : JSON.stringify(answer));
        }).listen(0, '127.0.0.1', done);
    });
    beforeEach(() => {
        total = 25;
        asked = [];
        instead = [];
        const { port } = server.address() as AddressInfo;
        client = clientOf({ url: `http://127.0.0.1:${port}`, token: 'tok-en' }, { maxRetries: 2 }).client;
    });
    afterEach(() => client.close());
    after(() => {
        server.close();
        server.closeAllConnections();
    });

    const read = async (list: ListRequest, walk: Partial<Walk>): Promise<Page[]> => {
        const pages: Page[] = [];
        for await (const page of listPages(client, list, { all: false, ...walk })) pages.push(page);
        return pages;
    };
    const idsOf = (pages: Page[]) => pages.flatMap((page) => page.records.map((one) => (one as { id: string }).id));
    const ids = (from: number, to: number) => Array.from({ length: to - from }, (_, index) => `r${from + index}`);

    for (const paging of pagings)
        describe(paging, () => {
            it('gives every record once, and an end', async () => {
                total = 250;
                const pages = await read(listOf(paging), { all: true, perPage: 60 });
                assert.deepEqual(idsOf(pages), ids(0, 250));
                assert.equal(pages.at(-1)?.next, null);
            });

            it('gives at most so many records', async () => {
                const pages = await read(listOf(paging), { limit: 7, perPage: 5 });
                assert.deepEqual(idsOf(pages), ids(0, 7));
                assert(pages.at(-1)?.next);
                assert.deepEqual(idsOf(await read(listOf(paging), { limit: 99, perPage: 5 })), ids(0, 25));
            });

            it('goes on exactly behind the last record, whatever the limits and sizes', async () => {
                const step = fc.record({
                    limit: fc.option(fc.integer({ min: 1, max: 130 }), { nil: undefined }),
                    perPage: fc.integer({ min: 1, max: 70 }),
                });
                await fc.assert(
                    fc.asyncProperty(
                        fc.integer({ min: 1, max: 230 }),
                        fc.infiniteStream(step),
                        async (count, steps) => {
                            total = count;
                            const all: string[] = [];
                            let next: string | null = null;
                            do {
                                const { limit, perPage } = steps.next().value as { limit?: number; perPage: number };
                                const walk: Partial<Walk> = { limit, perPage, startingAfter: next ?? undefined };
                                const pages: Page[] = await read(listOf(paging), walk);
                                const given = idsOf(pages);
                                if (limit !== undefined) assert(given.length <= limit);
                                all.push(...given);
                                next = pages.at(-1)?.next ?? null;
                            } while (next !== null);
                            assert.deepEqual(all, ids(0, count));
                        },
                    ),
                    { numRuns: 12 },
                );
            });
        });

    for (const paging of sized) {
        it(`${paging}: asks for no more than is needed`, async () => {
            await read(listOf(paging), { limit: 3, perPage: 50 });
            const [{ query, body }] = asked as [Asked];
            const size =
                query.per_page ?? body.per_page ?? (body.pagination as { per_page?: number } | undefined)?.per_page;
            assert.deepEqual([Number(size), asked.length], [3, 1]);
        });
    }

    it('keeps what a list is narrowed by', async () => {
        const narrow: [ListRequest, (one: Asked) => unknown][] = [
            [{ ...listOf('page'), query: { tag_id: '7' } }, ({ query }) => query.tag_id],
            [{ ...listOf('cursor'), query: { tag_id: '7' } }, ({ query }) => query.tag_id],
            [{ ...listOf('page-body'), body: { tag_id: '7' } }, ({ body }) => body.tag_id],
            [
                { ...listOf('cursor-body'), body: { tag_id: '7', pagination: { per_page: 1 } } },
                ({ body }) => body.tag_id,
            ],
            [{ ...listOf('url'), query: { tag_id: '7' } }, ({ query }) => query.tag_id],
        ];
        total = 250;
        for (const [list, of] of narrow) {
            asked = [];
            await read(list, { all: true, perPage: 50 });
            assert(asked.length > 1);
            assert.deepEqual(new Set(asked.map(of)), new Set(['7']));
        }
    });

    it('counts the records of a whole list', async () => {
        const [page] = await read(listOf('whole'), {});
        assert.deepEqual(page?.pages, { page: 1, perPage: 25, totalPages: 1, totalCount: 25 });
    });

    it('reads counts that stand at the top', async () => {
        instead = [
            { data: [record(1)], page: 1, per_page: 1, total_pages: 2 },
            { data: [record(2)], page: 2, total_pages: 2 },
        ];
        const pages = await read(listOf('page'), { all: true, perPage: 1 });
        assert.deepEqual(idsOf(pages), ['r1', 'r2']);
        assert.deepEqual(pages[0]?.pages, { page: 1, perPage: 1, totalPages: 2, totalCount: null });
    });

    const page = (data: unknown, next?: unknown, more: object = {}) => ({
        type: 'list',
        data,
        pages: { next, ...more },
    });
    const more = { starting_after: 'X1' };

    describe('an address of the next page', () => {
        const elsewhere = 'https://api.intercom.io/contacts?per_page=2&starting_after=X1';
        for (const [paging, next, parameter, value] of [
            ['cursor', elsewhere, 'starting_after', 'X1'],
            ['cursor', '/contacts?starting_after=a%2Bb', 'starting_after', 'a+b'],
            ['cursor', 'https://api.intercom.io/contacts?page=2', 'page', '2'],
            ['cursor', 'WzE3XQ==', 'starting_after', 'WzE3XQ=='],
            ['whole', elsewhere, 'starting_after', 'X1'],
            ['page', 'https://evil.example/contacts?page=2&per_page=60', 'page', '2'],
            ['url', 'http://evil.example/x?before=9', 'before', '9'],
        ] as [Paging, string, string, string][])
            it(`${paging}: ${next} is read, not followed`, async () => {
                instead = [page([record(1)], next), page([record(2)])];
                const list = { ...listOf(paging), records: 'data' };
                assert.deepEqual(idsOf(await read(list, { all: true })), ['r1', 'r2']);
                assert.equal(asked[1]?.query[parameter], value);
                assert.equal(asked[1]?.path, list.path);
            });

        it('in a search has its cursor in the body', async () => {
            instead = [page([record(1)], elsewhere), page([record(2)])];
            assert.deepEqual(idsOf(await read(listOf('cursor-body'), { all: true })), ['r1', 'r2']);
            assert.deepEqual(asked[1]?.body.pagination, { starting_after: 'X1' });
        });

        it('can be given as startingAfter', async () => {
            for (const paging of ['cursor', 'cursor-body'] as const) {
                const startingAfter = `https://api.intercom.io/x?starting_after=${Buffer.from('20').toString('base64')}`;
                assert.deepEqual(idsOf(await read(listOf(paging), { startingAfter, perPage: 10 })), ids(20, 25));
            }
            const startingAfter = 'https://api.intercom.io/x?page=2&per_page=20';
            assert.deepEqual(idsOf(await read(listOf('page'), { startingAfter, perPage: 10 })), ids(20, 25));
        });
    });

    describe('a broken page', () => {
        const broken: [string, object | string][] = [
            ['no body', ''],
            ['a blank body', ' \n'],
            ['text', 'oops'],
            ['half of its JSON', '{"type":"list","data":[{"id":"r1"},'],
            ['null', 'null'],
            ['no list', { type: 'list' }],
            ['data that is null', { type: 'list', data: null, pages: { next: null } }],
            ['another key', { type: 'list', contacts: [record(2)] }],
            ['a next page that is a number', page([record(2)], 5)],
            ['a next page that is only said to be there', page([record(2)], true)],
            ['no records, but a next page', page([], more)],
        ];
        for (const paging of ['cursor', 'cursor-body', 'whole'] as const)
            for (const [what, body] of broken) {
                it(`${paging}: ${what} is asked for again`, async () => {
                    instead = [page([record(1)], more), body, body, page([record(2)])];
                    assert.deepEqual(idsOf(await read(listOf(paging), { all: true })), ['r1', 'r2']);
                });

                it(`${paging}: ${what} that stays is an error with next`, async () => {
                    instead = [page([record(1)], more), body, body, body];
                    const error = await failure(read(listOf(paging), { all: true }), 'invalid_response');
                    assert.deepEqual([error.next, error.retryable, asked.length], ['X1', true, 4]);
                });
            }

        for (const paging of ['page', 'page-body', 'scroll', 'next-cursor', 'url'] as const)
            it(`${paging}: is an error from the first page on`, async () => {
                instead = ['', '', ''];
                await failure(read(listOf(paging), { all: true }), 'invalid_response');
                assert.equal(asked.length, 3);
            });

        it('is an error when it says that there is more, but not where', async () => {
            for (const [paging, body] of [
                ['cursor', page([record(1)], { page: 2 })],
                ['cursor-body', page([record(1)], 'https://api.intercom.io/contacts?page=2')],
                ['next-cursor', { data: [record(1)], next_cursor: null, has_more: true }],
            ] as [Paging, object][]) {
                instead = [body, body, body];
                await failure(read(listOf(paging), { all: true }), 'invalid_response');
            }
        });
    });

    describe('a page without records', () => {
        it('that is the last and names no next one is the end', async () => {
            instead = [page([record(1)], more), page([], null)];
            const pages = await read(listOf('cursor'), { all: true });
            assert.deepEqual([idsOf(pages), pages.at(-1)?.next], [['r1'], null]);
        });

        it('in the middle of numbered pages is not the end', async () => {
            const counts = { per_page: 1, total_pages: 4 };
            instead = [
                page([record(1)], null, counts),
                page([], null, counts),
                page([], null, counts),
                page([record(2)], null, counts),
            ];
            assert.deepEqual(idsOf(await read(listOf('page'), { all: true, perPage: 1 })), ['r1', 'r2']);
            assert.deepEqual(
                asked.map(({ query }) => query.page),
                ['1', '2', '3', '4'],
            );
        });

        it('again and again, in a list without counts, is an error', async () => {
            instead = Array.from({ length: 40 }, (_, n) => page([], `https://api.intercom.io/x?page=${n + 2}`));
            await failure(read(listOf('page'), { all: true }), 'invalid_response');
            assert(asked.length < 20);
        });
    });

    it('gives records that come again once, and still as many as were asked for', async () => {
        instead = [
            page([record(1), record(2)], more),
            page([record(2), record(3)], { starting_after: 'X2' }),
            page([record(4)]),
        ];
        assert.deepEqual(idsOf(await read(listOf('cursor'), { limit: 4, perPage: 2 })), ['r1', 'r2', 'r3', 'r4']);
    });

    it('goes on within a page when Intercom gives more than was asked for', async () => {
        instead = [page([1, 2, 3].map(record), more)];
        const [first] = await read(listOf('cursor'), { limit: 2, perPage: 50 });
        assert.deepEqual(idsOf([first as Page]), ['r1', 'r2']);
        instead = [page([1, 2, 3].map(record), more)];
        const [second] = await read(listOf('cursor'), { startingAfter: first?.next ?? '' });
        assert.deepEqual([idsOf([second as Page]), second?.next], [['r3'], 'X1']);
    });

    for (const [what, paging, walk, field] of [
        ['a limit of 0', 'cursor', { limit: 0 }, 'limit'],
        ['a limit of 1.5', 'scroll', { limit: 1.5 }, 'limit'],
        ['page 0', 'page', { page: 0 }, 'page'],
        ['a page with a cursor', 'page', { page: 2, startingAfter: 'page:2' }, 'page'],
        ['a cursor where pages are numbered', 'page', { startingAfter: 'WzE3' }, 'startingAfter'],
        ['no address where there are only addresses', 'url', { startingAfter: 'WzE3' }, 'startingAfter'],
        ['a page where there is a scroll', 'scroll', { startingAfter: 'page:2' }, 'startingAfter'],
        ['a part of another list', 'page', { startingAfter: 'skip:3:WzE3' }, 'startingAfter'],
    ] as [string, Paging, Partial<Walk>, string][])
        it(`refuses ${what}`, async () => {
            const error = await failure(read(listOf(paging), walk), 'invalid_field');
            assert.deepEqual([error.field, asked.length], [field, 0]);
        });
});

import assert from 'node:assert/strict';
import {
    type CallOptions,
    type Client,
    IntercomError,
    type ListRequest,
    listPages,
    type Page,
    recordsOf,
    type Walk,
} from '../../src/client';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { clientOf, failure, settled } from './support';

const contacts: ListRequest = { method: 'GET', path: '/contacts', paging: 'cursor', records: 'data' };
const search: ListRequest = {
    method: 'POST',
    path: '/contacts/search',
    body: { query: { field: 'created_at', operator: '>', value: 0 } },
    paging: 'cursor-body',
};
const companies: ListRequest = { method: 'POST', path: '/companies/list', paging: 'page' };
const scroll: ListRequest = { method: 'GET', path: '/companies/scroll', paging: 'scroll' };

const read = async (pages: AsyncIterable<Page>): Promise<Page[]> => {
    const all: Page[] = [];
    for await (const page of pages) all.push(page);
    return all;
};
const idsOf = (pages: Page[]) => pages.flatMap(({ records }) => records.map((record) => (record as { id: string }).id));
const sizes = (pages: Page[]) => pages.map(({ records }) => records.length);

describe('client: pages', () => {
    let sandbox: Sandbox;
    let client: Client;
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 25, companies: 25 } });
    });
    beforeEach(() => {
        sandbox.reset();
        client = clientOf(sandbox).client;
    });
    afterEach(() => client.close());
    after(() => sandbox.close());

    for (const [what, list] of [
        ['GET /contacts', contacts],
        ['POST /contacts/search', search],
    ] as const)
        describe(`by cursor: ${what}`, () => {
            const walk = (how: Partial<Walk>, options?: CallOptions) =>
                listPages(client, list, { all: false, perPage: 10, ...how }, options);

            it('gives one page', async () => {
                const [page, ...rest] = await read(walk({}));
                assert.equal(rest.length, 0);
                assert.equal(page?.records.length, 10);
                assert(page.next);
                assert.deepEqual(page.pages, {
                    page: 1,
                    perPage: 10,
                    totalPages: 3,
                    totalCount: page.pages.totalCount,
                });
                assert((page.pages.totalCount ?? 0) >= 21);
                assert.equal(sandbox.requests.length, 1);
            });

            it('gives every page, each record once', async () => {
                const pages = await read(walk({ all: true }));
                const ids = idsOf(pages);
                assert.equal(new Set(ids).size, pages[0]?.pages.totalCount);
                assert.equal(ids.length, pages[0]?.pages.totalCount);
                assert.equal(pages.at(-1)?.next, null);
            });

            it('goes on from a cursor', async () => {
                const all = idsOf(await read(walk({ all: true })));
                const [first] = await read(walk({}));
                const rest = idsOf(await read(walk({ all: true, startingAfter: first?.next ?? '' })));
                assert.deepEqual(rest, all.slice(10));
            });

            it('walks to page N', async () => {
                const all = idsOf(await read(walk({ all: true })));
                assert.deepEqual(idsOf(await read(walk({ page: 2 }))), all.slice(10, 20));
                assert.deepEqual(idsOf(await read(walk({ page: 2, all: true }))), all.slice(10));
            });

            it('gives an empty page beyond the end', async () => {
                const pages = await read(walk({ page: 9 }));
                assert.deepEqual([sizes(pages), pages[0]?.next], [[0], null]);
            });

            it('names the cursor to go on from when it fails half way', async () => {
                sandbox.fault({ kind: 'status', status: 404, body: '', after: 1 });
                const seen: Page[] = [];
                const error = await failure(
                    (async () => {
                        for await (const page of walk({ all: true })) seen.push(page);
                    })(),
                    'not_found',
                );
                assert.equal(seen.length, 1);
                assert.equal(error.next, seen[0]?.next);
                const rest = await read(walk({ all: true, startingAfter: error.next ?? '' }));
                assert.equal(idsOf([...seen, ...rest]).length, new Set(idsOf([...seen, ...rest])).size);
            });
        });

    it('fetches one page ahead, and no more', async () => {
        const pages = listPages(client, contacts, { all: true, perPage: 5 });
        await pages.next();
        while (sandbox.requests.length < 2) await settled();
        await new Promise((resolve) => setTimeout(resolve, 30));
        assert.equal(sandbox.requests.length, 2);
        await pages.return(undefined);
    });

    it('fetches nothing ahead when one page was asked for', async () => {
        await read(listPages(client, contacts, { all: false, perPage: 5 }));
        await settled();
        assert.equal(sandbox.requests.length, 1);
    });

    it('drops a failing fetch ahead when the consumer leaves', async () => {
        const rejections: unknown[] = [];
        const note = (reason: unknown) => rejections.push(reason);
        process.on('unhandledRejection', note);
        try {
            sandbox.fault({ kind: 'status', status: 400, after: 1, times: 9 });
            for await (const _ of listPages(client, contacts, { all: true, perPage: 5 })) {
                await new Promise((resolve) => setTimeout(resolve, 30));
                break;
            }
            await new Promise((resolve) => setTimeout(resolve, 10));
            assert.deepEqual(rejections, []);
        } finally {
            process.off('unhandledRejection', note);
        }
    });

    it('calls the fetch ahead off when the consumer leaves', async () => {
        sandbox.fault({ kind: 'stall', after: 1 });
        const pages = listPages(client, contacts, { all: true, perPage: 5 });
        await pages.next();
        while (sandbox.requests.length < 2) await settled();
        await pages.return(undefined);
        client.close();
    });

    it('ends with its signal', async () => {
        sandbox.fault({ kind: 'stall', after: 1 });
        const stop = new AbortController();
        const pages = listPages(client, contacts, { all: true, perPage: 5 }, { signal: stop.signal });
        await pages.next();
        const next = pages.next();
        stop.abort();
        await failure(next, 'aborted');
        await failure(read(listPages(client, contacts, { all: true, perPage: 5 }, { signal: stop.signal })), 'aborted');
    });

    const answers = (...bodies: object[]) => {
        for (const body of bodies)
            sandbox.fault({ kind: 'status', status: 200, body, match: { path: /^\/contacts$/ } });
    };
    const list = (ids: string[], next?: string | null) => ({
        type: 'list',
        data: ids.map((id) => ({ id })),
        total_count: 99,
        pages: {
            type: 'pages',
            page: '1',
            per_page: '2',
            total_pages: 9,
            ...(next !== undefined && { next: next === null ? null : { starting_after: next } }),
        },
    });

    it('gives records that come again within two pages once', async () => {
        answers(list(['1', '2', '2'], 'a'), list(['2', '3'], 'b'), list(['1', '4'], 'c'), list(['1', '5']));
        const pages = await read(listPages(client, contacts, { all: true, perPage: 2 }));
        assert.deepEqual(idsOf(pages), ['1', '2', '3', '4', '5']);
    });

    it('takes counts that come as text', async () => {
        answers(list(['1']));
        const [page] = await read(listPages(client, contacts, { all: false, perPage: 2 }));
        assert.deepEqual(page?.pages, { page: 1, perPage: 2, totalPages: 9, totalCount: 99 });
    });

    for (const [what, body] of [
        ['no next', list(['1'])],
        ['next null', list(['1'], null)],
        ['an empty cursor', list(['1'], '')],
        ['no pages', { type: 'list', data: [{ id: '1' }], pages: null }],
    ] as const)
        it(`ends at ${what}`, async () => {
            answers(body);
            const pages = await read(listPages(client, contacts, { all: true, perPage: 2 }));
            assert.deepEqual([sizes(pages), pages[0]?.next], [[1], null]);
        });

    for (const circle of [1, 2, 3, 7])
        it(`gives up on cursors that go round in a circle of ${circle}`, async () => {
            answers(...Array.from({ length: 40 }, (_, step) => list([`x${step}`], `c${step % circle}`)));
            const error = await failure(
                read(listPages(client, contacts, { all: true, perPage: 2 })),
                'invalid_response',
            );
            assert.match(error.message, /already read/);
            assert(sandbox.requests.length < 40, String(sandbox.requests.length));
        });

    it('refuses page with startingAfter, and pages that are none', async () => {
        for (const walk of [{ page: 2, startingAfter: 'x' }, { page: 0 }, { page: 1.5 }])
            assert.equal(
                (await failure(read(listPages(client, contacts, { all: false, perPage: 5, ...walk })), 'invalid_field'))
                    .field,
                'page',
            );
    });

    for (const [what, body, expected] of [
        ['data', { type: 'list', data: [1] }, [1]],
        ['another key', { type: 'company.list', companies: [1, 2] }, [1, 2]],
        ['tags', { type: 'tag.list', tags: [] }, []],
        ['a bare company', { type: 'company', id: 'c', tags: [] }, [{ type: 'company', id: 'c', tags: [] }]],
        ['an array', [3], [3]],
        ['what stands beside errors', { errors: [], tickets: [1] }, [1]],
    ] as const)
        it(`finds the records of ${what}`, () => assert.deepEqual(recordsOf(body), expected));

    for (const [what, body, key, expected] of [
        ['a level below', { data: { articles: [1], highlights: [2] } }, 'data.articles', [1]],
        ['another list beside it', { data: [1], events: [2] }, 'events', [2]],
        ['a bare record', { id: 'x', external_id: '1' }, 'custom_object_instances', [{ id: 'x', external_id: '1' }]],
    ] as const)
        it(`finds the records under their key: ${what}`, () => assert.deepEqual(recordsOf(body, key), expected));

    for (const [what, body, key] of [
        ['an object', { hello: 1 }],
        ['errors', { errors: [{ code: 'server_error' }] }],
        ['text', 'text'],
        ['nothing', null],
        ['data that is null', { type: 'list', data: null }],
        ['a list one level too deep', { type: 'list', data: { articles: [1] } }],
        ['another key', { type: 'list', data: [1] }, 'data.articles'],
        ['a key of every object', { type: 'list', data: [1] }, 'constructor'],
        ['an array where a key was asked for', [1], 'data'],
    ] as [string, unknown, string?][])
        it(`says when an answer is no list: ${what}`, () => assert.throws(() => recordsOf(body, key), IntercomError));

    describe('by number: POST /companies/list', () => {
        const walk = (how: Partial<Walk>) => listPages(client, companies, { all: false, perPage: 10, ...how });

        it('gives every page, and asks by the same method', async () => {
            const pages = await read(walk({ all: true }));
            const ids = idsOf(pages);
            assert.equal(ids.length, pages[0]?.pages.totalCount);
            assert.equal(new Set(ids).size, ids.length);
            assert(sandbox.requests.every(({ method }) => method === 'POST'));
            assert.deepEqual(
                pages.map(({ next }) => next),
                ['page:2:10', 'page:3:10', null].slice(3 - pages.length),
            );
        });

        it('gives page N, and goes on from its cursor or from Intercom’s address', async () => {
            const all = idsOf(await read(walk({ all: true })));
            assert.deepEqual(idsOf(await read(walk({ page: 2 }))), all.slice(10, 20));
            assert.deepEqual(idsOf(await read(walk({ startingAfter: 'page:2' }))), all.slice(10, 20));
            const address = 'https://api.intercom.io/companies/list?per_page=10&page=2';
            assert.deepEqual(idsOf(await read(walk({ startingAfter: address }))), all.slice(10, 20));
        });

        it('refuses a cursor of another list', async () => {
            for (const startingAfter of ['WzE3', 'scroll:x', 'page:0', 'page:x'])
                assert.equal((await failure(read(walk({ startingAfter })), 'invalid_field')).field, 'startingAfter');
        });

        it('takes a bare company as a list of one', async () => {
            sandbox.fault({ kind: 'status', status: 200, body: { type: 'company', id: 'c1', name: 'x' } });
            const pages = await read(walk({ all: true }));
            assert.deepEqual([idsOf(pages), pages[0]?.next], [['c1'], null]);
        });

        it('names the page to go on from when it fails', async () => {
            sandbox.fault({ kind: 'status', status: 400, body: '', after: 1 });
            const error = await failure(read(walk({ all: true })), 'bad_request');
            assert.equal(error.next, 'page:2:10');
        });
    });
});

describe('client: scroll', () => {
    let sandbox: Sandbox;
    let now: number;
    const start = async (companyCount: number, scrollEnd: '404' | 'empty' = '404') => {
        now = Date.now();
        sandbox = await startSandbox({ seed: { contacts: 1, companies: companyCount }, scrollEnd, now: () => now });
    };
    afterEach(() => sandbox.close());

    /** A client whose waits move the sandbox's clock. */
    const connect = () => {
        const { client, clock } = clientOf(sandbox, { maxRetries: 1 });
        const wait = clock.setTimeout.bind(clock);
        clock.setTimeout = (run, ms) =>
            wait(() => {
                now += ms;
                run();
            }, ms);
        return { client, clock };
    };
    const listed = () => {
        const { state } = sandbox;
        return state.companies.listed().length;
    };

    for (const end of ['404', 'empty'] as const)
        for (const count of [7, 250, 300])
            it(`gives ${count} companies, each once; end: ${end}`, async () => {
                await start(count, end);
                const pages = await read(listPages(connect().client, scroll, { all: true }));
                const ids = idsOf(pages);
                assert.equal(ids.length, listed());
                assert.equal(new Set(ids).size, ids.length);
                assert.equal(pages.at(-1)?.next, null);
                assert.equal(pages.at(-1)?.answer.status, 200);
            });

    it('gives one page and goes on from its cursor', async () => {
        await start(250);
        const { client } = connect();
        const [first] = await read(listPages(client, scroll, { all: false }));
        assert.match(first?.next ?? '', /^scroll:/);
        const [second] = await read(listPages(client, scroll, { all: false, startingAfter: first?.next ?? '' }));
        assert.equal(new Set(idsOf([first as Page, second as Page])).size, 200);
    });

    it('begins anew when the scroll expires half way, and gives nothing twice', async () => {
        await start(350);
        const { client, clock } = connect();
        const pages: Page[] = [];
        for await (const page of listPages(client, scroll, { all: true })) {
            pages.push(page);
            await new Promise((resolve) => setTimeout(resolve, 10)); // the page ahead arrives
            if (pages.length === 2) {
                now += 70_000;
                clock.time += 70_000;
            }
        }
        assert.equal(idsOf(pages).length, listed());
        assert.equal(new Set(idsOf(pages)).size, listed());
        assert(
            pages.slice(0, -1).every(({ records }) => records.length > 0),
            'no empty pages in between',
        );
    });

    it('begins anew after a 500 that stays', async () => {
        await start(250);
        const { client } = connect();
        sandbox.fault({ kind: 'status', status: 500, after: 1, times: 2 });
        const ids = idsOf(await read(listPages(client, scroll, { all: true })));
        assert.equal(ids.length, listed());
        assert.equal(new Set(ids).size, ids.length);
    });

    it('waits for a scroll that is open elsewhere, and says so', async () => {
        await start(7);
        const other = connect().client;
        await other.call({ method: 'GET', path: '/companies/scroll', repeat: 'always' });
        const { client } = connect();
        const told: (number | null)[] = [];
        const pages = await read(listPages(client, scroll, { all: true }, { onHold: (until) => told.push(until) }));
        assert.equal(idsOf(pages).length, listed());
        assert(told.length >= 2);
        assert.equal(told.at(-1), null);
    });

    it('runs one scroll of a client at a time', async () => {
        await start(120);
        const { client, clock } = connect();
        const [a, b] = await Promise.all([
            read(listPages(client, scroll, { all: true })),
            read(listPages(client, scroll, { all: true })),
        ]);
        assert.equal(idsOf(a as Page[]).length, listed());
        assert.equal(idsOf(b as Page[]).length, listed());
        assert.deepEqual(clock.waits, []);
    });

    it('lets a waiting scroll be called off, and the next one run', async () => {
        await start(7);
        const { client } = connect();
        const first = listPages(client, scroll, { all: true });
        await first.next();
        const stop = new AbortController();
        const second = failure(read(listPages(client, scroll, { all: true }, { signal: stop.signal })), 'aborted');
        const third = read(listPages(client, scroll, { all: true }));
        await settled();
        stop.abort();
        await second;
        await first.return(undefined);
        assert.equal(idsOf(await third).length, listed());
    });

    it('says that a cursor has expired', async () => {
        await start(250);
        const { client } = connect();
        const error = await failure(
            read(listPages(client, scroll, { all: true, startingAfter: 'scroll:gone' })),
            'not_found',
        );
        assert.equal(error.field, 'startingAfter');
        await failure(read(listPages(client, scroll, { all: true, startingAfter: 'page:2' })), 'invalid_field');
    });

    it('gives up on a scroll that never ends', async () => {
        await start(7);
        const { client } = connect();
        const body = { type: 'list', data: [{ id: 'a' }], pages: null, scroll_param: 'same' };
        sandbox.fault({ kind: 'status', status: 200, body, times: Number.POSITIVE_INFINITY });
        await failure(read(listPages(client, scroll, { all: true })), 'invalid_response');
        assert(sandbox.requests.length < 20);
    });
});

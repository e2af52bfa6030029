import assert from 'node:assert/strict';
import { type End, type Seen, TestFlow, unload, until, withSandbox } from '../nodes/flow';

/** A row that Intercom refuses. */
const isBad = (index: number): boolean => index % 10 === 3;

const rows = (count: number): { external_id: string; email?: string }[] =>
    Array.from({ length: count }, (_, index) => ({
        external_id: `row-${index}`,
        ...(isBad(index) && { email: 'no address' }),
    }));

const list = (property = 'payload') => ({ forEach: property, forEachType: 'msg' });
const items = { collect: 'items' };

describe('a node that works once for each element of a list', () => {
    const held = withSandbox();
    const load = (properties: object, type = 'intercom-create-contact') =>
        TestFlow.load(held.sandbox, type, properties as Record<string, unknown>);
    const createdRows = () =>
        held.sandbox.requests
            .filter(({ method, path }) => method === 'POST' && path === '/contacts')
            .map(({ body }) => (body as { external_id: string }).external_id);

    /** Sends a list, and waits until the node is done with all of it. */
    async function completed(flow: TestFlow, msg: Record<string, unknown>): Promise<End> {
        const end = await flow.send(msg);
        await until(() => end.completed === 1);
        return end;
    }

    /** What the node says of what is cut off: its catch nodes are closed with it. */
    function errorsOfClosing(flow: TestFlow): (Error & { next?: number })[] {
        const errors: Error[] = [];
        const report = flow.node.error;
        flow.node.error = ((error: Error & { code?: string }, ...more: []) => {
            if (error.code === 'aborted') errors.push(error);
            return report.call(flow.node, error, ...more);
        }) as never;
        return errors;
    }

    it('array: one message, the answers in the order of the list, failures apart', async () => {
        // the first is answered last
        held.sandbox.fault({ kind: 'slow', delayMs: 100 });
        const flow = await load(list());
        const { payload, intercom, kept } = await flow.output({ payload: rows(25), kept: 1 });
        assert.deepEqual(
            (payload as ({ external_id: string } | null)[]).map((one) => one?.external_id ?? null),
            rows(25).map(({ external_id }, index) => (isBad(index) ? null : external_id)),
        );
        assert.equal(kept, 1);
        const { errors, ...counts } = intercom as unknown as { errors: { index: number; statusCode: number }[] };
        assert.deepEqual(counts, { action: 'intercom-create-contact', total: 25, done: 22, failed: 3 });
        assert.deepEqual(
            errors.map(({ index, statusCode }) => [index, statusCode]),
            [
                [3, 400],
                [13, 400],
                [23, 400],
            ],
        );
        await until(() => flow.statuses.some(({ text, fill }) => text === '22 done, 3 failed' && fill === 'green'));
    });

    it('items: a message for each success, each failure to catch with its element, done once', async () => {
        held.sandbox.fault({ kind: 'slow', delayMs: 100 });
        const flow = await load({ ...list(), ...items });
        const { sent, caught, completed: times } = await completed(flow, { payload: rows(25), shared: { n: 0 } });
        const good = rows(25).flatMap((_, index) => (isBad(index) ? [] : index));
        assert.deepEqual(
            sent.map(({ parts }) => parts?.index),
            good,
        );
        assert.ok(sent.every(({ parts }) => parts?.count === 25 && parts.id === sent[0]?.parts?.id));
        assert.deepEqual(
            sent.map(({ payload }) => (payload as { external_id: string }).external_id),
            good.map((index) => `row-${index}`),
        );
        assert.deepEqual(
            caught.map(({ payload }) => payload),
            rows(25).filter((_, index) => isBad(index)),
        );
        assert.deepEqual(
            caught.map(({ parts, intercom }) => [parts?.index, intercom.error?.statusCode]),
            [
                [3, 400],
                [13, 400],
                [23, 400],
            ],
        );
        assert.equal(times, 1);
        const shared = new Set(sent.map((one) => one.shared));
        assert.equal(shared.size, sent.length, 'every message has objects of its own');
        assert.equal(new Set(sent.map(({ intercom }) => intercom)).size, sent.length);
    });

    it('has at most 32 in flight, over all its messages', async () => {
        const flow = await load({ ...list(), ...items });
        // how many may be under way grows with the answers
        await completed(flow, { payload: rows(60) });
        held.sandbox.requests.length = 0;
        held.sandbox.fault({ kind: 'stall', times: Number.POSITIVE_INFINITY, match: { method: 'POST' } });
        for (const page of [0, 1]) flow.node.receive({ page, payload: rows(40) } as never);
        await until(() => createdRows().length >= 32);
        // more would be here before this answer
        await fetch(`${held.sandbox.url}/me`, { headers: { Authorization: `Bearer ${held.sandbox.token}` } });
        assert.equal(createdRows().length, 32);
        assert.equal(new Set(createdRows()).size, 32, 'those of the first message go first');
    });

    it('tells how far it is', async () => {
        const flow = await load(list());
        const began = Date.now();
        await flow.output({ payload: rows(600) });
        const seconds = Math.ceil((Date.now() - began) / 1000);
        const texts = flow.statuses.map(({ text }) => text);
        assert.ok(
            texts.some((text) => /^\d+ of 600$/.test(String(text))),
            texts.join(),
        );
        // five at once, then five a second at most
        assert.ok(texts.length <= 5 * (seconds + 1), `${texts.length} changes in ${seconds} s`);
    });

    it('carries everything on but the list, wherever that was', async () => {
        const flow = await load({ ...list('upload.rows[1]'), ...items });
        const { sent } = await completed(flow, { upload: { name: 'a.csv', rows: ['header', rows(3)] }, payload: 'x' });
        assert.deepEqual(
            sent.map(({ upload }) => upload),
            Array(3).fill({ name: 'a.csv', rows: ['header', undefined] }),
        );
    });

    it('an empty list: an empty list, or nothing, and done', async () => {
        const flow = await load(list());
        const { payload, intercom } = await flow.output({ payload: [] });
        assert.deepEqual(payload, []);
        assert.deepEqual(intercom, { action: 'intercom-create-contact', total: 0, done: 0, failed: 0, errors: [] });
        await unload();
        const { sent } = await completed(await load({ ...list(), ...items }), { payload: [] });
        assert.deepEqual(sent, []);
    });

    const wrong: { name: string; properties: object; payload: unknown; code: string; field: string; begins: string }[] =
        [
            {
                name: 'nothing there',
                properties: list('rows'),
                payload: 1,
                code: 'missing_field',
                field: 'forEach',
                begins: 'For each is missing: msg.rows holds nothing.',
            },
            {
                name: 'an expression that comes to nothing',
                properties: { forEach: 'payload.none', forEachType: 'jsonata' },
                payload: 1,
                code: 'missing_field',
                field: 'forEach',
                begins: 'For each is missing: its expression comes to nothing.',
            },
            {
                name: 'no list',
                properties: list(),
                payload: { a: 1 },
                code: 'invalid_field',
                field: 'forEach',
                begins: 'For each must be a list, not {"a":1}.',
            },
            {
                name: 'a start that is no number',
                properties: { ...list(), startAt: 'soon', startAtType: 'str' },
                payload: [],
                code: 'invalid_field',
                field: 'startAt',
                begins: 'Start at must be a whole number of at least 0, not "soon".',
            },
            {
                name: 'a start before the list',
                properties: { ...list(), startAt: '-1', startAtType: 'num' },
                payload: [],
                code: 'invalid_field',
                field: 'startAt',
                begins: 'Start at must be a whole number of at least 0, not -1.',
            },
            {
                name: 'another way to collect',
                properties: { ...list(), collect: 'pages' },
                payload: [],
                code: 'invalid_field',
                field: 'collect',
                begins: 'Collect must be one of array, items, not "pages".',
            },
        ];
    for (const { name, properties, payload, code, field, begins } of wrong) {
        it(`${name} is ${code} before any request`, async () => {
            const flow = await load(properties);
            const { intercom, error } = await flow.error({ payload });
            assert.equal(intercom.error?.code, code);
            assert.equal(intercom.error?.field, field);
            assert.ok(error?.message.startsWith(begins), error?.message);
            assert.equal(held.sandbox.requests.length, 0);
        });
    }

    it('takes the one element that an expression finds for a list of one', async () => {
        const flow = await load({ forEach: 'payload[external_id="row-2"]', forEachType: 'jsonata' });
        const { payload } = await flow.output({ payload: rows(3) });
        assert.deepEqual(
            (payload as { external_id: string }[]).map(({ external_id }) => external_id),
            ['row-2'],
        );
    });

    it('works on the rest of a list', async () => {
        const flow = await load({ ...list(), startAt: 'from', startAtType: 'msg' });
        const { payload, intercom } = await flow.output({ payload: rows(15), from: 12 });
        assert.deepEqual(createdRows().sort(), ['row-12', 'row-13', 'row-14']);
        assert.equal((payload as unknown[]).length, 3);
        const { total, done, failed, errors } = intercom as unknown as Record<string, never> & {
            errors: { index: number }[];
        };
        assert.deepEqual([total, done, failed, errors.map(({ index }) => index)], [15, 2, 1, [13]]);
    });

    it('works on a list that comes in pieces', async () => {
        const flow = await load(list());
        const all = rows(120);
        const pieces = [0, 40, 80].map((at) => all.slice(at, at + 40));
        const ends = pieces.map((payload, page) => flow.send({ payload, page }));
        const [end] = (await Promise.all(ends)) as [End];
        await until(() => end.completed === 3);
        assert.deepEqual(
            end.sent.map((one: Seen & { page?: number }) => [one.page, (one.payload as unknown[]).length]).sort(),
            [
                [0, 40],
                [1, 40],
                [2, 40],
            ],
        );
        assert.deepEqual(createdRows().sort(), all.map(({ external_id }) => external_id).sort());
    });

    for (const collect of ['array', 'items']) {
        it(`${collect}: a redeploy in mid-run ends it once, and it can be taken up: each row once`, async () => {
            const all = rows(300);
            const properties = { ...list(), collect, startAt: 'from', startAtType: 'msg' };
            const flow = await load(properties);
            const errors = errorsOfClosing(flow);
            flow.node.receive({ payload: all } as never);
            await until(() => createdRows().length >= 100);
            await unload();
            assert.equal(errors.length, 1);
            const { next = Number.NaN, message } = errors[0] as Error & { next?: number };
            assert.match(message, /^Aborted: the node was redeployed or stopped\./);
            assert.ok(next >= 68 && next < 300, `next ${next}`);
            const before = createdRows();
            await completed(await load(properties), { payload: all, from: next });
            const made = createdRows();
            assert.deepEqual([...made].sort(), all.map(({ external_id }) => external_id).sort());
            assert.ok(before.length < 300);
        });
    }

    it('what is cut off by a deploy within its second is said by next, and nothing is sent afterwards', async () => {
        const flow = await load({ ...list(), ...items }, 'intercom-get-contact');
        const cutOff = errorsOfClosing(flow);
        const late = /late$/;
        held.sandbox.fault({ kind: 'slow', delayMs: 5000, times: Number.POSITIVE_INFINITY, match: { path: late } });
        const known = [0, 1].map((at) => ({ id: held.sandbox.state.contacts.at(at)?.id }));
        const payload = [...known, { id: 'unknown' }, { id: '3-late' }, { id: '4-late' }];
        // one of the three that are answered is refused: what was sent in has an end that can be waited for
        const { sent, caught } = await flow.send({ payload });
        await until(() => held.sandbox.requests.filter(({ path }) => late.test(path)).length === 2);
        const began = Date.now();
        await unload();
        assert.ok(Date.now() - began < 2000);
        assert.deepEqual(
            cutOff.map(({ next }) => next),
            [3],
        );
        assert.deepEqual([sent.length, caught.length], [2, 1]);
    });
});

import assert from 'node:assert/strict';
import { type Seen, TestFlow, unload, withSandbox } from './flow';

const all = { fetchAll: 'true', fetchAllType: 'bool' };
const num = (property: string, value: number) => ({ [property]: String(value), [`${property}Type`]: 'num' });
const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });
const list = 'intercom-list-companies';

const records = (messages: Seen[]) =>
    messages.flatMap(({ payload }) => [payload].flat() as { id: string; name: string }[]);

describe('companies', () => {
    describe('of a small workspace', () => {
        const held = withSandbox({ readOnlyTokens: ['read-only'] });
        const load = (properties: Record<string, unknown>, token?: string) =>
            TestFlow.load(held.sandbox, list, properties, {}, token);

        it('are listed as 15 of a page, the latest request first', async () => {
            const flow = await load({});
            await flow.output({});
            const [request] = held.sandbox.requests;
            assert.deepEqual({ ...request?.query }, { page: '1', per_page: '15', order: 'desc' });
        });

        it('go on behind a page cursor', async () => {
            const flow = await load(num('perPage', 5));
            const first = await flow.output({});
            assert.ok(first.intercom.next);
            await unload();
            const next = await load({ ...num('perPage', 5), ...str('startingAfter', first.intercom.next) });
            const second = await next.output({});
            assert.equal(second.intercom.pages?.page, 2);
            assert.equal(new Set(records([first, second]).map(({ id }) => id)).size, 10);
        });

        for (const [property, value] of [
            ['companyName', 'No Such Company'],
            ['companyId', 'no-such-id'],
        ] as const) {
            it(`a ${property} that nobody has is an empty list`, async () => {
                const flow = await load(str(property, value));
                const { payload, intercom } = await flow.output({});
                assert.deepEqual(payload, []);
                assert.equal(intercom.next, null);
            });
        }

        it('the bare company that Intercom answers to an id is a list of one', async () => {
            const flow = await load(str('companyId', 'acme-1'));
            const { payload } = await flow.output({});
            assert.equal((payload as unknown[]).length, 1);
        });

        it('refuses tag and segment together', async () => {
            const flow = await load({ ...str('tagId', '1'), ...str('segmentId', '2') });
            const { intercom } = await flow.error({});
            assert.equal(intercom.error?.code, 'invalid_field');
            assert.equal(held.sandbox.requests.length, 0);
        });

        it('a token that may only read gets the same list', async () => {
            const flow = await load(all, 'read-only');
            const { payload } = await flow.output({});
            assert.equal((payload as unknown[]).length, 50);
            assert.deepEqual(
                held.sandbox.requests.map(({ method, path, status }) => [method, path, status]),
                [
                    ['POST', '/companies/list', 403],
                    ['GET', '/companies', 200],
                ],
            );
        });

        it('ascending order needs more than a token that may only read', async () => {
            const flow = await load(str('order', 'asc'), 'read-only');
            const { intercom } = await flow.error({});
            assert.equal(intercom.error?.statusCode, 403);
            assert.match(intercom.error?.message ?? '', /Write users and companies/);
        });

        it('a plan that Intercom answered as an object goes back as its name', async () => {
            const got = await (
                await TestFlow.load(held.sandbox, 'intercom-get-company', { companyBy: 'company_id' })
            ).output({
                payload: { id: 'acme-1' },
            });
            await unload();
            const update = await TestFlow.load(held.sandbox, 'intercom-update-company');
            await update.output({
                payload: { ...(got.payload as object), remote_created_at: undefined, name: 'Renamed' },
            });
            const { plan } = got.payload as { plan: { name?: string } };
            const sent = held.sandbox.requests.at(-1)?.body as { plan?: string; name: string };
            assert.equal(sent.plan, plan.name);
            assert.equal(sent.name, 'Renamed');
        });

        for (const [companyBy, id] of [
            ['company_id', 'nobody-has-it'],
            ['name', 'Nobody Ltd'],
        ]) {
            it(`another date of creation for a ${companyBy} that nobody has is an error, and makes no company`, async () => {
                const update = await TestFlow.load(held.sandbox, 'intercom-update-company', { companyBy });
                const { intercom } = await update.error({ payload: { id, remote_created_at: 1 } });
                assert.deepEqual([intercom.error?.code, intercom.error?.field], ['not_found', 'companyId']);
                assert.deepEqual(
                    held.sandbox.requests.map(({ method }) => method),
                    ['GET'],
                );
            });
        }

        it('a page of a proxy is not taken for a company that is not there', async () => {
            const flow = await TestFlow.load(held.sandbox, 'intercom-get-company', { companyBy: 'company_id' });
            held.sandbox.fault({ kind: 'html', status: 404, match: { path: /companies/ } });
            const { intercom } = await flow.error({ payload: { id: 'acme-1' } });
            assert.match(intercom.error?.message ?? '', /^Another web server answered/);
        });

        it('without your own id a company cannot take another date of creation: said before it is changed', async () => {
            const create = await TestFlow.load(held.sandbox, 'intercom-create-company');
            const { payload } = await create.output({ payload: { name: 'No id' } });
            await unload();
            const update = await TestFlow.load(held.sandbox, 'intercom-update-company');
            const { sent, caught } = await update.send({
                payload: { id: (payload as { id: string }).id, remote_created_at: 1 },
            });
            const ownId = (payload as { company_id?: string | null }).company_id;
            if (ownId) assert.equal(sent.length, 1);
            else assert.equal(caught[0]?.intercom.error?.field, 'remoteCreatedAt');
        });
    });

    describe('of a large workspace', () => {
        describe('9,000 of them', () => {
            const held = withSandbox({ seed: { companies: 9000 } });
            it('come in pages, each once', async () => {
                const flow = await TestFlow.load(held.sandbox, list, { ...all, emit: 'pages' });
                const { sent } = await flow.send({});
                assert.equal(new Set(records(sent).map(({ id }) => id)).size, 9000);
                assert.equal(records(sent).length, 9000);
                assert.ok(held.sandbox.requests.every(({ path }) => path === '/companies/list'));
                assert.equal(sent.at(-1)?.parts?.count, 150);
            });
        });

        describe('25,000 of them', () => {
            const held = withSandbox({ seed: { companies: 25_000 } });
            it('come through the scroll, each once', async () => {
                const flow = await TestFlow.load(held.sandbox, list, { ...all, emit: 'pages' });
                const { sent } = await flow.send({});
                assert.equal(new Set(records(sent).map(({ id }) => id)).size, 25_000);
                assert.equal(records(sent).length, 25_000);
                assert.equal(sent.at(-1)?.parts?.count, sent.length);
                assert.equal(sent.at(-1)?.intercom.next, null);
            });

            it('go on behind a scroll cursor', async () => {
                const flow = await TestFlow.load(held.sandbox, list, { ...all, emit: 'pages' });
                held.sandbox.fault({ kind: 'status', status: 403, match: { path: /scroll/ }, after: 3 });
                const { sent, caught } = await flow.send({});
                const next = caught[0]?.intercom.next;
                assert.match(next ?? '', /^scroll:/);
                await unload();
                const resumed = await TestFlow.load(held.sandbox, list, {
                    ...all,
                    ...str('startingAfter', next as string),
                });
                const rest = await resumed.output({});
                assert.equal(new Set(records([...sent, rest]).map(({ id }) => id)).size, 25_000);
            });
        });
    });
});

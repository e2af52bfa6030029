import assert from 'node:assert/strict';
import { buildRequest, type Row } from '../../nodes/operation/request';
import { type Operation, operations } from '../../nodes/operation/table';
import { type Client, type ListRequest, listPages, type Page } from '../../src/client';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { clientOf } from '../client/support';

const lists = [...operations().values()].filter(({ answer }) => answer.kind === 'list');

/** What steers a list. */
const isWalk = (name: string): boolean => /^(page|per_page|starting_after|cursor|scroll_param|pagination)$/.test(name);

describe('operation: every list is walked to its end', () => {
    let sandbox: Sandbox;
    let client: Client;
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 60, companies: 12 } });
        ({ client } = clientOf(sandbox));
    });
    after(async () => {
        client.close();
        await sandbox.close();
    });

    /** A value that the sandbox knows, for what a list cannot do without. */
    function valueFor(name: string, path: string): unknown {
        const { contacts, companies, conversations } = sandbox.state;
        const ids: Record<string, unknown> = {
            contact_id: contacts.at(0)?.id,
            company_id: [...companies.values()][0]?.id,
            conversation_id: conversations.values()[0]?.id,
            query: { field: 'created_at', operator: '>', value: 0 },
            type: 'user',
            created_at_after: 1,
        };
        if (name === 'id') return path.startsWith('/contacts') ? ids.contact_id : ids.conversation_id;
        return ids[name] ?? '1';
    }

    function rowsFor({ ids, query, forms, path, oneOf }: Operation): Row[] {
        const inputs = [...ids, ...query, ...(forms[0]?.fields ?? [])];
        const wanted = inputs.filter((one) => one.required || oneOf[0]?.[1] === one.name);
        return wanted.map(({ name }) => ({
            n: name,
            value: name === 'intercom_user_id' ? valueFor('contact_id', path) : valueFor(name, path),
        }));
    }

    async function walk(operation: Operation, perPage: number | undefined): Promise<Page[]> {
        const result = buildRequest({ operation: operation.name, rows: rowsFor(operation) });
        assert('built' in result && result.built.list, JSON.stringify(result));
        const { method, path, query, body, list, repeat } = result.built;
        const { paging, records } = list;
        const request: ListRequest = { method: method as 'GET', path, query, body, paging, records, repeat };
        const pages: Page[] = [];
        for await (const page of listPages(client, request, { all: true, perPage })) pages.push(page);
        return pages;
    }

    for (const operation of lists)
        it(operation.name, async () => {
            const isPaged = [...operation.query, ...(operation.forms[0]?.fields ?? [])].some(({ name }) =>
                isWalk(name),
            );
            const whole = (await walk(operation, isPaged ? 150 : undefined)).flatMap(({ records }) => records);
            // Three pages, where there are three records at all.
            const size = Math.max(1, Math.ceil(whole.length / 3));
            const pages = await walk(operation, isPaged ? size : undefined);
            const records = pages.flatMap((page) => page.records);
            const isSample = 'x-sandbox-sample' in (pages[0]?.answer.headers ?? {});
            if (isSample && operation.answer.kind === 'list' && operation.answer.paging !== 'whole') {
                assert.equal(pages.length, 3);
                assert.equal(records.length, size * 2 + Math.ceil(size / 2));
            } else assert.deepEqual(new Set(records.map(keyOf)), new Set(whole.map(keyOf)));
            assert.equal(new Set(records.map(keyOf)).size, records.length, 'no record twice');
            assert.ok(records.every((record) => typeof record === 'object' || typeof record === 'string'));
            assert.ok(records.length > 0, 'some records');
        });

    it('says of 65 lists', () => assert.equal(lists.length, 65));
});

const keyOf = (record: unknown): string => String((record as { id?: unknown }).id ?? JSON.stringify(record));

import assert from 'node:assert/strict';
import { buildRequest, type Row } from '../../nodes/operation/request';
import { type Operation, operations } from '../../nodes/operation/table';
import { type ListRequest, listPages, type Page } from '../../src/client';
import { failure } from '../client/support';
import { withSamples } from './samples';

const lists = [...operations().values()].filter(({ answer }) => answer.kind === 'list');

/** What a list cannot do without. */
const known: Record<string, unknown> = {
    query: { field: 'created_at', operator: '>', value: 0 },
    type: 'user',
    created_at_after: 1,
};

function rowsFor({ ids, query, forms, oneOf }: Operation): Row[] {
    const inputs = [...ids, ...query, ...(forms[0]?.fields ?? [])];
    const wanted = inputs.filter((one) => one.required || oneOf[0]?.[0] === one.name);
    return wanted.map(({ name }) => ({ n: name, value: known[name] ?? '1' }));
}

describe('operation: every list is walked to its end', () => {
    const held = withSamples();

    async function walk(operation: Operation, perPage: number | undefined): Promise<Page[]> {
        const result = buildRequest({ operation: operation.name, rows: rowsFor(operation) });
        assert('built' in result && result.built.list, JSON.stringify(result));
        const { method, path, query, body, list, repeat } = result.built;
        const { paging, records } = list;
        const request: ListRequest = { method: method as 'GET', path, query, body, paging, records, repeat };
        const pages: Page[] = [];
        for await (const page of listPages(held.client, request, { all: true, perPage })) pages.push(page);
        return pages;
    }

    for (const operation of lists) {
        const { name, query, forms, answer } = operation;
        const isWhole = answer.kind === 'list' && answer.paging === 'whole';
        const most = answer.kind === 'list' ? answer.most : undefined;
        it(`${name}: ${isWhole ? 'one page' : 'three pages'}, every record once`, async () => {
            const takesSize = [...query, ...(forms[0]?.fields ?? [])].some((one) =>
                /^(per_page|pagination)$/.test(one.name),
            );
            const size = takesSize ? 4 : undefined;
            const pages = await walk(operation, size);
            const records = pages.flatMap((page) => page.records);
            assert.equal(pages.length, isWhole ? 1 : 3);
            assert.equal(records.length, isWhole ? 3 : takesSize ? 10 : 25);
            assert.equal(new Set(records.map(keyOf)).size, records.length);
            for (const record of records)
                if (typeof record !== 'string') assert.equal((record as { sample?: unknown }).sample, true);
        });
        if (most !== undefined)
            it(`${name}: pages of ${most} at most`, async () => {
                const [first] = await walk(operation, most);
                assert.equal(first?.records.length, most);
                await failure(walk(operation, most + 1), 'parameter_invalid');
            });
    }

    it('says of 65 lists', () => assert.equal(lists.length, 65));
});

const keyOf = (record: unknown): string => String((record as { id?: unknown }).id ?? JSON.stringify(record));

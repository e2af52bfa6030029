import type { NodeAPI } from 'node-red';
import {
    type AnyAction,
    type ChosenAction,
    defineChosen,
    eachProperties,
    InputError,
    type ListInputs,
    listFields,
    walkOf,
} from '../../src/action';
import { type CallOptions, type Client, listPages } from '../../src/client';
import { any, type Stored } from '../../src/fields';
import { ownAdmin } from '../../src/objects';
import { missing, registerAction } from '../../src/runtime';
import { type Built, buildRequest, nextRow, type Refusal, type Row, withOwnAdmin } from './request';
import { operations } from './table';

const TYPE = 'intercom-operation';

/** The rows of the node, with their values. */
const rows = any({ stored: { type: 'rows', value: '[]' }, rows: true });

const { fetchAll, limit } = listFields({ max: 150 });

/** A row with the place that its value was read from. */
type ReadRow = Row & { stored: Stored };

/** Why there is no request; of a row that is missing, where it was looked for. */
function errorOf({ code, field, fault }: Refusal, rows: readonly ReadRow[]): InputError {
    const row = fault.key === 'fault.missing' && rows.find(({ n }) => n === field);
    return row ? missing(field, row.stored, row.value) : new InputError(code, field, fault);
}

/** The request that the rows make. @throws InputError */
async function built(
    operation: string,
    form: string,
    rows: readonly ReadRow[],
    client: Client,
    options: CallOptions,
): Promise<Built> {
    const result = buildRequest({ operation, form, rows });
    if ('refusal' in result) throw errorOf(result.refusal, rows);
    if (!result.built.ownAdmin) return result.built;
    return withOwnAdmin(result.built, await ownAdmin(client, options));
}

/** The action that a node has chosen. One that the table does not know fails with its first message. */
function choose(config: Readonly<Record<string, unknown>>): AnyAction {
    const name = String(config.operation ?? '');
    const form = String(config.form ?? '');
    const shared = { type: TYPE, palette: 'advanced', reference: '', marks: { operation: name } } as const;
    const request = (given: { rows?: unknown }, client: Client, options: CallOptions) =>
        built(name, form, (given.rows ?? []) as ReadRow[], client, options);
    const operation = operations().get(name);
    if (operation?.answer.kind === 'list') {
        return {
            ...shared,
            fields: { rows, fetchAll, limit },
            takesNext: nextRow(operation),
            list: async function* (given, client, options) {
                const { method, path, query, body, list } = await request(given, client, options);
                const { paging = 'whole', records, page, perPage, startingAfter, most } = list ?? {};
                yield* listPages(
                    client,
                    { method: method as 'GET' | 'POST', path, query, body, paging, records },
                    // One page is as large as Intercom makes it; many are as large as they may be, where that is known.
                    walkOf({ ...(given as ListInputs), page, perPage, startingAfter }, { all: most }),
                    options,
                );
            },
        };
    }
    return {
        ...shared,
        fields: { rows },
        run: async (given, client, options) => {
            const { method, path, query, body, repeat, accept, readAs, redirect } = await request(
                given,
                client,
                options,
            );
            const answer = await client.call({ method, path, query, body, repeat, accept, readAs, redirect }, options);
            return { payload: answer.body, answer };
        },
    };
}

export const operationAction: ChosenAction = { type: TYPE, choose };

export default defineChosen<NodeAPI>({
    type: TYPE,
    palette: 'advanced',
    titles: true,
    properties: {
        operation: { value: '', checked: true },
        form: { value: '', checked: true },
        rows: { value: [], checked: true },
        // of the flow file the rows, see migrations; in the editor, as with every node, how many wires come in
        inputs: { value: 1 },
        fetchAll: { value: 'false' },
        fetchAllType: { value: 'bool' },
        limit: { value: '' },
        limitType: { value: 'str' },
        emit: { value: 'array' },
        ...Object.fromEntries(Object.entries(eachProperties).map(([property, value]) => [property, { value }])),
    },
    register: (RED) => registerAction(RED, operationAction),
});

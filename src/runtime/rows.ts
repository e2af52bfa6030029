import type { Node, NodeAPI, NodeMessage } from 'node-red';
import {
    comparedWith,
    type Field,
    isEmptyCondition,
    isGroup,
    literalTypes,
    nullOperators,
    type Part,
    type Reading,
    type Row,
    readConditions,
    readRows,
    rowLiteral,
    type Stored,
    unixSeconds,
} from '../fields';
import { type Evaluate, evaluator, ValueFault } from './values';

/** How the value of a row is read. */
type ReadRow = (row: Row) => Evaluate;

/** The reader of one row's value. A moment is Unix seconds, as in a field of that kind. */
const reader =
    (RED: NodeAPI, node: Node): ReadRow =>
    (row) => {
        const { t, v } = row;
        if (literalTypes.includes(t)) return literalReader(row);
        const read = evaluator(RED, node, { type: t, value: v });
        return t === 'date' ? async (msg) => unixSeconds(await read(msg)) : read;
    };

/** Reads what stands in the row itself, and refuses everything that would be looked up somewhere. */
const literalReader: ReadRow = ({ n, t, v }) => {
    if (!literalTypes.includes(t)) throw new ValueFault({ key: 'fault.rows', values: { problem: t } });
    return () => {
        const reading = rowLiteral(t, v, Date.now());
        // the row is at fault, not all of the form
        if ('fault' in reading)
            throw new ValueFault({ ...reading.fault, values: { ...reading.fault.values, label: n } });
        return reading.value;
    };
};

/** Rows of a form become an object; a row whose value evaluates to nothing is left out. */
function attributes(RED: NodeAPI, node: Node, list: readonly Row[]): Evaluate {
    const rows = list.map((row) => ({ name: row.n, read: reader(RED, node)(row) }));
    return async (msg) => {
        const entries: [string, unknown][] = [];
        for (const { name, read } of rows) {
            const value = await read(msg);
            if (value !== undefined) entries.push([name, value]);
        }
        return entries.length > 0 ? Object.fromEntries(entries) : undefined;
    };
}

/** Rows as they are, each an input of its own, with the place that it was read from. */
function inputRows(RED: NodeAPI, node: Node, list: readonly Row[]): Evaluate {
    const rows = list.map(({ n, t, v }) => {
        const stored = { type: t, value: v };
        return { n, stored, read: evaluator(RED, node, stored) };
    });
    return async (msg) => {
        const read: { n: string; value: unknown; stored: Stored }[] = [];
        for (const { n, stored, read: evaluate } of rows) {
            try {
                read.push({ n, value: await evaluate(msg), stored });
            } catch (error) {
                throw error instanceof ValueFault ? new ValueFault(error.fault, n) : error;
            }
        }
        return read;
    };
}

/** Rows of a search become its query. A row that comes out empty is an error: without it the search would find more. */
function query(readRow: ReadRow, part: Part): (msg: NodeMessage) => Promise<unknown> {
    if (isGroup(part)) {
        const operator = { all: 'AND', any: 'OR' }[part.join];
        const parts = part.parts.map((one) => query(readRow, one));
        return async (msg) => {
            const value: unknown[] = [];
            for (const one of parts) value.push(await one(msg));
            return value.length === 1 ? value[0] : { operator, value };
        };
    }
    const { n: field, o: operator } = part;
    const compared = nullOperators.get(operator);
    if (compared) return async () => ({ field, operator: compared, value: null });
    const read = readRow(part);
    return async (msg) => {
        const value = comparedWith(operator, await read(msg));
        if (isEmptyCondition(value)) throw new ValueFault({ key: 'fault.condition', values: { name: field } });
        return { field, operator, value };
    };
}

function readOf<T>(reading: Reading<T>): T | undefined {
    if ('fault' in reading) throw new ValueFault(reading.fault);
    return reading.value;
}

/** Makes the reader of a form's rows: a list is read once, its values with each message. Throws a ValueFault. */
export function rowsReader(RED: NodeAPI, node: Node, { form, rows }: Field, text: string): Evaluate {
    let read: Evaluate | undefined;
    const prepare = (): Evaluate => {
        if (text.trim() === '') return () => undefined;
        if (form === 'search') {
            const condition = readOf(readConditions(text));
            return condition ? query(reader(RED, node), condition) : () => undefined;
        }
        const list = readOf(readRows(text)) ?? [];
        return rows ? inputRows(RED, node, list) : attributes(RED, node, list);
    };
    return (msg) => {
        read ??= prepare();
        return read(msg);
    };
}

/**
 * The query of a search whose values all stand in its rows, as Intercom wants it.
 * @throws ValueFault for rows that are none, that have no value, or whose value a message would give
 */
export async function literalQuery(text: string): Promise<unknown> {
    const condition = readOf(readConditions(text));
    return condition && query(literalReader, condition)({} as NodeMessage);
}

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { type Field, isPlainObject, literalTypes, literalValue } from '../fields';
import { type Evaluate, evaluator, ValueFault } from './values';

/** A row of a form, as it is stored: a name, an operator where it is a condition, and a TypedInput. */
interface Row {
    n: string;
    o?: string;
    v: string;
    t: string;
}

const broken = (problem: string): ValueFault => new ValueFault({ key: 'fault.rows', values: { problem } });

/** Operators of ours that compare with null. */
const withNull: Record<string, string> = { empty: '=', filled: '!=' };

function parse(text: string): unknown {
    try {
        return JSON.parse(text);
    } catch {
        throw broken('JSON');
    }
}

function rowOf(value: unknown): Row {
    if (!isPlainObject(value)) throw broken(JSON.stringify(value));
    const { n, o, v, t } = value;
    if (typeof n !== 'string' || n.trim() === '') throw broken(JSON.stringify(value));
    const text = typeof v === 'object' && v !== null ? JSON.stringify(v) : String(v ?? '');
    return { n: n.trim(), o: typeof o === 'string' ? o : undefined, v: text, t: typeof t === 'string' ? t : 'str' };
}

/** How the value of a row is read. */
type ReadValue = (row: Row) => Evaluate;

/** The reader of one row's value. An empty text is a value here: it clears an attribute. */
const reader =
    (RED: NodeAPI, node: Node): ReadValue =>
    ({ t, v }) =>
        t === 'str' && v === '' ? () => '' : evaluator(RED, node, { type: t, value: v });

/** Reads what stands in the row itself, and refuses everything that would be looked up somewhere. */
const literalReader: ReadValue = ({ t, v }) => {
    if (!literalTypes.includes(t)) throw broken(t);
    return () => {
        const reading = literalValue(t, v, Date.now());
        if ('fault' in reading) throw new ValueFault(reading.fault);
        return reading.value;
    };
};

/** Rows of a form become an object; a row whose value evaluates to nothing is left out. */
function attributes(RED: NodeAPI, node: Node, list: unknown[]): Evaluate {
    const rows = list.map((one) => {
        const row = rowOf(one);
        return { name: row.n, read: reader(RED, node)(row) };
    });
    return async (msg) => {
        const entries: [string, unknown][] = [];
        for (const { name, read } of rows) {
            const value = await read(msg);
            if (value !== undefined) entries.push([name, value]);
        }
        return entries.length > 0 ? Object.fromEntries(entries) : undefined;
    };
}

/** Rows as they are, each an input of its own. */
function inputRows(RED: NodeAPI, node: Node, list: unknown[]): Evaluate {
    const rows = list.map((one) => {
        const row = rowOf(one);
        return { n: row.n, read: evaluator(RED, node, { type: row.t, value: row.v }) };
    });
    return async (msg) => {
        const read: { n: string; value: unknown }[] = [];
        for (const row of rows) {
            try {
                read.push({ n: row.n, value: await row.read(msg) });
            } catch (error) {
                throw error instanceof ValueFault ? new ValueFault(error.fault, row.n) : error;
            }
        }
        return read;
    };
}

type Condition = (msg: NodeMessage) => Promise<unknown>;

/** Rows of a search become its query. A row that comes out empty is an error: without it the search would find more. */
function conditions(readValue: ReadValue, given: unknown): Condition {
    const group = (list: unknown, operator: 'AND' | 'OR'): Condition => {
        if (!Array.isArray(list) || list.length === 0) throw broken(JSON.stringify(list));
        const parts = list.map((one) => conditions(readValue, one));
        return async (msg) => {
            const value: unknown[] = [];
            for (const part of parts) value.push(await part(msg));
            return value.length === 1 ? value[0] : { operator, value };
        };
    };
    if (Array.isArray(given)) return group(given, 'AND');
    if (isPlainObject(given) && 'all' in given) return group(given.all, 'AND');
    if (isPlainObject(given) && 'any' in given) return group(given.any, 'OR');
    const row = rowOf(given);
    const { n: field, o: operator = '=' } = row;
    const compared = withNull[operator];
    if (compared) return async () => ({ field, operator: compared, value: null });
    const read = readValue(row);
    return async (msg) => {
        const value = await read(msg);
        if (value === undefined || value === null || value === '' || (Array.isArray(value) && value.length === 0)) {
            throw new ValueFault({ key: 'fault.condition', values: { name: field } });
        }
        const isOfMany = operator === 'IN' || operator === 'NIN';
        return {
            field,
            operator,
            value: isOfMany && typeof value === 'string' ? value.split(',').map((one) => one.trim()) : value,
        };
    };
}

/** Makes the reader of a form's rows: a list is read once, its values with each message. Throws a ValueFault. */
export function rowsReader(RED: NodeAPI, node: Node, { form, rows }: Field, text: string): Evaluate {
    let read: Evaluate | undefined;
    const prepare = (): Evaluate => {
        if (text.trim() === '') return () => undefined;
        const given = parse(text);
        if (rows && Array.isArray(given)) return inputRows(RED, node, given);
        if (Array.isArray(given) && given.length === 0) return () => undefined;
        if (form === 'search') return conditions(reader(RED, node), given);
        if (!Array.isArray(given)) throw broken(JSON.stringify(given));
        return attributes(RED, node, given);
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
    return conditions(literalReader, parse(text))({} as NodeMessage);
}

import type { Node, NodeAPI, NodeMessage } from 'node-red';
import { type Fault, literalTypes, literalValue, type Stored } from '../fields';

/** Reads a TypedInput for a message. `undefined` is not given. Throws or rejects where it cannot be evaluated. */
export type Evaluate = (msg: NodeMessage) => unknown;

/** A value that cannot be had from a TypedInput, with what is wrong. */
export class ValueFault extends Error {
    /** @param row the row of a form that it is about, where that is an input of its own */
    constructor(
        readonly fault: Fault,
        readonly row?: string,
    ) {
        super(fault.key);
    }
}

/** TypedInput types whose value is known only when a message is there. */
const evaluatedTypes = ['msg', 'flow', 'global', 'env', 'jsonata'];

/** Whether nothing stands where a value was looked for. */
export const isNothing = (held: unknown): boolean => held === undefined || held === null || held === '';

/** Whether a value is looked up somewhere, and not in the node itself. */
export const isEvaluated = ({ type }: Stored): boolean => evaluatedTypes.includes(type);

/** What is wrong with a value that is needed and not there: where it was looked for. */
export function absence({ type, value }: Stored, held: unknown): Fault {
    const place = type === 'env' ? value : `${type}.${value}`;
    const kind =
        value === '' || !isEvaluated({ type, value }) ? 'missing' : type === 'jsonata' ? 'missingResult' : 'missingAt';
    return { key: held === null ? `fault.${kind}Null` : `fault.${kind}`, values: { place } };
}

const isSyntaxError = (error: unknown): boolean => (error as { code?: unknown } | null)?.code === 'INVALID_EXPR';

/** What an exception says; JSONata throws objects that are no errors. */
function reasonOf(error: unknown): string {
    const { message } = (error ?? {}) as { message?: unknown };
    return typeof message === 'string' && message !== '' ? message : String(error);
}

/** Makes the reader of one TypedInput. */
export function evaluator(RED: NodeAPI, node: Node, { type, value }: Stored): Evaluate {
    // Node-RED would read an empty bool as false, an empty num as 0 and an empty msg as an error
    if (value === '' && type !== 'date') return () => undefined;
    if (literalTypes.includes(type)) {
        return () => {
            const reading = literalValue(type, value, Date.now());
            if ('fault' in reading) throw new ValueFault(reading.fault);
            return reading.value;
        };
    }
    const failed = (error: unknown): never => {
        throw new ValueFault({ key: 'fault.evaluation', values: { type, reason: reasonOf(error) } });
    };
    const viaCallback = (evaluate: (done: (error: Error | null, result: unknown) => void) => void) =>
        new Promise<unknown>((resolve, reject) => {
            evaluate((error, result) => (error ? reject(error) : resolve(result)));
        }).catch(failed);
    switch (type) {
        case 'msg':
            return (msg) => {
                try {
                    return RED.util.getMessageProperty(msg, value);
                } catch (error) {
                    if (isSyntaxError(error)) return failed(error);
                    return undefined; // a parent of the property is missing
                }
            };
        case 'jsonata': {
            let expression: ReturnType<typeof RED.util.prepareJSONataExpression> | undefined;
            return (msg) => {
                try {
                    expression ??= RED.util.prepareJSONataExpression(value, node);
                } catch (error) {
                    return failed(error);
                }
                const prepared = expression;
                return viaCallback((done) => RED.util.evaluateJSONataExpression(prepared, msg, done)).then(plainList);
            };
        }
        case 'date':
        case 'flow':
        case 'global':
        case 'env':
            return (msg) => viaCallback((done) => RED.util.evaluateNodeProperty(value, type, node, msg, done));
        default:
            return () => value; // a pick list: the id that was chosen
    }
}

/** JSONata's lists are arrays with further properties, which must not go on in a message. */
const plainList = (value: unknown): unknown => (Array.isArray(value) ? [...value] : value);

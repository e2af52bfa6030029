import type { Node, NodeAPI, NodeMessage } from 'node-red';
import {
    type AnyAction,
    byProperty,
    coerce,
    type Field,
    type Inputs,
    invalidValue,
    isPicked,
    type Named,
    referenceKeys,
    type Stored,
    storedDefault,
} from '../action';
import { IntercomError } from '../client';

/** A node's stored properties, as they stand in the flow file. */
export type Config = Readonly<Record<string, unknown>>;

type Evaluate = (msg: NodeMessage) => unknown;

/** Where a value was looked for, in the words of the panel. */
function place({ type, value }: Stored): string {
    if (value === '') return 'the node';
    switch (type) {
        case 'msg':
        case 'flow':
        case 'global':
            return `${type}.${value}`;
        case 'env':
            return `the environment variable ${value}`;
        case 'jsonata':
            return 'the result of its expression';
        default:
            return 'the node';
    }
}

/** What a flow file holds for a field; what it lacks is taken from the definition. */
function storedIn(config: Config, property: string, field: Field): Stored {
    const preset = storedDefault(property, field);
    const type = String(config[`${property}Type`] ?? preset.type);
    const value = config[property] ?? (type === preset.type ? preset.value : '');
    // editors write text, but flow files written by hand hold numbers, booleans and objects as well
    return { type, value: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}

const isSyntaxError = (error: unknown): boolean => (error as { code?: unknown }).code === 'INVALID_EXPR';

/** Reads one TypedInput. `undefined` is not given. Throws or rejects on an expression that cannot be evaluated. */
function evaluator(RED: NodeAPI, node: Node, { type, value }: Stored): Evaluate {
    // Node-RED would read an empty bool as false, an empty num as 0 and an empty msg as an error
    if (value === '' && type !== 'date') return () => undefined;
    const viaCallback = (evaluate: (done: (error: Error | null, result: unknown) => void) => void) =>
        new Promise<unknown>((resolve, reject) => {
            evaluate((error, result) => (error ? reject(error) : resolve(result)));
        });
    switch (type) {
        case 'msg':
            return (msg) => {
                try {
                    return RED.util.getMessageProperty(msg, value);
                } catch (error) {
                    if (isSyntaxError(error)) throw error;
                    return undefined; // a parent of the property is missing
                }
            };
        case 'jsonata': {
            let expression: ReturnType<typeof RED.util.prepareJSONataExpression> | undefined;
            return (msg) => {
                expression ??= RED.util.prepareJSONataExpression(value, node);
                const prepared = expression;
                return viaCallback((done) => RED.util.evaluateJSONataExpression(prepared, msg, done));
            };
        }
        case 'str':
        case 'num':
        case 'bool':
        case 'json':
        case 'date':
        case 'flow':
        case 'global':
        case 'env':
            return (msg) => viaCallback((done) => RED.util.evaluateNodeProperty(value, type, node, msg, done));
        default:
            return () => value; // a pick list: the id that was chosen
    }
}

function keyOf(config: Config, property: string, field: Field): string {
    const by = String(config[byProperty(property)] ?? field.by);
    const keys: readonly string[] = field.object ? referenceKeys[field.object] : [];
    if (keys.includes(by)) return by;
    throw invalidValue(byProperty(property), by, `Give one of: ${keys.join(', ')}.`);
}

/**
 * Prepares a node's inputs: what is derived from the stored properties is worked out here, once.
 *
 * @returns reads a message. Rejects with `missing_field` or `invalid_field`, naming field, value and remedy.
 *     References are `{ by, value }`: they are looked up later (`perform.ts`), since that takes requests.
 */
export function inputReader(
    RED: NodeAPI,
    node: Node,
    action: AnyAction,
    config: Config,
): (msg: NodeMessage) => Promise<Inputs> {
    const readers = Object.entries(action.fields).map(([property, field]) => {
        const stored = storedIn(config, property, field);
        return { property, field, stored, evaluate: evaluator(RED, node, stored) };
    });
    return async (msg) => {
        const inputs: Record<string, unknown> = {};
        for (const { property, field, stored, evaluate } of readers) {
            let raw: unknown;
            try {
                raw = evaluate(msg);
                if (raw instanceof Promise) raw = await raw;
            } catch (error) {
                const reason = error instanceof Error ? error.message : String(error);
                throw invalidValue(property, stored.value, `${stored.type} could not be evaluated: ${reason}`);
            }
            const value = coerce(property, field, raw);
            if (field.required && (value === undefined || value === null)) {
                throw new IntercomError(
                    `The field ${property} is required, but ${place(stored)} holds ${value === null ? 'null' : 'nothing'} for it.`,
                    {
                        code: 'missing_field',
                        field: property,
                        hint: `Give it in ${place(stored)}, or let the node read it from elsewhere.`,
                    },
                );
            }
            if (value === undefined) continue;
            inputs[property] =
                field.kind === 'reference' && value !== null
                    ? ({ by: isPicked(stored.type) ? 'id' : keyOf(config, property, field), value } as Named<string>)
                    : value;
        }
        checkTogether(action, inputs);
        return inputs;
    };
}

function checkTogether({ anyOf, check }: AnyAction, inputs: Inputs): void {
    if (anyOf?.every((property) => inputs[property] === undefined || inputs[property] === null)) {
        const names = anyOf.join(', ').replace(/, (\w+)$/, ' or $1');
        throw new IntercomError(`At least one of ${names} is required, but none was given.`, {
            code: 'missing_field',
            field: anyOf[anyOf.length - 1],
            hint: `Give ${names}.`,
        });
    }
    check?.(inputs);
}

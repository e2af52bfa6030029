import type { Node, NodeAPI, NodeMessage } from 'node-red';
import {
    type AnyAction,
    applies,
    checkQuery,
    checkSteering,
    InputError,
    type Inputs,
    invalidInput,
    isFilter,
    isList,
    keysOf,
    type Named,
    objectOf,
    pickTypes,
} from '../action';
import {
    byProperty,
    type Fault,
    type Field,
    isRecord,
    type Reference,
    readValue,
    type Stored,
    storedDefault,
} from '../fields';
import { rowsReader } from './rows';
import { templateReader } from './template';
import { absence, type Evaluate, evaluator, isEvaluated, isNothing, ValueFault } from './values';

/** A node's stored properties, as they stand in the flow file. */
export type Config = Readonly<Record<string, unknown>>;

/** What a flow file holds for a field; what it lacks is taken from the definition. */
export function storedIn(config: Config, property: string, preset: Stored): Stored {
    const type = String(config[`${property}Type`] ?? preset.type);
    const value = config[property] ?? (type === preset.type ? preset.value : '');
    // editors write text, but flow files written by hand hold numbers, booleans and objects as well
    return { type, value: typeof value === 'object' ? JSON.stringify(value) : String(value) };
}

/** The error of a value that is required and not there: where it was looked for. */
export const missing = (property: string, stored: Stored, held: unknown): InputError =>
    new InputError('missing_field', property, absence(stored, held));

/** Makes a reader throw our own error, whatever it throws. */
async function evaluated(property: string, evaluate: Evaluate, msg: NodeMessage): Promise<unknown> {
    try {
        return await evaluate(msg);
    } catch (error) {
        if (error instanceof ValueFault) throw new InputError(codeOf(error.fault), error.row ?? property, error.fault);
        throw error;
    }
}

/** A condition without a value is a value that is missing; every other fault is one that cannot be used. */
const codeOf = ({ key }: Fault) =>
    key === 'fault.condition' || key.startsWith('fault.missing') ? 'missing_field' : 'invalid_field';

/** One field of a node, ready to be read. */
interface Reader {
    property: string;
    field: Field;
    stored: Stored;
    evaluate: Evaluate;
    /** Whether it reads where a new node would: then a record in the payload counts as well. */
    isDefault: boolean;
}

function readerOf(RED: NodeAPI, node: Node, config: Config, property: string, field: Field): Reader {
    const preset = storedDefault(property, field);
    const stored = storedIn(config, property, preset);
    const evaluate = evaluateOf(RED, node, field, stored);
    const isDefault = stored.type === 'msg' && preset.type === 'msg' && stored.value === preset.value;
    return { property, field, stored, evaluate, isDefault };
}

function evaluateOf(RED: NodeAPI, node: Node, field: Field, stored: Stored): Evaluate {
    if (stored.type === 'rows') return rowsReader(RED, node, field, stored.value);
    if (stored.type === 'str' && field.template) return templateReader(RED, node, stored.value);
    return evaluator(RED, node, stored);
}

/** The choices that a node has made. @throws InputError for one that there is not */
export function choicesOf({ switches = {} }: AnyAction, config: Config): Record<string, string> {
    const chosen: Record<string, string> = {};
    for (const [property, { values, when }] of Object.entries(switches)) {
        if (!applies({ when }, chosen)) continue;
        const value = config[property] || values[0];
        if (typeof value !== 'string' || !values.includes(value)) {
            throw invalidInput(property, 'fault.choice', { choices: values.join(', '), value });
        }
        chosen[property] = value;
    }
    return chosen;
}

/** The references of one message. A record in the payload counts for one field, and is no second one's. */
class References {
    #isTaken = false;

    readonly #payload: unknown;
    readonly #config: Config;

    constructor(payload: unknown, config: Config) {
        this.#payload = payload;
        this.#config = config;
    }

    /**
     * The reference that a field holds. Where it reads its default place, a record of its type in the payload goes
     * first; where nothing stands there, the payload itself is tried.
     */
    read({ property, isDefault, stored }: Reader, field: Field, held: unknown): unknown {
        if (!isDefault) return this.#readAs(property, field, held);
        if (held === this.#payload || isRecord(this.#payload, field.object)) return this.#take(property, field);
        if (isRecord(this.#payload)) {
            // a record of another type: what it says of this one counts, its own id does not
            const { [`${field.object?.name}_id`]: own } = this.#payload as Record<string, unknown>;
            const said = stored.value === 'payload.id' || isNothing(held) ? own : held;
            if (!isNothing(said)) return this.#readAs(property, field, said);
            return field.required && !this.#isTaken ? this.#take(property, field) : undefined;
        }
        if (!isNothing(held) || !field.required || this.#isTaken) return this.#readAs(property, field, held);
        return this.#take(property, field);
    }

    #take(property: string, field: Field) {
        this.#isTaken = true;
        return this.#readAs(property, field, this.#payload);
    }

    #readAs(property: string, field: Field, value: unknown): Named | Named[] | null | undefined {
        const reading = readValue(field, value);
        if ('fault' in reading) throw new InputError('invalid_field', property, reading.fault);
        const given = reading.value as Reference | Reference[] | null | undefined;
        if (given === undefined || given === null) return given;
        const named = (one: Reference): Named => ({
            by: one.isId ? 'id' : this.#key(property, field),
            value: one.value,
        });
        return Array.isArray(given) ? given.map(named) : named(given);
    }

    #key(property: string, field: Field): string {
        if (isPicked(storedTypeOf(this.#config, property))) return 'id';
        const keys = field.object?.keys ?? [];
        const by = String(this.#config[byProperty(property, field)] ?? field.by);
        if (keys.includes(by)) return by;
        // a record that may be of several objects: a key that this one lacks
        if (field.objects && keysOf(field).includes(by)) return 'id';
        throw invalidInput(byProperty(property, field), 'fault.choice', { choices: keys.join(', '), value: by });
    }
}

const storedTypeOf = (config: Config, property: string): string => String(config[`${property}Type`] ?? '');

/** Whether a stored type says that the value was chosen from a list, and so is Intercom's id. */
const isPicked = (type: string): boolean => picked.has(type);
const picked = new Set<string>(Object.values(pickTypes));

/**
 * Prepares a node's inputs: what is derived from the stored properties is worked out here, once.
 *
 * @returns reads a message. Rejects with an InputError (`missing_field`, `invalid_field`). References are
 *     `{ by, value }`: they are looked up later (`perform.ts`), since that takes requests.
 */
export function inputReader(
    RED: NodeAPI,
    node: Node,
    action: AnyAction,
    config: Config,
): (msg: NodeMessage) => Promise<Inputs> {
    const readers = Object.entries(action.fields).map(([property, field]) =>
        readerOf(RED, node, config, property, field),
    );
    return async (msg) => {
        const inputs: Record<string, unknown> = choicesOf(action, config);
        const references = new References((msg as { payload?: unknown }).payload, config);
        for (const reader of readers) {
            const { property, stored, evaluate } = reader;
            if (!applies(reader.field, inputs)) continue;
            const { field: declared } = reader;
            const held = isAnothers(reader, msg) ? undefined : await evaluated(property, evaluate, msg);
            const field = declared.objects ? { ...declared, object: objectOf(declared, inputs) } : declared;
            const value = field.object ? references.read(reader, field, held) : readPlain(property, field, held);
            if (isRequired(field, inputs) && (value === undefined || value === null))
                throw missing(property, stored, held);
            if (value !== undefined) inputs[property] = value;
        }
        checkTogether(action, inputs, readers);
        return inputs as Inputs;
    };
}

/** Whether what stands at the default place of a field is a fact of another record, which the payload is. */
const isAnothers = ({ field: { of }, isDefault }: Reader, { payload }: { payload?: unknown }): boolean =>
    of !== undefined && isDefault && isRecord(payload) && !isRecord(payload, of);

const isRequired = ({ required, optional }: Field, inputs: Record<string, unknown>): boolean =>
    required && !(optional && applies({ when: optional }, inputs));

function readPlain(property: string, field: Field, held: unknown): unknown {
    const reading = readValue(field, held);
    if ('fault' in reading) throw new InputError('invalid_field', property, reading.fault);
    return reading.value;
}

function checkTogether(action: AnyAction, inputs: Record<string, unknown>, readers: readonly Reader[]): void {
    const { anyOf, nullClears, check } = action;
    const isLacking = (property: string) =>
        inputs[property] === undefined || (inputs[property] === null && !nullClears);
    if (anyOf?.every(isLacking)) {
        throw new InputError('missing_field', anyOf[anyOf.length - 1] as string, {
            key: 'fault.anyOf',
            values: { properties: anyOf.join(' ') },
        });
    }
    if (isList(action)) {
        checkSteering(inputs);
        checkFilters(inputs, readers);
    }
    if ('jsonQuery' in action.fields) checkQuery(inputs.jsonQuery as Record<string, unknown> | undefined);
    check?.(inputs as never);
}

/** A filter that comes out empty must never turn "this one" into "everybody". */
function checkFilters(inputs: Record<string, unknown>, readers: readonly Reader[]): void {
    const filters = readers.filter(({ field }) => isFilter(field) && applies(field, inputs));
    const isNotGiven = ({ property, field }: Reader) =>
        inputs[property] === undefined || (inputs[property] === null && !finds(field));
    for (const reader of filters) {
        const { property, stored, isDefault } = reader;
        if (!isDefault && isNotGiven(reader) && looksElsewhere(stored)) {
            throw missing(property, stored, inputs[property]);
        }
    }
    const [first] = filters;
    if (first && filters.every(isNotGiven) && filters.some(({ stored }) => looksElsewhere(stored))) {
        throw new InputError('missing_field', first.property, {
            key: 'fault.noFilter',
            values: {
                properties: filters
                    .filter(({ stored }) => looksElsewhere(stored))
                    .map(({ property }) => property)
                    .join(' '),
            },
        });
    }
}

/** Whether null is something to search for. */
const finds = ({ filter }: Field): boolean => filter !== 'query' && filter !== 'list';

const looksElsewhere = (stored: Stored): boolean =>
    stored.value !== '' && (isEvaluated(stored) || (stored.type === 'rows' && stored.value !== '[]'));

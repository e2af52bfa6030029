import { isPageCursor } from '../../src/client/pages';
import {
    asJson,
    boolean,
    choice,
    date,
    type FaultKey,
    type Field,
    type Kind as FieldKind,
    file,
    integer,
    isPlainObject,
    isRecord,
    list,
    number,
    object,
    type Reading,
    reference,
    show,
    text,
    unixSeconds,
} from '../../src/fields';
import type { Input, Kind } from './table';

const refuse = (key: FaultKey, value: unknown): Reading<never> => ({ fault: { key, values: { value: show(value) } } });

/** JSON text becomes what it says; undefined for text that is no JSON. */
function jsonIn(text: string): { value: unknown } | undefined {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return undefined;
    }
}

/** Digits of what the description types as number go out as number; what is no number Intercom may still know. */
const asNumber = (id: string, { numeric }: Input): string | number =>
    numeric && /^\d{1,15}$/.test(id) ? Number(id) : id;

/** The objects that are told apart surely by their `type`. */
const surelyTyped = ['contact', 'company', 'conversation', 'ticket', 'tag', 'admin', 'team'];

/** The customer's own id of a contact, which has two names at Intercom. */
const isOwnId = (name: string): boolean => name === 'external_id' || name === 'user_id';

/** The id that an object of another kind holds: under its own name, else as its `id`; a fault for a foreign record. */
function idWithin(value: Record<string, unknown>, { name, record }: Input): Reading<unknown> {
    if (isOwnId(name)) return { value: value.external_id ?? value.user_id };
    if (record === undefined) return { value: value[name] ?? value.id };
    const named = value[`${record}_id`];
    const isForeign = isRecord(value) && !String(value.type).includes(record);
    if (named === undefined && isForeign)
        return { fault: { key: 'fault.referenceType', values: { type: String(value.type), object: record } } };
    return { value: named ?? value.id };
}

/** An id, or the record that has it. */
function readId(value: unknown, input: Input): Reading<unknown> {
    const { record = '' } = input;
    let given = value;
    if (isPlainObject(value) && !surelyTyped.includes(record)) {
        const within = idWithin(value, input);
        if ('fault' in within) return within;
        if (within.value === undefined || within.value === null || within.value === '') return { value: undefined };
        given = within.value;
    }
    const recordTypes = record === 'contact' ? ['contact', 'user', 'lead'] : [record];
    const reading = reference.kind.read(given, {
        object: { name: record, keys: ['id'], recordTypes },
    } as unknown as Field);
    if ('fault' in reading || reading.value === undefined) return reading;
    return { value: asNumber((reading.value as { value: string }).value, input) };
}

/** ISO 8601 stays as it was written, other dates are written so. */
function readIsoDate(value: unknown): Reading<string> {
    const seconds = unixSeconds(value);
    if (seconds === undefined) return refuse('fault.date', value);
    if (value instanceof Date) return { value: value.toISOString() };
    const written = String(value).trim();
    const isIso = /^\d{4}-\d{2}-\d{2}(T|$)/.test(written);
    return { value: isIso ? written : new Date(seconds * 1000).toISOString() };
}

/** A day as written; of a point in time that in UTC. */
function readDay(value: unknown): Reading<string> {
    const reading = readIsoDate(value);
    return 'fault' in reading ? reading : { value: reading.value?.slice(0, 'YYYY-MM-DD'.length) };
}

/** A word of the list in whatever case; another is sent as it is, since Intercom may know it by now. */
function readChoice(value: unknown, { choices }: Input): Reading<string> {
    const reading = text.kind.read(value, {} as Field) as Reading<string>;
    if ('fault' in reading || reading.value === undefined) return reading;
    const given = reading.value.trim();
    return { value: choices.find((one) => one.toLowerCase() === given.toLowerCase()) ?? given };
}

/** A list, JSON text of one, or parts with commas; one record or number is a list of one. */
function readList(value: unknown, input: Input): Reading<unknown[]> {
    const whole = isPlainObject(value) ? [value] : value;
    const parts = list.kind.read(
        Array.isArray(whole) ? whole.map((one) => (isPlainObject(one) ? (one.id ?? one) : one)) : whole,
        {} as Field,
    ) as Reading<unknown[]>;
    if ('fault' in parts || parts.value === undefined) return parts;
    const texts = parts.value.map((one) => (typeof one === 'number' ? String(one) : one));
    if (!texts.every((one): one is string => typeof one === 'string' && one !== '')) return refuse('fault.list', value);
    return {
        value: texts.map((one) => {
            const known = input.choices.find((choice) => choice.toLowerCase() === one.trim().toLowerCase());
            return known ?? asNumber(one, input);
        }),
    };
}

/** A list of objects, JSON text of one, or one object alone. */
function readObjects(value: unknown, input: Input): Reading<unknown[]> {
    const given = typeof value === 'string' ? jsonIn(value)?.value : value;
    const objects = isPlainObject(given) ? [given] : given;
    if (!Array.isArray(objects)) return refuse('fault.list', value);
    const read: unknown[] = [];
    for (const one of objects) {
        const reading = readObject(one, input);
        if ('fault' in reading) return reading;
        read.push(reading.value);
    }
    return { value: read };
}

/** Somebody a message comes from or goes to is named by type and id alone. */
const isRecipient = ({ fields }: Input): boolean => fields.map(({ name }) => name).join() === 'type,id';

/** An object or JSON text of one. Its known fields are read as what they are, others go as they are. */
function readObject(value: unknown, input: Input): Reading<Record<string, unknown>> {
    const given = typeof value === 'string' ? jsonIn(value)?.value : value;
    if (!isPlainObject(given)) return refuse('fault.object', value);
    const isWhole = isRecipient(input) && given.id !== undefined && typeof given.role === 'string';
    const source = isWhole ? { type: given.role, id: given.id } : given;
    const read: Record<string, unknown> = {};
    for (const [name, own] of Object.entries(source)) {
        const field = input.fields.find((one) => one.name === name);
        const reading = field && own !== null && own !== '' ? readInput(field, own) : asJson(own ?? null, name);
        if ('fault' in reading) return reading;
        if (own !== undefined && reading.value !== undefined) set(read, name, reading.value);
    }
    return { value: read };
}

/** Not by assignment: a key may be __proto__. */
export function set(target: Record<string, unknown>, key: string, value: unknown): void {
    Object.defineProperty(target, key, { value, enumerable: true, configurable: true, writable: true });
}

const base64 = (data: Uint8Array): string => Buffer.from(data).toString('base64');

/** Files as Intercom takes them; Buffers are encoded, what is encoded already goes as it is. */
function readFiles(value: unknown): Reading<unknown[]> {
    const files: unknown[] = [];
    for (const one of Array.isArray(value) ? value : [value]) {
        if (isPlainObject(one) && typeof one.data === 'string' && typeof one.content_type === 'string') {
            files.push(one);
            continue;
        }
        const reading = file.kind.read(one, {} as Field);
        if ('fault' in reading) return reading;
        for (const { data, name, contentType } of reading.value ?? [])
            files.push({
                content_type: contentType ?? 'application/octet-stream',
                data: base64(data),
                name: name ?? `file-${files.length + 1}`,
            });
    }
    return { value: files };
}

/** Any JSON, as text too; text that is no JSON is a fault. */
function readJson(value: unknown): Reading<unknown> {
    if (typeof value !== 'string') return asJson(value, '');
    return jsonIn(value) ?? refuse('fault.notJson', value);
}

/** A page is given by its number, or by what came as `next`. */
const readInteger = (value: unknown, { name }: Input): Reading<unknown> =>
    name === 'page' && typeof value === 'string' && isPageCursor(value)
        ? { value }
        : integer.kind.read(value, {} as Field);

/** The bytes of a file within an object, encoded. */
const readText = (value: unknown, { name }: Input): Reading<unknown> =>
    name === 'data' && ArrayBuffer.isView(value)
        ? { value: base64(new Uint8Array(value.buffer, value.byteOffset, value.byteLength)) }
        : text.kind.read(value, {} as Field);

interface Own {
    read: (value: unknown, input: Input) => Reading<unknown>;
    /** The kind of field that it looks like in a panel. */
    as: FieldKind;
    /** What stands in the empty input, where that is another example. */
    example?: string;
}

const like = (kind: FieldKind, read = (value: unknown) => kind.read(value, {} as Field)): Own => ({ as: kind, read });

/** How the inputs of each kind are read and shown: those of every node's fields where they are the same. */
export const inputKinds: Record<Kind, Own> = {
    text: { as: text.kind, read: readText },
    id: { as: reference.kind, read: readId },
    number: like(number.kind),
    integer: { as: integer.kind, read: readInteger },
    boolean: like(boolean.kind),
    date: like(date.kind),
    isoDate: like(date.kind, readIsoDate),
    day: { ...like(date.kind, readDay), example: '2026-01-31' },
    choice: { as: choice.kind, read: readChoice },
    list: { as: list.kind, read: readList },
    objects: { as: list.kind, read: readObjects },
    object: { as: object.kind, read: readObject },
    map: like(object.kind),
    json: like(object.kind, readJson),
    files: like(file.kind, readFiles),
    locales: like(object.kind),
};

/** Stands for a value that only a message will tell, where a request is shown before there is one. */
export class Place {
    constructor(
        /** Of a TypedInput. */
        readonly type: string,
        readonly text: string,
    ) {}

    /** Within texts, to be found there: no text of a person's has such signs. */
    toString(): string {
        return `\u0000${this.type}\u0000${this.text}\u0000`;
    }

    toJSON(): string {
        return String(this);
    }
}

/**
 * Reads a value as the input's kind says: `undefined` is not given (`undefined` or an empty text), null stays null, and
 * everything else is a value or a fault.
 */
export function readInput(input: Input, value: unknown): Reading<unknown> {
    if (value === undefined || value === '') return { value: undefined };
    if (value === null || value instanceof Place) return { value };
    return inputKinds[input.kind].read(value, input);
}

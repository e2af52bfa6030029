import { isPageCursor } from '../../src/client/pages';
import type { Field } from '../../src/fields';
import { type Fault, type FaultKey, isPlainObject, object } from '../../src/fields';
import { Place, readInput, set } from './kinds';
import { type Form, type Input, type Operation, operations, type Paging } from './table';

/** A row of the node with its value: `n` is the name as Intercom writes it, `*` a whole body. */
export interface Row {
    n: string;
    value: unknown;
}

/** What is to be done: one of the operations, one of its bodies, and the rows. */
export interface Ask {
    /** `METHOD /path` */
    operation: string;
    form?: string;
    rows: readonly Row[];
    /** It is to be looked at, not sent: values may be a {@link Place}, and a list's page stays where it is on the wire. */
    isDraft?: boolean;
}

/** Why there is no request. */
export interface Refusal {
    code: 'missing_field' | 'invalid_field';
    /** The row's `n`, or `operation`, `form`. */
    field: string;
    fault: Fault;
}

/** The walk through a list, as far as rows say it. */
export interface ListAsk {
    paging: Paging;
    /** Where the records are; undefined for a bare list. */
    records: string | undefined;
    page?: number;
    perPage?: number;
    startingAfter?: string;
    /** How many a page takes at most, where that is known: for walks over many pages. */
    most?: number;
}

/** A request, ready to be sent. */
export interface Built {
    operation: Operation;
    method: string;
    /** Ids filled in, percent-encoded. */
    path: string;
    query: Record<string, unknown>;
    /** Undefined where none goes along. */
    body: Record<string, unknown> | undefined;
    repeat: 'always' | 'delete' | 'create-contact' | 'never';
    accept?: string;
    readAs: 'json' | 'binary' | 'text';
    /** The address that is answered is what was asked for: it is not followed. */
    redirect?: 'answer';
    /** Lists: page, size and cursor are taken out of query and body. */
    list?: ListAsk;
    /** An `admin_id` was not given: the token's own teammate is meant. */
    ownAdmin: boolean;
    /** Given rows of another operation or form: never sent. */
    unknown: string[];
}

export type Result = { built: Built } | { refusal: Refusal };

/** The name of the row that is a whole body. */
export const WHOLE = '*';

/** Ends the building: caught by {@link buildRequest} alone. */
class Refused extends Error {
    constructor(readonly refusal: Refusal) {
        super(refusal.fault.key);
    }
}

function refuse(code: Refusal['code'], field: string, key: FaultKey, values: Fault['values'] = {}): never {
    throw new Refused({ code, field, fault: { key, values } });
}

const missing = (field: string): never => refuse('missing_field', field, 'fault.missing', { label: field });

/** Makes the request of an operation from named values. Nothing is sent, nothing looked up. */
export function buildRequest(ask: Ask): Result {
    try {
        return { built: build(ask) };
    } catch (error) {
        if (error instanceof Refused) return { refusal: error.refusal };
        throw error;
    }
}

function build({ operation: name, form: formName = '', rows, isDraft }: Ask): Built {
    const operation = operations().get(name);
    if (!operation) return refuse('invalid_field', 'operation', 'fault.operationUnknown', { label: name });
    const whole = rows.find((row) => row.n === WHOLE);
    const takesWhole = whole !== undefined && operation.method !== 'GET';
    const form = formOf(operation, formName, takesWhole);
    const values = new Map<string, unknown>();
    for (const { n, value } of rows) {
        if (n === WHOLE || value === undefined || value === '') continue;
        if (values.has(n)) refuse('invalid_field', n, 'fault.givenTwice', { label: n });
        values.set(n, value);
    }
    const used = new Set<string>();
    const take = (inputs: Input[]) => valuesOf(inputs, values, used, (input) => lacking(input, operation, rows));

    const ids = take(operation.ids);
    const query = take(operation.query);
    for (const [key, value] of Object.entries(query)) if (Array.isArray(value)) query[key] = value.join(',');
    let body: Record<string, unknown> | undefined;
    let ownAdmin = false;
    if (takesWhole) {
        const beside = [...values.keys()].find((n) => !used.has(n) && isBodyField(operation, n));
        if (beside !== undefined) refuse('invalid_field', beside, 'fault.besideBody', { label: beside });
        body = wholeBody(whole.value);
    } else if (form.fields.length > 0 || form.constants.length > 0) {
        // Who acts is known without being given.
        ownAdmin = form.fields.some((field) => field.name === 'admin_id') && isNotGiven(values.get('admin_id'));
        const fields = ownAdmin ? form.fields.filter((field) => field.name !== 'admin_id') : form.fields;
        body = withConstants(take(fields), form);
        checkOneOf(operation, { ...query, ...body }, rows);
    }
    if (body === undefined) checkOneOf(operation, query, rows);

    const list = isDraft ? undefined : listOf(operation, query, body);
    const { answer } = operation;
    const isEmpty = body !== undefined && Object.keys(body).length === 0 && !takesWhole;
    return {
        operation,
        method: operation.method,
        path: operation.path.replace(/\{(\w+)\}/g, (_, id: string) => inPath(ids[id])),
        query,
        // Most bodies are optional; a POST or PUT of nothing is an empty object.
        body: isEmpty && operation.method === 'DELETE' && !ownAdmin ? undefined : body,
        repeat: repeatOf(operation, body ?? {}),
        ...(answer.kind === 'binary' && { accept: 'application/octet-stream' }),
        ...(answer.kind === 'text' && { accept: 'text/plain' }),
        readAs: answer.kind === 'binary' || answer.kind === 'text' ? answer.kind : 'json',
        ...(answer.kind === 'redirect' && { redirect: 'answer' }),
        ...(list && { list }),
        ownAdmin,
        unknown: [...(whole && !takesWhole ? [WHOLE] : []), ...[...values.keys()].filter((n) => !used.has(n))],
    };
}

const inPath = (id: unknown): string => (id instanceof Place ? String(id) : encodeURIComponent(String(id)));

/** The form by its name; where there is one body only the name does not matter. */
function formOf(operation: Operation, name: string, takesWhole: boolean): Form {
    const [first, ...others] = operation.forms;
    const found = operation.forms.find((form) => form.name === name);
    if (found) return found;
    if (others.length === 0 || takesWhole) return first as Form;
    const forms = operation.forms.map((form) => form.name).join(', ');
    return name === ''
        ? refuse('invalid_field', 'form', 'fault.formMissing', { label: 'form', forms })
        : refuse('invalid_field', 'form', 'fault.formUnknown', { label: name, forms });
}

const isNotGiven = (value: unknown): boolean => value === undefined || value === null || value === '';

/** A row's name one level above: `from` of `from.id`. */
const above = (n: string): string => n.split('.')[0] ?? n;

const isBodyField = ({ forms }: Operation, n: string): boolean =>
    forms.some(({ fields }) => fields.some(({ name }) => name === n || name === above(n)));

function wholeBody(value: unknown): Record<string, unknown> {
    if (isNotGiven(value)) return missing(WHOLE);
    const reading = value instanceof Place ? { value } : object.kind.read(value, {} as Field);
    if ('fault' in reading)
        return refuse('invalid_field', WHOLE, reading.fault.key, { ...reading.fault.values, label: WHOLE });
    return reading.value as Record<string, unknown>;
}

/** The values of inputs, read by their kinds. @throws Refused */
function valuesOf(
    inputs: Input[],
    values: ReadonlyMap<string, unknown>,
    used: Set<string>,
    lacks: (input: Input) => never,
): Record<string, unknown> {
    const read: Record<string, unknown> = {};
    for (const input of inputs) {
        const { name } = input;
        const parts = [...values.keys()].filter((n) => n.startsWith(`${name}.`) && takesParts(input));
        for (const n of [name, ...parts]) used.add(n);
        let value = readAs(input, values.get(name), name);
        if (parts.length > 0) {
            if (value !== undefined) refuse('invalid_field', parts[0] as string, 'fault.givenTwice', { label: name });
            value = assembled(input, parts, values);
        }
        if (input.required && isNotGiven(value)) lacks(input);
        if (value !== undefined) read[name] = value;
    }
    return read;
}

/** What may be given by rows of one level below. */
const takesParts = ({ kind }: Input): boolean => kind === 'object' || kind === 'objects' || kind === 'map';

/** Refuses where an input is missing: by the node's own row, which of an object may be one below it. */
function lacking({ name, fields }: Input, { oneOf }: Operation, rows: readonly Row[]): never {
    const part = rows.find(({ n }) => n.startsWith(`${name}.`) && fields.some((own) => n === `${name}.${own.name}`));
    const group = oneOf.find(([first = '']) => above(first) === name);
    return part && group ? noneOf(group, rows) : missing(part?.n ?? name);
}

/** Refuses where none of several is given: by the node's own row, where it has one of them. */
function noneOf(group: readonly string[], rows: readonly Row[]): never {
    const own = rows.find(({ n }) => group.includes(n));
    return refuse('missing_field', own?.n ?? group[0] ?? '', 'fault.anyOf', { label: group.join(', ') });
}

function readAs(input: Input, value: unknown, n: string): unknown {
    const reading = readInput(input, value);
    return 'fault' in reading
        ? refuse('invalid_field', n, reading.fault.key, { ...reading.fault.values, label: n })
        : reading.value;
}

/** An object from the rows of its fields; of `objects` it is the only one. */
function assembled(input: Input, parts: string[], values: ReadonlyMap<string, unknown>): unknown {
    const { name, kind, fields } = input;
    const whole: Record<string, unknown> = {};
    for (const n of parts) {
        const own = n.slice(name.length + 1);
        const field = fields.find((one) => one.name === own);
        const json: Input = { name: own, kind: 'json', required: false, choices: [], numeric: false, fields: [] };
        const value = values.get(n);
        const read = field ? readAs(field, value, n) : typeof value === 'string' ? value : readAs(json, value, n);
        if (read !== undefined) set(whole, own, read);
    }
    if (Object.keys(whole).length === 0) return undefined;
    for (const field of fields) if (field.required && isNotGiven(whole[field.name])) missing(`${name}.${field.name}`);
    return kind === 'objects' ? [whole] : whole;
}

/** Puts in what tells the form apart; a row of the same name goes first. */
function withConstants(body: Record<string, unknown>, { constants }: Form): Record<string, unknown> {
    const fixed: Record<string, unknown> = {};
    for (const { at, value } of constants) {
        const [name = '', below] = at.split('.');
        if (below === undefined) fixed[name] = value;
        else if (Array.isArray(body[name]))
            body[name] = body[name].map((one) => ({ ...(one as object), [below]: value }));
    }
    return { ...fixed, ...body };
}

/** One of several must be given; within an object, or each object of a list, only where that is. */
function checkOneOf({ oneOf }: Operation, given: Record<string, unknown>, rows: readonly Row[]): void {
    for (const group of oneOf) {
        const [first = ''] = group;
        const outer = given[above(first)];
        const isHolder = (one: unknown): one is Record<string, unknown> =>
            isPlainObject(one) && !(one instanceof Place);
        const holders = first.includes('.') ? [outer].flat().filter(isHolder) : [given];
        const keys = group.map((n) => n.split('.').at(-1) as string);
        if (holders.some((holder) => keys.every((key) => isNotGiven(holder[key])))) noneOf(group, rows);
    }
}

/** Takes what the walk itself says out of query or body. */
function listOf(
    { answer }: Operation,
    query: Record<string, unknown>,
    body: Record<string, unknown> | undefined,
): ListAsk | undefined {
    if (answer.kind !== 'list') return undefined;
    const { paging, records, most } = answer;
    const list: ListAsk = { paging, records: records === '' ? undefined : records, ...(most && { most }) };
    if (paging === 'whole' || paging === 'url') return list;
    const pagination = body?.pagination;
    if (paging === 'cursor-body' && body !== undefined && isPlainObject(pagination)) {
        const { per_page, starting_after, ...rest } = pagination;
        take(list, { per_page, starting_after });
        if (Object.keys(rest).length > 0) body.pagination = rest;
        else delete body.pagination;
        return list;
    }
    const place = paging === 'page-body' ? body : query;
    for (const key of ['page', 'per_page', 'starting_after', 'cursor', 'scroll_param']) {
        if (place?.[key] === undefined) continue;
        take(list, { [key]: place[key] });
        delete place[key];
    }
    return list;
}

/** The row that takes the `next` of a list; undefined where there is none. */
export function nextRow({ query, forms }: Operation): string | undefined {
    const names = [...query, ...forms.flatMap(({ fields }) => fields)].map(({ name }) => name);
    if (names.includes('pagination')) return 'pagination.starting_after';
    return ['starting_after', 'cursor', 'scroll_param', 'page'].find((name) => names.includes(name));
}

function take(list: ListAsk, given: Record<string, unknown>): void {
    const { page, per_page } = given;
    const cursor = given.starting_after ?? given.cursor ?? given.scroll_param;
    if (isPageCursor(String(page))) list.startingAfter = String(page);
    else if (!isNotGiven(page)) list.page = Number(page);
    if (!isNotGiven(per_page)) list.perPage = Number(per_page);
    if (!isNotGiven(cursor)) list.startingAfter = String(cursor);
}

/** A request with the token's own teammate as who acts: {@link Built.ownAdmin}. */
export function withOwnAdmin(built: Built, id: string): Built {
    const inputs = built.operation.forms.flatMap(({ fields }) => fields);
    const input = inputs.find(({ name }) => name === 'admin_id') as Input;
    return { ...built, ownAdmin: false, body: { ...built.body, admin_id: readAs(input, id, input.name) } };
}

/** Whether it may be sent again, by what is sent. */
function repeatOf({ name, repeat }: Operation, body: Record<string, unknown>): Built['repeat'] {
    if (typeof repeat === 'string') return repeat;
    if ('plain' in repeat) return isNotGiven(body[repeat.plain]) ? 'always' : 'never';
    if (repeat.keys.every((key) => isNotGiven(body[key]))) return 'never';
    if (name !== 'POST /contacts') return 'always';
    // Intercom takes any number of leads with the same details.
    return body.role === 'lead' ? 'never' : 'create-contact';
}

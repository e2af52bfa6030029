import fc from 'fast-check';
import type { Built, Row } from '../../nodes/operation/request';
import { type Form, type Input, type Operation, operations } from '../../nodes/operation/table';

/** Every operation with each of its bodies: the title of a test and what it is about. */
export const everyForm: [title: string, operation: Operation, form: Form][] = [...operations().values()].flatMap(
    (one) =>
        one.forms.map((form): [string, Operation, Form] => [
            form.name === '' ? one.name : `${one.name} (${form.name})`,
            one,
            form,
        ]),
);

/** Query and body as they are on the wire: what the walk through a list puts in is back in its place. */
export function wire({ method, list, ...built }: Built): {
    method: string;
    path: string;
    query: Record<string, string>;
    body: Record<string, unknown> | undefined;
} {
    let { body } = built;
    const query: Record<string, unknown> = { ...built.query };
    if (list) {
        const { paging, page, perPage, startingAfter } = list;
        const cursor = { 'next-cursor': 'cursor', scroll: 'scroll_param' }[paging as string] ?? 'starting_after';
        const given = Object.entries({ page, per_page: perPage, [cursor]: startingAfter }).filter(([, one]) => one);
        if (paging === 'page-body') body = { ...body, ...Object.fromEntries(given) };
        else if (paging !== 'cursor-body') Object.assign(query, Object.fromEntries(given));
        else if (given.length > 0)
            body = { ...body, pagination: { ...(body?.pagination as object), ...Object.fromEntries(given) } };
    }
    const texts = Object.entries(query).map(([name, value]) => [name, String(value)]);
    return { method, path: built.path, query: Object.fromEntries(texts), body };
}

const word = fc.stringMatching(/^[A-Za-z][\w -]{0,20}$/);
const digits = fc.integer({ min: 1, max: 2 ** 40 }).map(String);
const seconds = fc.integer({ min: 1e9, max: 2e9 });
const json = fc.dictionary(fc.stringMatching(/^[a-z_]{1,8}$/), fc.oneof(word, fc.integer(), fc.boolean()));

/** A moment in each of the forms that a flow may have it in. */
const moment = seconds.chain((one) =>
    fc.constantFrom<unknown>(
        one,
        String(one),
        one * 1000,
        new Date(one * 1000),
        new Date(one * 1000).toISOString(),
        new Date(one * 1000).toISOString().slice(0, 10),
    ),
);

/** Values that a flow may give for an input, all of them right. */
export function arbitraryOf(input: Input, isInObject = false): fc.Arbitrary<unknown> {
    const { kind, choices, numeric, fields, record, name } = input;
    switch (kind) {
        case 'id': {
            const id = fc.oneof(digits, digits.map(Number));
            return record === undefined || isInObject
                ? id
                : fc.oneof(
                      id,
                      id.map((one) => ({ type: record, id: one })),
                  );
        }
        case 'text':
            return name.includes('email') ? fc.emailAddress() : fc.oneof(word, fc.integer(), fc.boolean());
        case 'number':
            return fc.oneof(fc.integer(), fc.constantFrom(0.5, '12.25', ' 7 '));
        case 'integer':
            return fc.integer({ min: 1, max: 50 }).chain((one) => fc.constantFrom<unknown>(one, String(one)));
        case 'boolean':
            return fc.constantFrom<unknown>(true, false, 'true', 'no', 1, '0');
        case 'date':
        case 'isoDate':
        case 'day':
            return moment;
        case 'choice':
            return fc.constantFrom(...choices, ...choices.map((one) => one.toUpperCase()));
        case 'list': {
            const one = choices.length > 0 ? fc.constantFrom(...choices) : numeric || /ids$/.test(name) ? digits : word;
            const several = fc.array(one, { minLength: 1, maxLength: 5 });
            return several.chain((all) => fc.constantFrom<unknown>(all, JSON.stringify(all), all.join(' ,')));
        }
        case 'object':
            return objectOf(fields);
        case 'objects': {
            const several = fc.array(fields.length > 0 ? objectOf(fields) : json, { minLength: 1, maxLength: 3 });
            return several.chain((all) => fc.constantFrom<unknown>(all, JSON.stringify(all)));
        }
        case 'map':
            return json.chain((one) => fc.constantFrom<unknown>(one, JSON.stringify(one)));
        case 'json':
            return name === 'query'
                ? fc.record({ field: word, operator: fc.constantFrom('=', '!=', '>'), value: fc.oneof(word, seconds) })
                : fc.array(json, { maxLength: 3 });
        case 'locales':
            return fc.dictionary(fc.constantFrom('en', 'fr', 'pt-BR'), fc.constant({}));
        case 'files': {
            const data = fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes));
            const file = fc.oneof(data, fc.record({ data, name: word, contentType: fc.constant('image/png') }));
            return fc.oneof(file, fc.array(file, { minLength: 1, maxLength: 3 }));
        }
    }
}

/** All required fields, and some of the others. */
function objectOf(fields: Input[]): fc.Arbitrary<Record<string, unknown>> {
    return fc.record(Object.fromEntries(fields.map((field) => [field.name, arbitraryOf(field, true)])), {
        requiredKeys: fields.filter((field) => field.required).map(({ name }) => name),
    });
}

/** Rows for a form: all required ones, some of the others, one of each group of which one is needed. */
export function rowsOf(operation: Operation, form: Form): fc.Arbitrary<Row[]> {
    const inputs = [...operation.ids, ...operation.query, ...form.fields];
    const nested = operation.oneOf.filter(([first = '']) => first.includes('.'));
    const groups = operation.oneOf.filter(([first = '']) => !first.includes('.'));
    const wanted = fc.tuple(...groups.map((group) => fc.constantFrom(...group)));
    return wanted.chain((names) => {
        const required = inputs.filter((one) => one.required || names.includes(one.name)).map(({ name }) => name);
        const values = inputs.map((input) => {
            const group = nested.find(([first = '']) => first.startsWith(`${input.name}.`));
            // Of a group the first is always there: it makes the object whole.
            const isFirst = ({ name }: Input) => `${input.name}.${name}` === group?.[0];
            const fields = input.fields.map((own) => ({ ...own, required: own.required || isFirst(own) }));
            return [input.name, arbitraryOf({ ...input, fields })] as const;
        });
        return fc
            .record(Object.fromEntries(values), { requiredKeys: required })
            .map((record) => Object.entries(record).flatMap(([n, value]) => asRows(n, value, inputs)));
    });
}

/** An object is given whole or by a row for each of its fields; which, its first letter decides. */
function asRows(n: string, value: unknown, inputs: Input[]): Row[] {
    const input = inputs.find(({ name }) => name === n);
    const isApart = input?.kind === 'object' && JSON.stringify(value).length % 2 === 0;
    if (!isApart) return [{ n, value }];
    const parts = Object.entries(value as object).map(([own, part]) => ({ n: `${n}.${own}`, value: part }));
    return parts.length > 0 ? parts : [{ n, value }];
}

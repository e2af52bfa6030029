import {
    type Answer,
    type Constant,
    type Form,
    type Input,
    namesAnId,
    OLDEST,
    type Operation,
    usuallyFinal,
    usualRepeat,
} from '../../../nodes/operation/table';
import type { Described, Description, Schema } from './description';

/** So deep are fields known; what lies deeper is JSON. */
const LEVELS = 3;

/** What the description says of an operation, before it is amended. */
export function derive(description: Description, described: Described): Operation {
    const { method, path, id } = described;
    const inPath = [...path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
    return {
        name: `${method} ${path}`,
        method,
        path,
        key: id === undefined ? '' : id.charAt(0).toLowerCase() + id.slice(1),
        group: described.group,
        since: OLDEST,
        repeat: usualRepeat(method),
        final: usuallyFinal(method),
        answer: answerOf(description, described),
        ids: inPath.map((name) => ({ ...plain(name, true), kind: 'id' })),
        query: described.parameters
            // Two path parameters are declared as query: the path is right.
            .filter((one) => one.in === 'query' && !inPath.includes(one.name))
            .map((one) => inputOf(description, one.name, one.schema ?? {}, one.required === true, LEVELS)),
        ...bodyOf(description, described.body),
    };
}

const plain = (name: string, required: boolean): Input => ({
    name,
    kind: namesAnId(name) ? 'id' : 'text',
    required,
    choices: [],
    numeric: false,
    fields: [],
});

/** What a field holds, by its schema and, where that says nothing, its name. */
function inputOf(description: Description, name: string, source: Schema, required: boolean, levels: number): Input {
    const schema = description.resolve(source);
    const input = plain(name, required);
    const { type, format, items } = schema;
    const choices = (schema.enum ?? []).filter((one) => typeof one === 'string');
    if (name === 'translated_content') return { ...input, kind: 'locales' };
    if (name === 'attachment_files') return { ...input, kind: 'files' };
    const many = schema.oneOf?.find((one) => one.type === 'array');
    if (many) return inputOf(description, name, many, required, levels);
    if (type === 'array') {
        const item = description.resolve(items ?? {});
        if (item.properties || item.oneOf || item.type === 'object')
            return { ...input, kind: 'objects', fields: fieldsOf(description, item, levels) };
        const listed = (item.enum ?? []).filter((one) => typeof one === 'string');
        return { ...input, kind: 'list', numeric: item.type === 'integer' || item.type === 'number', choices: listed };
    }
    if (schema.oneOf && !schema.properties && type !== 'object') {
        const types = new Set(schema.oneOf.map((one) => description.resolve(one).type));
        return {
            ...input,
            kind: [...types].every((one) => one === 'string' || one === 'integer') ? input.kind : 'json',
        };
    }
    if (schema.properties || (type === 'object' && schema.oneOf))
        return { ...input, kind: 'object', fields: fieldsOf(description, schema, levels) };
    if (type === 'object') return { ...input, kind: 'map' };
    if (type === 'boolean') return { ...input, kind: 'boolean' };
    if (choices.length > 0) return { ...input, kind: 'choice', choices };
    if (type === 'integer' || type === 'number') {
        if (format === 'date-time' || format === 'timestamp' || /_(at|until|ts|time|after|before|since)$/.test(name))
            return { ...input, kind: 'date' };
        if (input.kind === 'id') return { ...input, numeric: true };
        return { ...input, kind: type };
    }
    if (format === 'date-time') return { ...input, kind: 'isoDate' };
    if (format === 'date') return { ...input, kind: 'day' };
    return input;
}

/** The fields of an object, of all its alternatives; those of an alternative are not required. */
function fieldsOf(description: Description, schema: Schema, levels: number): Input[] {
    if (levels <= 1) return [];
    const required = new Set(schema.required);
    const own = Object.entries(schema.properties ?? {})
        .filter(([, one]) => description.resolve(one).readOnly !== true)
        .map(([name, one]) => inputOf(description, name, one, required.has(name), levels - 1));
    for (const branch of schema.oneOf ?? [])
        for (const [name, one] of Object.entries(description.resolve(branch).properties ?? {}))
            if (!own.some((field) => field.name === name)) own.push(inputOf(description, name, one, false, levels - 1));
    return own;
}

/** The bodies of an operation. */
function bodyOf(description: Description, source: Schema | undefined): Pick<Operation, 'forms' | 'oneOf'> {
    const schema = source && description.resolve(source);
    if (!schema) return { forms: [{ name: '', constants: [], fields: [] }], oneOf: [] };
    const branches = branchesOf(description, schema);
    if (branches.length > 1) return { forms: formsOf(description, branches), oneOf: [] };
    const { always, groups } = requiredSets(schema.anyOf);
    const required = [...(schema.required ?? []), ...always];
    const nested = Object.entries(schema.properties ?? {}).flatMap(([name, one]) => {
        const outer = description.resolve(one);
        const { type, anyOf, oneOf } = outer.type === 'array' ? description.resolve(outer.items ?? {}) : outer;
        if (type !== 'object') return [];
        return requiredSets(anyOf ?? oneOf).groups.map((group) => group.map((own) => `${name}.${own}`));
    });
    return {
        forms: [{ name: '', constants: [], fields: fieldsOf(description, { ...schema, required }, LEVELS + 1) }],
        oneOf: [...groups, ...nested],
    };
}

/** What all of several sets of required fields have in common, and what one of must be given beside it. */
function requiredSets(sets: Schema[] = []): { always: string[]; groups: string[][] } {
    const names = sets.map((one) => one.required ?? []);
    const always = (names[0] ?? []).filter((name) => names.every((set) => set.includes(name)));
    const others = names.flatMap((set) => set.filter((name) => !always.includes(name)));
    return { always, groups: others.length > 0 ? [[...new Set(others)]] : [] };
}

/** Alternatives within alternatives, in one row; what surrounds them belongs to each. */
function branchesOf(description: Description, schema: Schema): Schema[] {
    if (!schema.oneOf) return [schema];
    return schema.oneOf.flatMap((one) => {
        const branch = description.resolve(one);
        return branchesOf(description, {
            ...branch,
            properties: { ...schema.properties, ...branch.properties },
            required: [...(schema.required ?? []), ...(branch.required ?? [])],
        });
    });
}

/** Forms that a constant tells apart bear its value; the others have no name of their own and are amended. */
function formsOf(description: Description, branches: Schema[]): Form[] {
    const constantsOf = (branch: Schema): Constant[] =>
        Object.entries(branch.properties ?? {}).flatMap(([at, one]) => {
            const { enum: values } = description.resolve(one);
            return values?.length === 1 && branch.required?.includes(at) ? [{ at, value: String(values[0]) }] : [];
        });
    const constants = branches.map(constantsOf);
    const telling = (constants[0] ?? []).find(({ at }) => {
        const values = constants.map((own) => own.find((one) => one.at === at)?.value);
        return !values.includes(undefined) && new Set(values).size === branches.length;
    });
    return branches.map((branch, index) => {
        const own = constants[index] ?? [];
        return {
            name: String(own.find(({ at }) => at === telling?.at)?.value ?? `form${index + 1}`),
            constants: own,
            fields: fieldsOf(description, branch, LEVELS + 1).filter(({ name }) => !own.some(({ at }) => at === name)),
        };
    });
}

/** What comes back from a success. */
function answerOf(description: Description, { path, answers, parameters, body }: Described): Answer {
    const [status, media] = Object.entries(answers).find(([status]) => /^[23]/.test(status)) ?? ['204', {}];
    if (status.startsWith('3')) return { kind: 'redirect' };
    if ('text/plain' in media) return { kind: 'text' };
    const source = media['application/json'];
    if (!source) {
        const accept = parameters.find((one) => one.in === 'header' && one.name === 'Accept');
        return { kind: accept ? 'binary' : 'none' };
    }
    const schema = description.resolve(source);
    if (schema.type === 'array') return { kind: 'list', records: '', paging: 'whole' };
    const properties = schema.properties ?? {};
    const arrays = Object.keys(properties).filter((name) => isListOfRecords(description, name, properties[name] ?? {}));
    const says = description.resolve(properties.type ?? {}).enum?.map(String) ?? [];
    const isList = says.some((one) => /(^|\.)list$/.test(one)) || 'pages' in properties || 'has_more' in properties;
    const named = arrays.find((name) => name === path.split('/').at(-1));
    const records = arrays.includes('data') ? 'data' : (named ?? arrays[0]);
    if (records === undefined || !(isList || records === 'data' || records === named)) return { kind: 'json' };
    const asked = new Set(parameters.filter((one) => one.in === 'query').map((one) => one.name));
    const inBody = (body && description.resolve(body).properties) ?? {};
    const paging =
        'pagination' in inBody
            ? 'cursor-body'
            : 'page' in inBody
              ? 'page-body'
              : asked.has('scroll_param')
                ? 'scroll'
                : asked.has('starting_after')
                  ? 'cursor'
                  : asked.has('cursor')
                    ? 'next-cursor'
                    : asked.has('page')
                      ? 'page'
                      : 'whole';
    const size = parameters.find(({ name }) => name === 'per_page')?.schema ?? inBody.per_page;
    const most = size && description.resolve(size).maximum;
    return { kind: 'list', records, paging, ...(most !== undefined && { most }) };
}

/** Lists of texts are no records, but for `data`, whose elements the description does not always describe. */
function isListOfRecords(description: Description, name: string, source: Schema): boolean {
    const { type, items } = description.resolve(source);
    if (type !== 'array') return false;
    const item = description.resolve(items ?? {});
    return name === 'data' || item.type === 'object' || item.properties !== undefined;
}

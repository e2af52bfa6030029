import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { Ajv2019, type ValidateFunction } from 'ajv/dist/2019.js';
import { parse } from 'yaml';
import { type Amendment, amendments, extraBodyKeys, extraQueryParameters } from './openapi-amendments';
import { requestAmendments } from './openapi-requests';

type Json = Record<string, unknown>;
type Values = Record<string, string | string[] | undefined>;

/** A request to check; `path` as on the wire, a query in it is ignored. */
export interface CheckedRequest {
    method: string;
    path: string;
    query?: Values;
    body?: unknown;
}

/** An answer to check; an empty body is undefined. */
export interface CheckedResponse {
    method: string;
    path: string;
    status: number;
    body?: unknown;
}

interface Parameter {
    name: string;
    in: string;
    required?: boolean;
    schema?: { type?: string };
}

interface Operation {
    operationId: string;
    template: string;
    parameters: Parameter[];
    body: Json | undefined;
    bodyRequired: boolean;
    responses: Record<string, Json | undefined>;
}

const ROOT = 'intercom.json';

/** Intercom's own description of its API, as something that judges requests and answers. */
export class OpenApi {
    private readonly operations = new Map<string, Operation[]>();
    private readonly ajv: Ajv2019;
    private readonly compiled = new Map<string, ValidateFunction>();

    constructor(document: Json) {
        // Formats are left out: the file calls integers "date-time" and paths "uri".
        this.ajv = new Ajv2019({ strict: false, allErrors: true, validateFormats: false });
        const amended = amend(document, [...amendments, ...requestAmendments]);
        this.ajv.addSchema({ $id: ROOT, ...(toJsonSchema({ components: amended.components }) as Json) });
        for (const [template, methods] of Object.entries(amended.paths as Record<string, Json>)) {
            for (const [method, operation] of Object.entries(methods)) {
                if (['get', 'post', 'put', 'delete', 'patch'].includes(method)) {
                    this.add(template, method.toUpperCase(), operation as Json);
                }
            }
        }
    }

    /** The operation's id, if the path and method are described. */
    operationId(method: string, requestPath: string): string | undefined {
        return this.find(method, requestPath)?.operationId;
    }

    /** What is wrong with a request; empty when nothing is. Unknown keys and parameters are wrong too. */
    validateRequest(request: CheckedRequest): string[] {
        const operation = this.find(request.method, request.path);
        if (!operation) return [`${request.method} ${request.path} is not described`];
        const errors = this.queryErrors(operation, request.query ?? {});
        if (request.body === undefined || request.body === null) {
            if (operation.bodyRequired) errors.push('a body is required');
            return errors;
        }
        if (!operation.body) return [...errors, 'a body is not described'];
        const extra = extraBodyKeys[operation.operationId] ?? {};
        const schema = { allOf: [operation.body, { properties: extra }], unevaluatedProperties: false };
        return [...errors, ...this.check(`${operation.operationId} request`, schema, request.body)];
    }

    /** What is wrong with an answer; empty when nothing is. Errors need not be listed, only be error lists. */
    validateResponse(response: CheckedResponse): string[] {
        const operation = this.find(response.method, response.path);
        if (response.status >= 400) {
            return this.check('error', { $ref: `${ROOT}#/components/schemas/error` }, response.body);
        }
        if (!operation) return [`${response.method} ${response.path} is not described`];
        if (!(String(response.status) in operation.responses)) return [`status ${response.status} is not described`];
        const schema = operation.responses[String(response.status)];
        if (schema) return this.check(`${operation.operationId} ${response.status}`, schema, response.body);
        return response.body === undefined || response.body === '' ? [] : ['a body is not described'];
    }

    private add(template: string, method: string, source: Json): void {
        const content = (part: unknown): Json | undefined => {
            const media = (part as { content?: Record<string, { schema?: Json }> } | undefined)?.content;
            const schema = media?.['application/json']?.schema;
            return schema && (toJsonSchema(schema) as Json);
        };
        const responses = Object.entries((source.responses ?? {}) as Json);
        const operation: Operation = {
            operationId: String(source.operationId),
            template,
            parameters: ((source.parameters ?? []) as Parameter[]).filter((one) => one.in === 'query'),
            body: content(source.requestBody),
            bodyRequired: (source.requestBody as Json | undefined)?.required === true,
            responses: Object.fromEntries(responses.map(([status, part]) => [status, content(part)])),
        };
        const size = `${method} ${template.split('/').length}`;
        this.operations.set(size, [...(this.operations.get(size) ?? []), operation]);
    }

    /** A fixed segment beats a placeholder: /companies/list is not a company called list. */
    private find(method: string, requestPath: string): Operation | undefined {
        const segments = (requestPath.split('?')[0] ?? '').split('/');
        const fixed = (one: Operation): number =>
            one.template.split('/').filter((part) => !part.startsWith('{')).length;
        return (this.operations.get(`${method.toUpperCase()} ${segments.length}`) ?? [])
            .filter((one) =>
                one.template
                    .split('/')
                    .every((part, at) => part === segments[at] || (part.startsWith('{') && segments[at])),
            )
            .sort((a, b) => fixed(b) - fixed(a))[0];
    }

    private queryErrors(operation: Operation, query: Values): string[] {
        const known: Parameter[] = [...operation.parameters, ...(extraQueryParameters[operation.operationId] ?? [])];
        const errors: string[] = [];
        for (const [name, value] of Object.entries(query)) {
            const parameter = known.find((one) => one.name === name);
            if (!parameter) errors.push(`query: ${name} is not described`);
            else if (parameter.schema?.type === 'integer' && !/^-?\d+$/.test(String(value))) {
                errors.push(`query: ${name} must be an integer`);
            } else if (parameter.schema?.type === 'boolean' && !/^(true|false)$/.test(String(value))) {
                errors.push(`query: ${name} must be a boolean`);
            }
        }
        for (const parameter of known) {
            if (parameter.required && query[parameter.name] === undefined) {
                errors.push(`query: ${parameter.name} is required`);
            }
        }
        return errors;
    }

    private check(key: string, schema: Json, value: unknown): string[] {
        const validate: ValidateFunction = this.compiled.get(key) ?? this.ajv.compile(schema);
        this.compiled.set(key, validate);
        if (validate(value)) return [];
        return (validate.errors ?? []).map((error) => {
            const { unevaluatedProperty } = error.params as { unevaluatedProperty?: string };
            const detail = unevaluatedProperty === undefined ? '' : `: ${unevaluatedProperty}`;
            return `${error.instancePath || '/'} ${error.message}${detail}`;
        });
    }
}

/** OpenAPI 3.0 to JSON schema: `nullable` becomes a type, references point into the registered document. */
function toJsonSchema(node: unknown): unknown {
    if (Array.isArray(node)) return node.map(toJsonSchema);
    if (typeof node !== 'object' || node === null) return node;
    const { nullable, example, examples, discriminator, oneOf, ...source } = node as Json;
    const schema: Json = {};
    for (const [key, value] of Object.entries(source)) schema[key] = toJsonSchema(value);
    // The alternatives of the file overlap (a tag with companies is a plain tag too), so one of them is enough.
    if (oneOf) schema.anyOf = toJsonSchema(oneOf);
    if (typeof schema.$ref === 'string') return { $ref: `${ROOT}${schema.$ref}` };
    if (nullable !== true) return schema;
    if (Array.isArray(schema.enum)) schema.enum = [...schema.enum, null];
    if (typeof schema.type === 'string' && !schema.anyOf && !schema.allOf) {
        return { ...schema, type: [schema.type, 'null'] };
    }
    return { anyOf: [schema, { type: 'null' }] };
}

/** A copy of the document with the known errors put right. */
function amend(document: Json, list: readonly Amendment[]): Json {
    const copy = structuredClone(document);
    for (const { at, change } of list) {
        const keys = [...at];
        const last = keys.pop() as string;
        const parent = keys.reduce<Json | undefined>((node, key) => node?.[key] as Json | undefined, copy);
        if (parent?.[last] === undefined) throw new Error(`Nothing to amend at ${at.join('.')}`);
        parent[last] = change(parent[last] as Json);
    }
    return copy;
}

let loaded: OpenApi | null | undefined;

/**
 * Loads Intercom's description of version 2.16, once. It is not part of the package: it is looked for beside the
 * repository, or where INTERCOM_OPENAPI points; null when it is not there.
 */
export function loadOpenApi(): OpenApi | null {
    if (loaded === undefined) {
        const root = path.resolve(__dirname, '../..');
        const file = process.env.INTERCOM_OPENAPI ?? path.resolve(root, '../shared/openapi/intercom-2.16.yaml');
        loaded = existsSync(file) ? new OpenApi(parse(readFileSync(file, 'utf8')) as Json) : null;
    }
    return loaded;
}

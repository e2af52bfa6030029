import { existsSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { parse } from 'yaml';
import { root } from '../discover';

export type Json = Record<string, unknown>;

/** A part of a schema, references resolved. */
export interface Schema {
    type?: string;
    format?: string;
    title?: string;
    enum?: unknown[];
    items?: Schema;
    properties?: Record<string, Schema>;
    required?: string[];
    additionalProperties?: unknown;
    oneOf?: Schema[];
    anyOf?: Schema[];
    allOf?: Schema[];
    readOnly?: boolean;
    maximum?: number;
    $ref?: string;
}

/** An operation as the description has it. */
export interface Described {
    method: string;
    path: string;
    id: string | undefined;
    group: string;
    parameters: { name: string; in: string; required?: boolean; schema?: Schema }[];
    body: Schema | undefined;
    /** By status and media type. */
    answers: Record<string, Record<string, Schema | undefined>>;
}

const METHODS = ['get', 'post', 'put', 'patch', 'delete'];

/** Intercom's own description of its API, one version of it. */
export class Description {
    readonly #document: Json;

    constructor(document: Json) {
        this.#document = document;
    }

    /** All operations, in the order of the file. */
    operations(): Described[] {
        return Object.entries(this.#document.paths as Record<string, Json>).flatMap(([path, item]) =>
            METHODS.filter((method) => method in item).map((method) => {
                const source = item[method] as Json;
                const content = (part: unknown) =>
                    Object.fromEntries(
                        Object.entries((part as { content?: Json } | undefined)?.content ?? {}).map(([type, media]) => [
                            type,
                            (media as { schema?: Schema }).schema,
                        ]),
                    );
                return {
                    method: method.toUpperCase(),
                    path,
                    id: source.operationId as string | undefined,
                    group: String((source.tags as string[] | undefined)?.[0]),
                    parameters: (source.parameters ?? []) as Described['parameters'],
                    body: content(source.requestBody)['application/json'],
                    answers: Object.fromEntries(
                        Object.entries((source.responses ?? {}) as Json).map(([status, part]) => [
                            status,
                            content(part),
                        ]),
                    ),
                };
            }),
        );
    }

    /** A schema with its references followed and its parts put together; alternatives stay. */
    resolve(schema: Schema): Schema {
        if (schema.$ref !== undefined) {
            const name = schema.$ref.split('/').at(-1) as string;
            const target = (this.#document.components as { schemas: Record<string, Schema> }).schemas[name];
            if (!target) throw new Error(`The description refers to ${schema.$ref}, which it does not have.`);
            return this.resolve(target);
        }
        const parts = [...(schema.allOf ?? []), ...(schema.oneOf?.length === 1 ? schema.oneOf : [])];
        if (parts.length === 0) return schema;
        const { allOf: _, oneOf, ...own } = schema;
        const base: Schema = oneOf && oneOf.length > 1 ? { ...own, oneOf } : own;
        const whole: Schema = {};
        // What is said later, and by the schema itself, is said for good.
        for (const part of [...parts.map((one) => this.resolve(one)), base]) {
            const properties = { ...whole.properties, ...part.properties };
            const required = [...(whole.required ?? []), ...(part.required ?? [])];
            Object.assign(whole, part, { properties, required });
        }
        return whole;
    }
}

/** Where the description of a version is looked for: beside the checkout. */
export const descriptionFile = (version: string): string =>
    path.resolve(root, `../shared/openapi/intercom-${version}.yaml`);

/** Loads the description from a file; null when it is not there. */
export function loadDescription(file: string): Description | null {
    return existsSync(file) ? new Description(parse(readFileSync(file, 'utf8')) as Json) : null;
}

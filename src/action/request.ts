import { type ApiRequest, fillPath, type Repeat } from '../client';
import { apiName, type Field, type Fields, isChosen } from '../fields';
import type { Inputs } from './inputs';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A path's `{property}` places. */
type Places<Path extends string> = Path extends `${string}{${infer Name}}${infer Rest}` ? Name | Places<Rest> : never;

/** The plain mapping of an action: method, path with `{property}` for ids, and whether it may be repeated. */
export interface RequestTemplate<Place extends string = string> {
    method: Method;
    path: string;
    repeat: Repeat;
    /** What is in every body, whatever the inputs: names with dots for one level below. */
    constants?: Readonly<Record<string, unknown>>;
    /** Never present: carries the places of the path, which must be fields of the action. */
    readonly places?: Place;
}

type Constants = RequestTemplate['constants'];

const template = <P extends string>(method: Method, path: P, repeat: Repeat, constants?: Constants) =>
    ({ method, path, repeat, constants }) as RequestTemplate<Places<P>>;

export const get = <const P extends string>(path: P) => template('GET', path, 'always');
export const put = <const P extends string>(path: P, constants?: Constants) =>
    template('PUT', path, 'always', constants);
export const del = <const P extends string>(path: P, constants?: Constants) =>
    template('DELETE', path, 'delete', constants);
/** A POST says itself whether it may be sent twice: Intercom has no idempotency keys. */
export const post = <const P extends string>(path: P, repeat: Repeat, constants?: Constants) =>
    template('POST', path, repeat, constants);

/** Writes a value at a name with dots for levels below. */
function place(target: Record<string, unknown>, name: string, value: unknown): void {
    const dot = name.indexOf('.');
    if (dot < 0) {
        target[name] = value;
        return;
    }
    const first = name.slice(0, dot);
    target[first] ??= {};
    place(target[first] as Record<string, unknown>, name.slice(dot + 1), value);
}

/** Whether a field is there under the choices that a node has made. */
export const applies = ({ when }: Pick<Field, 'when'>, inputs: Readonly<Record<string, unknown>>): boolean =>
    when === undefined || isChosen(when, (property) => inputs[property]);

const isInPath = (path: string, property: string): boolean => path.includes(`{${property}}`);

/** The given fields that go to one place of a request, under Intercom's names. */
function placed(fields: Fields, inputs: Inputs, wanted: (property: string, field: Field) => boolean) {
    const result: Record<string, unknown> = {};
    for (const [property, field] of Object.entries(fields)) {
        const given = inputs[property];
        if (given === undefined || field.at === 'none' || !wanted(property, field)) continue;
        if (!applies(field, inputs)) continue;
        const value = field.send && given !== null ? field.send(given as never, inputs as never) : given;
        if (value !== undefined) place(result, apiName(property, field), value);
    }
    return result;
}

/** The given fields that go into a body: those that stand neither in the path nor in the query. */
export function toBody(fields: Fields, inputs: Inputs, path = '', constants: Constants = {}): Record<string, unknown> {
    const body = placed(fields, inputs, (property, { at }) => at !== 'query' && !isInPath(path, property));
    for (const [name, value] of Object.entries(constants)) place(body, name, value);
    return body;
}

/**
 * The request of a plainly mapped action: ids into the path, every other given field into the body, or into the query
 * where the field says so or the method is GET.
 */
export function toRequest(
    { method, path, repeat, constants }: RequestTemplate,
    fields: Fields,
    inputs: Inputs,
): ApiRequest {
    const isRead = method === 'GET';
    const query = placed(
        fields,
        inputs,
        // null clears a value, of which a query has none
        (property, { at }) => (at === 'query' || isRead) && inputs[property] !== null && !isInPath(path, property),
    );
    const body = isRead ? {} : toBody(fields, inputs, path, constants);
    return {
        method,
        path: fillPath(path, inputs as Record<string, string>),
        repeat,
        ...(Object.keys(query).length > 0 && { query }),
        ...(Object.keys(body).length > 0 && { body }),
    };
}

import { type ApiRequest, fillPath, type Repeat } from '../client';
import { apiName, type Fields, type Inputs } from './fields';

/** The plain mapping of an action: method, path with `{property}` for ids, and whether it may be repeated. */
export interface RequestTemplate {
    method: 'GET' | 'POST' | 'PUT' | 'DELETE';
    path: string;
    repeat: Repeat;
}

export const get = (path: string): RequestTemplate => ({ method: 'GET', path, repeat: 'always' });
export const put = (path: string): RequestTemplate => ({ method: 'PUT', path, repeat: 'always' });
export const del = (path: string): RequestTemplate => ({ method: 'DELETE', path, repeat: 'delete' });
/** A POST says itself whether it may be sent twice: Intercom has no idempotency keys. */
export const post = (path: string, repeat: Repeat): RequestTemplate => ({ method: 'POST', path, repeat });

/** The fields that were given and do not stand in the path, under Intercom's names. */
export function toBody(fields: Fields, inputs: Inputs, path = ''): Record<string, unknown> {
    const body: Record<string, unknown> = {};
    for (const [property, field] of Object.entries(fields)) {
        if (inputs[property] === undefined || path.includes(`{${property}}`)) continue;
        body[apiName(property, field)] = inputs[property];
    }
    return body;
}

/** The request of a plainly mapped action: ids into the path, every other given field into the body. */
export function toRequest({ method, path, repeat }: RequestTemplate, fields: Fields, inputs: Inputs): ApiRequest {
    const body = toBody(fields, inputs, path);
    return {
        method,
        path: fillPath(path, inputs as Record<string, string>),
        repeat,
        ...(Object.keys(body).length > 0 && { body }),
    };
}

import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import { uuidOf } from '../store/ids';
import type { World } from '../world';
import { ApiError, errorList, invalid } from './api-error';
import type { Answer, Call, Query, Route } from './call';
import type { Fault } from './faults';
import { parseForm } from './multipart';
import type { RecordedRequest } from './request-log';
import { noSuchVersion, notInVersion, readVersion, type Version } from './version';
import { type Wire, write, writeHalf } from './wire';

/** What the pipeline keeps count of. */
export interface Recorder {
    begin(entry: RecordedRequest): void;
    rateLimited(): void;
    recording: boolean;
}

const JSON_TYPE = 'application/json; charset=utf-8';

/** A request that has arrived whole, and the route it takes. */
export interface Arrived {
    request: IncomingMessage;
    response: ServerResponse;
    route: Route;
    /** Path segments of the route, percent-decoded. */
    params: Record<string, string>;
    /** The path as it was on the wire, without the query. */
    path: string;
    query: Query;
    raw: Buffer;
}

/**
 * The way of every request: recorded, perhaps hit by a fault, counted against the rate limit, let in by its token,
 * then the operation. Written as one function so that the order can be read.
 */
export async function serve(world: World, recorder: Recorder, arrived: Arrived): Promise<void> {
    const { request, response, route, params, path, query, raw } = arrived;
    const { headers: given, method = 'GET', url = '/' } = request;
    const body = parseBody(raw, given['content-type']);
    const entry: RecordedRequest = {
        method,
        path,
        url,
        query,
        headers: given,
        body: body instanceof ApiError ? raw.toString() : body,
        status: 0,
        performed: false,
        at: world.now(),
    };
    recorder.begin(entry);
    if (recorder.recording && isForm(given['content-type'])) {
        entry.body = await parseForm(raw, given['content-type'] as string);
    }
    const requestId = uuidOf(world.nextSerial(), 91);
    const headers = commonHeaders(world, request, requestId);
    const overLimit = countCall(world, headers);

    const answer = async (): Promise<Wire> => {
        try {
            const token = gate(world, recorder, route, request, overLimit);
            const version = versionOf(world, route, request);
            if (body instanceof ApiError && !route.anyType) throw body;
            const parsed = body instanceof ApiError ? undefined : body;
            const call: Call = { world, method, params, query, body: parsed, raw, headers: given, url, token, version };
            const done = written(await route.operation(call), headers);
            entry.performed = done.status < 400;
            return done;
        } catch (error) {
            return failed(error, requestId, headers);
        }
    };

    const fault = world.faults.take(method, path);
    const wire = fault ? await disturbed(world, fault, answer, requestId, headers, response) : await answer();
    if (!wire) return;
    entry.status = wire.status;
    await write(world.settings.gzip, request, response, wire);
}

/** An operation of the control interface, which is no part of the API. */
export async function serveControl(world: World, arrived: Arrived): Promise<void> {
    const { request, response, route, params, query, raw } = arrived;
    const { headers, method = 'GET', url = '/' } = request;
    const call: Call = { world, method, params, query, body: undefined, raw, headers, url, token: '', version: 0 };
    let wire: Wire;
    try {
        wire = written(await route.operation({ ...call, body: JSON.parse(raw.toString() || '{}') }), {});
    } catch (error) {
        const json = { error: (error as Error).message };
        wire = written({ status: error instanceof ApiError ? error.status : 400, json }, {});
    }
    await write(false, request, response, wire);
}

const isForm = (type: string | undefined): boolean =>
    type?.startsWith('multipart/form-data') === true || type?.startsWith('application/x-www-form-urlencoded') === true;

/** JSON becomes a value, other text stays text, nothing is undefined; broken JSON is Intercom's 400. */
function parseBody(raw: Buffer, type = ''): unknown {
    if (raw.length === 0) return undefined;
    if (isForm(type)) return undefined;
    const text = raw.toString();
    if (!type.includes('json') && type !== '') return text;
    try {
        return JSON.parse(text);
    } catch {
        return invalid('The request body is not valid JSON');
    }
}

let dateOf = { second: -1, text: '' };

/** Everything that is on every answer. `Date` is the sandbox's clock: clients reckon X-RateLimit-Reset from it. */
function commonHeaders(world: World, request: IncomingMessage, requestId: string): Record<string, string> {
    const second = world.seconds();
    if (dateOf.second !== second) dateOf = { second, text: new Date(second * 1000).toUTCString() };
    const version = request.headers['intercom-version'];
    return {
        date: dateOf.text,
        'x-request-id': requestId,
        'intercom-version': typeof version === 'string' ? version : world.settings.version,
    };
}

/** Counts the call against the window; its headers are on every answer. Says whether it was one too many. */
function countCall(world: World, headers: Record<string, string>): boolean {
    if (!world.limiter) return false;
    const allowance = world.limiter.take(world.now());
    headers['x-ratelimit-limit'] = String(allowance.limit);
    headers['x-ratelimit-remaining'] = String(allowance.remaining);
    headers['x-ratelimit-reset'] = String(allowance.reset);
    return !allowance.allowed;
}

/** The permission that a write needs. */
function scopeOf({ path }: Route): string {
    const area = /^\/(?:(conversations|messages)|(tickets|ticket_types))\b/.exec(path);
    return area?.[1] ? 'write_conversations' : area?.[2] ? 'write_tickets' : 'write_users_companies';
}

/** The rate limit, the Accept header and the token, in this order. Gives the token back. */
function gate(world: World, recorder: Recorder, route: Route, request: IncomingMessage, overLimit: boolean): string {
    if (overLimit) {
        recorder.rateLimited();
        throw new ApiError(429, 'rate_limit_exceeded', 'Exceeded rate limit');
    }
    const { accept, authorization } = request.headers;
    if (!route.anyType && accept !== undefined && !/\*\/\*|application\/(\*|json)/.test(accept)) {
        throw new ApiError(406, 'media_type_not_acceptable', 'The Accept header should be application/json');
    }
    if (route.open) return '';
    const token = /^Bearer (.+)$/i.exec(authorization ?? '')?.[1] ?? '';
    const rights = world.rights(token);
    if (!rights) throw new ApiError(401, 'unauthorized', 'Access Token Invalid');
    if (rights.readOnly && !route.read && route.method !== 'GET' && route.method !== 'ANY') {
        throw new ApiError(
            403,
            'forbidden',
            `You do not have the required scope (${scopeOf(route)}) to access this resource`,
        );
    }
    return token;
}

/** The version that is asked for: by the header, else the app's own. Only an operation of Intercom's has one. */
function versionOf(world: World, route: Route, request: IncomingMessage): Version {
    const text = request.headers['intercom-version'];
    const version = readVersion(typeof text === 'string' ? text : world.settings.version);
    if (route.anyType) return version ?? 0;
    if (version === undefined) throw noSuchVersion();
    if (route.since !== undefined && version < (readVersion(route.since) ?? 0)) throw notInVersion();
    return version;
}

function written(answer: Answer, common: Record<string, string>): Wire {
    const status = answer.status ?? 200;
    const json = answer.json === undefined ? answer.jsonText : JSON.stringify(answer.json);
    if (json !== undefined) {
        return { status, headers: { ...common, 'content-type': JSON_TYPE, ...answer.headers }, body: json };
    }
    return { status, headers: { ...common, ...answer.headers }, body: answer.bytes ?? '', asItIs: true };
}

function failed(error: unknown, requestId: string, common: Record<string, string>): Wire {
    const known =
        error instanceof ApiError ? error : new ApiError(500, 'server_error', `Sandbox: ${(error as Error).stack}`);
    const body = JSON.stringify(errorList(requestId, known.code, known.message, known.extra.field));
    const headers = { ...common, 'content-type': JSON_TYPE, ...known.extra.headers };
    return { status: known.status, headers, body };
}

/** The answer with a fault on it; undefined when there is none because the socket was taken away. */
async function disturbed(
    world: World,
    fault: Fault,
    answer: () => Promise<Wire>,
    requestId: string,
    headers: Record<string, string>,
    response: ServerResponse,
): Promise<Wire | undefined> {
    switch (fault.kind) {
        case 'slow':
            await sleep(fault.delayMs, undefined, { ref: false });
            return answer();
        case 'stall':
            return undefined;
        case 'applyThenReset':
        case 'reset':
            if (fault.kind === 'applyThenReset') await answer();
            response.socket?.resetAndDestroy();
            return undefined;
        case 'resetMidBody':
            writeHalf(response, await answer());
            return undefined;
        case 'truncated': {
            const wire = await answer();
            const bytes = Buffer.from(wire.body);
            return { ...wire, body: bytes.subarray(0, Math.floor(bytes.length / 2)) };
        }
        case 'huge': {
            const body = `{"type":"list","data":[],"padding":"${'x'.repeat(Math.max(0, fault.bytes - 40))}"}`;
            return { status: 200, headers: { ...headers, 'content-type': JSON_TYPE }, body, asItIs: true };
        }
        case 'html':
            return {
                status: fault.status ?? 502,
                headers: { ...headers, 'content-type': 'text/html; charset=utf-8' },
                body: fault.body ?? '<html><body><h1>502 Bad Gateway</h1></body></html>',
            };
        case 'rateLimit': {
            const extra: Record<string, string> = { 'x-ratelimit-remaining': '0' };
            if (fault.retryAfter !== undefined) extra['retry-after'] = String(fault.retryAfter);
            if (fault.resetIn !== undefined) extra['x-ratelimit-reset'] = String(world.seconds() + fault.resetIn);
            const code = fault.code ?? 'rate_limit_exceeded';
            return failed(new ApiError(429, code, 'Exceeded rate limit', { headers: extra }), requestId, headers);
        }
        case 'applyThenStatus':
        case 'status':
            if (fault.kind === 'applyThenStatus') await answer();
            return status(fault, requestId, headers);
    }
}

function status(
    fault: { status: number; body?: object | string; headers?: Record<string, string> },
    requestId: string,
    headers: Record<string, string>,
): Wire {
    const body = fault.body ?? errorList(requestId, 'server_error', 'Something went wrong');
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    return { status: fault.status, headers: { ...headers, 'content-type': JSON_TYPE, ...fault.headers }, body: text };
}

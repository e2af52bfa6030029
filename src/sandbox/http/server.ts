import http, { type IncomingMessage, type ServerResponse } from 'node:http';
import { addRoute, createRouter, findRoute } from 'rou3';
import type { World } from '../world';
import { ApiError, errorList } from './api-error';
import type { Route } from './call';
import { readQuery } from './query';
import { type Recorder, serve, serveControl } from './serve';

/** A path or method that does not exist is 404 with an error list, after the token was checked. */
const nowhere: Route = {
    method: 'ANY',
    path: '**',
    operation: () => {
        throw new ApiError(404, 'not_found', 'The requested resource was not found');
    },
};

const LARGEST_BODY = 64 * 1024 * 1024;

/** The HTTP server with all routes. It knows nothing of what they do. */
export function createServer(world: World, recorder: Recorder, routes: readonly Route[]): http.Server {
    const router = createRouter<Route>();
    for (const route of routes) addRoute(router, route.method === 'ANY' ? '' : route.method, route.path, route);

    async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
        const { method = 'GET', url = '/' } = request;
        const mark = url.indexOf('?');
        const path = mark < 0 ? url : url.slice(0, mark);
        const found = findRoute(router, method, path);
        const raw = await bodyOf(request);
        if (raw === undefined) return refuse(response, 413, 'The request body is too large');
        const params: Record<string, string> = {};
        try {
            for (const [name, value] of Object.entries(found?.params ?? {})) params[name] = decodeURIComponent(value);
        } catch {
            return refuse(response, 400, `'${path}' is not a valid path`);
        }
        const query = mark < 0 ? {} : readQuery(url.slice(mark + 1));
        const { onlyFor } = found?.data ?? nowhere;
        const isFor = onlyFor === undefined || request.headers.accept?.includes(onlyFor);
        const route = found && isFor ? found.data : nowhere;
        const arrived = { request, response, route, params, path, query, raw };
        if ((route.control || world.settings.tokens === 'any') && !isOwn(request, route)) {
            return refuse(response, 403, 'The sandbox answers programs and pages of this computer only');
        }
        await (route.control ? serveControl(world, arrived) : serve(world, recorder, arrived));
    }

    return http.createServer({ keepAliveTimeout: 60_000 }, (request, response) => {
        answer(request, response).catch(() => response.destroy());
    });
}

function refuse(response: ServerResponse, status: number, message: string): void {
    const body = JSON.stringify(errorList(null, 'client_error', message));
    response.writeHead(status, { 'content-type': 'application/json', connection: 'close' }).end(body);
}

/** The body's bytes; undefined when there are too many. */
async function bodyOf(request: IncomingMessage): Promise<Buffer | undefined> {
    const { headers } = request;
    const none = Buffer.alloc(0);
    if (headers['content-length'] === undefined && headers['transfer-encoding'] === undefined) return none;
    const chunks: Buffer[] = [];
    let length = 0;
    for await (const chunk of request as AsyncIterable<Buffer>) {
        length += chunk.length;
        if (length > LARGEST_BODY) return undefined;
        chunks.push(chunk);
    }
    return chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks);
}

const LOOPBACK = /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/;

/**
 * Whether a request comes from a program or a page of this computer. A foreign website can reach a loopback address
 * from a visitor's browser, with its own name in `Host` (DNS rebinding) or in `Origin`.
 */
function isOwn({ headers }: IncomingMessage, { control }: Route): boolean {
    const { host = '', origin } = headers;
    if (!LOOPBACK.test(host)) return false;
    return !control || origin === undefined || origin === `http://${host}`;
}

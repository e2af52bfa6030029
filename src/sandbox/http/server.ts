import Fastify, { type FastifyInstance, type FastifyReply, type FastifyRequest } from 'fastify';
import type { World } from '../world';
import { ApiError, errorList } from './api-error';
import type { Route } from './call';
import { type Recorder, serve } from './serve';

const EVERY_METHOD = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/** A path or method that does not exist is 404 with an error list, after the token was checked. */
const nowhere: Route = {
    method: 'ANY',
    path: '*',
    operation: () => {
        throw new ApiError(404, 'not_found', 'The requested resource was not found');
    },
};

/** The HTTP server with all routes. It knows nothing of what they do. */
export function createServer(
    world: World,
    recorder: Recorder,
    routes: readonly Route[],
    control: (app: FastifyInstance) => void,
): FastifyInstance {
    const app = Fastify({
        logger: false,
        bodyLimit: 64 * 1024 * 1024,
        exposeHeadRoutes: false,
        forceCloseConnections: true,
        keepAliveTimeout: 60_000,
        routerOptions: { maxParamLength: 4096 },
        frameworkErrors: (error, _request, reply) => {
            const body = JSON.stringify(errorList(null, 'parameter_invalid', error.message));
            reply.raw.writeHead(error.statusCode ?? 400, { 'content-type': 'application/json' }).end(body);
        },
    });
    // Bodies stay bytes: what is wrong with them is answered in Intercom's words, not the framework's.
    app.removeAllContentTypeParsers();
    app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
    app.setErrorHandler((error: { statusCode?: number; message: string }, _request, reply) => {
        reply.code(error.statusCode ?? 500).send(errorList(null, 'client_error', error.message));
    });
    const handler = (route: Route) => (request: FastifyRequest, reply: FastifyReply) =>
        serve(world, recorder, route, request, reply);
    for (const route of routes) {
        const method = route.method === 'ANY' ? EVERY_METHOD : route.method;
        app.route({ method, url: route.path, handler: handler(route) });
    }
    control(app);
    app.setNotFoundHandler(handler(nowhere));
    return app;
}

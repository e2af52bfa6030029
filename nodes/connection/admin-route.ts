import type { Request, RequestHandler, Response } from 'express';
import type { NodeAPI } from 'node-red';
import type { ErrorDescription } from '../../src/client';
import { asIntercomError } from '../../src/runtime';
import type { Body } from './dialog';

/** Any error as the dialog shows it. */
export const described = (error: unknown): { error: ErrorDescription } => ({
    error: asIntercomError(error).describe(),
});

/** Who asks, where Node-RED knows its users. */
export const userOf = (request: Request): string | null =>
    (request as { user?: { username?: string } }).user?.username ?? null;

/**
 * Lets pass what brings a JSON body. Node-RED may be without users, and then a page of another site can send forms to
 * it; JSON it cannot send, since the browser asks Node-RED first. (`Origin` and `Host` say less: behind some proxies
 * they differ for everybody.)
 */
const jsonOnly: RequestHandler = (request, response, next) => {
    if (request.is('application/json')) return next();
    response.status(415).json({ error: { code: 'unsupported_media_type', message: 'Send JSON: application/json.' } });
};

/**
 * A route that changes or spends something: POST with a JSON body, for those who have the permission. It answers in
 * JSON, failures too. It is also the guard: a handler that rejects would end the Node-RED process.
 */
export function serveJson(
    RED: NodeAPI,
    route: string,
    permission: RequestHandler,
    work: (body: Body, request: Request, response: Response) => Promise<object> | object,
    failed: (error: unknown) => object = described,
): void {
    RED.httpAdmin?.post(route, permission, jsonOnly, async (request, response) => {
        const body = request.body as unknown;
        const given = typeof body === 'object' && body !== null && !Array.isArray(body) ? (body as Body) : {};
        try {
            response.json(await work(given, request, response));
        } catch (error) {
            response.json(failed(error));
        }
    });
}

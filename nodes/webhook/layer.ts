import type { IncomingMessage, ServerResponse } from 'node:http';

export type Next = (error?: unknown) => void;
export type Handler = (request: IncomingMessage, response: ServerResponse, next: Next) => void;

/** What is used of an Express application, version 4 or 5. */
export interface App {
    parent?: App;
    path(): string;
    use(handler: Handler): unknown;
    _router?: Router;
    router?: Router;
}

interface Router {
    stack: { name: string; handle: unknown }[];
}

/** The application that hears a request first: Node-RED's own, or the one that Node-RED is embedded in. */
export function rootOf(app: App): App {
    return app.parent ? rootOf(app.parent) : app;
}

/** Express 4 throws when its old `router` is asked for. */
const stackOf = (app: App) => (app._router ?? app.router)?.stack ?? [];

/** Layers that Express puts first by itself. */
const express = ['query', 'expressInit'];

/**
 * Lets a handler see requests before everything else in the application: the admin API under `/` would parse and
 * thereby use up the body, and `httpNodeAuth` would ask for a password.
 */
export function putFirst(app: App, handler: Handler): void {
    app.use(handler);
    const stack = stackOf(app);
    const [layer] = stack.splice(
        stack.findIndex(({ handle }) => handle === handler),
        1,
    );
    const others = stack.findIndex(({ name }) => !express.includes(name));
    if (layer) stack.splice(others < 0 ? stack.length : others, 0, layer);
}

/** Takes the handler out again, and nothing else. */
export function takeOut(app: App, handler: Handler): void {
    const stack = stackOf(app);
    const at = stack.findIndex(({ handle }) => handle === handler);
    if (at >= 0) stack.splice(at, 1);
}

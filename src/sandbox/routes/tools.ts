import { invalid } from '../http/api-error';
import { type Answer, type Call, param, type Route } from '../http/call';
import { parseForm } from '../http/multipart';

/** Tells what arrived: for the raw request node. */
async function echo(call: Call): Promise<Answer> {
    const mark = call.url.indexOf('?');
    const type = String(call.headers['content-type'] ?? '');
    const form = call.raw.length > 0 ? await parseForm(call.raw, type) : undefined;
    const seen = {
        method: call.method,
        path: mark < 0 ? call.url : call.url.slice(0, mark),
        query: mark < 0 ? '' : call.url.slice(mark + 1),
        headers: call.headers,
        body: call.raw.toString(),
        ...(type.includes('json') && call.body !== undefined ? { json: call.body } : {}),
        ...form,
    };
    // HEAD and OPTIONS answer no body or may; the headers say enough.
    return call.method === 'HEAD' ? { headers: { 'x-echo-method': 'HEAD' } } : { json: seen };
}

function redirect(call: Call): Answer {
    const to = param(call.query, 'to');
    if (!to) throw invalid('to is required', 'to');
    return { status: Number(param(call.query, 'status') ?? 302), headers: { location: to } };
}

/** So many bytes, every value in turn: nothing that survives being read as text. */
function bytes(call: Call): Answer {
    const count = Number(param(call.query, 'n') ?? 256);
    const body = Buffer.alloc(count);
    for (let i = 0; i < count; i++) body[i] = i % 256;
    return { headers: { 'content-type': 'application/octet-stream' }, bytes: body };
}

function status(call: Call): Answer {
    const wanted = Number(call.params.status);
    if (!(wanted >= 200 && wanted <= 599)) throw invalid('status must be between 200 and 599');
    return wanted === 204 || wanted === 304 ? { status: wanted } : { status: wanted, json: { status: wanted } };
}

const any = { method: 'ANY', anyType: true } as const;

/** Paths that Intercom does not have: answers of every kind for the raw request node. They ask for the token too. */
export const toolRoutes: Route[] = [
    { ...any, path: '/_echo', operation: echo },
    { ...any, path: '/_echo/**', operation: echo },
    { ...any, path: '/_redirect', operation: redirect },
    { ...any, path: '/_bytes', operation: bytes },
    {
        ...any,
        path: '/_text',
        operation: () => ({ headers: { 'content-type': 'text/plain; charset=utf-8' }, bytes: 'plain text, é ✓' }),
    },
    { ...any, path: '/_status/:status', operation: status },
];

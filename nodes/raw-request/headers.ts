import type { ApiAnswer } from '../../src/client';

/**
 * `msg.headers` as the core http request node leaves them: `set-cookie` is a list, and a mark says that they are those
 * of an answer. A http request or http response that follows takes marked headers that nobody has changed since for no
 * headers of its own; without the mark it would send this answer's Content-Length with another body.
 * https://github.com/node-red/node-red/blob/master/packages/node_modules/@node-red/nodes/core/network/21-httprequest.js
 */
export function messageHeaders({ headers, cookies }: ApiAnswer): Record<string, string | string[]> {
    const hashSum = require('hash-sum') as typeof import('hash-sum');
    const all = { ...headers, ...(cookies && { 'set-cookie': cookies }) };
    return { ...all, 'x-node-red-request-node': hashSum(all) };
}

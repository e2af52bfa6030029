import type { IncomingMessage, ServerResponse } from 'node:http';
import { promisify } from 'node:util';
import { constants, gzip, gzipSync } from 'node:zlib';

/** An answer that is ready to be written. */
export interface Wire {
    status: number;
    headers: Record<string, string>;
    body: Buffer | string;
    /** With its length and never compressed: what is no answer of Intercom's. */
    asItIs?: boolean;
}

const gzipLater = promisify(gzip);
const options = { level: constants.Z_BEST_SPEED };

/** From this many bytes on a body is compressed beside the event loop. */
const LARGE = 32_768;

const bodiless = (status: number): boolean => status === 204 || status === 304;

/** Writes an answer as Intercom does: compressed for whoever takes that, in chunks, without a length. */
export async function write(
    compress: boolean,
    request: IncomingMessage,
    response: ServerResponse,
    { status, headers, body, asItIs }: Wire,
): Promise<void> {
    if (bodiless(status)) {
        response.writeHead(status, headers).end();
        return;
    }
    if (asItIs) {
        response.writeHead(status, { ...headers, 'content-length': String(Buffer.byteLength(body)) }).end(body);
        return;
    }
    headers['transfer-encoding'] = 'chunked';
    if (compress && body.length > 0 && /\bgzip\b/.test(String(request.headers['accept-encoding'] ?? ''))) {
        headers['content-encoding'] = 'gzip';
        const packed = body.length < LARGE ? gzipSync(body, options) : await gzipLater(body, options);
        response.writeHead(status, headers).end(packed);
        return;
    }
    response.writeHead(status, headers).end(body);
}

/** Writes the head and half of the body, then takes the socket away. */
export function writeHalf(response: ServerResponse, { status, headers, body }: Wire): void {
    const bytes = Buffer.from(body);
    response.writeHead(status, { ...headers, 'content-length': String(bytes.length + 1) });
    response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.destroy());
}

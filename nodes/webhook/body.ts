import type { IncomingMessage } from 'node:http';
import { Refusal } from './refusal';

/** Bytes of a body; Intercom's own notifications have a few thousand. */
const MAX_BODY = 5 * 1024 * 1024;
/** Bytes of all bodies that are being read: nobody has proved yet that he may send anything. */
const MAX_HELD = 64 * 1024 * 1024;
/** Intercom itself gives up after five seconds. */
const MAX_MS = 10_000;

/** Limits of {@link BodyReader}, for tests. */
export interface BodyLimits {
    body: number;
    held: number;
    ms: number;
}

/** Reads bodies as they are, byte for byte, within limits of size, time, and memory for all of them. */
export class BodyReader {
    #held = 0;

    readonly #limits: BodyLimits;

    constructor(limits: BodyLimits = { body: MAX_BODY, held: MAX_HELD, ms: MAX_MS }) {
        this.#limits = limits;
    }

    /**
     * The raw body, or null when the sender hung up.
     * @throws Refusal 413 when it is too big, 408 when it is too slow, 503 when too many are being read
     */
    read(request: IncomingMessage): Promise<Buffer | null> {
        const limits = this.#limits;
        if (Number(request.headers['content-length'] ?? 0) > limits.body) return Promise.reject(tooBig(limits.body));
        return new Promise((resolve, reject) => {
            const chunks: Buffer[] = [];
            let size = 0;
            const settle = (end: () => void) => {
                clearTimeout(timer);
                this.#held -= size;
                request.off('data', take).off('end', finish).off('close', hangUp).off('error', hangUp);
                end();
            };
            const take = (chunk: Buffer) => {
                size += chunk.length;
                this.#held += chunk.length;
                chunks.push(chunk);
                if (size > limits.body) settle(() => reject(tooBig(limits.body)));
                else if (this.#held > limits.held) settle(() => reject(tooMany()));
            };
            const finish = () => settle(() => resolve(Buffer.concat(chunks)));
            const hangUp = () => settle(() => resolve(null));
            const timer = setTimeout(() => settle(() => reject(tooSlow())), limits.ms);
            request.on('data', take).on('end', finish).on('close', hangUp).on('error', hangUp);
        });
    }
}

const tooBig = (most: number) => new Refusal(413, `A notification has ${most} bytes at most.`);
const tooSlow = () => new Refusal(408, 'The body did not arrive in time.', { Connection: 'close' });
const tooMany = () => new Refusal(503, 'Too many bodies are being received.', { 'Retry-After': '60' });

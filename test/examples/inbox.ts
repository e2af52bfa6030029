import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A service that takes JSON, keeps it, and answers as it is told: a language model, a chat. */
export interface Inbox {
    url: string;
    got: { headers: Record<string, unknown>; body: unknown }[];
    /** What it answers: JSON, or the status of a failure. */
    answer: (body: unknown) => object | number;
    close(): Promise<void>;
}

/** Starts one on a free port. */
export async function startInbox(): Promise<Inbox> {
    const server = createServer(async (request, response) => {
        const chunks: Buffer[] = [];
        for await (const chunk of request) chunks.push(chunk as Buffer);
        const body: unknown = JSON.parse(Buffer.concat(chunks).toString());
        inbox.got.push({ headers: request.headers, body });
        const answer = inbox.answer(body);
        response.setHeader('Content-Type', 'application/json');
        if (typeof answer === 'number') response.writeHead(answer).end('{}');
        else response.end(JSON.stringify(answer));
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const inbox: Inbox = {
        url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`,
        got: [],
        answer: () => ({ ok: true }),
        async close() {
            server.close();
            server.closeAllConnections();
            await once(server, 'close');
        },
    };
    return inbox;
}

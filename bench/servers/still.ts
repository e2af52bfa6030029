import { type AddressInfo, createServer } from 'node:net';
import { serveOrders } from '../orders';

/**
 * Answers every request that has no body with the same bytes: `still.ts <body>`. It does not even read the path, so
 * that the requests a second it allows are many times those of any client measured against it.
 */
const body = Buffer.from(process.argv[2] ?? '{}');
const END = '\r\n\r\n';
let answer = Buffer.alloc(0);

function prepare(): void {
    const now = Date.now();
    const head = [
        'HTTP/1.1 200 OK',
        'Content-Type: application/json; charset=utf-8',
        `Content-Length: ${body.length}`,
        `Date: ${new Date(now).toUTCString()}`,
        'X-Request-Id: 000000000000000000000000000000000000',
        'Intercom-Version: 2.16',
        'X-RateLimit-Limit: 1000000',
        'X-RateLimit-Remaining: 999999',
        `X-RateLimit-Reset: ${(Math.floor(now / 10_000) + 1) * 10}`,
        'Connection: keep-alive',
        'Keep-Alive: timeout=72',
    ].join('\r\n');
    answer = Buffer.concat([Buffer.from(head + END), body]);
}
prepare();
setInterval(prepare, 500);

const server = createServer({ noDelay: true }, (socket) => {
    let rest = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (data) => {
        rest += data.toString('latin1');
        for (let end = rest.indexOf(END); end >= 0; end = rest.indexOf(END)) {
            rest = rest.slice(end + END.length);
            socket.write(answer);
        }
    });
});
server.listen(0, '127.0.0.1', () => {
    const { port } = server.address() as AddressInfo;
    serveOrders({ target: () => ({ url: `http://127.0.0.1:${port}` }) });
});

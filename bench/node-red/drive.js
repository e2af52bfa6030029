// A node that sends messages into the nodes under test and counts what comes back. One hop each way, without the
// virtual machine of a function node, so that the flow around a node costs as little as Node-RED allows.

/** What each order does: `start` sends the first messages, `back` takes what returns. */
const kinds = {
    /** Keeps so many requests in flight for so long, or until so many are done. */
    requests: ({ inFlight, ms, total = Number.POSITIVE_INFINITY, id }) => ({
        start(drive) {
            this.until = ms === undefined ? Number.POSITIVE_INFINITY : performance.now() + ms;
            this.sent = Math.min(inFlight, total);
            this.open = this.sent;
            for (let i = 0; i < this.sent; i++) drive.forward({ payload: { id } }, i);
        },
        back(drive) {
            this.open--;
            if (this.sent < total && performance.now() < this.until) {
                drive.forward({ payload: { id } }, this.sent++);
                this.open++;
            }
            return this.open === 0;
        },
    }),
    /** One message in, a sequence out. With `heap` the heap is collected and looked at every so many messages. */
    sequence: () => ({
        start(drive) {
            this.records = 0;
            drive.forward({ payload: {} }, 0);
        },
        back(drive, { payload, parts }) {
            this.records += Array.isArray(payload) ? payload.length : 1;
            drive.page();
            return parts?.count !== undefined;
        },
    }),
    /** Follows the cursor of each page with the next request, as a flow around the core http request node does. */
    follow: ({ url }) => ({
        start(drive) {
            this.records = 0;
            drive.forward({ url }, 0);
        },
        back(drive, { payload }) {
            this.records += payload.data.length;
            const cursor = payload.pages.next?.starting_after;
            if (cursor) drive.forward({ url: `${url}&starting_after=${cursor}` }, 0);
            return !cursor;
        },
    }),
};

module.exports = (RED) => {
    const drives = new Map();
    process.on('message', async ({ id, name, order }) => {
        if (name === 'memory') return process.send({ id, result: memory() });
        process.send({ id, result: await drives.get(name)(order) });
    });

    RED.nodes.registerType('bench-drive', function BenchDrive(config) {
        RED.nodes.createNode(this, config);
        const outputs = config.outputs || 1;
        let current;
        const drive = {
            forward: (msg, at) => {
                if (outputs === 1) return this.send(msg);
                const all = new Array(outputs);
                all[at % outputs] = msg;
                this.send(all);
            },
        };
        this.on('input', (msg, _send, done) => {
            current?.take(msg);
            done();
        });
        drives.set(
            config.name,
            (order) =>
                new Promise((resolve) => {
                    const run = kinds[order.kind](order);
                    const began = performance.now();
                    const cpu = process.cpuUsage();
                    const result = { done: 0, failed: 0, error: null, ms: 0, peakHeap: 0 };
                    let pages = 0;
                    drive.page = () => {
                        if (!order.heap || pages++ % order.heap !== 0) return;
                        result.peakHeap = Math.max(result.peakHeap, memory().heapUsed);
                    };
                    current = {
                        take(msg) {
                            if (msg.error) {
                                result.failed++;
                                result.error = msg.error.message;
                            } else result.done++;
                            const isOver =
                                order.kind === 'requests' ? run.back(drive) : msg.error || run.back(drive, msg);
                            if (!isOver) return;
                            current = undefined;
                            const { user, system } = process.cpuUsage(cpu);
                            resolve({
                                ...result,
                                records: run.records ?? null,
                                ms: performance.now() - began,
                                cpuMs: (user + system) / 1000,
                            });
                        },
                    };
                    run.start(drive);
                }),
        );
        process.send({ ready: config.name });
    });
};

function memory() {
    global.gc?.();
    const { heapUsed, rss } = process.memoryUsage();
    return { heapUsed, rss };
}

// A node that sends messages into the nodes under test and counts what comes back. One hop each way, without the
// virtual machine of a function node, so that the flow around a node costs as little as Node-RED allows.

/**
 * What each order does: `start` sends the first messages, `back` takes what returns and says whether it was the last.
 * An error is the last, unless the kind `goesOn`.
 */
const kinds = {
    /** Keeps so many requests in flight for so long, or until so many are done. */
    requests: ({ inFlight, ms, total = Number.POSITIVE_INFINITY, id }) => ({
        goesOn: true,
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
    /** One message in, a sequence out. */
    sequence: () => ({
        start(drive) {
            this.records = 0;
            drive.forward({ payload: {} }, 0);
        },
        back(_drive, { payload, parts }) {
            this.records += Array.isArray(payload) ? payload.length : 1;
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
    /** A list in, one message with all answers out. */
    list: ({ rows }) => ({
        start(drive) {
            drive.forward({ payload: rows }, 0);
        },
        back(_drive, { payload }) {
            this.records = payload.filter((answer) => answer !== null).length;
            return true;
        },
    }),
    /** A list in, a message for each answer out. Each is told at once, since the run may be killed. */
    rows: ({ rows, startAt }) => ({
        goesOn: true,
        start(drive) {
            this.open = rows.length - startAt;
            this.statuses = new Set();
            drive.forward({ payload: rows, startAt }, 0);
        },
        back(_drive, { parts }) {
            process.send({ told: parts.index });
            return --this.open === 0;
        },
        /** How often it was said how far the list is. */
        status({ text }) {
            if (/^[\d,]+ of [\d,]+/.test(text)) this.statuses.add(text);
            this.records = this.statuses.size;
        },
    }),
    /** Notifications of so many that are numbered, until the one that says it is the last. */
    notifications: ({ count }) => ({
        start() {
            this.times = new Uint8Array(count);
            this.waits = new Float64Array(count);
        },
        back(_drive, { payload: { n, sentAt } }) {
            if (n === count) {
                this.waits = [...this.waits];
                this.records = this.times.filter((times) => times === 1).length;
                return true;
            }
            this.times[n]++;
            this.waits[n] = performance.timeOrigin + performance.now() - sentAt;
            return false;
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
                    const result = { done: 0, failed: 0, error: null, heaps: [] };
                    // with `heap`, garbage is collected and the heap looked at every so many messages
                    const look = () => result.heaps.push(memory().heapUsed);
                    if (order.heap) look();
                    const began = performance.now();
                    const cpu = process.cpuUsage();
                    let messages = 0;
                    current = {
                        take(msg) {
                            if (msg.status) return run.status?.(msg.status);
                            if (msg.error) {
                                result.failed++;
                                result.error = msg.error.message;
                            } else result.done++;
                            if (order.heap && messages++ % order.heap === 0) look();
                            if (!(msg.error && !run.goesOn) && !run.back(drive, msg)) return;
                            current = undefined;
                            const { user, system } = process.cpuUsage(cpu);
                            const ms = performance.now() - began;
                            const { records, waits } = run;
                            resolve({ ...result, records, waits, ms, cpuMs: (user + system) / 1000 });
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

/** `npm start`: a real Node-RED whose demo flow talks to an invented workspace inside it. Ends with Ctrl-C. */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { type FlowNode, type NodeRed, startNodeRed } from '../support/node-red';
import { checkout } from '../support/package';
import { buttons, demoFlow, demoTab } from './flow';

const settings = {
    editorTheme: { tours: false, projects: { enabled: false }, page: { scripts: join(__dirname, 'editor.js') } },
};

async function main(): Promise<void> {
    const port = wantedPort();
    await assertFree(port);
    const working = showWork('Starting Node-RED');
    let nodeRed: NodeRed | undefined;
    let ending: Promise<void> | undefined;

    /** Once, whoever asks first; a second Ctrl-C does not wait. */
    function end(code: number): void {
        if (ending) process.exit(code);
        ending = Promise.resolve(nodeRed?.stop(5000)).then(() => process.exit(code));
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
    endWithParent(() => end(0));

    nodeRed = await startNodeRed({
        // Kept, so that flows somebody built while trying are still there next time.
        userDir: process.env.DEMO_DIR ?? join(checkout, '.demo'),
        settings: { uiPort: port, ...settings },
        bridge: false,
        onEnd: (log) => {
            if (ending) return;
            console.error(`Node-RED has ended. Its last words:\n${log.slice(-20).join('\n')}`);
            end(1);
        },
    });
    await deployDemo(nodeRed);
    working();
    console.log(welcome(nodeRed.url));
}

/** Says what goes on, and then every second that it still does. The returned function ends that. */
function showWork(what: string): () => void {
    process.stdout.write(`${what} `);
    const dots = setInterval(() => process.stdout.write('.'), 1000);
    return () => {
        clearInterval(dots);
        process.stdout.write('\n');
    };
}

/** Leaves a demo that is there as it is: somebody may have changed it. One of an earlier version is renewed. */
async function deployDemo(nodeRed: NodeRed): Promise<void> {
    const flows = await nodeRed.flows();
    const demo = demoFlow();
    const isOfDemo = ({ id, z }: FlowNode) => z === demoTab || demo.some((node) => node.id === id);
    const isThere = flows.some(({ id, region }) => region === 'demo' && demo.some((node) => node.id === id));
    if (isThere && flows.some(({ id }) => id === demoTab)) return;
    await nodeRed.deploy([...flows.filter((node) => !isOfDemo(node)), ...demo]);
}

function wantedPort(): number {
    const port = Number(process.env.PORT || 1880);
    if (Number.isInteger(port) && port >= 0 && port < 65536) return port;
    return fail(`PORT is ${JSON.stringify(process.env.PORT)}, but a port is a number up to 65535.`);
}

function assertFree(port: number): Promise<void> {
    return new Promise((resolve) => {
        const probe = createServer();
        probe.once('error', () => fail(`Port ${port} is in use. Take another one: PORT=${port + 1} npm start`));
        probe.listen(port, '127.0.0.1', () => probe.close(() => resolve()));
    });
}

function fail(message: string): never {
    console.error(message);
    process.exit(1);
}

/** A killed npm tells nobody: its children get another parent. */
function endWithParent(end: () => void): void {
    const parent = process.ppid;
    setInterval(() => process.ppid !== parent && end(), 1000).unref();
}

const welcome = (url: string): string => `
  Open  ${url}

  Then press "${buttons.create.name}", and "${buttons.list.name}", "${buttons.fail.name}" after it: the buttons on the left.
  What they bring stands in the debug sidebar on the right. All of it is invented; nothing leaves this computer.

  Ctrl-C ends it. What you build is kept in .demo/ for the next time.
`;

main().catch((error: Error) => fail(error.message));

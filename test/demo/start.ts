/** `npm start`: a local Intercom, and a real Node-RED whose demo flow talks to it. Ends with Ctrl-C. */
import { createServer } from 'node:net';
import { join } from 'node:path';
import { startSandbox } from '../../src/sandbox';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { checkout } from '../support/package';
import { buttons, demoFlow, demoTab, sandboxVariable } from './flow';

const token = 'sandbox-token';

async function main(): Promise<void> {
    const port = wantedPort();
    await assertFree(port);
    const sandbox = await startSandbox({ tokens: [token] });
    let nodeRed: NodeRed | undefined;
    let ending: Promise<void> | undefined;

    /** Once, whoever asks first; a second Ctrl-C does not wait. */
    function end(code: number): void {
        if (ending) process.exit(code);
        ending = Promise.allSettled([nodeRed?.stop(5000), sandbox.close()]).then(() => process.exit(code));
    }
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => end(0));
    endWithParent(() => end(0));

    nodeRed = await startNodeRed({
        // Kept, so that flows somebody built while trying are still there next time.
        userDir: process.env.DEMO_DIR ?? join(checkout, '.demo'),
        settings: { uiPort: port },
        bridge: false,
        env: { [sandboxVariable]: sandbox.url },
        onEnd: (log) => {
            if (ending) return;
            console.error(`Node-RED has ended. Its last words:\n${log.slice(-20).join('\n')}`);
            end(1);
        },
    });
    await deployDemo(nodeRed);
    console.log(welcome(nodeRed.url, sandbox.url));
}

/** Leaves a demo that is there as it is: somebody may have changed it. */
async function deployDemo(nodeRed: NodeRed): Promise<void> {
    const flows = await nodeRed.flows();
    if (flows.some(({ id }) => id === demoTab)) return;
    const demo = demoFlow(token);
    const others = flows.filter(({ id }) => !demo.some((node) => node.id === id));
    await nodeRed.deploy([...others, ...demo]);
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

function welcome(url: string, sandbox: string): string {
    const event = { url: `${url}/intercom/webhook`, topic: 'contact.user.created', item: { type: 'contact', id: '1' } };
    return `
  Node-RED with the Intercom nodes:  ${url}

  It talks to a local Intercom with invented contacts; nothing leaves this computer.
  Three things to click (the buttons left of the nodes; results show in the debug sidebar):

    "${buttons.create.name}"   makes one and shows Intercom's answer
    "${buttons.list.name}"  arrives as one message per page
    "${buttons.fail.name}"     fails, and a catch node shows a readable error

  This makes the local Intercom call Node-RED, as a webhook:

    curl -d '${JSON.stringify(event)}' ${sandbox}/_sandbox/event

  Ctrl-C ends all of it. What you build is kept in .demo/ for the next time.
`;
}

main().catch((error: Error) => fail(error.message));

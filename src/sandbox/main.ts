import { parseArgs } from 'node:util';
import { startSandbox } from '.';

/** Runs a sandbox from the command line: `tsx test/sandbox/main.ts --port 4010`. */
async function main(): Promise<void> {
    const { values } = parseArgs({
        options: {
            port: { type: 'string', default: '4010' },
            contacts: { type: 'string' },
            companies: { type: 'string' },
            token: { type: 'string', multiple: true },
        },
    });
    const sandbox = await startSandbox({
        port: Number(values.port),
        seed: {
            contacts: values.contacts === undefined ? undefined : Number(values.contacts),
            companies: values.companies === undefined ? undefined : Number(values.companies),
        },
        tokens: values.token,
    });
    console.log(`Intercom sandbox at ${sandbox.url} (access token: ${sandbox.token})`);
    const end = (): void => {
        void sandbox.close().then(() => process.exit(0));
    };
    process.once('SIGINT', end);
    process.once('SIGTERM', end);
}

void main();

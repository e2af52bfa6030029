import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { busyDesk, type Fault, type Sandbox, startSandbox } from '.';
import { readVersion } from './http/version';
import { readFault } from './routes/control';

const help = `Usage: intercom-sandbox [options]

A local stand-in for Intercom's API with invented contacts, for programs of any kind. It listens on this computer only.

  --port <n>        where it listens (4010; 0 takes a free one)
  --contacts <n>    how many contacts it begins with (250)
  --seed <n>        another number, other people (0)
  --rate-limit <n>  requests that a window of ten seconds allows (1000000)
  --faults <json>   what goes wrong: a fault or a list of them, as JSON or as a file of JSON, such as
                    {"kind":"status","status":503,"match":{"path":"^/contacts"},"times":-1}
  --version <v>     the version of the API where a request does not say one (2.16)
  --token <text>    the one bearer token that is taken (any)
  --help            this text
`;

/** What is wrong with how the command was called. */
class Misuse extends Error {}

const options = {
    port: { type: 'string', default: '4010' },
    contacts: { type: 'string', default: '250' },
    seed: { type: 'string', default: '0' },
    'rate-limit': { type: 'string', default: '1000000' },
    faults: { type: 'string' },
    version: { type: 'string', default: '2.16' },
    token: { type: 'string' },
    help: { type: 'boolean', default: false },
} as const;

type Values = ReturnType<typeof parse>;

function parse(args: string[]) {
    try {
        return parseArgs({ args, options }).values;
    } catch (error) {
        // Node's first sentence says what is wrong; the rest speaks of positional arguments, of which there are none.
        throw new Misuse((error as Error).message.split('. ')[0]);
    }
}

function wholeNumber(values: Values, name: 'port' | 'contacts' | 'seed' | 'rate-limit', min: number, max: number) {
    const text = values[name];
    const number = /^\d+$/.test(text) ? Number(text) : Number.NaN;
    if (number >= min && number <= max) return number;
    throw new Misuse(`--${name} takes a whole number from ${min} to ${max}, not "${text}"`);
}

function readFaults(given: string | undefined): Fault[] {
    if (given === undefined) return [];
    try {
        const text = /^\s*[[{]/.test(given) ? given : readFileSync(given, 'utf8');
        return [JSON.parse(text)].flat().map(readFault);
    } catch (error) {
        throw new Misuse(`--faults cannot be read: ${(error as Error).message}`);
    }
}

async function start(values: Values): Promise<Sandbox> {
    const faults = readFaults(values.faults);
    if (readVersion(values.version) === undefined) {
        throw new Misuse(`--version takes a version of the API such as 2.16, not "${values.version}"`);
    }
    if (values.token === '') throw new Misuse('--token takes a text');
    const port = wholeNumber(values, 'port', 0, 65_535);
    try {
        const sandbox = await startSandbox({
            port,
            seed: {
                ...busyDesk,
                contacts: wholeNumber(values, 'contacts', 0, 1_000_000),
                seed: wholeNumber(values, 'seed', 0, 1_000_000),
            },
            rateLimit: { limit: wholeNumber(values, 'rate-limit', 1, 1_000_000_000), windowMs: 10_000 },
            remembered: 30,
            version: values.version,
            tokens: values.token === undefined ? 'any' : [values.token],
        });
        for (const fault of faults) sandbox.fault(fault);
        return sandbox;
    } catch (error) {
        const { code } = error as NodeJS.ErrnoException;
        if (code === 'EADDRINUSE') throw new Misuse(`Port ${port} is in use: take another one with --port`);
        if (code === 'EACCES') throw new Misuse(`Port ${port} needs more rights: take another one with --port`);
        throw error;
    }
}

/** The command `intercom-sandbox`: runs until SIGINT or SIGTERM, which end it with 0; what is wrong ends it with 1. */
export async function command(args: string[]): Promise<void> {
    try {
        const values = parse(args);
        if (values.help) {
            process.stdout.write(help);
            return;
        }
        const sandbox = await start(values);
        for (const signal of ['SIGINT', 'SIGTERM'] as const) {
            process.on(signal, () => void sandbox.close().then(() => process.exit(0)));
        }
        console.log(`A local Intercom answers at ${sandbox.url}`);
        console.log(`curl -H "Authorization: Bearer ${sandbox.token}" "${sandbox.url}/contacts?per_page=3"`);
        console.log('Open the address in a browser to see what is in it. Ctrl-C ends it.');
    } catch (error) {
        if (!(error instanceof Misuse)) throw error;
        console.error(`${error.message}.${/Port/.test(error.message) ? '' : ' See --help.'}`);
        process.exitCode = 1;
    }
}

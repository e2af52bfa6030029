import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { cleanEnvironment } from '../support/node-red';
import { checkout, manifest } from '../support/package';
import { ProcessGroup } from '../support/process-group';
import { waitFor } from '../support/wait';

const program = join(checkout, manifest.bin['intercom-sandbox']);

/** The built command, as npx runs it. */
describe('intercom-sandbox', () => {
    const started: ProcessGroup[] = [];
    afterEach(() => {
        for (const one of started.splice(0)) one.signal('SIGKILL');
    });

    const run = (...args: string[]): ProcessGroup => {
        const one = new ProcessGroup(process.execPath, [program, ...args], { cwd: tmpdir(), env: cleanEnvironment() });
        started.push(one);
        return one;
    };
    const ready = async (...args: string[]): Promise<{ command: ProcessGroup; url: string; lines: string[] }> => {
        const command = run('--port', '0', ...args);
        await waitFor(() => command.output.split('\n').length > 2, 'the first lines');
        const lines = command.output.split('\n');
        return { command, url: /http:\/\/127\.0\.0\.1:\d+$/.exec(lines[0] as string)?.[0] ?? '', lines };
    };
    const end = async ({ child }: ProcessGroup): Promise<number | null> => {
        if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
        return child.exitCode;
    };
    const get = async (url: string, headers: Record<string, string> = {}) => {
        const answer = await fetch(url, { headers: { authorization: 'Bearer mine', ...headers } });
        // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape
        return { status: answer.status, headers: answer.headers, body: (await answer.json()) as any };
    };

    it('says where it is, and a curl that shows it at work', async function () {
        const { url, lines } = await ready();
        assert.equal((await get(`${url}/contacts`)).body.total_count, 250);
        const [, header, address] = /^curl -H "([^"]*)" "([^"]*)"$/.exec(lines[1] as string) ?? [];
        assert.ok(header && address, lines[1]);
        if (process.platform === 'win32') this.skip();
        const { stdout } = await promisify(execFile)('curl', ['-sS', '-H', header, address]).catch((error) => {
            if (error.code === 'ENOENT') this.skip();
            throw error;
        });
        assert.equal(JSON.parse(stdout).data.length, 3);
    });

    for (const signal of ['SIGINT', 'SIGTERM'] as const) {
        it(`ends with 0 at ${signal}`, async function () {
            if (process.platform === 'win32') this.skip();
            const { command, url } = await ready();
            await get(`${url}/me`);
            command.signal(signal);
            assert.equal(await end(command), 0);
        });
    }

    it('takes its size, seed, limit, version and token', async () => {
        const options = ['--contacts', '7', '--rate-limit', '2', '--version', '2.15', '--token', 'mine', '--seed', '3'];
        const { url } = await ready(...options);
        const { body, headers } = await get(`${url}/contacts`);
        assert.deepEqual([body.total_count, headers.get('x-ratelimit-limit')], [7, '2']);
        assert.equal(headers.get('intercom-version'), '2.15');
        assert.equal((await get(`${url}/me`, { authorization: 'Bearer other' })).status, 401);
        assert.equal((await get(`${url}/me`)).status, 429);
    });

    it('takes faults, as JSON or from a file', async () => {
        const fault = { kind: 'status', status: 503, match: { path: '^/me$' }, times: -1 };
        const folder = await mkdtemp(join(tmpdir(), 'faults-'));
        try {
            await writeFile(join(folder, 'faults.json'), JSON.stringify([fault]));
            for (const given of [JSON.stringify(fault), join(folder, 'faults.json')]) {
                const { url } = await ready('--faults', given);
                assert.deepEqual([(await get(`${url}/me`)).status, (await get(`${url}/tags`)).status], [503, 200]);
            }
        } finally {
            await rm(folder, { recursive: true });
        }
    });

    const wrong: [string, string[], RegExp][] = [
        ['an option that is none', ['--prot', '1'], /^Unknown option '--prot'\. See --help\.\n$/],
        ['a word that is no option', ['4010'], /^Unexpected argument '4010'\. See --help\.\n$/],
        ['a port that is none', ['--port', '65536'], /^--port takes a whole number from 0 to 65535/],
        ['a number that is none', ['--contacts', '1e3'], /^--contacts takes a whole number/],
        ['a version that never was', ['--version', '9.99'], /^--version takes a version of the API/],
        ['faults that are no JSON', ['--faults', '{'], /^--faults cannot be read: /],
        ['a fault that is none', ['--faults', '{"kind":"x"}'], /^--faults cannot be read: kind must be one of status/],
    ];
    for (const [what, args, sentence] of wrong) {
        it(`${what} ends it with 1 and a sentence`, async () => {
            const command = run(...args);
            assert.equal(await end(command), 1);
            assert.match(command.output, sentence);
        });
    }

    it('a port that is taken ends it with 1 and a sentence', async () => {
        const other = createServer().listen(0, '127.0.0.1');
        await once(other, 'listening');
        try {
            const { port } = other.address() as { port: number };
            const command = run('--port', String(port));
            assert.equal(await end(command), 1);
            assert.equal(command.output, `Port ${port} is in use: take another one with --port.\n`);
        } finally {
            other.close();
        }
    });

    it('helps', async () => {
        const command = run('--help');
        assert.equal(await end(command), 0);
        for (const option of ['port', 'contacts', 'seed', 'rate-limit', 'faults', 'version', 'token', 'help']) {
            assert.match(command.output, new RegExp(`--${option} `));
        }
    });

    it('a demo workspace of the built file does not keep its process alive', async () => {
        const script = `const { demoWorkspace } = require(${JSON.stringify(join(checkout, 'dist', 'sandbox.js'))});
            demoWorkspace('a').then(async ({ url, token }) => {
                const answer = await fetch(url + '/contacts', { headers: { authorization: 'Bearer ' + token } });
                console.log((await answer.json()).total_count);
            });`;
        const { stdout } = await promisify(execFile)(process.execPath, ['-e', script], { timeout: 10_000 });
        assert.equal(stdout, '250\n');
    });
});

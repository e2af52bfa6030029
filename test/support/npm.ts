import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** Runs npm quietly, from its cache where it can, and returns what it printed. */
export async function npm(args: string[], cwd: string): Promise<string> {
    const options = ['--prefer-offline', '--no-audit', '--no-fund', '--no-update-notifier', '--loglevel=error'];
    // Under `npm test` npm says where it is. Its variables about the outer command must not steer this one.
    const { npm_execpath: npmCli, ...rest } = process.env;
    const env = Object.fromEntries(
        Object.entries(rest).filter(([name]) => !/^npm_(package|lifecycle|command)/.test(name)),
    );
    const command = npmCli ? process.execPath : 'npm';
    const { stdout } = await run(command, [...(npmCli ? [npmCli] : []), ...args, ...options], {
        cwd,
        env,
        timeout: 120_000,
        shell: !npmCli && process.platform === 'win32',
    });
    return stdout;
}

import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createServer } from 'node:net';

/** A command in a process group of its own, as a shell runs it: with everything that it starts. */
export class ProcessGroup {
    output = '';
    readonly child: ChildProcess;

    constructor(command: string, args: string[], options: SpawnOptions) {
        this.child = spawn(command, args, { ...options, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
        for (const stream of [this.child.stdout, this.child.stderr]) {
            stream?.setEncoding('utf8').on('data', (text: string) => {
                this.output += text;
            });
        }
    }

    get pid(): number {
        return this.child.pid as number;
    }

    /** What Ctrl-C does: every process of the group gets the signal. */
    signal(name: NodeJS.Signals): void {
        try {
            process.kill(-this.pid, name);
        } catch {
            // All of them are gone.
        }
    }

    /** The processes that still run, dead ones that nobody has waited for aside. */
    running(): number[] {
        if (existsSync('/proc/self/stat')) return members(this.pid);
        try {
            process.kill(-this.pid, 0);
            return [this.pid];
        } catch {
            return [];
        }
    }
}

function members(group: number): number[] {
    return readdirSync('/proc')
        .filter((name) => /^\d+$/.test(name))
        .filter((pid) => {
            try {
                // "pid (name) state parent group ...", where the name may hold anything.
                const [state, , inGroup] = readFileSync(`/proc/${pid}/stat`, 'utf8')
                    .replace(/^.*\) /s, '')
                    .split(' ');
                return Number(inGroup) === group && state !== 'Z';
            } catch {
                return false;
            }
        })
        .map(Number);
}

/** A port that nobody listens on. */
export function freePort(): Promise<number> {
    return new Promise((resolve, reject) => {
        const probe = createServer().once('error', reject);
        probe.listen(0, '127.0.0.1', () => {
            const address = probe.address();
            probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
        });
    });
}

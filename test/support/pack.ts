import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { npm } from './npm';
import { checkout } from './package';

export interface Packed {
    /** The temporary directory that holds the tarball, for the caller to remove. */
    directory: string;
    tarball: string;
    files: string[];
}

/** `npm pack`, as the registry would get it. */
export async function pack(): Promise<Packed> {
    const directory = await mkdtemp(join(tmpdir(), 'intercom-pack-'));
    const output = await npm(['pack', '--json', '--ignore-scripts', '--pack-destination', directory], checkout);
    const report: unknown = JSON.parse(output);
    // A list in npm 10; an object by package name since npm 11.
    const [entry] = Object.values(report as Record<string, { filename: string; files: { path: string }[] }>);
    if (!entry) throw new Error(`npm pack said: ${output}`);
    return { directory, tarball: join(directory, entry.filename), files: entry.files.map(({ path }) => path) };
}

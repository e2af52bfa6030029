import assert from 'node:assert/strict';
import { execFileSync, spawnSync } from 'node:child_process';
import { chown, readdir, readFile, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { after, before, describe, it } from 'mocha';
import { action, collector, source, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { type Packed, pack } from '../support/pack';
import { checkout, manifest, nodeTypes } from '../support/package';
import { defaultsOf } from '../support/stored';

/** The user of Node-RED's container. */
const uid = 1000;

/** Why it cannot be tried here, if it cannot. */
function obstacle(): string | undefined {
    if (process.platform !== 'linux' || process.getuid?.() !== 0)
        return 'only root of a Linux can start it as another user';
    const reads = spawnSync(
        process.execPath,
        ['-e', `fs.readFileSync(${JSON.stringify(join(checkout, 'package.json'))})`],
        {
            ...{ uid, gid: uid, cwd: '/', stdio: 'ignore' },
        },
    );
    return reads.status === 0 ? undefined : 'another user cannot read this checkout or run this Node.js';
}

/** Installed without scripts where nothing can be written, and run by a user without rights. */
describe("the package as in Node-RED's container", function () {
    this.timeout(120_000);
    let packed: Packed;
    let nodeRed: NodeRed;
    let mounted: string | undefined;
    let before_: Record<string, string>;
    const modules = () => join(nodeRed.userDir, 'node_modules');

    before(async function () {
        const reason = obstacle();
        if (reason) {
            console.log(`      skipped: ${reason}`);
            return this.skip();
        }
        packed = await pack();
        nodeRed = await startNodeRed({
            install: [packed.tarball],
            uid,
            env: { HOME: '/' },
            keepUserDir: true,
            prepared: async (userDir) => {
                const folder = join(userDir, 'node_modules');
                before_ = await content(folder);
                for (const name of ['.', ...(await readdir(userDir))]) {
                    if (name !== 'node_modules') await chown(join(userDir, name), uid, uid);
                }
                execFileSync('chmod', ['-R', 'a-w,a+rX', folder]);
                // where nobody may mount, taking the rights away has to do
                const mount = (...args: string[]) => spawnSync('mount', args, { stdio: 'ignore' }).status === 0;
                if (mount('--bind', folder, folder)) mounted = folder;
                if (mounted) mount('-o', 'remount,ro,bind', folder);
                console.log(`      ${mounted ? 'on a read-only mount' : 'without rights to write'}, as user ${uid}`);
            },
        });
    });
    after(async () => {
        await nodeRed?.stop();
        if (mounted) execFileSync('umount', [mounted]);
        for (const folder of [nodeRed?.userDir, packed?.directory])
            if (folder) await rm(folder, { recursive: true, force: true });
    });

    /** Size and time of every file. */
    async function content(folder: string): Promise<Record<string, string>> {
        const files = await readdir(folder, { recursive: true, withFileTypes: true });
        const all = files.filter((file) => file.isFile()).map((file) => join(file.parentPath, file.name));
        return Object.fromEntries(
            await Promise.all(all.map(async (file) => stat(file).then((one) => [file, `${one.size} ${one.mtimeMs}`]))),
        );
    }

    it('runs as that user, who cannot write where the package lies', async () => {
        const status = await readFile(`/proc/${nodeRed.pid}/status`, 'utf8');
        assert.match(status, new RegExp(`^Uid:\\t${uid}\\t${uid}`, 'm'));
        const touched = spawnSync('touch', [join(modules(), manifest.name, 'dist', 'x')], { uid, gid: uid });
        assert.notEqual(touched.status, 0);
    });

    it('loads every type, works, and keeps its flows', async () => {
        const sets = await nodeRed.get<{ id: string; types: string[]; err?: string }[]>('/nodes');
        const own = sets.filter(({ id }) => id.startsWith(`${manifest.name}/`));
        assert.deepEqual(own.flatMap(({ err, types }) => (err ? [err] : types)).sort(), nodeTypes().sort());
        const list = 'intercom-list-contacts';
        await nodeRed.deploy([
            tab,
            { id: 'connection', type: 'intercom-connection', name: '', region: 'demo' },
            source('in', 'list'),
            action(list, 'list', ['out'], defaultsOf(list)),
            collector('out'),
        ]);
        nodeRed.feed('in', {});
        const [{ payload } = {}] = await nodeRed.expect('out');
        assert.equal((payload as unknown[]).length, 50);
        assert.match(await readFile(join(nodeRed.userDir, 'flows.json'), 'utf8'), /intercom-connection/);
    });

    it('has written nothing where the package lies', async () => {
        assert.deepEqual(await content(modules()), before_);
    });
});

import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { npm } from './npm';
import { checkout, manifest } from './package';

export interface UserDirOptions {
    userDir?: string;
    /** Settings over the ones below; must be JSON. */
    settings?: Record<string, unknown>;
    /** JavaScript behind the settings, for what is no JSON: `module.exports.httpNodeMiddleware = …`. */
    settingsCode?: string;
    /** Tarballs or directories for `npm install`. Without it the checkout itself is linked in. */
    install?: string[];
    /** The built checkout that is linked in; default this one, null: none, a Node-RED without the package. */
    checkout?: string | null;
    /** Nodes of others, among the checkout's development dependencies, that are loaded besides. */
    modules?: string[];
    /** Lets function nodes talk to the test, see bridge.cjs. */
    bridge?: boolean;
}

/** Nothing in here goes out to the internet, asks the user something, or changes from run to run. */
const quietSettings = {
    uiHost: '127.0.0.1',
    uiPort: 0,
    lang: 'en-US',
    flowFile: 'flows.json',
    credentialSecret: 'only for tests and the demo',
    telemetry: { enabled: false, updateNotification: false },
    externalModules: {
        autoInstall: false,
        palette: { allowInstall: false, allowUpdate: false, allowUpload: false },
        modules: { allowInstall: false },
    },
    runtimeState: { enabled: false, ui: false },
    diagnostics: { enabled: true, ui: true },
    logging: { console: { level: 'info', metrics: false, audit: false } },
    editorTheme: { tours: false, projects: { enabled: false } },
    debugMaxLength: 100_000,
    exportGlobalContextKeys: false,
};

/** Nodes of others that lie in the checkout, where its own Node-RED finds them: only those that are asked for are loaded. */
const foreign = ['@flowfuse/node-red-dashboard'];

/** Writes settings.js and makes the package known as `node_modules/<its name>`, as npm would. */
export async function prepareUserDir(options: UserDirOptions): Promise<string> {
    const userDir = options.userDir ?? (await mkdtemp(join(tmpdir(), 'intercom-nodes-')));
    const modules = join(userDir, 'node_modules');
    await mkdir(modules, { recursive: true });
    await writeFile(join(userDir, 'settings.js'), settingsFile(options));
    if (options.install) {
        await writeFile(join(userDir, 'package.json'), JSON.stringify({ name: 'user-directory', private: true }));
        // as the image of Node-RED's container does it, and many an administrator
        await npm(['install', '--omit=dev', '--ignore-scripts', ...options.install], userDir);
    } else {
        const linked = options.checkout === undefined ? checkout : options.checkout;
        const places = new Map<string, string>();
        if (linked !== null) places.set(manifest.name, linked);
        for (const name of options.modules ?? []) places.set(name, join(checkout, 'node_modules', name));
        const dependencies = Object.fromEntries([...places].map(([name, place]) => [name, `file:${place}`]));
        await writeFile(
            join(userDir, 'package.json'),
            JSON.stringify({ name: 'user-directory', private: true, dependencies }),
        );
        await rm(join(modules, manifest.name), { force: true });
        for (const [name, place] of places) {
            const link = join(modules, name);
            await mkdir(dirname(link), { recursive: true });
            await rm(link, { force: true });
            await symlink(place, link, 'junction');
        }
    }
    return userDir;
}

function settingsFile(options: UserDirOptions): string {
    const { externalModules } = quietSettings;
    const denyList = foreign.filter((name) => !options.modules?.includes(name));
    const palette = { ...externalModules.palette, allowList: ['*'], denyList };
    const quiet = { ...quietSettings, externalModules: { ...externalModules, palette } };
    const settings = JSON.stringify({ ...quiet, ...options.settings }, null, 4);
    const bridge = options.bridge ? JSON.stringify(join(__dirname, 'bridge.cjs')) : '';
    return `// The process that started this one holds the other end of the channel. When it is gone, however it went,
// nobody could stop Node-RED any more.
if (process.connected) process.once('disconnect', () => process.exit(0));

module.exports = ${settings};
${bridge && `module.exports.functionGlobalContext = { bridge: require(${bridge}) };`}
${options.settingsCode ?? ''}
`;
}

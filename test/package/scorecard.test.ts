import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { examples } from '../examples/example';
import { checkout, connectionType, nodeSets, nodeTypes } from '../support/package';
import { actions, defaultsOf } from '../support/stored';
import { scan } from './scanner';

interface PackageJson {
    name: string;
    description: string;
    license?: string;
    repository?: unknown;
    bugs?: unknown;
    keywords: string[];
    engines: { node: string };
    dependencies: Record<string, string>;
    'node-red': { version: string; nodes: Record<string, string> };
}

interface Lock {
    packages: Record<string, { version: string; dev?: boolean; dependencies?: Record<string, string> }>;
}

const read = <T>(file: string): T => JSON.parse(readFileSync(join(checkout, file), 'utf8')) as T;

/** The one that Node-RED itself decides with whether a package may be loaded. */
const semver = createRequire(require.resolve('@node-red/registry'))('semver') as {
    satisfies(version: string, range: string): boolean;
};

/** The checks of the flow library, by the names it gives them, as far as they need no network. */
describe("the flow library's scorecard", () => {
    const manifest = read<PackageJson>('package.json');
    const lock = read<Lock>('package-lock.json');

    it('P01: a licence', () => assert.equal(manifest.license, 'MIT'));

    it('P03: a repository, and a place for bugs', () => {
        assert.ok(manifest.repository);
        assert.ok(manifest.bugs);
    });

    it('P04: a name that may be given', () => {
        const isScoped = manifest.name.startsWith('@');
        assert.ok(isScoped || !/^node-?red/.test(manifest.name) || /^node-red-contrib-/.test(manifest.name));
    });

    it('P05: the keyword by which the library finds it, and words that tell it from door phones', () => {
        assert.ok(manifest.keywords.includes('node-red'));
        assert.match(`${manifest.description} ${manifest.keywords}`, /Intercom\.com customer messaging/);
    });

    for (const version of ['4.0.0', '4.1.15', '5.0.0', '5.0.7', '6.0.0']) {
        it(`P06: loads in Node-RED ${version}`, () => {
            assert.ok(semver.satisfies(version, manifest['node-red'].version));
        });
    }

    for (const version of ['20.0.0', '22.9.0', '24.0.0']) {
        it(`P07: installs on Node.js ${version}`, () => assert.ok(semver.satisfies(version, manifest.engines.node)));
    }

    it('N01: types that nobody else has', () => {
        const types = nodeTypes();
        assert.equal(new Set(types).size, types.length);
        for (const type of types) assert.match(type, /^intercom-/);
    });

    it('N02: an example for every type', () => {
        const used = new Set(examples.flatMap(({ nodes }) => nodes.map(({ type }) => type)));
        assert.deepEqual(
            nodeTypes().filter((type) => type !== connectionType && !used.has(type)),
            [],
        );
    });

    it('D01: at most six dependencies', () => assert.ok(Object.keys(manifest.dependencies).length <= 6));

    it('D02: no agent-base before 6 below them', () => {
        const old = Object.entries(lock.packages).filter(
            ([path, { version, dev }]) => !dev && path.endsWith('/agent-base') && Number.parseInt(version, 10) < 6,
        );
        assert.deepEqual(old, []);
    });

    it('D03: dependencies that may be updated', () => {
        for (const [name, range] of Object.entries(manifest.dependencies)) {
            assert.match(range, /^\^/, name);
            assert.ok(semver.satisfies(lock.packages[`node_modules/${name}`]?.version ?? '', range), name);
        }
    });
});

describe("the flow library's scanner", () => {
    const panels = nodeSets().map(({ name, file, types }) => ({
        name,
        types,
        html: readFileSync(file.replace(/\.js$/, '.html'), 'utf8'),
    }));

    for (const { name, types, html } of panels) {
        it(`sees what ${name} registers`, () => {
            const scanned = scan(html);
            assert.deepEqual(
                scanned.map(({ type }) => type),
                types,
            );
            for (const { type, category, color, icon, inputs, outputs, defaults, credentials } of scanned) {
                assert.equal(typeof category, 'string');
                assert.ok(defaults.includes('name'));
                if (category === 'config') {
                    assert.deepEqual(credentials, ['accessToken', 'clientId', 'clientSecret']);
                    continue;
                }
                assert.match(String(color), /^#[0-9A-F]{6}$/i);
                assert.match(String(icon), /^[\w-]+\.svg$/);
                assert.deepEqual([inputs, outputs], [category === 'intercom_triggers' ? 0 : 1, 1]);
                if (!actions.has(type)) continue;
                assert.deepEqual([...defaults].sort(), ['name', 'connection', ...Object.keys(defaultsOf(type))].sort());
            }
        });
    }

    it('shows each node by a colour and icon of its own', () => {
        const looks = panels
            .flatMap(({ html }) => scan(html))
            .filter(({ category }) => category !== 'config')
            .map(({ color, icon }) => `${color} ${icon}`);
        assert.deepEqual(
            looks.filter((look, at) => looks.indexOf(look) !== at),
            [],
        );
        const icons = looks.map((look) => look.split(' ')[1]).sort();
        assert.deepEqual([...new Set(icons)], readdirSync(join(checkout, 'dist', 'icons')).sort());
    });

    it('would not see a type that is registered in another way', () => {
        const script = (code: string) => `<script type="text/javascript">${code}</script>`;
        assert.equal(scan(script("RED.nodes.registerType('a', { category: 'x', defaults: {} });")).length, 1);
        assert.deepEqual(scan(script('for (const type of types) RED.nodes.registerType(type, {});')), []);
        assert.deepEqual(scan(script("const panel = {}; RED.nodes.registerType('a', panel);")), []);
    });

    it('finds nothing in a panel that is loaded from elsewhere: one that fails would stop the editor', () => {
        for (const { name, html } of panels) {
            assert.doesNotMatch(html, /<script[^>]+src=|<link[^>]+href=|<img[^>]+src=["']?http/i, name);
        }
    });
});

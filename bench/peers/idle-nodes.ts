import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The html of a node with a name and nothing else. */
const htmlOf = (type: string): string => `<script type="text/javascript">
RED.nodes.registerType('${type}', {
    category: 'idle', color: '#C9CBD6', icon: 'file.svg', inputs: 1, outputs: 1,
    defaults: { name: { value: '' } },
    paletteLabel: '${type}',
    label() { return this.name || '${type}'; },
});
</script>
<script type="text/html" data-template-name="${type}"><input type="text" id="node-input-name"></script>
<script type="text/html" data-help-name="${type}"><p>Does nothing.</p></script>
`;

const codeOf = (type: string): string => `module.exports = (RED) => {
    RED.nodes.registerType('${type}', function (config) { RED.nodes.createNode(this, config); });
};
`;

/** A package of nodes that do nothing, which shows what Node-RED itself takes for as many: in a new directory. */
export async function idleNodes(count: number): Promise<{ directory: string; stop(): Promise<void> }> {
    const directory = await mkdtemp(join(tmpdir(), 'idle-nodes-'));
    const types = Array.from({ length: count }, (_, at) => `idle ${at}`);
    const nodes = Object.fromEntries(types.map((type, at) => [type, `${at}.js`]));
    await writeFile(
        join(directory, 'package.json'),
        JSON.stringify({ name: 'idle-nodes', version: '1.0.0', keywords: ['node-red'], 'node-red': { nodes } }),
    );
    for (const [at, type] of types.entries()) {
        await writeFile(join(directory, `${at}.js`), codeOf(type));
        await writeFile(join(directory, `${at}.html`), htmlOf(type));
    }
    return { directory, stop: () => rm(directory, { recursive: true }) };
}

import type { Config } from './inputs';

/**
 * Turns what an older version of a node wrote into a flow file into what the next version reads. It knows what it
 * changes by the old property, so a flow that has been through it passes unchanged: no version stands in the file.
 */
export type Migration = (config: Config) => Config;

/**
 * The migrations of each node type, oldest first; a step is never taken away, since flows of any age are loaded.
 *
 * The editor drops properties that a type does not declare, so an old name has to stay among the type's defaults
 * (with the value `undefined`, which no file shows). No released property has changed so far.
 */
const migrations: Readonly<Record<string, readonly Migration[]>> = {
    // rows may stand in `inputs` as well, which in the editor is the number of wires that come in
    'intercom-operation': [({ inputs, ...config }) => ({ ...config, ...(Array.isArray(inputs) && { rows: inputs }) })],
};

/** A node's stored properties as this version reads them. What no step knows passes through. */
export function migrated(type: string, config: Config, steps = migrations[type] ?? []): Config {
    return steps.reduce((result, step) => step(result), config);
}

import type { Palette } from './action';

/** A property of a node that is no action, as a flow file holds it. */
export interface Property {
    /** What a new node holds. */
    value?: unknown;
    /** The type of the config node whose id it is. */
    references?: string;
    /** Of a reference: whether the node is invalid without it. True unless it says otherwise. */
    required?: boolean;
    /** Whether the panel says what is wrong with it. */
    checked?: true;
}

/** A node that is no action: what build, README and tests know of it. Its panel is the `panel.ts` beside it. */
export interface OwnNode<Red = unknown> {
    /** Node type; the file's name is the part behind `intercom-`. */
    type: string;
    palette: Palette | 'triggers' | 'config';
    /** None, unless it says otherwise. */
    inputs?: number;
    outputs: number;
    /** Beside `name`, which every node has. */
    properties: Readonly<Record<string, Property>>;
    /** It shows the titles of Intercom's operations. */
    titles?: true;
    /** What Node-RED keeps apart from the flow file; a password never comes back to the editor. */
    credentials?: Readonly<Record<string, 'text' | 'password'>>;
    /** Keys of texts that follow from its data, so that no code says them. */
    words?: readonly string[];
    /** Registers the type with the runtime. */
    register: (RED: Red) => void;
}

/** The connection of a node that talks to Intercom. */
export const connectionProperty: Property = { value: '', references: 'intercom-connection' };

type Trigger<Red> = Pick<OwnNode<Red>, 'type' | 'properties' | 'words' | 'register'>;

/** Defines a node without an input, which hears of Intercom through a connection. */
export const defineTrigger = <Red>(trigger: Trigger<Red>): OwnNode<Red> => ({
    ...trigger,
    palette: 'triggers',
    outputs: 1,
    properties: { connection: connectionProperty, ...trigger.properties },
});

type Chosen<Red> = Omit<OwnNode<Red>, 'inputs' | 'outputs'>;

/** Defines a node that is one of many actions, with a panel of its own. */
export const defineChosen = <Red>(node: Chosen<Red>): OwnNode<Red> => ({
    ...node,
    inputs: 1,
    outputs: 1,
    properties: { connection: connectionProperty, ...node.properties },
});

type Config<Red> = Pick<OwnNode<Red>, 'type' | 'properties' | 'credentials' | 'register'>;

/** Defines a config node, which other nodes refer to. */
export const defineConfig = <Red>(config: Config<Red>): OwnNode<Red> => ({ ...config, palette: 'config', outputs: 0 });

import type labels from '../locales/en-US/labels.json';

type Labels = typeof labels;

/** Every key of a tree of texts, written with dots. */
type KeyOf<Tree> = {
    [Key in keyof Tree & string]: Tree[Key] extends string ? Key : `${Key}.${KeyOf<Tree[Key]>}`;
}[keyof Tree & string];

/** The keys of parts of `labels.json`, with the part's name before them. */
export type KeyIn<Part extends keyof Labels> = { [One in Part]: `${One}.${KeyOf<Labels[One]>}` }[Part];

/**
 * A node's own texts, `nodes.<name>.…`, which its catalogue has as `node.…`. The type takes those of any node; that
 * this node has the text is for the build to check.
 */
export type OwnKey = {
    [Name in keyof Labels['nodes']]: `node.${Exclude<KeyOf<Labels['nodes'][Name]>, 'sentence' | `fields.${string}`>}`;
}[keyof Labels['nodes']];

/** Texts that follow from the fields of an action. The build checks that there is one for each of them. */
export type FieldKey =
    | `fields.${string}.${'label' | 'about'}`
    | `by.${string}_${string}`
    | `choices.${string}`
    | `node.label_${string}_${string}`
    | `node.topic.${string}`;

/** Titles of Intercom's operations: of one, of what it is about, of one of its bodies. */
export type TitleKey = `operations.${string}` | `operationGroup.${string}` | `operationForm.${string}.${string}`;

/** Fills the `__name__` places of a text as Node-RED does: one that has no value stays in sight. */
export const fill = (text: string, values: Readonly<Record<string, unknown>>): string =>
    text.replace(/__(\w+)__/g, (place, name) => String(values[name] ?? place));

/** Where Node-RED keeps the texts of a node type: a key is asked for as `<catalogue>:<key>`. */
export const catalogueName = (type: string): string => `node-red-contrib-intercom/${type.replace(/^intercom-/, '')}`;

/** Where the texts stand that all nodes share: each node needs a connection, so its catalogue is always there. */
export const SHARED_CATALOGUE = catalogueName('intercom-connection');

/** Whether a text is of one node alone: its own, one that follows from its fields, or a title. */
export const isOwnText = (key: string): boolean => /^(palette|node|fields|by|choices|operation\w*)\./.test(key);

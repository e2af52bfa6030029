import type { Rows } from './rows';

/** The panel of a node that is no action: `panel.ts` beside it. */
export interface OwnPanel {
    /** Makes the rows. */
    prepare(node: EditorNode, rows: Rows): void;
    /** Done was pressed. Returns whether more has changed than the editor sees. */
    save?(node: EditorNode): boolean | undefined;
    /** The panel was left without Done. */
    cancel?(node: EditorNode): void;
    /** Called once, when the editor has loaded the code. */
    start?(): void;
    /** It has come into the editor: new, or out of a flow file. */
    added?(node: EditorNode): void;
    /** What the node is called in the workspace and in lists, where it has no name or is a config node; empty for what it has in the palette. */
    label?(node: EditorNode): string;
    /** What is wrong with a property, by its name. */
    validate?: Record<string, (node: EditorNode, value: string) => true | string>;
}

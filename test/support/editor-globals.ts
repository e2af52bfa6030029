/** The parts of the editor's global RED object that the tests use. */
export interface EditorNode {
    id: string;
    type: string;
    name?: string;
    changed?: boolean;
    dirty?: boolean;
    valid?: boolean;
    validationErrors?: unknown[];
    users?: EditorNode[];
    _def: {
        category: string;
        defaults: Record<string, { value?: unknown; required?: boolean }>;
        label?: unknown;
        paletteLabel?: unknown;
    };
    [property: string]: unknown;
}

interface EditorApi {
    workspaces: { count(): number; show(id: string): void };
    nodes: {
        id(): string;
        add(node: EditorNode): void;
        node(id: string): EditorNode | null;
        workspace(id: string): { env: { name: string; value: string }[] };
        remove(id: string): void;
        dirty(): boolean;
        createCompleteNodeSet(options?: { credentials: boolean }): object[];
        getType(type: string): EditorNode['_def'] | undefined;
    };
    editor: {
        edit(node: EditorNode): void;
        editConfig(name: string, type: string, id: string): void;
        validateNode(node: EditorNode): boolean;
    };
    view: {
        createNode(type: string, x: number, y: number): { node: EditorNode };
        importNodes(nodes: object[], options?: { generateIds?: boolean; addFlow?: boolean; notify?: boolean }): void;
        redraw(force?: boolean): void;
    };
    sidebar: { show(id: string): void };
}

export interface EditorWindow {
    RED: EditorApi;
    jQuery(selector: string): { length: number };
}

/**
 * The parts of Node-RED's editor that our panels use. The published types lack typed input options, validators with a
 * reason and autoComplete, so what is needed is declared here, checked against Node-RED 4.1 and 5.0.
 */

/** What a type was registered with. */
interface EditorDefinition {
    category: string;
    defaults: Record<string, { value?: unknown; type?: string }>;
    paletteLabel?(): string;
}

interface EditorNode {
    id: string;
    type: string;
    name?: string;
    /** Of a config node: the nodes that refer to it. */
    users: EditorNode[];
    _def: EditorDefinition;
    /** What the flow file holds, as JSON text by property. */
    _config?: Record<string, string>;
    /** Looks a text up in the catalogue of the node's set. */
    _(key: import('./words').PanelKey, values?: Record<string, unknown>): string;
    [property: string]: unknown;
}

/** What undo goes back over. */
interface EditorHistoryEvent {
    t: string;
    /** Of `add`: the ids of the nodes. */
    nodes?: string[];
    /** Whether there was something to deploy before. */
    dirty?: boolean;
    /** Of `multi`. */
    events?: EditorHistoryEvent[];
}

interface TypedInputOption {
    value: string;
    label: string;
}

interface TypedInputType {
    value: string;
    label?: string;
    icon?: string;
    hasValue?: boolean;
    options?: TypedInputOption[];
    default?: string;
    validate?: (value: string) => boolean;
    /** Shows the value in the place of the input. */
    valueLabel?: (this: TypedInputWidget, container: JQuery, value: unknown) => void;
}

/** The widget, as a type's functions see it. */
interface TypedInputWidget {
    /** The input inside the widget, whose value is the field's. */
    input: JQuery;
}

interface TypedInputOptions {
    types: (string | TypedInputType)[];
    typeField: JQuery;
    default?: string;
}

/** One of the editor's own dialogs for a text. */
interface EditorDialog {
    value: string;
    complete: (value: string) => void;
}

interface EditorRed {
    nodes: {
        id(): string;
        node(id: string): EditorNode | null;
        eachNode(visit: (node: EditorNode) => void): void;
        eachConfig(visit: (node: EditorNode) => void): void;
        remove(id: string): void;
        add(node: EditorNode): void;
        /** Whether there is something to deploy. */
        dirty(): boolean;
        dirty(is: boolean): void;
        /** Null where the type is not registered. */
        getType(type: string): EditorDefinition | null;
    };
    events: {
        on(event: 'nodes:add' | 'editor:save', listener: (node: EditorNode) => void): void;
        emit(event: 'nodes:change', node: EditorNode): void;
    };
    history: {
        push(event: EditorHistoryEvent): void;
        peek(): EditorHistoryEvent | undefined;
        /** Undoes the last one. */
        pop(): void;
    };
    editor: {
        /** What the open dialogs are about. */
        getEditStack(): EditorNode[];
        validateNode(node: EditorNode): boolean;
        editJSON(options: EditorDialog): void;
        editExpression(options: EditorDialog): void;
    };
    clipboard: { copyText(text: string, element?: JQuery, message?: string): boolean };
    popover: { tooltip(target: JQuery, content: string): void };
    /** Looks a text of the editor's own up. */
    _(key: 'editor.addNewConfig' | 'editor.editConfig', values: { type: string }): string;
    /** A text of one of our catalogues. */
    _(key: import('./panel').NamedKey): string;
    notify(message: string, type: 'error' | 'warning' | 'success'): void;
    utils: {
        getNodeLabel(node: EditorNode, otherwise: string): string;
        validateTypedProperty(value: unknown, type: string, options?: { label?: string }): true | false | string;
        /** The parts of a path such as `payload.list[0]`; a list where a part is a path itself. Throws for no path. */
        normalisePropertyExpression(path: string): (string | number | unknown[])[];
    };
    text: { bidi: { prepareInput(input: JQuery): void } };
    settings: Record<string, unknown> & {
        /** In this browser alone. */
        getLocal(key: string): string | null;
        setLocal(key: string, value: string): void;
    };
}

declare const RED: EditorRed;

interface JQuery {
    typedInput(options: TypedInputOptions): this;
    typedInput(part: 'value' | 'type'): string;
    typedInput(part: 'value' | 'type', value: string): this;
    typedInput(part: 'types', types: (string | TypedInputType)[]): this;
}

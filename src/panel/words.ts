/** Looks a text up for a node and fills its places. The text is put into elements as text, so nothing is escaped. */
export type Say = (key: string, values?: Record<string, unknown>) => string;

export const wordsOf =
    (node: EditorNode): Say =>
    (key, values = {}) =>
        node._(key, { ...values, interpolation: { escapeValue: false } });

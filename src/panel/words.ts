import { type FieldKey, isOwnText, type KeyIn, type OwnKey, SHARED_CATALOGUE, type TitleKey } from '../words';

/** Key of a text that a panel shows. */
export type PanelKey =
    | KeyIn<'common' | 'fault' | 'pick' | 'form' | 'attributes' | 'search' | 'ticket'>
    | OwnKey
    | FieldKey
    | TitleKey;

/** Looks a text up for a node and fills its places. The text is put into elements as text, so nothing is escaped. */
export type Say = (key: PanelKey, values?: Record<string, unknown>) => string;

export const wordsOf =
    (node: EditorNode): Say =>
    (key, values = {}) =>
        node._((isOwnText(key) ? key : `${SHARED_CATALOGUE}:${key}`) as PanelKey, {
            ...values,
            interpolation: { escapeValue: false },
        });

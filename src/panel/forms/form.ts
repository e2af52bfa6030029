import type { SearchedObject } from '../../fields';
import type { Say } from '../words';

/** What a form gets from the panel around it. */
export interface FormHost {
    say: Say;
    /** Stores the form's rows; undefined for none. */
    write: (rows: unknown) => void;
    /** The value of another field where it stands in the node itself, undefined where a message will tell. */
    literal: (property: string) => string | undefined;
    /** Calls back when another field, or the connection, is changed. */
    onChange: (property: string, changed: () => void) => void;
    /** What a search searches. */
    searches: SearchedObject;
}

export interface Form {
    element: HTMLElement;
    /** Shows stored rows, or those that say what JSON does; `undefined` is an empty form. False when it cannot show them whole. */
    show: (source: 'rows' | 'json', value: unknown) => boolean;
    /** Puts the cursor where filling in begins. */
    begin?: () => void;
}

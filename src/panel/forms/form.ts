import type { Say } from '../words';

/** What a form gets from the panel around it. */
export interface FormHost {
    say: Say;
    /** Writes the field's JSON; undefined empties it. */
    write: (value: unknown) => void;
    /** The value of another field where it stands in the node itself, undefined where a message will tell. */
    literal: (property: string) => string | undefined;
    /** Calls back when another field, or the connection, is changed. */
    onChange: (property: string, changed: () => void) => void;
}

export interface Form {
    element: HTMLElement;
    /** Shows a value, or an empty form for undefined. False when the form cannot show it whole. */
    show: (value: unknown) => boolean;
    /** Puts the cursor where filling in begins. */
    begin?: () => void;
}

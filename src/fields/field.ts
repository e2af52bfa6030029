import type { Reading } from './reading';

/** A TypedInput as a flow file stores it: `x` and `xType`. */
export interface Stored {
    type: string;
    value: string;
}

/** Stored form of a field that nobody filled in: its key is not sent. */
export const notGiven: Stored = { type: 'str', value: '' };

/** Stored form of a field that reads a message property. */
export const fromMsg = (property: string): Stored => ({ type: 'msg', value: property });

/** Stored form of a literal, as the editor's TypedInput writes it: text, whatever its type. */
export function literal(value: boolean | number | string): Stored {
    const types: Record<string, string> = { boolean: 'bool', number: 'num', string: 'str' };
    return { type: types[typeof value] as string, value: String(value) };
}

/** The forms that a panel offers for the JSON of a field. */
export type FormName =
    | 'contactAttributes'
    | 'companyAttributes'
    | 'conversationAttributes'
    | 'ticketAttributes'
    | 'search';

/** What a search can search: the object whose fields and operators its form offers. */
export type SearchedObject = 'contact' | 'conversation' | 'ticket';

/** Choices of a node, by property: those that have one of these values. All must, or all of one of several. */
export type When = Readonly<Record<string, readonly string[]>> | readonly Readonly<Record<string, readonly string[]>>[];

/**
 * Whether a node has made such choices.
 * @param chosen what a choice is, by its property
 */
export const isChosen = (when: When, chosen: (property: string) => unknown): boolean =>
    (Array.isArray(when) ? when : [when]).some((all: Readonly<Record<string, readonly string[]>>) =>
        Object.entries(all).every(([property, values]) => values.includes(String(chosen(property)))),
    );

/** An object of Intercom's, as far as fields and panels know it; `src/objects` knows the rest. */
export interface ObjectFacts {
    /** Intercom's name of it, as in `<name>_id`. */
    readonly name: string;
    /** The keys that a user may name a record by; the first is Intercom's id. */
    readonly keys: readonly string[];
    /** What its records say in `type`; by default its name. */
    readonly recordTypes?: readonly string[];
    /** The list that its records are picked from. */
    readonly pick?: string;
}

/** What a value may be. One kind, one file: how it is read, what is wrong with it, how it looks in a panel. */
export interface Kind<T = unknown> {
    name: string;
    /** Reads a value that is given: never `undefined`, an empty text or null. Says what is wrong, never throws. */
    read: (value: unknown, field: Field) => Reading<T>;
    /** TypedInput types of a literal, the likeliest first; `msg`, `flow`, `global`, `jsonata` and `env` go with all. */
    literals: readonly string[];
    /** Icon in front of the label, by its name in the font that the editor uses. */
    icon: string;
    /** What stands in an empty input. */
    example?: string;
}

/** One input of an action: everything that panel, help, runtime and tests know about it. */
export interface Field<Value = unknown, Required extends boolean = boolean> {
    kind: Kind;
    required: Required;
    /** Intercom's name of the field, dots for one level below; by default the property's name in snake_case. */
    api?: string;
    /** Where it goes; by default into the query of a GET, else into the body. `none`: the action itself says. */
    at?: 'query' | 'body' | 'none';
    /** How the value goes out, where that is not as it is. Null always does. */
    send?: (value: never, inputs: never) => unknown;
    /** What a new node holds; by default `msg.payload.<api>`. */
    stored?: Stored;
    /** Most flows leave it as it is: it stands under *More options*. */
    advanced?: true;
    /** While which choices of the node it is there at all. */
    when?: When;
    /** While which choices of the node a required field may be left out. */
    optional?: When;
    /** The operator by which a search narrows with it, under its Intercom name. */
    filter?: string;
    /** The form that writes its JSON, and fills it from a message. */
    form?: FormName;
    /** Of a search: what it searches. */
    searches?: SearchedObject;
    /** Its rows are read as they are, to a list of `{ n, value, stored }`: each is an input of its own. */
    rows?: true;
    /** Of any value: it goes out as JSON, where it is neither text nor bytes. */
    json?: true;
    choices?: readonly string[];
    min?: number;
    max?: number;
    /** References: what they name. Where that hangs on a choice of the node, see `objects`. */
    object?: ObjectFacts;
    /** References: what they name, by the values of a choice of the node. */
    objects?: { choice: string; of: Readonly<Record<string, ObjectFacts>> };
    /** References: the key by which a new node names the record. */
    by?: string;
    /** References: false when it goes to Intercom by the key given, or the action looks it up itself. */
    lookup?: boolean;
    /** References: the other one whose choice of a key counts for this one too. */
    keyOf?: string;
    /** References: whether a list of records is taken too. */
    many?: true;
    /** References to a teammate: not given means the token's own. */
    own?: true;
    /** The list of the workspace that is offered for it. */
    pick?: string;
    /** The reference that says which entries of the list there are: a ticket, of the states of its type. */
    pickWithin?: string;
    /** The list offers *nobody* too, whose id is 0. */
    nobody?: true;
    /** Where Intercom answers an object but takes text: the key of that text in it. */
    unwrap?: string;
    /** Example shown in the empty input. */
    placeholder?: string;
    /** Every record has one of that name: at its default place it counts only where it is of this object, or of none. */
    of?: ObjectFacts;
    /** Text that stands in the node has `{{…}}` in it that the message fills. */
    template?: true;
    /** A literal of it stands in the node's label; that of a required reference or entry of a list does anyway. */
    names?: true;
    /** Never present: carries the type of the value for `Inputs`. */
    readonly valueType?: Value;
}

export type Fields = Readonly<Record<string, Field>>;

/** What a definition may say of a field of any kind. */
export type FieldOptions<R extends boolean> = Partial<
    Pick<
        Field,
        | 'api'
        | 'at'
        | 'send'
        | 'stored'
        | 'advanced'
        | 'when'
        | 'optional'
        | 'filter'
        | 'pick'
        | 'pickWithin'
        | 'nobody'
        | 'placeholder'
        | 'unwrap'
        | 'of'
        | 'template'
        | 'names'
    >
> & { required?: R };

/** Intercom's name of a field. */
export const apiName = (property: string, { api }: Pick<Field, 'api'>): string =>
    api ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What a new node holds for a field: the message property that bears Intercom's own name, unless stated. */
export const storedDefault = (property: string, field: Field): Stored =>
    field.stored ?? fromMsg(`payload.${apiName(property, field)}`);

/** `contactId` -> `contactBy`: the property beside a reference that says which key it is. */
export const byProperty = (property: string, { keyOf = property }: Pick<Field, 'keyOf'> = {}): string =>
    keyOf.replace(/Id$/, 'By');

/** `tagId` -> `tagIdName`: the property that keeps the name by which a picked value was shown. */
export const nameProperty = (property: string): string => `${property}Name`;

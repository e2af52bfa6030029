import type { CompanyKey, ContactKey, TagKey } from '../client';

/** What a value must be, and so how it is read from a message (see `coerce.ts`). */
export type Kind =
    | 'text'
    | 'id'
    | 'number'
    | 'integer'
    | 'boolean'
    | 'date'
    | 'object'
    | 'entries'
    | 'choice'
    | 'any'
    | 'reference';

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

/** The Intercom object that a reference field names, and the keys a user may name it by. */
export const referenceKeys = {
    contact: ['id', 'external_id', 'email', 'auto'],
    company: ['id', 'company_id', 'name'],
    tag: ['id', 'name'],
} as const;

export type ReferenceObject = keyof typeof referenceKeys;

/** A reference that goes to Intercom as the user gave it, with the key it was given by. */
export interface Named<Key extends string> {
    by: Key;
    value: string;
}

/** Live list of the workspace that the panel offers for a field. */
export type PickList = 'contacts' | 'companies' | 'tags' | 'segments' | 'ticketTypes' | 'admins';

/** The form that writes the JSON of a field in the panel. */
export type FormName =
    | 'contactAttributes'
    | 'companyAttributes'
    | 'conversationAttributes'
    | 'ticketAttributes'
    | 'search';

/** Plain choices of a node, and the values of which one must be chosen. */
export type When = Readonly<Record<string, readonly string[]>>;

/** A plain choice of a node: it says which fields the node has, or how it works. */
export interface Switch {
    /** The first is the default. */
    values: readonly string[];
    when?: When;
    /** Whether it stands folded in the panel. */
    advanced?: boolean;
}

/** One input of an action: everything that panel, help, runtime and tests know about it. */
export interface Field<Value = unknown, Required extends boolean = boolean> {
    kind: Kind;
    required: Required;
    /** Intercom's name of the field; by default the property's name in snake_case. */
    api?: string;
    /** What a new node holds; by default `msg.payload.<api>`. */
    stored?: Stored;
    choices?: readonly string[];
    min?: number;
    max?: number;
    /** Reference fields: which object, which key by default, and whether it is looked up before the request. */
    object?: ReferenceObject;
    by?: string;
    lookup?: boolean;
    pick?: PickList;
    /** Where Intercom answers an object but takes text: the key of that text in it. */
    unwrap?: string;
    /** Example shown in the empty input. */
    placeholder?: string;
    /** Whether it stands folded in the panel: most flows leave it as it is. */
    advanced?: boolean;
    form?: FormName;
    /** It applies only then; else it is hidden, and not checked. */
    when?: When;
    /** Never present: carries the type of the value for `Inputs`. */
    readonly valueType?: Value;
}

export type Fields = Readonly<Record<string, Field>>;

type ValueOf<F> =
    F extends Field<infer Value, infer Required>
        ? true extends Required
            ? false extends Required
                ? Value | null | undefined
                : Value
            : Value | null | undefined
        : never;

/** The typed, coerced values of an action's fields, by property name. `undefined` is not given, `null` clears. */
export type Inputs<F extends Fields = Fields> = { readonly [K in keyof F]: ValueOf<F[K]> };

/** What a field definition may say beside its kind. */
export type FieldOptions<R extends boolean> = Partial<
    Pick<Field, 'api' | 'stored' | 'min' | 'max' | 'pick' | 'placeholder' | 'unwrap' | 'advanced' | 'form' | 'when'>
> & { required?: R };

function field<Value, R extends boolean>(kind: Kind, options: Partial<Field>): Field<Value, R> {
    return { ...options, kind, required: options.required === true } as Field<Value, R>;
}

/** `NoInfer`: whether a field is required is said by its options alone, not by where the field is used. */
type Builder<Value> = <R extends boolean = false>(options?: FieldOptions<R>) => Field<Value, NoInfer<R>>;

export const text: Builder<string> = (options = {}) => field('text', options);
export const id: Builder<string> = (options = {}) => field('id', options);
export const number: Builder<number> = (options = {}) => field('number', options);
export const integer: Builder<number> = (options = {}) => field('integer', options);
export const boolean: Builder<boolean> = (options = {}) => field('boolean', options);
/** Sent as Unix seconds. */
export const date: Builder<number> = (options = {}) => field('date', options);
export const object: Builder<Record<string, unknown>> = (options = {}) => field('object', options);
/** An object whose values may be binary, and so are not written as JSON. */
export const entries: Builder<Record<string, unknown>> = (options = {}) => field('entries', options);
export const any: Builder<unknown> = (options = {}) => field('any', options);

export function choice<const C extends readonly string[], R extends boolean = false>(
    choices: C,
    options: FieldOptions<R> = {},
): Field<C[number], NoInfer<R>> {
    return field('choice', { ...options, choices });
}

type ReferenceOptions<R extends boolean, Key> = FieldOptions<R> & { by?: Key };

function reference<Value, R extends boolean>(
    object: ReferenceObject,
    lookup: boolean,
    options: ReferenceOptions<R, string>,
): Field<Value, R> {
    return field('reference', { by: 'id', ...options, object, lookup });
}

/** A contact, named by Intercom's id, your external_id, or email; looked up, so the value is Intercom's id. */
export const contactRef = <R extends boolean = true>(
    options: ReferenceOptions<R, ContactKey>,
): Field<string, NoInfer<R>> => reference('contact', true, { required: true as R, ...options });

/** A contact that the endpoint itself finds by any key: nothing is looked up. */
export const contactKey = <R extends boolean = true>(
    options: ReferenceOptions<R, ContactKey>,
): Field<Named<ContactKey>, NoInfer<R>> => reference('contact', false, { required: true as R, ...options });

/** A company, named by Intercom's id, your company_id, or name; looked up, so the value is Intercom's id. */
export const companyRef = <R extends boolean = true>(
    options: ReferenceOptions<R, CompanyKey>,
): Field<string, NoInfer<R>> => reference('company', true, { required: true as R, pick: 'companies', ...options });

/** A company that its action looks up itself, if it needs to. */
export const companyKey = <R extends boolean = true>(
    options: ReferenceOptions<R, CompanyKey>,
): Field<Named<CompanyKey>, NoInfer<R>> =>
    reference('company', false, { required: true as R, pick: 'companies', ...options });

/** A tag, named by id or name; looked up, so the value is the tag's id. */
export const tagRef = <R extends boolean = true>(options: ReferenceOptions<R, TagKey>): Field<string, NoInfer<R>> =>
    reference('tag', true, { required: true as R, pick: 'tags', ...options });

/** Intercom's name of a field. */
export const apiName = (property: string, { api }: Field): string =>
    api ?? property.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);

/** What a new node holds for a field: the message property that bears Intercom's own name, unless stated. */
export const storedDefault = (property: string, definition: Field): Stored =>
    definition.stored ?? fromMsg(`payload.${apiName(property, definition)}`);

/** `contactId` -> `contactBy`: the property beside a reference that says which key it is. */
export const byProperty = (property: string): string => property.replace(/Id$/, 'By');

/** The properties a flow file holds for a field, with their defaults. */
export function storedProperties(property: string, definition: Field): Record<string, string> {
    const { type, value } = storedDefault(property, definition);
    return {
        [property]: value,
        [`${property}Type`]: type,
        ...(definition.kind === 'reference' && { [byProperty(property)]: definition.by as string }),
    };
}

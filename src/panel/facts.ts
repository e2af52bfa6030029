import { type AnyAction, isFilter, isList, keysOf, type PickList, type Switches, storedProperties } from '../action';
import { apiName, byProperty, type Field, type FormName, nameProperty, storedDefault, type When } from '../fields';

/** What a panel needs to know of a field. What the registration says already, the stored default, is not repeated. */
export interface PanelField {
    /** Text, unless it says otherwise. */
    kind?: string;
    required?: true;
    choices?: readonly string[];
    /** Its choices have no words of ours: they are shown as they are sent. */
    asIs?: true;
    min?: number;
    max?: number;
    /** Of a reference: the keys by which it may be named, with their words, and the property that says by which it is. */
    keys?: Readonly<Record<string, string>>;
    by?: string;
    /** The list of the workspace that is offered. */
    pick?: PickList;
    /** The form that writes its JSON. */
    form?: FormName;
    /** Stands folded, under More options. */
    advanced?: true;
    /** Example of a literal, shown in the empty input. */
    example?: string;
    /** The message property that would hold it, where the default is not to read one and its name does not tell. */
    from?: string;
    /** A literal of it stands in the node's label. */
    names?: true;
    /** A literal of it says what a search is for. */
    filter?: true;
    /** It applies only while these plain choices of the node have one of these values. */
    when?: When;
    /** It is required but while these choices are made. */
    optional?: When;
}

/** How a list can send its records, the usual way first. */
const emits = ['array', 'pages', 'items'] as const;

export type Emit = (typeof emits)[number];

/** What a panel needs to know of an action, as plain JSON: it stands in the node's html. */
export interface PanelFacts {
    fields: Readonly<Record<string, PanelField>>;
    /** Plain choices of the node, above the fields. */
    switches?: Switches;
    /** How a list sends its records. */
    emit?: readonly Emit[];
    /** At least one of these fields must be given. */
    anyOf?: readonly string[];
    /** What it does cannot be undone. */
    destroys?: true;
}

const pickOf = ({ pick }: Field): PickList | undefined => pick as PickList | undefined;

/** The keys of a reference, each with the name of its words: those of the object that has it. */
export function keysWithWords(field: Field): Record<string, string> {
    const objects = field.object ? [field.object] : Object.values(field.objects?.of ?? {});
    const wordOf = (key: string) => `${objects.find(({ keys }) => keys.includes(key))?.name}_${key}`;
    return Object.fromEntries(keysOf(field).map((key) => [key, wordOf(key)]));
}

/** Ranges up to here are shown as an example. */
const LARGEST_SHOWN = 1e6;

function exampleOf({ min, max, placeholder }: Field): string | undefined {
    if (placeholder) return placeholder;
    return min !== undefined && max !== undefined && max < LARGEST_SHOWN ? `${min} – ${max}` : undefined;
}

function panelField(property: string, field: Field): PanelField {
    const { kind, required, choices, min, max, form, advanced, when } = field;
    const keys = keysWithWords(field);
    const isRead = storedDefault(property, field).type === 'msg';
    const isTold = apiName(property, field) === apiName(property, {});
    return {
        kind: kind.name === 'text' ? undefined : kind.name,
        required: required || undefined,
        choices,
        min,
        max,
        // one key is no choice
        ...(Object.keys(keys).length > 1 && !field.keyOf && { keys, by: byProperty(property) }),
        pick: pickOf(field),
        form,
        advanced: (advanced && !required) || undefined,
        example: exampleOf(field),
        from: isRead || isTold ? undefined : `payload.${apiName(property, field)}`,
        names: field.names,
        filter: (isFilter(field) && field.form !== 'search') || undefined,
        when,
        optional: field.optional,
    };
}

export const panelFacts = (action: AnyAction): PanelFacts => ({
    fields: Object.fromEntries(
        Object.entries(action.fields).map(([property, field]) => [property, panelField(property, field)]),
    ),
    switches: action.switches,
    emit: isList(action) ? emits : undefined,
    anyOf: action.anyOf,
    destroys: action.destroys,
});

/** The fields of an action, each with the properties that it has in a flow file and what a new node holds in them. */
export const fieldProperties = (action: AnyAction): [string, Record<string, string>][] =>
    Object.entries(action.fields).map(([property, field]) => [
        property,
        { ...storedProperties(property, field), ...(pickOf(field) && { [nameProperty(property)]: '' }) },
    ]);

/** The plain properties of an action's node, with what a new node holds. */
export const plainProperties = (action: AnyAction): Record<string, string> => ({
    ...Object.fromEntries(
        Object.entries(action.switches ?? {}).map(([property, { values }]) => [property, values[0] ?? '']),
    ),
    ...(isList(action) && { emit: emits[0] }),
});

/** The properties that a node of the action keeps in a flow file, with what a new node holds. */
export const nodeProperties = (action: AnyAction): Record<string, string> =>
    Object.assign(
        { name: '', connection: '' },
        ...fieldProperties(action).map(([, properties]) => properties),
        plainProperties(action),
    );

import {
    type AnyAction,
    eachProperties,
    isFilter,
    isList,
    keysOf,
    type PickList,
    type Switches,
    storedProperties,
} from '../action';
import {
    apiName,
    byProperty,
    type Field,
    type Fields,
    type FormName,
    nameProperty,
    type ObjectFacts,
    type SearchedObject,
    storedDefault,
    type When,
} from '../fields';

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
    /** Of a reference to one of several objects: what it means, by the values of a choice. */
    means?: {
        choice: string;
        of: Readonly<Record<string, { pick?: PickList; keys: Readonly<Record<string, string>> }>>;
    };
    /** The reference that says which entries of the list there are. */
    within?: string;
    /** The list offers nobody as well. */
    nobody?: true;
    /** The form that writes its rows, and of a search what it searches. */
    form?: FormName;
    searches?: SearchedObject;
    /** The field that takes its place, where that is given. */
    replacedBy?: string;
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
    /** It can work once for each element of a list. */
    each?: true;
    /** How a list sends its records. */
    emit?: readonly Emit[];
    /** At least one of these fields must be given. */
    anyOf?: readonly string[];
    /** What it does cannot be undone. */
    destroys?: true;
}

const pickOf = ({ pick }: Pick<Field, 'pick'>): PickList | undefined => pick as PickList | undefined;

/** Whether a list of the workspace is offered for a field, under some choice at least. */
const isPicked = (field: Field): boolean =>
    pickOf(field) !== undefined || Object.values(field.objects?.of ?? {}).some((object) => pickOf(object));

/** The keys of an object, each with the name of its words; one key is no choice. */
const keysOfObject = ({ name, keys }: ObjectFacts): Record<string, string> =>
    keys.length > 1 ? Object.fromEntries(keys.map((key) => [key, `${name}_${key}`])) : {};

/** What a reference to one of several objects means. */
const meansOf = ({ objects }: Field): PanelField['means'] =>
    objects && {
        choice: objects.choice,
        of: Object.fromEntries(
            Object.entries(objects.of).map(([value, object]) => [
                value,
                { pick: pickOf(object), keys: keysOfObject(object) },
            ]),
        ),
    };

/** A query takes the place of the conditions beside it, but not of those that the node itself looks after. */
const replacedBy = (field: Field, fields: Fields): string | undefined =>
    'jsonQuery' in fields && field.filter && field.filter !== 'query' && field.at !== 'none' ? 'jsonQuery' : undefined;

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

function panelField(property: string, field: Field, fields: Fields): PanelField {
    const { kind, required, choices, min, max, form, searches, advanced, when } = field;
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
        ...(Object.keys(keys).length > 1 &&
            !field.keyOf && { ...(!field.objects && { keys }), by: byProperty(property) }),
        pick: pickOf(field),
        means: meansOf(field),
        within: field.pickWithin,
        nobody: field.nobody,
        form,
        searches,
        replacedBy: replacedBy(field, fields),
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
        Object.entries(action.fields).map(([property, field]) => [
            property,
            panelField(property, field, action.fields),
        ]),
    ),
    switches: action.switches,
    emit: isList(action) ? emits : undefined,
    each: isList(action) ? undefined : true,
    anyOf: action.anyOf,
    destroys: action.destroys,
});

/** The fields of an action, each with the properties that it has in a flow file and what a new node holds in them. */
export const fieldProperties = (action: AnyAction): [string, Record<string, string>][] =>
    Object.entries(action.fields).map(([property, field]) => [
        property,
        { ...storedProperties(property, field), ...(isPicked(field) && { [nameProperty(property)]: '' }) },
    ]);

/** The plain properties of an action's node, with what a new node holds. */
export const plainProperties = (action: AnyAction): Record<string, string> => ({
    ...Object.fromEntries(
        Object.entries(action.switches ?? {}).map(([property, { values }]) => [property, values[0] ?? '']),
    ),
    ...(isList(action) ? { emit: emits[0] } : eachProperties),
});

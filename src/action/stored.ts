import { byProperty, type Field, storedDefault } from '../fields';
import { type AnyAction, isList } from './action';

/** The keys by which a reference may name its record, over all objects that it can mean. */
export const keysOf = ({ object, objects }: Field): readonly string[] =>
    object ? object.keys : [...new Set(Object.values(objects?.of ?? {}).flatMap(({ keys }) => keys))];

/** The properties a flow file holds for a field, with their defaults. */
export function storedProperties(property: string, field: Field): Record<string, string> {
    const { type, value } = storedDefault(property, field);
    return {
        [property]: value,
        [`${property}Type`]: type,
        ...(keysOf(field).length > 1 && { [byProperty(property)]: field.by ?? 'id' }),
    };
}

/** The properties of an action that works once for each element of a list, with their defaults. */
const eachProperties = { forEach: '', forEachType: 'str', collect: 'array', startAt: '', startAtType: 'str' };

/** The properties that a node of an action keeps in a flow file, with what a new node holds. */
export function nodeProperties(action: AnyAction): Record<string, string> {
    return Object.assign(
        { name: '', connection: '' },
        ...Object.entries(action.switches ?? {}).map(([property, { values }]) => ({ [property]: values[0] })),
        ...Object.entries(action.fields).map(([property, field]) => storedProperties(property, field)),
        isList(action) ? { emit: 'array' } : eachProperties,
    );
}

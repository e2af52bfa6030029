import { byProperty, type Field, storedDefault } from '../fields';

/** The keys by which a reference may name its record, over all objects that it can mean. */
export const keysOf = ({ object, objects }: Field): readonly string[] =>
    object ? object.keys : [...new Set(Object.values(objects?.of ?? {}).flatMap(({ keys }) => keys))];

/** The properties a flow file holds for a field, with their defaults. */
export function storedProperties(property: string, field: Field): Record<string, string> {
    const { type, value } = storedDefault(property, field);
    return {
        [property]: value,
        [`${property}Type`]: type,
        ...(keysOf(field).length > 1 && !field.keyOf && { [byProperty(property)]: field.by ?? 'id' }),
    };
}

/** The properties of an action that works once for each element of a list, with their defaults. */
export const eachProperties = { forEach: '', forEachType: 'str', collect: 'array', startAt: '', startAtType: 'str' };

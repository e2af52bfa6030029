import type { Field, ObjectFacts } from './field';
import { readId } from './id';
import { isPlainObject } from './json';
import { defineKind, fault, type Reading } from './kind';
import { show } from './show';

/**
 * A record that was named: by the key of the node's choice, or surely by Intercom's id, since a record of Intercom's or
 * an entry of a list was given.
 */
export interface Reference {
    value: string;
    isId: boolean;
}

const isOf = ({ name, recordTypes = [name] }: ObjectFacts, type: unknown): boolean =>
    recordTypes.includes(String(type));

/** The objects by which Intercom's records are told from other objects that have a `type`. */
const recordTypes = new Set(
    'contact user lead company conversation ticket tag admin team segment ticket_type ticket_state note article visitor'.split(
        ' ',
    ),
);

const isGiven = (key: unknown): boolean => key !== undefined && key !== null && key !== '';

/** Whether a value is a record of Intercom's: of the given object, or of any. */
export const isRecord = (value: unknown, object?: ObjectFacts): boolean =>
    isPlainObject(value) &&
    isGiven(value.id) &&
    (object ? isOf(object, value.type) : recordTypes.has(String(value.type)));

const keyed = (key: unknown, isId: boolean): Reading<Reference> => {
    const reading = readId(key);
    return 'fault' in reading ? reading : { value: { value: reading.value as string, isId } };
};

/**
 * Reads a reference to one record: its key, or the record itself, which gives its `id`; another object gives its
 * `<object>_id`, and one without a type its `id`. Nothing of these is not given; a list, or a record of another type, is
 * a fault that says what it was.
 */
function readOne(value: unknown, object: ObjectFacts | undefined): Reading<Reference> {
    if (Array.isArray(value)) return fault('fault.referenceList', { count: value.length });
    if (!isPlainObject(value)) return keyed(value, false);
    const { id, type } = value;
    // a panel does not know of which object: whether the record is one of those is left to the node
    if (!object) return keyed(isGiven(id) ? id : Object.values(value).find(isGiven), true);
    const named = value[`${object.name}_id`];
    if (isGiven(id) && isOf(object, type)) return keyed(id, true);
    if (isGiven(named)) return keyed(named, false);
    if (!isGiven(id)) return { value: undefined };
    return isGiven(type) ? fault('fault.referenceType', { type: String(type), object: object.name }) : keyed(id, true);
}

/** A record that is named by one of its keys, or given itself. */
export const reference = defineKind<Reference | Reference[]>({
    name: 'reference',
    literals: ['str'],
    icon: 'bullseye',
    read: (value, { object, many }: Field) => {
        if (!many || !Array.isArray(value)) {
            const reading = readOne(value, object);
            return many && 'value' in reading && reading.value ? { value: [reading.value] } : reading;
        }
        const references: Reference[] = [];
        for (const one of value) {
            const reading = readOne(one, object);
            if ('fault' in reading) return reading;
            if (!reading.value) return fault('fault.reference', { value: show(one) });
            references.push(reading.value);
        }
        return { value: references.length > 0 ? references : undefined };
    },
});

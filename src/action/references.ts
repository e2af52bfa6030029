import type { Field, FieldOptions } from '../fields';
import { reference } from '../fields';
import { admin, company, contact, conversation, type IntercomObject, tag, team, ticket } from '../objects';
import { invalidInput } from './faults';

/** A reference that goes to Intercom as the user gave it, with the key it was given by. */
export interface Named<Key extends string = string> {
    by: Key;
    value: string;
}

type Options<R extends boolean, Key extends string = string> = FieldOptions<R> & { by?: Key; keyOf?: string };

/** Marks a reference for the compiler: its name must end with `Id`. */
export interface IsReference {
    readonly isReference: true;
}

type Key<O> = O extends IntercomObject<infer K> ? K : never;

const make = <Value, R extends boolean>(options: object): Field<Value, R> & IsReference =>
    reference(options as never) as unknown as Field<Value, R> & IsReference;

/** A record, looked up before the request: the value is Intercom's id. */
export const ref = <O extends IntercomObject, R extends boolean = true>(
    object: O,
    options: Options<R, Key<O>> = {},
): Field<string, NoInfer<R>> & IsReference => make({ required: true, by: 'id', pick: object.pick, ...options, object });

/** Records of one kind, looked up before the request: one, or a list. */
export const refs = <O extends IntercomObject, R extends boolean = true>(
    object: O,
    options: Options<R, Key<O>> = {},
): Field<string[], NoInfer<R>> => make({ required: true, by: 'id', pick: object.pick, ...options, object, many: true });

/** A record that the endpoint itself finds by any key, or its action: nothing is looked up. */
export const named = <O extends IntercomObject, R extends boolean = true>(
    object: O,
    options: Options<R, Key<O>> = {},
): Field<Named<Key<O>>, NoInfer<R>> & IsReference =>
    make({ required: true, by: 'id', pick: object.pick, ...options, object, lookup: false });

/** A record of the object that a choice of the node names; looked up. */
export const refByChoice = <R extends boolean = true>(
    choice: string,
    of: Readonly<Record<string, IntercomObject>>,
    options: Options<R> = {},
): Field<string, NoInfer<R>> & IsReference => make({ required: true, by: 'id', ...options, objects: { choice, of } });

/** The teammate who acts: not given means the token's own, and then it is asked for once. */
export const actor = (options: Options<false> = {}): Field<string, true> & IsReference =>
    make({
        required: false,
        by: 'id',
        pick: admin.pick,
        stored: { type: 'str', value: '' },
        ...options,
        object: admin,
        own: true,
    });

/** An id that Intercom wants as a number in this place. */
export const numericId =
    (property: string) =>
    (id: string): number => {
        const number = Number(id);
        if (!Number.isSafeInteger(number)) throw invalidInput(property, 'fault.integer', { value: id });
        return number;
    };

export { admin, company, contact, conversation, tag, team, ticket };

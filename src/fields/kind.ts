import type { KeyIn } from '../words';
import type { Field, FieldOptions } from './field';

/** Key of a sentence that says what is wrong with an input. */
export type FaultKey = KeyIn<'fault'>;

/** What is wrong with a value: the key of a sentence, and what stands in its places. */
export interface Fault {
    key: FaultKey;
    values: Record<string, string | number>;
}

/** What reading came to: a value, `undefined` for not given, or a fault. */
export type Reading<T> = { value: T | undefined } | { fault: Fault };

export const fault = (key: FaultKey, values: Fault['values'] = {}): { fault: Fault } => ({ fault: { key, values } });

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

/** `NoInfer`: whether a field is required is said by its options alone, not by where the field is used. */
export type Builder<T, Own extends object> = <R extends boolean = false>(
    options?: FieldOptions<R> & Own,
) => Field<T, NoInfer<R>>;

/** Makes a kind: a function that defines fields of it. `Own` are the options that this kind alone has. */
export function defineKind<T, Own extends object = object>(kind: Kind<T>): Builder<T, Own> & { kind: Kind<T> } {
    const build = <R extends boolean = false>(options: FieldOptions<R> & Own = {} as FieldOptions<R> & Own) =>
        ({ ...options, kind, required: options.required === true }) as unknown as Field<T, NoInfer<R>>;
    return Object.assign(build, { kind });
}

import type { Field, FieldOptions, Kind } from './field';

export type { Kind } from './field';
export { type Fault, type FaultKey, fault, type Reading } from './reading';

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

import type { Field, Fields } from '../fields';

type ValueOf<F> =
    F extends Field<infer Value, infer Required>
        ? true extends Required
            ? false extends Required
                ? Value | null | undefined
                : Value
            : Value | null | undefined
        : never;

/** A plain choice of a node, which decides what fields it has: its values, the first of which a new node holds. */
export interface Switch<Values extends readonly [string, ...string[]] = readonly [string, ...string[]]> {
    values: Values;
    /** While which values of other choices it is there itself. */
    when?: Field['when'];
    /** Most flows leave it as it is: it stands under *More options*. */
    advanced?: true;
    /** What the node does hangs on it: each value has a label of the node's own. */
    labels?: true;
}

export type Switches = Readonly<Record<string, Switch>>;

/** Defines a choice that changes which fields a node has, or how it works. */
export const oneOf = <const Values extends readonly [string, ...string[]]>(
    values: Values,
    options: Omit<Switch, 'values'> = {},
): Switch<Values> => ({ values, ...options });

/**
 * The typed values of an action's fields and choices, by property name. `undefined` is not given, `null` clears.
 */
export type Inputs<F extends Fields = Fields, S extends Switches = Record<never, never>> = {
    readonly [K in keyof F]: ValueOf<F[K]>;
} & { readonly [K in keyof S]: S[K]['values'][number] };

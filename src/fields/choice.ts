import type { Field, FieldOptions } from './field';
import { defineKind, fault } from './kind';
import { show } from './show';

const kind = defineKind<string, { choices: readonly string[] }>({
    name: 'choice',
    literals: ['str'],
    icon: 'list-ul',
    read: (given, { choices = [] }) => {
        const wanted = typeof given === 'string' ? given.trim().toLowerCase() : given;
        const value = choices.find((one) => one.toLowerCase() === wanted);
        return value === undefined
            ? fault('fault.choice', { choices: choices.join(', '), value: show(given) })
            : { value };
    },
});

/** One of a fixed list of words, whatever its case. */
export const choice = Object.assign(
    <const C extends readonly string[], R extends boolean = false>(
        choices: C,
        options: FieldOptions<R> = {},
    ): Field<C[number], NoInfer<R>> => kind({ ...options, choices }) as Field<C[number], NoInfer<R>>,
    { kind: kind.kind },
);

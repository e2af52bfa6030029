import type { Field } from './field';
import { isPlainObject } from './json';
import type { Reading } from './kind';
import { literalValue } from './literal';

/**
 * Reads a value as the field's kind says: `undefined` is not given (`undefined` or an empty text), null stays null, and
 * everything else is a value or a fault.
 */
export function readValue(field: Field, value: unknown): Reading<unknown> {
    if (value === undefined || value === '') return { value: undefined };
    if (value === null) return { value: null };
    if (field.unwrap && isPlainObject(value))
        return readValue({ ...field, unwrap: undefined }, value[field.unwrap] ?? undefined);
    return field.kind.read(value, field);
}

/** Reads what stands in the node itself, by its TypedInput type. */
export function readLiteral(field: Field, type: string, text: string, now: number): Reading<unknown> {
    const literal = literalValue(type, text, now);
    return 'fault' in literal ? literal : readValue(field, literal.value);
}

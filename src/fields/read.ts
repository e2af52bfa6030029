import type { Field } from './field';
import { isPlainObject } from './json';
import { fault, type Reading } from './kind';
import { literalTypes, literalValue, rowLiteral } from './literal';
import {
    allOf,
    comparedWith,
    isEmptyCondition,
    isGroup,
    nullOperators,
    type Part,
    type Row,
    readConditions,
    readRows,
} from './rows';

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

/** Reads what stands in the node itself, by its TypedInput type. Of a form's rows, those whose values stand there too. */
export function readLiteral(field: Field, type: string, text: string, now: number): Reading<unknown> {
    if (type === 'rows') return readLiteralRows(field, text, now);
    const literal = literalValue(type, text, now);
    return 'fault' in literal ? literal : readValue(field, literal.value);
}

function readLiteralRows(field: Field, text: string, now: number): Reading<unknown> {
    const isSearch = field.form === 'search';
    const reading = isSearch ? readConditions(text) : readRows(text);
    if ('fault' in reading) return reading;
    const entries: [string, unknown][] = [];
    for (const { n, o = '', v, t } of rowsOf(reading.value)) {
        if (!literalTypes.includes(t) || (isSearch && nullOperators.has(o))) continue;
        const literal = rowLiteral(t, v, now);
        if ('fault' in literal) return literal;
        if (isSearch && isEmptyCondition(comparedWith(o, literal.value))) return fault('fault.condition', { name: n });
        if (literal.value !== undefined) entries.push([n, literal.value]);
    }
    return entries.length === 0 ? { value: undefined } : readValue(field, Object.fromEntries(entries));
}

const rowsOf = (read: Row[] | Part = []): (Row & { o?: string })[] => {
    if (Array.isArray(read)) return read;
    return isGroup(read) ? allOf(read) : [read];
};

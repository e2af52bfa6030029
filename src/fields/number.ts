import type { Field } from './field';
import { defineKind, fault, type Reading } from './kind';
import { show } from './show';

export interface Range {
    min?: number;
    max?: number;
}

/** Only decimal notation: Number('') and Number(' ') are 0, Number('0x10') is 16. */
export function decimal(value: unknown): number | undefined {
    const number =
        typeof value === 'string' && /^\s*[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?\s*$/i.test(value) ? Number(value) : value;
    return typeof number === 'number' && Number.isFinite(number) ? number : undefined;
}

/** Reads a number of a range; the fault's key says which end of it is missed. */
export function readInRange(kind: 'number' | 'integer', value: unknown, { min, max }: Field): Reading<number> {
    const number = decimal(value);
    const fits =
        number !== undefined &&
        (kind === 'number' || Number.isSafeInteger(number)) &&
        number >= (min ?? Number.NEGATIVE_INFINITY) &&
        number <= (max ?? Number.POSITIVE_INFINITY);
    if (fits) return { value: number };
    const bounds = `${min === undefined ? '' : 'Min'}${max === undefined ? '' : 'Max'}` as const;
    return fault(`fault.${kind}${bounds}`, {
        value: show(value),
        ...(min !== undefined && { min }),
        ...(max !== undefined && { max }),
    });
}

export const number = defineKind<number, Range>({
    name: 'number',
    literals: ['num', 'str'],
    icon: 'sort-numeric-asc',
    read: (value, field) => readInRange('number', value, field),
});

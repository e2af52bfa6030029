import { defineKind } from './kind';
import { type Range, readInRange } from './number';

export const integer = defineKind<number, Range>({
    name: 'integer',
    literals: ['num', 'str'],
    icon: 'sort-numeric-asc',
    read: (value, field) => readInRange('integer', value, field),
});

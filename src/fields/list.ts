import { asJson, parsed } from './json';
import { defineKind, fault, type Reading } from './kind';
import { show } from './show';

/** A list, as JSON text too, or as parts with commas between them. */
export const list = defineKind<unknown[], { max?: number }>({
    name: 'list',
    literals: ['json', 'str'],
    icon: 'list',
    read: (given, { max }) => {
        const json = parsed(given);
        const value =
            typeof json === 'string' || typeof json === 'number'
                ? String(given)
                      .split(',')
                      .map((part) => part.trim())
                      .filter((part) => part !== '')
                : json;
        if (!Array.isArray(value)) return fault('fault.list', { value: show(given) });
        if (max !== undefined && value.length > max) return fault('fault.listMax', { max, count: value.length });
        return asJson(value, '') as Reading<unknown[]>;
    },
});

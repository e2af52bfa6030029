import type { FormName, SearchedObject } from './field';
import { asJson, isPlainObject, parsed } from './json';
import { defineKind, fault, type Reading } from './kind';
import { show } from './show';

export const object = defineKind<Record<string, unknown>, { form?: FormName; searches?: SearchedObject }>({
    name: 'object',
    literals: ['json', 'str'],
    icon: 'code',
    read: (value) => {
        const given = parsed(value);
        if (!isPlainObject(given)) return fault('fault.object', { value: show(value) });
        return asJson(given, '') as Reading<Record<string, unknown>>;
    },
});

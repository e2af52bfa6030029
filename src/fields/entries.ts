import { isPlainObject, parsed } from './json';
import { defineKind, fault } from './kind';
import { show } from './show';

/** An object whose values may be binary, and so are not written as JSON. */
export const entries = defineKind<Record<string, unknown>>({
    name: 'entries',
    literals: ['json', 'str'],
    icon: 'code',
    read: (given) => {
        const value = parsed(given);
        return isPlainObject(value) ? { value } : fault('fault.object', { value: show(given) });
    },
});

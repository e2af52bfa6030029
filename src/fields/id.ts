import { defineKind, fault, type Reading } from './kind';
import { show } from './show';

/**
 * An id may stand in a path, which `.` and `..` would leave however encoded; blanks name nothing, and half of a
 * surrogate pair has no encoding.
 */
export function readId(value: unknown): Reading<string> {
    const isId =
        typeof value === 'string' ? !/^\s*$|^\.{1,2}$|[\ud800-\udfff]/u.test(value) : Number.isSafeInteger(value);
    return isId ? { value: String(value) } : fault('fault.id', { value: show(value) });
}

export const id = defineKind<string>({ name: 'id', literals: ['str'], icon: 'hashtag', read: readId });

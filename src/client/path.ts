import { invalidField, sentence } from './errors';

/**
 * Builds a path from a template; each id is percent-encoded, so that none can leave its segment.
 * ```ts
 * path`/contacts/${id}/tags`
 * ```
 * @throws IntercomError `invalid_field` for an id that no encoding can keep in place: empty, `.`, `..`, a lone
 * surrogate
 */
export function path(strings: TemplateStringsArray, ...ids: (string | number)[]): string {
    return ids.reduce<string>((done, id, index) => done + segment(id, null) + strings[index + 1], strings[0] ?? '');
}

/**
 * Fills the `{name}`s of a path such as `/contacts/{contactId}`, by the same rules as {@link path}.
 * @throws IntercomError `invalid_field` as {@link path}, also for a name without an id; `field` is the name
 */
export function fillPath(template: string, ids: Record<string, string>): string {
    return template.replace(/\{(\w+)\}/g, (_, name: string) =>
        segment(Object.hasOwn(ids, name) ? ids[name] : undefined, name),
    );
}

function segment(id: unknown, field: string | null): string {
    const name = field === null ? 'An id' : { field };
    if (typeof id === 'number' ? !Number.isFinite(id) : typeof id !== 'string')
        throw invalidField(field, sentence`${name} must be text or a number, not ${id === null ? 'null' : typeof id}.`);
    const value = String(id);
    if (value.trim() === '') throw invalidField(field, sentence`${name} is empty.`);
    // URLs drop these two, encoded or not: the request would go to another path.
    if (value === '.' || value === '..') throw invalidField(field, sentence`${name} cannot be "${value}".`);
    try {
        return encodeURIComponent(value);
    } catch {
        throw invalidField(field, sentence`${name} holds a lone surrogate, which is no character.`);
    }
}

import { invalidField } from './errors';

/**
 * A value as JSON.
 * @throws IntercomError `invalid_field` for a value that has no JSON: a circle, a BigInt, a function
 */
export function jsonText(value: unknown, field: string | null = null): string {
    let text: string | undefined;
    try {
        text = JSON.stringify(value);
    } catch {}
    if (text !== undefined) return text;
    throw invalidField(
        field,
        'The data cannot be written as JSON: it refers to itself or holds what JSON does not know.',
    );
}

/** The value of a JSON text, in a box; null when it is not JSON. */
export function parseJson(text: string): { value: unknown } | null {
    try {
        return { value: JSON.parse(text) };
    } catch {
        return null;
    }
}

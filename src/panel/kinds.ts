import type { Kind } from '../fields';

/** The kinds of fields, by name; the build hands over all that there are. */
const kinds = new Map<string, Kind>();

export function learnKinds(all: readonly Kind[]): void {
    for (const kind of all) kinds.set(kind.name, kind);
}

/** @throws Error for a kind that there is not: the html of another version */
export function kindOf(name: string): Kind {
    const kind = kinds.get(name);
    if (!kind) throw new Error(`unknown kind of field: ${name}`);
    return kind;
}

/** Input types that every field takes: what they hold is not known before a message comes in. */
export const evaluated: readonly string[] = ['msg', 'flow', 'global', 'jsonata', 'env'];

/** The parameters of a query; one that is repeated has a list. */
export type Query = Record<string, string | string[] | undefined>;

/** Reads the part of a URL behind its question mark. */
export function readQuery(text: string): Query {
    const query: Query = {};
    for (const [name, value] of new URLSearchParams(text)) {
        const earlier = query[name];
        query[name] = earlier === undefined ? value : [earlier, value].flat();
    }
    return query;
}

/** A single parameter; the last one of several counts. */
export function param(query: Query, name: string): string | undefined {
    const value = query[name];
    return Array.isArray(value) ? value.at(-1) : value;
}

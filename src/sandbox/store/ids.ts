/** A well mixed 32-bit number for a number: the whole seed comes from this, so it is the same every time. */
export function mix(n: number, salt = 0): number {
    let h = (n ^ Math.imul(salt + 1, 0x9e3779b1)) >>> 0;
    h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
    h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
    return (h ^ (h >>> 16)) >>> 0;
}

const hex8 = (n: number): string => n.toString(16).padStart(8, '0');

/**
 * 24 hexadecimal digits, as Intercom's own ids of contacts and companies. The last eight are the record's ordinal, so
 * that a store needs no index of a million ids.
 */
export function objectId(ordinal: number, salt: number): string {
    return `66${hex8(mix(ordinal, salt)).slice(2)}${hex8(mix(ordinal, salt + 1))}${hex8(ordinal)}`;
}

/** The ordinal inside an id; undefined when it is not an id made by `objectId` with this salt. */
export function ordinalOf(id: string, salt: number): number | undefined {
    if (id.length !== 24) return undefined;
    const ordinal = Number.parseInt(id.slice(16), 16);
    return ordinal >= 0 && objectId(ordinal, salt) === id ? ordinal : undefined;
}

/** A UUID for a number, as Intercom gives to leads for their external_id. */
export function uuidOf(n: number, salt: number): string {
    const a = hex8(mix(n, salt));
    const b = hex8(mix(n, salt + 1));
    const c = hex8(mix(n, salt + 2));
    return `${a}-${b.slice(0, 4)}-4${b.slice(5)}-a${c.slice(1, 4)}-${c.slice(4)}${hex8(n)}`;
}

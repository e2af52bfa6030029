import { unixSeconds } from './date';
import { fault, type Reading } from './kind';
import { show } from './show';

/** No record of Intercom's is deeper; an endless one would be. */
const MAX_DEPTH = 100;

export const isPlainObject = (value: unknown): value is Record<string, unknown> =>
    Object.prototype.toString.call(value) === '[object Object]';

/** JSON text becomes what it says; other values, and text that is no JSON, stay. */
export function parsed(value: unknown): unknown {
    if (typeof value !== 'string') return value;
    try {
        return JSON.parse(value);
    } catch {
        return value;
    }
}

/**
 * A value as it goes out in JSON: a Date in Unix seconds, as everywhere at Intercom. What JSON would turn into null or
 * drop from a list (NaN, Infinity, a function, undefined) is a fault that names its place.
 */
export function asJson(value: unknown, path: string, depth = 0): Reading<unknown> {
    const refuse = () => fault('fault.json', { path, value: show(value) });
    if (value === null || typeof value === 'string' || typeof value === 'boolean') return { value };
    if (typeof value === 'number') return Number.isFinite(value) ? { value } : refuse();
    if (value instanceof Date) {
        const seconds = unixSeconds(value);
        return seconds === undefined ? refuse() : { value: seconds };
    }
    if (depth > MAX_DEPTH || typeof value !== 'object' || ArrayBuffer.isView(value)) return refuse();
    if (Array.isArray(value)) {
        const list: unknown[] = [];
        // holes count as undefined: an index loop, since the list's own loops pass over them
        for (let at = 0; at < value.length; at++) {
            const reading = asJson(value[at], `${path}[${at}]`, depth + 1);
            if ('fault' in reading) return reading;
            list.push(reading.value);
        }
        return { value: list };
    }
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') {
        try {
            return asJson(toJSON.call(value), path, depth + 1);
        } catch {
            return refuse();
        }
    }
    if (!isPlainObject(value)) return refuse();
    const object: Record<string, unknown> = {};
    for (const [key, one] of Object.entries(value)) {
        if (one === undefined) continue;
        const reading = asJson(one, path === '' ? key : `${path}.${key}`, depth + 1);
        if ('fault' in reading) return reading;
        // not by assignment: a key may be __proto__
        Object.defineProperty(object, key, {
            value: reading.value,
            enumerable: true,
            configurable: true,
            writable: true,
        });
    }
    return { value: object };
}

import { idOf } from '../../src/client';
import type { WatchedRecord } from './round';

/** What is above is milliseconds: seconds reach this figure in the year 5138. */
const FIRST_MILLISECONDS = 1e11;

/**
 * A time as Unix seconds: Intercom answers seconds, and ISO 8601 text with fractions and zone where its webhooks and
 * some versions do. Null for what is neither.
 */
export function secondsOf(value: unknown): number | null {
    if (typeof value === 'string' && /^\d{4}-\d\d-\d\dT/.test(value)) {
        const ms = Date.parse(value);
        return Number.isNaN(ms) ? null : Math.floor(ms / 1000);
    }
    const number = typeof value === 'string' && /^\d+(\.\d+)?$/.test(value) ? Number(value) : value;
    if (typeof number !== 'number' || !Number.isFinite(number) || number < 0) return null;
    return Math.floor(number >= FIRST_MILLISECONDS ? number / 1000 : number);
}

/** When a record changed. One that was never changed may lack `updated_at`; what stands in a list may be none. */
export function timeOf(record: WatchedRecord | null, field: 'created_at' | 'updated_at'): number | null {
    return secondsOf(record?.[field] ?? record?.created_at);
}

/** The id as text: it is a number in some versions, and compared with what was kept as text. */
export function idText(record: WatchedRecord | null): string | null {
    return idOf(record) || null;
}

import { defineKind, fault } from './kind';
import { decimal } from './number';
import { show } from './show';

// Seconds reach this figure in the year 5138, milliseconds reached it in March 1973.
const FIRST_MILLISECONDS = 1e11;
const MAX_DATE_MS = 8.64e15;
const ISO_DATE = /^(\d{4})-(\d{2})-(\d{2})(?:[T ]\d{2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?:Z|[-+]\d{2}(?::?\d{2})?)?)?$/i;

/** A point in time as Unix seconds, from Unix seconds or milliseconds, a Date, or ISO 8601; undefined for none. */
export function unixSeconds(value: unknown): number | undefined {
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? undefined : Math.floor(value.getTime() / 1000);
    const number = decimal(value);
    if (number !== undefined) {
        const ms = Math.abs(number) >= FIRST_MILLISECONDS ? number : number * 1000;
        return Math.abs(ms) <= MAX_DATE_MS ? Math.floor(ms / 1000) : undefined;
    }
    const parts = typeof value === 'string' ? ISO_DATE.exec(value.trim()) : null;
    if (!parts) return undefined;
    const [iso, year, month, day] = parts;
    // Date.parse takes 30 February for 1 March
    if (Number(day) < 1 || Number(day) > new Date(Date.UTC(Number(year), Number(month), 0)).getUTCDate())
        return undefined;
    const ms = Date.parse(
        iso
            .replace(' ', 'T')
            .replace(',', '.')
            .replace(/([-+]\d{2})(\d{2})?$/, zoneWithColon),
    );
    return Number.isNaN(ms) ? undefined : Math.floor(ms / 1000);
}

/** `+02` and `+0200` are ISO 8601, but Date.parse wants `+02:00`. A bare date ends in `-DD`, which is no zone. */
function zoneWithColon(zone: string, hours: string, minutes: string | undefined, at: number): string {
    return at > 10 ? `${hours}:${minutes ?? '00'}` : zone;
}

/** Sent as Unix seconds: Intercom's timestamps are that, although its description calls many of them date-time. */
export const date = defineKind<number>({
    name: 'date',
    literals: ['date', 'ago', 'num', 'str'],
    icon: 'calendar',
    example: '2026-01-31T09:00:00Z',
    read: (given) => {
        const value = unixSeconds(given);
        return value === undefined ? fault('fault.date', { value: show(given) }) : { value };
    },
});

const MAX_SHOWN = 80;

/** A value as a sentence shows it: short, on one line. */
export function show(value: unknown): string {
    if (typeof value === 'function') return 'a function';
    if (typeof value === 'symbol' || typeof value === 'bigint') return String(value);
    if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'an invalid Date' : value.toISOString();
    if (ArrayBuffer.isView(value)) return `a Buffer of ${value.byteLength} bytes`;
    if (Array.isArray(value) && value.length > 3) return `a list of ${value.length}`;
    let shown: string | undefined;
    try {
        shown = typeof value === 'number' ? String(value) : JSON.stringify(value);
    } catch {
        // circular, or a BigInt inside
    }
    shown ??=
        value === undefined ? 'undefined' : `${Array.isArray(value) ? 'a list' : 'an object'} that JSON cannot hold`;
    return shown.length > MAX_SHOWN ? `${shown.slice(0, MAX_SHOWN)}…` : shown;
}

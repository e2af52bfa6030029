import { setTimeout as pause } from 'node:timers/promises';

/** Waits until `look` gives something truthy and returns it. The error names what was awaited. */
export async function waitFor<T>(
    look: () => T | Promise<T>,
    what: string,
    milliseconds = 10_000,
): Promise<NonNullable<T>> {
    const deadline = Date.now() + milliseconds;
    for (;;) {
        const found = await look();
        if (found) return found;
        if (Date.now() > deadline) throw new Error(`waited ${milliseconds} ms in vain for ${what}`);
        await pause(20);
    }
}

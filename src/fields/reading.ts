import type { KeyIn } from '../words';

/** Key of a sentence that says what is wrong with an input. */
export type FaultKey = KeyIn<'fault'>;

/** What is wrong with a value: the key of a sentence, and what stands in its places. */
export interface Fault {
    key: FaultKey;
    values: Record<string, string | number>;
}

/** What reading came to: a value, `undefined` for not given, or a fault. */
export type Reading<T> = { value: T | undefined } | { fault: Fault };

export const fault = (key: FaultKey, values: Fault['values'] = {}): { fault: Fault } => ({ fault: { key, values } });

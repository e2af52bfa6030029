import { IntercomError } from '../client';
import { type Fault, type FaultKey, show } from '../fields';

/** Our own error about an input: it says which one, and the runtime puts it into the words of the panel. */
export class InputError extends IntercomError {
    constructor(
        code: 'missing_field' | 'invalid_field',
        property: string,
        readonly fault: Fault,
    ) {
        super(`${property}: ${fault.key}`, { code, field: property });
    }
}

/** The error of an input that cannot be used. `value` is shown as sentences show it. */
export function invalidInput(property: string, key: FaultKey, values: Record<string, unknown> = {}): InputError {
    const shown = Object.entries(values).map(([name, value]) => [name, name === 'value' ? show(value) : String(value)]);
    return new InputError('invalid_field', property, { key, values: Object.fromEntries(shown) });
}

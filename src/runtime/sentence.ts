import type { NodeAPI } from 'node-red';
import { type AnyAction, eachProperties, InputError } from '../action';
import { IntercomError } from '../client';
import { fieldLabel, type Words } from './words';

/**
 * An error in the words of the panel. What concerns an input begins with the input's label, since a debug sidebar shows
 * thirty characters, and ends with what to do.
 */
export function sentenceOf(RED: NodeAPI, words: Words, action: AnyAction, error: IntercomError): IntercomError {
    const known = { ...action.fields, ...action.switches, ...eachProperties };
    const isKnown = (property: string) => Object.hasOwn(known, property);
    const labelOf = (property: string) => (isKnown(property) ? fieldLabel(RED, action.type, property) : property);
    if (!(error instanceof InputError)) {
        error.reword(labelOf);
        return error;
    }
    const { code, fault } = error;
    const field = error.field ?? '';
    const labels = String(fault.values.properties ?? field)
        .split(' ')
        .map(labelOf);
    const text = words(fault.key, { label: labels.join(', '), ...fault.values });
    return new IntercomError(text, { code, field });
}

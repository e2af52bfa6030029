import type { NodeAPI } from 'node-red';
import { type AnyAction, InputError } from '../action';
import { IntercomError } from '../client';
import { fieldLabel, type WordKey, type Words } from './words';

/**
 * An error in the words of the panel. What concerns an input begins with the input's label, since a debug sidebar shows
 * thirty characters, and ends with what to do.
 */
export function sentenceOf(RED: NodeAPI, words: Words, action: AnyAction, error: IntercomError): IntercomError {
    if (!(error instanceof InputError)) return error;
    const { code, fault } = error;
    const field = error.field ?? '';
    const isKnown = (property: string) => property in action.fields || property in (action.switches ?? {});
    const names = String(fault.values.properties ?? field).split(' ');
    const labels = names.map((property) => (isKnown(property) ? fieldLabel(RED, action.type, property) : property));
    const text = words(`fault.${fault.key}` as WordKey, { ...fault.values, label: labels.join(', ') });
    return new IntercomError(text, { code, field });
}

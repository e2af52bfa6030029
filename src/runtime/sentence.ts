import type { NodeAPI } from 'node-red';
import { type AnyAction, applies, eachProperties, InputError, nextInput } from '../action';
import { IntercomError } from '../client';
import { apiName } from '../fields';
import { type Config, choicesOf } from './inputs';
import { fieldLabel, type Words } from './words';

/** The property whose Intercom name an error mentions, or that name itself. What was not sent is not meant. */
function propertyOf(action: AnyAction, config: Config, name: string): string {
    const choices = choicesOf(action, config);
    const found = Object.entries(action.fields).find(
        ([property, field]) => apiName(property, field) === name && applies(field, choices),
    );
    return found?.[0] ?? name;
}

/**
 * An error in the words of the panel. What concerns an input begins with the input's label, since a debug sidebar shows
 * thirty characters, and ends with what to do.
 */
export function sentenceOf(
    RED: NodeAPI,
    words: Words,
    action: AnyAction,
    config: Config,
    error: IntercomError,
): IntercomError {
    const known = { ...action.fields, ...action.switches, ...eachProperties };
    const labelOf = (property: string) =>
        Object.hasOwn(known, property) ? fieldLabel(RED, action.type, property) : property;
    if (!(error instanceof InputError)) {
        // Intercom names fields by its own names
        const ownName = (name: string) => {
            if (name === 'startingAfter') return nextInput(action) ?? name;
            return error.errors ? propertyOf(action, config, name) : name;
        };
        error.reword((name) => labelOf(ownName(name)));
        if (error.field) error.field = ownName(error.field);
        return error;
    }
    const { code, fault } = error;
    const field = error.field ?? '';
    const labels = String(fault.values.properties ?? field)
        .split(' ')
        .map(labelOf);
    const text = words(fault.key, { label: labels.join(', '), ...fault.values });
    // the first sentence says what is wrong, the rest what to do; Chinese and Japanese end theirs with marks of their own
    const [, what = text, hint] = /^(.*?(?:[.!?](?=\s)|[\u3002\uff01\uff1f]))\s*(\S.*)$/s.exec(text) ?? [];
    return new IntercomError(what, { code, field, hint });
}

import {
    type Input,
    type Operation,
    readAnswer,
    readForm,
    readInputs,
    readRepeat,
} from '../../../nodes/operation/table';
import type { Amendment } from './amendments';

/**
 * Puts an operation right by hand.
 * @throws Error for an amendment of which a part changes nothing: the description says it by now
 */
export function amend(operation: Operation, amendment: Amendment): Operation {
    const { key, repeat, final, answer, query, withoutQuery = [], body, forms, oneOf } = amendment;
    const refuse = (what: string): never => {
        throw new Error(`The amendment of ${operation.name} changes nothing: ${what}.`);
    };
    const changed = <T>(before: T, after: T, what: string): T =>
        JSON.stringify(before) === JSON.stringify(after) ? refuse(what) : after;
    const withFields = (before: Input[], text: string): Input[] => {
        const after = [...before];
        for (const field of readInputs(text)) {
            const at = before.findIndex(({ name }) => name === field.name);
            if (at < 0) after.push(field);
            else after[at] = changed(before[at] as Input, field, field.name);
        }
        return after;
    };

    const amended = { ...operation };
    if (key !== undefined) amended.key = changed(operation.key, key, 'key');
    if (repeat !== undefined) amended.repeat = changed(operation.repeat, readRepeat(repeat), 'repeat');
    if (final !== undefined) amended.final = changed(operation.final, final, 'final');
    if (answer !== undefined) amended.answer = changed(operation.answer, readAnswer(answer), 'answer');
    for (const name of withoutQuery)
        if (!operation.query.some((field) => field.name === name)) refuse(`query without ${name}`);
    amended.query = operation.query.filter(({ name }) => !withoutQuery.includes(name));
    if (query !== undefined) amended.query = withFields(amended.query, query);
    if (forms !== undefined) amended.forms = changed(operation.forms, forms.map(readForm), 'forms');
    if (body !== undefined)
        amended.forms = operation.forms.map((form) => ({ ...form, fields: withFields(form.fields, body) }));
    if (oneOf !== undefined) amended.oneOf = changed(operation.oneOf, oneOf, 'oneOf');
    return amended;
}

import type { Operation } from '../../../nodes/operation/table';
import { writeInput, writeOperation } from './write';

/** What a new table adds (`+`), drops (`-`) and changes (`~`), a line each. */
export function differences(before: readonly Operation[], after: readonly Operation[]): string[] {
    const old = new Map(before.map((one) => [one.name, one]));
    const names = new Set(after.map(({ name }) => name));
    return [
        ...after.filter(({ name }) => !old.has(name)).map((one) => `+ ${writeOperation(one)}`),
        ...before.filter(({ name }) => !names.has(name)).map(({ name }) => `- ${name}`),
        ...after.flatMap((one) => {
            const was = old.get(one.name);
            return was ? changes(was, one).map((change) => `~ ${one.name}: ${change}`) : [];
        }),
    ];
}

function changes(was: Operation, is: Operation): string[] {
    const before = factsOf(was);
    const after = factsOf(is);
    return [...new Set([...before.keys(), ...after.keys()])]
        .filter((fact) => before.get(fact) !== after.get(fact))
        .map((fact) => `${fact} was ${before.get(fact) ?? 'not there'}, is ${after.get(fact) ?? 'gone'}`);
}

function factsOf(one: Operation): Map<string, string> {
    const facts = new Map<string, string>([
        ['key', one.key],
        ['group', one.group],
        ['since', one.since],
        ['repeat', JSON.stringify(one.repeat)],
        ['final', String(one.final)],
        ['answer', JSON.stringify(one.answer)],
        ['one of', JSON.stringify(one.oneOf)],
    ]);
    for (const input of one.query) facts.set(`query ${input.name}`, writeInput(input));
    for (const { name, constants, fields } of one.forms) {
        const form = name === '' ? 'body' : `form ${name}`;
        if (name !== '') facts.set(form, JSON.stringify(constants));
        for (const input of fields) facts.set(`${form} ${input.name}`, writeInput(input));
    }
    return facts;
}

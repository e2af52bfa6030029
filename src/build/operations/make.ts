import { OLDEST, type Operation } from '../../../nodes/operation/table';
import { amend } from './amend';
import { type Amendment, amendments as ours } from './amendments';
import { derive } from './derive';
import type { Description } from './description';
import { since } from './since';

/**
 * All operations of a description, put right by hand, in the order of their paths.
 *
 * @param earlier the description of the version before, which tells what is new
 * @param committed the table of the version before, which tells how old the rest is
 * @throws Error for an amendment that changes nothing or whose operation is gone, and for an operation without a key
 */
export function makeOperations(
    description: Description,
    version: string,
    earlier: Description,
    amendments: Record<string, Amendment> = ours,
    committed: readonly Operation[] = [],
): Operation[] {
    const before = new Set(earlier.operations().map(({ method, path }) => nameless(`${method} ${path}`)));
    const known = new Map(Object.entries(since).flatMap(([age, names]) => names.map((name) => [name, age])));
    const ages = new Map([...known, ...committed.map(({ name, since: age }): [string, string] => [name, age])]);
    const operations = description.operations().map((described) => {
        const derived = derive(description, described);
        const amendment = amendments[derived.name];
        const operation = amendment ? amend(derived, amendment) : derived;
        const age = before.has(nameless(operation.name)) ? (ages.get(operation.name) ?? OLDEST) : version;
        return { ...operation, since: age };
    });
    const names = new Set(operations.map(({ name }) => name));
    const gone = [...Object.keys(amendments), ...known.keys()].filter((name) => !names.has(name));
    if (gone.length > 0) throw new Error(`The description has no more: ${gone.join(', ')}.`);
    const keys = new Map<string, string>();
    for (const { name, key } of operations) {
        if (key === '') throw new Error(`${name} has no id in the description: amend its key.`);
        if (keys.has(key)) throw new Error(`${name} and ${keys.get(key)} have the same key ${key}.`);
        keys.set(key, name);
    }
    return operations.sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1));
}

/** A path without the names of its ids, which change from version to version. */
const nameless = (name: string): string => name.replace(/\{\w+\}/g, '{}');

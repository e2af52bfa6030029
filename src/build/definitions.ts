import { type AnyAction, eachProperties, isList } from '../action';
import { byProperty, type Field, type When } from '../fields';
import { fieldProperties } from '../panel/facts';
import type { NodeSource } from './discover';

/** The properties that every action's node has beside those of its fields and choices. */
const common = ['name', 'connection', 'emit', ...Object.keys(eachProperties)];

/** What a condition names that the action does not have. */
function whenFaults({ switches = {} }: AnyAction, when: When | undefined): string[] {
    const all = when === undefined ? [] : Array.isArray(when) ? when : [when];
    return all.flatMap((one: Readonly<Record<string, readonly string[]>>) =>
        Object.entries(one).flatMap(([choice, values]) => {
            const known = switches[choice]?.values;
            if (!known) return [`there is no choice ${choice}`];
            return values
                .filter((value) => !known.includes(value))
                .map((value) => `the choice ${choice} has no value ${value}: ${known.join(', ')}`);
        }),
    );
}

function fieldFaults(action: AnyAction, property: string, field: Field): string[] {
    const { at, when, optional, filter, objects, kind, keyOf, object } = field;
    const isRead = typeof action.request === 'object' && action.request.method === 'GET';
    const known = objects && action.switches?.[objects.choice]?.values;
    const strange = Object.keys(objects?.of ?? {}).filter((value) => known && !known.includes(value));
    const isShared = keyOf !== undefined && action.fields[keyOf] === undefined;
    return [
        ...whenFaults(action, when),
        ...whenFaults(action, optional),
        ...(isRead && at === 'body' ? ['a GET has no body: leave `at` out'] : []),
        ...(filter !== undefined && !isList(action) ? ['`filter` is for lists and searches'] : []),
        ...(objects && !known ? [`there is no choice ${objects.choice}`] : []),
        ...strange.map((value) => `the choice ${objects?.choice} has no value ${value}: ${known?.join(', ')}`),
        ...(isShared ? [`there is no field ${keyOf}`] : []),
        ...(kind.name === 'reference' &&
        (object?.keys.length ?? 2) > 1 &&
        byProperty(property, field) === (keyOf ?? property)
            ? ['a reference has its key beside it in …By, so its name must end with Id']
            : []),
    ];
}

/** Names that Node-RED or another property has already. */
function nameFaults(action: AnyAction): string[] {
    const owners = new Map<string, string>(common.map((name) => [name, 'every node']));
    const faults: string[] = [];
    const take = (owner: string, names: readonly string[]): void => {
        for (const name of names) {
            const other = owners.get(name);
            if (other !== undefined) faults.push(`${owner}: the property ${name} is one of ${other} already`);
            else owners.set(name, owner);
        }
    };
    for (const property of [...Object.keys(action.switches ?? {}), ...Object.keys(action.fields)]) {
        if (property.length === 1) faults.push(`${property}: Node-RED keeps single letters for itself`);
    }
    for (const property of Object.keys(action.switches ?? {})) take(property, [property]);
    for (const [property, stored] of fieldProperties(action)) take(property, Object.keys(stored));
    return faults;
}

/** Places in the path of a list that no field fills; those of a plain request are typed. */
function pathFaults(action: AnyAction): string[] {
    const { list } = action;
    const request = typeof list === 'object' && typeof list.request === 'object' ? list.request : undefined;
    const places = request?.path.match(/(?<=\{)[^}]*(?=\})/g) ?? [];
    return places
        .filter((place) => !(place in action.fields))
        .map((place) => `the path names {${place}}, which is no field`);
}

/** What is wrong with a definition that its types do not say. */
export const definitionFaults = (action: AnyAction): string[] => [
    ...nameFaults(action),
    ...pathFaults(action),
    ...Object.entries(action.switches ?? {}).flatMap(([property, { when }]) =>
        whenFaults(action, when).map((fault) => `${property}: ${fault}`),
    ),
    ...Object.entries(action.fields).flatMap(([property, field]) =>
        fieldFaults(action, property, field).map((fault) => `${property}: ${fault}`),
    ),
];

/** Refuses definitions that cannot work. @throws Error that names every fault */
export function checkDefinitions(nodes: readonly NodeSource[]): void {
    const faults = nodes.flatMap(({ action, module }) =>
        action ? definitionFaults(action).map((fault) => `nodes/${module}.ts: ${fault}`) : [],
    );
    if (faults.length > 0) throw new Error(`The definitions do not fit:\n  ${faults.join('\n  ')}`);
}

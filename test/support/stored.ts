import type { AnyAction } from '../../src/action';
import { discoverNodes } from '../../src/build/discover';
import { fieldProperties, plainProperties } from '../../src/panel/facts';

/** Every action of the package by node type, as its definition says. */
export const actions = new Map<string, AnyAction>(
    discoverNodes().flatMap(({ action }) => (action ? [[action.type, action] as const] : [])),
);

/** The properties that a node of the action keeps in a flow file, with what a new node holds. */
export const nodeProperties = (action: AnyAction): Record<string, string> =>
    Object.assign(
        { name: '', connection: '' },
        ...fieldProperties(action).map(([, properties]) => properties),
        plainProperties(action),
    );

/** What a new node of this type holds in a flow file, `name` and `connection` aside. */
export function defaultsOf(type: string): Record<string, unknown> {
    const action = actions.get(type);
    if (!action) throw new Error(`no action ${type}`);
    const { name, connection, ...fields } = nodeProperties(action);
    return fields;
}

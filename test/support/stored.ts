import type { AnyAction } from '../../src/action';
import { discoverNodes } from '../../src/build/discover';
import { nodeProperties } from '../../src/panel/facts';

/** Every action of the package by node type, as its definition says. */
export const actions = new Map<string, AnyAction>(
    discoverNodes().flatMap(({ action }) => (action ? [[action.type, action] as const] : [])),
);

/** What a new node of this type holds in a flow file, `name` and `connection` aside. */
export function defaultsOf(type: string): Record<string, unknown> {
    const action = actions.get(type);
    if (!action) throw new Error(`no action ${type}`);
    const { name, connection, ...fields } = nodeProperties(action);
    return fields;
}

import type { FlowNode } from './node-red';

/** Small builders for the flows of the tests. All nodes live on the tab `tab`. */
export const tab: FlowNode = { id: 'tab', type: 'tab', label: 'Test' };

/** A node on the tab. Without a place Node-RED takes it for a config node. */
export function node(type: string, id: string, targets: string[], more: Record<string, unknown> = {}): FlowNode {
    return { id, type, z: 'tab', name: id, x: 100, y: 100, wires: [targets], ...more };
}

/** A node that sends what the test gives to `nodeRed.feed(id, msg)`. */
export function source(id: string, ...targets: string[]): FlowNode {
    const name = JSON.stringify(id);
    return functionNode(id, 'return msg;', targets, {
        initialize: `global.get('bridge').open(${name}, node);`,
    });
}

/** A node whose messages turn up, in full, in `nodeRed.from(id)`. */
export function collector(id: string): FlowNode {
    return functionNode(id, `global.get('bridge').collect(${JSON.stringify(id)}, msg);`, []);
}

export function functionNode(id: string, func: string, targets: string[], more: Partial<FlowNode> = {}): FlowNode {
    const empty = { outputs: 1, timeout: 0, noerr: 0, initialize: '', finalize: '', libs: [] };
    return node('function', id, targets, { func, ...empty, ...more });
}

/** Catches the errors of the given nodes, or of all. */
export function catcher(id: string, target: string, scope: string[] | null = null): FlowNode {
    return node('catch', id, [target], { scope, uncaught: false });
}

export function debug(id: string, property = 'payload'): FlowNode {
    const shown = { active: true, tosidebar: true, console: false, tostatus: false };
    return node('debug', id, [], { ...shown, complete: property, targetType: 'msg' });
}

/** An inject node with a payload; its button is `nodeRed.inject(id)`. */
export function button(id: string, target: string, payload: unknown = {}): FlowNode {
    const props = [{ p: 'payload', v: JSON.stringify(payload), vt: 'json' }];
    return node('inject', id, [target], { props, repeat: '', crontab: '', once: false, onceDelay: 0.1, topic: '' });
}

export interface ConnectionTarget {
    url: string;
    token: string;
}

/** A connection to the local sandbox. */
export function connection(sandbox: ConnectionTarget, more: Partial<FlowNode> = {}): FlowNode {
    return {
        id: 'connection',
        type: 'intercom-connection',
        name: 'Sandbox',
        auth: 'token',
        region: 'custom',
        baseUrl: sandbox.url,
        credentials: { accessToken: sandbox.token },
        ...more,
    };
}

/** An action node; fields as in a flow file. */
export function action(type: string, id: string, targets: string[], fields: Record<string, unknown> = {}): FlowNode {
    return node(type, id, targets, { name: '', connection: 'connection', ...fields });
}

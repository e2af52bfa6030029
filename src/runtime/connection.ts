import type { Node, NodeAPI } from 'node-red';
import { type CallOptions, type Client, IntercomError } from '../client';

/** The config node's type. */
export const CONNECTION = 'intercom-connection';

/**
 * How long (ms) a list that a deploy cuts off may take to end what it has begun: cut off, an element would be done again
 * when the list is taken up. A deploy must not wait longer than two seconds.
 */
export const GRACE_MS = 1000;

/** What tells a workspace from others. */
export interface WorkspaceMark {
    /** Intercom's; null where it is not known. */
    id: string | null;
    /** Of the API. */
    address: string;
}

/** Whether two marks are of one workspace; where an ID is not known the addresses decide. */
export const isSameWorkspace = (one: WorkspaceMark, other: WorkspaceMark): boolean =>
    one.id !== null && other.id !== null ? one.id === other.id : one.address === other.address;

/** A change as a webhook tells it: `body` is the JSON that `signature` is over. */
export interface Notification {
    body: string;
    signature: string;
}

/** The config node, as the nodes that use it see it. */
export interface ConnectionNode extends Node {
    /**
     * The client that all nodes of this connection share.
     * @throws IntercomError `no_connection` naming what the connection lacks
     */
    client(): Client;
    /**
     * Which workspace it leads to, whatever the token. Asks Intercom each time.
     * @throws IntercomError while Intercom cannot be asked
     */
    workspace(options: CallOptions): Promise<WorkspaceMark>;
    /** Where Intercom's webhooks are expected: a path under Node-RED's http root. */
    webhookPath: string;
    /**
     * The app's client secret, with which Intercom signs its webhooks; empty when there is none.
     * @throws IntercomError `no_connection` when it names an environment variable that is not set
     */
    webhookSecret(): string;
    /** A word that stands behind every status of its nodes, as that of a demo workspace; empty for none. */
    mark: string;
    /**
     * Tells of every change in a workspace inside this process. The returned function ends that. Intercom itself calls
     * Node-RED's URL instead.
     */
    hear?: (listener: (notification: Notification) => void) => () => void;
}

/**
 * The connection of a node.
 * @throws IntercomError `no_connection` when none is chosen, or the chosen one is not there
 */
export function connectionOf(RED: NodeAPI, id: string | undefined): ConnectionNode {
    const node = RED.nodes.getNode(id ?? '') as ConnectionNode | null;
    if (node?.type === CONNECTION) return node;
    throw new IntercomError(
        id ? 'The Intercom connection of this node is missing or disabled.' : 'No Intercom connection is chosen.',
        { code: 'no_connection', field: 'connection', hint: 'Open the node and choose or add a connection.' },
    );
}

/** What stands behind the statuses of a connection's nodes: see {@link ConnectionNode.mark}. */
export function markOf(RED: NodeAPI, id: string | undefined): string {
    const node = RED.nodes.getNode(id ?? '') as ConnectionNode | null;
    return (node?.type === CONNECTION && node.mark) || '';
}

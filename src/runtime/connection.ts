import type { Node } from 'node-red';
import type { Client } from '../client';

/** The config node's type. */
export const CONNECTION = 'intercom-connection';

/** The config node, as the nodes that use it see it. */
export interface ConnectionNode extends Node {
    /**
     * The client that all nodes of this connection share.
     * @throws IntercomError `no_connection` naming what the connection lacks
     */
    client(): Client;
}

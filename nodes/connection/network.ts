import type { Node, NodeAPI } from 'node-red';
import { IntercomError, type ProxyOptions, type TlsOptions } from '../../src/client';

/** Node-RED's own `http proxy` config node. */
interface ProxyNode extends Node<{ username?: string; password?: string }> {
    url?: string;
    /** Hosts that are reached directly. */
    noproxy?: string[];
}

/** Node-RED's own `tls-config` node. */
interface TlsNode extends Node {
    /** False when its certificates could not be read. */
    valid?: boolean;
    addTLSOptions(options: TlsOptions): TlsOptions;
}

/**
 * The proxy of a connection; none when none is chosen, and then the environment decides.
 * @throws IntercomError `no_connection`: a proxy that is chosen is never passed by
 */
export function proxyOptions(RED: NodeAPI, id: string | undefined): ProxyOptions | undefined {
    const node = configNode(RED, id, 'proxy', 'http proxy', 'HTTP proxy') as ProxyNode | undefined;
    if (!node) return undefined;
    const url = node.url?.trim();
    if (!url)
        throw unusable('proxy', 'The HTTP proxy of the connection has no URL.', 'Open the proxy and give its URL.');
    const noProxy = Array.isArray(node.noproxy) ? node.noproxy : [];
    return { url, noProxy, username: node.credentials?.username, password: node.credentials?.password };
}

/** The TLS settings of a connection. @throws IntercomError `no_connection`, as {@link proxyOptions} */
export function tlsOptions(RED: NodeAPI, id: string | undefined): TlsOptions | undefined {
    const node = configNode(RED, id, 'tls', 'tls-config', 'TLS settings') as TlsNode | undefined;
    if (!node) return undefined;
    if (node.valid === false)
        throw unusable(
            'tls',
            'The TLS settings of the connection cannot be used.',
            "Node-RED's log says which file could not be read.",
        );
    return node.addTLSOptions({});
}

/** The config node with that id. The editor writes `_ADD_` where none is chosen. */
function configNode(RED: NodeAPI, id: string | undefined, field: string, type: string, name: string): Node | undefined {
    if (!id || id === '_ADD_') return undefined;
    const node = RED.nodes.getNode(id) as Node | null;
    if (node?.type === type) return node;
    throw unusable(
        field,
        `The ${name} of the connection: missing, disabled or not deployed yet.`,
        'Deploy, or choose differently in the connection.',
    );
}

function unusable(field: string, message: string, hint: string): IntercomError {
    return new IntercomError(message, { code: 'no_connection', field, hint });
}

import { action, catcher, connection, node, tab } from '../../test/support/flows';
import type { FlowNode } from '../../test/support/node-red';
import type { Target } from '../peers/peer';

/** A flow whose nodes under test get their messages from a drive node, and give their answers and errors back to it. */
export interface Driven {
    drive: string;
    nodes: FlowNode[];
}

function drive(name: string, under: FlowNode[]): Driven {
    const ids = under.map(({ id }) => id);
    const driver = node('bench-drive', name, [], { outputs: ids.length, wires: ids.map((id) => [id]) });
    const wired = under.map((one) => ({ ...one, wires: [[name]] }));
    return { drive: name, nodes: [driver, ...wired, catcher(`${name} errors`, name, ids)] };
}

/** So many get-contact nodes, which take turns. */
export const getContact = (count = 1): Driven =>
    drive(
        'get-contact',
        Array.from({ length: count }, (_, i) => action('intercom-get-contact', `contact ${i}`, [])),
    );

/** A list-contacts node that fetches everything. */
export const listContacts = (emit: 'pages' | 'items'): Driven =>
    drive(emit, [
        action('intercom-list-contacts', `list ${emit}`, [], { emit, fetchAll: 'true', fetchAllType: 'bool' }),
    ]);

/** The core http request node, set as a user sets it for Intercom, connections kept alive. */
export function httpRequest(name: string, { token }: Target, url: string): Driven {
    const header = (keyValue: string, valueValue: string) => ({
        keyType: 'other',
        keyValue,
        valueType: 'other',
        valueValue,
    });
    return drive(name, [
        node('http request', `${name} request`, [], {
            method: 'GET',
            ret: 'obj',
            paytoqs: 'ignore',
            url,
            tls: '',
            persist: true,
            proxy: '',
            insecureHTTPParser: false,
            authType: '',
            senderr: true,
            headers: [
                header('Authorization', `Bearer ${token}`),
                header('Accept', 'application/json'),
                header('Intercom-Version', '2.16'),
            ],
        }),
    ]);
}

/** The whole flow file, with a connection to the server of the run. */
export const flowOf = (target: Target, driven: Driven[]): FlowNode[] => [
    tab,
    connection(target),
    ...driven.flatMap(({ nodes }) => nodes),
];

import { CLIENT_SECRET } from '../../src/sandbox';
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

const forEach = { forEach: 'payload', forEachType: 'msg' };

/** One get-contact node for a list. */
export const getContacts = (): Driven =>
    drive('get-contacts', [action('intercom-get-contact', 'contacts', [], forEach)]);

/** One create-contact node for a list: its answers in one message. */
export const createContacts = (): Driven =>
    drive('create', [action('intercom-create-contact', 'contacts', [], forEach)]);

/** As an import does: contacts that are there are updated, answers go out one by one, and a run can be taken up. */
export function importContacts(): Driven {
    const resumed = { ...forEach, collect: 'items', startAt: 'startAt', startAtType: 'msg', ifExists: 'update' };
    const driven = drive('import', [action('intercom-create-contact', 'contacts', [], resumed)]);
    const status = node('status', 'statuses', [driven.drive], { scope: ['contacts'] });
    return { ...driven, nodes: [...driven.nodes, status] };
}

/** The same list as {@link createContacts}, with core nodes around the node. */
export function splitContacts(): Driven {
    const split = { splt: '\\n', spltType: 'str', arraySplt: 1, arraySpltType: 'len', stream: false, addname: '' };
    const join = { mode: 'auto', build: 'object', property: 'payload', propertyType: 'msg', key: 'topic', count: '' };
    const driven = drive('split', [node('split', 'split it', [], split)]);
    const [driver, first, errors] = driven.nodes as [FlowNode, FlowNode, FlowNode];
    return {
        ...driven,
        nodes: [
            driver,
            { ...first, wires: [['contact']] },
            action('intercom-create-contact', 'contact', ['join']),
            node('join', 'join', [driven.drive], join),
            { ...errors, scope: ['contact', 'join'] },
        ],
    };
}

/** The webhook node. */
export const webhook = (): Driven => drive('webhook', [action('intercom-webhook', 'hook', [], { topics: [] })]);

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
    connection(target, { credentials: { accessToken: target.token, clientSecret: CLIENT_SECRET } }),
    ...driven.flatMap(({ nodes }) => nodes),
];

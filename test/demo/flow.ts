import { CLIENT_SECRET } from '../../src/sandbox';
import type { FlowNode } from '../support/node-red';
import { defaultsOf } from '../support/stored';

/** The flow that `npm start` opens with: rows, each a button or a trigger, what it does, and where the result shows. */

const z = 'intercom-demo';
const connection = 'intercom-demo-connection';
const columns = [150, 370, 570, 760];

interface Row {
    group: string;
    y: number;
}

function node(type: string, id: string, name: string, row: Row, column: number, targets: string[]): FlowNode {
    const at = { x: columns[column] ?? 0, y: row.y, z, g: row.group };
    return { id, type, name, ...at, wires: targets.length > 0 ? [targets] : [] };
}

function action(type: string, id: string, name: string, row: Row, column: number, targets: string[], fields: object) {
    return { ...node(type, id, name, row, column, targets), ...defaultsOf(type), connection, ...fields };
}

function button(id: string, name: string, row: Row, target: string, jsonata: string): FlowNode {
    const props = [{ p: 'payload', v: jsonata, vt: 'jsonata' }];
    const once = { repeat: '', crontab: '', once: false, onceDelay: 0.1, topic: '' };
    return { ...node('inject', id, name, row, 0, [target]), props, ...once };
}

function debug(id: string, name: string, row: Row, column: number, property = 'payload'): FlowNode {
    const shown = { active: true, tosidebar: true, console: false, tostatus: false, statusVal: '', statusType: 'auto' };
    return { ...node('debug', id, name, row, column, []), ...shown, complete: property, targetType: 'msg' };
}

function group(id: string, name: string, y: number, nodes: string[]): FlowNode {
    const style = { label: true, stroke: '#92b8ea', fill: '#e3edfb', 'fill-opacity': '0.5', color: '#3f3f3f' };
    return { id, type: 'group', z, name, style, nodes, x: 34, y: y - 41, w: 852, h: 82 };
}

function comment(id: string, name: string, info: string, y: number): FlowNode {
    return { id, type: 'comment', z, name, info, x: 310, y, wires: [] };
}

/** The buttons, by what they do; `start.ts` names them to the newcomer. */
export const buttons = {
    create: { id: 'intercom-demo-create', name: 'Create a contact' },
    list: { id: 'intercom-demo-list', name: 'List all contacts' },
    tag: { id: 'intercom-demo-tag', name: 'Search and tag' },
    fail: { id: 'intercom-demo-fail', name: 'Ask for nobody' },
    write: { id: 'intercom-demo-write', name: 'A customer writes' },
    queue: { id: 'intercom-demo-queue', name: 'Look at the inbox' },
};

export const demoTab = z;

/** A real lamp takes the same text. */
const lampColour = `(
    $since := payload.conversations[0].waiting_since;
    $minutes := $since ? ($millis() / 1000 - $since) / 60 : 0;
    $minutes < 5 ? 'green' : $minutes < 30 ? 'yellow' : 'red'
)`;

export function demoFlow(token: string): FlowNode[] {
    const create: Row = { group: 'intercom-demo-group-create', y: 160 };
    const list: Row = { group: 'intercom-demo-group-list', y: 280 };
    const tag: Row = { group: 'intercom-demo-group-tag', y: 400 };
    const fail: Row = { group: 'intercom-demo-group-fail', y: 520 };
    const write: Row = { group: 'intercom-demo-group-write', y: 640 };
    const watch: Row = { group: 'intercom-demo-group-watch', y: 760 };
    const lamp: Row = { group: 'intercom-demo-group-lamp', y: 880 };
    const hook: Row = { group: 'intercom-demo-group-hook', y: 1000 };
    const flow: FlowNode[] = [
        comment(
            'intercom-demo-comment',
            'Press a button on the left, and look at the debug sidebar on the right',
            'Nothing here leaves this computer: the connection leads to a small Intercom that `npm start` runs beside ' +
                'Node-RED. It has 250 invented contacts, and forgets what you did when it ends.\n\n' +
                'To use your own workspace, open one of the blue nodes, choose *Add new connection*, and give an access token.',
            80,
        ),

        button(
            buttons.create.id,
            buttons.create.name,
            create,
            'intercom-demo-create-contact',
            '{ "role": "user", "name": "Ada Example", "email": "ada." & $millis() & "@example.com" }',
        ),
        action(
            'intercom-create-contact',
            'intercom-demo-create-contact',
            'Create it',
            create,
            1,
            ['intercom-demo-created'],
            {},
        ),
        debug('intercom-demo-created', 'The new contact', create, 2),

        button(buttons.list.id, buttons.list.name, list, 'intercom-demo-list-contacts', '{}'),
        action(
            'intercom-list-contacts',
            'intercom-demo-list-contacts',
            'All, page by page',
            list,
            1,
            ['intercom-demo-page'],
            {
                fetchAll: 'true',
                perPage: '100',
                perPageType: 'num',
                emit: 'pages',
            },
        ),
        debug('intercom-demo-page', 'One page', list, 2),

        button(
            buttons.tag.id,
            buttons.tag.name,
            tag,
            'intercom-demo-search-contacts',
            '{ "role": "user", "name": "Ada" }',
        ),
        action(
            'intercom-search-contacts',
            'intercom-demo-search-contacts',
            'Users called Ada',
            tag,
            1,
            ['intercom-demo-attach-tag'],
            {
                emit: 'items',
            },
        ),
        action(
            'intercom-attach-tag-to-contact',
            'intercom-demo-attach-tag',
            'Tag each as VIP',
            tag,
            2,
            ['intercom-demo-tagged'],
            {
                contactId: 'payload.id',
                tagId: 'VIP',
                tagIdType: 'str',
                tagBy: 'name',
            },
        ),
        debug('intercom-demo-tagged', 'The tag', tag, 3),

        button(buttons.fail.id, buttons.fail.name, fail, 'intercom-demo-get-contact', '{ "id": "nobody@example.com" }'),
        action('intercom-get-contact', 'intercom-demo-get-contact', 'Find by email', fail, 1, [], {
            contactBy: 'email',
        }),
        {
            ...node('catch', 'intercom-demo-catch', 'Whatever fails', fail, 2, ['intercom-demo-error']),
            scope: null,
            uncaught: false,
        },
        debug('intercom-demo-error', 'A readable error', fail, 3, 'error.message'),

        button(buttons.write.id, buttons.write.name, write, 'intercom-demo-somebody', '{}'),
        action('intercom-list-contacts', 'intercom-demo-somebody', 'Somebody', write, 1, ['intercom-demo-message'], {
            perPage: '1',
            perPageType: 'num',
        }),
        action('intercom-raw-request', 'intercom-demo-message', 'A conversation', write, 2, [], {
            url: '/conversations',
            method: 'POST',
            data: '{ "from": { "type": payload[0].role, "id": payload[0].id }, "body": "Is anybody there?" }',
            dataType: 'jsonata',
        }),
        {
            ...node('intercom-watch', 'intercom-demo-watch', 'Every 5 seconds', watch, 0, [
                'intercom-demo-conversation',
            ]),
            ...{ connection, resource: 'conversations', interval: 5, changes: 'created', startFrom: 'now' },
        },
        debug('intercom-demo-conversation', 'A new conversation', watch, 2),

        button(buttons.queue.id, buttons.queue.name, lamp, 'intercom-demo-waiting', '{}'),
        action('intercom-raw-request', 'intercom-demo-waiting', 'Longest wait', lamp, 1, ['intercom-demo-colour'], {
            url: '/conversations/search',
            method: 'POST',
            data: JSON.stringify({
                query: {
                    operator: 'AND',
                    value: [
                        { field: 'open', operator: '=', value: true },
                        { field: 'waiting_since', operator: '>', value: 0 },
                    ],
                },
                sort: { field: 'waiting_since', order: 'ascending' },
                pagination: { per_page: 1 },
            }),
            dataType: 'json',
        }),
        {
            ...node('change', 'intercom-demo-colour', 'As a colour', lamp, 2, ['intercom-demo-lamp']),
            rules: [{ t: 'set', p: 'payload', pt: 'msg', to: lampColour, tot: 'jsonata' }],
        },
        {
            ...debug('intercom-demo-lamp', 'The lamp', lamp, 3),
            tostatus: true,
            statusVal: 'payload',
            statusType: 'msg',
        },

        {
            ...node('intercom-webhook', 'intercom-demo-webhook', 'Webhooks', hook, 0, ['intercom-demo-event']),
            ...{ connection, topics: [], appId: '' },
        },
        debug('intercom-demo-event', 'An event', hook, 2, 'true'),

        {
            id: connection,
            type: 'intercom-connection',
            name: 'Local sandbox',
            auth: 'token',
            region: 'custom',
            // Node-RED puts the environment variable in: the sandbox has another port on every start.
            baseUrl: `\${${sandboxVariable}}`,
            version: '2.16',
            timeout: 30000,
            maxRetries: 3,
            webhookPath: '/intercom/webhook',
            credentials: { accessToken: token, clientSecret: CLIENT_SECRET },
        },
    ];
    const titles = new Map([
        [create, 'Create'],
        [list, 'List: one message per page'],
        [tag, 'Search, then tag what was found'],
        [fail, 'Errors go to a catch node'],
        [write, 'Somebody writes to us'],
        [watch, 'Watch: what is new arrives within seconds'],
        [lamp, 'A lamp by waiting time: green under 5 minutes, yellow under 30, then red'],
        [hook, 'Webhook: Intercom calls (npm start prints a command that does)'],
    ]);
    const groups = [...titles].map(([row, title]) => {
        const members = flow.filter(({ g }) => g === row.group).map(({ id }) => id);
        return group(row.group, title, row.y, members);
    });
    return [{ id: z, type: 'tab', label: 'Intercom demo', disabled: false, info: '' }, ...groups, ...flow];
}

export const sandboxVariable = 'INTERCOM_SANDBOX_URL';

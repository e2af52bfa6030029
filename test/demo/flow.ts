import connectionNode from '../../nodes/connection/connection';
import type { FlowNode } from '../support/node-red';
import { defaultsOf } from '../support/stored';

/** The flow that `npm start` opens with, all of it in sight at 1366 × 768: rows, each a button or a trigger, what it does, and where the result shows. */

const z = 'intercom-demo';
const connection = 'intercom-demo-connection';
const columns = [146, 353, 548, 733];

const connectionDefaults = Object.fromEntries(
    Object.entries(connectionNode.properties).map(([property, { value }]) => [property, value ?? '']),
);

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

/** Shows a property in the sidebar, and in few words below itself. */
function debug(id: string, name: string, row: Row, column: number, inShort: string, property = 'payload'): FlowNode {
    const shown = { active: true, tosidebar: true, console: false, complete: property, targetType: 'msg' };
    const below = { tostatus: true, statusVal: inShort, statusType: 'jsonata' };
    return { ...node('debug', id, name, row, column, []), ...shown, ...below };
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

/** The debug node that shows an error. */
export const shownError = 'The error';

export const demoTab = z;

/** A real lamp takes the same text. */
const lampColour = `(
    $since := payload.conversations[0].waiting_since;
    $minutes := $since ? ($millis() / 1000 - $since) / 60 : 0;
    $minutes < 5 ? 'green' : $minutes < 30 ? 'yellow' : 'red'
)`;

/** What the sidebar says of the flow. */
const tour = `Seven rows. Press a button on the left; the result stands in the debug sidebar (the bug), and in short below
the last node.

1. **Create**: one message, one contact. The status says who it became.
2. **List**: all contacts, a message for each page.
3. **Search, then tag**: *search contacts* gives a message for each record, and *attach tag* takes it as it is.
4. **Errors** go to a *catch* node, as a sentence to act on.
5. **A customer writes**: a conversation begins, and with that row 6 moves.
6. **Without a button**: *webhook* hears of every change; *watch* asks for new ones, for those whom no webhook can reach.
7. **A lamp** by how long the longest has waited.

The *demo* behind each status: all of it is an invented workspace inside this Node-RED. To look into it, double-click a
blue node, and then the pencil beside *Connection*. To use your own workspace, choose another region there and give an
access token.`;

export function demoFlow(): FlowNode[] {
    const rows = ['create', 'list', 'tag', 'fail', 'write', 'hear', 'lamp'].map((name, at): Row => {
        return { group: `intercom-demo-group-${name}`, y: 96 + at * 86 };
    });
    const [create, list, tag, fail, write, hear, lamp] = rows as [Row, Row, Row, Row, Row, Row, Row];
    const flow: FlowNode[] = [
        comment(
            'intercom-demo-comment',
            'Press a button on the left, and look at the debug sidebar on the right',
            tour,
            30,
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
        debug('intercom-demo-created', 'The new contact', create, 2, 'payload.email'),

        button(buttons.list.id, buttons.list.name, list, 'intercom-demo-list-contacts', '{}'),
        action(
            'intercom-list-contacts',
            'intercom-demo-list-contacts',
            'All, page by page',
            list,
            1,
            ['intercom-demo-page'],
            { fetchAll: 'true', perPage: '100', perPageType: 'num', emit: 'pages' },
        ),
        debug('intercom-demo-page', 'One page', list, 2, '$count(payload) & " contacts"'),

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
            { emit: 'items' },
        ),
        action(
            'intercom-attach-tag-to-contact',
            'intercom-demo-attach-tag',
            'Tag each as VIP',
            tag,
            2,
            ['intercom-demo-tagged'],
            { contactId: 'payload.id', tagId: 'VIP', tagIdType: 'str', tagBy: 'name' },
        ),
        debug('intercom-demo-tagged', 'The tag', tag, 3, 'payload.name'),

        button(buttons.fail.id, buttons.fail.name, fail, 'intercom-demo-get-contact', '{ "id": "nobody@example.com" }'),
        action('intercom-get-contact', 'intercom-demo-get-contact', 'Find by email', fail, 1, [], {
            contactBy: 'email',
        }),
        {
            ...node('catch', 'intercom-demo-catch', 'Whatever fails', fail, 2, ['intercom-demo-error']),
            scope: null,
            uncaught: false,
        },
        debug('intercom-demo-error', shownError, fail, 3, 'error.code', 'error.message'),

        button(buttons.write.id, buttons.write.name, write, 'intercom-demo-somebody', '{}'),
        action('intercom-list-contacts', 'intercom-demo-somebody', 'Somebody', write, 1, ['intercom-demo-message'], {
            perPage: '1',
            perPageType: 'num',
            emit: 'items',
        }),
        action('intercom-create-conversation', 'intercom-demo-message', 'A conversation', write, 2, [], {
            contactId: 'payload',
            body: 'Is anybody there?',
            bodyType: 'str',
        }),

        {
            ...node('intercom-webhook', 'intercom-demo-webhook', 'Webhook', hear, 0, ['intercom-demo-event']),
            ...{ connection, topics: [], appId: '' },
        },
        // the status of the webhook node says as much
        { ...debug('intercom-demo-event', 'A change', hear, 1, '', 'true'), tostatus: false },
        {
            ...node('intercom-watch', 'intercom-demo-watch', 'Every 5 seconds', hear, 2, [
                'intercom-demo-conversation',
            ]),
            ...{ connection, resource: 'conversations', interval: 5, changes: 'created', startFrom: 'now' },
        },
        debug('intercom-demo-conversation', 'A new one', hear, 3, '"conversation " & payload.id'),

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
        debug('intercom-demo-lamp', 'The lamp', lamp, 3, 'payload'),

        { id: connection, type: connectionNode.type, name: '', ...connectionDefaults, region: 'demo' },
    ];
    const titles = [
        '1. Create',
        '2. List: one message per page',
        '3. Search, then tag what was found',
        '4. Errors go to a catch node',
        '5. A customer writes, and row 6 moves',
        '6. Without a button: webhook hears of every change, watch asks for new conversations',
        '7. A lamp by waiting time: green under 5 minutes, yellow under 30, then red',
    ];
    const groups = rows.map((row, at) => {
        const members = flow.filter(({ g }) => g === row.group).map(({ id }) => id);
        return group(row.group, titles[at] ?? '', row.y, members);
    });
    return [{ id: z, type: 'tab', label: 'Intercom demo', disabled: false, info: tour }, ...groups, ...flow];
}

const TYPE = 'intercom-connection';
/** The connection that was last chosen in this editor, in the browser's own settings. */
const LAST_CHOSEN = 'intercom-connection';

/** Connections that were there at some time: an undone deletion brings back a person's own, not an imported one. */
const seen = new Set<string>();
/** Imported connections, until the import is done. */
const imported: EditorNode[] = [];
/** Imported connections that hold nothing, and had none to give way to. */
const kept = new Set<EditorNode>();

const usesConnection = (node: EditorNode): boolean => node._def?.defaults?.connection?.type === TYPE;

/** Whether a node in a flow or subflow can use a connection. */
const isInReach = (connection: EditorNode, z: unknown): boolean =>
    connection.d !== true && (!connection.z || connection.z === z);

/**
 * The connection that is there for a node in this flow: the only one, or the one last chosen in this editor.
 * @param except one that is about to give way, as those that came with it may
 */
function connectionThatIsThere(z: unknown, except?: EditorNode): EditorNode | undefined {
    const all: EditorNode[] = [];
    RED.nodes.eachConfig((node) => {
        if (node.type === TYPE && node.id !== except?.id && !imported.includes(node) && isInReach(node, z))
            all.push(node);
    });
    const last = RED.settings.getLocal(LAST_CHOSEN);
    return all.length === 1 ? all[0] : all.find(({ id }) => id === last);
}

/**
 * Whether a connection holds nothing of a person's own: every property but its name is the default, and nothing opens a
 * workspace with it. One in a flow or subflow of its own, disabled or described, was put there on purpose.
 */
function isBlank({ credentials, z, d, info, ...node }: EditorNode): boolean {
    const hasCredentials = Object.entries(credentials ?? {}).some(([name, value]) => name !== '_' && Boolean(value));
    if (hasCredentials || z || d || info) return false;
    return Object.entries(node._def.defaults).every(
        ([property, { value }]) => property === 'name' || String(node[property] ?? value ?? '') === String(value ?? ''),
    );
}

/** Of several connections, with none chosen, the one that an earlier import left as blank as it came. */
function keptBefore(): EditorNode | undefined {
    return [...kept].find((node) => RED.nodes.node(node.id) === node && node.changed === true && isBlank(node));
}

/** Gives a node another connection, and tells the editor whose it is now. */
function give(node: EditorNode, connection: EditorNode): void {
    node.connection = connection.id;
    if (!connection.users.includes(node)) connection.users.push(node);
    RED.events.emit('nodes:change', connection);
    RED.editor.validateNode(node);
}

/** Takes a node's id out of what undo would remove: it is gone already. */
function forget(event: EditorHistoryEvent | undefined, id: string): boolean {
    if (!event) return false;
    if (event.t === 'multi') return (event.events ?? []).some((one) => forget(one, id));
    const at = event.t === 'add' ? (event.nodes ?? []).indexOf(id) : -1;
    if (at >= 0) event.nodes?.splice(at, 1);
    return at >= 0;
}

/** What came with an import and holds nothing gives way to the connection that is there. */
function giveWay(): void {
    for (let one = imported.shift(); one; one = imported.shift()) {
        const users = [...one.users];
        const others = users.map((user) => connectionThatIsThere(user.z, one));
        const [there = connectionThatIsThere(undefined, one)] = others;
        const other = there ?? keptBefore();
        // all of its nodes go to one connection, or none does
        if (!other || others.some((found) => found !== there) || !users.every(usesConnection)) {
            kept.add(one);
            continue;
        }
        if (!forget(RED.history.peek(), one.id)) continue; // it did not come by an import
        for (const user of users) give(user, other);
        RED.nodes.remove(one.id);
    }
}

function added(node: EditorNode): void {
    if (node.type === TYPE) {
        // a dialog adds what somebody has just made
        const isMade = RED.editor.getEditStack().some(({ id }) => id === node.id);
        const isImported = node.changed === true && !isMade && !seen.has(node.id);
        if (isImported && isBlank(node)) {
            // the import goes on, and has its nodes still to come
            if (imported.length === 0) queueMicrotask(giveWay);
            imported.push(node);
        }
        seen.add(node.id);
    } else if (node.changed === true && usesConnection(node) && !node.connection) {
        // what is loaded is not changed, and stays as it was saved
        const connection = connectionThatIsThere(node.z);
        if (connection) give(node, connection);
    }
}

/** A new node takes the connection that is there; so do imported nodes whose own is blank. */
export function watchConnections(): void {
    RED.nodes.eachConfig(({ id, type }) => {
        if (type === TYPE) seen.add(id);
    });
    RED.events.on('nodes:add', added);
    RED.events.on('editor:save', (node) => {
        if (usesConnection(node) && node.connection) RED.settings.setLocal(LAST_CHOSEN, String(node.connection));
    });
}

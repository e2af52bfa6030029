import { setMaxListeners } from 'node:events';
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import type { AnyAction } from '../action';
import { type CallOptions, IntercomError } from '../client';
import { connectionOf } from './connection';
import { type Config, inputReader } from './inputs';
import { migrated } from './migrations';
import { type Emit, emitters, facts, type Message } from './outputs';
import { perform, resolveReferences } from './perform';
import { NodeStatus } from './status';
import { wordsOf } from './words';

type ActionNodeDef = NodeDef & { connection?: string; emit?: string };

const isEmit = (emit: unknown): emit is Emit => typeof emit === 'string' && Object.hasOwn(emitters, emit);

/** Whatever was thrown, as an error of ours: nothing else may reach a flow. */
export function asIntercomError(error: unknown): IntercomError {
    if (error instanceof IntercomError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new IntercomError(`The node failed: ${message}`, { code: 'internal_error' });
}

/** Makes a node of an action: reads inputs, calls Intercom, sends or fails exactly once for each message. */
function start(RED: NodeAPI, node: Node, action: AnyAction, config: ActionNodeDef): void {
    const read = inputReader(RED, node, action, migrated(action.type, config as unknown as Config));
    const status = new NodeStatus(node, wordsOf(RED));
    const closing = new AbortController();
    // one listener for each message in flight: however many, they are no leak
    setMaxListeners(0, closing.signal);
    const running = new Set<Promise<void>>();

    async function work(msg: Message, send: (msg: NodeMessage) => void): Promise<void> {
        const client = connectionOf(RED, config.connection).client();
        const options: CallOptions = {
            signal: closing.signal,
            lane: node.id,
            onHold: (until) => !closing.signal.aborted && status.hold(until),
        };
        const inputs = await resolveReferences(action, await read(msg), client, options);
        closing.signal.throwIfAborted();
        const sendWhileOpen = (out: NodeMessage) => {
            closing.signal.throwIfAborted();
            send(out);
        };
        if ('pages' in action) {
            if (config.emit !== undefined && !isEmit(config.emit)) {
                throw new IntercomError(`The property emit cannot be ${JSON.stringify(config.emit)}.`, {
                    code: 'invalid_field',
                    field: 'emit',
                    hint: `Choose one of: ${Object.keys(emitters).join(', ')}.`,
                });
            }
            await emitters[config.emit ?? 'array'](action.pages(inputs, client, options), {
                RED,
                action: action.type,
                msg,
                send: sendWhileOpen,
                all: inputs.fetchAll === true,
                onPage: (page, records) => status.page(page, records),
            });
            return;
        }
        const { payload, answer, properties } = await perform(action, inputs, client, options);
        sendWhileOpen(Object.assign(msg, properties, { payload, intercom: facts(action.type, answer) }));
    }

    /** The one guard: an input handler that rejects would end the Node-RED process. */
    async function guard(msg: Message, send: (msg: NodeMessage) => void, done: (error?: Error) => void): Promise<void> {
        status.begin();
        try {
            await work(msg, send);
            status.end();
            done();
        } catch (thrown) {
            const error = closing.signal.aborted ? aborted(thrown) : asIntercomError(thrown);
            status.end(error);
            fail(msg, error, done);
        }
    }

    function fail(msg: Message, error: IntercomError, done: (error?: Error) => void): void {
        try {
            msg.intercom = {
                action: action.type,
                statusCode: error.statusCode,
                requestId: error.requestId,
                ...(error.next !== null && { next: error.next }),
                error: error.describe(),
            };
        } catch {
            // a frozen message: the error itself still says what failed
        }
        if (closing.signal.aborted && isUnheard(RED, node)) node.error(error);
        else done(error);
    }

    node.on('input', (msg, send, done) => {
        const run: Promise<void> = guard(msg as Message, send, done)
            .catch((error) => node.error(String(error))) // a message that even the catch node's copy fails on
            .finally(() => running.delete(run));
        running.add(run);
    });

    node.on('close', (_removed: boolean, done: () => void) => {
        closing.abort();
        // each message in flight ends as aborted before the node is gone, so that a catch node can still hear it
        Promise.allSettled(running).then(() => {
            status.clear();
            done();
        });
    });

    status.rest(problemOf(RED, config));
}

/** What cut a message off, in the words of the editor; a list still says where it can be taken up. */
function aborted(thrown: unknown): IntercomError {
    const error = new IntercomError('The request was aborted: its node was redeployed or stopped.', {
        code: 'aborted',
        hint: 'Send the message again.',
    });
    error.next = thrown instanceof IntercomError ? thrown.next : null;
    return error;
}

/**
 * Whether the catch nodes of a closing node's flow are closed too, as in a full deploy. What they are given then is
 * sent to nodes that are gone, or to their successors: the error would be lost, or turn up in the new flow.
 */
function isUnheard(RED: NodeAPI, { z }: Node): boolean {
    const catches: string[] = [];
    RED.nodes.eachNode((def) => {
        if (def.type === 'catch' && def.z === z) catches.push(def.id);
    });
    return catches.length > 0 && catches.every((id) => !RED.nodes.getNode(id));
}

function problemOf(RED: NodeAPI, config: ActionNodeDef): IntercomError | undefined {
    try {
        connectionOf(RED, config.connection).client();
        return undefined;
    } catch (error) {
        return asIntercomError(error);
    }
}

/** Registers the node type of an action. */
export function registerAction(RED: NodeAPI, action: AnyAction): void {
    RED.nodes.registerType(action.type, function ActionNode(this: Node, config: ActionNodeDef) {
        RED.nodes.createNode(this, config);
        start(RED, this, action, config);
    });
}

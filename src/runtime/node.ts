import { setMaxListeners } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Node, NodeAPI, NodeDef, NodeMessage } from 'node-red';
import {
    type AnyAction,
    type ChosenAction,
    InputError,
    type Inputs,
    isList,
    type ListAction,
    nextInput,
    pagesOf,
} from '../action';
import { type CallOptions, type Client, IntercomError, type Page } from '../client';
import { forgetOwnAdmin } from '../objects';
import { isUnheard } from './catches';
import { connectionOf, GRACE_MS, markOf } from './connection';
import { eachReader, Interrupted, Runs } from './each';
import { type Config, inputReader } from './inputs';
import { migrated } from './migrations';
import { type Emit, emitters, intercomOf, type Message, type Send, type Unsent, withoutNext } from './outputs';
import { perform, resolveReferences } from './perform';
import { sentenceOf } from './sentence';
import { counted, NodeStatus, nameOf } from './status';
import { wordsOf } from './words';

type ActionNodeDef = NodeDef & { connection?: string; emit?: string };

/** Whatever was thrown, as an error of ours: nothing else may reach a flow. */
export function asIntercomError(error: unknown): IntercomError {
    if (error instanceof IntercomError) return error;
    const message = error instanceof Error ? error.message : String(error);
    return new IntercomError(`The node failed: ${message}`, { code: 'internal_error' });
}

function emitOf(config: ActionNodeDef): Emit {
    const emit = config.emit ?? 'array';
    if (Object.hasOwn(emitters, emit)) return emit as Emit;
    const values = { choices: Object.keys(emitters).join(', '), value: JSON.stringify(emit) };
    throw new InputError('invalid_field', 'emit', { key: 'fault.choice', values });
}

/** Makes a node of an action: reads inputs, calls Intercom, sends or fails exactly once for each message. */
function start(RED: NodeAPI, node: Node, action: AnyAction, definition: ActionNodeDef): void {
    const config = migrated(action.type, definition as unknown as Config);
    const read = inputReader(RED, node, action, config);
    const readEach = isList(action) ? undefined : eachReader(RED, node, config);
    const words = wordsOf(RED);
    const status = new NodeStatus(node, words, markOf(RED, definition.connection));
    const closing = new AbortController();
    // one listener for each message in flight: however many, they are no leak
    setMaxListeners(0, closing.signal);
    const running = new Set<Promise<void>>();
    const runs = new Runs();
    let isClosing = false;

    const options: CallOptions = {
        signal: closing.signal,
        lane: node.id,
        onHold: (until) => !closing.signal.aborted && status.hold(until),
    };

    /** The inputs of a message, with the ids of what they refer to. */
    async function inputsOf(msg: Message, client: Client): Promise<Inputs> {
        const inputs = await resolveReferences(action, await read(msg), client, options);
        closing.signal.throwIfAborted();
        return inputs;
    }

    async function sendList(
        list: ListAction,
        msg: Message,
        send: Send,
        client: Client,
        unsent: Unsent,
    ): Promise<string> {
        const emit = emitOf(definition);
        const inputs = await inputsOf(msg, client);
        let told = '';
        const onPage = ({ pages }: Page, records: number) => {
            const { totalCount: total } = pages;
            told =
                total === null || total < records
                    ? counted(records)
                    : words('status.countOf', { count: counted(records), total: counted(total) });
            status.progress(() => words('status.page', { page: pages.page ?? 1, records: counted(records) }));
        };
        const source = list.list;
        const pages =
            typeof source === 'function'
                ? source(inputs as never, client, options)
                : pagesOf(source as never, inputs, client, options);
        const given = nextInput(list) === undefined ? withoutNext(pages) : pages;
        await emitters[emit](given, { RED, action, msg, send, unsent, onPage });
        return told;
    }

    /** What one message, or one element of a list, comes to. */
    async function resultOf(one: Exclude<AnyAction, ListAction>, msg: Message, client: Client, arrivedAt: number) {
        const inputs = await inputsOf(msg, client);
        const { payload, answer, properties, intercom } = await perform(one, inputs, client, { ...options, arrivedAt });
        return { payload, properties, intercom: { ...intercomOf(action, answer), ...intercom } };
    }

    async function sendEach(one: Exclude<AnyAction, ListAction>, msg: Message, send: Send, client: Client) {
        const arrivedAt = Date.now();
        const each = await (readEach as NonNullable<typeof readEach>)(msg);
        const { done, failed } = await runs.work(each, {
            RED,
            action,
            msg,
            send,
            signal: closing.signal,
            work: async (element) => {
                try {
                    return await resultOf(one, element, client, arrivedAt);
                } catch (thrown) {
                    return { error: told(thrown, client) };
                }
            },
            fail: (element, error) => fail(element, error, (said) => node.error(said as Error, element)),
            onProgress: (reached, total) =>
                status.progress(() => words('status.each', { done: counted(reached), total: counted(total) })),
        });
        return words(failed === 0 ? 'status.done' : 'status.doneFailed', {
            done: counted(done),
            failed: counted(failed),
        });
    }

    /** Does the work of a message. Answers what came out, for the status. */
    async function work(msg: Message, send: Send, unsent: Unsent): Promise<string> {
        const client = connectionOf(RED, definition.connection).client();
        const sendWhileOpen = (out: NodeMessage) => {
            closing.signal.throwIfAborted();
            send(out);
        };
        try {
            if (isList(action)) return await sendList(action, msg, sendWhileOpen, client, unsent);
            if (readEach) return await sendEach(action, msg, sendWhileOpen, client);
            const { payload, properties, intercom } = await resultOf(action, msg, client, Date.now());
            sendWhileOpen(Object.assign(msg, properties, { payload, intercom }));
            return nameOf(payload) ?? words('status.ok');
        } catch (error) {
            throw told(error, client);
        }
    }

    /** What was thrown, in the words of the panel. */
    function told(thrown: unknown, client?: Client): IntercomError {
        if (closing.signal.aborted || thrown instanceof Interrupted) return aborted(thrown);
        const error = sentenceOf(RED, words, action, config, asIntercomError(thrown));
        if (error.statusCode === 401 && client) forgetOwnAdmin(client);
        return error;
    }

    /** The one guard: an input handler that rejects would end the Node-RED process. */
    async function guard(msg: Message, send: Send, done: (error?: Error) => void): Promise<void> {
        const unsent: Unsent = {};
        status.begin();
        try {
            const result = await work(msg, send, unsent);
            status.end(result);
            done();
        } catch (thrown) {
            const error = thrown instanceof IntercomError ? thrown : told(thrown);
            status.end(error);
            fail(msg, error, done, unsent);
        }
    }

    function fail(msg: Message, error: IntercomError, done: (error?: Error) => void, unsent: Unsent = {}): void {
        try {
            msg.intercom = {
                action: action.type,
                ...action.marks,
                statusCode: error.statusCode,
                requestId: error.requestId,
                ...(error.next !== null && { next: error.next, ...unsent }),
                error: { ...error.describe(), ...(error.next !== null && { next: error.next }) },
            };
        } catch {
            // a frozen message: the error itself still says what failed
        }
        if (isClosing && isUnheard(RED, node)) node.error(error);
        else done(error);
    }

    node.on('input', (msg, send, done) => {
        const run: Promise<void> = guard(msg as Message, send, done)
            .catch((error) => node.error(String(error))) // a message that even the catch node's copy fails on
            .finally(() => running.delete(run));
        running.add(run);
    });

    node.on('close', (_removed: boolean, done: () => void) => {
        isClosing = true;
        const close = async () => {
            if (runs.isBusy) await Promise.race([runs.stop(), sleep(GRACE_MS, undefined, { ref: false })]);
            else runs.stop();
            closing.abort();
            // each message in flight ends as aborted before the node is gone, so that a catch node can still hear it
            await Promise.allSettled(running);
            status.clear();
            done();
        };
        void close();
    });

    status.rest(problemOf(RED, definition));
}

/** What cut a message off, in the words of the editor; a list still says where it can be taken up. */
function aborted(thrown: unknown): IntercomError {
    if (thrown instanceof IntercomError && thrown.code === 'aborted' && thrown.hint !== null) return thrown;
    const error = new IntercomError('Aborted: the node was redeployed or stopped.', {
        code: 'aborted',
        hint: 'Send the message again.',
    });
    if (thrown instanceof Interrupted) error.next = thrown.next;
    else if (thrown instanceof IntercomError) error.next = thrown.next;
    return error;
}

function problemOf(RED: NodeAPI, config: ActionNodeDef): IntercomError | undefined {
    try {
        connectionOf(RED, config.connection).client();
        return undefined;
    } catch (error) {
        return asIntercomError(error);
    }
}

/** Registers the node type of an action, or of many of which each node is one. */
export function registerAction(RED: NodeAPI, action: AnyAction | ChosenAction): void {
    RED.nodes.registerType(action.type, function ActionNode(this: Node, config: ActionNodeDef) {
        RED.nodes.createNode(this, config);
        const chosen = 'choose' in action ? action.choose(config as unknown as Config) : action;
        start(RED, this, chosen, config);
    });
}

import { performance } from 'node:perf_hooks';
import type { Node, NodeAPI, NodeDef, NodeStatus } from 'node-red';
import { defineTrigger } from '../../src/action';
import { type ApiAnswer, IntercomError, systemClock, wait } from '../../src/client';
import { unixSeconds } from '../../src/fields';
import {
    asIntercomError,
    connectionOf,
    errorText,
    intercomOf,
    isSameWorkspace,
    marked,
    markOf,
    type WorkspaceMark,
    wordsOf,
} from '../../src/runtime';
import { Memory } from './memory';
import type { Changes, WatchedRecord } from './round';
import { searchPage } from './search';
import { type Resource, resources, type Watch, Watcher } from './watcher';

const TYPE = 'intercom-watch';

interface WatchDef extends NodeDef {
    connection?: string;
    resource?: string;
    /** Seconds. */
    interval?: number | string;
    changes?: string;
    /** `now`, or a date. */
    startFrom?: number | string;
}

const DEFAULT_INTERVAL = 60;
const MAX_INTERVAL = 86_400;
/** The longest pause after failures, in ms, unless the interval itself is longer. */
const MAX_PAUSE = 5 * 60_000;

const allChanges: Changes[] = ['created', 'updated', 'both'];

function oneOf<T extends string>(property: string, value: string | undefined, preset: T, known: T[]): T {
    const found = known.find((one) => one === (value || preset));
    if (found) return found;
    throw new IntercomError(`The property ${property} cannot be ${JSON.stringify(value)}.`, {
        code: 'invalid_field',
        field: property,
        hint: `Choose one of: ${known.join(', ')}.`,
    });
}

/** @throws IntercomError `invalid_field` */
function startDate(startFrom: unknown): number {
    const seconds = unixSeconds(startFrom);
    if (seconds !== undefined) return seconds;
    throw new IntercomError(`Start from must be now or a date, not ${JSON.stringify(startFrom)}.`, {
        code: 'invalid_field',
        field: 'startFrom',
        hint: 'Give one such as 2026-01-31T09:00:00Z.',
    });
}

/** @throws IntercomError `invalid_field` */
function watchOf({ resource, changes, startFrom }: WatchDef): Watch {
    const isNow = (startFrom ?? '') === '' || startFrom === 'now';
    return {
        resource: oneOf('resource', resource, 'contacts', Object.keys(resources) as Resource[]),
        changes: oneOf('changes', changes, 'both', allChanges),
        from: isNow ? 'now' : startDate(startFrom),
    };
}

/** Milliseconds between two checks. @throws IntercomError `invalid_field` */
function intervalOf({ interval }: WatchDef): number {
    const seconds = interval === undefined || interval === '' ? DEFAULT_INTERVAL : Number(interval);
    if (seconds >= 1 && seconds <= MAX_INTERVAL) return seconds * 1000;
    throw new IntercomError(`The property interval cannot be ${JSON.stringify(interval)}.`, {
        code: 'invalid_field',
        field: 'interval',
        hint: `Give seconds, from 1 to ${MAX_INTERVAL}.`,
    });
}

/** Registers the node that asks Intercom for changes at intervals. */
function watch(RED: NodeAPI): void {
    const words = wordsOf(RED);
    const memory = new Memory();
    const clockTime = (ms: number) => new Date(ms).toLocaleTimeString('en-GB');

    function start(node: Node, def: WatchDef): void {
        const settings = watchOf(def);
        const interval = intervalOf(def);
        const connection = connectionOf(RED, def.connection);
        const client = connection.client();
        const closing = new AbortController();
        const { signal } = closing;
        const { resource, changes, from } = settings;
        // a position is worth nothing for other records or another beginning
        const key = [connection.id, resource, changes === 'created' ? 'created' : 'updated', from].join(' ');

        const { mark } = connection;
        const show = ({ text = '', ...status }: NodeStatus) => node.status({ ...status, text: marked(text, mark) });
        const checking = () => show({ fill: 'blue', shape: 'dot', text: words('status.checking') });
        const options = {
            signal,
            lane: node.id,
            onHold: (until: number | null) => {
                if (signal.aborted) return;
                if (until === null) return checking();
                const seconds = Math.max(0, Math.ceil((until - Date.now()) / 1000));
                show({ fill: 'yellow', shape: 'ring', text: words('status.hold', { seconds }) });
            },
        };
        let workspace: WorkspaceMark | undefined;
        /** The token may be another workspace's than the one whose records were told before. */
        const workspaceOf = async () => {
            workspace ??= await connection.workspace(options);
            return workspace;
        };
        const watcher = new Watcher<ApiAnswer>(settings, {
            search: async (body) => {
                // before anything is told: a position is kept with its workspace
                await workspaceOf();
                return searchPage(client, resource, body, options);
            },
            load: async () => {
                const kept = await memory.load(node, key);
                const isPosition = kept !== undefined && 'at' in kept.position;
                if (!isPosition || !kept.workspace) return kept?.position;
                return isSameWorkspace(kept.workspace, await workspaceOf()) ? kept.position : undefined;
            },
            save: (position) => memory.save(node, { key, workspace, position }),
            tell: (changes) => {
                signal.throwIfAborted();
                for (const { kind, record, answer } of changes) {
                    const topic = `${resources[resource]}.${kind}`;
                    node.send({ topic, payload: record, intercom: intercomOf({ type: TYPE }, answer) });
                }
            },
            report: (error, records) => {
                signal.throwIfAborted();
                unread = error;
                fail(error, records);
            },
            // set when the process began and never again, as the clock of a machine without a battery is
            now: () => performance.timeOrigin + performance.now(),
        });
        /** What the last check could not read: it stays in the status until the next. */
        let unread: IntercomError | undefined;

        function fail(error: IntercomError, records?: WatchedRecord[]): void {
            const { statusCode, requestId } = error;
            node.error(error, {
                topic: resources[resource],
                ...(records && { payload: records }),
                intercom: { action: TYPE, statusCode, requestId, error: error.describe() },
            });
        }

        function showProblem(error: IntercomError, next: number): void {
            const text = words('status.retryAt', { problem: errorText(words, error), next: clockTime(next) });
            show({ fill: 'red', shape: 'ring', text });
        }

        /** One check after the other, until the node is closed. */
        async function run(): Promise<void> {
            for (let failures = 0; ; ) {
                const began = systemClock.now();
                let pause = interval;
                checking();
                unread = undefined;
                try {
                    await watcher.check();
                    if (signal.aborted) return;
                    failures = 0;
                    pause = Math.max(0, interval - (systemClock.now() - began));
                    const last = clockTime(Date.now());
                    const next = clockTime(Date.now() + pause);
                    if (unread) showProblem(unread, Date.now() + pause);
                    else show({ fill: 'green', shape: 'dot', text: words('status.checked', { last, next }) });
                } catch (thrown) {
                    if (signal.aborted) return;
                    failures++;
                    pause = Math.min(interval * 2 ** Math.min(failures, 20), Math.max(interval, MAX_PAUSE));
                    const error = asIntercomError(thrown);
                    showProblem(error, Date.now() + pause);
                    fail(error);
                }
                await wait(systemClock, pause, signal);
            }
        }

        const running = run().catch((error: unknown) => {
            if (!signal.aborted) node.error(asIntercomError(error));
        });
        node.on('close', (isRemoved: boolean, done: () => void) => {
            closing.abort();
            // what was told is kept as told before the node is gone
            running.then(() => {
                if (isRemoved) memory.forget(node);
                node.status({});
                done();
            });
        });
    }

    RED.nodes.registerType(TYPE, function WatchNode(this: Node, def: WatchDef) {
        RED.nodes.createNode(this, def);
        try {
            start(this, def);
        } catch (thrown) {
            const error = asIntercomError(thrown);
            const text = marked(errorText(words, error), markOf(RED, def.connection));
            this.status({ fill: 'red', shape: 'ring', text });
            this.warn(error.message);
        }
    });
}

export default defineTrigger({
    type: TYPE,
    properties: {
        resource: { value: 'contacts' },
        interval: { value: DEFAULT_INTERVAL, checked: true },
        changes: { value: 'both' },
        startFrom: { value: 'now', checked: true },
    },
    register: watch,
});

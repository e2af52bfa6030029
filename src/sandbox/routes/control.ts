import { invalid } from '../http/api-error';
import { bodyObject, type Operation, type Route } from '../http/call';
import { type Fault, faultKinds } from '../http/faults';
import type { RecordedRequest } from '../http/request-log';
import { type Lively, oneCustomer } from '../lively';
import { type Delivery, deliver } from '../webhooks/delivery';
import type { SubscriptionOptions } from '../webhooks/notifier';
import type { World } from '../world';
import { lastOf } from './live';

/** What the control interface can do to a sandbox. */
export interface Controls {
    world: World;
    lively: Lively;
    /** The last requests, oldest first. */
    requests: readonly RecordedRequest[];
    reset: () => void;
    summary: () => object;
}

/** A fault as it is written in JSON: the path is the source of a regular expression, -1 times is for ever. */
type WrittenFault = Omit<Fault, 'match'> & { match?: { method?: string; path?: string } };

/**
 * `/_sandbox/`: the sandbox's own interface for other processes, the demo and people with curl. It asks for no token;
 * the server listens on the loopback address only.
 *
 * - `GET /_sandbox/` a summary
 * - `POST /_sandbox/reset` back to the seed
 * - `POST /_sandbox/fault` a `Fault` as JSON (`match.path` the text of a regular expression, `times: -1` for ever)
 * - `DELETE /_sandbox/fault` all faults off
 * - `GET /_sandbox/live` what the page shows: the last records and requests
 * - `POST /_sandbox/lively` `{"on": boolean, "everyMs"?}` customers write now and then
 * - `POST /_sandbox/customer` one of them does, now
 * - `POST /_sandbox/clock` `{"now": ms}` or `{"advanceMs": ms}`
 * - `POST /_sandbox/event` `{"url", "topic", "item", "secret"?}` sends a signed webhook notification there
 * - `POST /_sandbox/subscribe` `{"url", "topics"?, "secret"?}` sends every change there from now on
 * - `DELETE /_sandbox/subscribe` ends all of these
 */
export function controlRoutes({ world, lively, requests, reset, summary }: Controls): Route[] {
    const route = (method: Route['method'], path: string, operation: Operation): Route => {
        return { method, path: `/_sandbox${path}`, operation, control: true };
    };
    const subscribed = new Map<string, () => void>();
    return [
        route('GET', '', () => ({ json: summary() })),
        route('GET', '/live', () => ({ json: { ...summary(), lively: lively.on, ...lastOf(world, requests) } })),
        route('POST', '/lively', (call) => {
            const { on, everyMs } = bodyObject(call);
            if (typeof on !== 'boolean') throw invalid('on must be a boolean', 'on');
            if (typeof everyMs === 'number' && everyMs >= 100) lively.everyMs = everyMs;
            lively.set(on);
            return { json: { on: lively.on, everyMs: lively.everyMs } };
        }),
        route('POST', '/customer', () => {
            oneCustomer(world);
            return { json: summary() };
        }),
        route('POST', '/reset', () => {
            reset();
            return { json: summary() };
        }),
        route('POST', '/fault', (call) => {
            world.faults.add(readFault(bodyObject(call)));
            return { json: { faults: world.faults.size } };
        }),
        route('DELETE', '/fault', () => {
            world.faults.clear();
            return { json: { faults: 0 } };
        }),
        route('POST', '/clock', (call) => {
            const { now, advanceMs } = bodyObject(call);
            if (typeof now === 'number') world.setClock(now);
            if (typeof advanceMs === 'number') world.setClock(world.now() + advanceMs);
            return { json: { now: world.now() } };
        }),
        route('POST', '/event', async (call) => {
            const { url, topic } = bodyObject(call);
            if (typeof url !== 'string' || typeof topic !== 'string') throw invalid('url and topic are required');
            return { json: await deliver(world, call.body as Delivery) };
        }),
        route('POST', '/subscribe', (call) => {
            const { url, topics, secret } = bodyObject(call);
            if (typeof url !== 'string' || !URL.canParse(url)) throw invalid('url is required', 'url');
            subscribed.get(url)?.();
            const options: SubscriptionOptions = {};
            if (Array.isArray(topics)) options.topics = topics.map(String);
            if (typeof secret === 'string') options.secret = secret;
            subscribed.set(url, world.notifier.subscribe(url, options));
            return { json: { subscribed: [...subscribed.keys()] } };
        }),
        route('DELETE', '/subscribe', () => {
            for (const end of subscribed.values()) end();
            subscribed.clear();
            return { json: { subscribed: [] } };
        }),
    ];
}

/** Reads a fault as it is written in JSON; throws an ApiError that says which kinds there are. */
export function readFault(written: unknown): Fault {
    const { match, times, ...fault } = written as WrittenFault;
    if (!faultKinds.includes(fault.kind)) throw invalid(`kind must be one of ${faultKinds.join(', ')}`);
    const path = match?.path === undefined ? undefined : new RegExp(match.path);
    return {
        ...fault,
        times: times === -1 ? Number.POSITIVE_INFINITY : times,
        match: { method: match?.method, path },
    } as Fault;
}

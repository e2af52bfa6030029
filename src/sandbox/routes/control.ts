import type { FastifyInstance } from 'fastify';
import { type Fault, faultKinds } from '../http/faults';
import { type Delivery, deliver } from '../webhooks/delivery';
import type { World } from '../world';

/** What the control interface can do to a sandbox. */
export interface Controls {
    world: World;
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
 * - `POST /_sandbox/clock` `{"now": ms}` or `{"advanceMs": ms}`
 * - `POST /_sandbox/event` `{"url", "topic", "item", "secret"?}` sends a signed webhook notification there
 */
export function controlRoutes({ world, reset, summary }: Controls): (app: FastifyInstance) => void {
    const read = (body: unknown): Record<string, unknown> => {
        const text = Buffer.isBuffer(body) ? body.toString() : '';
        return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
    };
    return (app) => {
        app.get('/_sandbox', () => summary());
        app.get('/_sandbox/', () => summary());
        app.post('/_sandbox/reset', () => {
            reset();
            return summary();
        });
        app.post('/_sandbox/fault', (request, reply) => {
            const written = read(request.body) as unknown as WrittenFault;
            if (!faultKinds.includes(written.kind)) {
                return reply.code(400).send({ error: `kind must be one of ${faultKinds.join(', ')}` });
            }
            const { match } = written;
            const path = match?.path === undefined ? undefined : new RegExp(match.path);
            const times = written.times === -1 ? Number.POSITIVE_INFINITY : written.times;
            world.faults.add({ ...written, times, match: { method: match?.method, path } } as Fault);
            return { faults: world.faults.size };
        });
        app.delete('/_sandbox/fault', () => {
            world.faults.clear();
            return { faults: 0 };
        });
        app.post('/_sandbox/clock', (request) => {
            const { now, advanceMs } = read(request.body);
            if (typeof now === 'number') world.setClock(now);
            if (typeof advanceMs === 'number') world.setClock(world.now() + advanceMs);
            return { now: world.now() };
        });
        app.post('/_sandbox/event', async (request, reply) => {
            const event = read(request.body) as unknown as Delivery;
            if (typeof event.url !== 'string' || typeof event.topic !== 'string') {
                return reply.code(400).send({ error: 'url and topic are required' });
            }
            return deliver(world, event);
        });
    };
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { Limiter } from '../../src/client';
import { Lane, type Member } from '../../src/client/lane';
import type { Pass } from '../../src/client/limiter';
import { Stop } from '../../src/client/signal';
import { FakeClock, failure, settled } from './support';

/** A server that counts calls in fixed windows, as Intercom does, with a clock of its own that is off by an hour. */
class Server {
    used = 0;
    refused = 0;
    served: { name: string; at: number }[] = [];
    /** How many calls were allowed in each window. */
    readonly windows: number[] = [];
    #ends = 0;

    constructor(
        readonly clock: FakeClock,
        readonly limit: number,
        readonly windowMs = 10_000,
    ) {}

    /** Uses calls up from elsewhere. */
    take(): { status: number; headers: Record<string, string> } {
        const now = this.clock.now() - 3_600_000;
        if (now >= this.#ends) {
            this.#ends = (Math.floor(now / this.windowMs) + 1) * this.windowMs;
            this.used = 0;
            this.windows.push(0);
        }
        const allowed = this.used < this.limit;
        if (allowed) {
            this.used++;
            this.windows[this.windows.length - 1] = this.used;
        } else this.refused++;
        return {
            status: allowed ? 200 : 429,
            headers: {
                date: new Date(now).toUTCString(),
                'x-ratelimit-limit': String(this.limit),
                'x-ratelimit-remaining': String(this.limit - this.used),
                'x-ratelimit-reset': String(Math.ceil(this.#ends / 1000)),
            },
        };
    }
}

/** Sends a request through a limiter, again after each 429; it is counted half way through its `ms`. */
async function send(limiter: Limiter, server: Server, lane: string, name: string, ms = 100): Promise<void> {
    const { clock } = server;
    let pass: Pass | undefined;
    for (;;) {
        pass = await limiter.enter(lane, undefined, undefined, pass);
        await new Promise<void>((resolve) => clock.setTimeout(resolve, ms / 2));
        const { status, headers } = server.take();
        await new Promise<void>((resolve) => clock.setTimeout(resolve, ms / 2));
        limiter.leave(status, headers);
        if (status !== 429) break;
    }
    server.served.push({ name, at: clock.now() });
}

const limiterWith = (clock: FakeClock, random = 0.5) => new Limiter(clock, () => random);

describe('client: limiter', () => {
    let clock: FakeClock;
    beforeEach(() => {
        clock = new FakeClock();
    });

    it('tries an unknown limit with a few requests, then lets all run at once', async () => {
        const server = new Server(clock, 1666);
        const limiter = limiterWith(clock);
        const all = Array.from({ length: 90 }, (_, i) => send(limiter, server, 'a', String(i)));
        assert.equal(limiter.waiting, 80);
        await clock.advance(450);
        await Promise.all(all);
        assert.equal(server.served.length, 90);
        assert.equal(limiter.waiting, 0);
    });

    for (const limit of [83, 167, 1666, 5000])
        it(`keeps within ${limit} per window, and uses it`, async () => {
            const server = new Server(clock, limit);
            const limiter = limiterWith(clock);
            const count = limit * 2 + 10;
            const all = Array.from({ length: count }, (_, i) => send(limiter, server, 'a', String(i)));
            // At most one window is begun half way through, and a reset is known to the second only.
            await clock.advance(36_000);
            await Promise.all(all);
            assert.equal(server.refused, 0);
            assert.equal(server.served.length, count);
        });

    it('does not limit where no headers come', async () => {
        const limiter = limiterWith(clock);
        const first = await limiter.enter('a');
        assert(first);
        limiter.leave(200, {});
        for (let i = 0; i < 90; i++) assert(!(limiter.enter('a') instanceof Promise));
    });

    it('keeps the order within a lane', async () => {
        const server = new Server(clock, 20);
        const limiter = limiterWith(clock);
        const all = Array.from({ length: 60 }, (_, i) => send(limiter, server, 'a', String(i)));
        await clock.advance(60_000);
        await Promise.all(all);
        assert.deepEqual(
            server.served.map(({ name }) => name),
            Array.from({ length: 60 }, (_, i) => String(i)),
        );
    });

    it('lets lanes take turns: one request does not wait for a hundred of another node', async () => {
        const server = new Server(clock, 20);
        const limiter = limiterWith(clock);
        for (let i = 0; i < 100; i++) void send(limiter, server, 'many', 'many');
        void send(limiter, server, 'one', 'one');
        await clock.advance(300);
        assert(server.served.some(({ name }) => name === 'one'));
        await clock.advance(100_000);
        assert.equal(server.served.length, 101);
    });

    it('holds everything after a 429 for as long as its headers ask, by the clock of the server', async () => {
        const limiter = limiterWith(clock, 0);
        limiter.enter('a');
        const date = new Date(1_000_000_000_000).toUTCString();
        limiter.leave(429, { date, 'x-ratelimit-reset': '1000000012', 'retry-after': '5' });
        let isIn = false;
        void Promise.resolve(limiter.enter('b')).then(() => {
            isIn = true;
        });
        await clock.advance(11_999);
        assert(!isIn);
        await clock.advance(1);
        assert(isIn);
    });

    for (const [what, headers, ms] of [
        ['no header', {}, 1000],
        ['Retry-After: 0', { 'retry-after': '0' }, 1000],
        ['Retry-After of a day', { 'retry-after': '86400' }, 300_000],
    ] as const)
        it(`holds ${ms} ms after a 429 with ${what}`, async () => {
            const limiter = limiterWith(clock, 0);
            limiter.enter('a');
            limiter.leave(429, headers);
            const until: (number | null)[] = [];
            void limiter.enter('a', undefined, (at) => until.push(at));
            assert.deepEqual(until, [clock.now() + ms]);
            await clock.advance(ms);
            assert.deepEqual(until.slice(1), [null]);
        });

    it('comes back carefully after a 429: no burst into the new window', async () => {
        const server = new Server(clock, 83);
        const limiter = limiterWith(clock);
        for (let i = 0; i < 83; i++) server.take();
        const all = Array.from({ length: 80 }, (_, i) => send(limiter, server, 'a', String(i)));
        await clock.advance(30_000);
        await Promise.all(all);
        assert(server.refused <= 10, `${server.refused} refused`);
    });

    it('settles with other processes that share the allowance', async () => {
        const server = new Server(clock, 83);
        const limiters = [0.1, 0.4, 0.9].map((random) => limiterWith(clock, random));
        const all = limiters.flatMap((limiter, p) =>
            Array.from({ length: 160 }, (_, i) => send(limiter, server, 'a', `${p}-${i}`)),
        );
        await clock.advance(120_000);
        await Promise.all(all);
        assert.equal(server.served.length, 480);
        assert(server.refused <= 24, `${server.refused} of 480 were refused`);
    });

    for (const [processes, leastUsed, mostRefused] of [
        [1, 0.95, 0.01],
        [4, 0.9, 0.03],
    ] as const)
        for (const ms of [2, 50, 400])
            it(`uses what ${processes} may, with answers that take ${ms} ms`, async () => {
                // From the beginning of a window, as far as whole seconds tell.
                clock.time = 1_700_000_000_000;
                const server = new Server(clock, 500);
                let chance = 1;
                const random = () => {
                    chance = (chance * 16_807) % 2_147_483_647;
                    return chance / 2_147_483_647;
                };
                const limiters = Array.from({ length: processes }, () => new Limiter(clock, random));
                const all = Array.from({ length: 3000 }, (_, i) =>
                    send(limiters[i % processes] as Limiter, server, `node ${i % 30}`, String(i), ms),
                );
                await clock.advance(90_000);
                await Promise.all(all);
                assert.equal(server.served.length, 3000);
                assert.equal(new Set(server.served.map(({ name }) => name)).size, 3000);
                const whole = server.windows.slice(0, -1);
                const used = whole.reduce((sum, count) => sum + count, 0) / (whole.length * server.limit);
                assert(used >= leastUsed, `${used} used: ${server.windows}`);
                const refused = server.refused / (3000 + server.refused);
                assert(refused <= mostRefused, `${refused} refused`);
            });

    it('believes the headers over its own count', async () => {
        const server = new Server(clock, 100);
        const limiter = limiterWith(clock);
        await Promise.all([send(limiter, server, 'a', 'first'), clock.advance(100)]);
        for (let i = 0; i < 97; i++) server.take();
        await Promise.all([send(limiter, server, 'a', 'second'), clock.advance(100)]);
        const all = Array.from({ length: 20 }, (_, i) => send(limiter, server, 'a', String(i)));
        await clock.advance(30_000);
        await Promise.all(all);
        assert.equal(server.refused, 0);
    });

    it('goes on when attempts fail without an answer', async () => {
        const limiter = limiterWith(clock);
        let done = 0;
        for (let i = 0; i < 50; i++)
            void Promise.resolve(limiter.enter('a')).then(async () => {
                await new Promise<void>((resolve) => clock.setTimeout(resolve, 10));
                limiter.leave();
                done++;
            });
        await clock.advance(1000);
        assert.equal(done, 50);
    });

    const held = () => {
        const limiter = limiterWith(clock);
        limiter.enter('a');
        limiter.leave(429, { 'retry-after': '60' });
        return limiter;
    };

    it('lets 30,000 requests wait, in order, and be called off', async () => {
        const limiter = held();
        const begun: number[] = [];
        const stop = new Stop();
        for (let i = 0; i < 15_000; i++) {
            void Promise.resolve(limiter.enter('a')).then(
                () => begun.push(i),
                () => {},
            );
            void Promise.resolve(limiter.enter('b', stop)).catch(() => {});
        }
        assert.equal(limiter.waiting, 30_000);
        stop.abort();
        assert.equal(limiter.waiting, 15_000);
        await clock.advance(70_000);
        assert.deepEqual(
            begun,
            Array.from({ length: begun.length }, (_, i) => i),
        );
        assert(begun.length > 0);
        limiter.close();
        assert.equal(limiter.waiting, 0);
    });

    it('is bounded by what the bodies take: too much waiting is an error that names forEach', async () => {
        const limiter = held();
        const enter = (bytes: number, again?: Pass) =>
            (async () => limiter.enter('a', undefined, undefined, again, bytes))();
        enter(200 * 1024 * 1024).catch(() => {}); // one alone may wait, whatever its size
        const error = await failure(enter(0), 'queue_full');
        assert(error.retryable && error.neverSent);
        assert.match(error.message.slice(0, 80), /^Too many requests wait\. .*forEach/);
        enter(0, { lane: 'a', order: 1 }).catch(() => {});
        assert.equal(limiter.waiting, 2, 'what is sent again waits all the same');
        limiter.close();
        await failure(enter(0), 'aborted');
    });

    it('has room again when what waited is called off', async () => {
        const limiter = held();
        const stop = new Stop();
        const enter = (signal?: Stop) => (async () => limiter.enter('a', signal, undefined, undefined, 90_000_000))();
        enter(stop).catch(() => {});
        await failure(enter(), 'queue_full');
        stop.abort();
        enter().catch(() => {});
        assert.equal(limiter.waiting, 1);
        limiter.close();
    });

    it('lets a waiting request be called off', async () => {
        const limiter = limiterWith(clock);
        limiter.enter('a');
        limiter.leave(429, { 'retry-after': '60' });
        const stop = new AbortController();
        const waiting = Promise.resolve(limiter.enter('a', stop.signal));
        const other = Promise.resolve(limiter.enter('a'));
        stop.abort();
        await failure(waiting, 'aborted');
        assert.equal(limiter.waiting, 1);
        await clock.advance(70_000);
        assert(await other);
    });

    it('ends all waiting when it is closed, and leaves no timer', async () => {
        const limiter = limiterWith(clock);
        limiter.enter('a');
        limiter.leave(429, {});
        const waiting = [1, 2, 3].map(() => failure(Promise.resolve(limiter.enter('a')), 'aborted'));
        limiter.close();
        await Promise.all(waiting);
        assert.equal(clock.timers, 0);
        await failure((async () => limiter.enter('a'))(), 'aborted');
    });

    it('tells waiting requests once until when they wait', async () => {
        const server = new Server(clock, 5);
        const limiter = limiterWith(clock);
        await Promise.all([...Array.from({ length: 5 }, () => send(limiter, server, 'a', '')), clock.advance(200)]);
        const told: (number | null)[] = [];
        void limiter.enter('a', undefined, (until) => told.push(until));
        for (let i = 0; i < 20; i++) void limiter.enter('a');
        await clock.advance(100);
        assert.equal(told.length, 1);
        assert((told[0] ?? 0) > clock.now());
        await clock.advance(12_000);
        await settled();
        assert.equal(told.at(-1), null);
    });
});

describe('client: a lane', () => {
    class Somebody implements Member {
        lane: Lane<Member> | null = null;
        before: Member | null = null;
        behind: Member | null = null;
        constructor(readonly order: number) {}
    }

    it('keeps its order, whoever comes and goes', () => {
        fc.assert(
            fc.property(fc.array(fc.oneof(fc.integer({ min: 0, max: 99 }), fc.constant(null))), (steps) => {
                const lane = new Lane<Somebody>('a');
                let model: Somebody[] = [];
                for (const step of steps) {
                    const leaving = model[(step ?? 0) % Math.max(1, model.length)];
                    if (step === null && leaving) {
                        lane.remove(leaving);
                        model = model.filter((one) => one !== leaving);
                        assert.equal(leaving.lane, null);
                    } else if (step !== null && model.every(({ order }) => order !== step)) {
                        const one = new Somebody(step);
                        lane.add(one);
                        model = [...model, one].sort((a, b) => a.order - b.order);
                    }
                    assert.deepEqual([...lane], model);
                    assert.equal(lane.first, model[0] ?? null);
                }
            }),
        );
    });
});

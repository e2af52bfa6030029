import assert from 'node:assert/strict';
import { performance } from 'node:perf_hooks';
import type { Node, NodeAPI } from 'node-red';
import createContact from '../../nodes/contacts/create-contact';
import type { AnyAction, ListAction } from '../../src/action';
import { Client, IntercomError } from '../../src/client';
import type { Clock } from '../../src/client/clock';
import { type Each, Interrupted, Runs } from '../../src/runtime/each';
import { inputReader } from '../../src/runtime/inputs';
import type { Message } from '../../src/runtime/outputs';
import { perform, resolveReferences } from '../../src/runtime/perform';
import { startSandbox } from '../../src/sandbox';

const ROWS = 20_000;
/** Intercom's 10,000 a minute, as it counts them. */
const rateLimit = { limit: 1667, windowMs: 10_000 };
/** The clock of sandbox and client runs so many times faster. */
const FASTER = 6;

const began = performance.timeOrigin + performance.now();
const now = (): number => began + (performance.timeOrigin + performance.now() - began) * FASTER;
const clock: Clock = {
    now,
    setTimeout: (run, ms) => setTimeout(run, ms / FASTER),
    clearTimeout: (timer) => clearTimeout(timer as NodeJS.Timeout),
};

const RED = { util: require('@node-red/util').util } as NodeAPI;
const node = { id: 'n', z: 'z' } as Node;
const action = createContact as Exclude<AnyAction, ListAction>;

/** Two in a hundred that Intercom refuses. */
const isBad = (index: number): boolean => index % 50 === 7;

describe('20,000 rows at 10,000 a minute, 2 % failing', () => {
    it('killed at a third and resumed: none lost, each once, and the limit is used', async function () {
        this.timeout(180_000);
        const sandbox = await startSandbox({ seed: { contacts: 0 }, rateLimit, now, remembered: 1 });
        const list = Array.from({ length: ROWS }, (_, index) => ({
            external_id: `row-${index}`,
            email: isBad(index) ? 'no address' : `row${index}@example.com`,
        }));
        const options = { accessToken: sandbox.token, baseUrl: sandbox.url, region: 'custom', version: '2.16' };
        const read = inputReader(RED, node, action, {});
        const seen = new Map<number, number>();
        let failures = 0;

        async function run(startAt: number, endAt: number): Promise<number | undefined> {
            const client = new Client({ ...options, timeout: 30_000 * FASTER, maxRetries: 3 } as never, { clock });
            const runs = new Runs();
            const closing = new AbortController();
            const call = { signal: closing.signal, lane: 'n' };
            const each: Each = { list, startAt, collect: 'items' };
            try {
                await runs.work(each, {
                    RED,
                    action,
                    msg: { _msgid: '1', payload: list } as Message,
                    signal: closing.signal,
                    send: ({ parts }) => {
                        const { index } = parts as { index: number };
                        seen.set(index, (seen.get(index) ?? 0) + 1);
                    },
                    work: async (msg) => {
                        try {
                            const inputs = await resolveReferences(action, await read(msg), client, call);
                            const { payload } = await perform(action, inputs, client, {
                                ...call,
                                arrivedAt: Date.now(),
                            });
                            return { payload, intercom: {} };
                        } catch (error) {
                            assert.ok(error instanceof IntercomError);
                            return { error };
                        }
                    },
                    fail: (msg, error) => {
                        assert.equal(error.statusCode, 400);
                        const { index } = msg.parts as { index: number };
                        assert.ok(isBad(index));
                        failures++;
                        seen.set(index, (seen.get(index) ?? 0) + 1);
                    },
                    onProgress: (reached) => {
                        if (reached < endAt) return;
                        const stopped = runs.stop();
                        client.close(1000 * FASTER);
                        void stopped.then(() => closing.abort());
                    },
                });
                return undefined;
            } catch (error) {
                assert.ok(error instanceof Interrupted, String(error));
                return error.next;
            } finally {
                client.close();
            }
        }

        try {
            const start = now();
            const next = await run(0, Math.floor(ROWS / 3));
            assert.ok(next !== undefined && next >= ROWS / 3 && next < ROWS / 3 + 300, `next ${next}`);
            assert.equal(await run(next, Number.POSITIVE_INFINITY), undefined);
            const windows = Math.ceil((now() - start) / rateLimit.windowMs);
            const used = ROWS / (windows * rateLimit.limit);
            assert.equal(seen.size, ROWS);
            assert.ok([...seen.values()].every((times) => times === 1));
            assert.equal(failures, list.filter((_, index) => isBad(index)).length);
            assert.equal(sandbox.state.contacts.count, ROWS - failures);
            console.log(
                `      ${windows} windows, ${(used * 100).toFixed(1)} % of them used, ${sandbox.counts.rateLimited} answered 429`,
            );
        } finally {
            await sandbox.close();
        }
    });
});

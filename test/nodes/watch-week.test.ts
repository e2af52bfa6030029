import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Begun, Position } from '../../nodes/watch/round';
import { searchPage } from '../../nodes/watch/search';
import { Watcher } from '../../nodes/watch/watcher';
import { Client, IntercomError } from '../../src/client';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { Days } from '../../src/sandbox/search/days';

const zones = ['America/New_York', 'Asia/Kolkata', 'Pacific/Auckland'];
const DAY = 86_400;
/** A Thursday; on the Sunday after it the clocks of New York go back, and a day has 25 hours. */
const START = Date.UTC(2026, 9, 29, 0, 0, 0) / 1000;
const CHANGES = 5000;

/** Numbers from 0 to 1, the same on every run. */
function chance(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state * 48_271) % 2_147_483_647;
        return state / 2_147_483_647;
    };
}

/** When the changes of the week happen: around the midnights of three zones, in bursts of a second, and at any time. */
function momentsOf(random: () => number): number[] {
    const midnights = zones.flatMap((zone) => {
        const days = new Days(zone);
        const found = [days.next(START)];
        while ((found.at(-1) ?? 0) < START + 6 * DAY) found.push(days.next(found.at(-1) ?? 0));
        return found;
    });
    const anyTime = () => START + HOUR + Math.floor(random() * (7 * DAY - 2 * HOUR));
    const moments: number[] = [];
    for (const midnight of midnights) {
        for (let n = 0; n < 60; n++) moments.push(midnight - 30 + n); // each second of a minute
        for (let n = 0; n < 20; n++) moments.push(midnight - 1, midnight);
    }
    for (let burst = 0; burst < 10; burst++) {
        const second = anyTime();
        for (let n = 0; n < 100; n++) moments.push(second);
    }
    while (moments.length < CHANGES) moments.push(anyTime());
    return moments.slice(0, CHANGES).sort((a, b) => a - b);
}

const HOUR = 3600;

/** Makes one change: a new contact, or a change of one that has not been changed yet. */
function change(sandbox: Sandbox, n: number, at: number): string {
    const { contacts } = sandbox.state;
    const old = contacts.at(n);
    if (!old) throw new Error('the seed is too small');
    if (n % 2 === 0) {
        contacts.update(old, (contact) => {
            contact.updated_at = at;
        });
        return `updated ${old.id} ${at}`;
    }
    const { ordinal: _ordinal, id: _id, ...fields } = old;
    const { id } = contacts.create({ ...fields, email: null, external_id: null, created_at: at, updated_at: at });
    return `created ${id} ${at}`;
}

describe('a week of changes', () => {
    for (const [index, timezone] of zones.entries()) {
        it(`with a workspace in ${timezone}: every change exactly once${index > 0 ? ' (long)' : ''}`, async function () {
            this.timeout(300_000);
            const random = chance(timezone.length);
            const sandbox = await startSandbox({
                now: () => START * 1000,
                timezone,
                seed: { contacts: CHANGES, companies: 0, tags: false },
                rateLimit: null,
                searchLagMs: 4 * 60_000,
            });
            sandbox.record = false;
            const client = new Client({
                region: 'custom',
                baseUrl: sandbox.url,
                version: '2.16',
                timeout: 5000,
                maxRetries: 0,
                accessToken: sandbox.token,
            });
            let kept: string | undefined;
            let clock = START * 1000;
            const told: string[] = [];
            const watcher = () =>
                new Watcher(
                    { resource: 'contacts', changes: 'both', from: 'now' },
                    {
                        search: (body) => searchPage(client, 'contacts', body),
                        load: async () => (kept === undefined ? undefined : (JSON.parse(kept) as Position | Begun)),
                        save: async (position) => {
                            kept = JSON.stringify(position);
                        },
                        tell: (changes) => {
                            for (const { kind, record } of changes)
                                told.push(`${kind} ${record.id} ${record.updated_at}`);
                        },
                        report: (error) => assert.fail(error.message),
                        now: () => clock,
                    },
                );
            let checks = 0;
            let failures = 0;
            try {
                const moments = momentsOf(random);
                const happened: string[] = [];
                let watching = watcher();
                await watching.check();
                for (let now = START; now < START + 7 * DAY + HOUR; ) {
                    // as a rule ten minutes; now and then a restart that takes up to half a day
                    const isRestart = random() < 0.02;
                    now += isRestart ? Math.floor(random() * DAY) / 2 : 300 + Math.floor(random() * 600);
                    now = Math.floor(now);
                    clock = now * 1000;
                    sandbox.setClock(clock);
                    while ((moments[happened.length] ?? Number.POSITIVE_INFINITY) <= now)
                        happened.push(change(sandbox, happened.length, moments[happened.length] ?? 0));
                    if (isRestart) watching = watcher();
                    if (random() < 0.05) sandbox.fault({ kind: 'status', status: 503, times: 1 });
                    checks++;
                    await watching.check().catch((error: unknown) => {
                        assert.ok(error instanceof IntercomError && error.statusCode === 503, String(error));
                        failures++;
                    });
                }
                assert.equal(happened.length, CHANGES);
                assert.deepEqual(told.sort(), happened.sort());
                assert.ok(failures > 0);
                const { requests } = sandbox.counts;
                console.log(`      ${checks} checks, ${failures} of them failed; ${requests} requests`);
            } finally {
                client.close();
                await sandbox.close();
            }
        });
    }
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import type { Begun, Changes, Position } from '../../nodes/watch/round';
import { type SearchBody, type SearchPage, type Watch, Watcher } from '../../nodes/watch/watcher';
import { Days } from '../../src/sandbox/search/days';

const HOUR = 3600;
const PER_PAGE = 150;
/** A Tuesday, in the afternoon. */
const START = Date.UTC(2026, 2, 3, 15, 0, 0) / 1000;

interface Entry {
    id: string;
    created_at: number;
    updated_at: number;
}

/** Numbers from 0 to 1, the same on every run. */
function chance(seed: number): () => number {
    let state = seed;
    return () => {
        state = (state * 48_271) % 2_147_483_647;
        return state / 2_147_483_647;
    };
}

/**
 * A busy workspace: changes come in the order of their times and are kept so, for a search that finds its page without
 * sorting. A record that changes moves to the end.
 */
class Busy {
    now = START;
    searches = 0;
    beforePage: () => void = () => undefined;
    /** Undefined where a record has moved away. */
    private readonly order: (Entry | undefined)[] = [];
    private readonly places = new Map<string, number>();
    private readonly days = new Days('America/New_York');

    change(id: string, at = this.now): void {
        const place = this.places.get(id);
        const before = place === undefined ? undefined : this.order[place];
        if (place !== undefined) this.order[place] = undefined;
        this.places.set(id, this.order.length);
        this.order.push({ id, created_at: before?.created_at ?? at, updated_at: at });
    }

    get records(): Entry[] {
        return this.order.filter((one) => one !== undefined);
    }

    async search({ query, sort, pagination }: SearchBody): Promise<SearchPage<string>> {
        this.searches++;
        this.beforePage();
        const { value } = query as { value: number };
        const bound = value === 0 ? 0 : this.days.next(value);
        const step = sort.order === 'ascending' ? 1 : -1;
        const after = pagination.starting_after;
        let place = after === undefined ? (step > 0 ? 0 : this.order.length - 1) : Number(after) + step;
        const records: Entry[] = [];
        let last = place;
        for (; place >= 0 && place < this.order.length && records.length < pagination.per_page; place += step) {
            const one = this.order[place];
            last = place;
            if (!one) continue;
            if (one.updated_at >= bound) records.push(one);
            else if (step < 0) place = 0;
        }
        const hasMore =
            place >= 0 && place < this.order.length && (step > 0 || (this.order[place]?.updated_at ?? bound) >= bound);
        return {
            records: records.map((one) => ({ ...one })),
            next: hasMore ? String(last) : null,
            serverTime: this.now,
            answer: '',
        };
    }
}

/** A watcher with what it told. */
function watching(workspace: Busy, from: Watch['from'] = 'now', changes: Changes = 'both') {
    const told: { kind: string; id: string; time: number }[] = [];
    const kept: { text?: string; count: number } = { count: 0 };
    const make = () =>
        new Watcher<string>(
            { resource: 'contacts', changes, from },
            {
                search: (body) => workspace.search(body),
                load: async () => (kept.text === undefined ? undefined : (JSON.parse(kept.text) as Position | Begun)),
                save: async (position) => {
                    kept.text = JSON.stringify(position);
                    kept.count++;
                },
                tell: (all) => {
                    for (const { kind, record } of all)
                        told.push({ kind, id: String(record.id), time: Number(record.updated_at) });
                },
                report: (error) => assert.fail(error.message),
                now: () => workspace.now * 1000,
            },
        );
    return { told, kept, make, watcher: make() };
}

/**
 * Nothing twice; *created* is told of what was created since then, first and once; the last change of all is told.
 * @param known what was there at the beginning, in its very second perhaps
 */
function checkTold(
    workspace: Busy,
    told: { kind: string; id: string; time: number }[],
    from: number,
    known = new Set<string>(),
): void {
    const each = told.map(({ id, time }) => `${id} ${time}`);
    assert.equal(new Set(each).size, each.length, 'something was told twice');
    const last = new Map(told.map(({ id, time }) => [id, time]));
    const first = new Map(told.toReversed().map(({ id, kind }) => [id, kind]));
    const created = told.filter(({ kind }) => kind === 'created').map(({ id }) => id);
    const wrong: string[] = [];
    for (const { id, created_at, updated_at } of workspace.records) {
        if (updated_at < from || (known.has(id) && updated_at === from)) {
            if (last.has(id)) wrong.push(`${id} is older than the beginning`);
            continue;
        }
        if (last.get(id) !== updated_at) wrong.push(`${id} ${updated_at} was missed`);
        const expected = created_at >= from && !known.has(id) ? 'created' : 'updated';
        if (first.get(id) !== expected) wrong.push(`${id} came out as ${first.get(id)}, not as ${expected}`);
    }
    assert.deepEqual(wrong.slice(0, 10), [], `${wrong.length} of ${told.length}`);
    assert.equal(new Set(created).size, created.length, 'something was created twice');
}

describe('the watcher in a busy workspace', function () {
    this.timeout(180_000);

    for (const rate of [100, 1000, 4000, 20_000]) {
        it(`${rate} changes an hour: a check costs the pages of an hour, and one or two more`, async () => {
            const workspace = new Busy();
            const random = chance(rate);
            const between = HOUR / rate;
            let count = 0;
            let at = START - 30 * HOUR;
            const until = (end: number) => {
                for (; at < end; at += between) {
                    // every third is a change of a record that is there
                    const known = count > 0 && random() < 1 / 3 ? Math.floor(random() * count) : count++;
                    workspace.change(`c${known}`, Math.floor(at));
                }
                workspace.now = end;
            };
            until(START);
            const { told, watcher } = watching(workspace);
            await watcher.check();
            const costs: number[] = [];
            for (let check = 1; check <= 90; check++) {
                until(START + check * 60);
                workspace.searches = 0;
                await watcher.check();
                costs.push(workspace.searches);
            }
            checkTold(workspace, told, START);
            const most = Math.max(...costs);
            console.log(`      ${told.length} told, ${most} requests at most for a check`);
            assert.ok(most <= Math.ceil((rate * 1.05) / PER_PAGE) + 2, `${most}`);
        });
    }

    it('one bulk update of everything: told once, the oldest first, at the cost of its pages', async () => {
        const workspace = new Busy();
        for (let n = 0; n < 30_000; n++) workspace.change(`c${n}`, START - 100 * HOUR + n * 10);
        workspace.now = START;
        const { told, watcher } = watching(workspace);
        await watcher.check();
        for (let n = 0; n < 30_000; n++) workspace.change(`c${n}`, START + 10 + Math.floor(n / 1000));
        workspace.now = START + 60;
        workspace.searches = 0;
        await watcher.check();
        assert.equal(told.length, 30_000);
        assert.ok(workspace.searches <= 30_000 / PER_PAGE + 2, String(workspace.searches));
        const times = told.map(({ time }) => time);
        assert.deepEqual(
            times,
            times.toSorted((a, b) => a - b),
        );
        checkTold(workspace, told, START);
        workspace.now += 2 * HOUR;
        workspace.change('c7');
        await watcher.check();
        workspace.now += 60;
        workspace.searches = 0;
        await watcher.check();
        assert.deepEqual([told.length, workspace.searches], [30_001, 1]);
    });

    const beginnings: [string, Watch['from']][] = [
        ['now', 'now'],
        ['a date ten days ago', START - 240 * HOUR],
    ];
    for (const [what, from] of beginnings) {
        it(`from ${what}: the right topics, though records change while pages are read and Node-RED is off for hours`, async () => {
            for (let seed = 1; seed <= 8; seed++) {
                const random = chance(seed);
                const workspace = new Busy();
                for (let n = 0; n < 6000; n++) workspace.change(`c${n}`, START - 300 * HOUR + n * 180);
                // an import ends in the second of the beginning
                for (let n = 6000; n < 6500; n++) workspace.change(`c${n}`, START);
                workspace.now = START;
                let count = 6500;
                const known = new Set(from === 'now' ? workspace.records.map(({ id }) => id) : []);
                const change = () => workspace.change(`c${random() < 0.3 ? count++ : Math.floor(random() * count)}`);
                const changeLately = () => workspace.change(`c${count - 1 - Math.floor(random() * 500)}`);
                const one = watching(workspace, from);
                let { watcher } = one;
                let isFirst = true;
                workspace.beforePage = () => {
                    if (isFirst && from === 'now') {
                        isFirst = false;
                        return;
                    }
                    workspace.now++;
                    for (let n = random() * 4; n > 1; n--) changeLately();
                };
                await watcher.check();
                for (let check = 0; check < 40; check++) {
                    // a few times it is off for hours, in which much happens
                    const isOff = check % 13 === 5;
                    if (isOff) watcher = one.make();
                    for (let n = isOff ? (seed % 2 ? 3500 : 2000) : 50; n > 0; n--) {
                        workspace.now += isOff ? 6 : 1;
                        change();
                    }
                    await watcher.check();
                }
                workspace.beforePage = () => undefined;
                await watcher.check();
                await watcher.check();
                checkTold(workspace, one.told, from === 'now' ? START : from, known);
            }
        });
    }
});

import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import {
    type Begun,
    type Change,
    type Changes,
    OVERLAP,
    type Position,
    type WatchedRecord,
} from '../../nodes/watch/round';
import { type SearchBody, type SearchPage, type Watch, Watcher } from '../../nodes/watch/watcher';
import { IntercomError } from '../../src/client';
import { Days } from '../../src/sandbox/search/days';

const HOUR = 3600;
/** A Tuesday, in the afternoon. */
const START = Date.UTC(2026, 2, 3, 15, 0, 0) / 1000;

interface Entry extends WatchedRecord {
    id: string;
    created_at: number;
    updated_at: number;
    /** When the search knows of the last change. */
    visibleAt: number;
}

/** A workspace with a search as Intercom's: days where seconds are asked for, and a delay. */
class Workspace {
    now = START;
    readonly records = new Map<string, Entry>();
    searches: SearchBody[] = [];
    /** Called before each page is put together. */
    beforePage: () => void = () => undefined;
    failures = 0;
    /** What the search sorts by; `id` and `created_at` whatever it is asked. */
    sorting: 'as asked' | 'backwards' | 'id' | 'created_at' = 'as asked';
    hasDate = true;
    /** Records whose page is answered 404. */
    readonly unshown = new Set<string>();
    /** What a record looks like in an answer. */
    shape: (record: Entry) => WatchedRecord = (record) => record;
    private readonly days: Days;

    constructor(timezone = 'UTC') {
        this.days = new Days(timezone);
    }

    create(id: string, at = this.now, lag = 0): void {
        this.records.set(id, { id, created_at: at, updated_at: at, visibleAt: at + lag });
    }

    update(id: string, at = this.now, lag = 0): void {
        const record = this.records.get(id);
        if (record) this.records.set(id, { ...record, updated_at: at, visibleAt: at + lag });
    }

    async search(body: SearchBody): Promise<SearchPage<string>> {
        this.searches.push(body);
        if (this.failures > 0) {
            this.failures--;
            throw new Error('500');
        }
        this.beforePage();
        const { value, field } = body.query as { value: number; field: 'created_at' | 'updated_at' };
        const isAsked = this.sorting === 'as asked' || this.sorting === 'backwards';
        const asked = body.sort.order === 'ascending' ? 1 : -1;
        const sign = this.sorting === 'as asked' ? asked : this.sorting === 'backwards' ? -asked : 1;
        const by = isAsked ? field : this.sorting;
        const rank = (one: Entry): string => String(one[by as 'id']).padStart(12, '0') + one.id;
        const bound = value === 0 ? 0 : this.days.next(value);
        const { starting_after: after, per_page } = body.pagination;
        const rest: [string, Entry][] = [];
        for (const one of this.records.values()) {
            if (one.visibleAt > this.now || one[field] < bound) continue;
            const place = rank(one);
            if (!after || (place > after ? sign : -sign) > 0) if (place !== after) rest.push([place, one]);
        }
        rest.sort(([a], [b]) => (a < b ? -sign : sign));
        const records = rest.slice(0, per_page);
        const bad = records.find(([, { id }]) => this.unshown.has(id));
        if (bad) throw new IntercomError('404: Conversation not found', { code: 'not_found', statusCode: 404 });
        const next = rest.length > records.length ? (records.at(-1)?.[0] ?? null) : null;
        const serverTime = this.hasDate ? this.now : null;
        return { records: records.map(([, one]) => this.shape(one)), next, serverTime, answer: '' };
    }
}

/** A watcher, what it tells, and what it keeps. */
class Watching {
    told: string[] = [];
    reported: string[] = [];
    kept: string | undefined;
    /** How often something was kept. */
    saves = 0;
    private watcher: Watcher<string>;

    constructor(
        readonly workspace: Workspace,
        readonly watch: Watch,
    ) {
        this.watcher = this.make();
    }

    private make(): Watcher<string> {
        return new Watcher<string>(this.watch, {
            search: (body) => this.workspace.search(body),
            load: async () => (this.kept ? (JSON.parse(this.kept) as Position | Begun) : undefined),
            save: async (position) => {
                this.kept = JSON.stringify(position);
                this.saves++;
            },
            tell: (changes: Change<string>[]) => {
                for (const { kind, record } of changes) this.told.push(`${kind} ${record.id} ${record.updated_at}`);
            },
            report: (error, records) => {
                this.reported.push(`${error.message} ${records.map((record) => record?.id).join(' ')}`);
            },
            now: () => this.workspace.now * 1000,
        });
    }

    restart(): void {
        this.watcher = this.make();
    }

    /** Checks after some seconds; returns what was told, ids only. */
    async check(after = 60): Promise<string[]> {
        this.workspace.now += after;
        const before = this.told.length;
        await this.watcher.check();
        return this.told.slice(before).map((text) => text.split(' ', 2).join(' '));
    }
}

const watching = (changes: Changes = 'both', from: Watch['from'] = 'now', timezone = 'UTC') =>
    new Watching(new Workspace(timezone), { resource: 'contacts', changes, from });

describe('the watcher', () => {
    it('tells nothing of what is there when it begins, and everything from then on, in order', async () => {
        const watched = watching();
        for (const id of ['a', 'b', 'c']) watched.workspace.create(id);
        assert.deepEqual(await watched.check(0), []);
        watched.workspace.create('d'); // within the same second
        watched.workspace.update('a', START + 30);
        watched.workspace.create('e', START + 20);
        assert.deepEqual(await watched.check(), ['created d', 'created e', 'updated a']);
        assert.deepEqual(await watched.check(), []);
    });

    it('begins in an empty workspace', async () => {
        const watched = watching();
        assert.deepEqual(await watched.check(), []);
        watched.workspace.create('a');
        assert.deepEqual(await watched.check(), ['created a']);
        assert.deepEqual(await watched.check(), []);
    });

    const kinds: [Changes, string[]][] = [
        ['both', ['created new', 'created changed', 'updated old', 'updated new']],
        ['created', ['created new', 'created changed']],
        ['updated', ['updated changed', 'updated old', 'updated new']],
    ];
    for (const [changes, expected] of kinds) {
        it(`tells of what is ${changes === 'both' ? 'created or updated' : changes}`, async () => {
            const watched = watching(changes);
            watched.workspace.create('old', START - 90 * 24 * HOUR);
            await watched.check();
            watched.workspace.create('new', START + 61);
            watched.workspace.create('changed', START + 62);
            watched.workspace.update('changed', START + 70);
            watched.workspace.update('old', START + 80);
            const told = await watched.check();
            watched.workspace.update('new');
            assert.deepEqual([...told, ...(await watched.check())], expected);
        });
    }

    it('finds latecomers of up to an hour, once each', async () => {
        const watched = watching();
        watched.workspace.create('first');
        await watched.check();
        watched.workspace.create('late', watched.workspace.now + 10, 20 * 60);
        watched.workspace.create('later', watched.workspace.now + 10, OVERLAP - 60);
        watched.workspace.create('prompt', watched.workspace.now + 30);
        const told: string[] = [];
        for (let minutes = 0; minutes < 180; minutes++) {
            if (minutes % 10 === 0) watched.workspace.update('first');
            told.push(...(await watched.check()).filter((text) => !text.includes('first')));
        }
        assert.deepEqual(told, ['created prompt', 'created late', 'created later']);
    });

    it('is quiet in quiet times, with one request for a check', async () => {
        const watched = watching();
        for (let n = 0; n < 5000; n++) watched.workspace.create(`c${n}`, START - n * 100);
        await watched.check();
        watched.workspace.searches = [];
        for (let n = 0; n < 20; n++) await watched.check(600);
        assert.equal(watched.workspace.searches.length, 20);
        assert.ok((watched.kept ?? '').length < 5000, `${watched.kept?.length}`);
    });

    it('tells 400 changes of one second, and goes on with the 401st', async () => {
        const watched = watching();
        await watched.check();
        for (let n = 0; n < 400; n++) watched.workspace.create(`c${n}`);
        assert.equal((await watched.check(0)).length, 400);
        watched.workspace.create('last');
        assert.deepEqual(await watched.check(0), ['created last']);
        assert.deepEqual(await watched.check(1), []);
    });

    it('tells of a record that changes while the pages are read in this check or the next, once for each change', async () => {
        const watched = watching();
        await watched.check();
        for (let n = 0; n < 450; n++) watched.workspace.create(`c${n}`, watched.workspace.now + n);
        watched.workspace.now += 500;
        let page = 0;
        watched.workspace.beforePage = () => {
            watched.workspace.now++;
            page++;
            if (page === 2) for (const n of [5, 200, 449]) watched.workspace.update(`c${n}`);
        };
        const told = [...(await watched.check()), ...(await watched.check())];
        // c449 was read on the first page already; the others moved away before they were read
        const created = told.filter((text) => text.startsWith('created'));
        assert.equal(new Set(created).size, 450);
        assert.equal(created.length, 450);
        assert.deepEqual(
            told.filter((text) => text.startsWith('updated')),
            ['updated c449'],
        );
    });

    for (const timezone of ['America/Los_Angeles', 'Asia/Kolkata', 'Pacific/Auckland']) {
        it(`catches every change around midnight in ${timezone}`, async () => {
            const watched = watching('both', 'now', timezone);
            const midnight = new Days(timezone).next(START);
            watched.workspace.now = midnight - 600;
            await watched.check();
            for (let at = midnight - 300; at < midnight + 300; at += 10) watched.workspace.create(`c${at}`, at, 30);
            const told: string[] = [];
            for (let n = 0; n < 30; n++) told.push(...(await watched.check()));
            assert.equal(told.length, 60);
            assert.equal(new Set(told).size, 60);
        });
    }

    it('looks back far enough where the clocks have gone back and a day has 25 hours', async () => {
        const watched = watching('both', 'now', 'America/New_York');
        const midnight = Date.UTC(2026, 10, 2, 5) / 1000;
        watched.workspace.now = midnight - HOUR;
        await watched.check();
        watched.workspace.create('late', midnight - HOUR / 4, HOUR * 0.9);
        watched.workspace.create('prompt', midnight + HOUR / 2);
        assert.deepEqual(await watched.check(1.5 * HOUR), ['created prompt']);
        assert.deepEqual(await watched.check(HOUR / 2), ['created late']);
    });

    it('sends everything since a date first, the oldest first, page by page', async () => {
        const watched = watching('both', START - 30 * 24 * HOUR);
        watched.workspace.create('too old', START - 31 * 24 * HOUR);
        for (let n = 0; n < 4000; n++) watched.workspace.create(`c${n}`, START - 29 * 24 * HOUR + n * 500);
        const told = await watched.check();
        assert.deepEqual(
            told,
            Array.from({ length: 4000 }, (_, n) => `created c${n}`),
        );
        assert.deepEqual(await watched.check(), []);
        watched.workspace.update('c3999');
        watched.workspace.update('c0');
        assert.deepEqual((await watched.check()).sort(), ['updated c0', 'updated c3999']);
    });

    it('goes on in the middle of a long catching up when it was cut off there', async () => {
        const watched = watching('both', START - 30 * 24 * HOUR);
        for (let n = 0; n < 4000; n++) watched.workspace.create(`c${n}`, START - 29 * 24 * HOUR + n * 500);
        let pages = 0;
        watched.workspace.beforePage = () => {
            if (++pages === 35) throw new Error('cut off');
        };
        await assert.rejects(watched.check(), /cut off/);
        const before = watched.told.length;
        assert.ok(before > 1000 && before < 3000, `${before}`);
        watched.workspace.beforePage = () => undefined;
        watched.restart();
        watched.workspace.searches = [];
        await watched.check();
        assert.equal(watched.told.length, 4000);
        assert.equal(new Set(watched.told).size, 4000);
        assert.ok(watched.told.every((text) => text.startsWith('created')));
    });

    it('loses nothing over failures and restarts', async () => {
        const watched = watching();
        await watched.check();
        const told: string[] = [];
        for (let n = 0; n < 100; n++) {
            watched.workspace.create(`c${n}`, watched.workspace.now + (n % 60));
            watched.workspace.failures = n % 7 === 3 ? 1 : 0;
            if (n % 5 === 0) watched.restart();
            told.push(...(await watched.check().catch(() => [])));
        }
        assert.deepEqual(
            told,
            Array.from({ length: 100 }, (_, n) => `created c${n}`),
        );
    });

    it('is not led astray by a record from the future', async () => {
        const watched = watching('created');
        watched.workspace.create('a');
        await watched.check();
        watched.workspace.create('future', START + 10 * 365 * 24 * HOUR);
        (watched.workspace.records.get('future') as Entry).visibleAt = START;
        assert.deepEqual(await watched.check(), ['created future']);
        watched.workspace.create('b');
        assert.deepEqual(await watched.check(), ['created b']);
        watched.restart();
        assert.deepEqual(await watched.check(), []);
    });

    it('reads on to the end when the answer is not in the order that was asked for', async () => {
        const watched = watching();
        watched.workspace.sorting = 'backwards';
        for (let n = 0; n < 400; n++) watched.workspace.create(`old${n}`, START - 2 * HOUR - n);
        watched.workspace.create('last');
        await watched.check();
        watched.workspace.create('new');
        assert.deepEqual(await watched.check(), ['created new']);
    });

    for (const sorting of ['id', 'created_at', 'backwards'] as const) {
        it(`tells what is new, and nothing else, where the search sorts by ${sorting} whatever it is asked`, async () => {
            const watched = watching();
            const { workspace } = watched;
            workspace.sorting = sorting;
            for (let n = 0; n < 900; n++) workspace.create(`c${n}`, START - 40 * HOUR + n * 100);
            for (let n = 0; n < 900; n += 7) workspace.update(`c${n}`, START - 10 * HOUR + n);
            assert.deepEqual(await watched.check(0), []);
            assert.deepEqual(await watched.check(), []);
            workspace.update('c450', workspace.now + 5);
            workspace.create('c1000', workspace.now + 6);
            workspace.update('c899', workspace.now + 7);
            workspace.update('c3', workspace.now + 8);
            assert.deepEqual(await watched.check(), ['updated c450', 'created c1000', 'updated c899', 'updated c3']);
            assert.deepEqual(await watched.check(), []);
        });
    }

    it('tells what has changed since the deploy, though Intercom could not be reached until later', async () => {
        const watched = watching();
        const { workspace } = watched;
        workspace.create('before', START - 2);
        workspace.create('old', START - 30 * 24 * HOUR);
        workspace.failures = 3;
        for (let n = 0; n < 2; n++) await assert.rejects(watched.check(300));
        workspace.create('first', START + 20);
        workspace.update('old', START + 400);
        await assert.rejects(watched.check(300));
        workspace.create('last');
        assert.deepEqual(await watched.check(300), ['created first', 'updated old', 'created last']);
        assert.deepEqual(await watched.check(), []);
    });

    it('knows when it was deployed over a restart, though Intercom could not be reached before', async () => {
        const watched = watching();
        watched.workspace.create('before', START - 2);
        watched.workspace.failures = 1;
        await assert.rejects(watched.check(300));
        watched.workspace.create('first');
        watched.workspace.now += 300;
        watched.restart();
        assert.deepEqual(await watched.check(300), ['created first']);
    });

    it('does not tell what was changed before the deploy and turns up in the search later', async () => {
        const watched = watching();
        watched.workspace.create('visible', START - 600);
        watched.workspace.create('late', START - 60, 300);
        watched.workspace.create('old', START - 48 * HOUR);
        watched.workspace.update('old', START - 50, 300);
        await watched.check(0);
        for (let n = 0; n < 10; n++) assert.deepEqual(await watched.check(), []);
        watched.workspace.update('late');
        assert.deepEqual(await watched.check(), ['updated late']);
    });

    it('keeps its position when something has changed, and not otherwise', async () => {
        const watched = watching();
        watched.workspace.create('a');
        await watched.check();
        const atFirst = watched.saves;
        for (let n = 0; n < 10; n++) await watched.check();
        assert.equal(watched.saves, atFirst);
        watched.workspace.update('a');
        for (let n = 0; n < 10; n++) await watched.check();
        assert.equal(watched.saves, atFirst + 1);
        watched.restart();
        assert.deepEqual(await watched.check(), []);
        assert.equal(watched.saves, atFirst + 1);
    });

    /** How else a record may look: ids as numbers, times as text. */
    const shapes: Record<string, (record: Entry) => WatchedRecord> = {
        'ids that are numbers': (record) => ({ ...record, id: Number(record.id) }),
        'times as ISO 8601 text': (record) => ({
            ...record,
            created_at: new Date(record.created_at * 1000).toISOString().replace('Z', '+00:00'),
            updated_at: new Date(record.updated_at * 1000 + 465).toISOString(),
        }),
        'times in milliseconds': ({ id, created_at, updated_at }) => ({
            id,
            created_at: created_at * 1000,
            updated_at: String(updated_at * 1000),
        }),
        'no updated_at before the first change': (record) =>
            record.updated_at > record.created_at ? record : { id: record.id, created_at: record.created_at },
    };
    for (const [what, shape] of Object.entries(shapes)) {
        it(`tells each change once with ${what}, over a restart too`, async () => {
            const watched = watching();
            watched.workspace.shape = shape;
            watched.workspace.create('1', START - HOUR);
            await watched.check();
            watched.workspace.create('2');
            watched.workspace.update('1', START + 70);
            assert.deepEqual(await watched.check(), ['created 2', 'updated 1']);
            watched.restart();
            assert.deepEqual(await watched.check(), []);
            watched.workspace.update('2');
            assert.deepEqual(await watched.check(), ['updated 2']);
            assert.deepEqual([await watched.check(), watched.reported], [[], []]);
        });
    }

    it('reports a record whose time cannot be read, once, and tells the others', async () => {
        const watched = watching();
        watched.workspace.shape = (record) =>
            record.id === 'odd' ? { ...record, created_at: 'soon', updated_at: 'later' } : record;
        await watched.check();
        watched.workspace.create('odd');
        watched.workspace.create('even');
        assert.deepEqual(await watched.check(), ['created even']);
        await watched.check();
        assert.equal(watched.reported.length, 1);
        assert.match(watched.reported[0] ?? '', /^No readable time: contacts odd .*updated_at.* odd$/);
    });

    for (const odd of [null, 'odd', []])
        it(`reports ${JSON.stringify(odd)} among the records, once, and tells the others`, async () => {
            const watched = watching();
            watched.workspace.shape = (record) => (record.id === 'odd' ? (odd as unknown as WatchedRecord) : record);
            await watched.check();
            watched.workspace.create('odd');
            watched.workspace.create('even');
            assert.deepEqual(await watched.check(), ['created even']);
            assert.deepEqual(await watched.check(), []);
            assert.equal(watched.reported.length, 1);
            assert.match(watched.reported[0] ?? '', /^No readable time: contacts \? /);
        });

    it('tells all others when Intercom cannot show one record, and says that the search failed', async () => {
        const watched = watching();
        const { workspace } = watched;
        for (let n = 0; n < 600; n++) workspace.create(`old${n}`, START - 30 * HOUR + n * 10);
        await watched.check();
        for (let n = 100; n < 500; n++) workspace.create(`c${n}`, START + 70 + n);
        workspace.now += 600;
        workspace.unshown.add('c333');
        await assert.rejects(watched.check(), (error: IntercomError) => {
            assert.match(error.message, /^The search failed for one page: .*contacts.*Conversation not found/);
            assert.doesNotMatch(error.message, /Check the id/);
            return error.statusCode === 404;
        });
        const expected = Array.from({ length: 400 }, (_, n) => `c${n + 100}`).filter((id) => id !== 'c333');
        const ids = () => watched.told.map((text) => text.split(' ')[1]);
        assert.deepEqual(ids(), expected);
        workspace.create('next');
        await assert.rejects(watched.check());
        assert.deepEqual(ids(), [...expected, 'next']);
        // an hour later it lies behind what a check looks at
        workspace.now += 2 * HOUR;
        workspace.create('later');
        await watched.check().catch(() => undefined);
        assert.deepEqual(await watched.check(), []);
        assert.deepEqual(ids(), [...expected, 'next', 'later']);
    });

    it('leaves out one record that cannot be shown, out of a month that is caught up', async () => {
        const watched = watching('both', START - 30 * 24 * HOUR);
        for (let n = 0; n < 4000; n++) watched.workspace.create(`c${n}`, START - 29 * 24 * HOUR + n * 500);
        watched.workspace.unshown.add('c1234');
        await assert.rejects(watched.check(), /^The search failed for one page/);
        const ids = new Set(watched.told.map((text) => text.split(' ')[1]));
        assert.deepEqual([watched.told.length, ids.size, ids.has('c1234')], [3999, 3999, false]);
        watched.workspace.create('next');
        assert.deepEqual(await watched.check(), ['created next']);
    });

    it('tells what the first page brings though the second never comes, and the rest when it does', async () => {
        const watched = watching();
        await watched.check();
        for (let n = 100; n < 400; n++) watched.workspace.create(`c${n}`, START + 60 + n);
        watched.workspace.now += 600;
        let pages = 0;
        watched.workspace.beforePage = () => {
            // the second one is asked which way the search sorts
            if (++pages % 3 === 0) throw new IntercomError('no answer', { code: 'timeout' });
        };
        await assert.rejects(watched.check(), /no answer/);
        assert.equal(watched.told.length, 150);
        watched.restart();
        pages = 0;
        watched.workspace.create('next');
        await assert.rejects(watched.check(), /no answer/);
        assert.equal(watched.told.length, 151);
        watched.workspace.beforePage = () => undefined;
        await watched.check();
        assert.equal(new Set(watched.told).size, 301);
        assert.equal(watched.told.length, 301);
        assert.ok(watched.told.every((text) => text.startsWith('created')));
    });

    it('fails, and loses nothing, when Intercom shows no page at all', async () => {
        const watched = watching();
        await watched.check();
        watched.workspace.create('bad');
        watched.workspace.create('good');
        watched.workspace.unshown.add('bad').add('good');
        await assert.rejects(watched.check(), /Conversation not found/);
        watched.workspace.unshown.clear();
        assert.deepEqual(await watched.check(), ['created bad', 'created good']);
    });

    it('works without a Date in the answers', async () => {
        const watched = watching();
        watched.workspace.hasDate = false;
        await watched.check();
        watched.workspace.create('a');
        assert.deepEqual(await watched.check(), ['created a']);
        assert.deepEqual(await watched.check(), []);
    });

    it('does not tell twice when a position could not be kept', async () => {
        const watched = watching();
        await watched.check();
        watched.workspace.create('a');
        const kept = Object.getOwnPropertyDescriptor(watched, 'kept') as PropertyDescriptor;
        Object.defineProperty(watched, 'kept', {
            get: () => kept.value,
            set: () => {
                throw new Error('disk full');
            },
            configurable: true,
        });
        await assert.rejects(watched.check(), /disk full/);
        Object.defineProperty(watched, 'kept', kept);
        await watched.check();
        assert.deepEqual(watched.told, [`created a ${START + 60}`]);
    });
});

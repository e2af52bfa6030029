import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { type Operation, operations, readTable } from '../../nodes/operation/table';
import { amendments } from '../../src/build/operations/amendments';
import { differences } from '../../src/build/operations/compare';
import { type Description, descriptionFile, loadDescription } from '../../src/build/operations/description';
import { makeOperations } from '../../src/build/operations/make';
import { shapesFile, tableFile, tableText } from '../../src/build/operations/run';
import { makeShapes, shapesText } from '../../src/build/operations/shapes';
import { writeTable } from '../../src/build/operations/write';

const all = [...operations().values()];
const count = (is: (one: Operation) => boolean): number => all.filter(is).length;

describe('operation: the table', () => {
    it('has all of version 2.16, of which 69 are new', () => {
        assert.equal(all.length, 231);
        assert.equal(new Set(all.map(({ group }) => group)).size, 42);
        assert.equal(new Set(all.map(({ key }) => key)).size, 231);
        assert.equal(
            count(({ since }) => since === '2.16'),
            69,
        );
    });

    it('is small enough to be shipped to every editor', () => {
        const shipped = JSON.stringify(JSON.parse(readFileSync(tableFile, 'utf8')));
        assert.ok(gzipSync(shipped, { level: 6 }).length <= 10_000);
    });

    it('says which of the writes may be sent again', () => {
        const posts = all.filter(({ method }) => method === 'POST');
        const names = (rule: string): string[] =>
            posts.filter(({ repeat }) => (typeof repeat === 'string' ? repeat : 'if') === rule).map(({ name }) => name);
        assert.equal(posts.length, 68);
        assert.equal(names('never').length, 36);
        assert.deepEqual(names('if').sort(), [
            'POST /companies',
            'POST /contacts',
            'POST /conversations/{conversation_id}/parts',
            'POST /custom_object_instances/{custom_object_type_identifier}',
            'POST /events',
        ]);
        for (const never of ['/reply', '/notes', '/messages', '/merge', '/convert', 'phone_call_redirects', '/fin/'])
            for (const { name } of posts.filter((one) => one.name.includes(never)))
                assert.ok(names('never').includes(name), name);
        assert.ok(all.every(({ method, repeat }) => method !== 'DELETE' || repeat === 'delete'));
        assert.ok(all.every(({ method, repeat }) => !/GET|PUT|PATCH/.test(method) || repeat === 'always'));
    });

    it('says of all 65 lists where their records are and how they go on', () => {
        const ways: Record<string, number> = {};
        const places: Record<string, number> = {};
        for (const { answer } of all) {
            if (answer.kind !== 'list') continue;
            ways[answer.paging] = (ways[answer.paging] ?? 0) + 1;
            places[answer.records] = (places[answer.records] ?? 0) + 1;
        }
        assert.deepEqual(ways, {
            cursor: 7,
            'cursor-body': 3,
            'next-cursor': 1,
            page: 25,
            'page-body': 1,
            scroll: 1,
            url: 1,
            whole: 26,
        });
        assert.deepEqual(places, {
            '': 1,
            activity_logs: 2,
            admins: 1,
            conversations: 3,
            data: 48,
            'data.articles': 1,
            'data.internal_articles': 1,
            event_types: 1,
            events: 2,
            handling_events: 1,
            segments: 1,
            side_conversations: 1,
            teams: 1,
            tickets: 1,
        });
    });

    it('marks what cannot be taken back', () => {
        const marked = all.filter((one) => one.final !== (one.method === 'DELETE')).map(({ name }) => name);
        assert.ok(marked.includes('POST /contacts/merge'));
        assert.ok(marked.includes('POST /conversations/redact'));
        assert.ok(marked.includes('DELETE /contacts/{contact_id}/tags/{tag_id}'), 'which can be attached again');
        assert.ok(!marked.includes('DELETE /contacts/{contact_id}'));
        assert.equal(
            count((one) => one.final),
            27,
        );
    });

    it('names what comes back otherwise than as JSON', () => {
        const by = (kind: string): string[] => all.filter(({ answer }) => answer.kind === kind).map(({ path }) => path);
        assert.deepEqual(by('binary').sort(), [
            '/download/content/data/{job_identifier}',
            '/download/reporting_data/{job_identifier}',
        ]);
        assert.deepEqual(by('text'), ['/calls/{call_id}/transcript']);
        assert.deepEqual(by('redirect'), ['/calls/{call_id}/recording']);
    });

    it('has forms that are told apart by names', () => {
        const forms = all.filter((one) => one.forms.length > 1).map((one) => [one.name, one.forms.map((f) => f.name)]);
        assert.deepEqual(Object.fromEntries(forms), {
            'POST /conversations/attributes': [
                ...['string', 'integer', 'list', 'decimal', 'boolean', 'datetime', 'relationship', 'files'],
            ],
            'POST /conversations/redact': ['conversation_part', 'source'],
            'POST /conversations/{conversation_id}/parts': ['close', 'snoozed', 'open', 'assignment'],
            'POST /conversations/{conversation_id}/reply': ['admin', 'intercom_user_id', 'user_id', 'email'],
            'POST /data_attributes': ['options', 'other'],
            'POST /messages': ['email', 'in_app', 'whatsapp'],
            'POST /tags': ['create', 'update', 'companies', 'untag_companies', 'users'],
            'POST /tickets/{ticket_id}/reply': ['admin', 'intercom_user_id', 'user_id', 'email'],
        });
    });

    it('is read and written without loss', () => {
        const lines = JSON.parse(readFileSync(tableFile, 'utf8')) as Record<string, string[]>;
        assert.deepEqual(writeTable(readTable(lines)), lines);
        assert.equal(tableText(lines), readFileSync(tableFile, 'utf8'));
    });
});

describe('operation: the command that makes the table', () => {
    let now: Description;
    let earlier: Description;
    before(function () {
        const [newer, older] = [loadDescription(descriptionFile('2.16')), loadDescription(descriptionFile('2.15'))];
        if (!newer || !older) {
            console.log(`      the descriptions of Intercom are not at ${descriptionFile('2.16')}`);
            return this.skip();
        }
        [now, earlier] = [newer, older];
    });

    it('makes the table that is committed', () => {
        const made = makeOperations(now, '2.16', earlier);
        assert.deepEqual(differences(all, made), []);
        assert.equal(tableText(writeTable(made)), readFileSync(tableFile, 'utf8'));
    });

    it("makes the shapes of the sandbox's samples that are committed", () => {
        const made = makeShapes(now, makeOperations(now, '2.16', earlier));
        assert.ok(shapesText(made) === readFileSync(shapesFile, 'utf8'), 'npm run operations');
    });

    it('has a reason for every amendment', () => {
        for (const [name, { reason }] of Object.entries(amendments)) assert.ok(reason.length > 10, name);
    });

    const refused: [why: string, name: string, amendment: object, message: RegExp][] = [
        ['a key that is so already', 'GET /tags', { key: 'listTags' }, /GET \/tags changes nothing: key/],
        ['a class that is so already', 'GET /tags', { repeat: '+' }, /changes nothing: repeat/],
        ['an answer that is so already', 'GET /tags', { answer: 'data' }, /changes nothing: answer/],
        ['a field that is so already', 'POST /conversations', { body: 'body!,subject!' }, /changes nothing: body/],
        ['a field to drop that is not there', 'GET /tags', { withoutQuery: ['x'] }, /changes nothing: query without x/],
        ['an operation that is not there', 'GET /nothing', { repeat: '-' }, /has no more: GET \/nothing/],
    ];
    for (const [why, name, amendment, message] of refused)
        it(`refuses an amendment with ${why}`, () => {
            const { [name]: _, ...others } = amendments;
            const changed = { ...others, [name]: { ...amendment, reason: 'for this test' } };
            assert.throws(() => makeOperations(now, '2.16', earlier, changed), message);
        });

    it('keeps in mind how old an operation is when the next version comes', () => {
        const next = makeOperations(now, '2.17', now, amendments, all);
        assert.deepEqual(differences(all, next), []);
        const macros = next.find(({ name }) => name === 'GET /macros');
        assert.equal(macros?.since, '2.16');
    });

    it('lists what a newer description adds, drops and changes', () => {
        const [first, second, ...rest] = all as [Operation, Operation, ...Operation[]];
        const changed: Operation = { ...second, since: '2.17', answer: { kind: 'none' } };
        const added: Operation = { ...first, name: 'GET /new', path: '/new', key: 'getNew' };
        assert.deepEqual(differences(all, [changed, added, ...rest]), [
            '+ GET /new getNew >admins ?display_avatar:b',
            `- ${first.name}`,
            `~ ${second.name}: since was 2.16, is 2.17`,
            `~ ${second.name}: answer was {"kind":"list","records":"event_types","paging":"whole"}, is {"kind":"none"}`,
        ]);
    });
});

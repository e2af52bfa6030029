import assert from 'node:assert/strict';
import fc from 'fast-check';
import { discoverKinds } from '../../src/build/discover';
import {
    any,
    boolean,
    choice,
    date,
    entries,
    type Field,
    file,
    id,
    integer,
    list,
    number,
    object,
    readValue,
    reference,
    text,
} from '../../src/fields';
import { contact, ticket } from '../../src/objects';
import { anything } from '../support/anything';

/** Refused, by the key of the sentence that says why. */
const refused = (key: string) => ({ refused: `fault.${key}` });

const bytes = Buffer.from('a');
const aFile = { data: new Uint8Array(bytes) };
const to = (value: string, isId = false) => ({ value, isId });
const of = (facts: object): Field => reference(facts as never);

const table: { name: string; field: Field; rows: [given: unknown, read: unknown][] }[] = [
    {
        name: 'every kind: undefined and empty text are not given, null stays',
        field: text(),
        rows: [
            [undefined, undefined],
            ['', undefined],
            [null, null],
        ],
    },
    {
        name: 'text',
        field: text(),
        rows: [
            ['Ann', 'Ann'],
            [' ', ' '],
            [0, '0'],
            [false, 'false'],
            [{}, refused('text')],
            [[], refused('text')],
            [Number.NaN, refused('text')],
            [bytes, refused('text')],
        ],
    },
    {
        name: 'id',
        field: id(),
        rows: [
            ['a/b', 'a/b'],
            ['🙂', '🙂'],
            ['9007199254740993', '9007199254740993'],
            [42, '42'],
            ['..', refused('id')],
            [' ', refused('id')],
            ['\ud800', refused('id')],
            [4.2, refused('id')],
            [1e21, refused('id')],
            [2 ** 53, refused('id')],
            [true, refused('id')],
            [{ id: 1 }, refused('id')],
        ],
    },
    {
        name: 'number',
        field: number({ max: 100 }),
        rows: [
            [0, 0],
            ['-1.5', -1.5],
            [' 7 ', 7],
            ['1e2', 100],
            [101, refused('numberMax')],
            ['0x10', refused('numberMax')],
            [' ', refused('numberMax')],
            ['12a', refused('numberMax')],
            [true, refused('numberMax')],
            [Number.POSITIVE_INFINITY, refused('numberMax')],
        ],
    },
    { name: 'number from', field: number({ min: 1 }), rows: [[0, refused('numberMin')]] },
    { name: 'number of a range', field: number({ min: 1, max: 2 }), rows: [[3, refused('numberMinMax')]] },
    {
        name: 'integer',
        field: integer({ min: 1, max: 150 }),
        rows: [
            ['50', 50],
            [150, 150],
            [0, refused('integerMinMax')],
            [151, refused('integerMinMax')],
            [1.5, refused('integerMinMax')],
            ['1.5', refused('integerMinMax')],
        ],
    },
    {
        name: 'integer that is too large to be exact',
        field: integer(),
        rows: [['9007199254740993', refused('integer')]],
    },
    {
        name: 'boolean',
        field: boolean(),
        rows: [
            [false, false],
            ['TRUE', true],
            [' true ', true],
            ['no', false],
            ['yes', true],
            [0, false],
            [1, true],
            ['2', refused('boolean')],
            [2, refused('boolean')],
            [{}, refused('boolean')],
        ],
    },
    {
        name: 'date, sent as Unix seconds',
        field: date(),
        rows: [
            [0, 0],
            [1769850000, 1769850000],
            [1769850000123, 1769850000],
            ['1769850000', 1769850000],
            [new Date('2026-01-31T09:00:00Z'), 1769850000],
            ['2026-01-31T09:00:00Z', 1769850000],
            ['2026-01-31 09:00:00.5Z', 1769850000],
            ['2026-01-31T09:00:00,5Z', 1769850000],
            ['2026-01-31T10:00+0100', 1769850000],
            ['2026-01-31T10:00:00+01', 1769850000],
            ['2026-01-31', 1769817600],
            [-86400, -86400],
            ['2024-02-29', 1709164800],
            ['2023-02-29', refused('date')],
            ['2026-02-30', refused('date')],
            ['2024-13-01', refused('date')],
            ['2024-01-31T25:00', refused('date')],
            ['yesterday', refused('date')],
            ['31.01.2026', refused('date')],
            [new Date('x'), refused('date')],
            [9e15, refused('date')],
            [{}, refused('date')],
        ],
    },
    {
        name: 'object: as JSON has it, dates in Unix seconds',
        field: object(),
        rows: [
            [{ a: '' }, { a: '' }],
            [{ a: undefined, b: null }, { b: null }],
            ['{"a":0}', { a: 0 }],
            [
                { at: new Date(1_700_000_000_000), in: [{ at: new Date(0) }] },
                { at: 1_700_000_000, in: [{ at: 0 }] },
            ],
            ['{', refused('object')],
            ['[]', refused('object')],
            ['1', refused('object')],
            [[], refused('object')],
            [new Date(0), refused('object')],
            [Buffer.from('{}'), refused('object')],
            [{ big: 1n }, refused('json')],
            [{ a: { b: [Number.NaN] } }, refused('json')],
            [{ a: Number.POSITIVE_INFINITY }, refused('json')],
            [{ a: () => 1 }, refused('json')],
            [{ a: [undefined] }, refused('json')],
            // biome-ignore lint/suspicious/noSparseArray: a hole is what this row is about
            [{ a: [, 1] }, refused('json')],
            [{ a: new Date('x') }, refused('json')],
            [{ a: new Map() }, refused('json')],
        ],
    },
    {
        name: 'entries, whose values may be binary',
        field: entries(),
        rows: [
            [{ file: bytes }, { file: bytes }],
            ['{"a":"b"}', { a: 'b' }],
            [[], refused('object')],
            ['text', refused('object')],
        ],
    },
    {
        name: 'choice',
        field: choice(['user', 'lead']),
        rows: [
            ['user', 'user'],
            ['Lead ', 'lead'],
            ['boss', refused('choice')],
            [1, refused('choice')],
        ],
    },
    {
        name: 'list: as JSON text too, or as parts with commas',
        field: list({ max: 3 }),
        rows: [
            [
                [1, 'a'],
                [1, 'a'],
            ],
            ['["a"]', ['a']],
            ['a, b,', ['a', 'b']],
            ['7', ['7']],
            [7, ['7']],
            [[new Date(0)], [0]],
            [{}, refused('list')],
            [true, refused('list')],
            [[1, 2, 3, 4], refused('listMax')],
            [[Number.NaN], refused('json')],
        ],
    },
    {
        name: 'file: a Buffer, one with a name, or several',
        field: file({ max: 2 }),
        rows: [
            [bytes, [aFile]],
            [{ name: 'a.txt', data: bytes }, [{ ...aFile, name: 'a.txt', contentType: undefined }]],
            [
                [bytes, bytes],
                [aFile, aFile],
            ],
            ['a', refused('file')],
            [{ name: 'a.txt' }, refused('file')],
            [{ name: 1, data: bytes }, refused('file')],
            [[bytes, bytes, bytes], refused('listMax')],
        ],
    },
    {
        name: 'reference: a key, or a record',
        field: of({ object: contact }),
        rows: [
            ['ann@example.com', to('ann@example.com')],
            [7, to('7')],
            [{ type: 'contact', id: 'c1', contact_id: 'other' }, to('c1', true)],
            [{ type: 'user', id: 'c1' }, to('c1', true)],
            [{ type: 'note', id: 'n1', contact_id: 'c1' }, to('c1')],
            [{ id: 'c1' }, to('c1', true)],
            [{ contact_id: 'c1', id: 'n1' }, to('c1')],
            [{}, undefined],
            [{ name: 'Ann' }, undefined],
            [[{ id: 'c1' }], refused('referenceList')],
            [{ type: 'company', id: 'x1' }, refused('referenceType')],
            [true, refused('id')],
        ],
    },
    {
        name: 'reference to a ticket: its own number is not its id',
        field: of({ object: ticket }),
        rows: [[{ type: 'ticket', id: '1', ticket_id: '99' }, to('1', true)]],
    },
    {
        name: 'references: one, or a list',
        field: of({ object: contact, many: true }),
        rows: [
            ['c1', [to('c1')]],
            [
                ['c1', { id: 'c2' }],
                [to('c1'), to('c2', true)],
            ],
            [[], undefined],
            [['c1', {}], refused('reference')],
            [['c1', []], refused('referenceList')],
        ],
    },
    {
        name: 'any',
        field: any(),
        rows: [
            [0, 0],
            [false, false],
            [[1], [1]],
        ],
    },
    {
        name: 'text that Intercom answers as an object',
        field: text({ unwrap: 'name' }),
        rows: [
            ['Pro', 'Pro'],
            [{ type: 'plan', id: '1', name: 'Pro' }, 'Pro'],
            [{}, undefined],
        ],
    },
];

const read = (field: Field, given: unknown): unknown => {
    const reading = readValue(field, given);
    return 'fault' in reading ? { refused: reading.fault.key } : reading.value;
};

describe('reading a value as its field says', () => {
    for (const { name, field, rows } of table) {
        it(name, () => {
            for (const [given, expected] of rows) assert.deepEqual(read(field, given), expected, String(given));
        });
    }

    it('the table has each kind that there is', () => {
        const shown = new Set(table.map(({ field }) => field.kind.name));
        assert.deepEqual(
            discoverKinds()
                .map(({ name }) => name)
                .filter((name) => !shown.has(name)),
            [],
        );
    });

    it('names the place in an object that JSON cannot hold', () => {
        const reading = readValue(object(), { a: [{ b: Number.NaN }] });
        assert.deepEqual(reading, { fault: { key: 'fault.json', values: { path: 'a[0].b', value: 'NaN' } } });
    });

    it('shows long values in part', () => {
        const reading = readValue(object(), 'x'.repeat(1000));
        assert.ok('fault' in reading && String(reading.fault.values.value).length < 100);
    });

    it('survives whatever comes: a value that can be written as JSON, or a fault', () => {
        const fields = table.map(({ field }) => field).filter(({ kind }) => !['any', 'entries'].includes(kind.name));
        fc.assert(
            fc.property(anything, fc.constantFrom(...fields), (value, field) => {
                const reading = readValue(field, value);
                if ('value' in reading && reading.value !== undefined)
                    assert.equal(typeof JSON.stringify(reading.value), 'string');
            }),
        );
    });

    it('reads dates back as they were, whatever their form', () => {
        fc.assert(
            fc.property(
                fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
                (day) => {
                    const seconds = Math.floor(day.getTime() / 1000);
                    for (const form of [day, day.getTime(), seconds, String(seconds), day.toISOString()])
                        assert.equal(read(date(), form), seconds);
                },
            ),
        );
    });
});

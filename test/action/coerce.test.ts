import assert from 'node:assert/strict';
import fc from 'fast-check';
import {
    any,
    boolean,
    choice,
    coerce,
    date,
    entries,
    type Field,
    id,
    integer,
    number,
    object,
    text,
} from '../../src/action';
import { IntercomError } from '../../src/client';

const refused = Symbol('refused');

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
            [{}, refused],
            [[], refused],
            [Number.NaN, refused],
            [Buffer.from('a'), refused],
        ],
    },
    {
        name: 'id',
        field: id(),
        rows: [
            ['a/b', 'a/b'],
            ['🙂', '🙂'],
            ['..', refused],
            ['\ud800', refused],
            [42, '42'],
            [4.2, refused],
            [1e21, refused],
            [true, refused],
            [{ id: 1 }, refused],
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
            [101, refused],
            ['0x10', refused],
            [' ', refused],
            ['12a', refused],
            [true, refused],
            [Number.POSITIVE_INFINITY, refused],
        ],
    },
    {
        name: 'integer',
        field: integer({ min: 1, max: 150 }),
        rows: [
            ['50', 50],
            [150, 150],
            [0, refused],
            [151, refused],
            [1.5, refused],
            ['1.5', refused],
        ],
    },
    {
        name: 'boolean',
        field: boolean(),
        rows: [
            [false, false],
            ['TRUE', true],
            ['no', false],
            ['yes', true],
            [0, false],
            [1, true],
            ['2', refused],
            [2, refused],
            [{}, refused],
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
            ['2026-01-31T10:00+0100', 1769850000],
            ['2026-01-31T10:00:00+01', 1769850000],
            ['2026-01-31', 1769817600],
            [-86400, -86400],
            ['2024-02-29', 1709164800],
            ['2023-02-29', refused],
            ['2024-02-30', refused],
            ['2024-13-01', refused],
            ['2024-01-31T25:00', refused],
            ['yesterday', refused],
            ['31.01.2026', refused],
            [new Date('x'), refused],
            [9e15, refused],
            [{}, refused],
        ],
    },
    {
        name: 'object',
        field: object(),
        rows: [
            [{ a: '' }, { a: '' }],
            ['{"a":0}', { a: 0 }],
            ['{', refused],
            ['[]', refused],
            ['1', refused],
            [[], refused],
            [new Date(0), refused],
            [Buffer.from('{}'), refused],
            [{ big: 1n }, refused],
        ],
    },
    {
        name: 'entries, whose values may be binary',
        field: entries(),
        rows: [
            [{ file: Buffer.from('a') }, { file: Buffer.from('a') }],
            ['{"a":"b"}', { a: 'b' }],
            [[], refused],
            ['text', refused],
        ],
    },
    {
        name: 'choice',
        field: choice(['user', 'lead']),
        rows: [
            ['user', 'user'],
            ['Lead ', 'lead'],
            ['boss', refused],
            [1, refused],
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

describe('reading a value as its field says', () => {
    for (const { name, field, rows } of table) {
        it(name, () => {
            for (const [given, read] of rows) {
                const result = () => coerce('someField', field, given);
                if (read === refused)
                    assert.throws(result, { code: 'invalid_field', field: 'someField' }, String(given));
                else assert.deepEqual(result(), read);
            }
        });
    }

    it('refuses with a sentence that names field, value and remedy', () => {
        assert.throws(() => coerce('perPage', integer({ min: 1, max: 150 }), 'many'), {
            message: 'The field perPage cannot be "many". Give a whole number from 1 to 150.',
        });
        assert.throws(
            () => coerce('customAttributes', object(), 'x'.repeat(1000)),
            ({ message }: Error) => message.length < 200,
        );
    });

    it('survives whatever comes: a value that can be written as JSON, or our error', () => {
        const fields = table.map(({ field }) => field).filter(({ kind }) => kind !== 'any' && kind !== 'entries');
        fc.assert(
            fc.property(
                fc.anything({ withBigInt: true, withDate: true, withMap: true }),
                fc.constantFrom(...fields),
                (value, field) => {
                    try {
                        const read = coerce('someField', field, value);
                        if (read !== undefined) assert.equal(typeof JSON.stringify(read), 'string');
                    } catch (error) {
                        assert.ok(error instanceof IntercomError, String(error));
                    }
                },
            ),
        );
    });

    it('reads dates back as they were, whatever their form', () => {
        fc.assert(
            fc.property(
                fc.date({ min: new Date('1980-01-01'), max: new Date('2100-01-01'), noInvalidDate: true }),
                (day) => {
                    const seconds = Math.floor(day.getTime() / 1000);
                    for (const form of [day, day.getTime(), seconds, String(seconds), day.toISOString()]) {
                        assert.equal(coerce('d', date(), form), seconds);
                    }
                },
            ),
        );
    });
});

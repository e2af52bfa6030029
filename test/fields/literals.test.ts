import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Node, NodeAPI } from 'node-red';
import { defineAction, InputError, post } from '../../src/action';
import { discoverKinds } from '../../src/build/discover';
import * as fields from '../../src/fields';
import { contact } from '../../src/objects';
import type { PanelField } from '../../src/panel/facts';
import { learnKinds } from '../../src/panel/kinds';
import { literalFault } from '../../src/panel/validate';
import { inputReader } from '../../src/runtime/inputs';

const RED = { util: require('@node-red/util').util } as NodeAPI;
const node = { id: 'n', z: 'z' } as Node;
const { any, boolean, choice, date, entries, file, id, integer, list, number, object, reference, text } = fields;

learnKinds(
    [any, boolean, choice, date, entries, file, id, integer, list, number, object, reference, text].map(
        ({ kind }) => kind,
    ),
);

/** Each kind as definitions use it, required or not. */
const variants: Record<string, fields.Field[]> = {
    any: [any()],
    boolean: [boolean(), boolean({ required: true })],
    choice: [choice(['user', 'lead']), choice(['10', '-1', 'true'])],
    date: [date(), date({ required: true })],
    entries: [entries()],
    file: [file({ max: 2 })],
    id: [id(), id({ required: true })],
    integer: [integer(), integer({ min: 1, max: 150 })],
    list: [list(), list({ max: 2 })],
    number: [number(), number({ min: 0 }), number({ max: 100 })],
    object: [object(), object({ required: true }), object({ form: 'contactAttributes' }), object({ form: 'search' })],
    reference: [
        reference({ object: contact, by: 'id' } as never),
        reference({ object: contact, by: 'id', many: true } as never),
    ],
    text: [text(), text({ required: true })],
};

/** What the panel of the first version and its node judged in different ways, and their like. */
const disputed = [
    '2026-02-30',
    '0x10',
    '9007199254740993',
    ' true ',
    '2026-01-31T09:00:00,5Z',
    ' 7 ',
    '1e3',
    '.5',
    '5.',
    '+1',
    'TRUE',
    '{"a":1e999}',
    '2026-01-31T24:00:00Z',
    '2026-1-31',
    '-0',
    '1_000',
    'null',
    '[]',
    '{}',
    '..',
    ' ',
    ' , ',
    '[null]',
    '\u00a07',
    '٣',
    'NaN',
    'Infinity',
    '1e400',
    '30d',
    '0b11',
];

const dateText = fc
    .date({ min: new Date('1960-01-01'), max: new Date('2200-01-01'), noInvalidDate: true })
    .chain((day) => {
        const iso = day.toISOString();
        return fc.constantFrom(
            iso,
            iso.slice(0, 10),
            iso.replace('T', ' '),
            iso.replace('.', ','),
            iso.replace('Z', '+02'),
            iso.replace('Z', '-0930'),
            iso.slice(0, 16),
            `${iso.slice(0, 8)}31`,
            `${iso.slice(0, 5)}13${iso.slice(7)}`,
            String(day.getTime()),
        );
    });

const rowText = fc
    .array(
        fc.record(
            {
                n: fc.constantFrom('plan', '', ' ', 'a.b'),
                o: fc.constantFrom('=', 'IN', 'empty', '~'),
                v: fc.oneof(fc.string(), fc.constantFrom(...disputed)),
                t: fc.constantFrom('str', 'num', 'bool', 'json', 'ago'),
            },
            { requiredKeys: ['n'] },
        ),
        { maxLength: 3 },
    )
    .chain((rows) => fc.constantFrom<unknown>(rows, { all: rows }, { any: [{ all: rows }] }, rows[0] ?? 1))
    .map((rows) => JSON.stringify(rows));

const literalText = fc.oneof(
    fc.constantFrom(...disputed),
    fc.constantFrom(...disputed).map((one) => ` ${one}\t`),
    fc.string({ minLength: 1 }),
    fc.double().map(String),
    fc.integer().map(String),
    fc.bigInt().map(String),
    fc.json(),
    fc.constantFrom('yes', 'NO', 'False', '1', '0', 'user', 'LEAD', 'a,b', '15m', '2w', '1000000d'),
    dateText,
    rowText,
);

const panelFieldOf = ({ kind, required, choices, min, max, form }: fields.Field): PanelField => ({
    kind: kind.name,
    ...(required && { required }),
    choices,
    min,
    max,
    form,
});

/** What the node says of a literal when a message comes. */
async function nodeVerdict(field: fields.Field, type: string, value: string): Promise<string> {
    const action = defineAction({
        type: 'intercom-test',
        palette: 'advanced',
        reference: '',
        request: post('/test', 'never'),
        fields: { testId: field as fields.Field<unknown, false> },
    });
    try {
        await inputReader(RED, node, action, { testId: value, testIdType: type })({ _msgid: '1' });
        return 'valid';
    } catch (error) {
        assert.ok(error instanceof InputError, String(error));
        return error.fault.key;
    }
}

const panelVerdict = (field: fields.Field, type: string, value: string): string =>
    literalFault(panelFieldOf(field), type, value)?.key ?? 'valid';

describe('panel and node give the same verdict on a literal', () => {
    it('of every kind that there is', () => {
        const names = discoverKinds().map(({ name }) => name);
        assert.deepEqual(Object.keys(variants).sort(), names.sort());
    });

    for (const [name, kindFields] of Object.entries(variants)) {
        it(`${name}: 10,000 at random`, async function () {
            this.timeout(120_000);
            const { literals } = kindFields[0]?.kind ?? { literals: [] };
            const types = [
                ...new Set([...literals.filter((type) => type !== 'date'), ...fields.literalTypes, 'contact']),
            ];
            // an object's rows are a literal too; a reference's JSON is read by the node alone
            const offered =
                name === 'object'
                    ? [...types, 'rows']
                    : types.filter((type) => name !== 'reference' || type !== 'json');
            const seen = { valid: 0, wrong: 0 };
            await fc.assert(
                fc.asyncProperty(
                    fc.constantFrom(...kindFields),
                    fc.constantFrom(...offered),
                    literalText,
                    async (field, type, value) => {
                        const verdict = panelVerdict(field, type, value);
                        assert.equal(await nodeVerdict(field, type, value), verdict);
                        seen[verdict === 'valid' ? 'valid' : 'wrong']++;
                    },
                ),
                { numRuns: 10_000 },
            );
            if (name !== 'any' && name !== 'file')
                assert.ok(seen.valid > 100 && seen.wrong > 100, JSON.stringify(seen));
        });
    }

    const table: [field: fields.Field, type: string, value: string, verdict: string][] = [
        [date(), 'str', '2026-02-30', 'fault.date'],
        [date(), 'str', '2026-01-31T09:00:00,5Z', 'valid'],
        [date(), 'ago', '30d', 'valid'],
        [date(), 'ago', '30 years', 'fault.ago'],
        [number(), 'num', '0x10', 'fault.number'],
        [number(), 'num', ' 7 ', 'valid'],
        [integer(), 'num', '9007199254740993', 'fault.integer'],
        [boolean(), 'str', ' true ', 'valid'],
        [boolean(), 'bool', 'maybe', 'fault.boolean'],
        [object(), 'json', '{"a":1e999}', 'fault.json'],
        [object(), 'json', '{', 'fault.notJson'],
        [object({ required: true }), 'json', 'null', 'fault.missingNull'],
        [object({ form: 'search' }), 'rows', '[{"n":"email","v":""}]', 'fault.condition'],
        [object({ form: 'search' }), 'rows', '[{"n":"email","o":"NIN","v":" , "}]', 'fault.condition'],
        [object({ form: 'search' }), 'rows', '[{"n":"email","o":"NIN","v":"[null]","t":"json"}]', 'fault.condition'],
        [object({ form: 'search' }), 'rows', '[{"n":"created_at","v":"x1","t":"num"}]', 'fault.number'],
        [object({ form: 'contactAttributes' }), 'rows', '[{"n":"vip","v":"maybe","t":"bool"}]', 'fault.boolean'],
        [object({ form: 'contactAttributes' }), 'rows', '[{"n":" ","v":"a"}]', 'fault.rows'],
        [reference({ object: contact, by: 'id' } as never), 'contact', '..', 'fault.id'],
    ];
    for (const [field, type, value, verdict] of table) {
        it(`${field.kind.name} ${type} ${JSON.stringify(value)}: ${verdict}`, async () => {
            assert.equal(panelVerdict(field, type, value), verdict);
            assert.equal(await nodeVerdict(field, type, value), verdict);
        });
    }
});

import assert from 'node:assert/strict';
import type { Node, NodeAPI } from 'node-red';
import {
    type AnyAction,
    contact,
    defineAction,
    InputError,
    post,
    ref,
    searchFields,
    searchList,
} from '../../src/action';
import { any, date, notGiven, object, text } from '../../src/fields';
import { inputReader } from '../../src/runtime/inputs';

const RED = { util: require('@node-red/util').util } as NodeAPI;
const node = { id: 'n', z: 'z', context: () => ({ get: () => undefined, set: () => undefined }) } as unknown as Node;
const about = { palette: 'advanced', reference: '' } as const;

const record = defineAction({
    type: 'intercom-test-record',
    ...about,
    request: post('/test', 'never'),
    fields: {
        title: text({ required: true }),
        at: date(),
        customAttributes: object({ form: 'contactAttributes' }),
        rows: any({ rows: true, stored: notGiven, at: 'none' }),
    },
});
const filters = {
    state: text({ stored: notGiven, filter: '=' }),
    updatedSince: date({ stored: notGiven, filter: '>' }),
    jsonQuery: object({ stored: notGiven, form: 'search', filter: 'query' }),
};
const search = defineAction({
    type: 'intercom-test-search',
    ...about,
    list: searchList('/test/search', filters),
    fields: { ...filters, ...searchFields() },
});
const person = defineAction({
    type: 'intercom-test-person',
    ...about,
    request: post('/test', 'never'),
    fields: { contactId: ref(contact) },
});

const oneOfTwo = {
    ...about,
    request: post('/test', 'never'),
    fields: { title: text(), note: text() },
    anyOf: ['title', 'note'],
} as const;
const create = defineAction({ type: 'intercom-test-create', ...oneOfTwo });
const update = defineAction({ type: 'intercom-test-update', ...oneOfTwo, nullClears: true });

const rows = (list: unknown) => ({ customAttributes: JSON.stringify(list), customAttributesType: 'rows' });
const query = (list: unknown) => ({ jsonQuery: JSON.stringify(list), jsonQueryType: 'rows' });
const str = (property: string, value: string) => ({ [property]: value, [`${property}Type`]: 'str' });
const from = (property: string, place: string, type = 'msg') => ({ [property]: place, [`${property}Type`]: type });
const titled = { title: 't', titleType: 'str' };

interface Row {
    name: string;
    action: AnyAction;
    config: Record<string, unknown>;
    msg?: Record<string, unknown>;
    reads?: Record<string, unknown>;
    /** Code, property, and what is wrong. */
    refuses?: [code: string, field: string, key: string];
}

const attributesOf = (msg: Record<string, unknown>) => ({
    config: { ...titled, ...from('customAttributes', 'payload') },
    msg,
});

const table: Row[] = [
    {
        name: 'rows: each value is evaluated with the message, by its type',
        action: record,
        config: {
            ...titled,
            ...rows([
                { n: 'plan', v: 'payload.plan', t: 'msg' },
                { n: 'seats', v: '5', t: 'num' },
                { n: 'vip', v: 'true', t: 'bool' },
                { n: 'twice', v: 'payload.seats * 2', t: 'jsonata' },
                { n: 'note', v: 'as it is' },
            ]),
        },
        msg: { payload: { plan: 'pro', seats: 3 } },
        reads: { title: 't', customAttributes: { plan: 'pro', seats: 5, vip: true, twice: 6, note: 'as it is' } },
    },
    {
        name: 'rows: a moment is Unix seconds, however the editor has it',
        action: record,
        config: {
            ...titled,
            ...rows([
                { n: 'at', v: '', t: 'date' },
                { n: 'object', v: 'object', t: 'date' },
                { n: 'iso', v: 'iso', t: 'date' },
            ]),
        },
        reads: { title: 't', customAttributes: { at: 'now', object: 'now', iso: 'now' } },
    },
    {
        name: 'rows: a number that is none',
        action: record,
        config: { ...titled, ...rows([{ n: 'seats', v: 'x1', t: 'num' }]) },
        refuses: ['invalid_field', 'customAttributes', 'fault.number'],
    },
    {
        name: 'rows: neither true nor false',
        action: record,
        config: { ...titled, ...rows([{ n: 'vip', v: 'maybe', t: 'bool' }]) },
        refuses: ['invalid_field', 'customAttributes', 'fault.boolean'],
    },
    {
        name: 'rows: undefined is left out, an empty text and null are sent',
        action: record,
        config: {
            ...titled,
            ...rows([
                { n: 'none', v: 'payload.none', t: 'msg' },
                { n: 'empty', v: '', t: 'str' },
                { n: 'blank', v: 'payload.blank', t: 'msg' },
                { n: 'null', v: 'null', t: 'json' },
            ]),
        },
        msg: { payload: { blank: '' } },
        reads: { title: 't', customAttributes: { empty: '', blank: '', null: null } },
    },
    {
        name: 'rows: where all are left out, the field is not given',
        action: record,
        config: { ...titled, ...rows([{ n: 'none', v: 'payload.none', t: 'msg' }]) },
        reads: { title: 't' },
    },
    {
        name: 'rows: an empty list is not given',
        action: record,
        config: { ...titled, ...rows([]) },
        reads: { title: 't' },
    },
    {
        name: 'rows: one without a name',
        action: record,
        config: { ...titled, ...rows([{ n: ' ', v: 'a' }]) },
        refuses: ['invalid_field', 'customAttributes', 'fault.rows'],
    },
    {
        name: 'rows: no list',
        action: record,
        config: { ...titled, ...rows({ n: 'a', v: 'a' }) },
        refuses: ['invalid_field', 'customAttributes', 'fault.rows'],
    },
    {
        name: 'rows: text that is no JSON',
        action: record,
        config: { ...titled, ...from('customAttributes', '[{', 'rows') },
        refuses: ['invalid_field', 'customAttributes', 'fault.rows'],
    },
    {
        name: 'rows: a value that JSON cannot hold',
        action: record,
        config: { ...titled, ...rows([{ n: 'a', v: 'payload.a', t: 'msg' }]) },
        msg: { payload: { a: Number.NaN } },
        refuses: ['invalid_field', 'customAttributes', 'fault.json'],
    },
    {
        name: 'rows of inputs: each is one, and a fault names its row',
        action: record,
        config: { ...titled, rows: '[{"n":"id","v":"{","t":"json"}]', rowsType: 'rows' },
        refuses: ['invalid_field', 'id', 'fault.notJson'],
    },
    {
        name: 'rows of a search: all, any, and one in the other',
        action: search,
        config: query({
            all: [
                { n: 'role', o: '=', v: 'user' },
                {
                    any: [
                        { n: 'email', o: '~', v: 'payload.domain', t: 'msg' },
                        { n: 'phone', o: 'empty' },
                        { n: 'name', o: 'filled' },
                    ],
                },
            ],
        }),
        msg: { payload: { domain: 'example.com' } },
        reads: {
            fetchAll: false,
            jsonQuery: {
                operator: 'AND',
                value: [
                    { field: 'role', operator: '=', value: 'user' },
                    {
                        operator: 'OR',
                        value: [
                            { field: 'email', operator: '~', value: 'example.com' },
                            { field: 'phone', operator: '=', value: null },
                            { field: 'name', operator: '!=', value: null },
                        ],
                    },
                ],
            },
        },
    },
    {
        name: 'rows of a search: a bare list means all, a group of one is the one, IN takes parts with commas',
        action: search,
        config: query([{ n: 'tag_id', o: 'IN', v: '1, 2' }]),
        reads: { fetchAll: false, jsonQuery: { field: 'tag_id', operator: 'IN', value: ['1', '2'] } },
    },
    {
        name: 'rows of a search: this moment',
        action: search,
        config: query([{ n: 'created_at', o: '<', v: '', t: 'date' }]),
        reads: { fetchAll: false, jsonQuery: { field: 'created_at', operator: '<', value: 'now' } },
    },
    {
        name: 'rows of a search: a number that is none',
        action: search,
        config: query([{ n: 'created_at', o: '<', v: 'x1', t: 'num' }]),
        refuses: ['invalid_field', 'jsonQuery', 'fault.number'],
    },
    {
        name: 'rows of a search: a date so long ago',
        action: search,
        config: query([{ n: 'created_at', o: '>', v: '0m', t: 'ago' }]),
        reads: { fetchAll: false, jsonQuery: { field: 'created_at', operator: '>', value: 'now' } },
    },
    ...['payload.none', 'payload.empty', 'payload.null', 'payload.list'].map(
        (place): Row => ({
            name: `rows of a search: one that comes out empty (${place}) is an error, not a condition less`,
            action: search,
            config: query([
                { n: 'role', v: 'user' },
                { n: 'email', v: place, t: 'msg' },
            ]),
            msg: { payload: { empty: '', null: null, list: [] } },
            refuses: ['missing_field', 'jsonQuery', 'fault.condition'],
        }),
    ),
    {
        name: 'a search of rows that are not given finds everybody',
        action: search,
        config: query([]),
        reads: { fetchAll: false },
    },
    {
        name: 'ago, in a field',
        action: record,
        config: { ...titled, at: '0d', atType: 'ago' },
        reads: { title: 't', at: 'now' },
    },
    {
        name: 'ago that is no span',
        action: record,
        config: { ...titled, at: 'yesterday', atType: 'ago' },
        refuses: ['invalid_field', 'at', 'fault.ago'],
    },
    {
        name: 'a Date in an object goes out as Unix seconds, however deep',
        action: record,
        ...attributesOf({ payload: { seen: new Date(1_700_000_000_000), in: { list: [new Date(0)] } } }),
        reads: { title: 't', customAttributes: { seen: 1_700_000_000, in: { list: [0] } } },
    },
    ...(
        [
            ['NaN', { a: { b: Number.NaN } }],
            ['Infinity', { a: [Number.POSITIVE_INFINITY] }],
            ['a function', { a: () => 1 }],
            ['undefined in a list', { a: [1, undefined] }],
        ] as const
    ).map(
        ([name, payload]): Row => ({
            name: `${name} in an object`,
            action: record,
            ...attributesOf({ payload }),
            refuses: ['invalid_field', 'customAttributes', 'fault.json'],
        }),
    ),
    {
        name: 'empty texts and null in an object are kept, undefined is left out',
        action: record,
        ...attributesOf({ payload: { a: '', b: null, c: undefined, d: 0, e: false } }),
        reads: { title: 't', customAttributes: { a: '', b: null, d: 0, e: false } },
    },
    {
        name: 'null is none of several that are needed',
        action: create,
        config: {},
        msg: { payload: { title: null } },
        refuses: ['missing_field', 'note', 'fault.anyOf'],
    },
    {
        name: 'null is one of several that are needed where it clears',
        action: update,
        config: {},
        msg: { payload: { title: null } },
        reads: { title: null },
    },
    {
        name: 'null clears what is optional',
        action: record,
        config: titled,
        msg: { payload: { at: null } },
        reads: { title: 't', at: null },
    },
    {
        name: 'null for what is required is not given',
        action: record,
        config: {},
        msg: { payload: { title: null } },
        refuses: ['missing_field', 'title', 'fault.missingAtNull'],
    },
    {
        name: 'an empty text for what is required is not given',
        action: record,
        config: str('title', ''),
        refuses: ['missing_field', 'title', 'fault.missing'],
    },
    {
        name: 'a filter that reads a place where nothing is',
        action: search,
        config: { ...str('updatedSince', '2026-01-01'), ...from('state', 'payload.stat') },
        refuses: ['missing_field', 'state', 'fault.missingAt'],
    },
    {
        name: 'an expression of a filter that comes to nothing',
        action: search,
        config: from('state', 'payload.stat', 'jsonata'),
        refuses: ['missing_field', 'state', 'fault.missingResult'],
    },
    {
        name: 'null in a filter finds those without',
        action: search,
        config: from('state', 'payload.state'),
        msg: { payload: { state: null } },
        reads: { fetchAll: false, state: null },
    },
    {
        name: 'no filter at all is everybody',
        action: search,
        config: {},
        reads: { fetchAll: false },
    },
    {
        name: 'page together with a cursor',
        action: search,
        config: { ...str('limit', '5'), fetchAll: 'true', fetchAllType: 'bool' },
        refuses: ['invalid_field', 'limit', 'fault.limitAndAll'],
    },
    {
        name: 'a record in the payload, where a new node looks',
        action: person,
        config: {},
        msg: { payload: { type: 'contact', id: 'c1', external_id: 'x' } },
        reads: { contactId: { by: 'id', value: 'c1' } },
    },
    {
        name: 'a record gives its id whatever the key is',
        action: person,
        config: { contactBy: 'email' },
        msg: { payload: { contact_id: { type: 'contact', id: 'c1' } } },
        reads: { contactId: { by: 'id', value: 'c1' } },
    },
    {
        name: 'a record of another type tells whose it is',
        action: person,
        config: {},
        msg: { payload: { type: 'note', id: 'n1', contact_id: 'c1' } },
        reads: { contactId: { by: 'id', value: 'c1' } },
    },
    {
        name: 'a record of another type that does not',
        action: person,
        config: {},
        msg: { payload: { type: 'company', id: 'x1' } },
        refuses: ['invalid_field', 'contactId', 'fault.referenceType'],
    },
    {
        name: 'a picked value is an id whatever the key is',
        action: person,
        config: { ...from('contactId', 'c1', 'contact'), contactBy: 'email' },
        reads: { contactId: { by: 'id', value: 'c1' } },
    },
    {
        name: 'a key that there is not',
        action: person,
        config: { ...str('contactId', 'c1'), contactBy: 'shoe size' },
        refuses: ['invalid_field', 'contactBy', 'fault.choice'],
    },
];

/** The present moment, wherever it stands. */
const timeless = (value: unknown): unknown => {
    const now = Date.now() / 1000;
    return JSON.parse(JSON.stringify(value), (_, one) =>
        typeof one === 'number' && Math.abs(one - now) < 60 ? 'now' : one,
    );
};

describe('the inputs of a message', () => {
    for (const { name, action, config, msg, reads, refuses } of table) {
        it(name, async () => {
            const read = inputReader(RED, node, action, config)({ _msgid: '1', payload: {}, ...msg } as never);
            if (reads) assert.deepEqual(timeless(await read), reads);
            else {
                await assert.rejects(read, (error: unknown) => {
                    assert.ok(error instanceof InputError, String(error));
                    assert.deepEqual([error.code, error.field, error.fault.key], refuses);
                    return true;
                });
            }
        });
    }

    it('names the place of what JSON cannot hold', async () => {
        const read = inputReader(RED, node, record, { ...titled, ...from('customAttributes', 'payload') });
        await assert.rejects(read({ _msgid: '1', payload: { a: [{ b: Number.NaN }] } }), ({ fault }: InputError) => {
            assert.deepEqual(fault.values, { path: 'a[0].b', value: 'NaN' });
            return true;
        });
    });
});

import assert from 'node:assert/strict';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import fc from 'fast-check';
import { type Operation, operations } from '../../nodes/operation/table';
import { type AnyAction, keysOf } from '../../src/action';
import type { IntercomError } from '../../src/client';
import { byProperty, type Field } from '../../src/fields';
import type { RecordedRequest } from '../../src/sandbox';
import { randomOperations } from '../operation/cases';
import { anything } from '../support/anything';
import { actions, defaultsOf } from '../support/stored';
import { endedWrong, ManyFlow, type Member, withSandboxes } from './every-action';

/** `SEED=… npm test` tries other inputs; a failure names the seed and the smallest input that shows it. */
const seed = Number(process.env.SEED ?? 20_260_102);
const runs = 80;
const token = 'bm90IGluIGFueSB1cmw6+MTIzNA/==';

/** How each object is looked up: method and path, `*` for one whole segment. */
const lookups: Record<string, string[]> = {
    contact: ['POST /contacts/search', 'GET /contacts/find_by_external_id/*'],
    company: ['GET /companies', 'POST /companies/list'],
    tag: ['GET /tags'],
    admin: ['GET /admins', 'GET /me'],
    team: ['GET /teams'],
};

/** What the actions ask for that are no plain mapping. */
const special: Record<string, string[]> = {
    'intercom-get-contact': ['GET /contacts/*'],
    'intercom-create-contact': ['POST /contacts', 'GET /contacts/*', 'PUT /contacts/*', 'POST /contacts/*/unarchive'],
    'intercom-list-contacts': ['GET /contacts', 'POST /contacts/search'],
    'intercom-search-contacts': ['POST /contacts/search'],
    'intercom-update-company': ['PUT /companies/*', 'GET /companies/*', 'POST /companies'],
    'intercom-list-companies': ['POST /companies/list', 'GET /companies', 'GET /companies/scroll'],
    'intercom-list-tags': ['GET /tags'],
    'intercom-list-ticket-types': ['GET /ticket_types'],
    'intercom-search-conversations': ['POST /conversations/search'],
    'intercom-search-tickets': ['POST /tickets/search'],
    'intercom-list-teammates': ['GET /admins', 'GET /teams'],
    'intercom-create-conversation': ['GET /contacts/*', 'POST /conversations'],
    'intercom-manage-conversation': ['POST /conversations/*/parts'],
    'intercom-send-message': ['GET /contacts/*', 'POST /messages'],
    'intercom-send-event': ['POST /events'],
    ...Object.fromEntries(
        ['tag', 'untag'].map((verb) => [
            `intercom-${verb}`,
            [
                ...['conversations', 'tickets', 'contacts'].map((of) =>
                    verb === 'tag' ? `POST /${of}/*/tags` : `DELETE /${of}/*/tags/*`,
                ),
                ...['GET /tags/*', 'POST /tags'],
            ],
        ]),
    ),
};

/** The requests of a plain mapping, under each of its choices. */
function plainOf({ request, switches = {} }: AnyAction): string[] {
    if (!request) return [];
    let choices: Record<string, string>[] = [{}];
    for (const [property, { values }] of Object.entries(switches))
        choices = choices.flatMap((chosen) => values.map((value) => ({ ...chosen, [property]: value })));
    return choices.map((chosen) => {
        const { method, path } = typeof request === 'function' ? request(chosen as never) : request;
        return `${method} ${path.replace(/\{\w+\}/g, '*')}`;
    });
}

function allowedOf(action: AnyAction): string[] {
    const looked = Object.values(action.fields).flatMap(({ object, objects }) =>
        [object, ...Object.values(objects?.of ?? {})].flatMap((one) => (one ? (lookups[one.name] ?? []) : [])),
    );
    return [...plainOf(action), ...(special[action.type] ?? []), ...looked];
}

/** Whether a request stayed where its action belongs. */
function isAllowed({ method, path }: RecordedRequest, allowed: readonly string[]): boolean {
    return allowed.some((shape) => {
        const pattern = shape.replace(/[/.]/g, '\\$&').replaceAll('*', '[^/?#]+');
        return new RegExp(`^${pattern}$`).test(`${method} ${path}`);
    });
}

const ids = [
    '../x',
    '..',
    '.',
    'a/b',
    '/',
    '?x=1',
    '#',
    '%2e%2e',
    '%2F',
    '%',
    ' ',
    '\t',
    '\r\nX-Y: z',
    '\0',
    'é',
    '😀',
    '\ud800',
];
const keys = ['__proto__', 'constructor', 'prototype', 'toString', 'hasOwnProperty'];
const polluting = [
    '{"__proto__":{"polluted":"yes"}}',
    '{"constructor":{"prototype":{"polluted":"yes"}}}',
    '{"a":{"__proto__":{"polluted":"yes"}},"__proto__":null}',
];
const nasty = fc.oneof(
    anything,
    fc.constantFrom<unknown>(...ids, ...keys, ...polluting, ...polluting.map((text) => JSON.parse(text))),
    fc.string({ unit: 'binary', maxLength: 40 }),
    fc.constantFrom<unknown>(
        null,
        undefined,
        '',
        0,
        -0,
        -1,
        1e21,
        Number.NaN,
        Number.POSITIVE_INFINITY,
        10n,
        true,
        [],
        {},
    ),
    fc.constantFrom<unknown>(
        'x'.repeat(70_000),
        Symbol('s'),
        () => 'x',
        /x/,
        new Error('x'),
        Buffer.from('x'),
        new Date(Number.NaN),
    ),
);

/** What a field may hold when it is filled in as it should be. */
function fitting({ kind, choices, min }: Field): fc.Arbitrary<unknown> {
    switch (kind.name) {
        case 'number':
        case 'integer':
            return fc.constantFrom<unknown>(min ?? 1, String(min ?? 7));
        case 'boolean':
            return fc.constantFrom<unknown>(true, 'false', 'yes', 0);
        case 'date':
            return fc.constantFrom<unknown>(1_700_000_000, '2026-01-31T09:00:00Z', new Date(0), '2100-01-31');
        case 'object':
        case 'entries':
        case 'any':
            return fc.constantFrom<unknown>({ a: 1 }, '{"a":[1]}', {});
        case 'list':
            return fc.constantFrom<unknown>(['a', 'b'], 'a, b', []);
        case 'file':
            return fc.constantFrom<unknown>(Buffer.from('x'), [{ name: 'x.pdf', data: Buffer.from('%PDF-1.4') }]);
        case 'choice':
            return fc.constantFrom<unknown>(...(choices ?? []));
        default:
            return fc.constantFrom<unknown>('abc', 'ann@example.com', 'f00d', 12);
    }
}

/** Values that would only make the test wait. */
const slow: Record<string, fc.Arbitrary<unknown>> = {
    maxRetries: fc.constantFrom<unknown>(0, 1, -1, 1.5, 101, 'x', null),
    retryDelay: fc.constantFrom<unknown>(0, 1, -1, 'x', 2 ** 40, null),
    timeout: fc.constantFrom<unknown>(2000, -1, 0, 'x', 2 ** 40, null),
    exponentialBackoff: fc.constantFrom<unknown>(false, 'x'),
};

/** Values for the fields by the names of their properties: up to three are anything, the others are as they should be. */
function payloadOf({ fields }: AnyAction): fc.Arbitrary<Record<string, unknown>> {
    const names = Object.keys(fields);
    const values = (of: (property: string, field: Field) => fc.Arbitrary<unknown>) =>
        fc.record(Object.fromEntries(Object.entries(fields).map(([name, field]) => [name, of(name, field)])));
    return fc
        .tuple(
            values((_name, field) => fitting(field)),
            values((name) => slow[name] ?? nasty),
            fc.subarray(names, { maxLength: Math.min(3, names.length) }),
            fc.subarray(names),
        )
        .map(([right, wrong, replaced, left]) => {
            const kept = names.filter(
                (name) => replaced.includes(name) || left.includes(name) || fields[name]?.required,
            );
            return Object.fromEntries(kept.map((name) => [name, (replaced.includes(name) ? wrong : right)[name]]));
        });
}

/** A flow file whose fields read the payload, each at the name of its property, by any of the keys. */
function readingPayload({ fields, switches = {} }: AnyAction): fc.Arbitrary<Record<string, unknown>> {
    const properties = Object.entries(fields).flatMap(([property, field]) => [
        [property, fc.constant(`payload.${property}`)] as const,
        [`${property}Type`, fc.constant('msg')] as const,
        ...(keysOf(field).length > 1
            ? [[byProperty(property, field), fc.constantFrom(...keysOf(field))] as const]
            : []),
    ]);
    const choices = Object.entries(switches).map(([property, { values }]) => [property, fc.constantFrom(...values)]);
    return fc.record(Object.fromEntries([...properties, ...choices]));
}

const storedTypes = [
    'str',
    'num',
    'bool',
    'json',
    'date',
    'msg',
    'env',
    'jsonata',
    'contact',
    're',
    '__proto__',
    'none',
];

/** Node-RED itself cannot load a flow file whose lists hold such a key. */
const anyJson = fc.jsonValue().filter((value) => !/"(toString|valueOf)":/.test(JSON.stringify(value)));

/** A flow file that holds anything. */
function wrongFile(type: string): fc.Arbitrary<Record<string, unknown>> {
    const properties = Object.entries(defaultsOf(type)).map(([property, preset]) => {
        const wrong = property.endsWith('Type')
            ? fc.constantFrom<unknown>(...storedTypes)
            : fc.oneof(anyJson, fc.constantFrom<unknown>(...ids, ...keys, ...polluting, 'payload[', '$$$('));
        return [property, property in slow ? fc.constant(preset) : fc.oneof(wrong, fc.constant(preset))];
    });
    return fc.record(Object.fromEntries(properties), { requiredKeys: [] });
}

/** The prototypes that everything in the process shares. */
const prototypes = [Object.prototype, Array.prototype, Function.prototype, String.prototype];
const snapshot = () => prototypes.map((one) => Reflect.ownKeys(one).map(String).sort());

describe(`anything in every field of every action (seed ${seed})`, () => {
    const types = [...actions.values()];
    const some = randomOperations(50, seed);
    const held = withSandboxes([...types, ...some].map(() => token));
    const before_ = snapshot();
    const seen = { messages: 0, requests: 0, refusals: 0, successes: 0 };
    let foreign: Server;
    let foreignUrl: string;
    let strays = 0;

    before(async () => {
        foreign = createServer((_request, response) => {
            strays++;
            response.end('{}');
        });
        await new Promise<void>((resolve) => foreign.listen(0, '127.0.0.1', resolve));
        foreignUrl = `127.0.0.1:${(foreign.address() as AddressInfo).port}`;
    });
    after(async () => {
        await new Promise((resolve) => foreign.close(resolve));
        const { messages, requests, refusals, successes } = seen;
        assert.ok(successes > 100 && refusals > 1000 && requests > 500, JSON.stringify(seen));
        console.log(
            `      ${messages} messages: ${successes} successes, ${refusals} refused before ${requests} requests`,
        );
    });

    /** Sends a payload into a node, and looks at all that must be so whatever is in it. Gives the error, if there is one. */
    async function tried(
        flow: ManyFlow,
        id: string,
        payload: Record<string, unknown>,
        index: number,
        allowed: readonly string[],
    ): Promise<IntercomError | undefined> {
        const { requests } = held.sandboxes[index] as { requests: RecordedRequest[] };
        requests.length = 0;
        const end = flow.send(id, { payload });
        await flow.allEnded(id);
        seen.messages++;
        seen.requests += requests.length;
        seen.successes += end.sent.length > 0 ? 1 : 0;
        assert.equal(endedWrong(end), null);
        const [error] = end.errors as IntercomError[];
        if (error) {
            assert.equal(error.name, 'IntercomError', String(error));
            assert.notEqual(error.code, 'internal_error', error.message);
        }
        if (types[index]?.type !== 'intercom-raw-request') {
            const outside = requests.filter((request) => !isAllowed(request, allowed));
            assert.deepEqual(
                outside.map(({ method, url }) => `${method} ${url}`),
                [],
            );
        }
        for (const { headers } of requests) {
            assert.equal(headers.authorization, `Bearer ${token}`);
            assert.equal(headers['x-y'], undefined);
        }
        assert.deepEqual(snapshot(), before_);
        assert.equal(({} as { polluted?: string }).polluted, undefined);
        return error;
    }

    types.forEach((action, index) => {
        const { type, fields } = action;

        /** Nodes of this type: four that read all of their fields from the payload, four with whatever in their files. */
        function members(): Member[] {
            const files = [
                ...fc.sample(readingPayload(action), { numRuns: 4, seed }),
                ...fc.sample(wrongFile(type), { numRuns: 4, seed }),
            ];
            const connection = { baseUrl: held.sandboxes[index]?.url, timeout: 3000, maxRetries: 0 };
            return files.map((properties, n) => ({ id: `${type} ${n}`, type, properties, connection, token }));
        }

        function checkRefusal(error: IntercomError): void {
            if (error.code !== 'invalid_field' && error.code !== 'missing_field') return;
            seen.refusals++;
            const { field, message } = error;
            const known = Object.keys({ ...defaultsOf(type), emit: '' });
            assert.ok(field !== null && known.includes(field), `the field is ${field}: ${message}`);
            // a raw request's sentences also name what is in the field: "The file a ...", "A header ..."
            const words = field.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`);
            const part = type === 'intercom-raw-request' ? `|${field.replace(/(s|Data|Names)$/, '')}` : '';
            assert.match(message, new RegExp(`\\b(${field}|${words}${part})\\b`, 'i'));
            assert.doesNotMatch(message, /\[object /);
        }

        it(type, async () => {
            const flow = await ManyFlow.load(members());
            const property = fc.asyncProperty(fc.nat({ max: 7 }), payloadOf(action), async (node, payload) => {
                const error = await tried(flow, `${type} ${node}`, payload, index, allowedOf(action));
                if (error) checkRefusal(error);
            });
            await fc.assert(property, { seed, numRuns: runs + 10 * Object.keys(fields).length });
        });
    });

    describe('in every row of fifty operations', () => {
        some.forEach(({ type, form = '', properties, payload, sent }, at) => {
            it(form, async () => {
                const index = types.length + at;
                const connection = { baseUrl: held.sandboxes[index]?.url, timeout: 3000, maxRetries: 0 };
                const flow = await ManyFlow.load([{ id: form, type, properties, connection, token }]);
                const { method, path } = operations().get(String(properties?.operation)) as Operation;
                const allowed = [`${method} ${path.replace(/\{\w+\}/g, '*')}`, 'GET /me'];
                const right = payload({} as never) as Record<string, unknown>;
                const rows = fc.record(
                    Object.fromEntries(
                        Object.entries(right).map(([row, one]) => [row, fc.oneof(fc.constant(one), nasty)]),
                    ),
                    { requiredKeys: [] },
                );
                const names = ((properties?.rows as { n: string }[] | undefined) ?? []).map(({ n }) => n);
                const property = fc.asyncProperty(rows, async (values) => {
                    const error = await tried(flow, form, values, index, allowed);
                    if (error?.code !== 'invalid_field' && error?.code !== 'missing_field') return;
                    seen.refusals++;
                    assert.ok(
                        names.some(
                            (name) =>
                                error.field === name ||
                                name.startsWith(`${error.field}.`) ||
                                error.field?.startsWith(`${name}.`),
                        ),
                        `the field is ${error.field}: ${error.message}`,
                    );
                    assert.doesNotMatch(error.message, /\[object /);
                });
                await fc.assert(property, { seed, numRuns: runs });
                assert.equal(sent({} as never).at(-1)?.method, method);
            });
        });
    });

    it('keeps a raw request, and the token with it, on the host of the connection', async () => {
        const index = types.findIndex(({ type }) => type === 'intercom-raw-request');
        const { url: baseUrl = '' } = held.sandboxes[index] ?? {};
        const { host } = new URL(baseUrl);
        const urls = [
            `http://${foreignUrl}/contacts`,
            `//${foreignUrl}/contacts`,
            `\\\\${foreignUrl}/contacts`,
            `/\\${foreignUrl}/contacts`,
            `http:\\\\${foreignUrl}`,
            `http:${foreignUrl}`,
            `HTTP://${foreignUrl}`,
            ` http://${foreignUrl}`,
            `\thttp://${foreignUrl}`,
            `ht\ntp://${foreignUrl}`,
            `http://${host}@${foreignUrl}/`,
            `http://${foreignUrl}#@${host}/`,
            `http://${foreignUrl}\\@${host}/`,
            `@${foreignUrl}/`,
            `:80@${foreignUrl}/`,
            `.${foreignUrl}/`,
            `ws://${foreignUrl}/`,
            `http://${host.replace('127.0.0.1', '127.1')}@${foreignUrl}`,
        ];
        const connection = { baseUrl, maxRetries: 0, timeout: 1000 };
        const properties = { url: 'payload', urlType: 'msg' };
        const flow = await ManyFlow.load([{ id: 'raw', type: 'intercom-raw-request', properties, connection, token }]);
        const ends = urls.map((payload) => flow.send('raw', { payload }));
        await flow.allEnded('foreign urls');
        for (const [n, end] of ends.entries()) assert.equal(endedWrong(end), null, urls[n]);
        assert.equal(strays, 0);
    });
});

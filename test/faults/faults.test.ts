import assert from 'node:assert/strict';
import dns from 'node:dns';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { operations } from '../../nodes/operation/table';
import type { IntercomError } from '../../src/client';
import { type Fault, type Sandbox, startSandbox } from '../../src/sandbox';
import { type Case, cases } from '../actions/cases';
import { type Known, knownRecords } from '../actions/known';
import type { IntercomFacts } from '../nodes/flow';
import { randomOperations } from '../operation/cases';
import { freePort } from '../support/process-group';
import { actions } from '../support/stored';
import { waitFor } from '../support/wait';
import { type End, endedWrong, ManyFlow, type Member, unloadAll, withSandboxes } from './every-action';

type Driven = Case;

/** Every action in every form of its request, and fifty of the operations; `SEED=… npm test` tries others. */
const seed = Number(process.env.SEED ?? 20_260_102);
const anyOperation = 'intercom-operation';
const driven: readonly Driven[] = [...cases, ...randomOperations(50, seed)];

const list = (code: string, message = 'It went wrong') => ({
    type: 'error.list',
    request_id: 'b3ck0-request',
    errors: [{ code, message }],
});
const status = (code: number, name: string): Fault => ({ kind: 'status', status: code, body: list(name) });

interface Expected {
    code: string;
    hint: RegExp | null;
    statusCode?: number | null;
}

/** Faults that last, and the error that every node must end with when it may not try again. */
const lasting: [string, Fault, Expected][] = [
    ['400', status(400, 'parameter_invalid'), { code: 'parameter_invalid', hint: /values/, statusCode: 400 }],
    ['401', status(401, 'token_revoked'), { code: 'token_revoked', hint: /access token/, statusCode: 401 }],
    ['402', status(402, 'api_plan_restricted'), { code: 'api_plan_restricted', hint: /plan/, statusCode: 402 }],
    ['403', status(403, 'forbidden'), { code: 'forbidden', hint: /allow/i, statusCode: 403 }],
    ['406', status(406, 'media_type_not_acceptable'), { code: 'media_type_not_acceptable', hint: null }],
    ['408', status(408, 'request_timeout'), { code: 'request_timeout', hint: null, statusCode: 408 }],
    ['409', status(409, 'conflict'), { code: 'conflict', hint: /collides/, statusCode: 409 }],
    ['410', status(410, 'resource_gone'), { code: 'resource_gone', hint: /gone/, statusCode: 410 }],
    ['422', status(422, 'unprocessable_entity'), { code: 'unprocessable_entity', hint: /values/, statusCode: 422 }],
    [
        '429 with Retry-After',
        { kind: 'rateLimit', retryAfter: 1 },
        { code: 'rate_limit_exceeded', hint: /rate limit/, statusCode: 429 },
    ],
    [
        '500',
        status(500, 'server_error'),
        { code: 'server_error', hint: /try again later|deleted for good/, statusCode: 500 },
    ],
    ['502', status(502, 'bad_gateway'), { code: 'bad_gateway', hint: /try again later/, statusCode: 502 }],
    ['503', status(503, 'service_unavailable'), { code: 'service_unavailable', hint: /later/, statusCode: 503 }],
    ['504', status(504, 'gateway_timeout'), { code: 'gateway_timeout', hint: /try again later/, statusCode: 504 }],
    ['an error list with 200', status(200, 'odd'), { code: 'odd', hint: null, statusCode: 200 }],
    ['500 without a body', { kind: 'status', status: 500, body: '' }, { code: 'server_error', hint: /later/ }],
    ['HTML with 403', { kind: 'html', status: 403 }, { code: 'forbidden', hint: /allow/i, statusCode: 403 }],
    ['HTML with 500', { kind: 'html', status: 500 }, { code: 'server_error', hint: /later/, statusCode: 500 }],
    ['HTML with 502', { kind: 'html' }, { code: 'service_unavailable', hint: /try again later/, statusCode: 502 }],
    ['HTML with 503', { kind: 'html', status: 503 }, { code: 'service_unavailable', hint: /later/, statusCode: 503 }],
    ['a login page with 200', { kind: 'html', status: 200 }, { code: 'invalid_response', hint: /login page/ }],
    ['a reset before the answer', { kind: 'reset' }, { code: 'network_error', hint: /look before repeating/ }],
    ['a reset in the body', { kind: 'resetMidBody' }, { code: 'network_error', hint: /look before repeating/ }],
    ['a reset after the work', { kind: 'applyThenReset' }, { code: 'network_error', hint: /look before repeating/ }],
    [
        'a 502 after the work',
        { kind: 'applyThenStatus', status: 502, body: '' },
        { code: 'service_unavailable', hint: /later/ },
    ],
    ['no answer', { kind: 'stall' }, { code: 'timeout', hint: /timeout/, statusCode: null }],
];

/** Faults that hit the last request of a message once: what may be sent again succeeds, the rest fails. */
const passing: [string, Fault, string | null][] = [
    ['a 500', status(500, 'server_error'), 'server_error'],
    ['a 503 in HTML', { kind: 'html', status: 503 }, 'service_unavailable'],
    ['a reset before the answer', { kind: 'reset' }, 'network_error'],
    ['a reset in the body', { kind: 'resetMidBody' }, 'network_error'],
    ['a reset after the work', { kind: 'applyThenReset' }, 'network_error'],
    ['a 502 after the work', { kind: 'applyThenStatus', status: 502, body: '' }, 'service_unavailable'],
    ['no answer in time', { kind: 'stall' }, 'timeout'],
    // was not carried out, so that every request may be sent again
    ['a 429', { kind: 'rateLimit', resetIn: 0 }, null],
];

const nameOf = ({ type, form = '', once }: Driven, index: number): string =>
    `${index} ${type} ${form}${once ? ', once at most' : ''}`;
const tokenOf = (index: number): string => `dG9rOjEyMzQ1+Njc4OTA/${String(index).padStart(3, '0')}=`;

describe('every action when something goes wrong', () => {
    const held = withSandboxes(driven.map((_, index) => tokenOf(index)));
    let known: Known;
    let checked = 0;
    /** How each ends when nothing goes wrong, and what it makes: an operation by chance may well ask for what is not there. */
    const usual: { code: string | null; created: Record<string, number> }[] = [];

    before(async () => {
        // of a sandbox that has the same seed: the others must see no connection but those of the nodes
        const sandbox = await startSandbox();
        known = await knownRecords(sandbox);
        await sandbox.close();
        const ends = await run(await ManyFlow.load(members((baseUrl) => ({ baseUrl, maxRetries: 0 }))), 'no fault');
        usual.push(
            ...ends.map(({ errors }, index) => ({
                code: (errors[0] as IntercomError | undefined)?.code ?? null,
                created: { ...held.sandboxes[index]?.counts.created },
            })),
        );
        const failing = usual.filter(({ code }, index) => code !== null && driven[index]?.type !== anyOperation);
        assert.deepEqual(failing, []);
        await unloadAll(held.sandboxes);
        for (const sandbox of held.sandboxes) sandbox.reset();
    });
    after(() =>
        console.log(`      ${checked} ends of ${driven.length} cases of ${actions.size} actions were looked at`),
    );

    const members = (connection: (url: string) => Record<string, unknown>): Member[] =>
        driven.map((one, index) => ({
            id: nameOf(one, index),
            type: one.type,
            properties: one.properties,
            connection: connection(held.sandboxes[index]?.url ?? ''),
            token: tokenOf(index),
        }));

    /** Switches a fault on for the request that does each action's work, behind its lookups. */
    function lastRequestOfEach(fault: Fault): void {
        driven.forEach(({ sent }, index) => {
            const { method, path } = sent(known).at(-1) as { method: string; path: string };
            const match = { method, path: new RegExp(`^${path.replaceAll('.', '\\.')}$`) };
            held.sandboxes[index]?.fault({ ...fault, match });
        });
    }

    function sendAll(flow: ManyFlow): End[] {
        driven.forEach(({ ready }, index) => {
            const { state } = held.sandboxes[index] as Sandbox;
            ready?.(state, known);
        });
        return driven.map((one, index) => flow.send(nameOf(one, index), { payload: one.payload(known) }));
    }

    /** How often the request that does the work has left. */
    function timesSent({ sent }: Driven, index: number): number {
        const { method, path } = sent(known).at(-1) as { method: string; path: string };
        const { requests } = held.sandboxes[index] as Sandbox;
        return requests.filter((one) => one.method === method && one.path === path).length;
    }

    /** Sends each action its message, and says of each how it ended. */
    async function run(flow: ManyFlow, what: string): Promise<End[]> {
        const ends = sendAll(flow);
        await flow.allEnded(what);
        return ends;
    }

    /** Looks at every end, and lists all that is wrong: one look shows a pattern. */
    function check(ends: readonly End[], problem: (end: End, one: Driven, index: number) => string | null | undefined) {
        const problems = driven.flatMap((one, index) => {
            const end = ends[index] as End;
            checked++;
            const wrong = endedWrong(end) ?? createdTooMuch(one, index) ?? problem(end, one, index);
            return wrong ? [`${nameOf(one, index)}: ${wrong}`] : [];
        });
        assert.deepEqual(problems, []);
    }

    function createdTooMuch(one: Driven, index: number): string | undefined {
        const creates = one.creates ?? (one.type === anyOperation ? usual[index]?.created : undefined) ?? {};
        const created = held.sandboxes[index]?.counts.created ?? {};
        const tooMuch = Object.entries(created).filter(([kind, count]) => count > (creates[kind] ?? 0));
        if (tooMuch.length > 0) return `it created ${JSON.stringify(created)}`;
    }

    function failsAs({ errors, caught }: End, { code, hint, statusCode }: Expected): string | undefined {
        const [error] = errors as IntercomError[];
        if (!error) return 'it succeeded';
        if (error.code !== code) return `${error.code} instead of ${code}: ${error.message}`;
        if (hint && !hint.test(error.hint ?? '')) return `its hint is ${error.hint}`;
        if (statusCode !== undefined && error.statusCode !== statusCode) return `its status is ${error.statusCode}`;
        if (/undefined|\[object|null/.test(error.message)) return error.message;
        const { intercom, error: ofNodeRed } = caught[0] as { intercom: IntercomFacts; error: { code?: string } };
        const { next, ...described } = intercom.error as NonNullable<IntercomFacts['error']> & { next?: unknown };
        assert.deepEqual(described, error.describe());
        assert.equal(next ?? null, error.next);
        assert.equal(intercom.statusCode, error.statusCode);
        assert.equal(ofNodeRed.code, code);
    }

    describe('that lasts, and nothing is sent again', () => {
        for (const [name, fault, expected] of lasting) {
            it(name, async () => {
                for (const sandbox of held.sandboxes) sandbox.fault({ ...fault, times: Number.POSITIVE_INFINITY });
                const timeout = fault.kind === 'stall' ? 300 : 10_000;
                const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, timeout, maxRetries: 0 })));
                const ends = await run(flow, name);
                check(ends, (end) => failsAs(end, expected));
                await unloadAll(held.sandboxes);
            });
        }

        for (const kind of ['list', 'HTML'] as const) {
            it(`404 with ${kind === 'list' ? 'an error list' : kind}`, async () => {
                const fault: Fault = kind === 'list' ? status(404, 'not_found') : { kind: 'html', status: 404 };
                for (const sandbox of held.sandboxes) sandbox.fault({ ...fault, times: Number.POSITIVE_INFINITY });
                const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, maxRetries: 0 })));
                const ends = await run(flow, '404');
                check(ends, (end, { type, properties = {} }) => {
                    // Intercom says so when a name or id finds nothing: an empty list
                    const isFiltered = ['companyName', 'companyId', 'tagId', 'segmentId'].some(
                        (name) => properties[name],
                    );
                    if (kind === 'list' && type === 'intercom-list-companies' && isFiltered) {
                        return end.sent.length === 1 ? null : 'not an empty list';
                    }
                    return failsAs(end, { code: 'not_found', hint: null });
                });
                await unloadAll(held.sandboxes);
            });
        }

        it('a huge answer: it is only large, and so a success', async () => {
            lastRequestOfEach({ kind: 'huge', bytes: 500_000 });
            const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, maxRetries: 0 })));
            const ends = await run(flow, 'huge');
            check(ends, (end, { type }) => {
                // its lists have names of their own, and a list that is not there is not an empty one
                if (type === 'intercom-list-teammates' || (type === anyOperation && end.errors[0]))
                    return failsAs(end, { code: 'invalid_response', hint: /There is none under/ });
                return end.errors[0] ? `it failed: ${end.errors[0]}` : null;
            });
            await unloadAll(held.sandboxes);
        });

        it('an answer that ends in the middle', async () => {
            for (const sandbox of held.sandboxes) sandbox.fault({ kind: 'truncated', times: Number.POSITIVE_INFINITY });
            const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, maxRetries: 0 })));
            const ends = await run(flow, 'truncated');
            check(ends, (end, { type, properties }, index) => {
                // of an empty body the half is the whole
                if (['intercom-delete-tag', 'intercom-send-event'].includes(type)) return null;
                const kind = operations().get(String(properties?.operation))?.answer.kind ?? 'json';
                if (!['json', 'list'].includes(kind) || usual[index]?.code) return null;
                return failsAs(end, { code: 'invalid_response', hint: /Intercom/ });
            });
            await unloadAll(held.sandboxes);
        });

        it('a connection that is refused', async () => {
            const baseUrl = `http://127.0.0.1:${await freePort()}`;
            const flow = await ManyFlow.load(members(() => ({ baseUrl, maxRetries: 0 })));
            const ends = await run(flow, 'refused');
            check(ends, (end) => failsAs(end, { code: 'network_error', hint: null, statusCode: null }));
            for (const { errors } of ends) {
                assert.equal((errors[0] as IntercomError).neverSent, true);
                assert.match(String(errors[0]), /Connection refused/);
            }
        });

        for (const [code, reason] of [
            ['ENOTFOUND', /Address not found/],
            ['EAI_AGAIN', /no DNS/],
        ] as const) {
            it(`a name server that answers ${code}`, async () => {
                const { lookup } = dns;
                const refuse = (_host: string, _options: unknown, done: (error: Error) => void) =>
                    process.nextTick(done, Object.assign(new Error(code), { code, syscall: 'getaddrinfo' }));
                try {
                    dns.lookup = refuse as never;
                    const flow = await ManyFlow.load(
                        members(() => ({ baseUrl: 'http://intercom.invalid', maxRetries: 0 })),
                    );
                    const ends = await run(flow, code);
                    check(ends, (end) => failsAs(end, { code: 'network_error', hint: null, statusCode: null }));
                    for (const { errors } of ends) assert.match(String(errors[0]), reason);
                } finally {
                    dns.lookup = lookup;
                }
            });
        }
    });

    describe('with the proxy', () => {
        let proxy: Server;
        let answer = { status: 502, body: '<html><title>Bad Gateway</title></html>' };

        before(async () => {
            proxy = createServer((_request, response) => {
                response.writeHead(answer.status, { 'Content-Type': 'text/html' }).end(answer.body);
            });
            await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
        });
        after(() => new Promise((resolve) => proxy.close(resolve)));

        async function through(url: string, what: string): Promise<End[]> {
            const proxyNode = { id: 'proxy', type: 'http proxy', name: '', url, noproxy: [] };
            const connection = { maxRetries: 0, timeout: 5000, proxy: 'proxy' };
            const flow = await ManyFlow.load(
                members((baseUrl) => ({ ...connection, baseUrl })),
                [proxyNode],
            );
            const ends = await run(flow, what);
            assert.ok(
                held.sandboxes.every(({ counts }) => counts.requests === 0),
                'a request went past the proxy',
            );
            return ends;
        }
        const listening = () => `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;

        it('that is not there', async () => {
            const ends = await through(`http://127.0.0.1:${await freePort()}`, 'no proxy');
            check(ends, (end) => failsAs(end, { code: 'network_error', hint: null, statusCode: null }));
            for (const { errors } of ends) assert.match(String(errors[0]), /through the proxy/);
        });

        it('that answers 502 itself', async () => {
            answer = { status: 502, body: '<html><title>Bad Gateway</title></html>' };
            check(await through(listening(), '502'), (end) =>
                failsAs(end, { code: 'service_unavailable', hint: /later/, statusCode: 502 }),
            );
        });

        it('that wants a password', async () => {
            answer = { status: 407, body: 'Proxy Authentication Required' };
            check(await through(listening(), '407'), (end) =>
                failsAs(end, { code: 'bad_request', hint: /user and a password/, statusCode: 407 }),
            );
        });
    });

    describe('once, and what may be sent again is sent again', () => {
        for (const [name, fault, code] of passing) {
            it(name, async () => {
                lastRequestOfEach(fault);
                const timeout = fault.kind === 'stall' ? 300 : 10_000;
                const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, timeout, maxRetries: 2 })));
                const ends = await run(flow, name);
                check(ends, (end, one, index) => {
                    const { once, type } = one;
                    const times = timesSent(one, index);
                    if (once && code !== null && times !== 1) return `it was sent ${times} times`;
                    const fails = code === null ? type === 'intercom-raw-request' : once;
                    if (fails) return failsAs(end, { code: code ?? 'rate_limit_exceeded', hint: null });
                    const [error] = end.errors as IntercomError[];
                    return !error || error.code === usual[index]?.code ? null : `it failed: ${error}`;
                });
                await unloadAll(held.sandboxes);
            });
        }

        it('a refused connection: every request surely never left, and is sent again', async () => {
            const flow = await ManyFlow.load(
                members(() => ({ baseUrl: 'http://127.0.0.1:1', timeout: 1000, maxRetries: 1 })),
            );
            const ends = await run(flow, 'refused twice');
            check(ends, (end) => failsAs(end, { code: 'network_error', hint: null }));
        });
    });

    /** The codes with which each case ended, when everything was stopped and the catch node was gone too. */
    async function cutOff(flow: ManyFlow, ends: readonly End[]): Promise<string[]> {
        await waitFor(
            () => flow.unheard.length + ends.filter(({ errors }) => errors.length > 0).length >= driven.length,
            'an error for each',
        );
        return driven.map((one, index) => {
            checked++;
            const { sent, completed, errors } = ends[index] as End;
            const logged = flow.unheard.filter(({ node }) => node === nameOf(one, index)).map(({ error }) => error);
            const codes = [...errors, ...logged].map((error) => (error as IntercomError).code);
            return [...codes, ...sent.map(() => 'sent'), ...Array(completed).fill('completed')].join();
        });
    }

    it('is stopped in mid-request: each message ends once as aborted, and nothing follows', async () => {
        for (const sandbox of held.sandboxes) sandbox.fault({ kind: 'stall', times: Number.POSITIVE_INFINITY });
        const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, maxRetries: 3 })));
        const ends = sendAll(flow);
        const underWay = () => held.sandboxes.every(({ counts }) => counts.requests > 0);
        await waitFor(underWay, 'every action to be under way');
        const requests = held.sandboxes.map(({ counts }) => counts.requests);
        await unloadAll(held.sandboxes);
        assert.deepEqual(
            await cutOff(flow, ends),
            driven.map(() => 'aborted'),
        );
        assert.deepEqual(
            held.sandboxes.map(({ counts }) => counts.requests),
            requests,
        );
    });

    it('waits for the rate limit: a stop ends the wait', async () => {
        for (const sandbox of held.sandboxes) sandbox.fault({ kind: 'rateLimit', retryAfter: 3600, times: 1 });
        const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, maxRetries: 3 })));
        const ends = sendAll(flow);
        const isRaw = (index: number) => driven[index]?.type === 'intercom-raw-request';
        const refused = () => held.sandboxes.every(({ requests }) => requests[0]?.status === 429);
        const rawEnded = () => ends.every(({ errors }, index) => !isRaw(index) || errors.length > 0);
        await waitFor(() => refused() && rawEnded(), 'a 429 for each');
        await unloadAll(held.sandboxes);
        assert.deepEqual(
            await cutOff(flow, ends),
            driven.map((_, index) => (isRaw(index) ? 'rate_limit_exceeded' : 'aborted')),
        );
    });

    it('comes twenty at a time into every node: each ends once', async () => {
        for (const sandbox of held.sandboxes) sandbox.fault({ kind: 'html', times: Number.POSITIVE_INFINITY });
        const flow = await ManyFlow.load(members((baseUrl) => ({ baseUrl, maxRetries: 0 })));
        const ends = driven.map((one, index) =>
            Array.from({ length: 20 }, () => flow.send(nameOf(one, index), { payload: one.payload(known) })),
        );
        await flow.allEnded('twenty at a time');
        for (let turn = 0; turn < 20; turn++)
            check(
                ends.map((list) => list[turn] as End),
                () => null,
            );
    });

    it('has left no warning of Node.js, such as that of too many listeners', () => {
        assert.deepEqual(
            held.warnings.map(({ name, message }) => `${name}: ${message}`),
            [],
        );
    });
});

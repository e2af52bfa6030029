import assert from 'node:assert/strict';
import {
    authorizeUrl,
    type CodeExchange,
    exchangeCode,
    type Region,
    regionOfWorkspace,
    revoke,
    tokenUrl,
} from '../../src/client';
import { CLIENT_ID, CLIENT_SECRET, type Sandbox, startSandbox } from '../../src/sandbox';
import { assertHides, clientOf, failure } from './support';

describe('client: OAuth', () => {
    let sandbox: Sandbox;
    before(async () => {
        sandbox = await startSandbox({ seed: { contacts: 1, companies: 1 } });
    });
    beforeEach(() => sandbox.reset());
    after(() => sandbox.close());

    for (const [region, host] of [
        ['us', 'https://app.intercom.com'],
        ['eu', 'https://app.eu.intercom.com'],
        ['au', 'https://app.au.intercom.com'],
    ] as [Region, string][])
        it(`sends users of ${region} to ${host}`, () => {
            const url = authorizeUrl({ region }, { clientId: 'id', state: 's/=', redirectUri: 'https://a.b/c' });
            assert.equal(url, `${host}/oauth?client_id=id&state=s%2F%3D&redirect_uri=https%3A%2F%2Fa.b%2Fc`);
            assert.equal(tokenUrl({ region }), 'https://api.intercom.io/auth/eagle/token');
        });

    it('knows the regions that Intercom names', () => {
        for (const [name, region] of [
            ['US', 'us'],
            ['EU', 'eu'],
            ['AU', 'au'],
            ['XX', null],
            [null, null],
            ['toString', null],
        ] as const)
            assert.equal(regionOfWorkspace(name), region);
    });

    const exchange = (code: string, more: Partial<CodeExchange> = {}) =>
        exchangeCode({
            region: 'custom',
            baseUrl: sandbox.url,
            clientId: CLIENT_ID,
            clientSecret: CLIENT_SECRET,
            code,
            timeout: 2000,
            ...more,
        });

    /** A code, as the user's browser brings it back. */
    const code = async () => {
        const place = { region: 'custom', baseUrl: sandbox.url } as const;
        const url = authorizeUrl(place, {
            clientId: CLIENT_ID,
            state: 'st',
            redirectUri: 'https://node-red.example/callback',
        });
        const answer = await fetch(`${url}&auto=1`, { redirect: 'manual' });
        return new URL(answer.headers.get('location') ?? 'http://none').searchParams.get('code');
    };

    it('exchanges a code for a token that works, and revokes it', async () => {
        const given = await code();
        assert(given, 'the sandbox gives a code');
        const token = await exchange(given);
        const { client } = clientOf({ url: sandbox.url, token });
        const me = { method: 'GET', path: '/me', repeat: 'always' } as const;
        assert.equal((await client.call(me)).status, 200);
        await revoke(client);
        assertHides(await failure(client.call(me), 'unauthorized'), token);
        await revoke(client);
    });

    it('explains a wrong code without its secret', async () => {
        const error = await failure(exchange('wrong'), 'unauthorized');
        assert.match(error.message, /refused the code/);
        assertHides(error, CLIENT_SECRET);
    });

    it('explains other failures without its secret', async () => {
        sandbox.fault({ kind: 'status', status: 400, body: `no ${CLIENT_SECRET}` });
        assertHides(await failure(exchange('x'), 'bad_request'), CLIENT_SECRET);
        sandbox.fault({ kind: 'status', status: 200, body: {} });
        await failure(exchange('x'), 'invalid_response');
        sandbox.fault({ kind: 'reset' });
        assertHides(await failure(exchange('x'), 'network_error'), CLIENT_SECRET);
        assert.equal(sandbox.requests.length, 3, 'a code works once: never repeated');
    });
});

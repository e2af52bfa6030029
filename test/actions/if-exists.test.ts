import assert from 'node:assert/strict';
import fc from 'fast-check';
import type { Sandbox } from '../../src/sandbox';
import { type End, endedWrong, ManyFlow } from '../faults/every-action';
import { TestFlow, unload, withSandbox } from '../nodes/flow';
import { call } from '../sandbox/testing';

const type = 'intercom-create-contact';
const seed = Number(process.env.SEED ?? 20_261_126);

interface Contact {
    id: string;
    role: string;
    email: string;
    name: string;
    unsubscribed_from_emails: boolean;
}

/** Everybody who is there now and has an email. */
const having = (sandbox: Sandbox, email: string) =>
    [...sandbox.state.contacts.walk('oldest')].filter((one) => one.email?.toLowerCase() === email.toLowerCase());

describe('create contact, if it exists', () => {
    const held = withSandbox({ searchLagMs: 60_000 });
    const email = 'ann@example.com';
    const create = async (payload: object): Promise<Contact> =>
        (await call(held.sandbox, 'POST', '/contacts', payload)).body;
    const methods = () => held.sandbox.requests.map(({ method, path, status }) => `${method} ${path} ${status}`);

    async function run(ifExists: string | undefined, payload: object, properties: object = {}) {
        held.sandbox.requests.length = 0;
        const flow = await TestFlow.load(held.sandbox, type, { ...(ifExists && { ifExists }), ...properties });
        const seen = await flow.output({ payload });
        await unload();
        return seen as typeof seen & { payload: Contact; intercom: { existed: boolean } };
    }

    for (const ifExists of ['update', 'return']) {
        it(`${ifExists}: nobody has it, so that it is created`, async () => {
            const { payload, intercom } = await run(ifExists, { email, name: 'Ann' });
            assert.equal(payload.email, email);
            assert.equal(intercom.existed, false);
            assert.deepEqual(methods(), ['POST /contacts 200']);
        });
    }

    it('error, which is the default: the conflict names the contact', async () => {
        const { id } = await create({ email });
        for (const properties of [{}, { ifExists: 'error' }]) {
            const flow = await TestFlow.load(held.sandbox, type, properties);
            const { intercom } = await flow.error({ payload: { email } });
            assert.equal(intercom.error?.code, 'conflict');
            assert.ok(intercom.error?.hint?.includes(id));
            await unload();
        }
    });

    it('update: what is given changes, and what is not stays', async () => {
        const { id } = await create({ email, name: 'Ann', phone: '+353 1 555 0100' });
        const { payload, intercom } = await run('update', { email, name: 'Ann Lee' });
        assert.equal(payload.id, id);
        assert.equal(payload.name, 'Ann Lee');
        assert.equal(held.sandbox.state.contacts.get(id)?.phone, '+353 1 555 0100');
        assert.equal(intercom.existed, true);
        assert.deepEqual(methods(), ['POST /contacts 409', `PUT /contacts/${id} 200`]);
    });

    it('return: as it is', async () => {
        const { id } = await create({ email, name: 'Ann' });
        const { payload, intercom } = await run('return', { email, name: 'Somebody' });
        assert.deepEqual([payload.id, payload.name, intercom.existed], [id, 'Ann', true]);
        assert.deepEqual(methods(), ['POST /contacts 409', `GET /contacts/${id} 200`]);
    });

    it('update resubscribes nobody, and unsubscribes who is to be unsubscribed', async () => {
        const { id } = await create({ email, unsubscribed_from_emails: true });
        await run('update', { email, name: 'Ann' });
        assert.equal(held.sandbox.state.contacts.get(id)?.unsubscribed_from_emails, true);
        assert.deepEqual(held.sandbox.requests.at(-1)?.body, { email, name: 'Ann' });
        const bob = await create({ email: 'bob@example.com' });
        await run(
            'update',
            { email: 'bob@example.com' },
            { unsubscribedFromEmails: 'true', unsubscribedFromEmailsType: 'bool' },
        );
        assert.equal(held.sandbox.state.contacts.get(bob.id)?.unsubscribed_from_emails, true);
    });

    for (const ifExists of ['update', 'return']) {
        it(`${ifExists}: an archived twin is unarchived first`, async () => {
            const { id } = await create({ email, name: 'Ann' });
            await call(held.sandbox, 'POST', `/contacts/${id}/archive`);
            const { payload, intercom } = await run(ifExists, { email, name: 'Ann Lee' });
            assert.equal(payload.id, id);
            assert.equal(intercom.existed, true);
            assert.equal(held.sandbox.state.contacts.get(id)?.status, 'active');
            assert.equal(methods()[1], `POST /contacts/${id}/unarchive 200`);
        });

        it(`${ifExists}: a deleted twin still holds its email, and the contact is created all the same, once`, async () => {
            const { id } = await create({ email, external_id: 'u-1' });
            await call(held.sandbox, 'DELETE', `/contacts/${id}`);
            const first = await run(ifExists, { email, external_id: 'u-1', name: 'Ann' });
            assert.equal(first.intercom.existed, false);
            assert.equal(first.payload.role, 'user');
            // Intercom goes on naming the deleted one, and no search knows the new one yet
            const second = await run(ifExists, { email, external_id: 'u-1', name: 'Ann Lee' });
            assert.equal(second.payload.id, first.payload.id);
            assert.equal(second.intercom.existed, true);
            assert.equal(having(held.sandbox, email).length, 1);
        });
    }

    it('a contact that was merged meanwhile is its survivor', async () => {
        const { id } = await create({ email, name: 'Ann' });
        const removeFault = held.sandbox.fault({
            kind: 'status',
            status: 410,
            headers: { link: `</contacts/${id}>; rel="canonical"` },
            body: { type: 'error.list', errors: [{ code: 'contact_merged', message: 'merged' }] },
            match: { method: 'PUT' },
        });
        const { payload } = await run('update', { email, name: 'Ann Lee' });
        removeFault();
        assert.deepEqual([payload.id, payload.name], [id, 'Ann Lee']);
    });

    it('a create whose answer was lost is no second one', async () => {
        held.sandbox.fault({ kind: 'applyThenReset', match: { method: 'POST', path: /^\/contacts$/ } });
        const { payload } = await run('update', { email, name: 'Ann' });
        assert.equal(payload.name, 'Ann');
        assert.equal(having(held.sandbox, email).length, 1);
    });

    it('two leads of one email are one, however late searches know of the first', async () => {
        const first = await run('update', { role: 'lead', email, name: 'Ann' });
        const second = await run('update', { role: 'lead', email: 'Ann@Example.com', name: 'Ann Lee' });
        assert.equal(second.payload.id, first.payload.id);
        assert.equal(second.payload.role, 'lead');
        assert.deepEqual([first.intercom.existed, second.intercom.existed], [false, true]);
        assert.equal(having(held.sandbox, email).length, 1);
    });

    it('a lead whose answer was lost is not sent again', async () => {
        held.sandbox.fault({ kind: 'applyThenReset', match: { method: 'POST', path: /^\/contacts$/ } });
        const flow = await TestFlow.load(held.sandbox, type, { ifExists: 'update' });
        const { intercom } = await flow.error({ payload: { role: 'lead', email } });
        assert.equal(intercom.error?.code, 'network_error');
        assert.equal(having(held.sandbox, email).length, 1);
    });

    it('a lead is not found by an email that it has no more', async () => {
        const { id } = await create({ role: 'lead', email: 'old@example.com' });
        held.sandbox.setClock(Date.now() + 120_000);
        await call(held.sandbox, 'PUT', `/contacts/${id}`, { email: 'new@example.com' });
        const { intercom } = await run('update', { role: 'lead', email: 'old@example.com', name: 'Another' });
        assert.equal(intercom.existed, false);
        assert.equal(held.sandbox.state.contacts.get(id)?.email, 'new@example.com');
    });

    it('refuses any other word before it asks', async () => {
        const flow = await TestFlow.load(held.sandbox, type, { ifExists: 'replace' });
        const { intercom } = await flow.error({ payload: { email } });
        assert.equal(intercom.error?.code, 'invalid_field');
        assert.equal(intercom.error?.field, 'ifExists');
    });
});

describe('create contact, if it exists: two flows at once', function () {
    this.timeout(120_000);
    const held = withSandbox({ searchLagMs: 600_000, seed: { contacts: 5 } });
    const twins = ['none', 'active', 'archived', 'deleted'] as const;
    let person = 0;

    /** What happens to one person: who was there, and which messages come how many milliseconds after each other. */
    const story = fc.record({
        twin: fc.constantFrom(...twins),
        role: fc.constantFrom('user', 'lead', undefined),
        messages: fc.array(
            fc.record({ flow: fc.constantFrom('a', 'b'), afterMs: fc.nat({ max: 4 }), capitals: fc.boolean() }),
            { minLength: 2, maxLength: 5 },
        ),
        meddles: fc.constantFrom(undefined, 'archive', 'delete'),
        slow: fc.array(fc.nat({ max: 3 }), { maxLength: 4 }),
    });
    type Story = typeof story extends fc.Arbitrary<infer T> ? T : never;

    async function tell(flow: ManyFlow, { twin, role, messages, meddles }: Story): Promise<[string, End[]]> {
        const email = `person-${person++}@example.com`;
        if (twin !== 'none') {
            // a lead of somebody else's is known when searches know it, not before: this one is of these flows
            if (role === 'lead') await flow.one('a', { payload: { email, role } });
            else await call(held.sandbox, 'POST', '/contacts', { email });
            const id = having(held.sandbox, email)[0]?.id;
            if (twin === 'archived') await call(held.sandbox, 'POST', `/contacts/${id}/archive`);
            if (twin === 'deleted') await call(held.sandbox, 'DELETE', `/contacts/${id}`);
        }
        const ends: End[] = [];
        for (const { flow: node, afterMs, capitals } of messages) {
            if (afterMs > 0) await new Promise((resolve) => setTimeout(resolve, afterMs));
            const given = capitals ? email.toUpperCase() : email;
            ends.push(flow.send(node, { payload: { email: given, role, name: `Message ${ends.length}` } }));
            const [found] = having(held.sandbox, email);
            if (ends.length === 2 && meddles === 'archive' && found)
                await call(held.sandbox, 'POST', `/contacts/${found.id}/archive`);
            if (ends.length === 2 && meddles === 'delete' && found)
                await call(held.sandbox, 'DELETE', `/contacts/${found.id}`);
        }
        return [email, ends];
    }

    for (const [numRuns, long] of [
        [200, ''],
        [1000, ' (long)'],
    ] as const)
        it(`${numRuns} times: each email once, and no error${long}`, async () => {
            const connection = { baseUrl: held.sandbox.url };
            const member = (id: string) => ({
                ...{ id, type, connection, token: held.sandbox.token },
                properties: { ifExists: 'update', role: 'payload.role', roleType: 'msg' },
            });
            const flow = await ManyFlow.load([member('a'), member('b')]);
            const stories = fc.sample(story, { numRuns, seed });
            for (let first = 0; first < stories.length; first += 20) {
                const batch = stories.slice(first, first + 20);
                for (const delayMs of batch.flatMap(({ slow }) => slow))
                    held.sandbox.fault({ kind: 'slow', delayMs, match: { path: /^\/contacts/ } });
                const told = await Promise.all(batch.map((one) => tell(flow, one)));
                await flow.allEnded(`stories from ${first}`);
                told.forEach(([email, ends], index) => {
                    const what = `${first + index} ${JSON.stringify(batch[index])}`;
                    for (const end of ends) {
                        assert.equal(endedWrong(end), null, what);
                        assert.deepEqual(end.errors.map(String), [], what);
                    }
                    assert.ok(having(held.sandbox, email).length <= 1, `${what}: more than once`);
                    if (!batch[index]?.meddles) assert.equal(having(held.sandbox, email).length, 1, what);
                });
            }
        });
});

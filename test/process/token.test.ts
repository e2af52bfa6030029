import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type Sandbox, startSandbox } from '../../src/sandbox';
import { randomOperations } from '../operation/cases';
import * as audit from '../support/audit';
import { action, catcher, collector, connection, debug, functionNode, node, source, tab } from '../support/flows';
import { type NodeRed, startNodeRed } from '../support/node-red';
import { actions, defaultsOf } from '../support/stored';

/** With characters that percent-encoding changes. */
const token = 'dG9rOjU4+Zm9vYmFy/aGlkZGVu=';
const clientSecret = 'c2VjcmV0+b2Yv/dGhlIGFwcA==';

describe('the audit for secrets', () => {
    it('knows a secret in its usual disguises', () => {
        const disguises = [
            token,
            encodeURIComponent(token),
            encodeURIComponent(encodeURIComponent(token)),
            encodeURIComponent(token).replaceAll('%2B', '%2b').replaceAll('%2F', '%2f').replaceAll('%3D', '%3d'),
            JSON.stringify({ token }),
            JSON.stringify({ token }).replaceAll('/', '\\/'),
            Buffer.from(token).toString('base64'),
            Buffer.from(`Bearer ${token}`).toString('base64'),
            Buffer.from(`x:${token}, and more`).toString('base64url'),
            Buffer.from(token).toString('hex'),
        ];
        for (const text of disguises) assert.ok(audit.occurrences(token, `before ${text} after`).length > 0, text);
        assert.deepEqual(audit.occurrences(token, 'a Bearer token of somebody else: dG9rOjU5'), []);
    });
});

/** Every action as a new node, and fifty of the operations. */
const driven: [id: string, type: string, properties: Record<string, unknown>][] = [
    ...[...actions.keys()].map((type): [string, string, object] => [type, type, defaultsOf(type)]),
    ...randomOperations(50, 20_260_102).map(({ form = '', type, properties }): [string, string, object] => [
        form,
        type,
        properties ?? {},
    ]),
] as never;

describe('the access token and the client secret', () => {
    const ids = driven.map(([id]) => id);
    let sandbox: Sandbox;
    let nodeRed: NodeRed;

    before(async () => {
        audit.watch(token);
        audit.watch(clientSecret);
        sandbox = await startSandbox({ tokens: [token] });
        const env = { INTERCOM_TOKEN: token };
        nodeRed = await startNodeRed({
            env,
            settings: {
                logging: { console: { level: 'trace', metrics: true, audit: true } },
                exportGlobalContextKeys: true,
                contextStorage: { default: { module: 'localfilesystem', config: { flushInterval: 1 } } },
            },
            flows: [
                tab,
                connection(sandbox, { maxRetries: 1, credentials: { accessToken: token, clientSecret } }),
                connection({ ...sandbox, token: `${token}demo` }, { id: 'invented', name: 'Demo', region: 'demo' }),
                connection(
                    { ...sandbox, token: '$' + '{INTERCOM_TOKEN}' },
                    { id: 'by-environment', name: 'Token from the environment' },
                ),
                connection({ ...sandbox, token: `${token}wrong` }, { id: 'refused', name: 'Wrong token' }),
                source('in', ...ids),
                ...driven.map(([id, type, properties]) => action(type, id, ['out', 'whole'], properties)),
                source('in-demo', 'list-demo'),
                action('intercom-list-contacts', 'list-demo', ['out-demo'], {
                    ...defaultsOf('intercom-list-contacts'),
                    connection: 'invented',
                }),
                collector('out-demo'),
                node('intercom-watch', 'watch', ['whole'], { connection: 'connection', interval: '1' }),
                node('intercom-webhook', 'hook', ['out-hook', 'whole'], { connection: 'connection', topics: [] }),
                collector('out-hook'),
                source('in-environment', 'list-environment'),
                action('intercom-list-contacts', 'list-environment', ['out-environment'], {
                    ...defaultsOf('intercom-list-contacts'),
                    connection: 'by-environment',
                }),
                source('in-refused', 'list-refused'),
                action('intercom-list-contacts', 'list-refused', ['out'], {
                    ...defaultsOf('intercom-list-contacts'),
                    connection: 'refused',
                }),
                functionNode('out', 'flow.set("last", msg); global.set("last", msg); return msg;', ['seen']),
                collector('seen'),
                collector('out-environment'),
                debug('whole', 'true'),
                catcher('catch', 'caught'),
                functionNode('caught', 'flow.set("error", msg); node.warn(msg); return msg;', ['errors', 'whole']),
                collector('errors'),
            ],
        });
    });
    after(async () => {
        await nodeRed?.stop();
        await sandbox?.close();
    });

    const ends = () => nodeRed.from('seen').length + nodeRed.from('errors').length;

    it('works, and is sent to Intercom', async () => {
        nodeRed.feed('in-environment', {});
        await nodeRed.expect('out-environment');
        const sent = sandbox.requests.map(({ headers }) => headers.authorization);
        assert.deepEqual([...new Set(sent)], [`Bearer ${token}`]);
    });

    it('are let out by no success, no error, no status and no refusal', async () => {
        const payload = {
            id: 'nobody',
            email: 'ann@example.com',
            role: 'user',
            contact_id: 'x',
            company_id: 'y',
            tag_id: 'z',
        };
        nodeRed.feed('in', { payload });
        await nodeRed.waitFor(() => ends() >= ids.length, 'an end for each action');
        nodeRed.feed('in-refused', {});
        await nodeRed.waitFor(() => ends() > ids.length, 'the refusal');
        assert.ok(
            nodeRed.from('errors').some(({ intercom }) => (intercom as { statusCode?: number }).statusCode === 401),
        );
        assert.deepEqual(audit.report().found, []);
    });

    it('are let out by no webhook, signed or forged, and by no demo workspace', async () => {
        const url = `${new URL(nodeRed.url).origin}/intercom/webhook`;
        const forged = await sandbox.deliver({ url, topic: 'contact.archived', item: {}, secret: `${clientSecret}x` });
        assert.equal(forged.status, 401);
        const signed = await sandbox.deliver({ url, topic: 'contact.archived', item: {}, secret: clientSecret });
        assert.equal(signed.status, 200);
        nodeRed.feed('in-demo', {});
        await Promise.all([nodeRed.expect('out-hook'), nodeRed.expect('out-demo')]);
        assert.deepEqual(audit.report().found, []);
    });

    const faults = ['reset', 'resetMidBody', 'html', 'truncated'] as const;
    for (const kind of faults) {
        it(`is not let out when Intercom fails with ${kind}`, async () => {
            const before = ends();
            const off = sandbox.fault({ kind, times: Number.POSITIVE_INFINITY });
            nodeRed.feed('in', { payload: { id: 'x', role: 'lead', contact_id: 'x', company_id: 'y', tag_id: 'z' } });
            // Retries take their time; whatever ended so far has been looked at.
            await nodeRed.waitFor(() => ends() > before, 'an end');
            off();
            await nodeRed.waitFor(() => ends() === before + ids.length, 'an end for each action', 15_000);
            assert.deepEqual(audit.report().found, []);
        });
    }

    it('is in no answer of the admin API and in no context', async () => {
        const paths = ['/flows', '/settings', '/nodes', '/diagnostics', '/context/global', '/context/flow/tab'];
        for (const path of [...paths, '/credentials/intercom-connection/connection']) {
            assert.equal((await nodeRed.api('GET', path)).status, 200, path);
        }
        const seen = await nodeRed.get<object>('/credentials/intercom-connection/connection');
        assert.ok(!('accessToken' in seen) && 'has_accessToken' in seen, JSON.stringify(seen));
        assert.ok(!('clientSecret' in seen) && 'has_clientSecret' in seen, JSON.stringify(seen));
        assert.deepEqual(audit.report().found, []);
    });

    it('is in no URL that was asked for', () => {
        assert.ok(sandbox.requests.length > ids.length);
        for (const { url } of sandbox.requests) audit.inspect('URL', url);
        assert.deepEqual(audit.report().found, []);
    });

    it('is in no exported flow, and a debug node saw messages worth looking at', async () => {
        assert.doesNotMatch(JSON.stringify(await nodeRed.flows()), /accessToken|clientSecret/);
        assert.ok(nodeRed.debug.length >= ids.length, `${nodeRed.debug.length} debug messages`);
        assert.ok(nodeRed.statuses.length > 0);
        assert.ok(audit.report().characters > 100_000);
    });

    it('is in no file, once Node-RED has ended: not in flows, context, or credentials', async () => {
        const before = audit.report().artefacts.file ?? 0;
        await nodeRed.stop();
        assert.ok((audit.report().artefacts.file ?? 0) >= before + 5);
        assert.deepEqual(audit.report().found, []);
    });
});

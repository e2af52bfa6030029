import assert from 'node:assert/strict';
import { after, before, describe, it } from 'mocha';
import { type NodeRed, startNodeRed } from '../support/node-red';

describe('the lists that panels offer, in a Node-RED with users', () => {
    let nodeRed: NodeRed;
    before(async () => {
        // of the word "password"
        const password = '$2b$04$oRUJmwLtJRieeeh6hIjA0uc0WJ0io/Rux7tPDgDRNvShdkcEKHCpu';
        const users = [{ username: 'reader', password, permissions: 'read' }];
        const everybody = { permissions: ['status.read', 'settings.read'] };
        nodeRed = await startNodeRed({
            settings: { adminAuth: { type: 'credentials', users, default: everybody } },
        });
    });
    after(() => nodeRed?.stop());

    const list = '/intercom/pick/tags';
    const count = '/intercom/count/contact';
    const deployed = { connection: 'c' };
    const undeployed = { connection: 'c', settings: { region: 'us' }, accessToken: 'token' };

    it('are refused to somebody who may not read', async () => {
        for (const route of [list, count])
            for (const body of [deployed, undeployed])
                for (const headers of [undefined, { Authorization: 'Bearer wrong' }])
                    assert.equal((await nodeRed.api('POST', route, body, headers)).status, 401);
    });

    it('of what is deployed are answered to a user who may only read, and no others', async () => {
        const { text } = await nodeRed.api('POST', '/auth/token', {
            client_id: 'node-red-editor',
            grant_type: 'password',
            scope: 'read',
            username: 'reader',
            password: 'password',
        });
        const { access_token } = JSON.parse(text) as { access_token: string };
        const reader = { Authorization: `Bearer ${access_token}` };
        for (const route of [list, count]) {
            const answer = await nodeRed.api('POST', route, deployed, reader);
            assert.equal((JSON.parse(answer.text) as { error: { code: string } }).error.code, 'not_deployed');
            assert.equal((await nodeRed.api('POST', route, undeployed, reader)).status, 401);
        }
    });
});

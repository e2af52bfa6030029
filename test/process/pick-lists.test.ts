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

    const list = '/intercom/pick/tags?connection=c';

    it('are refused to somebody who may not read', async () => {
        assert.equal((await nodeRed.api('GET', list)).status, 401);
        assert.equal((await nodeRed.api('GET', list, undefined, { Authorization: 'Bearer wrong' })).status, 401);
    });

    it('are answered to a user who may only read', async () => {
        const { text } = await nodeRed.api('POST', '/auth/token', {
            client_id: 'node-red-editor',
            grant_type: 'password',
            scope: 'read',
            username: 'reader',
            password: 'password',
        });
        const { access_token } = JSON.parse(text) as { access_token: string };
        const answer = await nodeRed.get<{ error: { code: string } }>(list, {
            Authorization: `Bearer ${access_token}`,
        });
        assert.equal(answer.error.code, 'not_deployed');
    });
});

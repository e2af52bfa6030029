import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import helper from 'node-red-node-test-helper';
import { fileName } from '../../src/action';
import { actions } from '../support/stored';
import { samplesFile, takeSamples } from './samples';

describe('the messages that the help shows', () => {
    before(() => helper.startServer());
    after(() => helper.stopServer());

    it('are those of every action, as the sandbox answers (else: npm run samples)', async () => {
        const kept = JSON.parse(readFileSync(samplesFile, 'utf8'));
        assert.deepEqual(Object.keys(kept).sort(), [...actions.keys()].map(fileName).sort());
        assert.deepEqual(JSON.parse(JSON.stringify(await takeSamples())), kept);
    }).timeout(60_000);
});

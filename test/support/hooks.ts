import assert from 'node:assert/strict';
import * as audit from './audit';

/** After every file of tests: whatever any Node-RED of any test let out. */
export const mochaHooks = {
    afterAll(): void {
        assert.deepEqual(audit.report().found, [], 'secrets that were seen');
    },
};

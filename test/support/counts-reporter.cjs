// Mocha's spec reporter that also says why a test is tried again, which mocha keeps to itself, and leaves its counts in
// the file named by MOCHA_COUNTS, one line for .ci/run.
'use strict';

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountsReporter extends reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.on(Runner.constants.EVENT_TEST_RETRY, (test, error) => {
            console.log(`    tried again: ${test.fullTitle()}\n${error.stack ?? error}`);
        });
        runner.once(Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures, pending } = this.stats;
            const skipped = pending > 0 ? `, ${pending} skipped` : '';
            if (process.env.MOCHA_COUNTS) {
                writeFileSync(process.env.MOCHA_COUNTS, `${passes} passed, ${failures} failed${skipped}\n`);
            }
        });
    }
};

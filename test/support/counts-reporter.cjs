// Mocha's spec reporter that also leaves its counts in the file named by MOCHA_COUNTS, one line for .ci/run.
'use strict';

const { writeFileSync } = require('node:fs');
const { reporters, Runner } = require('mocha');

module.exports = class CountsReporter extends reporters.Spec {
    constructor(runner, options) {
        super(runner, options);
        runner.once(Runner.constants.EVENT_RUN_END, () => {
            const { passes, failures, pending } = this.stats;
            const skipped = pending > 0 ? `, ${pending} skipped` : '';
            if (process.env.MOCHA_COUNTS) {
                writeFileSync(process.env.MOCHA_COUNTS, `${passes} passed, ${failures} failed${skipped}\n`);
            }
        });
    }
};

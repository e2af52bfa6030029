import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildRequest } from '../../nodes/operation/request';
import { withSamples } from './samples';
import { everyForm, rowsOf, wire } from './support';

describe('operation: an answer is lost after the work was done', () => {
    const held = withSamples();

    for (const [title, operation, form] of everyForm)
        it(title, async () => {
            const [rows = []] = fc.sample(rowsOf(operation, form), { numRuns: 1, seed: 7 });
            const result = buildRequest({ operation: operation.name, form: form.name, rows });
            assert('built' in result);
            const { repeat } = result.built;
            const { method, path, query, body } = wire(result.built);
            held.samples.asked.length = 0;
            const off = held.samples.world.faults.add({ kind: 'applyThenReset' });
            const failed = await held.client.call({ method, path, query, body, repeat }).then(
                () => false,
                () => true,
            );
            off();
            if (repeat === 'never') {
                assert.equal(held.samples.asked.length, 1, 'sent once');
                assert.ok(failed, 'and the flow is told');
            } else assert.ok(held.samples.asked.length >= 2, 'sent again');
            assert.equal(new Set(held.samples.asked).size, 1);
        });
});

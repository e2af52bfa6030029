import assert from 'node:assert/strict';
import fc from 'fast-check';
import { type Built, buildRequest, type Row } from '../../nodes/operation/request';
import { loadOpenApi } from '../sandbox/openapi';
import { everyForm, rowsOf, wire } from './support';

/** The request of rows that are right. */
function built(operation: string, form: string, rows: readonly Row[]): Built {
    const result = buildRequest({ operation, form, rows });
    assert('built' in result, JSON.stringify(result));
    return result.built;
}

describe('operation: every request is one that the description takes', () => {
    const openapi = loadOpenApi();
    before(function () {
        if (openapi) return;
        console.log('      the OpenAPI file of Intercom is not here: set INTERCOM_OPENAPI to its path');
        this.skip();
    });

    for (const [title, operation, form] of everyForm) {
        it(title, () => {
            fc.assert(
                fc.property(rowsOf(operation, form), (rows) => {
                    const first = built(operation.name, form.name, rows);
                    const own = { n: 'admin_id', value: '991267459' };
                    const request = first.ownAdmin ? built(operation.name, form.name, [...rows, own]) : first;
                    assert.deepEqual(request.unknown, []);
                    assert.deepEqual(openapi?.validateRequest(wire(request)), []);
                }),
                { numRuns: 25 },
            );
        });
    }
});

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { buildRequest } from '../../nodes/operation/request';
import type { Case } from '../actions/case';
import { everyForm, rowsOf } from './support';

/** Operations of the table by chance, with all that each must have and some more: how the node is driven with them. */
export function randomOperations(count: number, seed: number): Case[] {
    const some = fc.shuffledSubarray(everyForm, { minLength: count, maxLength: count });
    const [chosen = []] = fc.sample(some, { numRuns: 1, seed });
    return chosen.map(([title, operation, form]): Case => {
        const [rows = []] = fc.sample(rowsOf(operation, form), { numRuns: 1, seed });
        const result = buildRequest({ operation: operation.name, form: form.name, rows });
        assert('built' in result, JSON.stringify(result));
        const { method, path, repeat, ownAdmin } = result.built;
        return {
            type: 'intercom-operation',
            form: title,
            properties: {
                operation: operation.name,
                form: form.name,
                rows: rows.map(({ n }, at) => ({ n, v: `payload.row${at}`, t: 'msg' })),
            },
            payload: () => Object.fromEntries(rows.map(({ value }, at) => [`row${at}`, value])),
            sent: () => [...(ownAdmin ? [{ method: 'GET', path: '/me' }] : []), { method, path }],
            ...(repeat === 'never' && { once: true }),
        };
    });
}

import assert from 'node:assert/strict';
import fc from 'fast-check';
import { rateLimitOf, retryAfter, untilReset } from '../../src/client/headers';

const NOW = Date.parse('Sun, 22 Nov 2026 10:00:00 GMT');
const DATE = 'Sun, 22 Nov 2026 09:00:00 GMT'; // the local clock is an hour ahead
const SERVER = Date.parse(DATE) / 1000;

describe('client: headers', () => {
    it('reads the rate limit', () => {
        const headers = {
            'x-ratelimit-limit': '1666',
            'x-ratelimit-remaining': '1665',
            'x-ratelimit-reset': '1790000010',
        };
        assert.deepEqual(rateLimitOf(headers), { limit: 1666, remaining: 1665, resetAt: 1_790_000_010_000 });
        assert.deepEqual(rateLimitOf({}), { limit: null, remaining: null, resetAt: null });
        assert.deepEqual(rateLimitOf({ 'x-ratelimit-limit': 'many', 'x-ratelimit-remaining': '-1' }), {
            limit: null,
            remaining: null,
            resetAt: null,
        });
    });

    for (const [what, headers, expected] of [
        ['seconds', { 'retry-after': '7' }, 7000],
        ['a date, by the clock of the answer', { 'retry-after': 'Sun, 22 Nov 2026 09:00:20 GMT', date: DATE }, 20_000],
        ['a date that has passed', { 'retry-after': 'Sun, 22 Nov 2026 08:00:00 GMT', date: DATE }, 0],
        ['nonsense', { 'retry-after': 'soon' }, null],
        ['nothing', {}, null],
        ['a day', { 'retry-after': '86400' }, 300_000],
    ] as const)
        it(`Retry-After: ${what}`, () => assert.equal(retryAfter(headers, NOW), expected));

    for (const [what, headers, expected] of [
        ['by the clock of the answer', { 'x-ratelimit-reset': String(SERVER + 11), date: DATE }, 11_000],
        ['by the local clock without a date', { 'x-ratelimit-reset': String(NOW / 1000 + 4) }, 4000],
        ['in the past', { 'x-ratelimit-reset': String(SERVER - 5), date: DATE }, 0],
        ['far away', { 'x-ratelimit-reset': String(SERVER + 9999), date: DATE }, 300_000],
        ['not told', { date: DATE }, null],
    ] as const)
        it(`X-RateLimit-Reset: ${what}`, () => assert.equal(untilReset(headers, NOW), expected));

    it('bounds whatever a header says', () => {
        const text = fc.oneof(fc.string(), fc.integer().map(String), fc.double().map(String));
        fc.assert(
            fc.property(text, text, text, (a, b, date) => {
                for (const wait of [
                    retryAfter({ 'retry-after': a, date }, NOW),
                    untilReset({ 'x-ratelimit-reset': b, date }, NOW),
                ])
                    assert(wait === null || (wait >= 0 && wait <= 300_000), String(wait));
            }),
        );
    });
});

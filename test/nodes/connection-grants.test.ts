import assert from 'node:assert/strict';
import { describe, it } from 'mocha';
import { cookieName, type Grant, Grants } from '../../nodes/connection/grants';

const dialog = { id: 'c', def: {}, credentials: {}, withheld: [] };
const callback = new URL('http://editor/callback');
const minute = 60_000;

describe('the sign-ins under way', () => {
    /** A store with a clock that a test moves. */
    function setUp() {
        const clock = { now: 0 };
        const grants = new Grants(() => clock.now);
        const start = (more: Partial<Grant> = {}) =>
            grants.start({ dialog, callback, isElsewhere: false, user: 'ann', ...more });
        const redeem = (grant: Grant) =>
            grants.redeem(grant.state, (name) => (name === cookieName(grant) ? grant.cookie : undefined));
        return { clock, grants, start, redeem };
    }

    it('know a state for ten minutes', () => {
        const { clock, start, redeem } = setUp();
        const [early, late] = [start(), start()];
        clock.now = 10 * minute - 1;
        assert.equal(redeem(early), early);
        clock.now = 10 * minute;
        assert.throws(() => redeem(late), { code: 'invalid_state' });
    });

    it('know a state once', () => {
        const { start, redeem } = setUp();
        const grant = start();
        redeem(grant);
        assert.throws(() => redeem(grant), { code: 'invalid_state' });
    });

    it('refuse another browser, which uses the state up', () => {
        const { grants, start, redeem } = setUp();
        const grant = start({ isElsewhere: true });
        assert.throws(() => grants.redeem(grant.state, () => 'guessed'), { code: 'invalid_state' });
        assert.throws(() => redeem(grant), { code: 'invalid_state' });
    });

    it('keep an outcome for ten minutes, for the dialog and the user that started', () => {
        const { clock, grants, start, redeem } = setUp();
        const grant = redeem(start());
        grants.settle(grant, { accessToken: 'sealed', workspace: { unknown: '' } });
        clock.now = 10 * minute - 1;
        assert.equal(grants.get(grant.handle, 'ann'), grant);
        assert.throws(() => grants.get(grant.handle, 'bob'), { code: 'expired' });
        assert.throws(() => grants.get(grant.handle, null), { code: 'expired' });
        assert.throws(() => grants.get(grant.state, 'ann'), { code: 'expired' });
        clock.now = 10 * minute;
        assert.throws(() => grants.get(grant.handle, 'ann'), { code: 'expired' });
    });

    it('are at most a hundred: the oldest goes', () => {
        const { grants, start } = setUp();
        const all = Array.from({ length: 105 }, () => start());
        const known = all.filter(({ handle }) => {
            try {
                return grants.get(handle, 'ann');
            } catch {
                return false;
            }
        });
        assert.deepEqual(known, all.slice(5));
    });

    it('have states, handles and cookies that nobody can guess, and that say nothing of each other', () => {
        const { start } = setUp();
        const words = Array.from({ length: 20 }, () => start()).flatMap(({ state, handle, cookie }) => [
            state,
            handle,
            cookie,
        ]);
        assert.equal(new Set(words).size, 60);
        for (const word of words) assert.ok(Buffer.from(word, 'base64url').length >= 32);
    });
});

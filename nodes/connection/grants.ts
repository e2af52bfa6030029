import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type ErrorDescription, IntercomError } from '../../src/client';
import type { Dialog } from './dialog';
import type { Workspace } from './workspace';

/** How long (ms) somebody has to sign in to Intercom and agree. */
export const SIGN_IN_MS = 10 * 60_000;
/** How long (ms) the dialog can ask for the outcome. */
const OUTCOME_MS = 10 * 60_000;
/** More at once only fill the memory; the oldest goes. */
const MOST = 100;

/** How a sign-in ended: with a token (see sealed-token.ts), whose owner Intercom may not say. */
export type Outcome =
    | { accessToken: string; workspace: Workspace | { unknown: string } }
    | { accessToken?: undefined; error: ErrorDescription };

/** A sign-in that somebody has started with **Connect with Intercom**. */
export interface Grant {
    /** Goes to Intercom and back, and works once. */
    readonly state: string;
    /** Known only to the dialog that started it: what it asks for the outcome with. */
    readonly handle: string;
    /** Known only to the browser that started it, as a cookie. */
    readonly cookie: string;
    /** The callback as the editor itself sees it, which is the one that the cookie comes to. */
    readonly callback: URL;
    /** Whether the app comes back to another address, which the cookie does not come to. */
    readonly isElsewhere: boolean;
    /** Who has started it, where Node-RED knows its users. */
    readonly user: string | null;
    /** The connection as it stood in the dialog. */
    readonly dialog: Dialog;
    expires: number;
    outcome: Outcome | null;
}

const secret = (): string => randomBytes(32).toString('base64url');

/** The cookie's name, so that several sign-ins can go on in one browser. */
export const cookieName = ({ handle }: Pick<Grant, 'handle'>): string => `intercom-connect-${handle.slice(0, 8)}`;

/** The sign-ins under way, in memory: a restart ends them. */
export class Grants {
    readonly #byHandle = new Map<string, Grant>();
    /** Without those whose state is used up. */
    readonly #byState = new Map<string, Grant>();

    readonly #now: () => number;

    constructor(now: () => number = Date.now) {
        this.#now = now;
    }

    /** Begins a sign-in. */
    start(given: Pick<Grant, 'dialog' | 'callback' | 'isElsewhere' | 'user'>): Grant {
        const grant: Grant = {
            ...given,
            state: secret(),
            handle: secret(),
            cookie: secret(),
            expires: this.#now() + SIGN_IN_MS,
            outcome: null,
        };
        this.#byHandle.set(grant.handle, grant);
        this.#byState.set(grant.state, grant);
        this.#forget();
        return grant;
    }

    /** The sign-in that waits for a callback with this state. */
    waiting(state: string): Grant | undefined {
        this.#forget();
        return this.#byState.get(state);
    }

    /**
     * The sign-in that a callback belongs to. Coming back uses its state up, in a foreign browser too.
     * @param cookieOf reads a cookie of the browser that came back
     * @throws IntercomError `invalid_state` for a state unknown, used, expired, or of another browser
     */
    redeem(state: string, cookieOf: (name: string) => string | undefined): Grant {
        const grant = this.waiting(state);
        if (!grant)
            throw new IntercomError('This sign-in was not begun here, is used up, or took more than ten minutes.', {
                code: 'invalid_state',
                hint: AGAIN,
            });
        this.#byState.delete(state);
        if (!isSame(grant.cookie, cookieOf(cookieName(grant)) ?? '')) {
            const error = new IntercomError('This sign-in was begun in another browser.', {
                code: 'invalid_state',
                hint: AGAIN,
            });
            grant.outcome = { error: error.describe() };
            throw error;
        }
        return grant;
    }

    /** Notes how a sign-in ended. */
    settle(grant: Grant, outcome: Outcome): void {
        grant.outcome = outcome;
        grant.expires = this.#now() + OUTCOME_MS;
    }

    /** The sign-in of a dialog, for whoever started it. @throws IntercomError `expired` */
    get(handle: string, user: string | null): Grant {
        this.#forget();
        const grant = this.#byHandle.get(handle);
        if (grant && grant.user === user) return grant;
        throw new IntercomError('The sign-in took too long, or Node-RED was restarted meanwhile.', {
            code: 'expired',
            hint: 'Press Connect with Intercom again.',
        });
    }

    #remove({ handle, state }: Grant): void {
        this.#byHandle.delete(handle);
        this.#byState.delete(state);
    }

    /** Removes what has expired, and the oldest where there are too many. */
    #forget(): void {
        for (const grant of this.#byHandle.values())
            if (grant.expires <= this.#now() || this.#byHandle.size > MOST) this.#remove(grant);
    }
}

const AGAIN = 'Close this window, go back to Node-RED, and press Connect with Intercom again.';

function isSame(one: string, other: string): boolean {
    const [a, b] = [Buffer.from(one), Buffer.from(other)];
    return a.length === b.length && timingSafeEqual(a, b);
}

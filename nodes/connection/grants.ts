import { randomBytes, timingSafeEqual } from 'node:crypto';
import { type ErrorDescription, IntercomError } from '../../src/client';
import type { Dialog } from './dialog';
import type { Workspace } from './workspace';

/** How long (ms) somebody has to sign in to Intercom and agree. */
export const SIGN_IN_MS = 10 * 60_000;
/** How long (ms) a token waits for Done in the dialog. */
const DONE_MS = 60 * 60_000;
/** More at once only fill the memory; the oldest goes. */
const MOST = 100;

/** How a sign-in ended. The token stays on the server. */
export type Outcome =
    | { token: string; workspace: Workspace | { error: ErrorDescription } }
    | { token?: undefined; error: ErrorDescription };

/** A sign-in that somebody has started with **Connect with Intercom**. */
export interface Grant {
    /** Goes to Intercom and back, and works once. */
    readonly state: string;
    /** Known only to the dialog that started it: what it asks for the outcome with. */
    readonly handle: string;
    /** Known only to the browser that started it, as a cookie. */
    readonly cookie: string;
    /** Whether the callback must bring the cookie: it cannot when it has another host than the editor. */
    readonly isCookieNeeded: boolean;
    /** Where the editor is open; `''` when unknown. */
    readonly origin: string;
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

    constructor(private readonly now: () => number = Date.now) {}

    /** Begins a sign-in. */
    start(given: Pick<Grant, 'dialog' | 'origin' | 'isCookieNeeded'>): Grant {
        this.#forgetOld();
        const grant: Grant = {
            ...given,
            state: secret(),
            handle: secret(),
            cookie: secret(),
            expires: this.now() + SIGN_IN_MS,
            outcome: null,
        };
        this.#byHandle.set(grant.handle, grant);
        const [oldest] = this.#byHandle.keys();
        if (this.#byHandle.size > MOST && oldest !== undefined) this.#byHandle.delete(oldest);
        return grant;
    }

    /**
     * The sign-in that a callback belongs to. Whoever comes with a state has used it up, also in a foreign browser.
     * @throws IntercomError `invalid_state` for one unknown, used, expired or of another browser
     */
    redeem(state: string, cookieOf: (name: string) => string | undefined): Grant {
        this.#forgetOld();
        const grant = [...this.#byHandle.values()].find((one) => isSame(one.state, state));
        if (!grant || grant.outcome) throw unknownState();
        const cookie = cookieOf(cookieName(grant));
        if (grant.isCookieNeeded && !isSame(grant.cookie, cookie ?? '')) {
            grant.outcome = new IntercomErrorOutcome(unknownState());
            throw unknownState();
        }
        return grant;
    }
}

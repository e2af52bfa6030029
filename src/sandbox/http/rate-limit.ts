/** How many calls a workspace has in a window of time. */
export interface RateLimit {
    limit: number;
    windowMs: number;
}

/** What the `X-RateLimit-*` headers say. */
export interface Allowance {
    allowed: boolean;
    limit: number;
    remaining: number;
    /** Unix seconds. */
    reset: number;
}

/**
 * Fixed windows for the whole workspace. Intercom spreads a minute's calls over windows of ten seconds and tells the
 * end of the window in Unix seconds.
 */
export class RateWindow {
    private windowEnds = 0;
    private used = 0;

    constructor(readonly rule: RateLimit) {}

    /** Counts one call. */
    take(now: number): Allowance {
        if (now >= this.windowEnds || now < this.windowEnds - this.rule.windowMs) {
            this.windowEnds = (Math.floor(now / this.rule.windowMs) + 1) * this.rule.windowMs;
            this.used = 0;
        }
        const allowed = this.used < this.rule.limit;
        if (allowed) this.used++;
        return {
            allowed,
            limit: this.rule.limit,
            remaining: this.rule.limit - this.used,
            reset: Math.ceil(this.windowEnds / 1000),
        };
    }

    /** A fresh window. */
    reset(): void {
        this.windowEnds = 0;
        this.used = 0;
    }
}

/** Tells where a day begins in a time zone. */
export class Days {
    private readonly format: Intl.DateTimeFormat;

    constructor(timezone: string) {
        this.format = new Intl.DateTimeFormat('en-US', {
            timeZone: timezone,
            hourCycle: 'h23',
            year: 'numeric',
            month: 'numeric',
            day: 'numeric',
            hour: 'numeric',
            minute: 'numeric',
            second: 'numeric',
        });
    }

    /** The Unix seconds at which the day of this moment begins. */
    start(seconds: number): number {
        const local = seconds + this.offset(seconds);
        return this.instant(local - (((local % 86_400) + 86_400) % 86_400));
    }

    /** The Unix seconds at which the day after this moment's begins. Days with a clock change are 23 or 25 hours. */
    next(seconds: number): number {
        const start = this.start(seconds);
        return this.start(start + 26 * 3600 + 1800);
    }

    /** Seconds that the zone is ahead of UTC. */
    private offset(seconds: number): number {
        const part: Record<string, number> = {};
        for (const { type, value } of this.format.formatToParts(seconds * 1000)) part[type] = Number(value);
        const { year = 0, month = 1, day = 1, hour = 0, minute = 0, second = 0 } = part;
        return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - seconds;
    }

    /** The moment at which the zone's clocks show this time. */
    private instant(local: number): number {
        const guess = local - this.offset(local);
        return local - this.offset(guess);
    }
}

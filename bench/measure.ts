/** The middle of several measurements, and where their middle half lies. */
export interface Spread {
    median: number;
    low: number;
    high: number;
}

export function spreadOf(values: number[]): Spread {
    const sorted = [...values].sort((a, b) => a - b);
    const at = (share: number): number => {
        const place = (sorted.length - 1) * share;
        const below = sorted[Math.floor(place)] ?? Number.NaN;
        const above = sorted[Math.ceil(place)] ?? Number.NaN;
        return below + (above - below) * (place % 1);
    };
    return { median: at(0.5), low: at(0.25), high: at(0.75) };
}

/** The ratios of two rows of measurements, taken round by round, so that what slowed a round down slowed both. */
export function ratioOf(these: number[], those: number[]): Spread {
    return spreadOf(these.map((value, round) => value / (those[round] as number)));
}

/** What is added to one row of measurements in another, round by round. */
export function addedOf(these: number[], those: number[]): Spread {
    return spreadOf(these.map((value, round) => value - (those[round] as number)));
}

/**
 * Measures all peers in each round, one after the other, every round beginning with another one.
 * @returns the results of each peer by round; none of a peer that is not there
 */
export async function alternate<Name extends string, T>(
    rounds: number,
    peers: Record<Name, (() => Promise<T>) | undefined>,
): Promise<Record<Name, T[]>> {
    const all = Object.keys(peers) as Name[];
    const names = all.filter((name) => peers[name]);
    const results = Object.fromEntries(all.map((name) => [name, [] as T[]])) as Record<Name, T[]>;
    for (let round = 0; round < rounds; round++) {
        const first = round % names.length;
        for (const name of [...names.slice(first), ...names.slice(0, first)])
            results[name].push(await (peers[name] as () => Promise<T>)());
    }
    return results;
}

/** A line of the report. */
export interface Row {
    what: string;
    value: Spread;
    unit: string;
    /** What must be reached, where something must. */
    goal?: { atLeast: number } | { atMost: number };
}

export const exactly = (value: number): Spread => ({ median: value, low: value, high: value });

/** Null where nothing must be reached. */
export function isReached({ value, goal }: Row): boolean | null {
    if (goal === undefined) return null;
    return 'atLeast' in goal ? value.median >= goal.atLeast : value.median <= goal.atMost;
}

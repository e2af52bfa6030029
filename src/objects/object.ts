import { type CallOptions, type Client, IntercomError } from '../client';
import type { ObjectFacts } from '../fields';

/**
 * Finds a record by a key of the user's.
 * @returns Intercom's id
 * @throws IntercomError `not_found`, `ambiguous_reference` with the ids
 */
export type Find = (client: Client, value: string, options: CallOptions) => Promise<string>;

/** An object of Intercom's: everything that is known of it, in one file. */
export interface IntercomObject<Key extends string = string> extends ObjectFacts {
    readonly keys: readonly Key[];
    /** How a record is found by each key but the id. */
    readonly finders: Readonly<Record<string, Find>>;
}

/** Defines an object: for each key but `id` there must be a finder. */
export function defineObject<const Key extends string = never>(
    object: Omit<ObjectFacts, 'keys'> & { finders?: Readonly<Record<Key, Find>> },
): IntercomObject<Key | 'id'> {
    const finders = object.finders ?? ({} as Record<Key, Find>);
    return { ...object, finders, keys: ['id', ...(Object.keys(finders) as Key[])] };
}

/**
 * Intercom's id of a record that was named by any key.
 * @param property the node's property that names it, for an error to name
 * @throws IntercomError as {@link Find}
 */
export async function findId(
    object: IntercomObject,
    { by, value }: { by: string; value: string },
    property: string,
    client: Client,
    options: CallOptions,
): Promise<string> {
    const find = object.finders[by];
    if (!find) return value;
    try {
        return await find(client, value, options);
    } catch (error) {
        if (error instanceof IntercomError) error.field ??= property;
        throw error;
    }
}

/** What is looked for, as an error says it. */
interface Wanted {
    /** `contact with the email "ann@example.com"` */
    what: string;
    /** Whether a search knows a new record only after minutes. */
    lags?: boolean;
}

/** The id of the one record that was found. @throws IntercomError `not_found`, `ambiguous_reference` */
export function theOne(ids: readonly string[], { what, lags }: Wanted): string {
    const [id, ...others] = new Set(ids);
    if (id === undefined) {
        throw new IntercomError(`There is no ${what}.`, {
            code: 'not_found',
            hint: lags ? 'Made in the last minutes? Then only its id works yet.' : 'Check how it is written.',
        });
    }
    if (others.length === 0) return id;
    throw new IntercomError(`More than one ${what}: ${[id, ...others].join(', ')}.`, {
        code: 'ambiguous_reference',
        hint: 'Use the id of the one that is meant.',
    });
}

/** Compares as Intercom does: without case. Names come back with HTML's escapes at times. */
export function isSameName(known: unknown, value: string): boolean {
    const plain = (name: string) => name.trim().toLowerCase();
    const name = String(known ?? '');
    return plain(name) === plain(value) || plain(unescaped(name)) === plain(value);
}

function unescaped(name: string): string {
    const characters: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', '#39': "'" };
    return name.replace(/&(amp|lt|gt|quot|#39);/g, (_, named: string) => characters[named] ?? '');
}

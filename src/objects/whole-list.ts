import { type CallOptions, type Client, idOf, recordsOf } from '../client';
import { type Find, isSameName, theOne } from './object';

/** Finds a record in a list that Intercom answers whole, by a property without regard to case. */
export const inWholeList =
    (path: string, object: string, key: string): Find =>
    async (client: Client, value: string, options: CallOptions) => {
        const { body } = await client.call({ method: 'GET', path, repeat: 'always' }, options);
        const found = recordsOf(body).filter((record) =>
            isSameName((record as Record<string, unknown> | null)?.[key], value),
        );
        return theOne(
            found.map(idOf).filter((id) => id !== null),
            { what: `${object} with the ${key} "${value.trim()}"` },
        );
    };

import type { Client } from './client';
import { IntercomError } from './errors';
import { path } from './path';
import type { ApiAnswer, CallOptions } from './types';

/** A contact may have been merged into one that was merged itself. */
const MOST_MERGES = 5;

/**
 * A contact, or the one into which it was merged: Intercom answers 410 with the survivor in a `Link` header.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/contacts/showcontact
 * @param id Intercom's id
 * @throws IntercomError `not_found` and all others of {@link Client.call}
 */
export async function getContact(client: Client, id: string, options?: CallOptions): Promise<ApiAnswer> {
    let current = id;
    for (let merges = 0; ; merges++) {
        try {
            return await client.call({ method: 'GET', path: path`/contacts/${current}`, repeat: 'always' }, options);
        } catch (error) {
            if (!(error instanceof IntercomError) || error.mergedInto === null || merges >= MOST_MERGES) throw error;
            current = error.mergedInto;
        }
    }
}

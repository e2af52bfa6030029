import { type CallOptions, type Client, IntercomError, idOf, path, recordsOf, searchBody } from '../client';
import { defineObject, theOne } from './object';

/** What a value that means a contact is: it has an `@`, it is 24 hex digits, or it is your own id. */
export function contactKeyOf(value: string): 'id' | 'external_id' | 'email' {
    if (value.includes('@')) return 'email';
    return /^[0-9a-f]{24}$/i.test(value) ? 'id' : 'external_id';
}

async function search(key: 'email' | 'external_id', value: string, client: Client, options: CallOptions) {
    const body = searchBody({ query: { field: key, operator: '=', value } }, { perPage: 10 });
    const answer = await client.call({ method: 'POST', path: '/contacts/search', body, repeat: 'always' }, options);
    return recordsOf(answer.body)
        .map(idOf)
        .filter((id) => id !== null);
}

async function byEmail(client: Client, given: string, options: CallOptions): Promise<string> {
    const value = given.trim();
    let ids = await search('email', value, client, options);
    // Intercom keeps emails in lower case and compares letter by letter
    if (ids.length === 0 && value !== value.toLowerCase())
        ids = await search('email', value.toLowerCase(), client, options);
    return theOne(ids, { what: `contact with the email "${value}"`, lags: true });
}

async function byExternalId(client: Client, value: string, options: CallOptions): Promise<string> {
    const known = await directly(client, value, options);
    if (known !== null) return known;
    const ids = await search('external_id', value, client, options);
    return theOne(ids, { what: `contact with the external_id "${value}"`, lags: true });
}

/**
 * The direct way, which knows a contact at once: search takes minutes to see a new one. It knows users only, and came
 * with version 2.13: null sends the caller on to the search.
 */
async function directly(client: Client, value: string, options: CallOptions): Promise<string | null> {
    // no path can hold these two
    if (value === '.' || value === '..') return null;
    try {
        const { body } = await client.call(
            { method: 'GET', path: path`/contacts/find_by_external_id/${value}`, repeat: 'always' },
            options,
        );
        return idOf(body);
    } catch (error) {
        if (!(error instanceof IntercomError)) throw error;
        if (error.statusCode === 410 && error.mergedInto) return error.mergedInto;
        if (error.statusCode === 404 || error.code === 'intercom_version_invalid') return null;
        throw error;
    }
}

export const contact = defineObject({
    name: 'contact',
    recordTypes: ['contact', 'user', 'lead'],
    pick: 'contacts',
    finders: {
        external_id: byExternalId,
        email: byEmail,
        auto: async (client, given, options) => {
            const value = given.trim();
            const key = contactKeyOf(value);
            if (key === 'id') return value;
            return key === 'email' ? byEmail(client, value, options) : byExternalId(client, value, options);
        },
    },
});

import { type CallOptions, type Client, searchBody } from '../../src/client';
import type { SearchedObject } from '../../src/fields';

const paths: Record<SearchedObject, string> = {
    contact: '/contacts/search',
    conversation: '/conversations/search',
    ticket: '/tickets/search',
};

export const isSearched = (object: string): object is SearchedObject => Object.hasOwn(paths, object);

/** How many records a query finds; null where Intercom does not say. One is asked for: the total comes with it. */
export async function countOf(
    client: Client,
    object: SearchedObject,
    query: unknown,
    options: CallOptions,
): Promise<number | null> {
    const body = searchBody({ query }, { perPage: 1 });
    const answer = await client.call<{ total_count?: unknown } | null>(
        { method: 'POST', path: paths[object], body, repeat: 'always' },
        options,
    );
    const total = answer.body?.total_count;
    return typeof total === 'number' ? total : null;
}

import { type ApiAnswer, type CallOptions, type Client, cursorPages, IntercomError } from '../../src/client';
import type { Resource, SearchBody, SearchPage, WatchedRecord } from './watcher';

/**
 * One page of `POST /contacts/search` and its likes.
 * https://developers.intercom.com/docs/references/rest-api/api.intercom.io/contacts/searchcontacts
 */
export async function searchPage(
    client: Client,
    resource: Resource,
    body: SearchBody,
    options: CallOptions = {},
): Promise<SearchPage<ApiAnswer>> {
    const request = { method: 'POST', path: `/${resource}/search`, body, repeat: 'always' as const };
    const walk = { all: false, perPage: body.pagination.per_page };
    for await (const { records, next, answer } of cursorPages(client, () => request, walk, options)) {
        const date = Date.parse(answer.headers.date ?? '');
        const serverTime = Number.isNaN(date) ? null : date / 1000;
        return { records: records as WatchedRecord[], next, serverTime, answer };
    }
    throw new IntercomError('The search was answered without a page.', { code: 'invalid_response' });
}

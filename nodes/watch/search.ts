import {
    type ApiAnswer,
    type CallOptions,
    type Client,
    IntercomError,
    type ListRequest,
    listPages,
} from '../../src/client';
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
    const { pagination, ...search } = body;
    const list: ListRequest = { method: 'POST', path: `/${resource}/search`, body: search, paging: 'cursor-body' };
    const walk = { all: false, perPage: pagination.per_page, startingAfter: pagination.starting_after };
    for await (const { records, next, answer } of listPages(client, list, walk, options)) {
        const date = Date.parse(answer.headers.date ?? '');
        const serverTime = Number.isNaN(date) ? null : date / 1000;
        return { records: records as WatchedRecord[], next, serverTime, answer };
    }
    throw new IntercomError('The search was answered without a page.', { code: 'invalid_response' });
}

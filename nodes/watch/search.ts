import {
    type ApiAnswer,
    type CallOptions,
    type Client,
    IntercomError,
    type ListRequest,
    listPages,
} from '../../src/client';
import type { WatchedRecord } from './round';
import type { Resource, SearchBody, SearchPage } from './watcher';

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
    const path = `/${resource}/search`;
    const { pagination, ...search } = body;
    const list: ListRequest = { method: 'POST', path, body: search, paging: 'cursor-body' };
    const walk = { all: false, perPage: pagination.per_page, startingAfter: pagination.starting_after };
    try {
        for await (const { records, next, answer } of listPages(client, list, walk, options)) {
            const date = Date.parse(answer.headers.date ?? '');
            const serverTime = Number.isNaN(date) ? null : date / 1000;
            // without its body: a watcher holds answers of many pages, and tells what they said beside the records
            return { records: records as WatchedRecord[], next, serverTime, answer: { ...answer, body: null } };
        }
    } catch (error) {
        // nobody has given an id that could be wrong
        if (error instanceof IntercomError && error.statusCode === 404) throw notShown(error, path);
        throw error;
    }
    throw new IntercomError('The search was answered without a page.', { code: 'invalid_response' });
}

function notShown({ code, statusCode, requestId, errors }: IntercomError, path: string): IntercomError {
    const said = errors?.map(({ message, code: name }) => message ?? name).join('; ') || 'an empty answer';
    return new IntercomError(`The search failed: Intercom cannot show what it has found. POST ${path}: 404, ${said}.`, {
        code,
        statusCode,
        requestId,
        errors,
        retryable: true,
        hint: 'It is asked again at the next check.',
    });
}

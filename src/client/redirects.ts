import { IntercomError } from './errors';
import type { Http, HttpAnswer, HttpRequest } from './http';

const MAX_REDIRECTS = 5;

/** What to do with data for other hosts. */
export const ELSEWHERE = 'Use a http request node for other hosts.';

/**
 * Sends a request and follows its redirects: on the same origin as it is, to another one without the token, without
 * the user's headers and without a body.
 */
export async function followed(
    http: Http,
    first: HttpRequest,
    rebuild: () => HttpRequest,
): Promise<HttpAnswer & { url: string }> {
    const { origin } = new URL(first.url);
    let request = first;
    for (let redirects = 0; ; redirects++) {
        const answer = await http.send(request);
        const location = redirectOf(answer);
        if (location === null) return { ...answer, url: request.url };
        if (redirects >= MAX_REDIRECTS)
            throw new IntercomError(`The request was redirected more than ${MAX_REDIRECTS} times.`, {
                code: 'invalid_response',
                statusCode: answer.status,
            });
        const url = new URL(redirectUrl(location, request.url));
        url.username = '';
        url.password = '';
        url.hash = '';
        const isHead = request.method === 'HEAD';
        const turnsToGet = answer.status === 303 || (answer.status < 303 && request.method === 'POST');
        const method = turnsToGet && !isHead ? 'GET' : request.method;
        const keepsBody = method === request.method && request.body !== undefined;
        if (url.origin === origin && 'authorization' in request.headers) {
            const { 'content-type': type, ...others } = request.headers;
            request = keepsBody
                ? { ...request, method, url: url.href, body: rebuild().body }
                : { ...request, method, url: url.href, body: undefined, headers: others };
        } else {
            if (keepsBody || (method !== 'GET' && !isHead))
                throw new IntercomError('Redirected to another host.', {
                    code: 'foreign_host',
                    statusCode: answer.status,
                    hint: `The data of the request must not go to ${url.host}. ${ELSEWHERE}`,
                });
            request = { ...request, method, url: url.href, body: undefined, headers: { accept: '*/*' } };
        }
    }
}

/** Where an answer leads; null when it is no redirect. */
export function redirectOf({ status, headers }: Pick<HttpAnswer, 'status' | 'headers'>): string | null {
    return [301, 302, 303, 307, 308].includes(status) ? headers.location || null : null;
}

/**
 * The full address of a redirect.
 * @throws IntercomError `invalid_response` when it is no http(s) URL
 */
export function redirectUrl(location: string, from: string): string {
    let url: URL | null = null;
    try {
        url = new URL(location, from);
    } catch {}
    if (url?.protocol === 'https:' || url?.protocol === 'http:') return url.href;
    throw new IntercomError('Redirected to no http address.', { code: 'invalid_response' });
}

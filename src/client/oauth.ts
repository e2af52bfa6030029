import type { Client } from './client';
import { IntercomError } from './errors';
import { Http } from './http';
import { parseJson } from './json';
import { errorFromAnswer } from './refusals';
import { oauthUrl, type Place, tokenUrl } from './regions';
import type { CallOptions, ProxyOptions, TlsOptions } from './types';

/**
 * Where to send the user, who then comes back to `redirectUri` with `code` and `state`. Intercom takes no scopes here:
 * they belong to the app. https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/setting-up-oauth
 * @throws IntercomError `no_connection` for a bad custom address
 */
export function authorizeUrl(
    place: Place,
    { clientId, state, redirectUri }: { clientId: string; state: string; redirectUri?: string },
): string {
    const query = new URLSearchParams({ client_id: clientId, state });
    if (redirectUri) query.set('redirect_uri', redirectUri);
    return `${oauthUrl(place)}?${query}`;
}

export interface CodeExchange extends Place {
    clientId: string;
    clientSecret: string;
    /** As it came: it may end in `=`. */
    code: string;
    /** Milliseconds. */
    timeout: number;
    proxy?: ProxyOptions | 'none';
    tls?: TlsOptions;
    signal?: AbortSignal;
}

/**
 * Turns a code into an access token, which does not expire. Never repeated: a code works once.
 * @throws IntercomError `unauthorized` for a code or secret that is wrong, `invalid_response`, or an error of the network
 */
export async function exchangeCode(exchange: CodeExchange): Promise<string> {
    const { clientId, clientSecret, code, timeout, signal } = exchange;
    const url = tokenUrl(exchange);
    const { pathname, host } = new URL(url);
    const http = new Http(exchange.proxy, exchange.tls);
    try {
        const answer = await http.send({
            method: 'POST',
            url,
            headers: { Accept: 'application/json', 'Content-Type': 'application/x-www-form-urlencoded' },
            body: new URLSearchParams({ code, client_id: clientId, client_secret: clientSecret }).toString(),
            timeout,
            signal,
        });
        const body = parseJson(String(answer.body))?.value;
        const { access_token, token } = (body ?? {}) as { access_token?: unknown; token?: unknown };
        const granted = access_token ?? token;
        if (answer.status === 200 && typeof granted === 'string' && granted !== '') return granted;
        if (answer.status === 401)
            throw new IntercomError('Intercom refused the code: it is used up, too old, or of another app.', {
                code: 'unauthorized',
                statusCode: 401,
                hint: 'Check the client id and the client secret, and connect again.',
            });
        if (answer.status !== 200)
            throw errorFromAnswer(
                { ...answer, body: body ?? String(answer.body) },
                { method: 'POST', path: pathname, host, token: clientSecret },
            );
        throw new IntercomError(`${host} answered without an access token.`, {
            code: 'invalid_response',
            statusCode: answer.status,
            hint: 'Check the region or the base URL.',
        });
    } finally {
        http.close();
    }
}

/**
 * Takes the app out of the workspace: its access token ends.
 * https://developers.intercom.com/docs/build-an-integration/learn-more/authentication/installing-uninstalling-apps
 */
export async function revoke(client: Client, options?: CallOptions): Promise<void> {
    try {
        await client.call({ method: 'POST', path: '/auth/uninstall', repeat: 'always' }, options);
    } catch (error) {
        // A token that Intercom does not know is what is wanted, whoever ended it.
        if (!(error instanceof IntercomError) || error.statusCode !== 401) throw error;
    }
}

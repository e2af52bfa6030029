import { ApiError, invalid } from '../http/api-error';
import { type Answer, type Call, param, type Route } from '../http/call';
import { parseForm } from '../http/multipart';
import { CLIENT_ID, CLIENT_SECRET } from '../store/app';
import { uuidOf } from '../store/ids';
import type { World } from '../world';

/** Text as HTML. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function back(redirect: string, answers: Record<string, string>): string {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries(answers)) url.searchParams.set(name, value);
    return url.href;
}

const pageStyle = `:root { color-scheme: light dark } body { font: 15px/1.5 system-ui, sans-serif; max-width: 34em; margin: 8vh auto;
padding: 0 20px } button { font: inherit; padding: 8px 18px; cursor: pointer } .note { border-left: 3px solid #8886;
padding-left: 14px; opacity: .85 } code { overflow-wrap: anywhere }`;

/** Asks, and says what the real page would ask. */
const consentPage = (workspace: string, clientId: string, agree: string, deny: string): string => `<!doctype html>
<html lang="en"><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Connect an app</title><link rel="icon" href="data:,"><style>${pageStyle}</style>
<h1>Connect to ${escaped(workspace)}?</h1>
<p>The app <code>${escaped(clientId)}</code> asks to be let in. This workspace is invented and stays on this computer.</p>
<p><a id="agree" href="${escaped(agree)}"><button type="button">Authorize access</button></a>
<a id="deny" href="${escaped(deny)}">Cancel</a></p>
<div class="note"><p>The real Intercom would first ask you to sign in and to choose the workspace. It then shows the app's
name and icon and the permissions that were ticked for it in the Developer Hub, such as <em>Read and list users and
companies</em> or <em>Write conversations</em>: all of them or none, there is nothing to choose here. Its callback must be
an address with HTTPS that is registered for the app.</p></div></html>
`;

/**
 * The page where a user lets an app in: a button that agrees and a link that does not. With `auto=1` it agrees at
 * once. There is no scope parameter: permissions belong to the app.
 */
function authorize(call: Call): Answer {
    const clientId = param(call.query, 'client_id');
    const state = param(call.query, 'state') ?? '';
    const redirect = param(call.query, 'redirect_uri');
    if (!isApp(call.world, clientId)) throw new ApiError(404, 'not_found', 'Unknown client_id');
    if (redirect === undefined || !URL.canParse(redirect)) throw invalid('redirect_uri is not registered');
    // A code may end in "=", which must survive the way.
    const code = `${Buffer.from(uuidOf(call.world.nextSerial(), 61)).toString('base64')}=`;
    call.world.codes.add(code);
    const agree = back(redirect, { code, state });
    if (param(call.query, 'auto') === '1') return { status: 302, headers: { location: agree } };
    const deny = back(redirect, { error: 'access_denied', state });
    const html = consentPage(call.world.settings.name, clientId as string, agree, deny);
    return { headers: { 'content-type': 'text/html; charset=utf-8' }, bytes: html };
}

/** Whether an app is registered; where any token is taken, any app is. */
function isApp({ settings }: World, id: unknown, secret: unknown = CLIENT_SECRET): boolean {
    if (settings.tokens === 'any') return typeof id === 'string' && id !== '' && typeof secret === 'string';
    return id === CLIENT_ID && secret === CLIENT_SECRET;
}

/** A code becomes a token, once. Takes a form or JSON, and answers the token under both names. */
async function exchange(call: Call): Promise<Answer> {
    const type = String(call.headers['content-type'] ?? '');
    const given =
        call.body !== undefined && typeof call.body === 'object' && call.body !== null
            ? (call.body as Record<string, unknown>)
            : ((await parseForm(call.raw, type))?.fields ?? {});
    if (!isApp(call.world, given.client_id, given.client_secret)) {
        throw new ApiError(401, 'unauthorized', 'Invalid client_id or client_secret');
    }
    if (typeof given.code !== 'string' || !call.world.codes.delete(given.code)) {
        throw new ApiError(401, 'unauthorized', 'Unauthorized Code');
    }
    const token = `oauth-${uuidOf(call.world.nextSerial(), 65)}`;
    call.world.admit(token);
    return { json: { token_type: 'Bearer', token, access_token: token } };
}

/** The app is taken out of the workspace: its token stops working. */
function uninstall(call: Call): Answer {
    call.world.revoke(call.token);
    return { json: {} };
}

/** Letting an app in and out. */
export const oauthRoutes: Route[] = [
    { method: 'GET', path: '/oauth', operation: authorize, open: true, anyType: true },
    { method: 'POST', path: '/auth/eagle/token', operation: exchange, open: true },
    { method: 'POST', path: '/auth/uninstall', operation: uninstall, read: true },
];

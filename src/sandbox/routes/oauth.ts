import { ApiError, invalid } from '../http/api-error';
import { type Answer, type Call, param, type Route } from '../http/call';
import { parseForm } from '../http/multipart';
import { CLIENT_ID, CLIENT_SECRET } from '../store/app';
import { uuidOf } from '../store/ids';

/** Text as HTML. */
const escaped = (text: string): string => text.replace(/[&<>"']/g, (letter) => `&#${letter.charCodeAt(0)};`);

function back(redirect: string, answers: Record<string, string>): string {
    const url = new URL(redirect);
    for (const [name, value] of Object.entries(answers)) url.searchParams.set(name, value);
    return url.href;
}

/**
 * The page where a user lets an app in: a button that agrees and a link that does not. With `auto=1` it agrees at
 * once. There is no scope parameter: permissions belong to the app.
 */
function authorize(call: Call): Answer {
    const clientId = param(call.query, 'client_id');
    const state = param(call.query, 'state') ?? '';
    const redirect = param(call.query, 'redirect_uri');
    if (clientId !== CLIENT_ID) throw new ApiError(404, 'not_found', 'Unknown client_id');
    if (redirect === undefined || !URL.canParse(redirect)) throw invalid('redirect_uri is not registered');
    // A code may end in "=", which must survive the way.
    const code = `${Buffer.from(uuidOf(call.world.nextSerial(), 61)).toString('base64')}=`;
    call.world.codes.add(code);
    const agree = back(redirect, { code, state });
    if (param(call.query, 'auto') === '1') return { status: 302, headers: { location: agree } };
    const deny = back(redirect, { error: 'access_denied', state });
    const html = `<!doctype html><meta charset="utf-8"><title>Sandbox: connect an app</title>
<h1>Connect ${escaped(clientId)} to Sandbox workspace?</h1>
<p><a id="agree" href="${escaped(agree)}"><button type="button">Authorize access</button></a></p>
<p><a id="deny" href="${escaped(deny)}">Cancel</a></p>`;
    return { headers: { 'content-type': 'text/html; charset=utf-8' }, bytes: html };
}

/** A code becomes a token, once. Takes a form or JSON, and answers the token under both names. */
async function exchange(call: Call): Promise<Answer> {
    const type = String(call.headers['content-type'] ?? '');
    const given =
        call.body !== undefined && typeof call.body === 'object' && call.body !== null
            ? (call.body as Record<string, unknown>)
            : ((await parseForm(call.raw, type))?.fields ?? {});
    if (given.client_id !== CLIENT_ID || given.client_secret !== CLIENT_SECRET) {
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

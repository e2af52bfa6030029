import type { Request } from 'express';
import type { NodeAPI } from 'node-red';
import { authorizeUrl, Client, exchangeCode, IntercomError, type Place, revoke } from '../../src/client';
import { wordsOf } from '../../src/runtime';
import { described, serveJson, userOf } from './admin-route';
import { sendCallbackPage } from './callback-page';
import { demoOf } from './demo';
import {
    type Body,
    checkId,
    type Dialog,
    keptFor,
    readDialog,
    savedCredentials,
    usable,
    usesKeptToken,
} from './dialog';
import { cookieName, type Grant, Grants, type Outcome, SIGN_IN_MS } from './grants';
import { type ConnectionDef, connectionOptions, credential, isDemo, settings } from './options';
import { seal } from './sealed-token';
import { workspaceOf } from './workspace';

const ROOT = '/intercom/connection/oauth';
const CALLBACK = `${ROOT}/callback`;
/** Marks a callback that was sent on to the editor's own address: no further, whatever the browser brings. */
const SENT_ON = 'sent_on';

/**
 * Serves **Connect with Intercom** and **Disconnect**. The dialog starts a sign-in (`POST start`, so that no secret
 * stands in an address), opens Intercom in a window, and asks for the outcome (`POST outcome`). That brings the token
 * sealed: the dialog puts it into its field, and Done, Cancel and the deploy do with it what they do with one that was
 * typed in. The callback, which no permission can guard, is known by its state and the browser's cookie.
 */
export function serveOauth(RED: NodeAPI, grants = new Grants()): void {
    const mayWrite = RED.auth.needsPermission('intercom.write');

    serveJson(RED, `${ROOT}/start`, mayWrite, async (body, request, response) => {
        const { url, grant } = await start(RED, grants, body, userOf(request));
        response.cookie(cookieName(grant), grant.cookie, {
            httpOnly: true,
            sameSite: 'lax',
            secure: grant.callback.protocol === 'https:',
            maxAge: SIGN_IN_MS,
        });
        return { url, handle: grant.handle };
    });

    serveJson(RED, `${ROOT}/outcome`, mayWrite, (body, request) => {
        const { outcome } = grants.get(String(body.handle ?? ''), userOf(request));
        if (!outcome) return { isWaiting: true };
        if (outcome.accessToken === undefined) return outcome;
        return { ...outcome.workspace, accessToken: outcome.accessToken };
    });

    serveJson(RED, `${ROOT}/disconnect`, mayWrite, async (body) => {
        const dialog = readDialog(RED, body);
        if (!isDemo(dialog.def)) await end(RED, dialog);
        if (usesKeptToken(body)) {
            const { accessToken: _revoked, ...others } = savedCredentials(RED, dialog.id);
            await RED.nodes.addCredentials(dialog.id, others);
        }
        return {};
    });

    RED.httpAdmin?.get(CALLBACK, async (request, response) => {
        if (request.method === 'HEAD') return void response.end(); // only a GET may use the state up
        const text = (name: string) => (typeof request.query[name] === 'string' ? String(request.query[name]) : '');
        const waiting = grants.waiting(text('state'));
        if (waiting?.isElsewhere && text(SENT_ON) === '') {
            const own = new URL(waiting.callback);
            for (const name of ['state', 'code', 'error', 'error_description'])
                if (text(name) !== '') own.searchParams.set(name, text(name));
            own.searchParams.set(SENT_ON, '1');
            response.set({ 'Cache-Control': 'no-store', 'Referrer-Policy': 'no-referrer' }).redirect(own.href);
            return;
        }
        let grant: Grant | undefined;
        let outcome: Outcome;
        try {
            grant = grants.redeem(text('state'), (name) => cookie(request, name));
            response.clearCookie(cookieName(grant));
            outcome = await outcomeOf(RED, grant, text);
        } catch (error) {
            outcome = described(error);
        }
        if (grant) grants.settle(grant, outcome);
        const isSuccess = !('error' in outcome);
        const words = wordsOf(RED);
        const reason = 'error' in outcome ? [outcome.error.message] : [];
        sendCallbackPage(response, {
            title: words(isSuccess ? 'node.callbackConnected' : 'node.callbackFailed'),
            texts: [...reason, words('node.callbackClose')],
            isSuccess,
            origin: grant?.callback.origin ?? '',
        });
    });
}

/** Ends a token at Intercom. */
async function end(RED: NodeAPI, dialog: Dialog): Promise<void> {
    const options = connectionOptions(RED, dialog.id, dialog.def, usable(dialog, 'accessToken'));
    const client = new Client({ ...options, maxRetries: 0 });
    await revoke(client).finally(() => client.close());
}

/** Where to sign in; a demo workspace is started for it. */
const placeOf = async (id: string, def: ConnectionDef): Promise<Place> => ({
    region: def.region ?? 'us',
    baseUrl: isDemo(def) ? await demoOf(id).open() : def.baseUrl,
});

/** The app as it stands in the dialog; a demo workspace lets any app in, and has no use for one of the user's. */
function appOf({ def, credentials }: Dialog): { clientId: string; clientSecret: string } {
    if (isDemo(def)) return { clientId: 'demo', clientSecret: 'demo' };
    return {
        clientId: credential(credentials, 'clientId'),
        clientSecret: credential(credentials, 'clientSecret'),
    };
}

async function start(
    RED: NodeAPI,
    grants: Grants,
    body: Body,
    user: string | null,
): Promise<{ url: string; grant: Grant }> {
    const dialog = readDialog(RED, body);
    checkId(RED, dialog.id);
    if (!isDemo(dialog.def)) {
        settings(RED, dialog.def);
        usable(dialog, 'clientSecret');
    }
    const app = appOf(dialog);
    for (const property of ['clientId', 'clientSecret'] as const)
        if (app[property] === '')
            throw new IntercomError(
                property === 'clientId' ? 'The client ID is missing.' : 'The client secret is missing.',
                {
                    code: 'missing_field',
                    field: property,
                    hint: 'Copy it from your app in the Developer Hub, under Configure › Basic information.',
                },
            );
    const redirect = callbackUrl(body.callbackUrl);
    const callback = body.ownCallbackUrl === undefined ? redirect : callbackUrl(body.ownCallbackUrl);
    const grant = grants.start({ dialog, user, callback, isElsewhere: callback.href !== redirect.href });
    const url = authorizeUrl(await placeOf(dialog.id, dialog.def), {
        clientId: app.clientId,
        state: grant.state,
        redirectUri: redirect.href,
    });
    return { url, grant };
}

/**
 * An address to come back to, which only the browser knows: `callbackUrl` is the one that is registered with the app,
 * and `ownCallbackUrl` the one under the address at which the editor is open, to which the cookie comes.
 */
function callbackUrl(given: unknown): URL {
    const text = String(given ?? '');
    const url = URL.canParse(text) ? new URL(text) : null;
    const isOurs = url && /^https?:$/.test(url.protocol) && url.pathname.endsWith(CALLBACK) && !url.search && !url.hash;
    if (isOurs && !url.username && !url.password) return url;
    throw new IntercomError('The redirect URL cannot be used.', {
        code: 'invalid_field',
        field: 'callbackBase',
        hint: 'Give the address of the editor as https://host/path.',
    });
}

/** Exchanges the code that Intercom has sent, or says what it has sent instead. */
async function outcomeOf(RED: NodeAPI, grant: Grant, text: (name: string) => string): Promise<Outcome> {
    const { id, def } = grant.dialog;
    if (text('error') !== '') throw refusal(text('error'), text('error_description'));
    if (text('code') === '')
        throw new IntercomError('Intercom came back without a code.', {
            code: 'invalid_response',
            hint: 'Press Connect with Intercom again.',
        });
    const options = isDemo(def) ? connectionOptions(RED, id, def, {}) : settings(RED, def);
    const app = appOf(grant.dialog);
    const token = await exchangeCode({ ...options, ...(await placeOf(id, def)), ...app, code: text('code') });
    // an app without the permission to see who it speaks for is connected all the same
    const workspace = await workspaceOf({ ...options, accessToken: token }).catch((error) => ({
        unknown: described(error).error.message,
    }));
    return { accessToken: seal(token, app.clientSecret, keptFor(def)), workspace };
}

function refusal(code: string, description: string): IntercomError {
    if (code === 'access_denied')
        return new IntercomError('Access was not granted in Intercom.', {
            code,
            hint: 'Press Connect with Intercom again and authorize the app.',
        });
    const said = [code, description].filter(Boolean).join(': ').slice(0, 200);
    return new IntercomError(`Intercom refused to connect: ${said}.`, {
        code: code.slice(0, 50),
        hint: 'Check the client ID and the redirect URL of your app in the Developer Hub.',
    });
}

function cookie(request: Request, name: string): string | undefined {
    const pair = (request.headers.cookie ?? '').split(';').find((one) => one.trim().startsWith(`${name}=`));
    return pair?.trim().slice(name.length + 1);
}

import type { Request } from 'express';
import type { Node, NodeAPI } from 'node-red';
import { authorizeUrl, Client, exchangeCode, IntercomError, revoke } from '../../src/client';
import { CONNECTION, wordsOf } from '../../src/runtime';
import { sendCallbackPage } from './callback-page';
import { answering, type Dialog, described, readDialog } from './dialog';
import { cookieName, type Grant, Grants, type Outcome, SIGN_IN_MS } from './grants';
import { connectionOptions, credential, settings } from './options';
import { TokenKeeper } from './token-keeper';
import { workspaceOf } from './workspace';

const ROOT = '/intercom/connection/oauth';
const CALLBACK = `${ROOT}/callback`;

/**
 * Serves **Connect with Intercom** and **Disconnect**. The dialog starts a sign-in (POST, so that no secret stands in an
 * address), opens Intercom in a window, and asks for the outcome; the callback, which no permission can guard, is known
 * by its state alone. The token stays here: the editor is only told that there is one.
 */
export function serveOauth(RED: NodeAPI, grants = new Grants()): void {
    const admin = RED.httpAdmin;
    if (!admin) return;
    const keeper = new TokenKeeper(RED);
    const mayWrite = RED.auth.needsPermission('intercom.write');

    admin.post(`${ROOT}/start`, mayWrite, async (request, response) => {
        try {
            const { url, grant } = start(RED, grants, request);
            response.cookie(cookieName(grant), grant.cookie, {
                httpOnly: true,
                sameSite: 'lax',
                secure: grant.origin.startsWith('https:'),
                maxAge: SIGN_IN_MS,
            });
            response.json({ url, handle: grant.handle });
        } catch (error) {
            response.json(described(error));
        }
    });

    admin.post(
        `${ROOT}/outcome`,
        mayWrite,
        answering(async (request) => {
            const { handle, user } = readDialog(RED, request);
            const { outcome } = grants.get(handle, user);
            if (!outcome) return { isWaiting: true };
            return outcome.token === undefined ? { error: outcome.error } : outcome.workspace;
        }),
    );

    admin.post(
        `${ROOT}/done`,
        mayWrite,
        answering(async (request) => {
            const { handle, user } = readDialog(RED, request);
            const grant = grants.get(handle, user);
            if (grant.outcome?.token === undefined) return {};
            await keeper.keep(grant.dialog.id, grant.outcome.token);
            grants.remove(grant);
            return {};
        }),
    );

    admin.post(
        `${ROOT}/disconnect`,
        mayWrite,
        answering(async (request) => {
            const dialog = readDialog(RED, request);
            await revokeToken(RED, withGrantedToken(grants, dialog));
            await keeper.drop(dialog.id);
            if (dialog.handle !== '') grants.remove(grants.get(dialog.handle, dialog.user));
            return {};
        }),
    );

    admin.get(CALLBACK, async (request, response) => {
        if (request.method === 'HEAD') return void response.end(); // only a GET may use the state up
        const text = (name: string) => (typeof request.query[name] === 'string' ? String(request.query[name]) : '');
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
            origin: grant?.origin ?? '',
        });
    });
}

/** The dialog's values, with the token that its sign-in has brought, which is nowhere else before Done. */
export function withGrantedToken(grants: Grants, dialog: Dialog): Dialog {
    if (dialog.handle === '') return dialog;
    const { outcome } = grants.get(dialog.handle, dialog.user);
    const accessToken = outcome?.token ?? dialog.credentials.accessToken;
    return { ...dialog, credentials: { ...dialog.credentials, accessToken } };
}

function start(RED: NodeAPI, grants: Grants, request: Request): { url: string; grant: Grant } {
    const dialog = readDialog(RED, request);
    checkId(RED, dialog.id);
    settings(RED, dialog.def);
    for (const property of ['clientId', 'clientSecret'] as const)
        if (credential(dialog.credentials, property) === '')
            throw new IntercomError(
                property === 'clientId' ? 'The client ID is missing.' : 'The client secret is missing.',
                {
                    code: 'missing_field',
                    field: property,
                    hint: 'Copy it from your app in the Developer Hub, under Configure › Basic information.',
                },
            );
    const redirect = redirectUrl((request.body as { callbackUrl?: unknown }).callbackUrl);
    const origin = String(request.headers.origin ?? '');
    const editorHost = URL.canParse(origin) ? new URL(origin).hostname : redirect.hostname;
    const grant = grants.start({ dialog, origin, isCookieNeeded: editorHost === redirect.hostname });
    const url = authorizeUrl(
        { region: dialog.def.region ?? 'us', baseUrl: dialog.def.baseUrl },
        { clientId: credential(dialog.credentials, 'clientId'), state: grant.state, redirectUri: redirect.href },
    );
    return { url, grant };
}

/** The token must land in a connection, or in a node that is not deployed yet. */
function checkId(RED: NodeAPI, id: string): void {
    const node = RED.nodes.getNode(id) as Node | null;
    if (/^(?!__)[\w.-]{1,64}$/.test(id) && (node === null || node.type === CONNECTION)) return;
    throw new IntercomError('This is not a connection.', { code: 'invalid_field', field: 'id' });
}

/** The address to come back to: where the editor is seen from outside, which only the browser knows. */
function redirectUrl(given: unknown): URL {
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
    const { def, credentials } = grant.dialog;
    if (text('error') !== '') throw refusal(text('error'), text('error_description'));
    if (text('code') === '')
        throw new IntercomError('Intercom came back without a code.', {
            code: 'invalid_response',
            hint: 'Press Connect with Intercom again.',
        });
    const options = settings(RED, def);
    const token = await exchangeCode({
        ...options,
        clientId: credential(credentials, 'clientId'),
        clientSecret: credential(credentials, 'clientSecret'),
        code: text('code'),
    });
    // an app without the permission to see who it speaks for is connected all the same
    const workspace = await workspaceOf({ ...options, accessToken: token }).catch((error) => ({
        unknown: described(error).error.message,
    }));
    return { token, workspace };
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

/** Takes the app out of the workspace; a token that is dead already is as good. */
async function revokeToken(RED: NodeAPI, { def, credentials }: Dialog): Promise<void> {
    const client = new Client({ ...connectionOptions(RED, def, credentials), maxRetries: 0 });
    try {
        await revoke(client);
    } catch (error) {
        if (!(error instanceof IntercomError && error.statusCode === 401)) throw error;
    } finally {
        client.close();
    }
}

function cookie(request: Request, name: string): string | undefined {
    const pair = (request.headers.cookie ?? '').split(';').find((one) => one.trim().startsWith(`${name}=`));
    return pair?.trim().slice(name.length + 1);
}

import { wordsOf } from '../../src/panel/words';
import {
    ask,
    input,
    KEPT_PASSWORD,
    resultLine,
    show,
    showWorkspace,
    text,
    values,
    type Workspace,
} from './panel-dialog';

const CALLBACK = 'intercom/connection/oauth/callback';
/** What the window of the sign-in says when it has ended. */
const MESSAGE = 'intercom-connect';
/** How often (ms) the outcome is asked for, should that window be unable to say so. */
const POLL_MS = 1000;

type Outcome = Workspace & { isWaiting?: boolean; unknown?: string };

/** What has happened in the dialog that is open. Nothing of it counts before Done. */
interface Session {
    /** The sign-in that goes on in the window. */
    waitingFor: string;
    /** The sign-in that has brought a token, which stays on the server. */
    granted: string;
    isDisconnected: boolean;
    timer?: number;
}

let session: Session = { waitingFor: '', granted: '', isDisconnected: false };

/** Whether a token is there, kept or typed. */
export const hasToken = (): boolean => text('accessToken') !== '';

const isGranted = (): boolean => session.granted !== '' && text('accessToken') === KEPT_PASSWORD;

/** The dialog's values, and the sign-in whose token belongs to them. */
export const valuesWithGrant = (node: EditorNode): Record<string, string> =>
    isGranted() ? { ...values(node), handle: session.granted } : values(node);

/** The address that Intercom sends the user back to, which must be registered with the app. */
function callbackUrl(): string {
    const base = text('callbackBase') || location.origin + location.pathname;
    return base.replace(/\/*$/, '/') + CALLBACK;
}

function showCallbackUrl(node: EditorNode): void {
    const url = callbackUrl();
    input('callbackUrl').text(url);
    const notes = url.startsWith('https://') ? [] : [resultLine(node._('node.callbackNotHttps'), 'warning')];
    input('callbackUrl-note')
        .get(0)
        ?.replaceChildren(...notes);
}

/** Opens Intercom's page, where the user lets the app in. */
function connect(node: EditorNode): void {
    const say = wordsOf(node);
    // opened by the click itself: a window that opens later is blocked as an advertisement
    const popup = window.open('', `intercom-connect-${node.id}`, 'popup,width=720,height=800');
    if (!popup) {
        show(say('node.popupBlocked'), 'error');
        return;
    }
    show(say('node.connecting'), 'busy');
    ask<{ url: string; handle: string }>(
        node,
        'oauth/start',
        { ...values(node), callbackUrl: callbackUrl() },
        ({ url, handle }) => {
            popup.location.href = url;
            session.waitingFor = handle;
            window.addEventListener('message', function hear({ data }) {
                if (session.waitingFor !== handle) window.removeEventListener('message', hear);
                else if (data === MESSAGE) askOutcome(node, handle);
            });
            askOutcome(node, handle);
        },
        () => popup.close(),
    );
}

/** Asks whether the sign-in has ended, until it has or the dialog is closed. */
function askOutcome(node: EditorNode, handle: string): void {
    clearTimeout(session.timer);
    ask<Outcome>(
        node,
        'oauth/outcome',
        { handle },
        (answer) => {
            if (session.waitingFor !== handle) return;
            if (answer.isWaiting) session.timer = window.setTimeout(askOutcome, POLL_MS, node, handle);
            else showGranted(node, handle, answer);
        },
        () => {
            session.waitingFor = '';
        },
    );
}

function showGranted(node: EditorNode, handle: string, answer: Outcome): void {
    const say = wordsOf(node);
    session.waitingFor = '';
    session.granted = handle;
    input('accessToken').val(KEPT_PASSWORD).trigger('change');
    if (answer.unknown)
        show(`${say('node.connectedUnknown', { reason: answer.unknown })} ${say('node.connectedNext')}`, 'ok');
    else showWorkspace(node, answer, () => input('test').trigger('click'), say('node.connectedNext'));
}

function disconnect(node: EditorNode): void {
    show(node._('node.disconnecting'), 'busy');
    ask(node, 'oauth/disconnect', valuesWithGrant(node), () => {
        session = { waitingFor: '', granted: '', isDisconnected: true };
        input('accessToken').val('').trigger('change');
        show(node._('node.disconnected'), 'ok');
    });
}

/** The part of the connection's dialog that signs in to Intercom. */
export const oauth = {
    prepare(node: EditorNode): void {
        session = { waitingFor: '', granted: '', isDisconnected: false };
        input('callbackBase').attr('placeholder', location.origin + location.pathname);
        input('callbackBase').on('input change', () => showCallbackUrl(node));
        showCallbackUrl(node);
        input('callbackUrl-copy').on('click', function () {
            RED.clipboard.copyText(callbackUrl(), $(this), node._('node.copied'));
        });
        input('connect').on('click', () => connect(node));
        input('disconnect').on('click', () =>
            show(node._('node.disconnectSure'), 'warning', {
                label: node._('node.disconnect'),
                press: () => disconnect(node),
            }),
        );
    },

    /** Tells the server that the token counts. Returns whether the connection has changed by it. */
    save(node: EditorNode): boolean {
        const handle = session.granted;
        session.waitingFor = '';
        if (!isGranted()) return false;
        ask(
            node,
            'oauth/done',
            { id: node.id, handle },
            () => undefined,
            () => RED.notify(node._('node.notKept'), 'error'),
        );
        // as if typed, so that the deploy restarts a connection that had a token before; the server skips the mark
        const credentials = (node.credentials ?? {}) as Record<string, unknown>;
        node.credentials = Object.assign(credentials, { accessToken: KEPT_PASSWORD, has_accessToken: true });
        return true;
    },

    /** What was disconnected stays so: the editor forgets the token that it believes to be kept. */
    cancel(node: EditorNode): void {
        session.waitingFor = '';
        const credentials = node.credentials as Record<string, unknown> | undefined;
        if (!session.isDisconnected || !credentials) return;
        delete credentials.accessToken;
        credentials.has_accessToken = false;
        Object.assign((credentials._ as object | undefined) ?? {}, { has_accessToken: false });
    },
};

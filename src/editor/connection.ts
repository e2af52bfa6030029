import { ask, input, show, showWorkspace, text, values, type Workspace } from './connection-dialog';
import { hasToken, oauth } from './oauth';
import { wordsOf } from './words';

const isEnvironment = (value: string): boolean => /^\$\{\w+\}$/.test(value);

/** Shows the rows of the chosen way to connect. */
function showAuth(): void {
    const isOauth = text('auth') === 'oauth';
    $('.intercom-auth-token').toggle(!isOauth);
    $('.intercom-auth-oauth').toggle(isOauth);
    // with a token the secret serves webhooks alone
    input('clientSecret-row').appendTo(input(isOauth ? 'clientSecret-oauth' : 'clientSecret-token'));
    input('clientSecret-row').find('label').toggleClass('intercom-required', isOauth);
    input('disconnect').toggle(isOauth && hasToken());
}

/** Says what a connection lacks that came without its credentials, by import or copy. */
function showMissing(node: EditorNode): void {
    const say = wordsOf(node);
    const isOauth = text('auth') === 'oauth';
    const missing = isOauth ? ['clientId', 'clientSecret'].filter((property) => text(property) === '') : [];
    if (!isOauth && !hasToken()) missing.push('accessToken');
    if (missing.length > 0) {
        const labels = missing.map((property) => say(`node.${property}`)).join(', ');
        show(say('node.missing', { missing: labels }), 'warning');
    } else if (isOauth) {
        show(say(hasToken() ? 'node.tokenKept' : 'node.notConnected'), hasToken() ? 'ok' : 'warning');
    }
}

/** Asks Intercom who the token belongs to, with the values as they stand in the dialog. */
function test(node: EditorNode): void {
    show(node._('node.testing'), 'busy');
    ask<Workspace>(node, 'test', values(node), (answer) => showWorkspace(node, answer, () => test(node)));
}

/** The behaviour of the connection's dialog. */
export const connection = {
    prepare(node: EditorNode): void {
        const showBaseUrl = () => input('baseUrl-row').toggle(text('region') === 'custom');
        input('region').on('change', showBaseUrl);
        showBaseUrl();
        oauth.prepare(node);
        input('auth').on('change', showAuth);
        input('accessToken').on('change', showAuth);
        showAuth();
        input('test').on('click', () => test(node));
        if (RED.nodes.node(node.id)) showMissing(node);
    },

    save: (): void => oauth.save(),

    cancel: (node: EditorNode): void => oauth.cancel(node),

    validateBaseUrl(node: EditorNode, value: unknown): true | string {
        const shown = input('region');
        const region = shown.length > 0 ? shown.val() : node.region;
        const url = String(value ?? '');
        if (region !== 'custom' || isEnvironment(url)) return true;
        if (url === '') return node._('node.baseUrlMissing');
        return /^https?:\/\/[^/]/.test(url) || node._('node.baseUrlInvalid', { value: url });
    },

    validateCallbackBase(node: EditorNode, value: unknown): true | string {
        const url = String(value ?? '').trim();
        return (
            url === '' || /^https?:\/\/[^/?#]+[^?#]*$/.test(url) || node._('node.callbackBaseInvalid', { value: url })
        );
    },

    validateWholeNumber(node: EditorNode, value: unknown, min: number, label: string): true | string {
        const number = String(value ?? '');
        if (number === '' || isEnvironment(number) || (/^\d+$/.test(number) && Number(number) >= min)) return true;
        return node._('node.notWholeNumber', { label, value: number, min });
    },
};

import { el, icon } from '../../src/panel/dom';
import type { OwnPanel } from '../../src/panel/own';
import { currentValue, type Rows } from '../../src/panel/rows';
import { isEnvironment } from '../../src/panel/validate';
import { wordsOf } from '../../src/panel/words';
import { ask, input, show, showWorkspace, text, type Workspace } from './panel-dialog';
import { hasToken, oauth, valuesWithGrant } from './panel-oauth';

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
    const missing: ('clientId' | 'clientSecret' | 'accessToken')[] = isOauth
        ? (['clientId', 'clientSecret'] as const).filter((property) => text(property) === '')
        : [];
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
    ask<Workspace>(node, 'test', valuesWithGrant(node), (answer) => showWorkspace(node, answer, () => test(node)));
}

const button = (rows: Rows, name: string, image: string, label: string, className = ''): HTMLElement =>
    el(
        'button',
        { type: 'button', id: rows.id(name), className: `red-ui-button ${className}` },
        icon(image),
        ` ${label}`,
    );

type Secret = 'accessToken' | 'clientId' | 'clientSecret';

/** The rows of an app of one's own. */
function oauthRows(rows: Rows, credential: (...row: [Secret, string, boolean]) => HTMLElement): HTMLElement {
    const { say } = rows;
    const secret = credential('clientSecret', 'key', false);
    secret.id = rows.id('clientSecret-row');
    return el(
        'div',
        { className: 'intercom-auth-oauth' },
        credential('clientId', 'id-badge', true),
        el('div', { id: rows.id('clientSecret-oauth') }, secret),
        rows.row(
            'callbackUrl',
            { icon: 'reply', label: say('node.callbackUrl') },
            el('output', { id: rows.id('callbackUrl'), className: 'intercom-code' }),
            button(rows, 'callbackUrl-copy', 'clipboard', say('node.copy')),
        ),
        el('div', { id: rows.id('callbackUrl-note'), role: 'status' }),
        rows.row('callbackBase', { icon: 'home', label: say('node.callbackBase') }, rows.input('callbackBase')),
    );
}

/** What most connections leave as it is. */
type Optional = 'webhookPath' | 'version' | 'timeout' | 'maxRetries' | 'proxy' | 'tls';

/** Makes the rows, as they are on the screen from top to bottom. */
function showRows(rows: Rows): void {
    const { say } = rows;
    const choice = <V extends string>(
        property: 'auth' | 'region',
        image: string,
        values: readonly V[],
        labelOf: (value: V) => string,
    ): HTMLElement =>
        rows.row(property, { icon: image, label: say(`node.${property}`) }, rows.choice(property, values, labelOf));
    const typed = (property: Optional, image: string, placeholder = ''): HTMLElement =>
        rows.row(property, { icon: image, label: say(`node.${property}`) }, rows.input(property, { placeholder }));
    const credential = (
        property: 'accessToken' | 'clientId' | 'clientSecret',
        image: string,
        required: boolean,
    ): HTMLElement =>
        rows.row(property, { icon: image, label: say(`node.${property}`), required }, rows.input(property));

    const token = credential('accessToken', 'key', true);
    token.classList.add('intercom-auth-token');
    const baseUrl = rows.row(
        'baseUrl',
        { icon: 'link', label: say('node.baseUrl'), required: true },
        rows.input('baseUrl', { placeholder: 'https://intercom.example.com' }),
    );
    baseUrl.id = rows.id('baseUrl-row');
    rows.show(
        rows.name(),
        choice('auth', 'sign-in', ['token', 'oauth'] as const, (value) => say(`node.auth_${value}`)),
        choice('region', 'globe', ['us', 'eu', 'au', 'custom'] as const, (value) => say(`node.region_${value}`)),
        baseUrl,
        token,
        oauthRows(rows, credential),
        el(
            'div',
            { className: 'form-row' },
            el('label'),
            el(
                'div',
                { className: 'intercom-buttons' },
                button(rows, 'connect', 'plug', say('node.connect'), 'intercom-auth-oauth'),
                button(rows, 'disconnect', 'unlink', say('node.disconnect'), 'intercom-auth-oauth'),
                button(rows, 'test', 'check-circle-o', say('node.test')),
            ),
        ),
        el('div', { id: rows.id('test-result'), role: 'status', 'aria-live': 'polite' }),
        rows.folded(say('node.webhooks'), [
            el('div', { id: rows.id('clientSecret-token') }),
            typed('webhookPath', 'bolt', '/intercom/webhook'),
        ]),
        rows.folded(say('common.more'), [
            typed('version', 'code-fork', '2.16'),
            typed('timeout', 'clock-o', '30000'),
            typed('maxRetries', 'repeat', '3'),
            typed('proxy', 'random'),
            typed('tls', 'lock'),
        ]),
    );
}

function wholeNumber(node: EditorNode, property: 'timeout' | 'maxRetries', value: string, min: number): true | string {
    if (value === '' || isEnvironment(value) || (/^\d+$/.test(value) && Number(value) >= min)) return true;
    return node._('node.notWholeNumber', { label: node._(`node.${property}`), value, min });
}

export const panel: OwnPanel = {
    prepare(node, rows) {
        showRows(rows);
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

    save: oauth.save,

    cancel: oauth.cancel,

    validate: {
        baseUrl(node, url) {
            if (currentValue(node, 'region') !== 'custom' || isEnvironment(url)) return true;
            if (url === '') return node._('node.baseUrlMissing');
            return /^https?:\/\/[^/]/.test(url) || node._('node.baseUrlInvalid', { value: url });
        },

        callbackBase(node, value) {
            const url = value.trim();
            const isUrl = url === '' || /^https?:\/\/[^/?#]+[^?#]*$/.test(url);
            return isUrl || node._('node.callbackBaseInvalid', { value: url });
        },

        timeout: (node, value) => wholeNumber(node, 'timeout', value, 1),
        maxRetries: (node, value) => wholeNumber(node, 'maxRetries', value, 0),
    },
};

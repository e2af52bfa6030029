import { demoOffer } from '../../src/panel/demo-offer';
import { el, icon } from '../../src/panel/dom';
import type { OwnPanel } from '../../src/panel/own';
import { currentValue, type Rows } from '../../src/panel/rows';
import { isEnvironment } from '../../src/panel/validate';
import { wordsOf } from '../../src/panel/words';
import type { OwnKey } from '../../src/words';
import { DEFAULT_WEBHOOK_PATH, isWebhookPath } from '../webhook/path-form';
import { demoRows, isDemo, showDemo } from './panel-demo';
import { ask, clear, input, show, showWorkspace, text, values, type Workspace } from './panel-dialog';
import { hasToken, oauth } from './panel-oauth';
import { watchConnections } from './panel-reuse';

type Credential = 'accessToken' | 'clientId' | 'clientSecret';

type Region = 'us' | 'eu' | 'au' | 'custom' | 'demo';

/** Properties that are typed in. */
type Typed = 'webhookPath' | 'version' | 'timeout' | 'maxRetries' | 'proxy' | 'tls';

/** Where apps and their tokens are made. */
const DEVELOPER_HUB = 'https://app.intercom.com/a/apps/_/developer-hub';

/** Shows the rows of the chosen region and way to connect. */
function showRelevant(node: EditorNode): void {
    const isOauth = text('auth') === 'oauth';
    const demo = isDemo();
    $('.intercom-auth-token').toggle(!isOauth && !demo);
    $('.intercom-auth-oauth').toggle(isOauth);
    $('.intercom-real-oauth').toggle(isOauth && !demo);
    $('.intercom-token-steps').toggle(!isOauth && !demo && !hasToken());
    input('demo-choose')
        .parent()
        .toggle(!demo && !hasToken());
    $('.intercom-demo').toggle(demo);
    for (const property of ['proxy', 'tls'])
        $(`.intercom-panel[data-node="${node.id}"] [data-property="${property}"]`).toggle(!demo);
    input('baseUrl-row').toggle(text('region') === 'custom');
    showDemo(node);
    // with a token the secret serves webhooks alone
    const isForSignIn = isOauth && !demo;
    input('clientSecret-row').appendTo(input(isForSignIn ? 'clientSecret-oauth' : 'clientSecret-token'));
    input('clientSecret-row').find('label').toggleClass('intercom-required', isForSignIn);
    input('disconnect').toggle(isOauth && hasToken());
}

/** Says what a connection lacks that came without its credentials, by import or copy. */
function showMissing(node: EditorNode): void {
    if (isDemo()) return;
    const say = wordsOf(node);
    const isOauth = text('auth') === 'oauth';
    const asked = ['clientId', 'clientSecret'] as const;
    const missing: Credential[] = isOauth ? asked.filter((property) => text(property) === '') : [];
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
    ask<Workspace>(node, 'test', values(node), (answer) => {
        if (text('name') === '' && answer.workspace) input('name').val(answer.workspace).trigger('change');
        showWorkspace(node, answer, () => test(node));
    });
}

const button = (rows: Rows, name: string, image: string, label: string, className = ''): HTMLElement =>
    el(
        'button',
        { type: 'button', id: rows.id(name), className: `red-ui-button ${className}` },
        icon(image),
        ` ${label}`,
    );

/** The rows of an app of one's own. */
function oauthRows(rows: Rows, credential: (...row: [Credential, string, boolean]) => HTMLElement): HTMLElement {
    const { say } = rows;
    const secret = credential('clientSecret', 'key', false);
    secret.id = rows.id('clientSecret-row');
    return el(
        'div',
        { className: 'intercom-real-oauth' },
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

const regions: Record<Exclude<Region, 'demo'>, OwnKey> = {
    us: 'node.region_us',
    eu: 'node.region_eu',
    au: 'node.region_au',
    custom: 'node.region_custom',
};
const demo: Record<'demo', OwnKey> = { demo: 'node.region_demo' };

/** Whether a token is kept, before there is an input to look into. */
const isTokenThere = ({ credentials }: EditorNode): boolean => {
    const { accessToken, has_accessToken } = (credentials ?? {}) as Record<string, unknown>;
    return Boolean(accessToken || has_accessToken);
};

/** Makes the rows, as they are on the screen from top to bottom. */
function showRows(rows: Rows): void {
    const { say } = rows;
    const choice = <Value extends string>(
        property: 'auth' | 'region',
        image: string,
        labels: Record<Value, OwnKey>,
    ): HTMLElement =>
        rows.row(
            property,
            { icon: image, label: say(`node.${property}`) },
            rows.choice(property, Object.keys(labels) as Value[], (value) => say(labels[value])),
        );
    const typed = (property: Typed, image: string, placeholder = ''): HTMLElement =>
        rows.row(property, { icon: image, label: say(`node.${property}`) }, rows.input(property, { placeholder }));
    const credential = (property: Credential, image: string, required: boolean): HTMLElement =>
        rows.row(property, { icon: image, label: say(`node.${property}`), required }, rows.input(property));

    const token = credential('accessToken', 'key', true);
    token.classList.add('intercom-auth-token');
    const steps = el(
        'ol',
        { className: 'intercom-token-steps' },
        el(
            'li',
            {},
            say('node.tokenStep1'),
            ' ',
            el('a', { href: DEVELOPER_HUB, target: '_blank', rel: 'noopener noreferrer' }, 'Developer Hub'),
        ),
        el('li', {}, say('node.tokenStep2')),
        el('li', {}, say('node.tokenStep3')),
    );
    const baseUrl = rows.row(
        'baseUrl',
        { icon: 'link', label: say('node.baseUrl'), required: true },
        rows.input('baseUrl', { placeholder: 'https://intercom.example.com' }),
    );
    baseUrl.id = rows.id('baseUrl-row');
    rows.show(
        rows.name(),
        choice('region', 'globe', isTokenThere(rows.node) ? { ...regions, ...demo } : { ...demo, ...regions }),
        demoOffer(say, rows.id('demo-choose'), () => input('region').val('demo').trigger('change')),
        demoRows(rows),
        baseUrl,
        choice('auth', 'sign-in', { token: 'node.auth_token', oauth: 'node.auth_oauth' }),
        token,
        steps,
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
            typed('webhookPath', 'bolt', DEFAULT_WEBHOOK_PATH),
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
        oauth.prepare(node);
        const follow = () => showRelevant(node);
        const way = () => `${text('region')} ${text('auth')}`;
        let shown = way();
        input('region')
            .add(input('auth'))
            .on('change', () => {
                // what was found out belongs to where and how it was asked; the editor tells of changes that are none
                if (shown !== way()) clear();
                shown = way();
                follow();
            });
        input('accessToken').on('input change', follow);
        follow();
        input('test').on('click', () => test(node));
        if (RED.nodes.node(node.id)) showMissing(node);
    },

    save() {
        oauth.save();
        return undefined;
    },

    cancel: oauth.cancel,

    start: watchConnections,

    label(node) {
        const label = node.name || node._('node.label');
        return node.region === 'demo' ? `${label} · ${node._('node.demo')}` : label;
    },

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

        webhookPath(node, value) {
            const path = value.trim();
            const isUsable = path === '' || isEnvironment(path) || isWebhookPath(path);
            return isUsable || node._('node.webhookPathInvalid', { value: path });
        },

        timeout: (node, value) => wholeNumber(node, 'timeout', value, 1),
        maxRetries: (node, value) => wholeNumber(node, 'maxRetries', value, 0),
    },
};

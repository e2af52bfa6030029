import { el } from '../../src/panel/dom';
import { wordsOf } from '../../src/panel/words';

/** What the server says a token belongs to. */
export interface Workspace {
    workspace: string | null;
    workspaceId: string | null;
    region: 'us' | 'eu' | 'au' | 'demo' | null;
    admin: string | null;
    email: string | null;
    regionDiffers: boolean;
}

type Kind = 'ok' | 'warning' | 'error' | 'busy';

export const input = (property: string) => $(`#node-config-input-${property}`);

export const text = (property: string): string => String(input(property).val() ?? '').trim();

/** The dialog's values as they stand, saved or not. */
export function values(node: EditorNode): Record<string, string> {
    const properties = ['auth', 'region', 'baseUrl', 'version', 'timeout', 'maxRetries', 'proxy', 'tls'];
    const credentials = ['accessToken', 'clientId', 'clientSecret'];
    return Object.fromEntries([
        ['id', node.id],
        ...[...properties, ...credentials].map((property) => [property, text(property)]),
    ]);
}

/** An error as the server describes it. */
interface Failure {
    code: string;
    message: string;
    field?: string | null;
    statusCode?: number | null;
}

/** Properties that the dialog has a row for. */
const labelled = [
    'accessToken',
    'clientId',
    'clientSecret',
    'region',
    'baseUrl',
    'callbackBase',
    'version',
    'timeout',
    'maxRetries',
    'proxy',
    'tls',
] as const;

/** Codes that the dialog has words for. */
const worded = [
    'access_denied',
    'expired',
    'invalid_response',
    'invalid_state',
    'kept_for_other_host',
    'not_found',
] as const;
const wordedAsLists = ['unauthorized', 'forbidden', 'rate_limited', 'network_error', 'timeout'] as const;

const byStatus: Readonly<Record<number, string>> = { 401: 'unauthorized', 403: 'forbidden', 429: 'rate_limited' };

/** What failed, in the editor's language; with the server's own words where these say more. */
function sentenceOf(node: EditorNode, { code, message, field, statusCode }: Failure): string {
    const say = wordsOf(node);
    const known = byStatus[statusCode ?? 0] ?? code;
    const own = worded.find((one) => one === known);
    if (own) return say(`node.error_${own}`);
    const shared = wordedAsLists.find((one) => one === known);
    if (shared)
        return [say(`pick.error_${shared}`), shared === 'network_error' && `(${message})`].filter(Boolean).join(' ');
    const property = labelled.find((one) => one === field);
    if (property) return say('node.error_field', { label: say(`node.${property}`), message });
    return say('node.error_other', { message });
}

/** Takes the result away. */
export const clear = (): void => input('test-result').get(0)?.replaceChildren();

/** A line of a result. Text only: what comes from Intercom must not become markup. */
export const resultLine = (message: string, kind: Kind, ...more: Node[]): HTMLElement =>
    el('div', { className: `intercom-result intercom-result-${kind}` }, message, ...more);

/** Shows a line under the buttons. */
export function show(message: string, kind: Kind, button?: { label: string; press: () => void }): void {
    const more = button
        ? [
              document.createTextNode(' '),
              el(
                  'button',
                  { type: 'button', className: 'red-ui-button red-ui-button-small', onclick: button.press },
                  button.label,
              ),
          ]
        : [];
    input('test-result')
        .get(0)
        ?.replaceChildren(resultLine(message, kind, ...more));
}

/**
 * Shows whose a token is, and offers the right region where another one is chosen.
 * @param again asks anew, when the region was changed
 * @param next what to do now, as a sentence
 */
export function showWorkspace(node: EditorNode, answer: Workspace, again: () => void, next = ''): void {
    const say = wordsOf(node);
    const { workspace, workspaceId } = answer;
    if (answer.region === 'demo') {
        show([say('node.connectedDemo', { admin: answer.admin }), next].filter(Boolean).join(' '), 'ok');
        return;
    }
    const region = answer.region ? say(`node.region_${answer.region}`) : '?';
    if (answer.regionDiffers) {
        show(say('node.regionDiffers', { region }), 'warning', {
            label: say('node.useRegion'),
            press: () => {
                input('region').val(String(answer.region)).trigger('change');
                again();
            },
        });
        return;
    }
    const admin = [answer.admin, answer.email].filter(Boolean).join(', ');
    show(`${say('node.connected', { workspace, workspaceId, region, admin })} ${next}`, 'ok');
}

/** Asks the server. A refusal or a failure is shown, and then `failed` is called. */
export function ask<T>(
    node: EditorNode,
    route: string,
    body: object,
    then: (answer: T) => void,
    failed: () => void = () => {},
): void {
    const fail = (message: string) => {
        show(message, 'error');
        failed();
    };
    // a relative URL through jQuery: so the editor adds its own root and the user's token
    $.ajax({
        url: `intercom/connection/${route}`,
        method: 'POST',
        contentType: 'application/json',
        data: JSON.stringify(body),
    })
        .done((answer: T & { error?: Failure }) => (answer.error ? fail(sentenceOf(node, answer.error)) : then(answer)))
        .fail(({ status }) => fail(wordsOf(node)('node.unreachable', { status })));
}

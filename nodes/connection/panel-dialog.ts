import { el } from '../../src/panel/dom';
import { wordsOf } from '../../src/panel/words';

/** What the server says a token belongs to. */
export interface Workspace {
    workspace: string | null;
    workspaceId: string | null;
    region: 'us' | 'eu' | 'au' | null;
    admin: string | null;
    email: string | null;
    regionDiffers: boolean;
}

type Kind = 'ok' | 'warning' | 'error' | 'busy';

/** How the editor writes a password that the server keeps to itself. */
export const KEPT_PASSWORD = '__PWRD__';

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
        .done((answer: T & { error?: { message: string } }) =>
            answer.error ? fail(answer.error.message) : then(answer),
        )
        .fail(({ status }) => fail(wordsOf(node)('node.unreachable', { status })));
}

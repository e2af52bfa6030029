/** What the server answers to a connection test. */
interface TestAnswer {
    workspace: string | null;
    workspaceId: string | null;
    region: string | null;
    admin: string | null;
    email: string | null;
    regionDiffers: boolean;
    error?: { message: string };
}

const input = (property: string) => $(`#node-config-input-${property}`);

const isEnvironment = (value: string): boolean => /^\$\{\w+\}$/.test(value);

/** The dialog's values as they stand, saved or not. */
function values(node: EditorNode): Record<string, string> {
    const properties = ['region', 'baseUrl', 'version', 'timeout', 'maxRetries', 'accessToken'];
    return Object.fromEntries([
        ['id', node.id],
        ...properties.map((property) => [property, String(input(property).val() ?? '')]),
    ]);
}

/** Shows a line under the button. Text only: what comes from Intercom must not become markup. */
function show(
    text: string,
    kind: 'ok' | 'warning' | 'error' | 'busy',
    button?: { label: string; press: () => void },
): void {
    const line = document.createElement('div');
    line.className = `intercom-result intercom-result-${kind}`;
    line.textContent = text;
    if (button) {
        const element = document.createElement('button');
        element.type = 'button';
        element.className = 'red-ui-button red-ui-button-small';
        element.textContent = button.label;
        element.addEventListener('click', button.press);
        line.append(' ', element);
    }
    document.getElementById('node-config-input-test-result')?.replaceChildren(line);
}

function showAnswer(node: EditorNode, answer: TestAnswer): void {
    if (answer.error) {
        show(answer.error.message, 'error');
        return;
    }
    const region = answer.region ? node._(`node.region_${answer.region}`) : '?';
    if (answer.regionDiffers) {
        show(node._('node.regionDiffers', { region }), 'warning', {
            label: node._('node.useRegion'),
            press: () => {
                input('region').val(String(answer.region)).trigger('change');
                test(node);
            },
        });
        return;
    }
    const admin = [answer.admin, answer.email].filter(Boolean).join(', ');
    const { workspace, workspaceId } = answer;
    show(
        node._('node.connected', { workspace, workspaceId, region, admin, interpolation: { escapeValue: false } }),
        'ok',
    );
}

/** Asks Intercom who the token belongs to, with the values as they stand in the dialog. */
function test(node: EditorNode): void {
    show(node._('node.testing'), 'busy');
    // a relative URL through jQuery: so the editor adds its own root and the user's token
    $.ajax({
        url: 'intercom/connection/test',
        method: 'POST',
        contentType: 'application/json',
        data: JSON.stringify(values(node)),
    })
        .done((answer: TestAnswer) => showAnswer(node, answer))
        .fail((response) => show(node._('node.unreachable', { status: response.status }), 'error'));
}

/** The behaviour of the connection's dialog. */
export const connection = {
    prepare(node: EditorNode): void {
        const region = input('region');
        const showBaseUrl = () => $('#node-config-input-baseUrl-row').toggle(region.val() === 'custom');
        region.on('change', showBaseUrl);
        showBaseUrl();
        $('#node-config-input-test').on('click', () => test(node));
    },

    validateBaseUrl(node: EditorNode, value: unknown): true | string {
        const shown = input('region');
        const region = shown.length > 0 ? shown.val() : node.region;
        const url = String(value ?? '');
        if (region !== 'custom' || isEnvironment(url)) return true;
        if (url === '') return node._('node.baseUrlMissing');
        return /^https?:\/\/[^/]/.test(url) || node._('node.baseUrlInvalid', { value: url });
    },

    validateWholeNumber(node: EditorNode, value: unknown, min: number, label: string): true | string {
        const text = String(value ?? '');
        if (text === '' || isEnvironment(text) || (/^\d+$/.test(text) && Number(text) >= min)) return true;
        return node._('node.notWholeNumber', { label, value: text, min });
    },
};

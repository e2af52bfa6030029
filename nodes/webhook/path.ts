import { IntercomError } from '../../src/client';
import { isWebhookPath } from './path-form';

/**
 * What Node-RED's own pages and calls begin with, under its admin root:
 * https://github.com/node-red/node-red/tree/master/packages/node_modules/%40node-red/editor-api/lib
 */
const OF_THE_EDITOR = new Set([
    ...['auth', 'comms', 'context', 'credentials', 'debug', 'diagnostics', 'flow', 'flows', 'icons', 'inject'],
    ...['library', 'locales', 'nodes', 'plugins', 'projects', 'resources', 'settings', 'theme'],
]);

/** The parts of a path, in the letters that people read; `%2F` stays as it is, and so does what is no encoding. */
function partsOf(path: string): string[] {
    let read = path;
    try {
        read = decodeURI(path);
    } catch {
        // compared as it came
    }
    return read.split('/').filter(Boolean);
}

/** One spelling for a path: nothing encoded, no doubled slashes, none at its end. */
export const pathOf = (path: string): string => `/${partsOf(path).join('/')}`;

/**
 * The whole path at which webhooks are heard.
 * @param nodeRoot where Node-RED serves what its nodes offer
 * @param adminRoot where its editor is; false where it has none
 * @throws IntercomError `invalid_field` for what no request asks for, and for what would take the editor away
 */
export function heardAt(webhookPath: string, nodeRoot: string, adminRoot: string | false): string {
    if (!isWebhookPath(webhookPath))
        throw refusal(`The webhook path of the connection cannot be ${JSON.stringify(webhookPath)}.`);
    const parts = partsOf(`${nodeRoot}/${webhookPath}`);
    const editor = adminRoot === false ? null : partsOf(adminRoot);
    if (editor?.every((part, at) => part === parts[at])) {
        const first = parts[editor.length]?.toLowerCase();
        if (first === undefined || OF_THE_EDITOR.has(first))
            throw refusal(`The webhook path ${webhookPath} is one of Node-RED's editor.`);
    }
    return `/${parts.join('/')}`;
}

function refusal(message: string): IntercomError {
    return new IntercomError(message, {
        code: 'invalid_field',
        field: 'webhookPath',
        hint: 'Give the connection a path such as /intercom/webhook, without a host, a ? or a #.',
    });
}

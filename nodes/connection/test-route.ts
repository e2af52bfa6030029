import type { NodeAPI } from 'node-red';
import { serveJson } from './admin-route';
import { readDialog, usable } from './dialog';
import { connectionOptions } from './options';
import { workspaceOf } from './workspace';

/** Serves **Test connection**. A POST, since the values hold a token, which a query string would leave in logs. */
export function serveConnectionTest(RED: NodeAPI): void {
    serveJson(RED, '/intercom/connection/test', RED.auth.needsPermission('intercom.write'), (body) => {
        const dialog = readDialog(RED, body);
        return workspaceOf(connectionOptions(RED, dialog.id, dialog.def, usable(dialog, 'accessToken')));
    });
}

import type { NodeAPI } from 'node-red';
import { answering, readDialog } from './dialog';
import type { Grants } from './grants';
import { withGrantedToken } from './oauth-routes';
import { connectionOptions } from './options';
import { workspaceOf } from './workspace';

/** Serves **Test connection**. A POST, since the values hold a token, which a query string would leave in logs. */
export function serveConnectionTest(RED: NodeAPI, grants: Grants): void {
    RED.httpAdmin?.post(
        '/intercom/connection/test',
        RED.auth.needsPermission('intercom.write'),
        answering(async (request) => {
            const { def, credentials } = withGrantedToken(grants, readDialog(RED, request));
            return workspaceOf(connectionOptions(RED, def, credentials));
        }),
    );
}

import type { NodeAPI } from 'node-red';
import { serveJson } from './admin-route';
import { demoOf } from './demo';
import { checkId } from './dialog';

/**
 * Serves what the dialog offers of a connection's demo workspace, `POST intercom/connection/demo` with its `id`:
 * `refill: true` fills it anew, `lively` lets customers write by themselves or ends that. Answers `page`, where a browser
 * of this computer sees what is in it, and `lively`.
 */
export function serveDemo(RED: NodeAPI): void {
    serveJson(RED, '/intercom/connection/demo', RED.auth.needsPermission('intercom.write'), async (body) => {
        const id = String(body.id ?? '');
        checkId(RED, id);
        const demo = demoOf(id);
        if (body.refill === true) await demo.refill();
        if (typeof body.lively === 'boolean') await demo.setLively(body.lively);
        return demo.about();
    });
}

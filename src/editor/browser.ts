import { connection } from './connection';
import { addStyle, panel } from './panel';

declare global {
    interface Window {
        nodeRedIntercom?: { panel: typeof panel; connection: typeof connection };
    }
}

// Every node's html carries this script, since each may be loaded alone or first: the first one stays.
if (!window.nodeRedIntercom) {
    window.nodeRedIntercom = { panel, connection };
    addStyle();
}

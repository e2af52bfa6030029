import type { connection } from './connection';
import type { FormName, MakeForm } from './json-form';
import type { panel } from './panel';
import type { watch } from './watch';
import type { webhook } from './webhook';

/** What the scripts bring into the page. Each node's html may be loaded alone, in any order: any part may be missing. */
export interface Parts {
    panel?: typeof panel;
    connection?: typeof connection;
    webhook?: typeof webhook;
    watch?: typeof watch;
    forms?: Partial<Record<FormName, MakeForm>>;
}

declare global {
    interface Window {
        nodeRedIntercom?: Parts;
    }
}

/** The place where the scripts meet. */
export function parts(): Parts {
    window.nodeRedIntercom ??= {};
    return window.nodeRedIntercom;
}

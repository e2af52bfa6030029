import type { OwnPanel } from '../../src/panel/own';
import { storedValue } from '../../src/panel/rows';
import { wordsOf } from '../../src/panel/words';
import { OpenPanel } from './panel-open';
import { draft, storedRows } from './panel-request';
import { operations } from './table';

/** The panel that is open. */
let open: OpenPanel | undefined;

/** What is wrong with a node, where it is of a kind. */
function sentence(node: EditorNode, isMeant: (field: string) => boolean): true | string {
    const result = draft(storedValue(node, 'operation'), storedValue(node, 'form'), storedRows(node.rows));
    if (!('refusal' in result) || !isMeant(result.refusal.field)) return true;
    return wordsOf(node)(result.refusal.fault.key, result.refusal.fault.values);
}

export const panel: OwnPanel = {
    added(node) {
        // the editor takes a list of rows in `inputs` for the number of wires that come in
        if (node.inputs === 1) return;
        const inputs: unknown = JSON.parse(node._config?.inputs ?? 'null');
        if (Array.isArray(inputs)) node.rows = inputs;
        node.inputs = 1;
    },

    prepare(_node, rows) {
        open = new OpenPanel(rows);
    },

    save(node) {
        const rows = open?.read();
        // what was written by hand in another way stays as it was written
        if (rows && JSON.stringify(rows) !== JSON.stringify(storedRows(node.rows))) node.rows = rows;
        open = undefined;
        return undefined;
    },

    cancel() {
        open = undefined;
    },

    label: (node) => String(node.operation ?? ''),

    validate: {
        operation(node, value) {
            const say = wordsOf(node);
            if (value === '') return say('common.required', { label: say('node.operation') });
            return operations().has(value) || say('fault.operationUnknown', { label: value });
        },
        form: (node) => sentence(node, (field) => field === 'form'),
        rows: (node) => sentence(node, (field) => field !== 'form' && field !== 'operation'),
    },
};

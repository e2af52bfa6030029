import { el } from '../../src/panel/dom';
import type { OwnPanel } from '../../src/panel/own';
import { storedValue } from '../../src/panel/rows';

export const panel: OwnPanel = {
    prepare(node, rows) {
        const { say } = rows;
        rows.show(
            rows.name(),
            rows.connection(),
            rows.row(
                'operation',
                { icon: 'cogs', label: say('node.operation'), required: true },
                rows.input('operation'),
            ),
            rows.row('form', { icon: 'random', label: say('node.form') }, rows.input('form')),
            rows.row(
                'inputs',
                { icon: 'list', label: say('node.inputs') },
                el('textarea', { id: rows.id('inputs-json'), rows: 8, value: JSON.stringify(node.inputs ?? []) }),
            ),
        );
    },
    validate: {
        operation: (node, value) => value !== '' || storedValue(node, 'operation') !== '' || node._('node.operation'),
    },
};

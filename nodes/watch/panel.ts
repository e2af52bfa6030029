import { el, select } from '../../src/panel/dom';
import type { OwnPanel } from '../../src/panel/own';
import { type Rows, storedValue } from '../../src/panel/rows';
import { isEnvironment } from '../../src/panel/validate';
import { wordsOf } from '../../src/panel/words';
import type { OwnKey } from '../../src/words';

const MAX_INTERVAL = 86_400;

/** A date as the browser's field for it wants it: local time, no zone. */
function fieldValue(text: string): string {
    const date = new Date(/^\d+$/.test(text) ? Number(text) * (text.length > 11 ? 1 : 1000) : text);
    if (Number.isNaN(date.getTime())) return '';
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/** The row that says from when on changes are told: the input beside its controls holds it as it is stored. */
function startRow(rows: Rows): HTMLElement {
    const { say } = rows;
    const stored = rows.hidden('startFrom');
    const before = stored.value;
    const isNow = before === '' || before === 'now';
    const date = el('input', {
        type: 'datetime-local',
        step: '1',
        id: rows.id('watch-date'),
        'aria-label': say('node.fromDate'),
        value: isNow ? '' : fieldValue(before),
    });
    const store = (): void => {
        const local = new Date(date.value);
        const iso = Number.isNaN(local.getTime()) ? '' : local.toISOString().replace('.000Z', 'Z');
        // what was written in another way, an environment variable perhaps, stays until another date is chosen
        stored.value = from.value === 'now' ? 'now' : iso || (isNow ? '' : before);
        $(stored).trigger('change');
    };
    const show = (): void => {
        date.hidden = from.value === 'now';
    };
    const from = select(
        [
            { value: 'now', label: say('node.fromNow') },
            { value: 'date', label: say('node.fromDate') },
        ],
        isNow ? 'now' : 'date',
        { id: rows.id('watch-from'), className: 'intercom-wide' },
        (value) => {
            if (value === 'date' && date.value === '') date.value = fieldValue(new Date().toISOString());
            store();
            show();
        },
    );
    date.addEventListener('change', store);
    show();
    return rows.row('watch-from', { icon: 'calendar', label: say('node.startFrom') }, from, date, stored);
}

/** What can be watched. */
const resources: Record<string, OwnKey> = {
    contacts: 'node.contacts',
    conversations: 'node.conversations',
    tickets: 'node.tickets',
};

export const panel: OwnPanel = {
    prepare(_node, rows) {
        const { say } = rows;
        const choice = <Value extends string>(
            property: 'resource' | 'changes',
            icon: string,
            labels: Record<Value, OwnKey>,
        ): HTMLElement =>
            rows.row(
                property,
                { icon, label: say(`node.${property}`) },
                rows.choice(property, Object.keys(labels) as Value[], (value) => say(labels[value])),
            );
        rows.show(
            rows.name(),
            rows.connection(),
            choice('resource', 'eye', resources),
            choice('changes', 'bolt', { both: 'node.both', created: 'node.created', updated: 'node.updated' }),
            rows.row(
                'interval',
                { icon: 'clock-o', label: say('node.interval') },
                rows.input('interval', { placeholder: '60' }),
            ),
            startRow(rows),
        );
    },

    label: (node) => {
        const chosen = resources[storedValue(node, 'resource')];
        return chosen ? wordsOf(node)('common.labelOf', { label: node._('node.label'), chosen: node._(chosen) }) : '';
    },

    validate: {
        interval(node, value) {
            if (value === '' || isEnvironment(value)) return true;
            const seconds = Number(value);
            if (seconds >= 1 && seconds <= MAX_INTERVAL) return true;
            const label = node._('node.interval');
            return wordsOf(node)('fault.numberMinMax', { label, value, min: 1, max: MAX_INTERVAL });
        },

        startFrom(node, value) {
            if (value === '' || value === 'now' || isEnvironment(value) || fieldValue(value) !== '') return true;
            return node._('node.notDate', { label: node._('node.startFrom'), value });
        },
    },
};

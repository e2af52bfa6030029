import type { AskedList, AttributeFacts, AttributeKind } from '../../action/pick';
import { ask, reason } from '../ask';
import { combobox } from '../combobox';
import { el, select } from '../dom';
import { addButton, isObject, isSame, removeButton } from './buttons';
import type { Form, FormHost } from './form';
import { fits, valueInput } from './value-input';

/** `empty` is null: it clears the attribute in Intercom. */
type RowKind = AttributeKind | 'empty';

interface Row {
    name: string;
    kind: RowKind;
    /** As in the JSON; undefined where nothing usable is typed in. */
    value: unknown;
}

const kinds = ['text', 'number', 'boolean', 'date', 'empty'] as const;

/** Custom attributes as rows of name and value; the workspace's own are offered, with their types. */
export function attributesForm({ say, write }: FormHost, list: AskedList): Form {
    const known = new Map<string, AttributeFacts>();
    const body = el('div', { className: 'intercom-rows' });
    const add = addButton(say('attributes.add'), () => {
        rows.push({ name: '', kind: 'text', value: '' });
        render();
        focus(rows.length - 1, '.intercom-row-name');
    });
    const element = el('div', {}, body, add);
    let rows: Row[] = [];

    const focus = (at: number, selector: string): void =>
        body.children[at]?.querySelector<HTMLElement>(selector)?.focus();

    function kindOf(name: string, value: unknown): RowKind {
        const told = known.get(name)?.kind;
        if (value === null) return 'empty';
        if (told && fits(told, value)) return told;
        if (typeof value === 'boolean') return 'boolean';
        if (typeof value === 'number') return 'number';
        return String(value).includes('\n') ? 'lines' : 'text';
    }

    const toJson = (): Record<string, unknown> =>
        Object.fromEntries(
            rows
                .filter(({ name, value }) => name !== '' && value !== undefined)
                .map(({ name, value }) => [name, value]),
        );
    const save = (): void => {
        const json = toJson();
        write(Object.keys(json).length > 0 ? json : undefined);
    };

    /** Gives a row another kind, keeping the value where it can be kept. */
    function turn(row: Row, kind: RowKind): void {
        row.kind = kind;
        const blank: Partial<Record<RowKind, unknown>> = { text: '', lines: '', empty: null };
        const isKept = kind !== 'empty' && kind !== 'other' && fits(kind, row.value);
        if (!isKept) row.value = blank[kind];
        save();
        render();
    }

    function nameInput(row: Row, at: number): HTMLInputElement {
        const input = el('input', {
            type: 'text',
            className: 'intercom-row-name',
            value: row.name,
            placeholder: say('attributes.name'),
            'aria-label': say('attributes.name'),
        });
        const named = (name: string): void => {
            row.name = name;
            const told = known.get(name)?.kind;
            if (told && told !== 'other' && told !== row.kind && row.value !== null) turn(row, told);
            else save();
        };
        /** The name stands: what is typed next is the value. */
        const take = (name: string): void => {
            input.value = name;
            named(name);
            focus(at, row.kind === 'empty' ? '.intercom-row-kind' : '.intercom-row-value');
        };
        combobox(input, {
            say,
            current: () => row.name,
            load: async (search, more) => {
                const { items, more: following, error } = await ask(list, { search, more });
                for (const { attribute } of items) if (attribute) known.set(attribute.name, attribute);
                const free = items.filter(({ value }) => !rows.some((one) => one !== row && one.name === value));
                return { items: free, more: following, problem: error && reason(say, error) };
            },
            choose: ({ value }) => take(value),
            takeText: take,
        });
        input.addEventListener('input', () => {
            row.name = input.value.trim();
            save();
        });
        input.addEventListener('change', () => named(input.value.trim()));
        return input;
    }

    function kindSelect(row: Row, at: number): HTMLElement {
        const offered = [...kinds, row.kind].filter((kind, index, all) => all.indexOf(kind) === index);
        const options = offered.map((kind) => ({ value: kind, label: say(`attributes.kind_${kind}`) }));
        const control = { className: 'intercom-row-kind', 'aria-label': say('attributes.kind') };
        return select(options, row.kind, control, (kind) => {
            turn(row, kind as RowKind);
            focus(at, '.intercom-row-kind');
        });
    }

    function value(row: Row): HTMLElement {
        const label = say('attributes.value', { name: row.name });
        if (row.kind === 'empty') {
            return el('span', { className: 'intercom-row-value intercom-hint' }, say('attributes.clears'));
        }
        const { options, about = '' } = known.get(row.name) ?? {};
        return valueInput(row.value, {
            say,
            kind: row.kind,
            options,
            control: {
                className: 'intercom-row-value',
                'aria-label': label,
                title: about,
                placeholder: say('attributes.valueHint'),
            },
            changed: (read) => {
                row.value = 'value' in read ? read.value : undefined;
                save();
            },
        });
    }

    function render(): void {
        body.replaceChildren(
            ...rows.map((row, at) =>
                el(
                    'div',
                    { className: 'intercom-row' },
                    nameInput(row, at),
                    kindSelect(row, at),
                    value(row),
                    removeButton(say('attributes.remove', { name: row.name }), () => {
                        rows.splice(at, 1);
                        save();
                        render();
                        if (rows.length > 0) focus(Math.min(at, rows.length - 1), '.intercom-row-name');
                        else add.focus();
                    }),
                ),
            ),
        );
    }

    const fill = (json: Record<string, unknown>): void => {
        rows = Object.entries(json).map(([name, one]) => ({ name, kind: kindOf(name, one), value: one }));
        render();
    };

    let isTold = false;
    /** The types of attributes that are there already, for dates and lists to look like what they are. */
    async function learn(): Promise<void> {
        if (isTold || rows.length === 0) return;
        isTold = true;
        const { items } = await ask(list);
        for (const { attribute } of items) if (attribute) known.set(attribute.name, attribute);
        if (known.size > 0 && !body.contains(document.activeElement)) fill(toJson());
    }

    return {
        element,
        begin: () => add.click(),
        show(json) {
            const attributes = json === undefined ? {} : json;
            if (!isObject(attributes)) return false;
            if (Object.values(attributes).some((one) => typeof one === 'object' && one !== null)) return false;
            if (!isSame(attributes, toJson())) {
                fill(attributes);
                learn();
            }
            return true;
        },
    };
}

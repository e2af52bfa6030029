import type { AskedList, AttributeFacts, AttributeKind } from '../../action/pick';
import type { Row } from '../../fields/rows';
import { ask, reason } from '../ask';
import { combobox } from '../combobox';
import { el } from '../dom';
import { addButton, isSame, removeButton } from './buttons';
import type { Form, FormHost } from './form';
import { attributesOf, readAttributes } from './stored-rows';
import { valueEditor, type Way, waysOf } from './ways';

/**
 * The ways to give the value of an attribute: first what Intercom says it is, or for one that is not known every kind,
 * then what a message gives. `others` are for values that are stored as something else.
 */
export function attributeWays(ways: ReturnType<typeof waysOf>, told?: AttributeFacts): { ways: Way[]; others: Way[] } {
    const { text, lines, number, integer, boolean, date, since, empty, json, evaluated, option } = ways;
    const literals: Record<AttributeKind, Way[]> = {
        text: [text, lines],
        lines: [lines],
        integer: [integer],
        number: [number],
        boolean: [boolean],
        date: [date, since],
        option: [option(told?.options ?? [])],
        other: [text, number, boolean, date, since],
    };
    return {
        ways: [...literals[told?.kind ?? 'other'], ...evaluated, empty, json],
        others: [text, lines, number, boolean],
    };
}

/** Rows that are made at a time. */
const AT_ONCE = 25;

/**
 * Custom attributes as rows of name and value; the workspace's own are offered, with their kinds.
 * @param list the workspace's attributes, where it has a list of them
 */
export function attributesForm({ say, write }: FormHost, list?: AskedList): Form {
    const known = new Map<string, AttributeFacts>();
    const ways = waysOf(say);
    /** What each value is shown as. */
    const shownAs = new WeakMap<Row, AttributeFacts | undefined>();
    const body = el('div', { className: 'intercom-rows' });
    const add = addButton(say('attributes.add'), () => {
        clearTimeout(pending);
        rows.push({ n: '', v: '', t: 'str' });
        body.append(...rows.slice(body.children.length).map(rowElement));
        focus(rows.length - 1, '.intercom-row-name');
    });
    const element = el('div', {}, body, add);
    let rows: Row[] = [];
    let pending: ReturnType<typeof setTimeout> | undefined;

    const focus = (at: number, selector: string): void =>
        body.children[at]?.querySelector<HTMLElement>(selector)?.focus();
    /** A row that was only begun has nothing to lose. */
    const given = (): Row[] => rows.filter(({ n, v, t }) => n !== '' || v !== '' || t !== 'str');
    const save = (): void => write(given().length > 0 ? given() : undefined);

    /** Shows the value of a row anew, since its name says what that can be. */
    function redraw(row: Row): void {
        const element = body.children[rows.indexOf(row)];
        element?.querySelector('.intercom-value')?.replaceWith(value(row));
        element?.querySelector('.intercom-remove')?.replaceWith(remove(row));
    }

    function nameInput(row: Row): HTMLInputElement {
        const input = el('input', {
            type: 'text',
            className: 'intercom-row-name',
            value: row.n,
            placeholder: say('attributes.name'),
            'aria-label': say('attributes.name'),
        });
        const mark = (): void => {
            const isMissing = row.n === '' && given().includes(row);
            input.classList.toggle('input-error', isMissing);
            input.setAttribute('aria-invalid', String(isMissing));
            input.title = isMissing ? say('form.noName') : '';
        };
        /** A literal of another kind than the attribute's begins anew; a path of a message stays. */
        const named = (name: string): void => {
            row.n = name;
            const told = known.get(name);
            const [first] = attributeWays(ways, told).ways;
            const isLiteral = ['str', 'num', 'bool'].includes(row.t);
            if (told && told.kind !== 'other' && isLiteral && first && !first.shows(row))
                Object.assign(row, first.begin(row));
            save();
        };
        /** The name stands: what is typed next is the value. */
        const take = (name: string): void => {
            input.value = name;
            named(name);
            redraw(row);
            focus(rows.indexOf(row), '.intercom-row-value');
        };
        const showList = async (search: string, more: string) => {
            if (!list) return { items: [], more: null };
            const { items, more: following, error } = await ask(list, { search, more });
            for (const { attribute } of items) if (attribute) known.set(attribute.name, attribute);
            const free = items.filter(({ value }) => !rows.some((one) => one !== row && one.n === value));
            return { items: free, more: following, problem: error && reason(say, error) };
        };
        if (list) {
            combobox(input, {
                say,
                current: () => row.n,
                load: showList,
                choose: ({ value }) => take(value),
                takeText: take,
            });
        }
        input.addEventListener('input', () => {
            row.n = input.value.trim();
            mark();
            save();
        });
        input.addEventListener('change', () => {
            named(input.value.trim());
            const label = say('attributes.value', { name: row.n });
            input.parentElement?.querySelector('.intercom-row-value')?.setAttribute('aria-label', label);
            if (known.get(row.n) === shownAs.get(row)) return;
            redraw(row);
            // whoever went on to the value finds the new one there
            setTimeout(() => {
                const { activeElement } = document;
                if (!activeElement || activeElement === document.body) focus(rows.indexOf(row), '.intercom-row-kind');
            });
        });
        mark();
        return input;
    }

    function value(row: Row): HTMLElement {
        const told = known.get(row.n);
        shownAs.set(row, told);
        return valueEditor(row, {
            say,
            ...attributeWays(ways, told),
            label: say('attributes.value', { name: row.n }),
            control: { title: told?.about ?? '', placeholder: say('attributes.valueHint') },
            changed: (held) => {
                Object.assign(row, held);
                save();
            },
        });
    }

    const remove = (row: Row): HTMLElement =>
        removeButton(say('attributes.remove', { name: row.n }), () => {
            const at = rows.indexOf(row);
            rows.splice(at, 1);
            body.children[at]?.remove();
            save();
            if (rows.length > 0) focus(Math.min(at, rows.length - 1), '.intercom-row-name');
            else add.focus();
        });

    const rowElement = (row: Row): HTMLElement =>
        el('div', { className: 'intercom-row' }, nameInput(row), value(row), remove(row));

    /** Rows that are in sight at once; more of them follow when the panel has come. */
    function append(from: number): void {
        if (from >= rows.length) return;
        body.append(...rows.slice(from, from + AT_ONCE).map(rowElement));
        pending = setTimeout(() => append(body.children.length));
    }
    const fill = (all: Row[]): void => {
        clearTimeout(pending);
        rows = all.map((row) => ({ ...row }));
        body.replaceChildren();
        append(0);
    };

    let isTold = !list;
    /** The kinds of attributes that are there already, for dates and lists to look like what they are. */
    async function learn(): Promise<void> {
        if (isTold || !list || rows.length === 0) return;
        isTold = true;
        const { items } = await ask(list);
        for (const { attribute } of items) if (attribute) known.set(attribute.name, attribute);
        const isIdle = !body.contains(document.activeElement);
        if (isIdle) for (const row of rows) if (known.has(row.n)) redraw(row);
    }

    return {
        element,
        begin: () => add.click(),
        show(source, stored) {
            const read = source === 'rows' ? readAttributes(stored ?? []) : attributesOf(stored ?? {});
            if (!read) return false;
            if (!isSame(read, given())) {
                fill(read);
                learn();
            }
            return true;
        },
    };
}

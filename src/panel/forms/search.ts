import type { AttributeFacts, AttributeKind } from '../../action/pick';
import { ask } from '../ask';
import { el, select } from '../dom';
import { pickInput } from '../picker';
import { addButton, isObject, isSame, removeButton } from './buttons';
import type { Form, FormHost } from './form';
import { groups, kinds, labelOf, operators, references, type SearchKind } from './search-fields';
import { valueInput } from './value-input';

interface Filter {
    field: string;
    operator: string;
    value?: unknown;
}

/** Intercom's limit of filters in a group. */
const MOST = 15;
const CUSTOM = 'custom_attributes.';

/** Attribute kinds as the search takes them. */
const customKinds: Partial<Record<AttributeKind, SearchKind>> = {
    integer: 'number',
    number: 'number',
    boolean: 'boolean',
    date: 'date',
};

/**
 * The time that stands for a day. Intercom cuts it to the day in the workspace's time zone: ten in the morning UTC lies
 * on the same day from Hawaii to New Zealand.
 */
const daySeconds = (day: string): number => Date.parse(`${day}T10:00:00Z`) / 1000;
const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** A value that a row can show. */
const isPlain = (value: unknown): boolean => value === null || ['string', 'number', 'boolean'].includes(typeof value);

function isFilter(value: unknown): value is Filter {
    if (!isObject(value) || typeof value.field !== 'string' || typeof value.operator !== 'string') return false;
    if (Object.keys(value).length !== 3 || !('value' in value)) return false;
    const isList = ['IN', 'NIN'].includes(value.operator);
    return isList ? Array.isArray(value.value) && value.value.every(isPlain) : isPlain(value.value);
}

/** Conditions as rows of field, operator and value, that write Intercom's query. */
export function searchForm({ say, write }: FormHost): Form {
    const body = el('div', { className: 'intercom-rows' });
    const days = el('p', { className: 'intercom-note' }, say('search.days'));
    const add = addButton(say('search.add'), () => {
        filters.push({ field: 'email', operator: '=', value: '' });
        render();
        focus(filters.length - 1, '.intercom-search-field');
    });
    const group = select(
        (['AND', 'OR'] as const).map((value) => ({ value, label: say(`search.join_${value}`) })),
        'AND',
        { className: 'intercom-search-group', 'aria-label': say('search.group') },
        (value) => {
            join = value;
            save();
        },
    );
    const element = el('div', {}, group, body, days, add);
    let filters: Filter[] = [];
    let join = 'AND';
    /** What stands around the query in a whole body: sort and pagination. */
    let around: Record<string, unknown> | undefined;
    let custom: AttributeFacts[] = [];

    const focus = (at: number, selector: string): void =>
        body.children[at]?.querySelector<HTMLElement>(selector)?.focus();

    const kindOf = ({ field, value }: Filter): SearchKind => {
        const known = kinds.get(field);
        if (known) return known;
        const attribute = custom.find(({ name }) => CUSTOM + name === field);
        if (attribute) return customKinds[attribute.kind] ?? 'text';
        return typeof value === 'number' ? 'number' : typeof value === 'boolean' ? 'boolean' : 'text';
    };

    /** The query of the rows that are complete. */
    function query(): unknown {
        const complete = filters.filter(({ value }) => value !== undefined && value !== '' && !isSame(value, []));
        if (complete.length === 0) return undefined;
        return complete.length === 1 ? complete[0] : { operator: join, value: complete };
    }
    function save(): void {
        const asked = query();
        write(around && asked !== undefined ? { ...around, query: asked } : asked);
    }

    const shownOperator = ({ operator, value }: Filter): string => {
        if (value !== null) return operator;
        return operator === '=' ? 'empty' : operator === '!=' ? 'filled' : operator;
    };

    const label = (field: string): string => {
        if (field.startsWith(CUSTOM)) return field.slice(CUSTOM.length);
        const key = labelOf(field);
        return key ? say(`search.field_${key}`) : field;
    };

    function fieldSelect(filter: Filter, at: number): HTMLElement {
        const ownGroup = { name: 'custom' as const, fields: custom.map(({ name }) => CUSTOM + name) };
        const all = [...groups, ownGroup];
        const known = all.some(({ fields }) => fields.includes(filter.field));
        const field = el(
            'select',
            { className: 'intercom-search-field', 'aria-label': say('search.field') },
            ...(known ? [] : [el('option', { value: filter.field }, filter.field)]),
            ...all
                .filter(({ fields }) => fields.length > 0)
                .map(({ name, fields }) =>
                    el(
                        'optgroup',
                        { label: say(`search.fields_${name}`) },
                        ...fields.map((one) => el('option', { value: one }, label(one))),
                    ),
                ),
        );
        field.value = filter.field;
        field.addEventListener('change', () => {
            const before = kindOf(filter);
            filter.field = field.value;
            const kind = kindOf({ ...filter, value: undefined });
            if (kind !== before || kind === 'reference') Object.assign(filter, { operator: '=', value: '' });
            save();
            render();
            focus(at, '.intercom-search-field');
        });
        return field;
    }

    function operatorSelect(filter: Filter, at: number): HTMLElement {
        const kind = kindOf(filter);
        const shown = shownOperator(filter);
        const offered = operators[kind].includes(shown) ? operators[kind] : [...operators[kind], shown];
        const options = offered.map((value) => ({ value, label: operatorLabel(kind, value) }));
        const control = { className: 'intercom-search-operator', 'aria-label': say('search.operator') };
        return select(options, shown, control, (value) => {
            const isList = value === 'IN' || value === 'NIN';
            const wasList = Array.isArray(filter.value);
            if (value === 'empty' || value === 'filled') {
                Object.assign(filter, { operator: value === 'empty' ? '=' : '!=', value: null });
            } else {
                if (filter.value === null) filter.value = '';
                if (isList && !wasList) filter.value = filter.value === '' ? [] : [filter.value];
                if (!isList && wasList) filter.value = (filter.value as unknown[])[0] ?? '';
                filter.operator = value;
            }
            save();
            render();
            focus(at, '.intercom-search-operator');
        });
    }

    function operatorLabel(kind: SearchKind, operator: string): string {
        const names = {
            '=': kind === 'date' ? 'on' : 'is',
            '!=': 'isNot',
            '<': kind === 'date' ? 'before' : 'less',
            '>': kind === 'date' ? 'after' : 'greater',
            '<=': 'atMost',
            '>=': 'atLeast',
            '~': 'contains',
            '!~': 'containsNot',
            '^': 'starts',
            $: 'ends',
            IN: 'oneOf',
            NIN: 'noneOf',
            empty: 'empty',
            filled: 'filled',
        } as const;
        return Object.hasOwn(names, operator) ? say(`search.op_${names[operator as keyof typeof names]}`) : operator;
    }

    function value(filter: Filter): HTMLElement {
        const className = 'intercom-row-value';
        const control = { className, 'aria-label': say('search.value') };
        const kind = kindOf(filter);
        const changed = (given: unknown): void => {
            filter.value = given;
            save();
        };
        if (filter.value === null) return el('span', { className });
        const list = references[filter.field];
        if (kind === 'reference' && list) {
            const picked = pickInput({
                say,
                list,
                value: String(filter.value ?? ''),
                input: { 'aria-label': say('search.value') },
                changed: (item) => changed(item.value),
            });
            picked.element.classList.add(className);
            return picked.element;
        }
        if (Array.isArray(filter.value)) return listInput(filter.value, kind, changed);
        if (kind === 'role') {
            const roles = (['user', 'lead'] as const).map((role) => ({ value: role, label: say(`choices.${role}`) }));
            return select([{ value: '', label: '' }, ...roles], String(filter.value ?? ''), control, changed);
        }
        if (kind === 'date') {
            const input = el('input', { ...control, type: 'date' });
            if (typeof filter.value === 'number') input.value = dayOf(filter.value);
            input.addEventListener('change', () => changed(input.value === '' ? undefined : daySeconds(input.value)));
            return input;
        }
        const attribute = custom.find(({ name }) => CUSTOM + name === filter.field);
        return valueInput(filter.value === '' && kind !== 'text' ? undefined : filter.value, {
            say,
            kind: kind === 'text' && attribute?.options ? 'option' : (kind as AttributeKind),
            options: attribute?.options,
            control,
            changed: (read) => changed('value' in read ? read.value : undefined),
        });
    }

    /** Several values, with commas between them. */
    function listInput(values: unknown[], kind: SearchKind, changed: (value: unknown) => void) {
        const input = el('input', {
            type: 'text',
            className: 'intercom-row-value',
            'aria-label': say('search.values'),
            placeholder: say('search.values'),
            value: values.join(', '),
        });
        input.addEventListener('input', () => {
            const parts = input.value.split(',').map((part) => part.trim());
            const given = parts.filter((part) => part !== '');
            const numbers = given.map(Number);
            const isWrong = kind === 'number' && numbers.some(Number.isNaN);
            input.classList.toggle('input-error', isWrong);
            changed(isWrong ? undefined : kind === 'number' ? numbers : given);
        });
        return input;
    }

    function render(): void {
        body.replaceChildren(
            ...filters.map((filter, at) =>
                el(
                    'div',
                    { className: 'intercom-row' },
                    fieldSelect(filter, at),
                    operatorSelect(filter, at),
                    value(filter),
                    removeButton(say('search.remove'), () => {
                        filters.splice(at, 1);
                        save();
                        render();
                        if (filters.length > 0) focus(Math.min(at, filters.length - 1), '.intercom-search-field');
                        else add.focus();
                    }),
                ),
            ),
        );
        group.hidden = filters.length < 2;
        group.value = join;
        days.hidden = !filters.some((filter) => kindOf(filter) === 'date');
        add.disabled = filters.length >= MOST;
        add.title = add.disabled ? say('search.most', { count: MOST }) : '';
    }

    /** The rows of a query, or undefined where it is nested or otherwise more than rows. */
    function rowsOf(asked: unknown): { join: string; filters: Filter[] } | undefined {
        if (asked === undefined) return { join: 'AND', filters: [] };
        if (isFilter(asked)) return { join: 'AND', filters: [{ ...asked }] };
        if (!isObject(asked) || !['AND', 'OR'].includes(String(asked.operator))) return undefined;
        if (Object.keys(asked).length !== 2 || !Array.isArray(asked.value) || !asked.value.every(isFilter)) {
            return undefined;
        }
        return { join: String(asked.operator), filters: asked.value.map((filter) => ({ ...filter })) };
    }

    let isTold = false;
    async function learn(): Promise<void> {
        if (isTold) return;
        isTold = true;
        const { items } = await ask('contactAttributes');
        custom = items.flatMap(({ attribute }) => attribute ?? []);
        if (custom.length > 0 && !body.contains(document.activeElement)) render();
        else if (custom.length > 0) body.addEventListener('focusout', () => setTimeout(settle), { once: true });
    }
    const settle = (): void => {
        if (!body.contains(document.activeElement)) render();
    };

    return {
        element,
        begin: () => filters.length === 0 && add.click(),
        show(json) {
            const isBody = isObject(json) && 'query' in json;
            const asked = isBody ? json.query : json;
            const rows = rowsOf(asked);
            if (!rows) return false;
            around = isBody ? json : undefined;
            if (!isSame(asked, query())) {
                ({ filters, join } = rows);
                render();
            }
            learn();
            return true;
        },
    };
}

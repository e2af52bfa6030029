import type { AttributeFacts, AttributeKind } from '../../action/pick';
import type { SearchedObject } from '../../fields';
import { literalTypes } from '../../fields/literal';
import { allOf, type Condition, type Group, isGroup, nullOperators, type Part } from '../../fields/rows';
import { ask, count, reason } from '../ask';
import { el, select } from '../dom';
import { addButton, isSame, removeButton } from './buttons';
import type { Form, FormHost } from './form';
import { type GroupName, labelOf, type SearchKind, searchedObject } from './search-fields';
import { conditionFault, readSearch, searchOf, storedSearch } from './stored-rows';
import { valueEditor, type Way, waysOf } from './ways';

/** Intercom's limits of a group: its conditions, and how deep a group may lie. */
const MOST = 15;
const DEEPEST = 2;
/** Changes pause this long before the records are counted. */
const COUNT_AFTER_MS = 600;

/** Attribute kinds as the search takes them. */
const customKinds: Partial<Record<AttributeKind, SearchKind>> = {
    integer: 'number',
    number: 'number',
    boolean: 'boolean',
    date: 'date',
};

/** An attribute of the workspace, as a search names it. */
interface Custom {
    field: string;
    label: string;
    attribute: AttributeFacts;
}

/** The workspace's own attributes that an object is searched by; those of tickets go by their ids. */
async function customOf(object: SearchedObject): Promise<Custom[]> {
    if (object === 'ticket') {
        const { items } = await ask('ticketTypes');
        return items.flatMap(({ label, attributes = [] }) =>
            attributes.flatMap((attribute) => {
                const isNamed = !attribute.id || attribute.name.startsWith('_default_');
                if (isNamed) return [];
                const field = `ticket_attribute.${attribute.id}`;
                return [{ field, label: `${label}: ${attribute.name}`, attribute }];
            }),
        );
    }
    const { items } = await ask(object === 'contact' ? 'contactAttributes' : 'conversationAttributes');
    return items.flatMap(({ attribute }) =>
        attribute ? [{ field: `custom_attributes.${attribute.name}`, label: attribute.name, attribute }] : [],
    );
}

/** Conditions as rows of field, operator and value, in groups. */
export function searchForm({ say, write, searches }: FormHost): Form {
    const { groups, kinds, operators, ids, first } = searchedObject(searches);
    const ways = waysOf(say);
    const element = el('div', { className: 'intercom-search' });
    const body = el('div');
    const days = el('p', { className: 'intercom-note' }, say('search.days'));
    const counted = el('p', { className: 'intercom-note intercom-count', role: 'status' });
    element.append(body, days, counted);
    let search: Group = { join: 'all', parts: [] };
    let custom: Custom[] = [];

    const kindOf = ({ n, t }: Condition): SearchKind => {
        const known = kinds.get(n);
        if (known) return known;
        const own = custom.find(({ field }) => field === n);
        if (own) return customKinds[own.attribute.kind] ?? 'text';
        return t === 'num' ? 'number' : t === 'bool' ? 'boolean' : 'text';
    };

    function save(): void {
        write(search.parts.length > 0 ? storedSearch(search) : undefined);
        follow();
    }

    const labelFor = (field: string): string => {
        const own = custom.find((one) => one.field === field);
        const key = labelOf(field);
        return own?.label ?? (key ? say(`search.field_${key}`) : field.replace(/^custom_attributes\./, ''));
    };

    const groupOf = (name: GroupName | 'custom', fields: readonly string[]): HTMLElement =>
        el(
            'optgroup',
            { label: say(`search.fields_${name}`) },
            ...fields.map((one) => el('option', { value: one }, labelFor(one))),
        );
    const customGroup = (): HTMLElement =>
        groupOf(
            'custom',
            custom.map(({ field }) => field),
        );

    function fieldSelect(condition: Condition, changed: () => void): HTMLElement {
        const own = custom.map(({ field }) => field);
        const known = [...groups.flatMap(({ fields }) => fields), ...own].includes(condition.n);
        const field = el(
            'select',
            { className: 'intercom-search-field', 'aria-label': say('search.field') },
            ...(known ? [] : [el('option', { value: condition.n }, labelFor(condition.n))]),
            ...groups.map(({ name, fields }) => groupOf(name, fields)),
            own.length > 0 && customGroup(),
        );
        field.value = condition.n;
        field.addEventListener('change', () => {
            const before = kindOf(condition);
            condition.n = field.value;
            const kind = kindOf({ ...condition, t: 'str' });
            const isLiteral = literalTypes.includes(condition.t);
            // what a message gives can be given to any field; a literal is of its kind
            if (isLiteral && (kind !== before || kind === 'reference'))
                Object.assign(condition, { v: '', t: typeOf(condition) });
            if (!operators[kind].includes(condition.o)) condition.o = '=';
            changed();
        });
        return field;
    }

    /** The type of a new literal. */
    const typeOf = (condition: Condition): string => waysFor(condition).ways[0]?.begin({ v: '', t: 'str' }).t ?? 'str';

    function operatorSelect(condition: Condition, changed: () => void): HTMLElement {
        const kind = kindOf(condition);
        const known = operators[kind];
        const options = (known.includes(condition.o) ? known : [...known, condition.o]).map((value) => ({
            value,
            label: operatorLabel(kind, value),
        }));
        const control = { className: 'intercom-search-operator', 'aria-label': say('search.operator') };
        return select(options, condition.o, control, (value) => {
            const wasList = isList(condition);
            condition.o = value;
            if (nullOperators.has(value)) Object.assign(condition, { v: '', t: 'str' });
            else if (isList(condition) !== wasList && literalTypes.includes(condition.t)) {
                const [way] = waysFor(condition).ways;
                if (way) Object.assign(condition, way.begin(condition));
            }
            changed();
        });
    }

    const isList = ({ o }: Condition): boolean => o === 'IN' || o === 'NIN';

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

    function waysFor(condition: Condition): { ways: Way[]; others: Way[] } {
        const kind = kindOf(condition);
        const id = ids[condition.n];
        const options = custom.find(({ field }) => field === condition.n)?.attribute.options;
        const choice = (
            values: readonly ('user' | 'lead' | 'open' | 'closed' | 'snoozed' | 'request' | 'task' | 'tracker')[],
        ) => [ways.option(values.map((value) => ({ value, label: say(`choices.${value}`) })))];
        const literals: Record<SearchKind, Way[]> = {
            text: options ? [ways.option(options)] : [ways.text],
            number: [ways.number],
            boolean: [ways.boolean],
            date: [ways.day, ways.since],
            reference: id ? [ways.pick(id.list, id.isNumber ? 'num' : 'str', id.nobody)] : [ways.text],
            role: choice(['user', 'lead']),
            state: choice(['open', 'closed', 'snoozed']),
            category: choice(['request', 'task', 'tracker']),
        };
        const isNumeric = kind === 'number' || id?.isNumber === true;
        const own = isList(condition) ? [ways.list(isNumeric)] : literals[kind];
        return { ways: [...own, ...ways.evaluated], others: [ways.text, ways.number, ways.boolean, ways.json] };
    }

    function value(condition: Condition): HTMLElement {
        if (nullOperators.has(condition.o)) return el('span', { className: 'intercom-value' });
        return valueEditor(condition, {
            say,
            ...waysFor(condition),
            label: `${labelFor(condition.n)}: ${say('search.value')}`,
            control: {},
            fault: (held) => conditionFault(say, labelFor(condition.n), { ...condition, ...held }),
            changed: (held) => {
                Object.assign(condition, held);
                save();
            },
        });
    }

    function conditionRow(condition: Condition, removed: () => void): HTMLElement {
        const remove = removeButton(say('search.remove'), removed);
        /** What was chosen stays, with the cursor in it; what renews from it is made anew. */
        const renew = (chosen: HTMLElement, ...made: HTMLElement[]): void => {
            while (chosen.nextSibling) chosen.nextSibling.remove();
            chosen.after(...made, remove);
        };
        const operator = (): HTMLElement => {
            const choice = operatorSelect(condition, () => {
                save();
                renew(choice, value(condition));
            });
            return choice;
        };
        const field = fieldSelect(condition, () => {
            save();
            renew(field, operator(), value(condition));
        });
        const row = el('div', { className: 'intercom-row intercom-condition' }, field);
        renew(field, operator(), value(condition));
        return row;
    }

    /** A group, with what adds to it; `removed` where it lies in another one. */
    function groupElement(group: Group, depth: number, removed?: () => void): HTMLElement {
        const rows = el('div', { className: 'intercom-rows' });
        const isFull = () => group.parts.length >= MOST;
        const join = select(
            (['all', 'any'] as const).map((value) => ({ value, label: say(`search.join_${value}`) })),
            group.join,
            { className: 'intercom-search-group', 'aria-label': say('search.group') },
            (value) => {
                group.join = value as Group['join'];
                save();
            },
        );
        const add = addButton(say('search.add'), () =>
            put({ n: first, o: '=', v: '', t: typeOf({ n: first, o: '=', v: '', t: 'str' }) }),
        );
        const nest = addButton(say('search.addGroup'), () => {
            const one: Condition = { n: first, o: '=', v: '', t: typeOf({ n: first, o: '=', v: '', t: 'str' }) };
            put({ join: group.join === 'all' ? 'any' : 'all', parts: [one] });
        });
        const buttons = el('div', { className: 'intercom-buttons' }, add, depth < DEEPEST && nest);
        const limit = (): void => {
            join.parentElement?.toggleAttribute('hidden', group.parts.length < 2 && depth === 1);
            for (const button of [add, nest]) {
                button.disabled = isFull();
                button.title = isFull() ? say('search.most', { count: MOST }) : '';
            }
        };
        const partElement = (part: Part): HTMLElement => {
            const remove = (): void => {
                const at = group.parts.indexOf(part);
                group.parts.splice(at, 1);
                rows.children[at]?.remove();
                save();
                limit();
                const next = rows.children[Math.min(at, group.parts.length - 1)];
                // an empty group is none
                if (removed && !next) removed();
                else (next?.querySelector<HTMLElement>('.intercom-search-field') ?? add).focus();
            };
            return isGroup(part) ? groupElement(part, depth + 1, remove) : conditionRow(part, remove);
        };
        function put(part: Part): void {
            group.parts.push(part);
            rows.append(partElement(part));
            save();
            limit();
            rows.lastElementChild?.querySelector<HTMLElement>('.intercom-search-field')?.focus();
        }
        rows.append(...group.parts.map(partElement));
        const head = el(
            'div',
            { className: 'intercom-group-head' },
            join,
            removed && removeButton(say('search.removeGroup'), removed),
        );
        limit();
        return el('div', { className: depth > 1 ? 'intercom-group' : '' }, head, rows, buttons);
    }

    let timer: ReturnType<typeof setTimeout> | undefined;
    let question = 0;
    let countedFor = '';
    /** What stands below the conditions: that dates are days, and how many records match now. */
    function follow(): void {
        const all = allOf(search);
        days.hidden = !all.some((one) => kindOf(one) === 'date' && !nullOperators.has(one.o));
        const stored = JSON.stringify(storedSearch(search));
        if (stored === countedFor) return;
        countedFor = stored;
        clearTimeout(timer);
        const asked = ++question;
        counted.textContent = '';
        const isKnown = all.every(
            (one) =>
                nullOperators.has(one.o) ||
                (literalTypes.includes(one.t) && conditionFault(say, one.n, one) === undefined),
        );
        if (all.length === 0 || !isKnown) return;
        timer = setTimeout(async () => {
            if (!element.isConnected) return;
            counted.textContent = say('pick.loading');
            const { count: found, error } = await count(searches, stored);
            if (asked !== question) return;
            const isConnected = error?.code !== 'no_connection';
            counted.textContent = error
                ? isConnected
                    ? reason(say, error)
                    : ''
                : say('search.count', { count: found });
        }, COUNT_AFTER_MS);
    }

    function render(): void {
        body.replaceChildren(groupElement(search, 1));
        follow();
    }

    let isTold = false;
    async function learn(): Promise<void> {
        if (isTold) return;
        isTold = true;
        custom = await customOf(searches);
        const settle = (): void => {
            if (!body.contains(document.activeElement)) render();
            else body.addEventListener('focusout', () => setTimeout(settle), { once: true });
        };
        if (custom.length === 0) return;
        // whoever is choosing a field finds them at once
        for (const field of body.querySelectorAll('.intercom-search-field')) field.append(customGroup());
        settle();
    }

    return {
        element,
        begin: () => search.parts.length === 0 && body.querySelector<HTMLElement>('.red-ui-button')?.click(),
        show(source, stored) {
            const empty: Group = { join: 'all', parts: [] };
            const read = stored === undefined ? empty : source === 'rows' ? readSearch(stored) : searchOf(stored);
            if (!read) return false;
            if (!body.firstChild || !isSame(storedSearch(read), storedSearch(search))) {
                search = read;
                render();
            }
            learn();
            return true;
        },
    };
}

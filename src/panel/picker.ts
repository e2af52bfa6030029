import type { PickItem, PickList } from '../action';
import { pickTypes } from '../action/pick';
import { ask, reason } from './ask';
import { combobox } from './combobox';
import { el, icon } from './dom';
import type { Say } from './words';

/** The icons of the lists, in the font that the editor itself uses. */
const listIcons: Record<PickList, string> = {
    contacts: 'user',
    companies: 'building-o',
    tags: 'tag',
    segments: 'pie-chart',
    ticketTypes: 'ticket',
    admins: 'user-circle-o',
    teams: 'users',
    ticketStates: 'flag-o',
    conversations: 'comments-o',
    tickets: 'ticket',
};

/** Entries that were seen, so that an id is shown by its name. */
const seen = new Map<string, PickItem>();

/** An input that shows an entry by its name and holds its id. */
export interface PickInput {
    element: HTMLElement;
    input: HTMLInputElement;
    open: () => void;
}

interface Options {
    say: Say;
    list: PickList;
    /** Whether *nobody* can be chosen as well. */
    nobody?: boolean;
    /** What the list belongs to; empty where that is not known. */
    of?: () => Promise<string>;
    value: string;
    /** The name that the value was shown by when it was chosen. */
    name?: string;
    /** Attributes of the text input: its id, its label. */
    input: Record<string, unknown>;
    changed: (item: PickItem) => void;
    /** Somebody has gone on without a choice. */
    left?: () => void;
}

/** Makes an input for an id of a list. An id that the list does not know stays in sight as it is. */
export function pickInput({
    say,
    list,
    nobody,
    of,
    value,
    name,
    input: attributes,
    changed,
    left,
}: Options): PickInput {
    let current = value;
    const id = el('span', { className: 'intercom-pick-id' });
    const input = el('input', { type: 'text', placeholder: say(`pick.search_${list}`), ...attributes });
    const caret = el('button', { type: 'button', tabIndex: -1, title: say('pick.open') }, icon('caret-down'));
    const element = el('span', { className: 'intercom-pick' }, input, id, caret);

    const known = (): string | undefined => seen.get(`${list} ${current}`)?.label;
    const shown = (): string => known() ?? ((current === value && name) || current);
    const show = (): void => {
        input.value = shown();
        id.textContent = shown() === current ? '' : current;
        element.title = current;
    };
    /** Intercom's id of nobody is 0. */
    const none: PickItem[] = nobody ? [{ value: '0', label: say('pick.nobody') }] : [];
    const remember = (items: PickItem[]): void => {
        for (const item of items) seen.set(`${list} ${item.value}`, item);
    };
    const take = (item: PickItem): void => {
        current = item.value;
        show();
        changed(item);
    };

    const { open } = combobox(input, {
        say,
        current: () => current,
        takesAny: true,
        choose: take,
        load: async (search, more) => {
            const answer = await ask(list, { search, more, of: (await of?.()) ?? '' });
            const { more: following, error } = answer;
            const isNone = ({ label }: PickItem) => label.toLowerCase().includes(search.toLowerCase());
            const items = [...(more === '' ? none.filter(isNone) : []), ...answer.items];
            remember(items);
            // an id that was saved is kept and stays in sight, even if the workspace no longer has it
            const saved =
                search === '' && more === '' && current !== '' && !items.some((item) => item.value === current);
            const kept = saved ? [{ value: current, label: shown(), hint: say('pick.saved') }] : [];
            return { items: [...kept, ...items], more: following, problem: error && reason(say, error) };
        },
    });
    caret.addEventListener('mousedown', (event) => event.preventDefault());
    caret.addEventListener('click', open);
    input.addEventListener('focus', () => input.select());
    input.addEventListener('blur', () => {
        if (input.value === '' && current !== '') take({ value: '', label: '' });
        else show();
        if (current === '') left?.();
    });
    remember(none);
    show();
    if (current !== '' && known() === undefined) {
        ask(list, { value: current }).then(({ items }) => {
            remember(items);
            if (document.activeElement !== input) show();
        });
    }
    return { element, input, open };
}

/** How a field takes part in its being chosen from a list. */
interface Chosen extends Pick<Options, 'nobody' | 'of'> {
    /** The name that the stored value was shown by. */
    name: string;
    /** Whether the value that the input holds is one of the list; else the list begins empty. */
    isPicked: () => boolean;
    choose: (item: PickItem) => void;
    left: () => void;
}

/** The TypedInput type that offers a list of the workspace, and what opens the list. */
export function pickType(
    say: Say,
    property: string,
    list: PickList,
    { name, isPicked, choose, left, ...options }: Chosen,
) {
    let shown: PickInput | undefined;
    const type: TypedInputType = {
        value: pickTypes[list],
        label: say('pick.type'),
        icon: `fa fa-${listIcons[list]}`,
        valueLabel(this: TypedInputWidget, container, value) {
            shown = pickInput({
                say,
                list,
                ...options,
                value: isPicked() ? String(value ?? '') : '',
                name,
                input: { id: `node-input-${property}-pick`, 'aria-labelledby': `node-input-${property}-label` },
                changed: (item) => {
                    choose(item);
                    this.input.val(item.value).trigger('change');
                },
                left,
            });
            container.append(shown.element);
        },
    };
    return { type, open: () => shown?.open() };
}

import type { PickItem } from '../action/pick';
import { el } from './dom';
import type { Say } from './words';

/** An entry, and the heading that it stands under with those beside it. */
export type Item = PickItem & { group?: string };

/** What a list shows: entries, where they go on, or why there are none. */
export interface Found {
    items: Item[];
    more: string | null;
    problem?: string;
}

interface Options {
    say: Say;
    /** Fetches what is shown for a search; an empty search is the beginning of the list. */
    load: (search: string, more: string) => Promise<Found>;
    choose: (item: PickItem) => void;
    /** The value that is marked as chosen. */
    current: () => string;
    /** Whether typed text may be taken as an id that no list shows. */
    takesAny?: boolean;
    /** Where typed text is the value itself, and the list only helps to type it: takes it at Enter. */
    takeText?: (text: string) => void;
    /** How long (ms) typing pauses before it is searched for, where the list is at hand. */
    wait?: number;
}

/** Typing pauses this long before it is searched for. */
const DEBOUNCE_MS = 250;
const LOWEST = 120;
const HIGHEST = 300;

let made = 0;

/**
 * Makes a text input open a list, which is fetched only then. The keyboard works as the ARIA pattern for comboboxes
 * says: https://www.w3.org/WAI/ARIA/apg/patterns/combobox/
 */
export function combobox(input: HTMLInputElement, options: Options): { open: () => void } {
    const { say } = options;
    const id = `intercom-list-${++made}`;
    const list = el('ul', { role: 'listbox', id, 'aria-label': input.getAttribute('aria-label') ?? undefined });
    const note = el('div', { className: 'intercom-list-note', role: 'status' });
    const popup = el('div', { className: 'intercom-list red-ui-editor-dialog' }, list, note);
    let entries: { element: HTMLElement; press: () => void }[] = [];
    let active = -1;
    let question = 0;
    let timer: ReturnType<typeof setTimeout> | undefined;
    let isTyped = false;
    /** Whether the active entry is a proposal, which nobody has moved to. */
    let isProposed = false;

    for (const [name, value] of Object.entries({
        role: 'combobox',
        autocomplete: 'off',
        spellcheck: 'false',
        'aria-autocomplete': 'list',
        'aria-expanded': 'false',
        'aria-controls': id,
    })) {
        input.setAttribute(name, value);
    }

    function place(): void {
        const { left, top, bottom, width } = input.getBoundingClientRect();
        const below = window.innerHeight - bottom - 8;
        const height = Math.min(HIGHEST, Math.max(below, LOWEST));
        const isAbove = below < LOWEST && top > below;
        const wide = Math.max(width, 280);
        Object.assign(popup.style, {
            left: `${Math.max(4, Math.min(left, window.innerWidth - wide - 8))}px`,
            width: `${wide}px`,
            top: isAbove ? 'auto' : `${bottom + 2}px`,
            bottom: isAbove ? `${window.innerHeight - top + 2}px` : 'auto',
            maxHeight: `${isAbove ? Math.min(HIGHEST, top - 8) : height}px`,
        });
    }

    function activate(index: number, proposed = false): void {
        isProposed = proposed;
        entries[active]?.element.classList.remove('intercom-active');
        active = index;
        const element = entries[active]?.element;
        element?.classList.add('intercom-active');
        element?.scrollIntoView({ block: 'nearest' });
        if (element) input.setAttribute('aria-activedescendant', element.id);
        else input.removeAttribute('aria-activedescendant');
    }

    function add(element: HTMLElement, press: () => void): void {
        element.id = `${id}-${entries.length}`;
        element.addEventListener('click', press);
        list.append(element);
        entries.push({ element, press });
    }

    function addItem(item: PickItem): void {
        const isChosen = item.value === options.current();
        add(
            el(
                'li',
                { role: 'option', 'aria-selected': String(isChosen), title: item.value },
                el('span', { className: 'intercom-list-label' }, item.label),
                item.hint && el('span', { className: 'intercom-list-hint' }, item.hint),
            ),
            () => {
                close();
                options.choose(item);
            },
        );
        if (isChosen) activate(entries.length - 1);
    }

    function show({ items, more, problem }: Found, search: string): void {
        items.forEach((item, at) => {
            if (item.group && item.group !== items[at - 1]?.group)
                list.append(el('li', { role: 'presentation', className: 'intercom-list-group' }, item.group));
            addItem(item);
        });
        if (more !== null) {
            const following = more;
            const at = entries.length;
            add(
                el(
                    'li',
                    { role: 'option', 'aria-selected': 'false', className: 'intercom-list-more' },
                    say('pick.more'),
                ),
                () => {
                    entries.pop()?.element.remove();
                    fetch(search, following, at);
                },
            );
        }
        if (options.takesAny && search !== '' && !items.some(({ value }) => value === search)) {
            const label = say('pick.use', { value: search });
            add(el('li', { role: 'option', 'aria-selected': 'false', className: 'intercom-list-more' }, label), () => {
                close();
                options.choose({ value: search, label: search });
            });
        }
        note.textContent =
            problem ?? (items.length > 0 || entries.length > 1 ? '' : say(search === '' ? 'pick.empty' : 'pick.none'));
        note.classList.toggle('intercom-list-problem', problem !== undefined);
        place();
    }

    async function fetch(search: string, more: string, from: number): Promise<void> {
        const asked = ++question;
        note.textContent = say('pick.loading');
        note.classList.remove('intercom-list-problem');
        const found = await options.load(search, more);
        if (asked !== question || !popup.isConnected) return;
        show(found, search);
        const isProposal = isTyped && !options.takeText;
        if (active < 0 && (isProposal || more !== '') && entries.length > from) activate(from, isProposal);
    }

    /** Opens the list for a search, which waits so long (ms) for more to be typed. Nothing older stays in sight. */
    function begin(search: string, wait = 0): void {
        if (!popup.isConnected) {
            document.body.append(popup);
            window.addEventListener('resize', place);
            document.addEventListener('scroll', place, true);
            input.setAttribute('aria-expanded', 'true');
        }
        clearTimeout(timer);
        question++;
        activate(-1);
        entries = [];
        list.replaceChildren();
        note.textContent = say('pick.loading');
        note.classList.remove('intercom-list-problem');
        place();
        if (wait > 0) timer = setTimeout(() => fetch(search, '', 0), wait);
        else fetch(search, '', 0);
    }

    function close(): void {
        clearTimeout(timer);
        question++;
        isTyped = false;
        popup.remove();
        window.removeEventListener('resize', place);
        document.removeEventListener('scroll', place, true);
        input.setAttribute('aria-expanded', 'false');
        activate(-1);
    }

    function open(): void {
        input.focus();
        if (!popup.isConnected) begin('');
    }

    const typed = (): string => (isTyped ? input.value.trim() : '');
    const move = (step: number): void => {
        // what is proposed stands in sight as the first: the first press goes to it, not past it
        if (isProposed && step > 0) activate(active);
        else if (entries.length > 0)
            activate((active + step + entries.length + (active < 0 && step < 0 ? 1 : 0)) % entries.length);
    };
    const keys: Record<string, () => boolean> = {
        ArrowDown: () => {
            if (popup.isConnected) move(1);
            else begin(typed());
            return true;
        },
        ArrowUp: () => {
            if (popup.isConnected) move(-1);
            return popup.isConnected;
        },
        Enter: () => {
            const entry = entries[active];
            if (entry) entry.press();
            else if (options.takeText) {
                close();
                options.takeText(input.value.trim());
            }
            return entry !== undefined || options.takeText !== undefined;
        },
        Escape: () => {
            const wasOpen = popup.isConnected;
            close();
            return wasOpen;
        },
        Tab: () => {
            close();
            return false;
        },
    };
    input.addEventListener('keydown', (event) => {
        if (keys[event.key]?.()) {
            event.preventDefault();
            event.stopPropagation();
        }
    });
    input.addEventListener('input', () => {
        isTyped = true;
        begin(typed(), options.wait ?? DEBOUNCE_MS);
    });
    input.addEventListener('click', open);
    input.addEventListener('blur', close);
    // a press on the list must not take the focus away from the input
    popup.addEventListener('mousedown', (event) => event.preventDefault());
    return { open };
}

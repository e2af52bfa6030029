import type { AskedList } from '../action/pick';
import type { FormName } from '../fields';
import { el, icon } from './dom';
import type { PanelField } from './facts';
import { formWords } from './form-words';
import { attributesForm } from './forms/attributes';
import type { Form, FormHost } from './forms/form';
import { searchForm } from './forms/search';
import { attributesOf, readAttributes, readSearch, searchOf, storedSearch } from './forms/stored-rows';
import { ticketForm } from './forms/ticket';
import { evaluated } from './kinds';
import { type Say, wordsOf } from './words';

const attributes = (list: AskedList) => (host: FormHost) => attributesForm(host, list);

const forms: Record<FormName, (host: FormHost) => Form> = {
    contactAttributes: attributes('contactAttributes'),
    companyAttributes: attributes('companyAttributes'),
    conversationAttributes: attributes('conversationAttributes'),
    ticketAttributes: ticketForm,
    search: searchForm,
};

function parse(text: string): { value: unknown } | undefined {
    if (text.trim() === '') return { value: undefined };
    try {
        return { value: JSON.parse(text) };
    } catch {
        return undefined;
    }
}

/** The rows that say what a JSON text does; none where no rows can. */
export function rowsFrom(form: FormName, json: string): string {
    const parsed = parse(json);
    const search = form === 'search' && parsed && searchOf(parsed.value);
    const rows = form === 'search' ? search && storedSearch(search) : parsed && attributesOf(parsed.value);
    return rows ? JSON.stringify(rows) : '';
}

/** The input type that is filled in by a form. In its place stands how many rows there are. */
export const rowsType = (say: Say, form: FormName): TypedInputType => ({
    value: 'rows',
    label: say(`form.rows_${formWords[form]}`),
    icon: 'fa fa-list-alt',
    valueLabel(container, text) {
        const stored = parse(String(text ?? ''))?.value ?? [];
        const rows = form === 'search' ? readSearch(stored)?.parts : readAttributes(stored);
        container.append(el('span', { className: 'intercom-hint' }, say('form.rows', { count: rows?.length ?? 0 })));
    },
});

const placeOf = (property: string): string => `node-input-${property}-form`;

/** Where the form of a field is going to stand. */
export const formPlace = (property: string): HTMLElement =>
    el('div', { className: 'intercom-form', id: placeOf(property) });

/**
 * Puts a form under a field. It shows the field's rows, or its JSON, and stores rows as soon as a person changes
 * something in it; JSON that it cannot show is left as it is.
 */
export function attachForm(node: EditorNode, property: string, { form: name, searches = 'contact' }: PanelField): void {
    const say = wordsOf(node);
    const input = $(`#node-input-${property}`);
    const place = document.getElementById(placeOf(property));
    if (!place || !name) return;
    let isWriting = false;

    const form = forms[name]({
        say,
        searches,
        write: (rows) => {
            isWriting = true;
            if (input.typedInput('type') !== 'rows') input.typedInput('type', 'rows');
            input.typedInput('value', rows === undefined ? '' : JSON.stringify(rows));
            isWriting = false;
        },
        literal: (other) => {
            const type = String($(`#node-input-${other}Type`).val());
            return evaluated.includes(type) ? undefined : String($(`#node-input-${other}`).val() ?? '');
        },
        onChange: (other, changed) => $(`#node-input-${other}`).on('change', changed),
    });
    const start = el(
        'button',
        { type: 'button', className: 'intercom-link' },
        icon('list-alt'),
        say(`form.start_${formWords[name]}`),
    );
    const note = el('p', { className: 'intercom-note' }, say('form.jsonOnly'));
    start.addEventListener('click', () => {
        input.typedInput('type', 'rows');
        update();
        form.begin?.();
    });

    function update(): void {
        if (isWriting || !place) return;
        const type = input.typedInput('type');
        if (type !== 'json' && type !== 'rows') {
            place.replaceChildren(start);
            return;
        }
        const parsed = parse(input.typedInput('value'));
        const isShown = parsed !== undefined && form.show(type, parsed.value);
        // what is in sight already stays, with the cursor in it
        const shown = isShown ? form.element : note;
        if (place.firstChild !== shown) place.replaceChildren(shown);
    }
    input.on('change keyup', update);
    update();
}

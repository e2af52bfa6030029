import type { AskedList } from '../action/pick';
import type { FormName } from '../fields';
import { el, icon } from './dom';
import { formWords } from './form-words';
import { attributesForm } from './forms/attributes';
import type { Form, FormHost } from './forms/form';
import { searchForm } from './forms/search';
import { ticketForm } from './forms/ticket';
import { evaluated } from './kinds';
import { wordsOf } from './words';

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

const placeOf = (property: string): string => `node-input-${property}-form`;

/** Where the form of a field is going to stand. */
export const formPlace = (property: string): HTMLElement =>
    el('div', { className: 'intercom-form', id: placeOf(property) });

/**
 * Puts a form under a JSON field. Form and JSON show the same; the form writes only what a person changes in it, and
 * JSON that it cannot show is left as it is.
 */
export function attachForm(node: EditorNode, property: string, name: FormName): void {
    const say = wordsOf(node);
    const input = $(`#node-input-${property}`);
    const place = document.getElementById(placeOf(property));
    if (!place) return;
    let isWriting = false;
    let isBeginning = false;

    const form = forms[name]({
        say,
        write: (value) => {
            isWriting = true;
            input.typedInput('value', value === undefined ? '' : JSON.stringify(value));
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
        const kept = input.typedInput('type') === 'str' ? input.typedInput('value') : '';
        isBeginning = true;
        input.typedInput('type', 'json');
        input.typedInput('value', kept);
        isBeginning = false;
        update();
        form.begin?.();
    });

    function update(): void {
        if (isWriting || isBeginning || !place) return;
        if (input.typedInput('type') !== 'json') {
            place.replaceChildren(start);
            return;
        }
        const parsed = parse(input.typedInput('value'));
        place.replaceChildren(parsed && form.show(parsed.value) ? form.element : note);
    }
    input.on('change keyup', update);
    update();
}

import { ask, reason } from './ask';
import { combobox } from './combobox';
import { el, icon } from './dom';
import { pickInput } from './picker';
import { type Say, wordsOf } from './words';

/** The forms that write the JSON of a field. */
export type FormName = 'attributes' | 'search' | 'ticket';

/** What a form gets from the panel around it. It is in a script of its own, so the panel's tools are handed over. */
export interface FormHost {
    say: Say;
    ask: typeof ask;
    reason: typeof reason;
    combobox: typeof combobox;
    pickInput: typeof pickInput;
    /** Whether the node is about companies; else it is about contacts. */
    aboutCompanies: boolean;
    /** Writes the field's JSON; undefined empties it. */
    write: (value: unknown) => void;
    /** The value of another field where it stands in the node itself, undefined where a message will tell. */
    literal: (property: string) => string | undefined;
    /** Calls back when another field, or the connection, is changed. */
    onChange: (property: string, changed: () => void) => void;
}

export interface Form {
    element: HTMLElement;
    /** Shows a value, or an empty form for undefined. False when the form cannot show it whole. */
    show: (value: unknown) => boolean;
    /** Puts the cursor where filling in begins. */
    begin?: () => void;
}

export type MakeForm = (host: FormHost) => Form;

type Field = 'value' | 'type';
const typed = (input: JQuery, part: Field): string => String(input.typedInput(part) ?? '');

function parse(text: string): { value: unknown } | undefined {
    if (text.trim() === '') return { value: undefined };
    try {
        return { value: JSON.parse(text) };
    } catch {
        return undefined;
    }
}

/**
 * Puts a form under a JSON field. Form and JSON show the same; the form writes only what a person changes in it, and
 * JSON that it cannot show is left as it is.
 */
export function attachForm(node: EditorNode, property: string, name: FormName, make: MakeForm): void {
    const say = wordsOf(node);
    const input = $(`#node-input-${property}`);
    const place = document.getElementById(`node-input-${property}-form`);
    if (!place) return;
    let isWriting = false;
    let isBeginning = false;

    const form = make({
        say,
        ask,
        reason,
        combobox,
        pickInput,
        aboutCompanies: /-compan/.test(node.type),
        write: (value) => {
            isWriting = true;
            input.typedInput('value', value === undefined ? '' : JSON.stringify(value));
            isWriting = false;
        },
        literal: (other) => {
            const type = String($(`#node-input-${other}Type`).val());
            const isLiteral = !['msg', 'flow', 'global', 'env', 'jsonata'].includes(type);
            return isLiteral ? String($(`#node-input-${other}`).val() ?? '') : undefined;
        },
        onChange: (other, changed) => $(`#node-input-${other}`).on('change', changed),
    });
    const start = el(
        'button',
        { type: 'button', className: 'intercom-link' },
        icon('list-alt'),
        say(`form.start_${name}`),
    );
    const note = el('p', { className: 'intercom-note' }, say('form.jsonOnly'));
    start.addEventListener('click', () => {
        const kept = typed(input, 'type') === 'str' ? typed(input, 'value') : '';
        isBeginning = true;
        input.typedInput('type', 'json');
        input.typedInput('value', kept);
        isBeginning = false;
        update();
        form.begin?.();
    });

    function update(): void {
        if (isWriting || isBeginning || !place) return;
        if (typed(input, 'type') !== 'json') {
            place.replaceChildren(start);
            return;
        }
        const parsed = parse(typed(input, 'value'));
        place.replaceChildren(parsed && form.show(parsed.value) ? form.element : note);
    }
    input.on('change keyup', update);
    update();
}

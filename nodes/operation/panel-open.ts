import { combobox } from '../../src/panel/combobox';
import { el, icon } from '../../src/panel/dom';
import { eachRows, isEach, prepareEach } from '../../src/panel/each';
import { extentChoice } from '../../src/panel/extent';
import type { PanelField } from '../../src/panel/facts';
import { isSame, removeButton } from '../../src/panel/forms/buttons';
import { currentValue, Rows } from '../../src/panel/rows';
import { prepareField } from '../../src/panel/typed-field';
import { inputKinds } from './kinds';
import { finder, titleNamed } from './panel-find';
import { addedRow, fieldOf, formOf, inputsOf, isNew, type Named, neededRow } from './panel-inputs';
import { draft, rawNode, type StoredRow, shownRequest, storedRows } from './panel-request';
import { type Result, WHOLE } from './request';
import { OLDEST, type Operation, operations } from './table';

/** One row in the panel. */
interface Shown {
    stored: StoredRow;
    /** The ids of its inputs are made from it. */
    property: string;
    element: HTMLElement;
    /** Says what is to be known of it. */
    note: HTMLElement;
    /** Makes its input, once it stands in the panel. */
    prepare?: () => void;
}

/** Whether a version of the API is older than another. What is no number is the newest. */
function isOlder(version: string, than: string): boolean {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number);
    return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/** The panel of an operation node while it is open. */
export class OpenPanel {
    /** Holds the chosen operation: the editor reads it. */
    readonly #chosen: HTMLInputElement;
    readonly #search: HTMLInputElement;
    /** Method and path, and the marks behind them. */
    readonly #about = el('div', { className: 'intercom-call' });
    readonly #form = el('div');
    readonly #inputs = el('div', { className: 'intercom-inputs' });
    readonly #oneOf = el('p', { className: 'intercom-note intercom-indented', role: 'status' });
    readonly #menu = el('div', { className: 'intercom-inputs' });
    readonly #request = el('pre', { className: 'intercom-request', tabIndex: 0 });
    readonly #copy: HTMLButtonElement;
    readonly #requestPart: HTMLDetailsElement;
    readonly #forLists: HTMLElement[];
    /** What follows from how far a list goes. */
    readonly #following: (() => void)[] = [];
    readonly #forOthers: HTMLDetailsElement;
    #shown: Shown[] = [];
    #made = 0;
    #result: Result;

    constructor(readonly rows: Rows) {
        const { say, node } = rows;
        const find = finder(say);
        this.#chosen = rows.hidden('operation');
        this.#search = el('input', {
            type: 'text',
            id: rows.id('operation-find'),
            placeholder: say('node.find'),
            'aria-labelledby': `${rows.id('operation-find')}-label`,
        });
        this.#copy = el(
            'button',
            { type: 'button', id: rows.id('copy'), className: 'red-ui-button', onclick: () => this.#copyRaw() },
            icon('clipboard'),
            ` ${say('node.copy')}`,
        );
        const copyRow = el('div', { className: 'form-row' }, this.#copy);
        this.#requestPart = rows.folded(say('node.show'), [this.#request, copyRow]);
        this.#forOthers = rows.folded(say('common.more'), eachRows(rows), say('common.forEach'));
        this.#forOthers.open = isEach(rows);
        const part = (property: 'fetchAll' | 'limit', image: string, label: string, about: string): HTMLElement => {
            const input = rows.input(property, { 'aria-labelledby': `${rows.id(property)}-label` });
            return rows.row(property, { icon: image, label, about }, input, rows.hidden(`${property}Type`));
        };
        const all = part('fetchAll', 'check-square-o', say('fields.fetchAll.label'), say('fields.fetchAll.about'));
        const most = part('limit', 'hashtag', say('fields.limit.label'), say('fields.limit.about'));
        const extent = extentChoice(rows, { fetchAll: [all], limit: [most] }, this.#following);
        const emit = rows.row(
            'emit',
            { icon: 'share-square-o', label: say('common.emit') },
            rows.choice('emit', ['array', 'pages', 'items'], (value) => say(`common.emit_${value}`)),
        );
        this.#forLists = [extent.row, all, most, emit];
        const label = { icon: 'cogs', label: say('node.operation'), required: true };
        rows.show(
            rows.name(),
            rows.connection(),
            rows.row('operation-find', label, this.#search, this.#chosen),
            this.#about,
            this.#form,
            this.#inputs,
            this.#oneOf,
            this.#menu,
            ...this.#forLists,
            this.#forOthers,
            this.#requestPart,
        );
        combobox(this.#search, {
            say,
            wait: 1,
            current: () => this.#chosen.value,
            choose: ({ value }) => this.#choose(value),
            load: async (text) => ({ items: find(text), more: null }),
        });
        this.#search.addEventListener('focus', () => this.#search.select());
        this.#search.addEventListener('blur', () => this.#showChosen());
        this.#requestPart.addEventListener('toggle', () => this.#showRequest());
        prepareEach(rows);
        prepareField(rows, 'fetchAll', { kind: 'boolean' });
        prepareField(rows, 'limit', { kind: 'integer', min: 1 });
        this.#result = this.#drafted([]);
        this.#showForm();
        this.#fill(storedRows(node.rows));
        this.#showChosen();
        $(rows.panel).on('change keyup', () => {
            this.#update();
            this.#showLists();
        });
    }

    /** The rows as they stand. */
    read(): StoredRow[] {
        return this.#shown.map(({ stored, property, prepare }) => {
            if (!prepare) return stored;
            const textOf = (one: string) => String($(`#${this.rows.id(one)}`).val() ?? '');
            return { n: stored.n, v: textOf(property), t: textOf(`${property}Type`) };
        });
    }

    get #operation(): Operation | undefined {
        return operations().get(this.#chosen.value);
    }

    get #formName(): string {
        return currentValue(this.rows.node, 'form');
    }

    get #named(): Named[] {
        const operation = this.#operation;
        return operation ? inputsOf(operation, formOf(operation, this.#formName)) : [];
    }

    #drafted(rows: readonly StoredRow[]): Result {
        return draft(this.#chosen.value, this.#formName, rows);
    }

    #choose(name: string): void {
        if (name !== this.#chosen.value) {
            // what stands there because this operation needs it is not the next one's
            const before = this.read().filter((row) => !this.#named.some((one) => isSame(neededRow(one), row)));
            this.#chosen.value = name;
            this.#showForm();
            const forms = this.#operation?.forms.map((form) => form.name) ?? [];
            if (!forms.includes(this.#formName)) $(`#${this.rows.id('form')}`).val(forms[0] ?? '');
            this.#turn(before);
            $(this.#chosen).trigger('change');
        }
        this.#showChosen();
    }

    #showChosen(): void {
        const { value } = this.#chosen;
        this.#search.value = titleNamed(this.rows.say, value) ?? value;
        this.#showLists();
        this.#requestPart.hidden = !this.#operation;
    }

    /** The rows of an operation that lists, or those of any other. */
    #showLists(): void {
        const isList = this.#operation?.answer.kind === 'list';
        for (const row of this.#forLists) row.hidden = !isList;
        if (isList) for (const follow of this.#following) follow();
        this.#forOthers.hidden = isList || !this.#operation;
    }

    /** The choice of a body, where there are several. */
    #showForm(): void {
        const { rows } = this;
        const { forms = [], key } = this.#operation ?? {};
        if (forms.length < 2) {
            this.#form.replaceChildren(rows.hidden('form'));
            return;
        }
        const names = forms.map(({ name }) => name);
        const choice = rows.choice('form', names, (name) => rows.say(`operationForm.${key}.${name}`));
        choice.addEventListener('change', () => this.#turn(this.read()));
        const label = { icon: 'random', label: rows.say('node.form'), required: true };
        this.#form.replaceChildren(rows.row('form', label, choice));
    }

    /** After another choice: rows for what it needs, and those that somebody has filled in. */
    #turn(before: readonly StoredRow[]): void {
        const needed = this.#named.filter(({ required }) => required);
        const kept = before.filter((row) => !isNew(row) || needed.some(({ n }) => n === row.n));
        const missing = needed.filter(({ n }) => !kept.some((row) => row.n === n));
        this.#fill([...missing.map(neededRow), ...kept]);
    }

    #fill(stored: readonly StoredRow[]): void {
        this.#shown = stored.map((row) => this.#row(row, stored));
        this.#inputs.replaceChildren(...this.#shown.map(({ element }) => element));
        for (const { prepare } of this.#shown) prepare?.();
        this.#showMenu();
        this.#update();
    }

    #row(stored: StoredRow, all: readonly StoredRow[]): Shown {
        const { rows } = this;
        const { say } = rows;
        const { n, v, t } = stored;
        const property = `rows-${this.#made++}`;
        const input = this.#named.find((one) => one.n === n);
        const remove = removeButton(say('node.remove', { name: n }), () => this.#remove(property));
        const note = el('p', { className: 'intercom-note', role: 'status' });
        if (!input && n !== WHOLE) {
            const value = el('span', { className: 'intercom-hint' }, `${t} ${v}`);
            const element = rows.row(property, { icon: 'question-circle-o', label: n }, value, remove, note);
            element.querySelector('label')?.removeAttribute('for');
            note.textContent = say('node.unknownRow');
            return { stored, property, element, note };
        }
        const field: PanelField = input ? fieldOf(input, all) : { kind: 'object', from: 'payload' };
        const view = this.#asField(property, stored);
        const label = {
            icon: input ? inputKinds[input.input.kind].as.icon : 'code',
            label: n === WHOLE ? say('node.whole') : n,
            required: field.required,
        };
        const element = view.row(
            property,
            label,
            view.input(property, { 'aria-labelledby': `${view.id(property)}-label` }),
            view.hidden(`${property}Type`),
            field.pick && view.hidden(`${property}Name`),
            remove,
            note,
        );
        return { stored, property, element, note, prepare: () => prepareField(view, property, field) };
    }

    /** A row as if it were a field of the node. */
    #asField(property: string, { n, v, t }: StoredRow): Rows {
        const { node, panel } = this.rows;
        const defaults = { [property]: { value: `payload.${n}` }, [`${property}Type`]: { value: 'msg' } };
        const held = { [property]: v, [`${property}Type`]: t, _def: { ...node._def, defaults } };
        // not by assignment: the editor's nodes hear of what is set in them, through what is made of them too
        return new Rows(Object.create(node, Object.getOwnPropertyDescriptors(held)), panel);
    }

    #remove(property: string): void {
        const at = this.#shown.findIndex((one) => one.property === property);
        this.#fill(this.read().filter((_, index) => index !== at));
        const next = this.#shown[Math.min(at, this.#shown.length - 1)]?.element ?? this.#menu;
        next.querySelector<HTMLElement>('.intercom-remove, .intercom-add')?.focus();
    }

    #showMenu(): void {
        const { say } = this.rows;
        const operation = this.#operation;
        const isGiven = (n: string): boolean => this.#shown.some(({ stored }) => stored.n === n);
        const options = this.#named
            .filter(({ n }) => !isGiven(n))
            .map(({ n, required }) => ({ value: n, label: required ? `${n} *` : n }));
        const takesBody = operation?.method !== 'GET' && operation?.forms.some(({ fields }) => fields.length > 0);
        if (takesBody && !isGiven(WHOLE)) options.push({ value: WHOLE, label: say('node.whole') });
        const menu = el('input', {
            type: 'text',
            id: this.rows.id('add'),
            className: 'intercom-add',
            placeholder: say('node.add'),
            'aria-label': say('node.add'),
        });
        combobox(menu, {
            say,
            wait: 1,
            current: () => '',
            choose: ({ value }) => this.#add(value),
            load: async (text) => {
                const at = ({ label }: { label: string }): number => label.toLowerCase().indexOf(text.toLowerCase());
                const found = options.filter((one) => at(one) >= 0);
                return { items: found.sort((one, other) => at(one) - at(other)), more: null };
            },
        });
        menu.addEventListener('blur', () => {
            menu.value = '';
        });
        this.#menu.replaceChildren(...(options.length > 0 ? [el('div', { className: 'form-row' }, menu)] : []));
    }

    #add(n: string): void {
        const input = this.#named.find((one) => one.n === n);
        const { fields } = formOf(this.#operation as Operation, this.#formName);
        const isBody = (row: StoredRow): boolean => fields.some(({ name }) => name === row.n.split('.')[0]);
        // beside a whole body there is no other field of it
        const rest = this.read().filter((row) => n !== WHOLE || !isNew(row) || !isBody(row));
        this.#fill([...rest, input ? addedRow(input) : { n, v: 'payload', t: 'msg' }]);
        const control = '.red-ui-typedInput-input, .red-ui-typedInput-option-trigger';
        const controls = this.#shown.at(-1)?.element.querySelectorAll<HTMLElement>(control) ?? [];
        [...controls].find((one) => one.offsetParent !== null)?.focus();
    }

    /** Says what can be told of the rows as they stand. */
    #update(): void {
        const { say } = this.rows;
        const rows = this.read();
        this.#result = this.#drafted(rows);
        const refusal = 'refusal' in this.#result ? this.#result.refusal : undefined;
        const inputs = this.#named;
        for (const [at, { prepare, note, element }] of this.#shown.entries()) {
            if (!prepare) continue;
            const { n, v, t } = rows[at] as StoredRow;
            const { kind, choices = [] } = inputs.find((one) => one.n === n)?.input ?? {};
            const isOdd = t === 'str' && v !== '' && kind === 'choice' && !choices.includes(v);
            const isWrong = refusal?.code === 'invalid_field' && refusal.field === n;
            const fault = isWrong ? say(refusal.fault.key, refusal.fault.values) : '';
            note.textContent = isOdd ? say('node.oddChoice', { value: v }) : fault;
            element.classList.toggle('intercom-wrong', isWrong);
        }
        const lacking = refusal?.fault.key === 'fault.anyOf' ? say(refusal.fault.key, refusal.fault.values) : '';
        this.#oneOf.textContent = lacking;
        this.#showAbout();
        this.#showRequest();
    }

    /** Method and path, and what somebody should know before it is sent. */
    #showAbout(): void {
        const { say, node } = this.rows;
        const operation = this.#operation;
        if (!operation) return;
        const { name, since, final } = operation;
        const mark = (text: string, title = ''): HTMLElement => el('span', { className: 'intercom-mark', title }, text);
        const own = String(RED.nodes.node(currentValue(node, 'connection'))?.version ?? '');
        const repeat = 'built' in this.#result ? this.#result.built.repeat : operation.repeat;
        const marks = [
            since !== OLDEST &&
                isOlder(own, since) &&
                mark(say('node.since', { since }), say('node.sinceAbout', { own })),
            repeat === 'never' && mark(say('node.notRepeated'), say('node.notRepeatedAbout')),
            final && mark(say('node.final')),
        ];
        this.#about.replaceChildren(el('code', {}, name), ...marks.filter((one) => one instanceof HTMLElement));
    }

    #showRequest(): void {
        if (!this.#requestPart.open) return;
        const { say, node } = this.rows;
        const connection = RED.nodes.node(currentValue(node, 'connection'));
        this.#copy.disabled = !('built' in this.#result);
        this.#request.textContent =
            'built' in this.#result
                ? shownRequest(this.#result.built, connection, say('node.ownTeammate'))
                : say(this.#result.refusal.fault.key, this.#result.refusal.fault.values);
    }

    #copyRaw(): void {
        if (!('built' in this.#result)) return;
        const { say, node } = this.rows;
        const name = titleNamed(say, this.#chosen.value) ?? '';
        const raw = rawNode(this.#result.built, name, currentValue(node, 'connection'));
        RED.clipboard.copyText(JSON.stringify([raw]), $(this.#copy), say('node.copied'));
    }
}

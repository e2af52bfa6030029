import type { PickList } from '../../src/action';
import { combobox } from '../../src/panel/combobox';
import { el, icon, select } from '../../src/panel/dom';
import { eachRows, isEach, prepareEach } from '../../src/panel/each';
import { removeButton } from '../../src/panel/forms/buttons';
import type { OwnPanel } from '../../src/panel/own';
import { currentValue, Rows, storedValue } from '../../src/panel/rows';
import { prepareField } from '../../src/panel/typed-field';
import { wordsOf } from '../../src/panel/words';
import { inputKinds } from './kinds';
import { finder, titleNamed } from './panel-find';
import { draft, rawNode, type StoredRow, shownRequest, storedRows } from './panel-request';
import { type Result, WHOLE } from './request';
import { type Form, type Input, OLDEST, type Operation, operations } from './table';

/** The lists of the workspace by whose id an input is. */
const lists: Record<string, PickList> = {
    admin: 'admins',
    company: 'companies',
    contact: 'contacts',
    conversation: 'conversations',
    segment: 'segments',
    tag: 'tags',
    team: 'teams',
    ticket: 'tickets',
    ticket_state: 'ticketStates',
    ticket_type: 'ticketTypes',
    // as senders and recipients call them
    lead: 'contacts',
    user: 'contacts',
};

/** An input under the name of its row. */
interface Named {
    n: string;
    input: Input;
    /** In what it stands: for its neighbours. */
    beside: readonly Input[];
    required: boolean;
}

/** One row in the panel. */
interface Shown {
    /** As the node holds it. */
    stored: StoredRow;
    /** Its place among the ids of the panel. */
    property: string;
    element: HTMLElement;
    note: HTMLElement;
}

const isObjects = ({ kind, fields }: Input): boolean => (kind === 'object' || kind === 'objects') && fields.length > 0;

/** Somebody is named by type and id: a row for each says more than a list of one. */
const isSomebody = ({ fields }: Input): boolean => fields.map(({ name }) => name).join() === 'type,id';

/** All inputs of an operation and one of its bodies, those of an object behind it. */
function inputsOf({ ids, query, oneOf }: Operation, { fields }: Form): Named[] {
    const all = [...ids, ...query, ...fields];
    return all.flatMap((input): Named[] => {
        const { name, required, kind } = input;
        const whole = { n: name, input, beside: all, required };
        if (!isObjects(input)) {
            // who acts is known without being given
            return [{ ...whole, required: required && !(name === 'admin_id' && fields.includes(input)) }];
        }
        const group = oneOf.find(([first = '']) => first.startsWith(`${name}.`)) ?? [];
        const isApart = kind === 'object' || isSomebody(input) || group.length > 0;
        const parts = input.fields.map((own) => {
            const n = `${name}.${own.name}`;
            const isNeeded = own.required || n === group[0];
            return { n, input: own, beside: input.fields, required: isApart && required && isNeeded };
        });
        return [{ ...whole, required: required && !parts.some((part) => part.required) }, ...parts];
    });
}

const formOf = ({ forms }: Operation, name: string): Form =>
    forms.find((form) => form.name === name) ?? (forms[0] as Form);

const newRow = (n: string): StoredRow => ({ n, v: `payload.${n}`, t: 'msg' });

/** A row that nobody has touched. */
const isNew = ({ n, v, t }: StoredRow): boolean => t === 'msg' && v === `payload.${n}`;

/** The row of an input that somebody adds: to be filled in, and never with what the payload happens to hold. */
function addedRow({ n, input }: Named): StoredRow {
    const { literals } = inputKinds[input.kind].as;
    const [first] = literals;
    return first === undefined ? newRow(n) : { n, t: first, v: first === 'bool' ? 'true' : '' };
}

/** Whether a version of the API is older than another. What is no number is the newest. */
function isOlder(version: string, than: string): boolean {
    const [major = 0, minor = 0] = version.split('.').map(Number);
    const [otherMajor = 0, otherMinor = 0] = than.split('.').map(Number);
    return major < otherMajor || (major === otherMajor && minor < otherMinor);
}

/** The rows of the open panel, as they stand. */
let current: () => StoredRow[] = () => [];

/** What the node, or its open panel, asks for. */
const drafted = (node: EditorNode, rows: readonly StoredRow[]): Result =>
    draft(currentValue(node, 'operation'), currentValue(node, 'form'), rows);

/** The field that a row is shown as. */
function fieldOf({ n, input, beside, required }: Named, rows: readonly StoredRow[]) {
    const { as, example } = inputKinds[input.kind];
    return {
        kind: as.name,
        required: required || undefined,
        choices: input.choices,
        asIs: true as const,
        example,
        from: `payload.${n}`,
        pick: input.kind === 'id' ? listOf(input, n, beside, rows) : undefined,
    };
}

/** The list that an id is chosen from: by whose it is, else by the type that stands beside it. */
function listOf({ record, name }: Input, n: string, beside: readonly Input[], rows: readonly StoredRow[]) {
    if (record) return lists[record];
    const type = beside.find((one) => one.name === 'type');
    const given = rows.find((row) => row.n === n.replace(/[^.]+$/, 'type') && row.t === 'str')?.v;
    const [only, ...others] = new Set(type?.choices.map((choice) => lists[choice]));
    return (
        lists[given ?? ''] ??
        (others.length === 0 ? only : undefined) ??
        (name === 'assignee_id' ? 'admins' : undefined)
    );
}

export const panel: OwnPanel = {
    prepare(node, rows) {
        const { say } = rows;
        const find = finder(say);
        const chosen = rows.hidden('operation');
        const search = el('input', {
            type: 'text',
            id: rows.id('operation-find'),
            placeholder: say('node.find'),
            'aria-labelledby': `${rows.id('operation-find')}-label`,
        });
        const about = el('div', { className: 'intercom-call' });
        const formRow = el('div');
        const box = el('div', { className: 'intercom-inputs' });
        const menu = el('div', { className: 'intercom-inputs' });
        const note = el('p', { className: 'intercom-note intercom-indented', role: 'status' });
        const request = el('pre', { className: 'intercom-request', tabIndex: 0 });
        const stored = storedRows(node.inputs);
        let shown: Shown[] = [];
        let made = 0;
        let kept: readonly StoredRow[] = stored;
        let result: Result | undefined;

        const operation = (): Operation | undefined => operations().get(chosen.value);
        const form = (): string => currentValue(node, 'form');
        const named = (): Named[] => {
            const one = operation();
            return one ? inputsOf(one, formOf(one, form())) : [];
        };
        const read = (): StoredRow[] =>
            shown.map(({ stored: row, property }) => {
                const input = $(`#${rows.id(property)}`);
                if (input.length === 0) return row;
                return {
                    n: row.n,
                    v: String(input.val() ?? ''),
                    t: String($(`#${rows.id(property)}Type`).val() ?? ''),
                };
            });

        /** The row of one stored value. Its input is made when it stands in the panel. */
        function show(row: StoredRow): Shown {
            const property = `inputs-${made++}`;
            const input = named().find(({ n }) => n === row.n);
            const remove = removeButton(say('node.remove', { name: row.n }), () => {
                const at = shown.findIndex((one) => one.property === property);
                const rest = read();
                rest.splice(at, 1);
                fill(rest);
                (shown[Math.min(at, shown.length - 1)]?.element ?? menu)
                    .querySelector<HTMLElement>('.intercom-remove, select')
                    ?.focus();
            });
            const hint = el('p', { className: 'intercom-note', role: 'status' });
            if (!input && row.n !== WHOLE) {
                const value = el('span', { className: 'intercom-hint' }, `${row.t}: ${row.v}`);
                const element = rows.row(property, { icon: 'question-circle-o', label: row.n }, value, remove, hint);
                element.querySelector('label')?.removeAttribute('for');
                hint.textContent = say('node.unknownRow');
                return { stored: row, property, element, note: hint };
            }
            const view = { ...viewOf(property, row) };
            const own = new Rows(Object.assign(Object.create(node), view), rows.panel);
            const field = input ? fieldOf(input, kept) : { kind: 'object', required: true as const, from: 'payload' };
            const label = row.n === WHOLE ? say('node.whole') : row.n;
            const element = own.row(
                property,
                { icon: input ? inputKinds[input.input.kind].as.icon : 'code', label, required: field.required },
                own.input(property, { 'aria-labelledby': `${own.id(property)}-label` }),
                own.hidden(`${property}Type`),
                'pick' in field && field.pick && own.hidden(`${property}Name`),
                remove,
                hint,
            );
            queue.push(() => prepareField(own, property, field));
            return { stored: row, property, element, note: hint };
        }
        const queue: (() => void)[] = [];

        /** What a row's input is made of: as if it were a field of the node. */
        function viewOf(property: string, { n, v, t }: StoredRow) {
            const defaults = { [property]: { value: `payload.${n}` }, [`${property}Type`]: { value: 'msg' } };
            return { [property]: v, [`${property}Type`]: t, _def: { ...node._def, defaults } };
        }

        function fill(given: readonly StoredRow[]): void {
            kept = given;
            shown = given.map(show);
            box.replaceChildren(...shown.map(({ element }) => element));
            for (const prepare of queue.splice(0)) prepare();
            showMenu();
            update();
        }

        function showMenu(): void {
            const one = operation();
            const given = new Set(shown.map(({ stored: row }) => row.n));
            const free = named().filter(({ n }) => !given.has(n));
            const takesWhole = one && one.method !== 'GET' && one.forms.some(({ fields }) => fields.length > 0);
            const names = free.map(({ n, required }) => ({ value: n, label: required ? `${n} *` : n }));
            if (takesWhole && !given.has(WHOLE)) names.push({ value: WHOLE, label: `${say('node.whole')} (${WHOLE})` });
            const first = { value: '', label: say('node.add') };
            const control = { 'aria-label': say('node.add'), id: rows.id('add'), className: 'intercom-add' };
            menu.replaceChildren(
                ...(names.length > 0
                    ? [el('div', { className: 'form-row' }, select([first, ...names], '', control, add))]
                    : []),
            );
        }

        function add(n: string): void {
            const input = named().find((one) => one.n === n);
            const isBody = ({ n: other }: StoredRow) =>
                formOf(operation() as Operation, form()).fields.some(({ name }) => name === other.split('.')[0]);
            // beside a whole body there is no other
            const rest = n === WHOLE ? read().filter((row) => !(isNew(row) && isBody(row))) : read();
            const row = input ? (input.required ? newRow(n) : addedRow(input)) : { n, v: 'payload', t: 'msg' };
            fill([...rest, row]);
            const last = shown.at(-1);
            last?.element
                .querySelector<HTMLElement>('.red-ui-typedInput-input, .red-ui-typedInput-option-trigger')
                ?.focus();
        }

        /** Rows for what is needed, and those that somebody has filled in. */
        function turn(before: readonly StoredRow[]): void {
            const inputs = named();
            const filled = before.filter(
                (row) => !isNew(row) || inputs.some(({ n, required }) => required && n === row.n),
            );
            const isWhole = filled.some(({ n }) => n === WHOLE);
            const needed = inputs.filter(
                ({ n, required }) =>
                    required &&
                    !filled.some((row) => row.n === n) &&
                    !(isWhole && !operation()?.path.includes(`{${n}}`)),
            );
            fill([...needed.map(({ n }) => newRow(n)), ...filled]);
        }

        function showForm(): void {
            const one = operation();
            if (!one || one.forms.length < 2) {
                formRow.replaceChildren(rows.hidden('form'));
                return;
            }
            const names = one.forms.map(({ name }) => name);
            const choice = rows.choice('form', names, (name) => say(`operationForm.${one.key}.${name}`));
            choice.addEventListener('change', () => turn(read()));
            formRow.replaceChildren(
                rows.row('form', { icon: 'random', label: say('node.form'), required: true }, choice),
            );
        }

        function choose(name: string): void {
            if (name === chosen.value) {
                showChosen();
                return;
            }
            const before = read();
            chosen.value = name;
            showForm();
            const names = operation()?.forms.map(({ name: one }) => one) ?? [];
            if (!names.includes(form())) $(`#${rows.id('form')}`).val(names[0] ?? '');
            turn(before);
            showChosen();
            follow();
            $(chosen).trigger('change');
        }

        const showChosen = (): void => {
            search.value = titleNamed(say, chosen.value) ?? chosen.value;
        };

        /** Marks that somebody should see before it is too late. */
        function showAbout(): void {
            const one = operation();
            const mark = (text: string, title: string): HTMLElement =>
                el('span', { className: 'intercom-mark', title }, text);
            const version = String(RED.nodes.node(currentValue(node, 'connection'))?.version ?? '');
            const isTooNew = one && one.since !== OLDEST && isOlder(version, one.since);
            const repeat = result && 'built' in result ? result.built.repeat : one?.repeat;
            about.replaceChildren(
                ...[
                    one && el('code', {}, one.name),
                    isTooNew &&
                        mark(say('node.since', { version: one.since }), say('node.sinceAbout', { own: version })),
                    repeat === 'never' && mark(say('node.notRepeated'), say('node.notRepeatedAbout')),
                    one?.final && mark(say('node.final'), ''),
                ].filter((part) => part instanceof HTMLElement),
            );
        }

        /** What can be told of the rows as they stand. */
        function update(): void {
            const now = read();
            result = drafted(node, now);
            const inputs = named();
            const refusal = 'refusal' in result ? result.refusal : undefined;
            for (const [at, { note: hint, element }] of shown.entries()) {
                const row = now[at] as StoredRow;
                const input = inputs.find(({ n }) => n === row.n)?.input;
                if (!input && row.n !== WHOLE) continue;
                const isOdd =
                    row.t === 'str' && row.v !== '' && input?.kind === 'choice' && !input.choices.includes(row.v);
                const isWrong = refusal?.code === 'invalid_field' && refusal.field === row.n;
                hint.textContent = isWrong
                    ? say(refusal.fault.key, refusal.fault.values)
                    : isOdd
                      ? say('node.oddChoice', { value: row.v })
                      : '';
                element.classList.toggle('intercom-wrong', isWrong);
            }
            const open = operation()?.oneOf.find(
                (group) =>
                    !now.some(
                        ({ n, v }) => v !== '' && (group.includes(n) || n === WHOLE || group[0]?.startsWith(`${n}.`)),
                    ),
            );
            note.textContent = open ? say('node.oneOf', { names: open.join(', ') }) : '';
            showAbout();
            showRequest();
        }

        function showRequest(): void {
            if (!details.open) return;
            const connection = RED.nodes.node(currentValue(node, 'connection'));
            request.textContent =
                result && 'built' in result
                    ? shownRequest(result.built, connection, say('node.ownTeammate'))
                    : result
                      ? say(result.refusal.fault.key, result.refusal.fault.values)
                      : '';
            copy.disabled = !result || !('built' in result);
        }

        const copy = el(
            'button',
            { type: 'button', id: rows.id('copy'), className: 'red-ui-button' },
            icon('clipboard'),
            ` ${say('node.copy')}`,
        );
        copy.addEventListener('click', () => {
            if (!result || !('built' in result)) return;
            const name = titleNamed(say, chosen.value) ?? '';
            const raw = rawNode(result.built, name, currentValue(node, 'connection'));
            RED.clipboard.copyText(JSON.stringify([raw]), $(copy), say('node.copied'));
        });
        const details = rows.folded(say('node.show'), [request, el('div', { className: 'form-row' }, copy)]);
        details.addEventListener('toggle', update);

        const walk = walkRows(rows);
        const emit = rows.row(
            'emit',
            { icon: 'share-square-o', label: say('common.emit') },
            rows.choice('emit', ['array', 'pages', 'items'], (value) => say(`common.emit_${value}`)),
        );
        const more = rows.folded(say('common.more'), eachRows(rows), say('common.forEach'));
        more.open = isEach(rows);

        /** A list has what goes with lists; everything else can be done for each of several. */
        function follow(): void {
            const isList = operation()?.answer.kind === 'list';
            for (const row of [...walk.rows, emit]) row.hidden = !isList;
            if (isList) walk.follow();
            more.hidden = isList || !operation();
            details.hidden = !operation();
        }

        rows.show(
            rows.name(),
            rows.connection(),
            rows.row('operation-find', { icon: 'cogs', label: say('node.operation'), required: true }, search, chosen),
            about,
            formRow,
            box,
            note,
            menu,
            ...walk.rows,
            emit,
            more,
            details,
        );
        combobox(search, {
            say,
            wait: 1,
            current: () => chosen.value,
            choose: ({ value }) => choose(value),
            load: async (text) => ({ items: find(text), more: null }),
        });
        search.addEventListener('focus', () => search.select());
        search.addEventListener('blur', showChosen);
        prepareEach(rows);
        walk.prepare();
        showForm();
        fill(stored);
        showChosen();
        follow();
        $(rows.panel).on('change keyup', update);
        current = read;
    },

    save(node) {
        const rows = current();
        // what was written by hand stays as it was written
        if (JSON.stringify(rows) !== JSON.stringify(storedRows(node.inputs))) node.inputs = rows;
        return undefined;
    },

    label: (node) => String(node.operation ?? ''),

    validate: {
        operation(node, value) {
            const say = wordsOf(node);
            if (value === '') return say('common.required', { label: say('node.operation') });
            return operations().has(value) || say('fault.operationUnknown', { label: value });
        },
        form: (node) => sentence(node, ({ field }) => field === 'form'),
        inputs: (node) => sentence(node, ({ field }) => field !== 'form' && field !== 'operation'),
    },
};

/** What is wrong with the node, where it is of a kind. */
function sentence(node: EditorNode, isMeant: (refusal: { field: string }) => boolean): true | string {
    const result = draft(storedValue(node, 'operation'), storedValue(node, 'form'), storedRows(node.inputs));
    if (!('refusal' in result) || !isMeant(result.refusal)) return true;
    return wordsOf(node)(result.refusal.fault.key, result.refusal.fault.values);
}

/** How far to go through a list: one choice for what are two fields. */
function walkRows(rows: Rows) {
    const { say, node } = rows;
    const fetchAll = rows.hidden('fetchAll');
    const fetchAllType = rows.hidden('fetchAllType');
    const { value, type } = { value: fetchAll.value, type: fetchAllType.value };
    const isPlain = type === 'bool' || type === '' || value === '';
    const other = `${type}.${value}`;
    const options = [
        { value: 'one', label: say('node.walk_one') },
        { value: 'some', label: say('node.walk_some') },
        { value: 'all', label: say('node.walk_all') },
        // whether all are wanted, a message says
        ...(isPlain ? [] : [{ value: other, label: say('common.unknown', { value: other }) }]),
    ];
    const start = !isPlain ? other : value === 'true' ? 'all' : storedValue(node, 'limit') !== '' ? 'some' : 'one';
    const walk = select(options, start, { id: rows.id('walk') }, (way) => {
        fetchAll.value = way === other ? value : String(way === 'all');
        fetchAllType.value = way === other ? type : 'bool';
        const input = $(`#${rows.id('limit')}`);
        if (way === 'some') {
            input.typedInput('type', 'num');
            input.typedInput('value', '100');
        } else {
            input.typedInput('value', '');
            $(`#${rows.id('limit')}Type`).val('str');
        }
        follow();
    });
    const label = { 'aria-labelledby': `${rows.id('limit')}-label` };
    const limit = rows.row(
        'limit',
        { icon: 'hashtag', label: say('fields.limit.label'), about: say('fields.limit.about') },
        rows.input('limit', label),
        rows.hidden('limitType'),
    );
    const row = rows.row('walk', { icon: 'files-o', label: say('node.walk') }, walk, fetchAll, fetchAllType);
    const follow = (): void => {
        limit.hidden = walk.value !== 'some';
    };
    return { rows: [row, limit], follow, prepare: () => prepareField(rows, 'limit', { kind: 'integer', min: 1 }) };
}

import type { AttributeFacts, PickList } from '../../action/pick';
import { ago } from '../../fields/literal';
import { decimal } from '../../fields/number';
import { agoInput } from '../ago-input';
import { el, icon, select } from '../dom';
import { pickInput } from '../picker';
import type { Say } from '../words';
import { type Held, valueFault } from './stored-rows';

/** Attributes of a control: its id, its label. */
export type Control = Record<string, unknown>;

/** One way to give the value of a row: its name in the menu, and its input. */
export interface Way {
    name: string;
    label: string;
    /** Whether its input can show a stored value whole. */
    shows: (held: Held) => boolean;
    /** What it begins with, in the place of another value. */
    begin: (before: Held) => Held;
    input: (held: Held, control: Control, changed: (held: Held) => void) => HTMLElement;
}

/** Types whose value is a text that a person types: it stays, whichever of them is chosen. */
const typed = ['str', 'num', 'msg', 'flow', 'global', 'env', 'jsonata'];
const kept = ({ v, t }: Held, fits: (v: string) => boolean = () => true): string =>
    typed.includes(t) && fits(v) ? v : '';

function textInput({ v, t }: Held, control: Control, changed: (held: Held) => void): HTMLInputElement {
    const input = el('input', { type: 'text', value: v, ...control });
    input.addEventListener('input', () => changed({ v: input.value, t }));
    return input;
}

const isNumber = (v: string): boolean => v === '' || decimal(v) !== undefined;
const isWhole = (v: string): boolean => v === '' || Number.isSafeInteger(decimal(v));
/** Unix seconds that the input for dates can show; larger ones are milliseconds. */
const isSeconds = (v: string): boolean => v === '' || (isWhole(v) && Math.abs(Number(v)) < 1e11);

/** Unix seconds as `datetime-local` writes them, in the browser's time zone. */
function toLocal(seconds: number): string {
    const date = new Date(seconds * 1000);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

/**
 * The time that stands for a day. Intercom cuts it to the day in the workspace's time zone: ten in the morning UTC lies
 * on the same day from Hawaii to New Zealand.
 */
const daySeconds = (day: string): number => Date.parse(`${day}T10:00:00Z`) / 1000;
const dayOf = (seconds: number): string => new Date(seconds * 1000).toISOString().slice(0, 10);

/** A text with a button that opens one of the editor's own dialogs for it. */
function withDialog(
    held: Held,
    control: Control,
    changed: (held: Held) => void,
    say: Say,
    open: (options: EditorDialog) => void,
): HTMLElement {
    const input = textInput(held, {}, changed);
    for (const [name, value] of Object.entries(control))
        if (name.startsWith('aria-')) input.setAttribute(name, String(value));
    const button = el(
        'button',
        { type: 'button', title: say('form.expand'), 'aria-label': say('form.expand') },
        icon('ellipsis-h'),
    );
    button.addEventListener('click', () =>
        open({
            value: input.value,
            complete: (value) => {
                input.value = value;
                changed({ v: value, t: held.t });
            },
        }),
    );
    return el('span', { className: `intercom-pick ${control.className ?? ''}` }, input, button);
}

/** All ways that do not depend on what the value is of. */
export function waysOf(say: Say) {
    const label = (name: 'text' | 'lines' | 'number' | 'integer' | 'boolean' | 'date' | 'option' | 'empty') =>
        say(`attributes.kind_${name}`);
    const text: Way = {
        name: 'text',
        label: label('text'),
        shows: ({ v, t }) => t === 'str' && !v.includes('\n'),
        begin: (before) => ({ t: 'str', v: kept(before, (v) => !v.includes('\n')) }),
        input: textInput,
    };
    const lines: Way = {
        name: 'lines',
        label: label('lines'),
        shows: ({ t }) => t === 'str',
        begin: (before) => ({ t: 'str', v: kept(before) }),
        input: ({ v, t }, control, changed) => {
            const area = el('textarea', { ...control, rows: 3, value: v });
            area.addEventListener('input', () => changed({ v: area.value, t }));
            return area;
        },
    };
    const numeric = (name: 'number' | 'integer', fits: (v: string) => boolean): Way => ({
        name,
        label: label(name),
        // what is no number stays in sight, in red
        shows: ({ t }) => t === 'num',
        begin: (before) => ({ t: 'num', v: kept(before, fits) }),
        input: (held, control, changed) => {
            const input = textInput(held, { ...control, inputMode: 'decimal' }, changed);
            input.dataset.whole = String(name === 'integer');
            return input;
        },
    });
    const boolean: Way = {
        name: 'boolean',
        label: label('boolean'),
        shows: ({ v, t }) => t === 'bool' && ['', 'true', 'false'].includes(v),
        begin: ({ v }) => ({ t: 'bool', v: ['true', 'false'].includes(v) ? v : '' }),
        input: ({ v, t }, control, changed) =>
            select(
                [
                    { value: '', label: '' },
                    { value: 'true', label: say('form.yes') },
                    { value: 'false', label: say('form.no') },
                ],
                v,
                control,
                (value) => changed({ v: value, t }),
            ),
    };
    /** A point in time, as Unix seconds. */
    const date: Way = {
        name: 'date',
        label: label('date'),
        shows: ({ v, t }) => t === 'num' && isSeconds(v),
        begin: ({ v, t }) => ({ t: 'num', v: t === 'num' && isSeconds(v) ? v : '' }),
        input: ({ v, t }, control, changed) => {
            const input = el('input', { ...control, type: 'datetime-local', step: '1', title: say('form.yourTime') });
            if (v !== '') input.value = toLocal(Number(v));
            input.addEventListener('change', () => {
                const ms = new Date(input.value).getTime();
                changed({ v: Number.isNaN(ms) ? '' : String(Math.floor(ms / 1000)), t });
            });
            return input;
        },
    };
    /** A whole day, as the Unix seconds of some moment of it. */
    const day: Way = {
        ...date,
        name: 'day',
        input: ({ v, t }, control, changed) => {
            const input = el('input', { ...control, type: 'date' });
            if (v !== '') input.value = dayOf(Number(v));
            input.addEventListener('change', () =>
                changed({ v: input.value === '' ? '' : String(daySeconds(input.value)), t }),
            );
            return input;
        },
    };
    const since: Way = {
        name: 'ago',
        label: say('common.ago'),
        shows: ({ v, t }) => t === 'ago' && (v === '' || !('fault' in ago(v, 0))),
        begin: ({ v, t }) => ({ t: 'ago', v: t === 'ago' ? v : '30d' }),
        input: ({ v, t }, control, changed) => agoInput(say, v, control, (value) => changed({ v: value, t })),
    };
    const empty: Way = {
        name: 'empty',
        label: label('empty'),
        shows: ({ v, t }) => t === 'json' && v.trim() === 'null',
        begin: () => ({ t: 'json', v: 'null' }),
        input: (_held, { className }) =>
            el('span', { className: `${className} intercom-hint` }, say('attributes.clears')),
    };
    const json: Way = {
        name: 'json',
        label: 'JSON',
        shows: ({ t }) => t === 'json',
        begin: ({ v, t }) => ({ t: 'json', v: t === 'json' && v.trim() !== 'null' ? v : '' }),
        input: (held, control, changed) =>
            withDialog(held, control, changed, say, (options) => RED.editor.editJSON(options)),
    };
    const typedWay = (t: string, name: string, placeholder: string): Way => ({
        name: t,
        label: name,
        shows: (held) => held.t === t,
        begin: (before) => ({ t, v: kept(before) }),
        input: (held, control, changed) =>
            t === 'jsonata'
                ? withDialog(held, control, changed, say, (options) => RED.editor.editExpression(options))
                : textInput(held, { ...control, placeholder }, changed),
    });
    return {
        text,
        lines,
        number: numeric('number', isNumber),
        integer: numeric('integer', isWhole),
        boolean,
        date,
        day,
        since,
        empty,
        json,
        evaluated: [
            typedWay('msg', 'msg.', 'payload.…'),
            typedWay('flow', 'flow.', ''),
            typedWay('global', 'global.', ''),
            typedWay('jsonata', say('form.type_jsonata'), ''),
            typedWay('env', say('form.type_env'), 'NAME'),
        ],
        /** One of the values that an attribute has. */
        option: (options: NonNullable<AttributeFacts['options']>): Way => ({
            name: 'option',
            label: label('option'),
            shows: ({ t }) => t === 'str',
            begin: ({ v, t }) => ({ t: 'str', v: t === 'str' && options.some(({ value }) => value === v) ? v : '' }),
            input: ({ v, t }, control, changed) =>
                select([{ value: '', label: '' }, ...options], v, control, (value) => changed({ v: value, t })),
        }),
        /** An id of a list of the workspace. `t` is its type: Intercom keeps some ids as numbers. */
        pick: (list: PickList, t: 'str' | 'num', nobody = false): Way => ({
            name: 'pick',
            label: say('pick.type'),
            shows: (held) => held.t === t,
            begin: () => ({ t, v: '' }),
            input: ({ v }, { className, ...control }, changed) => {
                const picked = pickInput({
                    say,
                    list,
                    nobody,
                    value: v,
                    input: control,
                    changed: ({ value }) => changed({ v: value, t }),
                });
                picked.element.classList.add(String(className));
                return picked.element;
            },
        }),
        /** Several values with commas between them; numbers are stored as JSON, since text would stay text. */
        list: (isNumeric: boolean): Way => ({
            name: 'list',
            label: say('form.type_list'),
            shows: ({ v, t }) => t === 'str' || (t === 'json' && plainList(v) !== undefined),
            begin: (before) => listHeld(isNumeric, before.t === 'json' ? (plainList(before.v) ?? '') : kept(before)),
            input: ({ v, t }, control, changed) => {
                const shown = t === 'json' ? (plainList(v) ?? '') : v;
                const input = el('input', {
                    type: 'text',
                    ...control,
                    value: shown,
                    placeholder: say('search.values'),
                });
                input.addEventListener('input', () => changed(listHeld(isNumeric, input.value)));
                return input;
            },
        }),
        /** A type that this panel does not offer stays as it was saved. */
        saved: ({ t }: Held): Way => typedWay(t, say('common.unknown', { value: t }), ''),
    };
}

/** A list of JSON as text with commas; undefined where that could not be told from another. */
function plainList(json: string): string | undefined {
    try {
        const list: unknown = JSON.parse(json);
        const isPlain = Array.isArray(list) && list.every((one) => typeof one === 'number');
        return isPlain ? list.join(', ') : undefined;
    } catch {
        return undefined;
    }
}

function listHeld(isNumeric: boolean, text: string): Held {
    const numbers = text.split(',').map((part) => (part.trim() === '' ? undefined : decimal(part)));
    return isNumeric && numbers.every((one) => one !== undefined)
        ? { t: 'json', v: JSON.stringify(numbers) }
        : { t: 'str', v: text };
}

interface Options {
    say: Say;
    /** The ways that are offered, the likeliest first. */
    ways: readonly Way[];
    /** Further ways, for values that were stored otherwise. */
    others?: readonly Way[];
    control: Control;
    /** What the value is of, for those who cannot see it. */
    label: string;
    fault?: (held: Held) => string | undefined;
    changed: (held: Held) => void;
}

/** The menu of ways and the input of a row's value. It stores only what a person changes. */
export function valueEditor(
    given: Held,
    { say, ways, others = [], control, label, fault, changed }: Options,
): HTMLElement {
    const element = el('span', { className: 'intercom-value' });
    const check = fault ?? ((held: Held) => valueFault(say, label, held));

    function mark({ v, t }: Held): void {
        const problem = check({ v, t }) ?? '';
        const input = element.querySelector<HTMLElement>('.intercom-row-value');
        const wrong = input?.matches('input, select, textarea') ? input : input?.querySelector('input');
        input?.classList.toggle('input-error', problem !== '');
        wrong?.setAttribute('aria-invalid', String(problem !== ''));
        if (input && (problem !== '' || input.dataset.problem)) input.title = problem;
        if (input) input.dataset.problem = problem;
    }

    let current = given;

    /** Shows the value in one of the ways; the menu stays, with the cursor in it. */
    function show(way: Way): void {
        const attributes = { 'aria-label': label, ...control, className: 'intercom-row-value' };
        const input = way.input(current, attributes, (value) => {
            current = value;
            mark(value);
            changed(value);
        });
        menu.title = way.label;
        menu.nextElementSibling?.remove();
        element.append(input);
        mark(current);
    }

    const first = [...ways, ...others].find((one) => one.shows(given)) ?? waysOf(say).saved(given);
    const offered = ways.includes(first) ? ways : [...ways, first];
    const menu = select(
        offered.map((one) => ({ value: one.name, label: one.label })),
        first.name,
        { className: 'intercom-row-kind', 'aria-label': say('form.way') },
        (name) => {
            const chosen = offered.find((one) => one.name === name);
            if (!chosen) return;
            current = chosen.begin(current);
            changed(current);
            show(chosen);
        },
    );
    element.append(menu);
    show(first);
    return element;
}

import type { AttributeFacts, AttributeKind } from '../../action/pick';
import { el, select } from '../dom';
import type { Say } from '../words';

/** What an input holds: a value for the JSON, nothing (`undefined`), or something that is no value of its kind. */
export type Read = { value: unknown } | { fault: string };

interface Options {
    say: Say;
    kind: AttributeKind;
    options?: AttributeFacts['options'];
    /** Attributes of the control: id, label. */
    control: Record<string, unknown>;
    changed: (read: Read) => void;
}

/** Unix seconds as `datetime-local` writes them, in the browser's time zone. */
function toLocal(seconds: number): string {
    const date = new Date(seconds * 1000);
    return new Date(date.getTime() - date.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

const readNumber =
    (say: Say, isWhole: boolean) =>
    (text: string): Read => {
        if (text.trim() === '') return { value: undefined };
        const value = Number(text);
        if (Number.isNaN(value)) return { fault: say('form.notNumber', { value: text }) };
        return isWhole && !Number.isSafeInteger(value) ? { fault: say('form.notWhole', { value: text }) } : { value };
    };

/** Whether a value can be shown, whole, in the input of a kind. */
export function fits(kind: AttributeKind, value: unknown): boolean {
    switch (kind) {
        case 'integer':
            return Number.isSafeInteger(value);
        case 'number':
            return typeof value === 'number';
        case 'date':
            return Number.isInteger(value) && Math.abs(value as number) < 1e11;
        case 'boolean':
            return typeof value === 'boolean';
        case 'text':
            return typeof value === 'string' && !value.includes('\n');
        case 'lines':
        case 'option':
            return typeof value === 'string';
        default:
            return false;
    }
}

/** Makes the input for a value of a kind. It writes only when a person changes it. */
export function valueInput(value: unknown, { say, kind, options = [], control, changed }: Options): HTMLElement {
    const none = { value: '', label: '' };
    switch (kind) {
        case 'option':
            return select([none, ...options], String(value ?? ''), control, (chosen) =>
                changed({ value: chosen === '' ? undefined : chosen }),
            );
        case 'boolean': {
            const choices = [
                none,
                { value: 'true', label: say('form.yes') },
                { value: 'false', label: say('form.no') },
            ];
            return select(choices, value === undefined ? '' : String(value), control, (chosen) =>
                changed({ value: chosen === '' ? undefined : chosen === 'true' }),
            );
        }
        case 'date': {
            const input = el('input', { ...control, type: 'datetime-local', step: '1', title: say('form.yourTime') });
            if (typeof value === 'number') input.value = toLocal(value);
            input.addEventListener('change', () => {
                const ms = new Date(input.value).getTime();
                changed({ value: Number.isNaN(ms) ? undefined : Math.floor(ms / 1000) });
            });
            return input;
        }
        case 'lines': {
            const area = el('textarea', { ...control, rows: 3, value: String(value ?? '') });
            area.addEventListener('input', () => changed({ value: area.value }));
            return area;
        }
        default: {
            const input = el('input', { ...control, type: 'text', value: value === undefined ? '' : String(value) });
            const isNumber = kind === 'integer' || kind === 'number';
            if (isNumber) input.inputMode = 'decimal';
            const read = isNumber ? readNumber(say, kind === 'integer') : (text: string): Read => ({ value: text });
            input.addEventListener('input', () => {
                const found = read(input.value);
                const fault = 'fault' in found ? found.fault : '';
                input.classList.toggle('input-error', fault !== '');
                input.title = fault;
                input.setAttribute('aria-invalid', String(fault !== ''));
                changed(found);
            });
            return input;
        }
    }
}

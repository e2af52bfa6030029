import { boolean } from './boolean';
import type { Field } from './field';
import { fault, type Reading } from './kind';
import { decimal, number } from './number';
import { show } from './show';

const SECONDS: Record<string, number> = { m: 60, h: 3600, d: 86_400, w: 604_800 };

/**
 * The point in time some while ago: `15m`, `12h`, `30d`, `2w`.
 * @param now milliseconds
 */
export function ago(text: string, now: number): Reading<Date> {
    const [, count, unit = ''] = /^\s*(\d{1,6})\s*([mhdw])\s*$/i.exec(text) ?? [];
    const seconds = SECONDS[unit.toLowerCase()];
    if (seconds === undefined) return fault('fault.ago', { value: show(text) });
    return { value: new Date(now - Number(count) * seconds * 1000) };
}

/** TypedInput types whose value stands in the node itself, and is known before a message comes in. */
export const literalTypes = ['str', 'num', 'bool', 'json', 'ago'];

/**
 * What a literal of a TypedInput type says, before its kind reads it. Panel and node both call this, so that both give
 * the same verdict. Text that is no value of its type stays text: the kind says what is wrong with it.
 * @param now milliseconds, for `ago`
 */
export function literalValue(type: string, text: string, now: number): Reading<unknown> {
    if (text === '') return { value: undefined };
    switch (type) {
        case 'num':
            return { value: decimal(text) ?? text };
        case 'bool':
            return { value: /^(true|false)$/.test(text) ? text === 'true' : text };
        case 'json': {
            try {
                return { value: JSON.parse(text) };
            } catch {
                return fault('fault.notJson', { value: show(text) });
            }
        }
        case 'ago':
            return ago(text, now);
        default:
            return { value: text };
    }
}

/**
 * What a literal of a form's row says. An empty text is a value here: it clears an attribute. A row has no kind to say
 * what is wrong with it but that of its type.
 */
export function rowLiteral(type: string, text: string, now: number): Reading<unknown> {
    if (type === 'str') return { value: text };
    const literal = literalValue(type, text, now);
    if ('fault' in literal || literal.value === undefined) return literal;
    const kind = { num: number, bool: boolean }[type]?.kind;
    return kind ? kind.read(literal.value, {} as Field) : literal;
}

import { fault, type Reading } from './kind';
import { decimal } from './number';
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

import { ago } from '../fields/literal';
import { el, select } from './dom';
import type { Say } from './words';

const units = ['m', 'h', 'd', 'w'] as const;

/** A point in time some while ago, as a number and its unit: `30d` reads "30 days ago". */
export function agoInput(
    say: Say,
    value: string,
    { className, ...control }: Record<string, unknown>,
    changed: (value: string) => void,
): HTMLElement {
    const isSpan = !('fault' in ago(value, 0));
    const [, count = value, unit = 'd'] = (isSpan && /^\s*(\d+)\s*([mhdw])\s*$/i.exec(value)) || [];
    const number = el('input', { type: 'text', inputMode: 'numeric', size: 4, value: count, ...control });
    const write = (): void => changed(number.value.trim() === '' ? '' : `${number.value.trim()}${menu.value}`);
    const menu = select(
        units.map((one) => ({ value: one, label: say(`form.ago_${one}`) })),
        unit.toLowerCase(),
        { 'aria-label': say('form.agoUnit') },
        write,
    );
    number.addEventListener('input', write);
    return el('span', { className: `intercom-ago ${className ?? ''}` }, number, menu);
}

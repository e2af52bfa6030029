import { defineKind, fault } from './kind';
import { show } from './show';

const booleans = new Map<unknown, boolean>([
    [true, true],
    [false, false],
    [1, true],
    [0, false],
    ['true', true],
    ['false', false],
    ['1', true],
    ['0', false],
    ['yes', true],
    ['no', false],
]);

export const boolean = defineKind<boolean>({
    name: 'boolean',
    literals: ['bool'],
    icon: 'toggle-on',
    read: (given) => {
        const value = booleans.get(typeof given === 'string' ? given.trim().toLowerCase() : given);
        return value === undefined ? fault('fault.boolean', { value: show(given) }) : { value };
    },
});

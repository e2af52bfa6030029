import { defineKind } from './kind';

/** Whatever it is, it goes as it is. */
export const any = defineKind<unknown>({
    name: 'any',
    literals: ['json', 'str', 'num', 'bool'],
    icon: 'code',
    read: (value) => ({ value }),
});

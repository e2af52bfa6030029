import { defineKind, fault } from './kind';
import { show } from './show';

export const text = defineKind<string>({
    name: 'text',
    literals: ['str'],
    icon: 'font',
    read: (value) => {
        if (typeof value === 'string') return { value };
        if (typeof value === 'boolean' || Number.isFinite(value)) return { value: String(value) };
        return fault('fault.text', { value: show(value) });
    },
});
